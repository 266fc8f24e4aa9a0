"""Headers and dates of weather files as people have them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fixtures.weather_files import epw, made_up_year, tmy3

from screening.errors import InputError
from screening.readers.weather.station_header import read_header
from screening.readers.weather.weather_parsing import parse_weather, read_weather

DRY, DEW, PRESSURE = made_up_year()
TMY3 = tmy3(DRY, DEW, PRESSURE)


def header(line: str):
    return read_header(io.StringIO(f"{line}\nmore\n"), "x")


@pytest.mark.parametrize(
    "line",
    [
        '722430,"HOUSTON, BUSH",TX,-6.0,30.000,-95.367,29',
        "722430,HOUSTON, BUSH,TX,-6.0,30.000,-95.367,29",
        '722430, "HOUSTON, BUSH" ,TX,-6.0,30.000,-95.367,29,,,,',
        'LOCATION,"HOUSTON, BUSH",TX,USA,TMY3,722430,30.00,-95.367,-6.0,29.0',
        "LOCATION,HOUSTON, BUSH,TX,USA,TMY3,722430,30.00,-95.367,-6.0,29.0",
        'location,"HOUSTON, BUSH",TX,USA,TMY3,722430,30.00,-95.367,-6.0,29.0,,,,,',
    ],
)
def test_commas_in_names(line: str) -> None:
    found = header(line)
    assert (found.name, found.station_id, found.source) == ("HOUSTON, BUSH", "722430", "TMY3")
    assert (found.longitude, found.latitude, found.elevation_m) == (-95.367, 30.0, 29.0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("LOCATION,A,TX,USA,TMY3,1,30.0,95.4,-6.0,29.0", "longitude in the time zone -6 h, got 95"),
        ("LOCATION,A,TX,USA,TMY3,1,-95.4,30.0,-6.0,29.0", "latitude and longitude, got -95.4"),
        ("LOCATION,A,TX,USA,TMY3,1,30.0,-95.4,-6.0,-9999", "elevation of -450 to 9000 m, got -999"),
        ("LOCATION,A,TX,USA,TMY3,1,30.0,-95.4,-6.0,nan", "elevation of -450 to 9000 m, got nan"),
        ("LOCATION,A,TX,USA,TMY3,1,30.0,-95.4,-6.0,", "header: expected numbers"),
        ("LOCATION,A,TX,USA,TMY3,1,30.0,-95.4", "expected the header of EPW"),
        ("722430,A,TX,-6.0,30.0,-95.4", "expected the header of EPW"),
        ('722430,"A,TX,-6.0,30.0,-95.4,29', "expected the header of EPW"),
    ],
)
def test_headers_that_cannot_be(line: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        header(line)


@pytest.mark.parametrize("zone", ["0", "8.0"])
def test_zones_that_can_be(zone: str) -> None:
    """UTC anywhere; China has one zone, as far as 47 degrees from its meridian."""
    assert header(f"LOCATION,Kashgar,-,CHN,X,517090,39.5,76.0,{zone},1290").longitude == 76.0


def test_the_zone_goes_round() -> None:
    assert header("LOCATION,Kiritimati,-,KIR,X,914900,2.0,-157.4,14.0,3").longitude == -157.4


def _short(text: str) -> str:
    """Write dates and times without leading zeros, as spreadsheets do."""
    return re.sub(r"^0?(\d+)/0?(\d+)/(\d+),0?(\d+):00", r"\1/\2/\3,\4:00", text, flags=re.MULTILINE)


DATES: dict[str, Callable[[str], str]] = {
    "without leading zeros": _short,
    "with seconds": lambda text: re.sub(r"(:00),", r"\1:00,", text),
    "two-digit years": lambda text: text.replace("/1985,", "/85,"),
    "ISO": lambda text: re.sub(r"(\d\d)/(\d\d)/(1985),", r"\3-\1-\2,", text),
    "hours from 0": lambda text: re.sub(r",(\d\d):00", lambda m: f",{int(m[1]) - 1}:00", text),
}


@pytest.mark.parametrize("dates", DATES)
def test_dates_of_any_length(dates: str) -> None:
    changed = DATES[dates](TMY3)
    assert changed != TMY3
    assert np.array_equal(parse_weather(io.StringIO(changed), "x").dry_bulb_c, DRY)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("02/03/1985,04:00", "3 Feb 1985,04:00"),
            "expected hourly weather data, got '3 Feb 1985'",
        ),
        (("02/03/1985,04:00", ",04:00"), "got an empty cell in the column date"),
        (("02/03/1985,04:00", "02/03/1985,4 am"), "got '4 am' in the column time"),
        (("02/03/1985,04:00", "13/03/1985,04:00"), "expected months, days and hours of a year"),
        (("Dew-point (C)", "Td"), r"no column Dew-point \(C\)"),
    ],
)
def test_dates_and_columns_that_cannot_be_read(change: tuple[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_weather(io.StringIO(TMY3.replace(*change)), "x")


def test_empty_dates_of_an_epw_are_reported() -> None:
    text = epw(DRY, DEW, PRESSURE).replace("1985,2,3,4,", "1985,,3,4,")
    with pytest.raises(InputError, match="dates: expected months, days and hours, got empty"):
        parse_weather(io.StringIO(text), "x")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("zipped", [False, True])
def test_names_in_any_encoding(encoding: str, zipped: bool, tmp_path: Path) -> None:
    text = epw(DRY, DEW, PRESSURE, name="Cañon Peñasco").encode(encoding)
    path = tmp_path / "x.epw"
    path.write_bytes(text)
    if zipped:
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("x.epw", text)
    year = read_weather(path)
    assert year.name == "Cañon Peñasco"
    assert np.array_equal(year.dry_bulb_c, DRY)
