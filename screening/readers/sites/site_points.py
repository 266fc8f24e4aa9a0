"""Reduce geometries to one representative point each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POINT, _LINE = shapely.GeometryType.POINT, shapely.GeometryType.LINESTRING
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def to_points(geometry: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Convert geometries to points.

    Parameters
    ----------
    geometry : ndarray of shapely geometries or ``None``, (n,)

    Returns
    -------
    points : ndarray of shapely points or ``None``, (n,)
        Of a polygon the centroid if the polygon covers it, else another point inside; of
        a line the midpoint.
    notes : tuple of str, warnings

    Examples
    --------
    >>> points, notes = to_points(np.array([shapely.box(0, 0, 2, 4)]))
    >>> points[0].wkt, notes
    ('POINT (1 2)', ('took a point inside 1 of 1 geometries that are not points',))
    """
    points = geometry.copy()
    kinds = shapely.get_type_id(geometry)
    rows = np.flatnonzero((kinds >= 0) & (kinds != _POINT))
    for row in rows:
        points[row] = _representative_point(geometry[row])
    if not len(rows):
        return points, ()
    share = f"{len(rows)} of {len(geometry)}"
    return points, (f"took a point inside {share} geometries that are not points",)


def _representative_point(geometry: Any) -> Any:
    kind = shapely.get_type_id(geometry)
    if kind in _AREAS:
        centroid = shapely.centroid(geometry)
        return (
            centroid if shapely.covers(geometry, centroid) else shapely.point_on_surface(geometry)
        )
    if kind == _LINE:
        return shapely.line_interpolate_point(geometry, 0.5, normalized=True)
    return shapely.point_on_surface(geometry)
