"""Points and areas that show the same asset."""

from __future__ import annotations

from dataclasses import dataclass
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


BESIDE_KM = 0.05
"""Distance of a point without a name from the area of which it is a part [km].

A judgement: how exactly outlines are drawn.
"""


@dataclass(frozen=True)
class Features:
    """Features of substations, as stations are told apart by them.

    Attributes
    ----------
    shapes : ndarray of shapely geometries in longitude, latitude, (n,)
    low, high : ndarray, (n,) [kV], bounds of their voltages; −inf and inf where there is none
    names : ndarray of str, (n,), in one case; empty where unknown
    km : ndarray, (n,) [km], precision of their positions
    """

    shapes: NDArray[np.object_]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    names: NDArray[np.object_]
    km: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> Features:
        """Select features."""
        return Features(
            self.shapes[rows], self.low[rows], self.high[rows], self.names[rows], self.km[rows]
        )

    def may_have(self, low: float, high: float) -> NDArray[np.bool_]:
        """Tell which may have a voltage within bounds; of exact voltages, only the same."""
        return np.asarray((self.low <= high) & (self.high >= low))


def points_in_areas(features: Features) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair the points with the areas that show the same asset.

    Parameters
    ----------
    features : Features, (m,)

    Returns
    -------
    point, area : ndarray of int, (n_pairs,), rows of ``features``; each point once
    """
    shapes, names = features.shapes, features.names
    is_area = np.isin(shapely.get_type_id(shapes), _AREAS)
    points, areas = np.flatnonzero(~is_area), np.flatnonzero(is_area)
    if not len(points) or not len(areas):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    tree = shapely.STRtree(shapes[areas])
    inside, containing = tree.query(shapes[points], predicate="intersects")
    pairs = dict(zip(points[inside].tolist(), areas[containing].tolist(), strict=True))
    pairs = {point: area for point, area in pairs.items() if _is_of(point, area, pairs, names)}
    pairs |= _beside(features, points[~np.isin(points, list(pairs))], areas)
    return np.array(list(pairs), dtype=np.int64), np.array(list(pairs.values()), dtype=np.int64)


def _is_of(point: int, area: int, pairs: dict[int, int], names: NDArray[np.object_]) -> bool:
    """Tell whether a point shows its area: by name, where points of several names lie in it."""
    within = dict.fromkeys(str(names[each]) for each in pairs if pairs[each] == area)
    within.pop("", None)
    if len(within) < 2 or not names[point]:
        return True
    return bool(names[point] == (names[area] if names[area] in within else next(iter(within))))


def _beside(
    features: Features, points: NDArray[np.int64], areas: NDArray[np.int64]
) -> dict[int, int]:
    """Pair points with an area nearby of the same name, and a voltage that may be theirs.

    A point without a name is part of an area that it touches, as exactly as the two are drawn.
    """
    pairs: dict[int, int] = {}
    low, high, names = features.low, features.high, features.names
    keys = {(names[point], low[point], high[point]) for point in points}
    for name, least, most in keys:
        theirs = areas[
            features.may_have(least, most)[areas] & ((names[areas] == name) | (not name))
        ]
        if not len(theirs):
            continue
        own = (low == least) & (high == most) & (names == name)
        ours = points[own[points]]
        places = shapely.get_coordinates(shapely.centroid(features.shapes[ours]))
        there, metres = GeodesicIndex(features.shapes[theirs]).nearest(places)
        drawn_km = np.fmin(features.km[ours] + features.km[theirs[there]], SAME_KM)
        limit_km = np.fmax(drawn_km, BESIDE_KM) if not name else SAME_KM
        close = metres <= limit_km * _KM
        pairs |= dict(zip(ours[close].tolist(), theirs[there[close]].tolist(), strict=True))
    return pairs
