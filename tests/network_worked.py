"""Small networks to work out by hand: lines in kilometres on a plane small enough to be flat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from screening.network import Diversity, FiberGraph, Reckoning, Routes, build, diversities

LON, LAT = -100.0, 32.0
KM_PER_LON = 94.492  # WGS84 at 32° N
KM_PER_LAT = 110.885
RECKONING = Reckoning(lateral_km=50.0, at_site_km=0.25, diversity_km=1.0, last_km=1.0)

Place = tuple[float, float]


def at(x_km: float, y_km: float) -> Place:
    """Longitude and latitude of a place so many kilometres east and north."""
    return LON + x_km / KM_PER_LON, LAT + y_km / KM_PER_LAT


def routes(
    ways: Sequence[Sequence[Place]],
    *,
    layer: Sequence[int] | None = None,
    providers: Sequence[tuple[str, ...]] | None = None,
    factor: float = 1.0,
) -> Routes:
    """Routes along places, all of one layer and without a known provider unless said."""
    shapes = [shapely.LineString([at(*place) for place in way]) for way in ways]
    n = len(ways)
    return Routes(
        np.array(shapes, dtype=object),
        np.array([0] * n if layer is None else layer, dtype=np.int64),
        [f"route {k}" for k in range(n)],
        [()] * n if providers is None else providers,
        np.full(n, factor),
    )


def graph(some: Routes, hubs: Sequence[Place], link_factor: float = 1.0) -> FiberGraph:
    """The graph of routes and hubs, which join within a kilometre."""
    layers = int(some.layer.max(initial=0)) + 1
    return build(
        some,
        np.array([at(*hub) for hub in hubs]).reshape(-1, 2),
        snap_m=250.0,
        place_snap_m=np.full(layers, 1000.0),
        link_factor=link_factor,
    )


def look(some: FiberGraph, *sites: Place) -> list[Diversity]:
    """What is known of sites, every place of the graph a hub."""
    points: NDArray[np.float64] = np.array([at(*site) for site in sites])
    return list(diversities(some, np.arange(some.place_count), points, RECKONING))
