"""Nearest line of at least 138, 230 and 345 kV and nearest substation: four results per site."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from benchmarks import duckdb_peer, postgis_peer
from benchmarks.worlds import GEOGRAPHIC, PLANAR, THRESHOLDS, World
from screening.geodesy import ClassIndex, GeodesicIndex
from screening.numba_dispatch import CHOICE

Answer = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Index and distance [m], (n, 4): by the world's own numbers."""

OURS = "screening.geodesy, kernels"
PURE = "screening.geodesy, without numba"
POSTGIS_MOST_COUNT = 2_000
"""More sites PostGIS is not asked for: at a tenth of a millisecond each, and a layer."""


def contenders(world: World, *, slow: bool) -> tuple[dict[str, Callable[[], Any]], list[str]]:
    """List the contenders that can run on this machine.

    Parameters
    ----------
    world : World
    slow : bool, whether those that take minutes run too

    Returns
    -------
    dict of name to function; and notes on who cannot run
    """
    runners: dict[str, Callable[[], Any]] = {OURS: lambda: ours(world, "on")}
    notes = []
    runners["STRtree, EPSG:5070, sorted"] = lambda: tree(world, ordered=True)
    if slow:
        runners[PURE] = lambda: ours(world, "off")
        runners["STRtree, EPSG:5070, as given"] = lambda: tree(world, ordered=False)
        runners["geopandas sjoin_nearest ×4, EPSG:5070"] = lambda: frames(world)
        peers = [("DuckDB spatial", duckdb_peer)]
        if len(world.sites) <= POSTGIS_MOST_COUNT:
            peers.append(("PostGIS geography KNN", postgis_peer))
        for name, peer in peers:
            trouble = peer.missing()
            if trouble:
                notes.append(f"{name}: {trouble}")
            else:
                runners[name] = partial(peer.nearest, world)
    return runners, notes


def ours(world: World, choice: str) -> Answer:
    """Query this package, including the time to build its indexes."""
    before = os.environ.get(CHOICE)
    os.environ[CHOICE] = choice
    try:
        grid = ClassIndex(world.lines.to_numpy(), world.kv, THRESHOLDS)
        which, away_m = grid.nearest(world.sites)
        station, station_m = GeodesicIndex(world.stations.to_numpy()).nearest(world.sites)
    finally:
        if before is None:
            del os.environ[CHOICE]
        else:
            os.environ[CHOICE] = before
    return np.column_stack((which, station)), np.column_stack((away_m, station_m))


def planar_points(world: World) -> Any:
    """Project the sites to EPSG:5070."""
    to_plane = Transformer.from_crs(GEOGRAPHIC, PLANAR, always_xy=True)
    return shapely.points(*to_plane.transform(*world.sites.T))


def tree(world: World, *, ordered: bool) -> Answer:
    """Query shapely's STRtree on EPSG:5070, optionally sorted along a Hilbert curve."""
    points = planar_points(world)
    order = np.arange(len(points))
    if ordered:
        order = np.argsort(gpd.GeoSeries(points).hilbert_distance())
    index = np.empty((len(points), 4), dtype=np.int64)
    away_m = np.empty((len(points), 4))
    lines = world.lines.to_crs(PLANAR)
    layers = [*(lines.take(np.flatnonzero(world.kv >= kv)) for kv in THRESHOLDS)]
    layers.append(world.stations.to_crs(PLANAR))
    for column, layer in enumerate(layers):
        if ordered:
            layer = layer.take(np.argsort(layer.hilbert_distance()))
        found, distance = shapely.STRtree(layer.to_numpy()).query_nearest(
            points[order], return_distance=True, all_matches=False
        )
        index[order, column] = layer.index.to_numpy()[found[1]]
        away_m[order, column] = distance
    return index, away_m


def frames(world: World) -> Answer:
    """Query geopandas on EPSG:5070, as most users would."""
    points = gpd.points_from_xy(world.sites[:, 0], world.sites[:, 1], crs=GEOGRAPHIC)
    sites = gpd.GeoDataFrame(geometry=points).to_crs(PLANAR)
    index, away_m = [], []
    lines = gpd.GeoDataFrame({"kv": world.kv}, geometry=world.lines).to_crs(PLANAR)
    layers = [lines[lines["kv"] >= kv] for kv in THRESHOLDS]
    for layer in [*layers, gpd.GeoDataFrame(geometry=world.stations).to_crs(PLANAR)]:
        joined = sites.sjoin_nearest(layer, distance_col="away_m")
        joined = joined[~joined.index.duplicated()]
        index.append(joined["index_right"].to_numpy())
        away_m.append(joined["away_m"].to_numpy())
    return np.column_stack(index), np.column_stack(away_m)
