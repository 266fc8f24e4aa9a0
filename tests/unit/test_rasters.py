"""Rasters at sites: against rasterio, against brute force, whichever way they lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer
from rasterio.io import MemoryFile
from rasterio.transform import Affine
from shapely import Point, box

from screening import joins
from screening.errors import InputError
from screening.joins.raster_cells import sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.model import CRS, LayerInfo, RasterGrid, RasterLayer, Sites

GEOD = Geod(ellps="WGS84")
ALBERS = "EPSG:5070"
TURNED = Affine(3500, -2000, -700_000, 2000, 3500, 300_000)
LIES = {
    "north-up": (CRS, Affine(0.04, 0, -103, 0, -0.04, 36)),
    "south-up": (CRS, Affine(0.04, 0, -103, 0, 0.04, 32)),
    "columns run north": (CRS, Affine(0, 0.04, -103, 0.04, 0, 32)),
    "longitudes from 0": (CRS, Affine(0.04, 0, 257, 0, -0.04, 36)),
    "NAD83": ("EPSG:4269", Affine(0.04, 0, -103, 0, -0.04, 36)),
    "Albers": (ALBERS, Affine(4000, 0, -650_000, 0, -4000, 1_400_000)),
    "Albers, turned": (ALBERS, TURNED),
    "northing first": ("EPSG:32038", Affine(13_000, 0, 700_000, 0, -13_000, 1_100_000)),
    "web Mercator": ("EPSG:3857", Affine(4700, 0, -11_450_000, 0, -4700, 4_300_000)),
    "grads": ("EPSG:4807", Affine(0.04, 0, -117, 0, -0.04, 40)),
}


def grid(lie: str, *, gaps: float = 0.0, shape: tuple[int, int] = (100, 110)) -> RasterGrid:
    """Noise, the hardest to average, with a share of cells without data."""
    crs, transform = LIES[lie]
    rng = np.random.default_rng(7)
    values = rng.normal(size=(3, *shape)).astype(np.float32)
    values[:, rng.random(shape) < gaps] = np.nan
    return RasterGrid(values, ("a", "b", "c"), tuple(transform)[:6], crs)


def inside(of: RasterGrid, count: int, *, rim: float = 0.0) -> np.ndarray:
    """Positions over a grid, at least a share of its size away from its edges."""
    rng = np.random.default_rng(3)
    rows, columns = of.values.shape[1:]
    at = rng.uniform(rim, 1 - rim, (count, 2)) * [columns, rows]
    x, y = Affine(*of.transform) @ at.T
    back = Transformer.from_crs(of.crs, CRS, always_xy=True)
    lon, lat = back.transform(np.asarray(x), np.asarray(y))
    return np.column_stack([lon, lat])


def sites(points: np.ndarray) -> Sites:
    frame = gpd.GeoDataFrame(
        {"longitude": points[:, 0], "latitude": points[:, 1], "coord_precision_km": 0.5},
        index=pd.Index([f"s{i}" for i in range(len(points))], name="site_id"),
        geometry=[Point(p) for p in points],
        crs=CRS,
    )
    return Sites(frame)


def layer(of: RasterGrid, covers: object = None) -> RasterLayer:
    everywhere = box(-180, -90, 180, 90) if covers is None else covers
    about = LayerInfo("r", "climate_normals", "", "", 3, 0.0, "", "", "", everywhere)
    return RasterLayer(about, of)


@pytest.mark.parametrize("lie", LIES)
def test_nearest_is_what_rasterio_samples(lie: str) -> None:
    of = grid(lie, gaps=0.2)
    points = inside(of, 500)
    to_grid = Transformer.from_crs(CRS, of.crs, always_xy=True)
    x, y = to_grid.transform(points[:, 0], points[:, 1])
    if lie == "longitudes from 0":
        x = np.mod(x, 360.0)
    with MemoryFile() as memory:
        shape = dict(zip(("count", "height", "width"), of.values.shape, strict=True))
        with memory.open(
            driver="GTiff", dtype="float32", crs=of.crs, transform=Affine(*of.transform), **shape
        ) as file:
            file.write(of.values)
        with memory.open() as file:
            expected = np.array(list(file.sample(np.column_stack([x, y]))))
    np.testing.assert_array_equal(sample_grid(of, points, "nearest"), expected.T)


@pytest.mark.parametrize("lie", LIES)
def test_bilinear_is_exact_on_a_plane_and_at_the_middles(lie: str) -> None:
    crs, transform = LIES[lie]
    column, row = np.meshgrid(np.arange(110.0), np.arange(100.0))
    of = RasterGrid(
        np.stack([column, row]).astype("float32"), ("c", "r"), tuple(transform)[:6], crs
    )
    points = inside(of, 300, rim=0.02)
    to_grid = Transformer.from_crs(CRS, crs, always_xy=True)
    x, y = to_grid.transform(points[:, 0], points[:, 1])
    if lie == "longitudes from 0":
        x = np.mod(x, 360.0)
    expected = np.array(~transform @ np.array([x, y])) - 0.5
    np.testing.assert_allclose(sample_grid(of, points), expected, atol=1e-4)


def test_nowhere_is_unknown_and_warns_of_nothing() -> None:
    points = np.array([[np.nan, 35.0], [-80.0, 35.0], [80.0, -35.0], [0.0, 90.0], [0.0, -90.0]])
    for lie in LIES:
        of = grid(lie)
        assert np.isnan(sample_grid(of, points)).all(), lie
        assert np.isnan(sample_grid(of, points, "nearest")).all(), lie
        means, fraction = buffer_means(of, points, 10_000.0)
        assert np.isnan(means).all(), lie
        assert fraction.tolist() == [0.0] * 5, lie
    none = RasterGrid(
        np.empty((3, 0, 0), dtype="float32"), ("a", "b", "c"), (1, 0, 0, 0, -1, 0), CRS
    )
    assert np.isnan(sample_grid(none, points)).all()
    assert np.isnan(buffer_means(none, points, 1.0)[0]).all()


def test_a_raster_round_the_earth_has_no_seam() -> None:
    values = np.arange(36 * 18, dtype="float32").reshape(1, 18, 36)
    east = RasterGrid(values, ("t",), (10.0, 0.0, 0.0, 0.0, -10.0, 90.0), CRS)
    west = RasterGrid(
        np.roll(values, 18, axis=2), ("t",), (10.0, 0.0, -180.0, 0.0, -10.0, 90.0), CRS
    )
    points = np.array([[lon, 4.0] for lon in (-180, -179, -91, -1, 0, 1, 4, 179, 180, 181, 359)])
    np.testing.assert_allclose(sample_grid(east, points), sample_grid(west, points))
    assert (
        sample_grid(east, np.array([[0.0, 5.0]]))[0, 0] == (values[0, 8, 35] + values[0, 8, 0]) / 2
    )
    one, other = (buffer_means(each, points, 900_000.0) for each in (east, west))
    np.testing.assert_allclose(one[0], other[0], rtol=1e-9)
    np.testing.assert_allclose(one[1], 1.0)


def by_brute_force(of: RasterGrid, point: np.ndarray, radius_m: float) -> tuple[np.ndarray, float]:
    """Ask at 60,000 positions spread evenly over the circle."""
    order = np.arange(60_000)
    away = radius_m * np.sqrt((order + 0.5) / len(order))
    lon, lat = np.broadcast_to(point, (len(order), 2)).T
    lon, lat, _ = GEOD.fwd(lon, lat, np.degrees(order * 2.399963229728653) % 360 - 180, away)
    found = sample_grid(of, np.column_stack([lon, lat]), "nearest")
    known = ~np.isnan(found)
    share = known.mean(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(known, found, 0).sum(axis=1) / known.sum(axis=1), float(share.min())


@pytest.mark.parametrize("radius_km", [0.5, 10.0, 45.0])
@pytest.mark.parametrize("lie", LIES)
def test_circles_against_brute_force(lie: str, radius_km: float) -> None:
    """Noise of deviation 1: a hundredth of it at most, where a rim cell matters most."""
    of = grid(lie, gaps=0.3)
    points = inside(of, 8)
    means, fraction = buffer_means(of, points, 1000 * radius_km)
    for at, point in enumerate(points):
        expected, share = by_brute_force(of, point, 1000 * radius_km)
        np.testing.assert_allclose(means[:, at], expected, atol=0.015)
        assert fraction[at] == pytest.approx(share, abs=0.005)


def test_circles_near_a_pole_are_sampled() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(1, 180, 360)).astype("float32")
    of = RasterGrid(values, ("t",), (1.0, 0.0, -180.0, 0.0, -1.0, 90.0), CRS)
    points = np.array([[10.0, 90.0], [-170.0, 89.5], [40.0, -89.9]])
    means, fraction = buffer_means(of, points, 100_000.0)
    np.testing.assert_allclose(fraction, 1.0)
    for at, point in enumerate(points):
        expected, _ = by_brute_force(of, point, 100_000.0)
        np.testing.assert_allclose(means[:, at], expected, atol=0.03)


def test_a_circle_half_outside_and_one_without_data() -> None:
    values = np.full((2, 40, 40), 5.0, dtype="float32")
    values[0, :, 30:] = np.nan
    of = RasterGrid(values, ("t", "u"), (0.05, 0.0, -1.0, 0.0, -0.05, 1.0), CRS)
    places = sites(np.array([[-1.0, 0.0], [0.0, 0.0], [0.8, 0.0], [0.5, 0.0], [9.0, 9.0]]))
    means, share = joins.circle_means(places, [layer(of)], 20.0)
    assert share.tolist() == pytest.approx([0.5, 1.0, 0.0, 0.5, 0.0], abs=0.003)
    assert share.name == "coverage_fraction"
    assert means.columns.tolist() == ["t", "u"]
    assert means["t"].tolist() == pytest.approx([5, 5, np.nan, 5, np.nan], nan_ok=True)
    assert means["u"].tolist() == pytest.approx([5, 5, 5, 5, np.nan], nan_ok=True)
    assert means.index.equals(share.index)
    assert means.index.equals(places.frame.index)


def test_the_first_layer_that_covers_answers() -> None:
    of = grid("north-up")
    other = RasterGrid(of.values + 100, of.bands, of.transform, of.crs)
    west = layer(of, covers=box(-103, 30, -101, 37))
    places = sites(np.array([[-102.0, 34.0], [-100.0, 34.0]]))
    means, share = joins.circle_means(places, [west, layer(other)], 10.0)
    assert means["a"].iloc[0] < 50 < means["a"].iloc[1]
    assert share.tolist() == pytest.approx([1.0, 1.0])
    found = joins.sample(places, [west, layer(other)], "nearest")
    assert found["a"].iloc[0] < 50 < found["a"].iloc[1]


def test_arguments_are_checked() -> None:
    places = sites(np.array([[-102.0, 34.0]]))
    with pytest.raises(InputError, match="expected method 'nearest' or 'bilinear', got 'cubic'"):
        joins.sample(places, [layer(grid("north-up"))], "cubic")  # type: ignore[arg-type]
    for radius_km in (0.0, -1.0, np.nan, np.inf, 6000.0):
        with pytest.raises(InputError, match="expected a radius_km above 0 and at most 5000"):
            joins.circle_means(places, [layer(grid("north-up"))], radius_km)
