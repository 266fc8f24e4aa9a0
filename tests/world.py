"""A tiny world on disk: one square state, a few assets, constant climate, six sites."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from rasterio.transform import from_origin
from shapely import LineString, Point, box

CRS = "EPSG:4326"
WEST, SOUTH, EAST, NORTH = -102.0, 30.0, -98.0, 34.0

SITES = """site_id,name,operator,status,longitude,latitude,coord_precision_km,grid_mw,utility
alpha,Alpha,Op 1,mining,-100.0,32.0,0.5,300,Oncor
beta,Beta,Op 1,converting,-99.0,31.0,0.5,100,AEP
gamma,Gamma,Op 2,mining,-101.5,33.5,10,150,Oncor
small,Small,Op 2,mining,-100.5,32.5,0.5,5,AEP
dark,Dark,Op 3,mining,-99.5,33.0,0.5,,AEP
native,Native,Op 3,ai-native,-100.2,31.8,0.5,500,Oncor
"""

CONFIG = """
[screening]
name = "demo"
region = "Squareland"
boundaries = ["states.geojson"]
[sites]
path = "sites.csv"
where = { status = ["mining", "converting"] }
[layers.grid]
kind = "substations"
path = "substations.gpkg"
covers = "Squareland"
precision_km = 0.5
licence = "public domain"
source = "made up"
[layers.lines]
kind = "transmission_lines"
path = "lines.gpkg"
covers = "Squareland"
precision_km = 1.0
[layers.fiber]
kind = "fiber_routes"
path = "fiber.gpkg"
covers = "Squareland"
precision_km = 2.0
[layers.hubs]
kind = "points_of_presence"
path = "hubs.gpkg"
covers = "Squareland"
precision_km = 1.0
[layers.climate]
kind = "climate_normals"
path = "climate.tif"
covers = "Squareland"
[profile.training.criteria]
it_mw = { weight = 3, worst = 20, best = 300, why = "power" }
fiber_distance_km = { weight = 1, worst = 50, best = 0 }
[profile.training.constraints]
power = { factor = "grid_mw", minimum = 20, reason = "too small" }
[profile.inference.criteria]
rtt_ms = { weight = 1, worst = 10, best = 0 }
"""


def write_world(folder: Path) -> Path:
    """Write the world into a folder and return its config."""
    _write(folder / "states.geojson", {"name": ["Squareland", "Emptia"], "state": ["SQ", "EM"]},
           [box(WEST, SOUTH, EAST, NORTH), box(-90, 30, -88, 32)])  # fmt: skip
    _write(folder / "substations.gpkg",
           {"name": ["East", "West", "Small"], "voltage_kv": [345.0, 345.0, 69.0]},
           [Point(-99, 32), Point(-101, 32), Point(-100, 32.01)])  # fmt: skip
    _write(folder / "lines.gpkg", {"name": ["East–West"], "voltage_kv": [345.0]},
           [LineString([(-99, 32), (-101, 32)])])  # fmt: skip
    _write(folder / "fiber.gpkg",
           {"name": ["Main"], "provider": ["A; B"], "kind": ["corridor"]},
           [LineString([(-100, 30), (-100, 34)])])  # fmt: skip
    _write(folder / "hubs.gpkg",
           {"name": ["Big", "Tiny"], "kind": ["ixp", "ixp"], "networks_count": [100.0, 3.0]},
           [Point(-98.5, 32), Point(-100, 32)])  # fmt: skip
    _write_climate(folder / "climate.tif")
    (folder / "sites.csv").write_text(SITES)
    config = folder / "config.toml"
    config.write_text(CONFIG)
    return config


def _write(path: Path, columns: dict[str, list[object]], shapes: list[object]) -> None:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)


def _write_climate(path: Path) -> None:
    """Monthly normals like Abilene's, the same everywhere."""
    summer = -np.cos(2 * np.pi * (np.arange(12) - 0.5) / 12)
    bands = {
        **{f"tmax_c_{m + 1:02d}": 24.0 + 10.5 * summer[m] for m in range(12)},
        **{f"tmin_c_{m + 1:02d}": 11.5 + 10.5 * summer[m] for m in range(12)},
        **{f"dew_point_c_{m + 1:02d}": 8.0 + 9.0 * summer[m] for m in range(12)},
        "elevation_m": 545.0,
    }
    shape = (8, 8)
    with rasterio.open(
        path, "w", driver="GTiff", width=shape[1], height=shape[0], count=len(bands),
        dtype="float32", crs=CRS, transform=from_origin(WEST, NORTH, 0.5, 0.5), nodata=-9999,
    ) as raster:  # fmt: skip
        for i, (name, value) in enumerate(bands.items(), start=1):
            raster.write(np.full(shape, value, dtype="float32"), i)
            raster.set_band_description(i, name)
