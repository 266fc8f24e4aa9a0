"""Buffer statistics: count, sum and length within radii of each point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints, split_rows
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import validate_points, validate_radii
from screening.geodesy.line_clipping import add_clipped_lengths
from screening.geodesy.polygons import points_in_polygons
from screening.geodesy.segment_index import KERNEL_BLOCK_COUNT, PURE_BLOCK_COUNT, SegmentIndex

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import ContainingPolygons

MAX_KERNEL_RADIUS_M = 200_000.0
"""Largest radius that kernels compute [m]; their geodesics are accurate to 44 nm there."""
NEAREST_PER_BUFFER = 150
"""Nearest-neighbour queries that take as long as one buffer without kernels, measured."""


@dataclass(frozen=True)
class BufferStatistics:
    """Statistics of the geometries within radii: one row per point, one column per radius.

    Attributes
    ----------
    count : ndarray of int, (n, r), geometries
    length_m : ndarray, (n, r) [m], of lines, clipped at the circle
    total : ndarray, (n, r), sum of the values, in their unit; zeros where no values were passed
    """

    count: Ints
    length_m: Floats
    total: Floats


def buffer_statistics(
    index: GeodesicIndex, points: Any, radii_m: Any, *, values: Any = None
) -> BufferStatistics:
    """Count, measure and sum the geometries within several radii of each point, in one pass.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radii_m : array-like, (r,) [m], geodesic, in any order; a geometry at exactly
        this distance counts
    values : array-like, (len(index),), or None; a NaN makes its own totals NaN

    Returns
    -------
    BufferStatistics
        A polygon's length is that of its rings. All values are 0 where the point is NaN.
        Lengths are accurate to a millimetre, except where a line is nearly tangent to the
        circle: there a nanometre of distance is centimetres of length.

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
    return _compute_statistics(index, points, radii_m, values, "geodesy.buffer_statistics")


def count_within(index: GeodesicIndex, points: Any, radius_m: float) -> Ints:
    """Count the geometries within a radius of each point.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic; a geometry at exactly this distance counts

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
    statistics = _compute_statistics(index, points, [radius_m], None, where, measure=False)
    return statistics.count[:, 0]


def sum_within(index: GeodesicIndex, points: Any, radius_m: float, values: Any) -> Floats:
    """Sum an attribute of the geometries within a radius of each point.

    Parameters
    ----------
    index : GeodesicIndex
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic
    values : array-like, (len(index),); a NaN makes its own sums NaN

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
    statistics = _compute_statistics(index, points, [radius_m], values, where, measure=False)
    return statistics.total[:, 0]


