"""Points and areas that show the same asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.geodesy import GeodesicIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_KM = 0.5
"""Features of one asset lie within this distance, however precise [km].

A judgement: half the size of a large switchyard, since one layer may place it at its gate and
another at its centre.
"""
_KM = 1000.0
_AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def points_in_areas(
    shapes: NDArray[np.object_], kv: NDArray[np.float64], names: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair the points with the areas that show the same asset.

    Parameters
    ----------
    shapes : ndarray of shapely geometries in longitude, latitude, (m,)
    kv : ndarray of float [kV], (m,)
    names : ndarray of str, (m,), in one case; empty where unknown

    Returns
    -------
    point, area : ndarray of int, (n_pairs,), rows of ``shapes``; each point once
    """
    is_area = np.isin(shapely.get_type_id(shapes), _AREAS)
    points, areas = np.flatnonzero(~is_area), np.flatnonzero(is_area)
    if not len(points) or not len(areas):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    tree = shapely.STRtree(shapes[areas])
    inside, containing = tree.query(shapes[points], predicate="intersects")
    pairs = dict(zip(points[inside].tolist(), areas[containing].tolist(), strict=True))
    pairs = {point: area for point, area in pairs.items() if _is_of(point, area, pairs, names)}
    pairs |= _beside(shapes, kv, names, points[~np.isin(points, list(pairs))], areas)
    return np.array(list(pairs), dtype=np.int64), np.array(list(pairs.values()), dtype=np.int64)


def _is_of(point: int, area: int, pairs: dict[int, int], names: NDArray[np.object_]) -> bool:
    """Tell whether a point shows its area: by name, where points of several names lie in it."""
    within = dict.fromkeys(str(names[each]) for each in pairs if pairs[each] == area)
    within.pop("", None)
    if len(within) < 2 or not names[point]:
        return True
    return bool(names[point] == (names[area] if names[area] in within else next(iter(within))))


def _beside(
    shapes: NDArray[np.object_],
    kv: NDArray[np.float64],
    names: NDArray[np.object_],
    points: NDArray[np.int64],
    areas: NDArray[np.int64],
) -> dict[int, int]:
    """Pair points with an area nearby of the same name and voltage."""
    pairs: dict[int, int] = {}
    of_area = {(names[area], kv[area]) for area in areas if names[area]}
    for key in of_area & {(names[point], kv[point]) for point in points}:
        ours = np.array([each for each in points if (names[each], kv[each]) == key])
        theirs = np.array([each for each in areas if (names[each], kv[each]) == key])
        places = shapely.get_coordinates(shapely.centroid(shapes[ours]))
        there, metres = GeodesicIndex(shapes[theirs]).nearest(places)
        close = metres <= SAME_KM * _KM
        pairs |= dict(zip(ours[close].tolist(), theirs[there[close]].tolist(), strict=True))
    return pairs
