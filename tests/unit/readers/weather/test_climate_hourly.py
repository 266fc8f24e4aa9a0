"""Layers of station years: folders, zips, the stations near a region, and those left out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from fixtures.weather_files import epw, made_up_year, tmy3
from shapely.geometry import box

from screening.errors import LayerError
from screening.model import CRS, LayerSpec, StationLayer
from screening.readers import read_layer

DRY, DEW, PRESSURE = made_up_year()
NONE = gpd.GeoDataFrame({"name": [], "level": [], "state": []}, geometry=[], crs=CRS)
NEAR = box(-100.5, 31.5, -99.5, 32.5)


def read(path: Path, **options: object) -> StationLayer:
    layer = read_layer(LayerSpec("years", "climate_hourly", path, **options), NONE)
    assert isinstance(layer, StationLayer)
    return layer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write two good stations near, one far away, one invalid."""
    top = tmp_path / "years"
    (top / "deep").mkdir(parents=True)
    (top / "a.epw").write_text(epw(DRY, DEW, PRESSURE, name="Near"))
    there = tmy3(DRY, DEW, PRESSURE, name="UP [UT]", latitude=33.0)
    (top / "deep" / "b.tmy3").write_text(there)
    (top / "c.epw").write_text(epw(DRY, DEW, PRESSURE, name="Far", longitude=-90.0))
    broken = np.where(np.arange(8760) // 100 == 3, np.nan, DRY)
    (top / "d.epw").write_text(epw(broken, DEW, PRESSURE, name="Broken"))
    (top / "notes.pdf").write_text("x")
    return top


def test_only_stations_near_the_region_are_read(folder: Path) -> None:
    layer = read(folder, near=NEAR)
    assert layer.stations.names == ("Near", "UP [UT]")
    assert layer.stations.latitude.tolist() == [32.0, 33.0]
    assert np.array_equal(layer.stations.dry_bulb_c, np.stack([DRY, DRY]))
    assert layer.info.feature_count == 4
    notes = " / ".join(layer.info.notes)
    assert "2 of 4 stations are within 200 km of the region and usable" in notes
    assert "left out d.epw: hours: expected gaps of at most 6 h, got one of 100 h" in notes
    assert "1 stations are marked [UT]" in notes


def test_without_a_region_all_are_read(folder: Path) -> None:
    assert len(read(folder).stations.names) == 3


def test_a_zip_reads_as_its_folder(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "years.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*.*"):
            archive.write(file, file.relative_to(folder).as_posix())
    zipped, plain = read(path).stations, read(folder).stations
    assert zipped.names == plain.names
    assert np.array_equal(zipped.dew_point_c, plain.dew_point_c)


def test_coverage_extends_as_far_as_years_are_morphed(folder: Path) -> None:
    west, south, east, north = read(folder / "a.epw").info.coverage.bounds
    assert (south, north) == pytest.approx((32.0 - 1.8, 32.0 + 1.8), abs=0.01)
    assert east - west > north - south


def test_a_distant_region_has_no_stations(folder: Path) -> None:
    layer = read(folder, near=box(10, 50, 11, 51))
    assert layer.stations.names == ()
    assert layer.stations.dry_bulb_c.size == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty", None, r"expected weather files \(.epw, .tmy3, .csv\), got none"),
        ("x.epw", "nothing", "x.epw: expected the header of EPW"),
        ("x.epw", epw(DRY + 273.15, DEW, PRESSURE), "x.epw: dry bulb: expected °C"),
        ("x.zip", "no zip", "expected a zip, got an error"),
    ],
)
def test_layers_without_weather_files(
    name: str, content: str | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_text(content)
    with pytest.raises(LayerError, match=message):
        read(path, near=NEAR)
