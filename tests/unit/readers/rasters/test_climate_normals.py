"""Rasters of monthly normals: bands by name, scaled, in their own CRS."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import from_origin
from shapely.geometry import box

from screening.catalog.kinds import KINDS
from screening.errors import LayerError
from screening.model import LayerSpec
from screening.readers import read_layer

NOTHING = gpd.GeoDataFrame({"name": [], "level": [], "state": []}, geometry=[], crs="EPSG:4326")

BANDS = tuple(column.name for column in KINDS["climate_normals"].columns)


@pytest.fixture
def raster(tmp_path):
    """Write a small raster; of 37 bands, band k holds 38 - k but in its first cell."""

    def write(
        names=BANDS, *, crs="EPSG:4326", origin=(-100, 32, 0.5, 0.5), dtype="float32", **tags
    ):
        path = tmp_path / "normals.tif"
        values = np.stack([np.full((3, 4), len(names) - k) for k in range(len(names))]).astype(
            dtype
        )
        values[:, 0, 0] = -9999
        profile = {"driver": "GTiff", "count": len(names), "height": 3, "width": 4, "crs": crs}
        where = {"transform": from_origin(*origin)} if origin else {}
        nodata = tags.pop("nodata", -9999)
        with warnings.catch_warnings():  # rasterio warns of files without a position
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            file = rasterio.open(path, "w", dtype=dtype, nodata=nodata, **profile, **where)
        with file:
            file.write(values)
            file.descriptions = names
            for name, value in tags.items():
                setattr(file, name, value)
        return path

    return write


def read(path, **spec):
    return read_layer(LayerSpec("normals", "climate_normals", path, **spec), NOTHING)


def test_bands_by_description_in_our_order(raster):
    layer = read(raster((BANDS[-1], *BANDS[:-1])))
    grid = layer.grid
    assert grid.bands == BANDS
    assert grid.values.dtype == np.float32
    assert grid.values.shape == (37, 3, 4)
    assert np.isnan(grid.values[:, 0, 0]).all()
    np.testing.assert_array_equal(grid.values[:, 1, 1], [*range(36, 0, -1), 37])
    assert grid.transform == (0.5, 0, -100, 0, -0.5, 32)
    assert layer.info.coverage.equals(box(-100, 30.5, -98, 32))
    assert layer.info.feature_count == 37


def test_scale_and_offset_are_applied(raster):
    path = raster(dtype="int16", scales=(0.1,) * 37, offsets=(-5.0,) * 37)
    values = read(path).grid.values
    np.testing.assert_allclose(values[:, 1, 1], np.arange(37, 0, -1) * 0.1 - 5, rtol=1e-6)
    assert np.isnan(values[:, 0, 0]).all()


def test_any_crs_is_kept(raster):
    layer = read(raster(crs="EPSG:5070", origin=(-300000, 900000, 4000, 4000)))
    assert "Albers" in layer.grid.crs
    west, south, east, north = layer.info.coverage.bounds
    assert -100 < west < east < -98
    assert 30 < south < north < 32.5


def test_bands_by_number_or_other_description(raster):
    names = ("hot", *BANDS[1:-1], None)
    layer = read(raster(names), columns={"tmax_c_01": "hot", "elevation_m": "37"})
    np.testing.assert_array_equal(layer.grid.values[[0, 36], 1, 1], [37, 1])


@pytest.mark.parametrize(
    ("names", "columns", "expected"),
    [
        (BANDS[1:], {}, "expected 37 bands, lacks tmax_c_01; known: 1 tmax_c_02"),
        (("a", None), {}, "dew_point_c_12 and 25 more; known: 1 a, 2; write columns = {tmax_c_01"),
        (BANDS, {"tmax_c_01": "38"}, "columns.tmax_c_01: expected a band of the file, got '38'"),
        (
            BANDS,
            {"tmax_01": "1"},
            "columns: expected a band of climate_normals, got 'tmax_01'; did",
        ),
    ],
)
def test_missing_bands_are_named(raster, names, columns, expected):
    with pytest.raises(LayerError) as caught:
        read(raster(names), columns=columns)
    (message,) = caught.value.problems
    assert expected in message


def test_undeclared_nodata_is_detected(raster):
    with pytest.raises(LayerError) as caught:
        read(raster(nodata=None))
    assert len(caught.value.problems) == 37
    assert (
        "band tmax_c_01: expected °C within -90..60, got -9999..37; declare the raster's"
        in (caught.value.problems[0])
    )


@pytest.mark.parametrize("options", [{"crs": None}, {"origin": None}])
def test_missing_georeferencing_is_rejected(raster, options):
    with pytest.raises(LayerError, match="expected a raster with a declared CRS and position"):
        read(raster(**options))


def test_files_that_are_not_rasters(tmp_path):
    path = tmp_path / "normals.tif"
    path.write_bytes(b"no")
    with pytest.raises(
        LayerError, match=r"expected a GeoTIFF, as the name ends in \.tif, got text"
    ):
        read(path)


def test_nothing_but_nodata(raster):
    path = raster()
    with rasterio.open(path, "r+") as file:
        file.write(np.full((37, 3, 4), -9999, dtype="float32"))
    with pytest.raises(LayerError, match="expected values, got nodata only"):
        read(path)
