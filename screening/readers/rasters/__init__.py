"""Readers of raster layers."""
