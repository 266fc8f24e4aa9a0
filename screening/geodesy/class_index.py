"""The nearest geometry of each class and above (a line of at least 138, 230, 345 kV) at once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import Edges, validate_geometries, validate_points
from screening.geodesy.segment_index import SegmentIndex, nearest_by_tree

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import BVH

WHERE = "geodesy.ClassIndex"


class ClassIndex:
    """Geometries with a class each, asked for the nearest of at least each threshold.

    Never changes once made: it can be pickled, and asked from many threads. With kernels
    the geometries are searched from the highest class down, so that what was found for one
    threshold bounds the search for the next.

    Parameters
    ----------
    geometries : as GeodesicIndex takes them, (n,), or a GeodesicIndex
    classes : array-like, (n,), a number each; NaN is below every threshold
    thresholds : array-like, (t,), in any order
    edges : "geodesic" or "planar", see GeodesicIndex

    Attributes
    ----------
    index : GeodesicIndex, for feet and what is within: the one given, or one made over the
        geometries of at least the lowest threshold

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
        asked = _numbers(thresholds, "thresholds", None)
        if np.isnan(asked).any():
            raise InputError(
                f"{WHERE}: expected thresholds as numbers, got {asked.tolist()!r};"
                " leave the NaN out."
            )
        if isinstance(geometries, GeodesicIndex):
            value = _numbers(classes, "classes", len(geometries))
            self.index = geometries
        else:
            array = validate_geometries(geometries, WHERE)
            value = _numbers(classes, "classes", len(array))
            array[~(value >= asked.min(initial=np.inf))] = None
            self.index = GeodesicIndex(array, edges=edges)
        levels, self._column = np.unique(-asked, return_inverse=True)
        self._levels: Floats = -levels
        self._classes = value
        band = np.searchsorted(levels, -value, side="left")
        self._band = np.where(np.isnan(value) | (band == len(levels)), -1, band)

    def nearest(self, points: Any) -> tuple[Ints, Floats]:
        """Find the nearest geometry of at least each threshold, of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]

        Returns
        -------
        index : ndarray of int, (n, t)
            Equal distances go to the lowest index; -1 where there is none or the point
            is NaN.
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
        fast = layer.kernels_for(len(known) * shape[1], made=self._ready) if shape[1] else None
        sure = np.zeros((len(known), shape[1]), dtype=bool)
        if fast is not None:
            index[known], distance_m[known], sure = nearest_by_tree(
                fast, self._tree, layer.charts, lonlat[known], self._band
            )
        for level in range(shape[1]):
            rows = known[~sure[:, level]]
            if len(rows):
                which, away_m = self._layers[level].nearest(lonlat[rows], 1)
                index[rows, level], distance_m[rows, level] = which[:, 0], away_m[:, 0]
        return index[:, self._column], distance_m[:, self._column]

    def prepare(self) -> None:
        """Make the trees of the pure path, so that few points need no kernels."""
        for layer in self._layers:
            assert layer.finder is not None

    @property
    def _ready(self) -> bool:
        """Tell whether the pure path has its trees."""
        made = self.__dict__.get("_layers", [])
        return bool(made) and all("finder" in layer.__dict__ for layer in made)

    @cached_property
    def _tree(self) -> BVH:
        """A tree a band."""
        from screening.geodesy.kernels.bvh import build_bvh

        return build_bvh(self.index.layer.parts, self._band, len(self._levels))

    @cached_property
    def _layers(self) -> list[SegmentIndex]:
        """The geometries of at least each level."""
        return [self.index.layer.only(self._classes >= level) for level in self._levels]


def nearest_by_class(
    points: Any, geometries: Any, classes: Any, thresholds: Any, *, edges: Edges = "geodesic"
) -> tuple[Ints, Floats]:
    """Find the nearest geometry of at least each threshold, of each point.

    Parameters
    ----------
    points : array-like, (n, 2), longitude and latitude [degrees]
    geometries : array-like of shapely geometries or None, (m,)
    classes : array-like, (m,), a number each; NaN is below every threshold
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


def _numbers(values: Any, name: str, count: int | None) -> Floats:
    """Check one number each."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{WHERE}: expected {name} as numbers, got {type(values).__name__} ({error});"
            " give numbers, NaN where not known."
        ) from error
    if array.ndim != 1 or (count is not None and len(array) != count):
        wanted = "(t,)" if count is None else f"({count},)"
        raise InputError(
            f"{WHERE}: expected {name} of shape {wanted}, got {array.shape}; give one number each."
        )
    return array
