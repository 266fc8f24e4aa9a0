"""Geometries as lists of integers: simplified, quantized and delta-encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.writers.styles.delta_encoding import Steps, delta_encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

STEPS_PER_DEGREE = 10_000
"""Coordinates are quantized to 0.0001° (11 m)."""


def lines(geometries: Iterable[BaseGeometry | None], tolerance_deg: float) -> list[list[Steps]]:
    """Encode lines, or the rings of polygons.

    Parameters
    ----------
    geometries : n shapely geometries in longitude, latitude; points are omitted
    tolerance_deg : float [°], simplification tolerance

    Returns
    -------
    list of n lists of parts, each in steps

    Examples
    --------
    >>> lines([shapely.LineString([(1, 2), (1.5, 2), (2, 2.1)])], 0.2)
    [[[10000, 20000, 10000, 1000]]]
    """
    shapes = np.asarray(list(geometries), dtype=object)
    encoded: list[list[Steps]] = [[] for _ in shapes]
    parts, owners = _rings_and_lines(shapely.simplify(shapes, tolerance_deg))
    degrees, line_indices = shapely.get_coordinates(parts, return_index=True)
    steps_per_line = delta_encode(_to_steps(degrees), line_indices)
    for owner, steps in zip(owners.tolist(), steps_per_line, strict=True):
        if len(steps) > 2:
            encoded[owner].append(steps)
    return encoded


def _rings_and_lines(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Split shapes into simple lines, with the index of the shape of each line."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    is_area = shapely.get_dimensions(parts) == 2
    rings, areas = shapely.get_rings(parts[is_area], return_index=True)
    ring_owners = owners[is_area][areas]
    return np.concatenate([parts[is_line], rings]), np.concatenate([owners[is_line], ring_owners])


def shared_borders(geometries: Iterable[BaseGeometry], tolerance_deg: float) -> list[Steps]:
    """Encode the borders of adjacent polygons, each shared border once.

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
    """Encode points, and other shapes as a point inside them.

    Returns
    -------
    x, y : lists of n int [steps]
    """
    shapes = np.asarray(list(geometries), dtype=object)
    degrees = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return _to_steps(degrees[:, 0]).tolist(), _to_steps(degrees[:, 1]).tolist()


def bounds(geometries: Iterable[BaseGeometry]) -> list[float]:
    """Compute west, south, east and north in degrees, rounded to 0.001°."""
    box = shapely.total_bounds(np.asarray(list(geometries), dtype=object))
    return [round(float(edge), 3) for edge in box]


def _to_steps(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(np.rint(degrees * STEPS_PER_DEGREE), dtype=np.int64)
