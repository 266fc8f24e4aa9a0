"""How much of a layer is read: what lies around the region, and the rest where it is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from screening.readers.rasters.raster_windows import KM_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from screening.model import VectorLayer
    from screening.readers.vector import Box

MARGIN_KM = 200.0
"""How far around a region's box shapes are read [km]: a nearer answer needs no others."""


def buffered_bbox(region: BaseGeometry) -> Box | None:
    """Give the box that holds everything within ``MARGIN_KM`` of a region's box.

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
    # a meridian this many degrees off is nowhere nearer than the margin on a sphere of the
    # ellipsoid's least radius of curvature
    share = math.sin(math.radians(high)) / math.cos(math.radians(steepest))
    if share >= 1.0:
        return None
    wide = math.degrees(math.asin(share))
    west, east = west - wide, east + wide
    return None if west < -180.0 or east > 180.0 else (west, south, east, north)


@dataclass(frozen=True)
class FullLayerReader:
    """Reads a layer with all its shapes, once.

    Attributes
    ----------
    read : callable
    """

    read: Callable[[], VectorLayer]

    def __call__(self) -> VectorLayer:
        """Give the layer."""
        return self._layer

    @cached_property
    def _layer(self) -> VectorLayer:
        return self.read()
