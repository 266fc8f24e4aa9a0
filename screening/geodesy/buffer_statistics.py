"""How many, how much and how long within radii of each point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import inverse, to_ecef
from screening.geodesy.foot_point import circle_crossings, nearest_on_segments
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import check_radius, validate_points
from screening.geodesy.polygons import points_in_polygons
from screening.geodesy.segment_index import BLOCK_COUNT, WIDE_BLOCK_COUNT, SegmentIndex, blocks

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import ContainingPolygons

MAX_KERNEL_RADIUS_M = 200_000.0
"""Largest radius that kernels answer [m]; their geodesics are right to 0.05 µs there."""
COSTS_COUNT = 150
"""About how many points' nearest take what one point's surroundings take without kernels."""


@dataclass(frozen=True)
class BufferStatistics:
    """What is within radii of points, a row a point, a column a radius.

    Attributes
    ----------
    count : ndarray of int, (n, r), geometries
    length_m : ndarray, (n, r) [m], of line, cut where it leaves the circle
    total : ndarray, (n, r), of the values, in their unit; zeros where none were given
    """

    count: Ints
    length_m: Floats
    total: Floats


def buffer_statistics(
    index: GeodesicIndex, points: Any, radii_m: Any, *, values: Any = None
) -> BufferStatistics:
    """Count, measure and add up what is within several radii of each point, in one pass.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radii_m : array-like, (r,) [m], geodesic, in any order; a geometry at just this
        distance counts
    values : array-like, (len(index),), or None; a NaN makes the totals that it enters NaN

    Returns
    -------
    BufferStatistics
        Of polygons the rings are measured; all is 0 where the point is NaN. Lengths are
        right to a millimetre, but where a line only just touches the circle: there a
        nanometre of distance is centimetres of line.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> index = GeodesicIndex([LineString([(-1, 0), (1, 0)]), Point(0, 0.1)])
    >>> here = buffer_statistics(index, [[0, 0], [0, 3]], [10_000.0, 20_000.0], values=[345, 69])
    >>> here.count, here.length_m.round(3), here.total
    (array([[1, 2], [0, 0]]),
     array([[20000., 40000.], [    0.,     0.]]),
     array([[345., 414.], [  0.,   0.]]))
    """
    return _statistics_by_kernels(index, points, radii_m, values, "geodesy.around")


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
    where = "geodesy.count_within"
    return _statistics_by_kernels(index, points, [radius_m], None, where, measured=False).count[
        :, 0
    ]


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
    where = "geodesy.sum_within"
    return _statistics_by_kernels(index, points, [radius_m], values, where, measured=False).total[
        :, 0
    ]


def length_within(index: GeodesicIndex, points: Any, radius_m: float) -> Floats:
    """Measure the line within a radius of each point, cut where it leaves the circle.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic

    Returns
    -------
    ndarray, (n,) [m]; see :func:`buffer_statistics`

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
    return _statistics_by_kernels(
        index, points, [radius_m], None, "geodesy.length_within"
    ).length_m[:, 0]


def _statistics_by_kernels(
    index: GeodesicIndex,
    points: Any,
    radii_m: Any,
    values: Any,
    where: str,
    *,
    measured: bool = True,
) -> BufferStatistics:
    """Ask kernels for what they can answer, and the pure path for the rest."""
    radius_m, column = _radii(radii_m, where)
    value = _values(values, len(index), where)
    lonlat = validate_points(points, where)
    answer = _nothing((len(lonlat), len(radius_m)))
    todo = known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
    fast = index.layer.kernels_for(COSTS_COUNT * len(known))
    near = 0 if fast is None else int(np.searchsorted(radius_m, MAX_KERNEL_RADIUS_M, side="right"))
    if near:
        left = []
        for part in blocks(len(known), WIDE_BLOCK_COUNT):
            rows = known[part]
            held = _containing_polygons(index.layer, lonlat[rows])
            line = index.layer.line if measured else None
            found = fast.buffer_sums(
                index.layer.tree, line, lonlat[rows], radius_m[:near], held, value
            )
            got = BufferStatistics(found.many, found.length_m, found.total)
            _scatter(answer, rows, slice(near), got)
            left.append(rows[~found.sure])
        todo = np.concatenate(left) if left else known
    for rows, columns in ((todo, slice(near)), (known, slice(near, len(radius_m)))):
        for part in blocks(len(rows) if len(radius_m[columns]) else 0, BLOCK_COUNT):
            got = _pure(index, lonlat[rows[part]], radius_m[columns], value, measured)
            _scatter(answer, rows[part], columns, got)
    return BufferStatistics(
        answer.count[:, column], answer.length_m[:, column], answer.total[:, column]
    )


