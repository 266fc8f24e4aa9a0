"""Geometries as short lists of whole numbers: simplified, rounded, each step from the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

STEPS_PER_DEGREE = 10_000
"""Coordinates are kept to 0.0001° (11 m)."""

Steps = list[int]
"""``[x, y, dx, dy, dx, dy, …]`` in steps: the first position, then the way to each next."""


def lines(geometries: Iterable[BaseGeometry | None], tolerance_deg: float) -> list[list[Steps]]:
    """Encode lines, or the rings of polygons.

    Parameters
    ----------
    geometries : n shapely geometries in longitude, latitude; points are left out
    tolerance_deg : float [°], how far a simplified line may stray

    Returns
    -------
    list of n lists of parts

    Examples
    --------
    >>> lines([shapely.LineString([(1, 2), (1.5, 2), (2, 2.1)])], 0.2)
    [[[10000, 20000, 10000, 1000]]]
    """
    shapes = np.asarray(list(geometries), dtype=object)
    encoded: list[list[Steps]] = [[] for _ in shapes]
    parts, owners = _rings_and_lines(shapely.simplify(shapes, tolerance_deg))
    for owner, steps in zip(owners.tolist(), _steps(parts), strict=True):
        if len(steps) > 2:
            encoded[owner].append(steps)
    return encoded


def _rings_and_lines(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Take shapes apart into simple lines, and say of which shape each is."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    bare = shapely.get_dimensions(parts) == 1
    solid = shapely.get_dimensions(parts) == 2
    rings, of = shapely.get_rings(parts[solid], return_index=True)
    return np.concatenate([parts[bare], rings]), np.concatenate([owners[bare], owners[solid][of]])


def shared_borders(geometries: Iterable[BaseGeometry], tolerance_deg: float) -> list[Steps]:
    """Encode the borders of touching polygons, each border once.

    Parameters
    ----------
    geometries : shapely polygons in longitude, latitude
    tolerance_deg : float [°]

    Returns
    -------
    list of lines

    Examples
    --------
    >>> squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> sum(len(line) // 2 - 1 for line in shared_borders(squares, 0.0))  # not 8
    7
    """
    parts = shapely.get_parts(shapely.get_parts(np.asarray(list(geometries), dtype=object)))
    borders = shapely.boundary(parts[shapely.get_dimensions(parts) == 2])
    if len(borders) == 0:
        return []
    merged = shapely.line_merge(shapely.union_all(borders))
    return lines([merged], tolerance_deg)[0]


def points(geometries: Iterable[BaseGeometry]) -> tuple[list[int], list[int]]:
    """Encode points; other shapes by a point inside them.

    Returns
    -------
    (x, y), lists of n whole steps
    """
    shapes = np.asarray(list(geometries), dtype=object)
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return _to_steps(places[:, 0]).tolist(), _to_steps(places[:, 1]).tolist()


def bounds(geometries: Iterable[BaseGeometry]) -> list[float]:
    """Give west, south, east, north in degrees, to 0.001°."""
    box = shapely.total_bounds(np.asarray(list(geometries), dtype=object))
    return [round(float(edge), 3) for edge in box]


def _steps(parts: NDArray[np.object_]) -> list[Steps]:
    """Encode simple lines; a place that rounds to the one before it is left out."""
    if len(parts) == 0:
        return []
    degrees, owners = shapely.get_coordinates(parts, return_index=True)
    places = _to_steps(degrees)
    moves = np.diff(places, axis=0, prepend=0)
    first = np.diff(owners, prepend=-1) != 0
    moves[first] = places[first]
    kept = first | moves.any(axis=1)
    ends = np.flatnonzero(np.diff(owners[kept])) + 1
    return [chunk.ravel().tolist() for chunk in np.split(moves[kept], ends)]


def _to_steps(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(np.rint(degrees * STEPS_PER_DEGREE), dtype=np.int64)
