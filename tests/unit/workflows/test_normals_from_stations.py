"""``screening layers normals``: a raster of normals from station files, and a run with it."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from click.testing import CliRunner
from fixtures.weather_files import epw, made_up_year

from screening import api
from screening.catalog.kinds import KINDS
from screening.cli.app import cli
from screening.climate import station_months
from screening.errors import (
    LayerError,
    OutputError,
    RegionError,
    ScreeningError,
    SitesError,
)
from screening.model import LayerSpec
from screening.readers import read_layer
from screening.readers.regions import read_boundaries
from screening.workflows.normals_from_stations import StationNormals, make_station_normals

DRY, DEW, PRESSURE = made_up_year()
BANDS = tuple(column.name for column in KINDS["climate_normals"].columns)
POSTS = [(-100.0 + 0.5 * i, 32.0 + 0.4 * j) for i in range(4) for j in range(3)]
"""Twelve stations, 45 km apart."""


def write_stations(folder: Path, posts: list[tuple[float, float]], *, north_k: float = 0.0) -> Path:
    """Write a station per position; it is ``north_k`` cooler for each degree north of 32."""
    folder.mkdir(parents=True)
    for number, (longitude, latitude) in enumerate(posts):
        shift = -north_k * (latitude - 32.0)
        text = epw(
            DRY + shift, DEW + shift, PRESSURE, name=f"Post {number}",
            station=str(722000 + number),
            longitude=round(longitude, 3), latitude=round(latitude, 3),
        )  # fmt: skip
        (folder / f"post_{number:02d}.epw").write_text(text)
    return folder


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    return write_stations(tmp_path / "years", POSTS, north_k=2.0)


def values_at(path: Path, points: list[tuple[float, float]]) -> np.ndarray:
    with rasterio.open(path) as raster:
        scales = np.array(raster.scales)
        cells = np.ma.stack(list(raster.sample(points, masked=True)))
        return np.ma.filled(cells.astype(float), np.nan) * scales


def make(folder: Path, out: Path, **options: object) -> StationNormals:
    return make_station_normals(folder, out, **options)


def test_the_raster_has_the_means_of_its_stations(stations: Path, tmp_path: Path) -> None:
    made = make(stations, tmp_path / "n.tif")
    months = np.concatenate([part[0] for part in station_months([DRY], [DEW])])
    at = values_at(made.path, [(-99.25, 32.4), (-99.0, 32.0)])
    assert at[0, :36] == pytest.approx(months - 0.8, abs=0.35)
    assert at[1, :36] == pytest.approx(months, abs=0.35)
    assert at[:, 36] == pytest.approx(545.0, abs=1.0)
    assert made.raster.stations_count == 12
    assert made.raster.errors is not None
    assert all(error < 0.5 for error in made.raster.errors.year_k.values())


def test_the_raster_is_a_layer_with_units_and_metadata(stations: Path, tmp_path: Path) -> None:
    made = make(stations, tmp_path / "deep" / "n.tif")
    with rasterio.open(made.path) as raster:
        assert raster.descriptions == BANDS
        assert raster.units == ("degC",) * 36 + ("m",)
        assert raster.tags()["source"] == "monthly means of the typical years of 12 stations"
        assert "not a mean of 30 years" in raster.tags()["note"]
    layer = read_layer(LayerSpec("n", "climate_normals", made.path), read_boundaries([]))
    assert not [note for note in layer.info.notes if "converted" in note or "contradict" in note]


def test_cells_far_from_every_station_are_unknown(stations: Path, tmp_path: Path) -> None:
    near, far = (-100.2, 32.0), (-101.0, 32.0)  # 19 and 94 km west of the first
    made = make(stations, tmp_path / "n.tif", max_km=50.0)
    assert np.isfinite(values_at(made.path, [near])).all()
    assert np.isnan(values_at(made.path, [far])).all()
    wide = make(stations, tmp_path / "wide.tif", max_km=100.0)
    assert np.isfinite(values_at(wide.path, [far])).all()
    assert wide.raster.cells_count > made.raster.cells_count


def test_a_region_bounds_the_grid_and_selects_the_stations(stations: Path, tmp_path: Path) -> None:
    west = write_stations(stations / "far", [(-110.0, 32.0)])
    made = make(stations, tmp_path / "n.tif", region="-99.5,32,-99,32.5")
    assert made.raster.stations_count == 12
    assert west.is_dir()
    assert any("12 of 13 stations are within 200 km" in note for note in made.notes)
    with rasterio.open(made.path) as raster:
        assert raster.bounds == pytest.approx((-99.8, 31.7, -98.7, 32.8))
    assert make(stations, tmp_path / "t.tif", region="TX").raster.cells_count > 500


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_few_stations_are_no_plane(count: int, tmp_path: Path) -> None:
    """Stations on one line, or fewer than a plane needs, never extrapolate a slope."""
    folder = write_stations(tmp_path / "years", POSTS[:3][:count] + POSTS[3:count], north_k=2.0)
    made = make(folder, tmp_path / "n.tif")
    month = station_months([DRY], [DEW]).tmax_c[0, 6]
    hottest = values_at(made.path, [(-100.0, 31.4)])[0, 6]
    assert month - 1.7 < hottest < month + 0.2
    assert (made.raster.errors is None) == (count == 1)
    assert ("precision unknown" in made.note) == (count == 1)


def test_elevations_between_the_stations(stations: Path, tmp_path: Path) -> None:
    """A mesa that no station is on: the ground of the table, and air cooler by the lapse."""
    table = tmp_path / "ground.csv"
    table.write_text("id,longitude,latitude,elevation_m\nmesa,-99.25,32.4,1545\n")
    plain = values_at(make(stations, tmp_path / "a.tif").path, [(-99.25, 32.4)])[0]
    mesa = make(stations, tmp_path / "b.tif", elevations=table)
    high = values_at(mesa.path, [(-99.25, 32.4)])[0]
    rise_km = (high[36] - plain[36]) / 1000.0
    assert rise_km > 0.4
    assert (plain - high)[2] == pytest.approx(5.7 * rise_km, abs=0.2)  # March
    table.write_text("id,longitude,latitude\nmesa,-99.25,32.4\n")
    with pytest.raises(SitesError, match="expected a column elevation_m"):
        make(stations, tmp_path / "c.tif", elevations=table)
    assert not list(tmp_path.glob("*c.tif*"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("longitude,latitude,elevation_m\n32.4,-99.25,600\n-99.1,32.4,600\n", "look swapped"),
        ("longitude,latitude,elevation_m\n-99.25,32.4,-9999\n", "at least -450"),
        ("longitude,latitude,elevation_m\n-99.25,32.4,6400\n", "write metres, not feet"),
        ("longitude,latitude,elevation_m\n-99.25,32.4,high\n", "to be a number"),
    ],
)
def test_faults_of_elevations(stations: Path, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ground.csv").write_text(text)
    with pytest.raises(SitesError, match=message):
        make(stations, tmp_path / "c.tif", elevations=tmp_path / "ground.csv")


def test_elevations_as_lists_have_them(stations: Path, tmp_path: Path) -> None:
    """Decimal commas, other names, an empty cell, and a point of another continent."""
    table, plain = tmp_path / "airports.csv", tmp_path / "plain.csv"
    table.write_text("icao;lat;lon;elev_m\nA;32,4;-99,25;1545\nB;32,5;-99,1;\nC;-33,9;151,2;6\n")
    plain.write_text("longitude,latitude,elevation_m\n-99.25,32.4,1545\n")
    made = make(stations, tmp_path / "a.tif", elevations=table)
    other = make(stations, tmp_path / "b.tif", elevations=plain)
    assert made.path.read_bytes() == other.path.read_bytes()
    assert any("left out 1 rows without an elevation_m" in note for note in made.notes)


@pytest.mark.parametrize("name", ["n.png", "n", "n.tif.gz"])
def test_a_raster_of_an_ending_that_is_not_read_is_not_written(
    stations: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OutputError, match=r"ends in \.tif or \.tiff"):
        make(stations, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_equal_files_give_equal_bytes_in_folders_and_zips(stations: Path, tmp_path: Path) -> None:
    archive = tmp_path / "years.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in stations.iterdir():
            packed.write(path, path.name)
    nested = tmp_path / "nested"
    nested.mkdir()
    archive.rename(nested / "years.zip")
    one, other = make(stations, tmp_path / "a.tif"), make(nested, tmp_path / "b.tif")
    assert one.path.read_bytes() == other.path.read_bytes()


def test_an_existing_file_stays(stations: Path, tmp_path: Path) -> None:
    out = tmp_path / "n.tif"
    out.write_text("mine")
    with pytest.raises(OutputError, match=r"got an existing one; name another --out, or add --for"):
        make(stations, out)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "x.epw").write_text("nothing")
    with pytest.raises(LayerError, match="usable weather files, got none of 1"):
        make(broken, out, overwrite=True)
    assert out.read_text() == "mine"
    make(stations, out, overwrite=True)
    assert len(values_at(out, [POSTS[0]])[0]) == 37
    assert {path.name for path in tmp_path.iterdir()} == {"n.tif", "broken", "years"}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"region": "Atlantis"}, RegionError, "Atlantis"),
        ({"region": "10,50,11,51"}, LayerError, "within 200 km of the region, got none of 12"),
        ({"region": "-98.4,33.9,-98.3,34", "max_km": 5.0}, LayerError, "cells within 5 km"),
        ({"region": "-170,10,-60,80"}, LayerError, "at most 500,000 cells"),
    ],
)
def test_regions_that_cannot_be(
    options: dict[str, object], error: type[ScreeningError], message: str,
    stations: Path, tmp_path: Path,
) -> None:  # fmt: skip
    with pytest.raises(error, match=message):
        make(stations, tmp_path / "n.tif", **options)
    assert not list(tmp_path.glob("*.tif*"))


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="expected a file, got none of that name"):
        make(tmp_path / "gone", tmp_path / "n.tif")


def test_the_lines_that_the_command_prints_make_a_run(
    stations: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site 60 km from a station, of which only station files are known."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["layers", "normals", "--from", str(stations)])
    assert result.exit_code == 0, result.output
    assert "written to climate_normals.tif" in result.output
    assert "precision: RMSE at stations left out: maximum 0." in result.output
    printed = result.output[result.output.index("[layers.normals]") :]
    assert tomllib.loads(printed)["layers"]["normals"]["precision_km"] == 10.0
    (tmp_path / "sites.csv").write_text(
        "site_id,name,longitude,latitude,grid_mw,elevation_m\nm,M,-100.5,32.4,100,545\n"
    )
    (tmp_path / "config.toml").write_text(
        '[screening]\nname = "w"\n[sites]\npath = "sites.csv"\n'
        f"{printed}"
        '[layers.years]\nkind = "climate_hourly"\npath = "years"\n'
        "[profile.training.criteria]\npue_mean = { weight = 1, worst = 1.5, best = 1 }\n"
    )
    site = api.run(tmp_path / "config.toml").sites.loc["m"]
    assert site["climate_basis"] == "morphed"
    assert 1.0 < site["pue_mean"] < 1.3


@pytest.mark.real_data
def test_normals_of_texas_against_the_starter_s(
    shared_data: Path, tmp_path: Path, repository: Path
) -> None:
    """The same years and the same method, but for the shift to 1991-2020 and the airfields."""
    tables = repository / "layers" / "texas"
    made = make(
        shared_data / "tmy3_texas.zip", tmp_path / "n.tif", region="Texas",
        elevations=tables / "tables" / "ground_elevations.csv",
    )  # fmt: skip
    assert made.raster.stations_count == 61
    errors = made.raster.errors
    assert errors is not None
    assert max(errors.year_k.values()) < 1.3
    assert max(errors.month_k.values()) < 2.3
    sites = pd.read_csv(repository / "layers" / "north_america" / "mining_sites.csv")
    texas = sites[sites["state"] == "TX"]
    points = list(zip(texas["longitude"], texas["latitude"], strict=True))
    ours = values_at(made.path, points)
    starter = values_at(tables / "climate_normals.tif", points)
    assert np.sqrt(np.nanmean((ours - starter)[:, :36] ** 2)) < 1.0
    assert np.sqrt(np.nanmean((ours - starter)[:, 36] ** 2)) < 30.0
    assert re.fullmatch(r"RMSE at stations left out: .* elevation \d+ m", made.note)
