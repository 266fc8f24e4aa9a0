"""Exact distances on the WGS84 ellipsoid: nearest, within, foot points, lengths, circles.

Points are arrays of longitude and latitude, geometries are shapely's, distances are
geodesic metres. Every result equals that of a brute-force search over all geometries
(``docs/science/geodesy.md`` has the method, the bounds and the measured errors).
"""

from __future__ import annotations

from screening.geodesy.area_within import area_within
from screening.geodesy.buffer_statistics import (
    BufferStatistics,
    buffer_statistics,
    count_within,
    length_within,
    sum_within,
)
from screening.geodesy.class_index import ClassIndex, nearest_by_class
from screening.geodesy.functions import nearest, within
from screening.geodesy.index import GeodesicIndex, PairsWithin
from screening.geodesy.measures import circle, length_m

__all__ = [
    "BufferStatistics",
    "ClassIndex",
    "GeodesicIndex",
    "PairsWithin",
    "area_within",
    "buffer_statistics",
    "circle",
    "count_within",
    "length_m",
    "length_within",
    "nearest",
    "nearest_by_class",
    "sum_within",
    "within",
]
