"""What every room needs to know and none computes: layer kinds, fields, styles, labels."""
