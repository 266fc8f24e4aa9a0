"""Static definitions that all packages share: layer kinds, fields, styles and labels."""
