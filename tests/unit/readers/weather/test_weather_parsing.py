"""EPW and TMY3 files: values, gaps, and files that are rejected."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from fixtures.weather_files import epw, made_up_year, tmy3

import screening
from screening.errors import InputError
from screening.readers.weather.weather_parsing import parse_weather, read_weather

DRY, DEW, PRESSURE = made_up_year()
WRITERS = {"epw": epw, "tmy3": tmy3}


@pytest.fixture(params=WRITERS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"middle.{request.param}"
    path.write_text(WRITERS[request.param](DRY, DEW, PRESSURE), encoding="latin-1")
    return path


def test_a_year_is_read_as_it_is_written(written: Path) -> None:
    year = screening.read_weather(written)
    assert year.name.casefold() == "middle"
    assert (year.longitude, year.latitude, year.elevation_m) == (-100.0, 32.0, 545.0)
    assert year.dry_bulb_c == pytest.approx(DRY)
    assert year.dew_point_c == pytest.approx(DEW)
    assert year.pressure_pa == pytest.approx(PRESSURE)
    assert (year.dew_point_c - 1e-9 <= year.wet_bulb_c).all()
    assert (year.wet_bulb_c <= year.dry_bulb_c + 1e-9).all()
    assert year.hours().weight_hours.sum() == 8760.0
    assert (year.filled_count, year.notes) == (0, ())


def test_pvlib_reads_the_same(written: Path) -> None:
    iotools = pytest.importorskip("pvlib.iotools")
    year = read_weather(written)
    if written.suffix == ".epw":
        frame, about = iotools.read_epw(written)
        pressure = frame["atmospheric_pressure"].to_numpy(float)
    else:
        frame, about = iotools.read_tmy3(written, map_variables=True)
        pressure = frame["pressure"].to_numpy(float) * 100.0
    assert np.array_equal(year.dry_bulb_c, frame["temp_air"].to_numpy(float))
    assert np.array_equal(year.dew_point_c, frame["temp_dew"].to_numpy(float))
    assert year.pressure_pa == pytest.approx(pressure)
    assert (year.latitude, year.elevation_m) == (about["latitude"], about["altitude"])


@pytest.mark.parametrize("kind", WRITERS)
def test_each_format_s_marks_of_missing_hours_are_gaps(kind: str, tmp_path: Path) -> None:
    dry, pressure = DRY.copy(), PRESSURE.copy()
    dry[500:503], pressure[9] = np.nan, np.nan
    path = tmp_path / f"x.{kind}"
    path.write_text(WRITERS[kind](dry, DEW, pressure))
    year = read_weather(path)
    assert year.filled_count == 3
    assert year.dry_bulb_c[500:503].max() < 45.0
    assert year.pressure_pa[9] == pytest.approx(94_947.0, abs=5.0)


def test_missing_rows_are_gaps_and_leap_days_are_dropped(tmp_path: Path) -> None:
    lines = epw(DRY, DEW, PRESSURE).splitlines()
    leap = [re.sub(r",2,28,", ",2,29,", line) for line in lines if re.match(r"\d+,2,28,", line)]
    del lines[3000:3004]
    path = tmp_path / "leap.epw"
    path.write_text("\n".join([*lines, *leap]))
    year = read_weather(path)
    assert year.filled_count == 4
    assert "29 February is left out" in year.notes
    assert year.dry_bulb_c[-1] == DRY[-1]


def test_rows_are_placed_by_their_date(tmp_path: Path) -> None:
    lines = epw(DRY, DEW, PRESSURE).splitlines()
    path = tmp_path / "turned.epw"
    path.write_text("\n".join([*lines[:8], *reversed(lines[8:])]))
    assert np.array_equal(read_weather(path).dry_bulb_c, DRY)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "years.zip"
    with zipfile.ZipFile(path, "w") as inside:
        inside.writestr("a/one.epw", epw(DRY, DEW, PRESSURE))
        inside.writestr("two.tmy3", tmy3(DRY, DEW, PRESSURE))
        inside.writestr("readme.pdf", "x")
    return path


def test_inside_a_zip(archive: Path, tmp_path: Path) -> None:
    assert read_weather(archive / "a" / "one.epw").name == "Middle"
    assert read_weather(f"{archive}/two.tmy3").name == "MIDDLE"
    single = tmp_path / "single.zip"
    with zipfile.ZipFile(single, "w") as inside:
        inside.writestr("one.epw", epw(DRY, DEW, PRESSURE))
    assert read_weather(single).name == "Middle"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", r"got 2; known: a/one.epw, two.tmy3; name one as years.zip/NAME"),
        ("three.epw", r"got none named 'three.epw'; known: a/one.epw, two.tmy3"),
    ],
)
def test_a_zip_of_several_files_requires_a_name(archive: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_weather(archive / name if name else archive)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the header of EPW"),
        ("a,b\n1,2\n", "expected the header of EPW"),
        (epw(DRY, DEW, PRESSURE).replace("32.0", "north", 1), "header: expected numbers"),
        (epw(DRY, DEW, PRESSURE).replace("32.0", "132.0", 1), "latitude and longitude, got 132"),
        (epw(DRY, DEW, PRESSURE)[:700], "got one of 8753 h"),
        (tmy3(DRY, DEW, PRESSURE).replace("Dry-bulb", "Temp"), "expected hourly weather data"),
        (epw(DRY, DEW, PRESSURE).replace("1985,2,3,4,", "1985,2,3,5,"), "several of the same hour"),
        (
            epw(DRY, DEW, PRESSURE).replace("1985,2,3,4,", "1985,2,30,4,"),
            "days and hours of a year",
        ),
        (epw(DRY + 273.15, DEW, PRESSURE), "dry bulb: expected °C"),
    ],
)
def test_other_files_are_rejected_with_their_path(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse_weather(io.StringIO(text), "here.epw")
    assert all(problem.startswith("here.epw: ") for problem in caught.value.problems)


def test_no_such_file() -> None:
    with pytest.raises(InputError, match=r"gone\.epw: expected a weather file, got none"):
        read_weather("gone.epw")


def test_a_damaged_member_of_a_zip_is_reported(tmp_path):
    path = tmp_path / "years.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.epw", epw(*made_up_year()))
    content = bytearray(path.read_bytes())
    content[500] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"years\.zip: expected a whole file in the zip, got Bad CRC"
    ):
        read_weather(path)


def test_a_file_cut_after_any_line_of_its_head_is_refused(written: Path) -> None:
    lines = written.read_text(encoding="latin-1").splitlines(keepends=True)
    for count in range(12):
        written.write_text("".join(lines[:count]), encoding="latin-1")
        with pytest.raises(InputError, match="expected"):
            read_weather(written)


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a weather file, got a folder"):
        read_weather(tmp_path)
