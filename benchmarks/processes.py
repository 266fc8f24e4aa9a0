"""Whole processes: prepared indexes loaded and queried, kernels compiled or cached; a stream."""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import print_table, resident_mb
from benchmarks.warm import answer
from benchmarks.worlds import BOX, THRESHOLDS, World
from screening.geodesy import ClassIndex, GeodesicIndex

CHUNK_COUNT = 100_000
Index = tuple[ClassIndex, GeodesicIndex]


def index_of(world: World) -> Index:
    """Prepare the lines and the substations, trees included."""
    lines = ClassIndex(world.lines.to_numpy(), world.kv, THRESHOLDS)
    stations = GeodesicIndex(world.stations.to_numpy())
    answer(lines, stations, world.sites[:10])
    return lines, stations


def report(world: World, site_count: int) -> None:
    """Print the time of whole processes: kernels compiled, then cached; indexes read from disk."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "index").open("wb") as file:
            pickle.dump(index_of(world), file, protocol=5)
        np.save(Path(folder) / "sites.npy", world.sites[:site_count])
        size_mb = (Path(folder) / "index").stat().st_size / 1e6
        place = {"NUMBA_CACHE_DIR": str(Path(folder) / "numba"), "SCREENING_KERNELS": "on"}
        for name in ("first ever, kernels compiled", "second", "third"):
            rows.append((name, *_child(folder, place)))
        rows.append(("kernels left to choose", *_child(folder, {"SCREENING_KERNELS": "auto"})))
    print_table(
        f"Whole process: {site_count:,} sites, nearest of 3 voltages and substation, lines within"
        f" 3 radii, indexes loaded from {size_mb:.0f} MB",
        ("", "wall s", "CPU s", "peak MB"),
        rows,
    )


def _child(folder: str, more: dict[str, str]) -> tuple[str, str, str]:
    """Run it in a process of its own."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.warm", folder],
        env=os.environ | more,
        check=True,
        capture_output=True,
        text=True,
    )
    wall_s, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{wall_s:.2f}", f"{cpu_s:.2f}", done.stdout.strip()


def stream(world: World, site_count: int, threads: int) -> None:
    """Print what very many sites take in chunks, which nobody keeps."""
    lines, stations = index_of(world)
    before_mb, most_mb = resident_mb(), resident_mb()
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda sites: answer(lines, stations, sites), _chunks(site_count)):
            most_mb = max(most_mb, resident_mb())
    print_table(
        f"{site_count:,} sites in chunks of {CHUNK_COUNT:,}, {threads} threads, indexes ready",
        ("", "wall s", "CPU s", "µs a site", "MB before", "peak MB"),
        [
            (
                "nearest of 3 voltages and substation, 3 counts, 3 lengths",
                f"{time.perf_counter() - wall:.1f}",
                f"{time.process_time() - cpu:.1f}",
                f"{1e6 * (time.process_time() - cpu) / site_count:.1f}",
                f"{before_mb:.0f}",
                f"{most_mb:.0f}",
            )
        ],
    )


def _chunks(site_count: int) -> Iterator[NDArray[np.float64]]:
    """Sites that come by neighbourhood, as a sorted file or a raster of cells does."""
    rng = np.random.default_rng(1)
    strips = np.linspace(BOX[0], BOX[2], max(1, site_count // CHUNK_COUNT) + 1)
    for west, east in pairwise(strips):
        yield rng.uniform((west, BOX[1]), (east, BOX[3]), (CHUNK_COUNT, 2))
