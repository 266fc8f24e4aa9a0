"""Multi-criteria decision analysis (MCDA) methods: arrays in, arrays out."""
