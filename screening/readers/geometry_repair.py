"""Repair areas whose rings cross themselves: layers and sites alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def repair_areas(geometry: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Make invalid polygons valid; a point is inside where an odd number of rings surround it.

    Parameters
    ----------
    geometry : ndarray of shapely geometries or ``None``, (n,)

    Returns
    -------
    geometry : ndarray, (n,); ``None`` for a polygon that encloses no area
    notes : tuple of str, how many were repaired, and how many enclose nothing

    Examples
    --------
    >>> bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> repaired, notes = repair_areas(np.array([bow_tie]))
    >>> repaired[0].geom_type, repaired[0].area, notes
    ('MultiPolygon', 2.0, ('repaired 1 of 1 areas whose outlines cross or touch themselves',))
    """
    areas = np.isin(shapely.get_type_id(geometry), _AREAS)
    finite = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    invalid = np.flatnonzero(areas & finite & ~shapely.is_valid(geometry))
    if not len(invalid):
        return geometry, ()
    repaired = geometry.copy()
    repaired[invalid] = [_polygons(each) for each in shapely.make_valid(geometry[invalid])]
    flat = int(shapely.is_missing(repaired[invalid]).sum())
    share = f"of {int(areas.sum())} areas"
    notes = [f"{flat} {share} enclose nothing"] if flat else []
    if len(invalid) > flat:
        notes.insert(
            0, f"repaired {len(invalid) - flat} {share} whose outlines cross or touch themselves"
        )
    return repaired, tuple(notes)


def take_areas(geometry: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Take the areas of geometry collections: of overlays, lines and points are remains.

    Parameters
    ----------
    geometry : ndarray of shapely geometries or ``None``, (n,)

    Returns
    -------
    geometry : ndarray, (n,); collections without areas as they were
    notes : tuple of str, of how many the areas were taken
    """
    finite = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    collections = np.flatnonzero(
        finite & (shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION)
    )
    areas = {int(row): _polygons(shapely.make_valid(geometry[row])) for row in collections}
    taken = [row for row, area in areas.items() if area is not None]
    if not taken:
        return geometry, ()
    result = geometry.copy()
    for row in taken:
        result[row] = areas[row]
    return result, (f"took the areas alone of {len(taken)} geometry collections",)


def _polygons(geometry: Any) -> Any:
    """Keep the areas of what a polygon was repaired to; lines and points are its remains."""
    if shapely.get_type_id(geometry) in _AREAS:
        return geometry
    parts = [each for each in shapely.get_parts(geometry) if shapely.get_type_id(each) in _AREAS]
    return shapely.union_all(parts) if parts else None
