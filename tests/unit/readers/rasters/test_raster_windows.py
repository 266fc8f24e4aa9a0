"""Window reads: only the part that a region needs, with the values of the full raster."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.env import get_gdal_config
from rasterio.transform import Affine
from shapely import box

from screening.joins.raster_cells import sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.model import CRS
from screening.readers.rasters.raster_windows import MARGIN_KM, raster_extent, read_grid

LIES = {
    "degrees": (CRS, Affine(0.1, 0, -110, 0, -0.1, 45), (200, 250)),
    "south-up": (CRS, Affine(0.1, 0, -110, 0, 0.1, 25), (200, 250)),
    "from 0": (CRS, Affine(0.5, 0, 0, 0, -0.5, 90), (360, 720)),
    "world": (CRS, Affine(0.5, 0, -180, 0, -0.5, 90), (360, 720)),
    "Albers": ("EPSG:5070", Affine(8000, 0, -1.2e6, 0, -8000, 2.4e6), (280, 300)),
    "Albers, turned": ("EPSG:5070", Affine(7000, 3000, -1.2e6, 3000, -7000, 1.9e6), (280, 300)),
    "polar": ("EPSG:3413", Affine(40_000, 0, -6e6, 0, -40_000, 6e6), (300, 300)),
}
REGION = box(-101, 31, -97, 34.5)
PLACES = {
    "degrees": REGION,
    "south-up": REGION,
    "from 0": REGION,
    "world": shapely.union_all([box(178.9, -19, 180, -15), box(-180, -19, -178, -15)]),
    "Albers": REGION,
    "Albers, turned": REGION,
    "polar": box(-40, 82, 30, 90),
}


@pytest.fixture
def raster(tmp_path):
    """Write noise with gaps, tiled, of two bands."""

    def write(lie, *, dtype="float32", interleave="band", nodata=-9999, **tags):
        crs, transform, shape = LIES[lie]
        rng = np.random.default_rng(5)
        values = rng.integers(-100, 100, (2, *shape)).astype(dtype)
        values[:, rng.random(shape) < 0.1] = nodata
        path = tmp_path / "raster.tif"
        profile = {"driver": "GTiff", "count": 2, "height": shape[0], "width": shape[1]}
        tiles = {"tiled": True, "blockxsize": 64, "blockysize": 64, "interleave": interleave}
        with rasterio.open(
            path, "w", crs=crs, transform=transform, dtype=dtype, nodata=nodata, **profile, **tiles
        ) as file:
            file.write(values)
            for name, value in tags.items():
                setattr(file, name, value)
        return path

    return write


def read(path, near=None, numbers=(1, 2)):
    with rasterio.open(path) as file:
        return read_grid(file, numbers, [f"b{number}" for number in numbers], near)


def within(region, count=300):
    """Positions in a region, its corners and edges among them."""
    rng = np.random.default_rng(2)
    parts = [
        rng.uniform(part.bounds[:2], part.bounds[2:], (count, 2))
        for part in shapely.get_parts(region)
    ]
    return np.concatenate([*parts, shapely.get_coordinates(region)])


@pytest.mark.parametrize("lie", LIES)
def test_a_window_gives_the_same_values_as_the_full_raster(lie, raster):
    path = raster(lie)
    whole, part = read(path), read(path, PLACES[lie])
    assert part.values.shape[0] == 2
    if lie not in ("world", "from 0"):
        assert part.values.size < 0.5 * whole.values.size
    points = within(PLACES[lie])
    for method in ("nearest", "bilinear"):
        np.testing.assert_allclose(
            sample_grid(part, points, method),
            sample_grid(whole, points, method),
            rtol=1e-5,
            atol=1e-5,
        )
    some = points[::40]
    for one, other in zip(
        buffer_means(part, some, 1000 * MARGIN_KM),
        buffer_means(whole, some, 1000 * MARGIN_KM),
        strict=True,
    ):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


def test_a_region_on_the_seam_still_meets_the_other_side(raster):
    path = raster("world")
    region = box(178.0, -10, 179.53, -9)  # the next cell's middle is beyond the dateline
    points = np.array([[179.52, -9.5], [179.99, -9.5]])
    np.testing.assert_array_equal(
        sample_grid(read(path, region), points), sample_grid(read(path), points)
    )


def test_a_region_elsewhere_reads_nothing(raster):
    part = read(raster("degrees"), box(10, 50, 11, 51))
    assert part.values.size == 0
    assert np.isnan(sample_grid(part, np.array([[10.5, 50.5], [-100.0, 32.0]]))).all()


@pytest.mark.parametrize("interleave", ["band", "pixel"])
@pytest.mark.parametrize(
    ("dtype", "nodata"), [("int16", -9999), ("int32", -(2**31)), ("float64", -1e300)]
)
def test_types_scales_and_nodata(dtype, nodata, interleave, raster):
    path = raster(
        "degrees", dtype=dtype, nodata=nodata, interleave=interleave,
        scales=(0.5, 1.0), offsets=(-3.0, 0.0),
    )  # fmt: skip
    with rasterio.open(path) as file:
        raw = file.read(masked=True).astype(float).filled(np.nan)
    got = read(path, numbers=(2, 1)).values
    np.testing.assert_array_equal(got[1], (raw[0] * 0.5 - 3.0).astype("float32"))
    np.testing.assert_array_equal(got[0], raw[1].astype("float32"))
    assert np.isnan(got).any()


def test_gdal_is_left_as_it_was(raster):
    path = raster("degrees")
    before = get_gdal_config("GDAL_CACHEMAX")
    read(path)
    assert get_gdal_config("GDAL_CACHEMAX") == before


def test_the_extent_of_a_raster(raster):
    def extent(lie):
        with rasterio.open(raster(lie)) as file:
            return raster_extent(file)

    assert extent("degrees").equals(box(-110, 25, -85, 45))
    assert extent("south-up").equals(box(-110, 25, -85, 45))
    assert extent("from 0").equals(box(-180, -90, 180, 90))
    assert extent("world").equals(box(-180, -90, 180, 90))
    assert extent("polar").covers(box(-180, 60, 180, 89.99))


@pytest.mark.parametrize(("west", "covered"), [(170.0, 175.0), (-190.0, -178.0), (350.0, 1.0)])
def test_a_raster_across_the_dateline_covers_both_sides(west, covered, tmp_path):
    path = tmp_path / "raster.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=2, width=20, dtype="float32",
        crs=CRS, transform=Affine(1, 0, west, 0, -1, 1),
    ) as file:  # fmt: skip
        file.write(np.ones((1, 2, 20), dtype="float32"))
    with rasterio.open(path) as file:
        extent = raster_extent(file)
    assert extent.covers(shapely.Point(covered, 0))
    assert extent.area == pytest.approx(40.0)
    assert extent.bounds[0] >= -180
    assert extent.bounds[2] <= 180
