"""Where each site is: from its geometry, or from its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POINT, _LINE = shapely.GeometryType.POINT, shapely.GeometryType.LINESTRING
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def to_points(geometry: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Give a point for each geometry.

    Parameters
    ----------
    geometry : ndarray of shapely geometries or ``None``, (n,)

    Returns
    -------
    points : ndarray of shapely points or ``None``, (n,)
        A polygon's centroid where it lies inside, else a point that does; the middle
        of a line.
    notes : tuple of str

    Examples
    --------
    >>> points, notes = to_points(np.array([shapely.box(0, 0, 2, 4)]))
    >>> points[0].wkt, notes
    ('POINT (1 2)', ('took a point inside 1 of 1 geometries that are not points',))
    """
    points = geometry.copy()
    kinds = shapely.get_type_id(geometry)
    other = np.flatnonzero((kinds >= 0) & (kinds != _POINT))
    for index in other:
        points[index] = _inside(geometry[index])
    if not len(other):
        return points, ()
    many = f"{len(other)} of {len(geometry)}"
    return points, (f"took a point inside {many} geometries that are not points",)


def _inside(geometry: Any) -> Any:
    kind = shapely.get_type_id(geometry)
    if kind in _AREAS:
        centroid = shapely.centroid(geometry)
        return (
            centroid if shapely.covers(geometry, centroid) else shapely.point_on_surface(geometry)
        )
    if kind == _LINE:
        return shapely.line_interpolate_point(geometry, 0.5, normalized=True)
    return shapely.point_on_surface(geometry)
