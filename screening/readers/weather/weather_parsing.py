"""Parse EPW and TMY3 weather files into a typical year.

pandas reads only the columns that are used, 6 times as fast as reading all of them, which
matters for a folder of a thousand stations (``docs/decisions/0010-weather-files.md``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.climate.quality_control import StationObservations, clean_observations
from screening.climate.synthetic_year import DAYS
from screening.climate.typical_year import TypicalYear
from screening.climate.weighted_hours import HOURS_PER_YEAR
from screening.errors import InputError
from screening.readers.weather.station_header import read_header
from screening.readers.weather.weather_files import FORMAT_ADVICE, open_weather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PA_PER_HPA = 100.0
"""TMY3 states the pressure in mbar (hPa), EPW in Pa."""
_EPW_COLUMNS = {"month": 1, "day": 2, "hour": 3, "dry": 6, "dew": 7, "humidity": 8, "pressure": 9}
"""Field numbers of an EPW data line, from 0 (EnergyPlus, *Auxiliary Programs*)."""
_EPW_MISSING = {"dry": 99.9, "dew": 99.9, "humidity": 999.0, "pressure": 999_999.0}
"""Values from which a field counts as missing (EnergyPlus, *Auxiliary Programs*)."""
_TMY3_COLUMNS = {
    "date": "Date (MM/DD/YYYY)",
    "time": "Time (HH:MM)",
    "dry": "Dry-bulb (C)",
    "dew": "Dew-point (C)",
    "humidity": "RHum (%)",
    "pressure": "Pressure (mbar)",
}
_DATE = re.compile(r"\s*(?:\d{4}-)?(\d{1,2})[/-](\d{1,2})(?:/\d{2,4})?\s*")
"""12/31/1995, 1/1/95 or 1995-12-31: month and day."""
_TIME = re.compile(r"\s*(\d{1,2})(?::\d{2}){1,2}\s*")
"""1:00, 24:00 or 01:00:00: the hour."""
_TMY3_MISSING = -9900.0
"""Values up to which a field counts as missing: TMY3 writes -9900 (Wilcox & Marion 2008)."""


def read_weather(path: str | Path) -> TypicalYear:
    """Read and check a station's typical year.

    Parameters
    ----------
    path : path of an EPW or TMY3 file, of one inside a zip (``years.zip/NAME.tmy3``), or of
        a zip that contains only one

    Returns
    -------
    TypicalYear
        Gaps of up to 6 h are interpolated and counted; a missing dew point is computed
        from the relative humidity, a missing pressure from the elevation.

    Raises
    ------
    InputError
        No such file, another format, another unit, long gaps, stuck sensors, impossible
        humidity: all problems together.

    Source
    ------
    EnergyPlus, *Auxiliary Programs*, weather file format; Wilcox & Marion, *Users Manual for
    TMY3 Data Sets* (2008).
    """
    with open_weather(Path(path)) as text:
        return parse_weather(text, str(path))


def parse_weather(text: io.TextIOBase, label: str) -> TypicalYear:
    """Parse a typical year from an open file.

    Parameters
    ----------
    text : open text file, at its beginning
    label : str, name of the file in messages

    Returns
    -------
    TypicalYear

    Raises
    ------
    InputError
    """
    try:
        header = read_header(text, label)
        frame = _DATA_READERS[header.format](text)
    except (ValueError, KeyError, pd.errors.ParserError) as error:
        raise InputError(
            f"{label}: expected hourly weather data, got {error}; {FORMAT_ADVICE}"
        ) from None
    try:
        observations, is_leap = _observations_by_hour(frame)
        year = clean_observations(replace(observations, elevation_m=header.elevation_m))
    except InputError as error:
        raise InputError(*(f"{label}: {problem}" for problem in error.problems)) from None
    notes = (*(("29 February is left out",) if is_leap else ()), *year.notes)
    return TypicalYear(
        header.name,
        header.longitude,
        header.latitude,
        header.elevation_m,
        year.dry_bulb_c,
        year.dew_point_c,
        year.pressure_pa,
        year.filled_count,
        notes,
    )


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
    header = [name.strip() for name in next(csv.reader([text.readline()]), [])]
    missing = [name for name in _TMY3_COLUMNS.values() if name not in header]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")
    types = dict.fromkeys(_TMY3_COLUMNS.values(), float) | {
        _TMY3_COLUMNS[name]: str for name in ("date", "time")
    }
    frame = pd.read_csv(text, names=header, usecols=list(types), dtype=types, index_col=False)
    frame = frame.rename(columns={theirs: ours for ours, theirs in _TMY3_COLUMNS.items()})
    month_and_day, hour = _parse_texts(frame["date"], _DATE), _parse_texts(frame["time"], _TIME)
    numbers = frame[["dry", "dew", "humidity", "pressure"]]
    frame[numbers.columns] = numbers.mask(numbers <= _TMY3_MISSING)
    return frame.assign(
        month=month_and_day[:, 0],
        day=month_and_day[:, 1],
        hour=hour[:, 0],
        pressure=frame["pressure"] * _PA_PER_HPA,
    )


def _parse_texts(texts: pd.Series, pattern: re.Pattern[str]) -> Floats:
    """Take the numbers of a pattern's groups from each text, (n, n_groups).

    A year has 365 different dates and 24 different times: each is parsed once.
    """
    codes, distinct = pd.factorize(texts)
    matches = [pattern.fullmatch(text) for text in distinct]
    unread = [text for text, match in zip(distinct, matches, strict=True) if match is None]
    if unread or (codes < 0).any():
        example = repr(unread[0]) if unread else "an empty cell"
        raise ValueError(f"{example} in the column {texts.name}")
    table = [[float(group) for group in match.groups()] for match in matches if match is not None]
    return np.array(table, dtype=np.float64).reshape(-1, pattern.groups)[codes]


_DATA_READERS: dict[str, Callable[[Any], pd.DataFrame]] = {"EPW": _read_epw, "TMY3": _read_tmy3}


def _observations_by_hour(frame: pd.DataFrame) -> tuple[StationObservations, bool]:
    """Place rows by their date, so that a missing hour becomes a gap; drop 29 February.

    Returns whether there was a 29 February.
    """
    if frame.empty:
        raise InputError("hours: expected 8760 rows, got none; the file is cut: download it again")
    month, day, hour = (frame[part].to_numpy(dtype=float) for part in ("month", "day", "hour"))
    if not np.isfinite([month, day, hour]).all():
        raise InputError("dates: expected months, days and hours, got empty cells; fill them")
    leap = (month == 2) & (day == 29)
    month, day, hour = month[~leap].astype(int), day[~leap].astype(int), hour[~leap].astype(int)
    hour_index = _hours_of_year(month, day, hour)
    columns: dict[str, Floats] = {}
    for name in ("dry", "dew", "humidity", "pressure"):
        columns[name] = np.full(HOURS_PER_YEAR, np.nan)
        columns[name][hour_index] = frame[name].to_numpy(dtype=float)[~leap]
    observations = StationObservations(
        columns["dry"], columns["dew"], columns["humidity"] / 100.0, columns["pressure"], np.nan
    )
    return observations, bool(leap.any())


def _hours_of_year(
    month: NDArray[np.int_], day: NDArray[np.int_], hour: NDArray[np.int_]
) -> NDArray[np.int_]:
    """Convert dates of a year of 365 days to hours from 0; hours count 0..23 or 1..24."""
    month_days = np.array(DAYS)[np.clip(month, 1, 12) - 1]
    outside = (month < 1) | (month > 12) | (day < 1) | (day > month_days) | (hour > 24) | (hour < 0)
    if outside.any():
        raise InputError(
            "dates: expected months, days and hours of a year, got others; correct them"
        )
    first_day = np.r_[0, np.cumsum(DAYS)[:-1]][month - 1]
    hour_index = (first_day + day - 1) * 24 + hour - (1 if (hour == 24).any() else 0)
    unique, counts = np.unique(hour_index, return_counts=True)
    if (counts > 1).any() or unique[0] < 0:
        raise InputError(
            "dates: expected one row per hour of one year, got several of the same hour; "
            "give an hourly typical year"
        )
    return np.asarray(hour_index)
