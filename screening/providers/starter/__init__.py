"""Recipes of the embedded starter layers: tables of public facts → GeoJSON and GeoTIFF.

``python -m screening.providers.starter`` rebuilds every layer of the folder ``layers``.
The same tables give the same bytes. The format of the tables: ``layers/README.md``.
"""
