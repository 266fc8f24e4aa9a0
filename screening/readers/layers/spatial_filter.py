"""The extent within which geometries are read: the region and a margin around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from screening.readers.rasters.raster_windows import KM_PER_DEGREE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from screening.readers.vector import Box

MARGIN_KM = 200.0
"""Margin around a region's box within which geometries are read [km].

An asset nearer than this is the nearest, whatever was not read.
"""


def buffered_bbox(region: BaseGeometry) -> Box | None:
    """Bound everything within ``MARGIN_KM`` of a region's box.

    Parameters
    ----------
    region : shapely geometry in longitude, latitude

    Returns
    -------
    west, south, east, north [degrees], or None where it would cross the dateline or a pole

    Examples
    --------
    >>> import shapely
    >>> [round(side, 2) for side in buffered_bbox(shapely.box(-100, 30, -99, 31))]
    [-102.15, 28.19, -96.85, 32.81]
    >>> buffered_bbox(shapely.box(178, 30, 179, 31)) is None
    True
    """
    west, south, east, north = region.bounds
    high = MARGIN_KM / KM_PER_DEGREE
    south, north = south - high, north + high
    steepest = max(abs(south), abs(north))
    if steepest >= 90.0:
        return None
    # On a sphere with the ellipsoid's minimum radius of curvature, a meridian at this
    # difference of longitude is nowhere nearer than the margin.
    share = math.sin(math.radians(high)) / math.cos(math.radians(steepest))
    if share >= 1.0:
        return None
    wide = math.degrees(math.asin(share))
    west, east = west - wide, east + wide
    return None if west < -180.0 or east > 180.0 else (west, south, east, north)
