"""Twelve bands at points: a seeded GeoTIFF of each grid, read and sampled."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.transform import from_origin

from benchmarks.measuring import Run, print_table, rounds
from benchmarks.worlds import BOX, GEOGRAPHIC
from screening.geodesy import circle
from screening.joins.raster_cells import sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.readers.rasters.raster_windows import read_grid

BANDS = 12
CELLS_PER_DEGREE = {"4 km": 24, "1 km": 120}
RADIUS_M = 10_000.0
NUMBERS = tuple(range(1, BANDS + 1))
NAMES = tuple(f"band_{number}" for number in NUMBERS)
OURS, PIXELS = "screening", "rasterio.sample"


@dataclass(frozen=True)
class Job:
    """A raster, the sites, and how many of them the slow ones are asked for."""

    path: Path
    sites: NDArray[np.float64]
    slow_count: int


def report(
    sites: NDArray[np.float64],
    *,
    grids: list[str],
    slow_count: int,
    circle_count: int,
    count: int,
) -> None:
    """Print how long everyone takes for a site.

    Parameters
    ----------
    sites : ndarray, (n, 2) [degrees]
    grids : list of str, of CELLS_PER_DEGREE
    slow_count : int, sites that rasterio.sample is asked for; it takes as long for each
    circle_count : int, sites that get circles
    count : int, rounds
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in grids:
            per_degree = CELLS_PER_DEGREE[name]
            for compress in ("none", "deflate"):
                path = write(Path(folder) / f"{per_degree}{compress}.tif", per_degree, compress)
                job = Job(path, sites, min(slow_count, len(sites)))
                _points(f"{name} grid, {compress}", job, count)
        path = write(Path(folder) / "circles.tif", CELLS_PER_DEGREE["4 km"], "none")
        _circles(Job(path, sites[:circle_count], min(20, circle_count)), count)


def write(path: Path, per_degree: int, compress: str) -> Path:
    """Make a raster of smooth numbers to a tenth, as climates are, in tiles of 256."""
    wide, high = int((BOX[2] - BOX[0]) * per_degree), int((BOX[3] - BOX[1]) * per_degree)
    profile: dict[str, Any] = {
        "driver": "GTiff", "count": BANDS, "height": high, "width": wide, "dtype": "float32",
        "crs": GEOGRAPHIC, "transform": from_origin(BOX[0], BOX[3], 1 / per_degree, 1 / per_degree),
        "nodata": -9999.0, "tiled": True, "blockxsize": 256, "blockysize": 256,
        "compress": compress,
    }  # fmt: skip
    rng = np.random.default_rng(0)
    x, y = np.linspace(0, 9, wide, dtype=np.float32), np.linspace(0, 4, high, dtype=np.float32)
    with rasterio.open(path, "w", **profile) as file:
        for number in NUMBERS:
            values = 10 * np.sin(x + number)[None] + 8 * np.cos(y)[:, None]
            values += rng.normal(0, 0.3, values.shape).astype(np.float32)
            file.write(values.round(1), number)
    return path


def ours(job: Job, method: Any) -> NDArray[np.float64]:
    """Read the blocks that the sites touch, and sample, (bands, n)."""
    near = shapely.box(*job.sites.min(axis=0), *job.sites.max(axis=0))
    with rasterio.open(job.path) as file:
        grid = read_grid(file, NUMBERS, NAMES, near)
    return sample_grid(grid, job.sites, method)


def pixels(job: Job) -> NDArray[np.float64]:
    """Ask rasterio, site by site, (bands, n)."""
    with rasterio.open(job.path) as file:
        return np.array(list(file.sample(job.sites[: job.slow_count]))).T


def arrays(job: Job) -> NDArray[np.float64]:
    """Ask rioxarray, all sites at once, (bands, n)."""
    xarray = importlib.import_module("xarray")
    with importlib.import_module("rioxarray").open_rasterio(job.path) as file:
        at = {
            name: xarray.DataArray(v, dims="n") for name, v in zip("xy", job.sites.T, strict=True)
        }
        return np.asarray(file.sel(**at, method="nearest"))


def _points(title: str, job: Job, count: int) -> None:
    runners: dict[str, Callable[[], Any]] = {
        f"{OURS}, nearest": lambda: ours(job, "nearest"),
        f"{OURS}, bilinear": lambda: ours(job, "bilinear"),
        PIXELS: lambda: pixels(job),
    }
    if importlib.util.find_spec("rioxarray"):
        runners["rioxarray"] = lambda: arrays(job)
    runs = rounds(runners, count)
    truth = runs[PIXELS].answer
    _print(
        f"{BANDS} bands at {len(job.sites):,} sites, {title}; reading included"
        f" (rasterio.sample: {job.slow_count:,} of them)",
        runs,
        {name: job.slow_count if name == PIXELS else len(job.sites) for name in runners},
        {n: float(np.abs(r.answer[:, : job.slow_count] - truth).max()) for n, r in runs.items()},
        "most other than rasterio",
    )


def _circles(job: Job, count: int) -> None:
    """Means in circles of 10 km."""
    with rasterio.open(job.path) as file:
        grid = read_grid(file, NUMBERS, NAMES, None)
    few = job.sites[: job.slow_count]
    shapes = [circle(lon, lat, RADIUS_M) for lon, lat in few.tolist()]
    truth = buffer_means(grid, few, RADIUS_M)[0]
    runners: dict[str, Callable[[], Any]] = {
        OURS: lambda: buffer_means(grid, job.sites, RADIUS_M)[0]
    }
    if importlib.util.find_spec("exactextract"):
        runners["exactextract"] = lambda: _exact(job.path, shapes)
    if importlib.util.find_spec("rasterstats"):
        runners["rasterstats"] = lambda: _zonal(job.path, shapes)
    runs = rounds(runners, count)
    _print(
        f"Means of {BANDS} bands in circles of 10 km, {len(job.sites):,} sites, 4 km grid"
        f" (the others: {len(few)} of them)",
        runs,
        {name: len(job.sites) if name == OURS else len(few) for name in runners},
        {n: float(np.abs(r.answer[:, : len(few)] - truth).max()) for n, r in runs.items()},
        "most other than ours",
    )


def _exact(path: Path, shapes: list[Any]) -> NDArray[np.float64]:
    frame = gpd.GeoDataFrame(geometry=shapes, crs=GEOGRAPHIC)
    found = importlib.import_module("exactextract").exact_extract(
        str(path), frame, ["mean"], output="pandas"
    )
    return np.asarray(found[[f"band_{number}_mean" for number in NUMBERS]]).T


def _zonal(path: Path, shapes: list[Any]) -> NDArray[np.float64]:
    zonal = importlib.import_module("rasterstats").zonal_stats
    return np.array(
        [[one["mean"] for one in zonal(shapes, str(path), band=b, stats="mean")] for b in NUMBERS]
    )


def _print(
    title: str, runs: dict[str, Run], sites: dict[str, int], off: dict[str, float], head: str
) -> None:
    base = next(iter(runs))
    each = {name: 1e6 * run.median_s / sites[name] for name, run in runs.items()}
    cpu = {name: 1e6 * run.median_cpu_s / sites[name] for name, run in runs.items()}
    print_table(
        title,
        ("", "µs a site", "CPU µs", "times ours (CPU)", "peak MB", head),
        [
            (
                name,
                f"{each[name]:.3f}",
                f"{cpu[name]:.3f}",
                f"{cpu[name] / cpu[base]:.1f}",
                f"{max(run.peak_mb):.0f}",
                f"{off[name]:.4f}",
            )
            for name, run in runs.items()
        ],
    )
