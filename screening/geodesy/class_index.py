"""The nearest geometry of at least each class, such as a line of at least 138, 230, 345 kV."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import Edges, validate_geometries, validate_points
from screening.geodesy.segment_index import SegmentIndex, nearest_by_bvh

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import BVH

WHERE = "geodesy.ClassIndex"


class ClassIndex:
    """Geometries with one class each, queried for the nearest of at least each threshold.

    Immutable: it can be pickled, and queried from many threads. A *band* is the geometries
    between two thresholds. The kernels search the bands from the highest class down: the
    nearest geometry of at least 345 kV is also one of at least 230 kV, so its distance bounds
    the search of the next band.

    Parameters
    ----------
    geometries : geometries as for GeodesicIndex, (n,), or a GeodesicIndex
    classes : array-like, (n,), one number per geometry; NaN is below every threshold
    thresholds : array-like, (t,), in any order
    edges : "geodesic" or "planar", see GeodesicIndex

    Attributes
    ----------
    index : GeodesicIndex, for foot points and buffers
        The one passed, or a new one of the geometries of at least the lowest threshold.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import Point
    >>> grid = ClassIndex([Point(0, 1), Point(0, 2), Point(0, 3)], [69, 345, 138], [138, 345])
    >>> which, distance_m = grid.nearest([[0, 0], [0, 4]])
    >>> which
    array([[1, 1],
           [2, 1]])
    """

    def __init__(
        self, geometries: Any, classes: Any, thresholds: Any, *, edges: Edges = "geodesic"
    ) -> None:
        levels = _validate_numbers(thresholds, "thresholds", None)
        if np.isnan(levels).any():
            raise InputError(
                f"{WHERE}: expected thresholds as numbers, got {levels.tolist()!r};"
                " leave the NaN out."
            )
        if isinstance(geometries, GeodesicIndex):
            value = _validate_numbers(classes, "classes", len(geometries))
            self.index = geometries
        else:
            array = validate_geometries(geometries, WHERE)
            value = _validate_numbers(classes, "classes", len(array))
            array[~(value >= levels.min(initial=np.inf))] = None
            self.index = GeodesicIndex(array, edges=edges)
        # Negative, so that the highest class is band 0 and is searched first.
        negative, self._column = np.unique(-levels, return_inverse=True)
        self._levels: Floats = -negative
        self._classes = value
        band = np.searchsorted(negative, -value, side="left")
        self._band = np.where(np.isnan(value) | (band == len(negative)), -1, band)

    def nearest(self, points: Any) -> tuple[Ints, Floats]:
        """Find the nearest geometry of at least each threshold for each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]

        Returns
        -------
        index : ndarray of int, (n, t)
            Ties go to the lowest index; -1 where there is none or the point is NaN.
        distance_m : ndarray, (n, t) [m]; NaN where the index is -1

        Raises
        ------
        InputError
        """
        lonlat = validate_points(points, "geodesy.ClassIndex.nearest")
        shape = len(lonlat), len(self._levels)
        index, distance_m = np.full(shape, -1, dtype=np.int64), np.full(shape, np.nan)
        known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
        layer = self.index.layer
        query_count = len(known) * shape[1]
        kernels = layer.kernels_for(query_count, has_finder=self._has_finders) if shape[1] else None
        certain = np.zeros((len(known), shape[1]), dtype=bool)
        if kernels is not None:
            index[known], distance_m[known], certain = nearest_by_bvh(
                kernels, self._bvh, layer.charts, lonlat[known], self._band
            )
        for level in range(shape[1]):
            rows = known[~certain[:, level]]
            if len(rows):
                level_index, level_m = self._layers[level].nearest(lonlat[rows], 1)
                index[rows, level], distance_m[rows, level] = level_index[:, 0], level_m[:, 0]
        return index[:, self._column], distance_m[:, self._column]

    def prepare(self) -> None:
        """Build the k-d trees of the pure path, so that few points need no kernels."""
        for layer in self._layers:
            assert layer.finder is not None

    @property
    def _has_finders(self) -> bool:
        """Check whether the pure path's k-d trees exist, without building them."""
        layers = self.__dict__.get("_layers", [])
        return bool(layers) and all("finder" in layer.__dict__ for layer in layers)

    @cached_property
    def _bvh(self) -> BVH:
        """The kernels' hierarchy, one tree per band."""
        from screening.geodesy.kernels.bvh import build_bvh

        return build_bvh(self.index.layer.arrays, self._band, len(self._levels))

    @cached_property
    def _layers(self) -> list[SegmentIndex]:
        """The geometries of at least each level."""
        return [self.index.layer.select(self._classes >= level) for level in self._levels]


def nearest_by_class(
    points: Any, geometries: Any, classes: Any, thresholds: Any, *, edges: Edges = "geodesic"
) -> tuple[Ints, Floats]:
    """Find the nearest geometry of at least each threshold for each point.

    Parameters
    ----------
    points : array-like, (n, 2), longitude and latitude [degrees]
    geometries : array-like of shapely geometries or None, (m,)
    classes : array-like, (m,), one number per geometry; NaN is below every threshold
    thresholds : array-like, (t,)
    edges : "geodesic" or "planar", see GeodesicIndex

    Returns
    -------
    index : ndarray of int, (n, t); -1 where there is none
    distance_m : ndarray, (n, t) [m]; NaN where there is none

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import Point
    >>> which, metres = nearest_by_class([[0, 0]], [Point(0, 1), Point(0, 2)], [69, 345], [60, 230])
    >>> which, metres.round(3)
    (array([[0, 1]]), array([[110574.389, 221149.453]]))
    """
    return ClassIndex(geometries, classes, thresholds, edges=edges).nearest(points)


def _validate_numbers(values: Any, name: str, count: int | None) -> Floats:
    """Validate one number per item."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{WHERE}: expected {name} as numbers, got {type(values).__name__} ({error});"
            " give numbers, NaN where not known."
        ) from error
    if array.ndim != 1 or (count is not None and len(array) != count):
        shape = "(t,)" if count is None else f"({count},)"
        raise InputError(
            f"{WHERE}: expected {name} of shape {shape}, got {array.shape};"
            " give one number per item."
        )
    return array
