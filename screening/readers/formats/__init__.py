"""What a vector file must be before GDAL opens it: its format, encoding and completeness."""
