"""PostGIS geography, nearest by the <-> operator, in a cluster that lives for one benchmark.

The cluster is made in a temporary folder, listens on a socket there and nowhere else, and
is stopped by its process number.
"""

from __future__ import annotations

import io
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import World

DEBIAN = "/usr/lib/postgresql"
"""Where Debian keeps the server's programs, by version."""
SERVANT = "postgres"
"""Who runs the server where the benchmark is root, which the server refuses to be."""
START_S = 30.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "shared_buffers": "512MB",
}


def missing() -> str:
    """Say why PostGIS cannot run; nothing where it can."""
    if _programs() is None or shutil.which("psql") is None:
        return "no server is installed (Debian: postgresql-15-postgis-3)"
    try:
        with _cluster():
            return ""
    except (OSError, KeyError, subprocess.SubprocessError, TimeoutError) as error:
        said = getattr(error, "stderr", "") or str(error)
        return str(said).strip().splitlines()[-1]


def nearest(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the four nearest of each site; starting the server and loading are included."""
    index = np.full((len(world.sites), 4), -1, dtype=np.int64)
    away_m = np.full((len(world.sites), 4), np.nan)
    with _cluster() as socket:
        _put(socket, "sites", gpd.GeoSeries.from_xy(*world.sites.T))
        for column, layer in enumerate(world.layers()):
            _put(socket, "layer", layer)
            found = _psql(
                socket,
                "COPY (SELECT s.id, near.id, near.away FROM sites s CROSS JOIN LATERAL"
                " (SELECT l.id, l.geog <-> s.geog AS away FROM layer l"
                " ORDER BY l.geog <-> s.geog LIMIT 1) near) TO STDOUT WITH CSV;",
            )
            site, line, metres = np.loadtxt(io.StringIO(found), delimiter=",", ndmin=2).T
            index[site.astype(int), column] = line.astype(int)
            away_m[site.astype(int), column] = metres
    return index, away_m


def _programs() -> Path | None:
    """Find the newest server."""
    found = sorted(Path(DEBIAN).glob("*/bin/postgres"), key=lambda p: float(p.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def _cluster() -> Iterator[str]:
    """Run a server; give the folder of its socket."""
    programs = _programs()
    if programs is None:
        raise FileNotFoundError("no server")
    user = SERVANT if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.chown(folder, user)
        _run(
            [programs / "initdb", "-D", data, "-A", "trust", "-U", SERVANT, "--no-sync"],
            user,
            folder,
        )
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(folder, server)
            _psql(folder, "CREATE EXTENSION postgis;")
            yield folder
        finally:
            server.terminate()
            try:
                server.wait(START_S)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(socket: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            _psql(socket, "SELECT 1;")
        except subprocess.CalledProcessError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("its server does not start")


def _run(command: list[str | Path], user: str, folder: str) -> None:
    subprocess.run(command, user=user, cwd=folder, check=True, capture_output=True, text=True)


def _put(socket: str, name: str, layer: gpd.GeoSeries) -> None:
    """Make a table of id and geography, with its index."""
    rows = "\n".join(f"{i}\t{w}" for i, w in zip(layer.index, layer.to_wkb(hex=True), strict=True))
    _psql(socket, f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} (id bigint, geog geography);")
    _psql(socket, f"\\copy {name} FROM pstdin", rows)
    _psql(socket, f"CREATE INDEX ON {name} USING gist (geog); ANALYZE {name};")


def _psql(socket: str, statements: str, stdin: str = "") -> str:
    """Run statements; rows for ``pstdin`` follow them."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", socket]
    command += ["-U", SERVANT, "-d", "postgres", "-c", statements]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)
    return done.stdout
