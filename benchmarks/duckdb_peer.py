"""DuckDB's spatial extension: a ladder of ST_DWithin joins, on EPSG:5070."""

from __future__ import annotations

import importlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.worlds import PLANAR, World

LADDER_M = (4_000.0, 16_000.0, 64_000.0, 256_000.0, 5_000_000.0)
"""Radii that are tried one after another, for the sites still without an answer."""


LADDER_STEP = """
SELECT site, arg_min(asset, away), min(away) FROM (
    SELECT s.id AS site, l.id AS asset, ST_Distance(s.geom, l.geom) AS away
    FROM sites s JOIN layer l ON ST_DWithin(s.geom, l.geom, {radius_m})
) GROUP BY site
"""


def missing() -> str:
    """Say why DuckDB cannot run; nothing where it can."""
    try:
        _connect().close()
    except ModuleNotFoundError:
        return "not installed (pip install duckdb duckdb-extension-spatial)"
    except Exception as error:  # any of DuckDB's errors means that it cannot run here
        return f"its spatial extension does not load without a network ({type(error).__name__})"
    return ""


def _connect() -> Any:
    """Open a database in memory, one thread, with the extension from disk or from PyPI."""
    duckdb = importlib.import_module("duckdb")
    connection = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})
    try:
        connection.execute("LOAD spatial")
    except duckdb.Error:
        package = importlib.import_module("duckdb_extensions")
        package.import_extension("spatial", con=connection)
        connection.execute("LOAD spatial")
    return connection


def nearest(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the four nearest of each site."""
    points = gpd.GeoSeries.from_xy(world.sites[:, 0], world.sites[:, 1], crs="EPSG:4326").to_crs(
        PLANAR
    )
    index = np.full((len(points), 4), -1, dtype=np.int64)
    away_m = np.full((len(points), 4), np.nan)
    with _connect() as connection:
        for column, layer in enumerate(world.layers()):
            _put(connection, "layer", layer.to_crs(PLANAR))
            todo = points
            for radius_m in LADDER_M:
                _put(connection, "sites", todo)
                found = connection.execute(LADDER_STEP.format(radius_m=radius_m)).fetchnumpy()
                site, line, metres = (np.asarray(values) for values in found.values())
                index[site, column], away_m[site, column] = line, metres
                todo = points.take(np.flatnonzero(index[:, column] < 0))
                if not len(todo):
                    break
    return index, away_m


def _put(connection: Any, name: str, layer: gpd.GeoSeries) -> None:
    """Make a table of id and geometry."""
    frame = pd.DataFrame({"id": layer.index.to_numpy(), "wkb": layer.to_wkb().to_numpy()})
    connection.register("frame", frame)
    connection.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT id, ST_GeomFromWKB(wkb) AS geom FROM frame"
    )
    connection.unregister("frame")
