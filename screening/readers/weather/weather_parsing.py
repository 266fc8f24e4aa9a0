"""A weather file → a typical year: EPW and TMY3, also inside a zip.

pandas reads the few columns that count: 6 times as fast as reading them all, which a folder
of a thousand stations feels (``docs/decisions/0010-weather-files.md``).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.climate.quality_control import StationObservations, clean_observations
from screening.climate.synthetic_year import DAYS
from screening.climate.typical_year import TypicalYear
from screening.climate.weighted_hours import HOURS_PER_YEAR
from screening.errors import InputError
from screening.readers.weather.weather_files import DO, open_weather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_HPA = 100.0
_EPW_COLUMNS = {"month": 1, "day": 2, "hour": 3, "dry": 6, "dew": 7, "humidity": 8, "pressure": 9}
_EPW_MISSING = {"dry": 99.9, "dew": 99.9, "humidity": 999.0, "pressure": 999_999.0}
_TMY3_COLUMNS = {
    "date": "Date (MM/DD/YYYY)",
    "time": "Time (HH:MM)",
    "dry": "Dry-bulb (C)",
    "dew": "Dew-point (C)",
    "humidity": "RHum (%)",
    "pressure": "Pressure (mbar)",
}
_TMY3_MISSING = -9900.0


@dataclass(frozen=True)
class StationHeader:
    """What a weather file says of its station.

    Parameters
    ----------
    format : "EPW" or "TMY3"
    name : str
    longitude, latitude : float [degrees]
    elevation_m : float [m]
    """

    format: str
    name: str
    longitude: float
    latitude: float
    elevation_m: float


def read_weather(path: str | Path) -> TypicalYear:
    """Read a station's typical year and check it.

    Parameters
    ----------
    path : path of an EPW or TMY3 file, of one inside a zip (``years.zip/NAME.tmy3``), or of
        a zip that holds only one

    Returns
    -------
    TypicalYear
        Gaps of up to 6 h are interpolated and counted; a missing dew point follows from
        the relative humidity, a missing pressure from the height.

    Raises
    ------
    InputError
        No such file, another format, another unit, long gaps, sensors that stand still,
        humidity that cannot be: everything that is wrong, at once.

    Source
    ------
    EnergyPlus auxiliary programs, weather file format; Wilcox & Marion, Users Manual for
    TMY3 Data Sets (2008).
    """
    place = str(path)
    with open_weather(Path(path)) as text:
        return parse_weather(text, place)


def parse_weather(text: io.TextIOBase, place: str) -> TypicalYear:
    """Read a typical year from an open file.

    Parameters
    ----------
    text : open text file, at its beginning
    place : str, what to call it in messages

    Returns
    -------
    TypicalYear

    Raises
    ------
    InputError
    """
    try:
        about = read_header(text, place)
        frame = _READ[about.format](text)
    except (ValueError, KeyError, pd.errors.ParserError) as error:
        raise InputError(f"{place}: expected weather by the hour, got {error}; {DO}") from None
    try:
        columns, leap = _in_slots(frame)
        year = clean_observations(replace(columns, elevation_m=about.elevation_m))
    except InputError as error:
        raise InputError(*(f"{place}: {problem}" for problem in error.problems)) from None
    notes = (*(("29 February is left out",) if leap else ()), *year.notes)
    return TypicalYear(
        about.name,
        about.longitude,
        about.latitude,
        about.elevation_m,
        year.dry_bulb_c,
        year.dew_point_c,
        year.pressure_pa,
        year.filled_count,
        notes,
    )


def read_header(text: io.TextIOBase, place: str) -> StationHeader:
    """Read what a weather file says of its station: its first line.

    Parameters
    ----------
    text : open text file, at its beginning
    place : str, what to call it in messages

    Returns
    -------
    StationHeader

    Raises
    ------
    InputError
    """
    cells = [cell.strip().strip('"') for cell in text.readline().strip("\ufeff\r\n").split(",")]
    epw = cells[0].upper() == "LOCATION" and len(cells) >= 10
    if not epw and not (len(cells) == 7 and cells[0].isdigit()):
        raise InputError(
            f"{place}: expected the heading of EPW (LOCATION, …) or TMY3 (number, name, state, …), "
            f"got {','.join(cells)[:60]!r}; {DO}"
        )
    try:
        latitude, longitude, elevation = (
            float(cells[i]) for i in ((6, 7, 9) if epw else (4, 5, 6))
        )
    except ValueError as error:
        raise InputError(f"{place}: heading: expected numbers, got {error}; {DO}") from None
    if not (abs(latitude) <= 90.0 and abs(longitude) <= 180.0):
        raise InputError(
            f"{place}: heading: expected latitude and longitude, got {latitude:g}, {longitude:g}; "
            "correct it"
        )
    name = cells[1]
    return StationHeader("EPW" if epw else "TMY3", name, longitude, latitude, elevation)


def _read_epw(text: io.TextIOBase) -> pd.DataFrame:
    for line in text:
        if line.upper().startswith("DATA PERIODS"):
            break
    frame = pd.read_csv(
        text, header=None, usecols=list(_EPW_COLUMNS.values()), dtype=float, engine="c"
    )
    frame.columns = pd.Index(list(_EPW_COLUMNS))
    for name, code in _EPW_MISSING.items():
        frame[name] = frame[name].mask(frame[name] >= code)
    return frame


def _read_tmy3(text: io.TextIOBase) -> pd.DataFrame:
    kinds = dict.fromkeys(_TMY3_COLUMNS.values(), float) | {
        _TMY3_COLUMNS[name]: str for name in ("date", "time")
    }
    frame = pd.read_csv(text, usecols=list(kinds), dtype=kinds)
    frame = frame.rename(columns={theirs: ours for ours, theirs in _TMY3_COLUMNS.items()})
    for part, (name, cells) in {
        "month": ("date", slice(0, 2)),
        "day": ("date", slice(3, 5)),
        "hour": ("time", slice(0, 2)),
    }.items():
        frame[part] = frame[name].str[cells].astype(float)
    numbers = frame[["dry", "dew", "humidity", "pressure"]]
    frame[numbers.columns] = numbers.mask(numbers <= _TMY3_MISSING)
    return frame.assign(pressure=frame["pressure"] * _HPA)


_READ: dict[str, Callable[[Any], pd.DataFrame]] = {"EPW": _read_epw, "TMY3": _read_tmy3}


def _in_slots(frame: pd.DataFrame) -> tuple[StationObservations, bool]:
    """Put rows where their date says, so that an hour left out is a gap; drop 29 February."""
    month, day, hour = (frame[part].to_numpy(dtype=float) for part in ("month", "day", "hour"))
    leap = (month == 2) & (day == 29)
    month, day, hour = month[~leap].astype(int), day[~leap].astype(int), hour[~leap].astype(int)
    longest = np.array(DAYS)[np.clip(month, 1, 12) - 1]
    if ((month < 1) | (month > 12) | (day < 1) | (day > longest) | (hour > 24) | (hour < 0)).any():
        raise InputError(
            "dates: expected months, days and hours of a year, got others; correct them"
        )
    first = np.r_[0, np.cumsum(DAYS)[:-1]][month - 1]
    slot = (first + day - 1) * 24 + hour - (1 if (hour == 24).any() else 0)
    slots, counts = np.unique(slot, return_counts=True)
    if (counts > 1).any() or slots[0] < 0:
        raise InputError(
            "dates: expected one row an hour of one year, got several of the same hour; "
            "give an hourly typical year"
        )
    columns: dict[str, Floats] = {}
    for name in ("dry", "dew", "humidity", "pressure"):
        columns[name] = np.full(HOURS_PER_YEAR, np.nan)
        columns[name][slot] = frame[name].to_numpy(dtype=float)[~leap]
    hours = StationObservations(
        columns["dry"], columns["dew"], columns["humidity"] / 100.0, columns["pressure"], np.nan
    )
    return hours, bool(leap.any())
