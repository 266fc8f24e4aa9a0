"""``python -m benchmarks``: print how fast and how right, beside the usual ways."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

from benchmarks import around, climate, errors, nearest, processes, rasters
from benchmarks.measuring import print_runs, print_table, rounds
from benchmarks.worlds import World, world_of
from screening.geodesy import GeodesicIndex, backend


def main() -> None:
    """Run what was asked for."""
    options = _options()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" Python {platform.python_version()}, numpy {np.__version__},"
        f" geopandas {gpd.__version__}, shapely {shapely.__version__}"
    )
    begin = time.perf_counter()
    backend.prepare()
    print(f"kernels ready after {time.perf_counter() - begin:.1f} s")
    world = world_of(
        line_count=options.lines,
        station_count=options.stations,
        site_count=max(*options.sites, options.around, options.pixels),
        seed=options.seed,
    )
    for count in options.sites:
        part = World(world.lines, world.kv, world.stations, world.sites[:count])
        _nearest(part, options.rounds, slow=count <= options.slow)
    _around(world, options.around, options.rounds)
    rasters.report(
        world.sites[: options.pixels],
        grids=options.grids,
        slow_count=options.slow_pixels,
        circle_count=min(options.around, 2_000),
        count=options.rounds,
    )
    _threads(world, options.rounds)
    processes.report(world, 1_000)
    if options.stream:
        processes.stream(world, options.stream, 2)
    errors.report(world, options.errors)
    climate.report(
        values=876_000,
        sites=options.climate,
        normals_sites=options.climate,
        count=options.rounds,
    )


def _nearest(world: World, count: int, *, slow: bool) -> None:
    runners, notes = nearest.contenders(world, slow=slow)
    runs = rounds(runners, count)
    print_runs(
        f"Nearest of 3 voltages and substation, {len(world.sites):,} sites,"
        f" {len(world.lines):,} lines; reprojecting and building included",
        runs,
        nearest.OURS,
    )
    truth = runs[nearest.OURS].answer[0]
    for name, run in runs.items():
        print(f"  other neighbour than ours: {100 * (run.answer[0] != truth).mean():.2f} %, {name}")
    for note in notes:
        print(f"  did not run: {note}")


def _around(world: World, site_count: int, count: int) -> None:
    part = World(world.lines, world.kv, world.stations, world.sites[:site_count])
    runs = rounds(around.contenders(part), count)
    title = f"Lines within 10, 25 and 50 km, {len(part.sites):,} sites; building included"
    print_runs(title, runs, around.OURS)
    truth = runs[around.COUNTS].answer
    for name, run in list(runs.items())[2:]:
        off = 100 * (run.answer != truth).mean(axis=0)
        print("  other count than ours at " + ", ".join(f"{o:.1f} %" for o in off) + f": {name}")


def _threads(world: World, count: int) -> None:
    """Two threads against one, on one index."""
    index = GeodesicIndex(world.lines.to_numpy())
    sites = world.sites
    index.nearest(sites[:10])
    halves = np.array_split(sites[np.argsort(sites[:, 0])], 2)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2 * count + 1):
            for threads, ask in ((1, map), (2, pool.map)):
                begin = time.perf_counter()
                list(ask(index.nearest, halves))
                seconds[threads].append(time.perf_counter() - begin)
    one, two = median(seconds[1]), median(seconds[2])
    print_table(
        f"Two threads, {len(sites):,} sites, index ready",
        ("threads", "median s", "faster"),
        [("1", f"{one:.3f}", "1.00"), ("2", f"{two:.3f}", f"{one / two:.2f}")],
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sites", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--lines", type=int, default=95_000)
    parser.add_argument("--stations", type=int, default=75_000)
    parser.add_argument("--around", type=int, default=10_000, help="sites of the radius table")
    parser.add_argument("--pixels", type=int, default=100_000, help="sites of the raster tables")
    parser.add_argument(
        "--slow-pixels", type=int, default=5_000, help="sites that rasterio.sample is asked for"
    )
    parser.add_argument(
        "--grids", nargs="+", default=["4 km"], choices=list(rasters.CELLS_PER_DEGREE)
    )
    parser.add_argument("--stream", type=int, default=0, help="sites of the streamed table")
    parser.add_argument("--errors", type=int, default=100, help="sites measured by brute force")
    parser.add_argument("--climate", type=int, default=1_000, help="sites of the climate tables")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--slow", type=int, default=100_000, help="most sites that the slow ones are asked for"
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
