"""Exact distances on the WGS84 ellipsoid: nearest, within, the foot point, lengths, circles.

Points are arrays of longitude and latitude, geometries are shapely's, distances are
geodesic metres. Every answer is the one that measuring to everything would give.
"""

from __future__ import annotations

from screening.geodesy.index import GeodesicIndex, Within
from screening.geodesy.measures import circle, length_m
from screening.geodesy.once import nearest, within

__all__ = ["GeodesicIndex", "Within", "circle", "length_m", "nearest", "within"]
