"""Measures of custom layers against computations that share nothing with ours."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from pyproj import Geod, Proj
from rasterio.transform import from_origin
from shapely import LineString, Point, box, union_all

from screening import joins
from screening.model import CRS, LayerInfo, RasterGrid, RasterLayer, Sites, VectorLayer

GEOD = Geod(ellps="WGS84")
COVERED = box(-102, 30, -98, 34)
SITES = [(-100.0, 32.0), (-99.3, 31.2), (-101.5, 33.5), (-95.0, 32.0)]
"""The last lies outside what the layers cover."""


def sites(points: list[tuple[float, float]] = SITES, precision_km: float = 0.0) -> Sites:
    frame = gpd.GeoDataFrame(
        {
            "longitude": [p[0] for p in points],
            "latitude": [p[1] for p in points],
            "coord_precision_km": precision_km,
        },
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def info(precision_km: float = 0.0, **more: Any) -> LayerInfo:
    facts: dict[str, Any] = {
        **dict.fromkeys(("path", "sha256", "licence", "source", "retrieved"), ""),
        **{"name": "own", "kind": "custom_x", "feature_count": 1, "coverage": COVERED},
    }
    return LayerInfo(**facts | {"precision_km": precision_km} | more)


def layer(shapes: list[Any], values: list[float] | None = None, **more: Any) -> VectorLayer:
    frame = gpd.GeoDataFrame({"value": values or [1.0] * len(shapes)}, geometry=shapes, crs=CRS)
    return VectorLayer(info(**more), frame)


def scattered(count: int = 60) -> list[Point]:
    rng = np.random.default_rng(5)
    return [Point(p) for p in rng.uniform((-101.9, 30.1), (-98.1, 33.9), (count, 2))]


def local(shape: Any, centre: tuple[float, float], kind: str) -> Any:
    """Project around a centre: aeqd keeps distances from it, laea areas."""
    lon, lat = centre
    flat = Proj(f"+proj={kind} +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m")
    return shapely.transform(shape, lambda xy: np.column_stack(flat(xy[:, 0], xy[:, 1])))


def far_km(site: tuple[float, float], points: list[Point]) -> np.ndarray:
    return np.array([GEOD.inv(*site, p.x, p.y)[2] / 1000 for p in points])


def test_counts_and_sums_are_those_of_geodesics() -> None:
    points, radius_km = scattered(), 60.0
    weights = list(np.linspace(1.0, 9.0, len(points)))
    count = joins.count_in_circle(sites(), layer(points), radius_km)
    total = joins.sum_in_circle(sites(), layer(points, weights), radius_km, "value")
    for row, site in enumerate(SITES[:3]):
        near = far_km(site, points) <= radius_km
        assert near.any()
        assert count["value"].iloc[row] == near.sum()
        assert total["value"].iloc[row] == pytest.approx(np.array(weights)[near].sum())
    assert count["value"].isna().tolist() == [False, False, False, True]
    assert (count["precision"].iloc[:3] == 0.0).all()


def test_a_coarse_position_makes_a_count_uncertain_by_what_the_circles_differ() -> None:
    points, radius_km, off_km = scattered(200), 60.0, 20.0
    count = joins.count_in_circle(sites(precision_km=15.0), layer(points, precision_km=5.0), 60.0)
    for row, site in enumerate(SITES[:3]):
        km = far_km(site, points)
        here = (km <= radius_km).sum()
        most, least = (km <= radius_km + off_km).sum(), (km <= radius_km - off_km).sum()
        assert count["precision"].iloc[row] == max(most - here, here - least) > 0


def test_a_sum_with_an_unknown_value_is_unknown() -> None:
    points = [Point(-100.0, 32.05), Point(-100.0, 31.95)]
    total = joins.sum_in_circle(sites(), layer(points, [5.0, math.nan]), 20.0, "value")
    assert total["value"].isna().tolist() == [True, False, False, True]


def test_lengths_are_cut_off_at_the_circle() -> None:
    lines = [LineString([(-101, 32.1), (-99, 32.0)]), LineString([(-100, 31.5), (-99.9, 32.5)])]
    found = joins.length_in_circle(sites(), layer(lines), 25.0)
    ends = [[*line.coords[0], *line.coords[1]] for line in lines]
    dense = [LineString([end[:2], *GEOD.npts(*end, 400), end[2:]]) for end in ends]
    flat = [local(line, SITES[0], "aeqd") for line in dense]
    disc = Point(0, 0).buffer(25_000.0, quad_segs=512)
    expected_km = sum(line.intersection(disc).length for line in flat) / 1000
    assert found["value"].iloc[0] == pytest.approx(expected_km, rel=2e-4)
    assert found["value"].iloc[2] == 0.0
    assert math.isnan(found["value"].iloc[3])


def test_a_share_counts_ground_once_where_areas_overlap() -> None:
    areas = [box(-100.2, 31.9, -99.95, 32.1), box(-100.1, 31.9, -99.9, 32.3)]
    found = joins.share_of_circle(sites(), layer(areas), 20.0)
    flat = local(union_all(areas).segmentize(0.005), SITES[0], "laea")
    ring = [GEOD.fwd(*SITES[0], az, 20_000.0)[:2] for az in np.linspace(0, 360, 1441)[:-1]]
    disc = local(type(areas[0])(ring), SITES[0], "laea")
    assert found["value"].iloc[0] == pytest.approx(flat.intersection(disc).area / disc.area, 1e-4)
    assert found["value"].iloc[1] == 0.0
    assert joins.share_of_circle(sites(), layer([COVERED]), 20.0)["value"].iloc[0] == 1.0


def test_inside_is_undecided_where_the_position_may_cross_the_border() -> None:
    zone = layer([box(-100.2, 31.8, -99.99, 32.2)])  # 0.9 km east of the first site it ends
    exact = joins.inside_areas(sites(), zone)
    assert exact["value"].fillna(-1).tolist() == [1.0, 0.0, 0.0, -1.0]
    border_km = GEOD.inv(-100.0, 32.0, -99.99, 32.0)[2] / 1000
    for precision_km, is_decided in ((border_km - 0.01, True), (border_km + 0.01, False)):
        first = joins.inside_areas(sites(precision_km=precision_km), zone).iloc[0]
        assert (first["value"] == 1.0) == is_decided
        assert (first["min"], first["max"]) == ((1.0, 1.0) if is_decided else (0.0, 1.0))
        assert (first["why"] is None) == is_decided
    both = layer([box(-100.2, 31.8, -99.99, 32.2), box(-99.99, 31.8, -99.0, 32.2)])
    assert joins.inside_areas(sites(precision_km=5.0), both)["value"].iloc[0] == 1.0


def test_the_value_of_an_area_has_bounds_where_several_may_apply() -> None:
    halves = [box(-102, 30, -99.99, 34), box(-99.99, 30, -98, 34)]
    exact = joins.area_values(sites(), layer(halves, [3.0, 7.0]), "value")
    assert exact["value"].fillna(-1).tolist() == [3.0, 7.0, 3.0, -1.0]
    coarse = joins.area_values(sites(precision_km=2.0), layer(halves, [3.0, 7.0]), "value")
    assert math.isnan(coarse["value"].iloc[0])
    assert coarse[["min", "max"]].iloc[0].tolist() == [3.0, 7.0]
    assert coarse["why"].iloc[0] == "areas of several values lie within ± 2.0 km"
    same = joins.area_values(sites(precision_km=2.0), layer(halves, [3.0, 3.0]), "value")
    assert same["value"].iloc[0] == 3.0
    unknown = joins.area_values(sites(precision_km=2.0), layer(halves, [3.0, math.nan]), "value")
    gap = joins.area_values(sites(precision_km=2.0), layer(halves[:1], [3.0]), "value")
    for table, why in (
        (unknown, "an area within ± 2.0 km has no value"),
        (gap, "a part of what lies within ± 2.0 km is in no area"),
    ):
        assert table[["value", "min", "max"]].iloc[0].isna().all()
        assert table["why"].iloc[0] == why
    assert gap["why"].iloc[1] == "no area contains the site"
    assert gap["why"].iloc[3] is None  # the layer does not cover it
    twice = joins.area_values(sites(), layer([COVERED, halves[0]], [3.0, 7.0]), "value")
    assert twice[["min", "max"]].iloc[0].tolist() == [3.0, 7.0]
    assert twice["why"].iloc[0] == "areas of several values contain it"


@pytest.fixture
def raster(tmp_path: Path) -> tuple[Path, RasterLayer]:
    values = np.random.default_rng(3).uniform(0, 1, (80, 80)).astype("float32")
    values[30:34, 40:44] = -9999  # a hole north-east of the first site
    path, place = tmp_path / "own.tif", from_origin(-102, 34, 0.05, 0.05)
    with rasterio.open(
        path, "w", driver="GTiff", width=80, height=80, count=1, dtype="float32", crs=CRS,
        transform=place, nodata=-9999,
    ) as file:  # fmt: skip
        file.write(values, 1)
    known = np.where(values == -9999, np.nan, values)[None]
    return path, RasterLayer(info(), RasterGrid(known, ("x",), tuple(place)[:6], CRS))


def test_a_cell_is_that_of_rasterio(raster: tuple[Path, RasterLayer]) -> None:
    path, grid = raster
    points = [(-100.01, 32.01), (-99.3, 31.22), (-101.51, 33.52), (-99.93, 32.43)]
    found = joins.cell_values(sites(points), grid)
    with rasterio.open(path) as file:
        expected = [float(value[0]) for value in file.sample(points)]
    assert expected[3] == -9999
    assert found["value"].iloc[:3].tolist() == pytest.approx(expected[:3])
    assert math.isnan(found["value"].iloc[3])
    assert (found["precision"].iloc[:3] == 0.0).all()


def test_a_cell_is_uncertain_by_the_cells_around(raster: tuple[Path, RasterLayer]) -> None:
    _, grid = raster
    site = (-101.01, 31.01)
    found = joins.cell_values(sites([site], precision_km=8.0), grid).iloc[0]
    reached = []
    for row in range(53, 66):
        for column in range(13, 26):
            west, north = -102 + 0.05 * column, 34 - 0.05 * row
            cell = local(box(west, north - 0.05, west + 0.05, north), site, "aeqd")
            if cell.distance(Point(0, 0)) <= 8000:
                reached.append(float(grid.grid.values[0, row, column]))
    least = max(abs(value - found["value"]) for value in reached)
    assert least <= found["precision"] <= 1.0
    assert math.isnan(joins.cell_values(sites([(-99.9, 32.2)], 20.0), grid)["value"].iloc[0])


def test_a_mean_is_that_of_cells_weighed_by_their_part_of_the_circle(
    raster: tuple[Path, RasterLayer],
) -> None:
    _, grid = raster
    site, radius_km = (-101.01, 31.01), 15.0
    found = joins.mean_in_circle(sites([site, (-99.9, 32.4)], 1.0), grid, radius_km)
    ring = [GEOD.fwd(*site, az, radius_km * 1000)[:2] for az in np.linspace(0, 360, 721)[:-1]]
    disc = local(type(COVERED)(ring), site, "laea")
    area, total = 0.0, 0.0
    for row in range(52, 68):
        for column in range(12, 28):
            west, north = -102 + 0.05 * column, 34 - 0.05 * row
            part = local(box(west, north - 0.05, west + 0.05, north), site, "laea")
            held = part.intersection(disc).area
            area += held
            total += held * float(grid.grid.values[0, row, column])
    assert area == pytest.approx(disc.area, rel=1e-3)
    assert found["value"].iloc[0] == pytest.approx(total / area, rel=2e-3)
    assert 0.0 < found["precision"].iloc[0] < 0.1
    assert math.isnan(found["value"].iloc[1])  # less than nine tenths has data
