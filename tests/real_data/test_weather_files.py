"""Every station year at hand, read here and by pvlib."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from screening.model import LayerSpec, StationLayer
from screening.readers import read_layer
from screening.readers.regions import read_boundaries
from screening.readers.weather.weather_parsing import read_weather

pytestmark = pytest.mark.real_data

KELLY = "TX-San_Antonio_Kelly_Field_Afb.tmy3"
STEP = 4
"""Every fourth station: pvlib takes a while."""


def test_tmy3_hour_by_hour(shared_data: Path) -> None:
    iotools = pytest.importorskip("pvlib.iotools")
    archive = shared_data / "tmy3_texas.zip"
    with zipfile.ZipFile(archive) as inside:
        names = sorted(inside.namelist())
        for name in {*names[::STEP], KELLY}:
            text = io.StringIO(inside.read(name).decode("latin-1"))
            frame, about = iotools.read_tmy3(text, map_variables=True)
            year = read_weather(archive / name)
            same = year.dry_bulb_c == frame["temp_air"].to_numpy(float)
            assert (~same).sum() == year.filled_count == (7 if name == KELLY else 0)
            assert np.array_equal(year.dew_point_c[same], frame["temp_dew"].to_numpy(float)[same])
            assert year.pressure_pa == pytest.approx(frame["pressure"].to_numpy(float) * 100.0)
            assert year.latitude == about["latitude"]


def test_epw_hour_by_hour(shared_data: Path) -> None:
    iotools = pytest.importorskip("pvlib.iotools")
    for path in sorted((shared_data / "epw").glob("*.epw")):
        frame, about = iotools.read_epw(path)
        year = read_weather(path)
        assert np.array_equal(year.dry_bulb_c, frame["temp_air"].to_numpy(float))
        assert np.array_equal(year.dew_point_c, frame["temp_dew"].to_numpy(float))
        assert np.array_equal(year.pressure_pa, frame["atmospheric_pressure"].to_numpy(float))
        assert (year.longitude, year.elevation_m) == (about["longitude"], about["altitude"])


def test_the_same_years_as_epw_and_tmy3(shared_data: Path) -> None:
    """Dallas-Fort Worth in both formats: dry bulbs alike, pressures rounded apart."""
    one = read_weather(shared_data / "tmy3_texas.zip" / "TX-Dallasfort_Worth_Intl_Ap.tmy3")
    other = read_weather(shared_data / "epw" / "USA_TX_Dallas-Fort.Worth.Intl.AP.722590_TMY3.epw")
    assert np.abs(one.dry_bulb_c - other.dry_bulb_c).max() < 0.05
    assert np.abs(one.dew_point_c - other.dew_point_c).max() < 0.05
    assert np.abs(one.pressure_pa - other.pressure_pa).max() < 101.0


def test_a_layer_of_them_all(shared_data: Path) -> None:
    spec = LayerSpec("years", "climate_hourly", shared_data / "tmy3_texas.zip")
    layer = read_layer(spec, read_boundaries([]))
    assert isinstance(layer, StationLayer)
    assert layer.info.feature_count == len(layer.stations.names) == 61
    notes = " / ".join(layer.info.notes)
    assert "SAN ANTONIO KELLY FIELD AFB: 7 hours are spikes" in notes
    assert "stations are marked [UT]" in notes


def test_a_folder_of_files_and_zips(shared_data: Path, tmp_path: Path) -> None:
    """Four EPW files beside the zip of 61 TMY3: Amarillo and Dallas-Fort Worth are in both."""
    folder = tmp_path / "years"
    folder.mkdir()
    for path in [shared_data / "tmy3_texas.zip", *(shared_data / "epw").glob("*.epw")]:
        (folder / path.name).symlink_to(path)
    layer = read_layer(LayerSpec("years", "climate_hourly", folder), read_boundaries([]))
    assert isinstance(layer, StationLayer)
    assert layer.info.feature_count == 65
    assert len(layer.stations.names) == 63
    twice = [note for note in layer.info.notes if "files are of this station" in note]
    assert len(twice) == 2
    assert all("is used, the first by name; not used: tmy3_texas.zip/" in note for note in twice)
