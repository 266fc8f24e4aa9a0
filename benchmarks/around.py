"""Lines within 10, 25 and 50 km of each site: count and kilometres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.nearest import planar_points
from benchmarks.worlds import PLANAR, World
from screening.geodesy import GeodesicIndex, buffer_statistics, count_within

RADII_M = (10_000.0, 25_000.0, 50_000.0)
OURS = "screening.geodesy: counts and km, one pass"
COUNTS = "screening.geodesy: counts, radius by radius"


def contenders(world: World) -> dict[str, Callable[[], Any]]:
    """List the contenders.

    Parameters
    ----------
    world : World

    Returns
    -------
    dict of name to function
    """
    return {
        OURS: lambda: ours(world, kilometres=True),
        COUNTS: lambda: ours(world, kilometres=False),
        "STRtree dwithin, EPSG:5070, as given: counts": lambda: tree(world, ordered=False),
        "STRtree dwithin, EPSG:5070, sorted: counts": lambda: tree(world, ordered=True),
    }


def ours(world: World, *, kilometres: bool) -> NDArray[np.float64]:
    """Query this package, including the time to build its index; (n, 3 or 6)."""
    index = GeodesicIndex(world.lines.to_numpy())
    if kilometres:
        statistics = buffer_statistics(index, world.sites, RADII_M)
        return np.column_stack((statistics.count, statistics.length_m))
    return np.column_stack([count_within(index, world.sites, radius_m) for radius_m in RADII_M])


def tree(world: World, *, ordered: bool) -> NDArray[np.int64]:
    """Query shapely's STRtree on EPSG:5070, (n, 3)."""
    points, lines = planar_points(world), world.lines.to_crs(PLANAR)
    order = np.arange(len(points))
    if ordered:
        order = np.argsort(gpd.GeoSeries(points).hilbert_distance())
        lines = lines.take(np.argsort(lines.hilbert_distance()))
    counts = np.empty((len(points), len(RADII_M)), dtype=np.int64)
    found = shapely.STRtree(lines.to_numpy())
    for column, radius_m in enumerate(RADII_M):
        near = found.query(points[order], predicate="dwithin", distance=radius_m)
        counts[order, column] = np.bincount(near[0], minlength=len(points))
    return counts
