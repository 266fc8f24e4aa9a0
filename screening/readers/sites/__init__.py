"""Readers of site tables: delimited text, workbooks and vector files."""