def length_within(index: GeodesicIndex, points: Any, radius_m: float) -> Floats:
    """Measure the length of lines within a radius of each point, clipped at the circle.

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
    statistics = _compute_statistics(index, points, [radius_m], None, "geodesy.length_within")
    return statistics.length_m[:, 0]


@dataclass(frozen=True)
class _Query:
    """A validated query.

    Attributes
    ----------
    index : GeodesicIndex
    lonlat : ndarray, (n, 2) [degrees]
    radii_m : ndarray, (r,) [m], ascending, each once
    values : ndarray, (g,), or (0,) where nothing is to be summed
    measure : bool, whether lengths are wanted
    """

    index: GeodesicIndex
    lonlat: Floats
    radii_m: Floats
    values: Floats
    measure: bool


def _compute_statistics(
    index: GeodesicIndex,
    points: Any,
    radii_m: Any,
    values: Any,
    where: str,
    *,
    measure: bool = True,
) -> BufferStatistics:
    """Validate the query; compute small radii by kernels, the rest by the pure path."""
    radii, column = validate_radii(radii_m, where)
    checked_values = _validate_values(values, len(index), where)
    query = _Query(index, validate_points(points, where), radii, checked_values, measure)
    statistics = _zeros((len(query.lonlat), len(radii)))
    known = np.flatnonzero(~np.isnan(query.lonlat[:, 0]))
    near, uncertain = _apply_kernels(query, known, statistics)
    for rows, columns in ((uncertain, slice(near)), (known, slice(near, len(radii)))):
        for block in split_rows(len(rows) if len(radii[columns]) else 0, PURE_BLOCK_COUNT):
            part = _pure_statistics(query, rows[block], radii[columns])
            _scatter(statistics, rows[block], columns, part)
    return BufferStatistics(
        statistics.count[:, column], statistics.length_m[:, column], statistics.total[:, column]
    )


def _apply_kernels(query: _Query, known: Ints, statistics: BufferStatistics) -> tuple[int, Ints]:
    """Fill in what kernels can compute.

    Returns
    -------
    near : int, how many of the radii (the smallest) kernels computed
    uncertain : ndarray of int, the rows that the pure path must compute for these radii
    """
    layer = query.index.layer
    kernels = layer.kernels_for(NEAREST_PER_BUFFER * len(known))
    if kernels is None:
        return 0, known
    near = int(np.searchsorted(query.radii_m, MAX_KERNEL_RADIUS_M, side="right"))
    if not near:
        return 0, known
    uncertain = [np.zeros(0, dtype=np.int64)]
    lengths = layer.lengths if query.measure else None
    for block in split_rows(len(known), KERNEL_BLOCK_COUNT):
        rows = known[block]
        lonlat = query.lonlat[rows]
        containing = _containing_polygons(layer, lonlat)
        sums = kernels.buffer_sums(
            layer.bvh, lengths, lonlat, query.radii_m[:near], containing, query.values
        )
        part = BufferStatistics(sums.counts, sums.length_m, sums.total)
        _scatter(statistics, rows, slice(near), part)
        uncertain.append(rows[~sums.certain])
    return near, np.concatenate(uncertain)


def _zeros(shape: tuple[int, int]) -> BufferStatistics:
    return BufferStatistics(np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape))


def _scatter(
    statistics: BufferStatistics, rows: Ints, columns: slice, part: BufferStatistics
) -> None:
    """Write partial statistics to their rows and columns."""
    statistics.count[rows, columns] = part.count
    statistics.total[rows, columns] = part.total
    if len(part.length_m):
        statistics.length_m[rows, columns] = part.length_m


def _pure_statistics(query: _Query, rows: Ints, radii_m: Floats) -> BufferStatistics:
    """Compute statistics of some rows without kernels."""
    lonlat, values = query.lonlat[rows], query.values
    statistics = _zeros((len(rows), len(radii_m)))
    pairs = query.index.within(lonlat, float(radii_m[-1]))
    for column, radius_m in enumerate(radii_m):
        near = pairs.distance_m <= radius_m
        row, geometry = pairs.point_index[near], pairs.geometry_index[near]
        statistics.count[:, column] = np.bincount(row, minlength=len(rows))
        if len(values):
            total = np.bincount(row, weights=values[geometry], minlength=len(rows))
            statistics.total[:, column] = total
    if query.measure:
        add_clipped_lengths(query.index.layer, lonlat, radii_m, statistics.length_m)
    return statistics


def _containing_polygons(layer: SegmentIndex, lonlat: Floats) -> ContainingPolygons:
    """List the polygons that contain each point."""
    from screening.geodesy.kernels.array_types import ContainingPolygons

    row, geometry = points_in_polygons(layer.charts, lonlat)
    order = np.argsort(row, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(lonlat)))))
    return ContainingPolygons(first, geometry[order].astype(np.int64))


def _validate_values(values: Any, count: int, where: str) -> Floats:
    """Validate one number per geometry; an empty array for None."""
    array = np.zeros(0) if values is None else np.asarray(values, dtype=np.float64)
    if values is not None and array.shape != (count,):
        raise InputError(
            f"{where}: expected values of shape ({count},), got {array.shape};"
            " give one number per geometry."
        )
    return array
