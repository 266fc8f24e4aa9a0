"""How many, how much and how long within a radius of each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.areas import inside
from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.closest import closest, rims
from screening.geodesy.ellipsoid import inverse, to_ecef
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.inputs import check_radius, checked_points
from screening.geodesy.layer import BLOCK_COUNT, Layer, blocks

if TYPE_CHECKING:
    from screening.geodesy.kernels.shapes import Held

KERNEL_MOST_M = 200_000.0
"""Largest radius that kernels answer [m]; their geodesics are right to 0.05 µs there."""


def count_within(index: GeodesicIndex, points: Any, radius_m: float) -> Ints:
    """Count the geometries within a radius of each point.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic; a geometry at just this distance counts

    Returns
    -------
    ndarray of int, (n,); 0 where the point is NaN

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> index = GeodesicIndex([LineString([(0, -1), (0, 1)]), Point(0, 0.1), Point(9, 9)])
    >>> count_within(index, [[0, 0], [9, 9], [4, 4]], 20_000.0)
    array([2, 1, 0])
    """
    ones = np.ones(len(index))
    return np.rint(_total(index, points, radius_m, ones, "geodesy.count_within")).astype(np.int64)


def sum_within(index: GeodesicIndex, points: Any, radius_m: float, values: Any) -> Floats:
    """Add up an attribute of the geometries within a radius of each point.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic
    values : array-like, (len(index),); a NaN makes the sums that it enters NaN

    Returns
    -------
    ndarray, (n,), in the values' unit; 0 where there is nothing, or the point is NaN

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import Point
    >>> index = GeodesicIndex([Point(0, 0), Point(0, 0.1), Point(9, 9)])
    >>> sum_within(index, [[0, 0], [9, 9], [4, 4]], 20_000.0, [100, 20, 3])
    array([120.,   3.,   0.])
    """
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (len(index),):
        raise InputError(
            f"geodesy.sum_within: expected values of shape ({len(index)},), got {array.shape};"
            " give one number a geometry."
        )
    return _total(index, points, radius_m, array, "geodesy.sum_within")


def length_within(index: GeodesicIndex, points: Any, radius_m: float) -> Floats:
    """Measure the line within a radius of each point, cut where it leaves the circle.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic

    Returns
    -------
    ndarray, (n,) [m]; of polygons the rings' length; 0 where the point is NaN
        Right to a millimetre, but where a line only just touches the circle: there a
        nanometre of distance is centimetres of line.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString
    >>> index = GeodesicIndex([LineString([(-1, 0), (1, 0)])])
    >>> length_within(index, [[0, 0], [0, 3]], 20_000.0).round(3)
    array([40000.,     0.])
    """
    where = "geodesy.length_within"
    check_radius(radius_m, where)
    lonlat = checked_points(points, where)
    known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
    total_m = np.zeros(len(lonlat))
    fast = index.layer.kernels_for(len(known)) if radius_m <= KERNEL_MOST_M else None
    if fast is not None:
        total_m[known] = fast.length(index.layer.tree, lonlat[known], float(radius_m))
    else:
        for part in blocks(len(known), BLOCK_COUNT):
            rows = known[part]
            total_m[rows] = _lengths(index.layer, lonlat[rows], float(radius_m))
    return total_m


def _lengths(layer: Layer, lonlat: Floats, radius_m: float) -> Floats:
    """Measure the line within a radius by the pure path."""
    total_m = np.zeros(len(lonlat))
    pieces = layer.pieces
    for pairs, _ in layer.finder.pieces_within(to_ecef(lonlat), radius_m):
        here = lonlat[pairs.row]
        tail, head = (
            pieces.lonlat[pieces.tail[pairs.piece]],
            pieces.lonlat[pieces.head[pairs.piece]],
        )
        first = np.where(inverse(here, tail)[2] <= radius_m, 0.0, np.nan)
        last = np.where(inverse(here, head)[2] <= radius_m, 1.0, np.nan)
        away_m, _, middle = closest(pieces, here, pairs.piece, pairs.share)
        for end, place in ((first, 0.0), (last, 1.0)):
            cut = np.flatnonzero(np.isnan(end) & (away_m < radius_m))
            end[cut] = rims(
                pieces,
                here[cut],
                pairs.piece[cut],
                outside=np.full(len(cut), place),
                within=middle[cut],
                radius_m=radius_m,
            )
        inner_m = np.nan_to_num(last - first) * inverse(tail, head)[2]
        total_m += np.bincount(pairs.row, weights=inner_m, minlength=len(lonlat))
    return total_m


def _total(
    index: GeodesicIndex, points: Any, radius_m: float, values: Floats, where: str
) -> Floats:
    """Add up values within a radius."""
    check_radius(radius_m, where)
    lonlat = checked_points(points, where)
    total = np.zeros(len(lonlat))
    todo = known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
    fast = index.layer.kernels_for(len(known)) if radius_m <= KERNEL_MOST_M else None
    if fast is not None:
        sure: Bools
        here = lonlat[known]
        total[known], sure = fast.total(
            index.layer.tree, here, float(radius_m), _held(index.layer, here), values
        )
        todo = known[~sure]
    for part in blocks(len(todo), BLOCK_COUNT):
        pairs = index.within(lonlat[todo[part]], radius_m)
        total[todo[part]] = np.bincount(
            pairs.point_index,
            weights=values[pairs.geometry_index],
            minlength=part.stop - part.start,
        )
    return total


def _held(layer: Layer, lonlat: Floats) -> Held:
    """Polygons that hold each point."""
    from screening.geodesy.kernels.shapes import Held

    row, geometry = inside(layer.charts, lonlat)
    order = np.argsort(row, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(lonlat)))))
    return Held(first, geometry[order].astype(np.int64))
