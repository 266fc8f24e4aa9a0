"""MCDA methods: arrays in, arrays out."""