def _nothing(shape: tuple[int, int]) -> BufferStatistics:
    return BufferStatistics(np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape))


def _scatter(answer: BufferStatistics, rows: Ints, columns: slice, found: BufferStatistics) -> None:
    """Put what was found into its rows and columns."""
    answer.count[rows, columns] = found.count
    answer.total[rows, columns] = found.total
    if len(found.length_m):
        answer.length_m[rows, columns] = found.length_m


def _pure(
    index: GeodesicIndex, lonlat: Floats, radius_m: Floats, value: Floats, measured: bool
) -> BufferStatistics:
    """Answer without kernels."""
    answer = _nothing((len(lonlat), len(radius_m)))
    pairs = index.within(lonlat, float(radius_m[-1]))
    for column, radius in enumerate(radius_m):
        near = pairs.distance_m <= radius
        row, geometry = pairs.point_index[near], pairs.geometry_index[near]
        answer.count[:, column] = np.bincount(row, minlength=len(lonlat))
        if len(value):
            weights = value[geometry]
            answer.total[:, column] = np.bincount(row, weights=weights, minlength=len(lonlat))
    if measured:
        _measure(index.layer, lonlat, radius_m, answer.length_m)
    return answer


def _measure(layer: SegmentIndex, lonlat: Floats, radius_m: Floats, length_m: Floats) -> None:
    """Add up the line within radii, (n, r), without kernels."""
    pieces = layer.pieces
    for pairs, _ in layer.finder.pieces_within(to_ecef(lonlat), float(radius_m[-1])):
        here = lonlat[pairs.row]
        tail = pieces.lonlat[pieces.tail[pairs.piece]]
        head = pieces.lonlat[pieces.head[pairs.piece]]
        ends_m = (0.0, inverse(here, tail)[2]), (1.0, inverse(here, head)[2])
        away_m, _, middle = nearest_on_segments(pieces, here, pairs.piece, pairs.share)
        whole_m = inverse(tail, head)[2]
        for column, radius in enumerate(radius_m):
            first, last = (np.where(away <= radius, place, np.nan) for place, away in ends_m)
            for end, place in ((first, 0.0), (last, 1.0)):
                cut = np.flatnonzero(np.isnan(end) & (away_m < radius))
                end[cut] = circle_crossings(
                    pieces,
                    here[cut],
                    pairs.piece[cut],
                    outside=np.full(len(cut), place),
                    within=middle[cut],
                    radius_m=float(radius),
                )
            inner_m = np.nan_to_num(last - first) * whole_m
            length_m[:, column] += np.bincount(pairs.row, weights=inner_m, minlength=len(lonlat))


def _containing_polygons(layer: SegmentIndex, lonlat: Floats) -> ContainingPolygons:
    """Polygons that hold each point."""
    from screening.geodesy.kernels.array_types import ContainingPolygons

    row, geometry = points_in_polygons(layer.charts, lonlat)
    order = np.argsort(row, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(lonlat)))))
    return ContainingPolygons(first, geometry[order].astype(np.int64))


def _radii(radii_m: Any, where: str) -> tuple[Floats, Ints]:
    """Check radii; give each once, ascending, and where each asked for is among them."""
    listed = list(radii_m) if isinstance(radii_m, list | tuple | np.ndarray) else None
    if listed is None or np.ndim(radii_m) != 1:
        raise InputError(
            f"{where}: expected radii_m as a list of metres, got {radii_m!r}; give [radius]."
        )
    for radius_m in listed:
        check_radius(radius_m, where)
    each, column = np.unique(np.array(listed, dtype=np.float64), return_inverse=True)
    return each, column


def _values(values: Any, count: int, where: str) -> Floats:
    """Check one number a geometry; none for None."""
    array = np.zeros(0) if values is None else np.asarray(values, dtype=np.float64)
    if values is not None and array.shape != (count,):
        raise InputError(
            f"{where}: expected values of shape ({count},), got {array.shape};"
            " give one number a geometry."
        )
    return array
