"""PostGIS geography, nearest by the <-> operator, in a database that the environment names."""

from __future__ import annotations

import io
import os
import shutil
import subprocess

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import World

DATABASE = "BENCHMARK_POSTGIS"
"""Environment variable: how to connect, e.g. ``host=localhost dbname=bench``."""


def missing() -> str:
    """Say why PostGIS cannot run; nothing where it can."""
    if shutil.which("psql") is None:
        return "psql is not installed"
    if DATABASE not in os.environ:
        return f"no database named in {DATABASE}"
    asked = _psql("CREATE EXTENSION IF NOT EXISTS postgis; SELECT postgis_version();", check=False)
    return "" if asked.returncode == 0 else asked.stderr.strip().splitlines()[-1]


def nearest(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the four nearest of each site."""
    index = np.full((len(world.sites), 4), -1, dtype=np.int64)
    away_m = np.full((len(world.sites), 4), np.nan)
    _put("sites", gpd.GeoSeries.from_xy(*world.sites.T))
    for column, layer in enumerate(world.layers()):
        _put("layer", layer)
        found = _psql(
            "COPY (SELECT s.id, near.id, near.away FROM sites s CROSS JOIN LATERAL (SELECT l.id,"
            " l.geog <-> s.geog AS away FROM layer l ORDER BY l.geog <-> s.geog LIMIT 1) near)"
            " TO STDOUT WITH CSV;"
        )
        site, line, metres = np.loadtxt(io.StringIO(found.stdout), delimiter=",", ndmin=2).T
        index[site.astype(int), column] = line.astype(int)
        away_m[site.astype(int), column] = metres
    return index, away_m


def _put(name: str, layer: gpd.GeoSeries) -> None:
    """Make a table of id and geography, with its index."""
    rows = "\n".join(f"{i}\t{w}" for i, w in zip(layer.index, layer.to_wkb(hex=True), strict=True))
    _psql(
        f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} (id bigint, geog geography);"
        f"\n\\copy {name} FROM pstdin\n",
        rows,
    )
    _psql(f"CREATE INDEX ON {name} USING gist (geog); ANALYZE {name};")


def _psql(
    statements: str, stdin: str = "", *, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run statements; rows for ``pstdin`` follow them."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", os.environ[DATABASE]]
    if stdin:
        first, copy = statements.split("\n", 1)
        command += ["-c", first, "-c", copy.strip()]
    else:
        command += ["-c", statements]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=check)
