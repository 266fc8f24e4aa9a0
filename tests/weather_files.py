"""Weather files in code: hours in, the text of an EPW or TMY3 file out."""

from __future__ import annotations

import numpy as np

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH = np.repeat(np.arange(1, 13), np.array(DAYS) * 24)
DAY = np.concatenate([np.repeat(np.arange(1, days + 1), 24) for days in DAYS])
HOUR = np.tile(np.arange(1, 25), 365)


def made_up_year() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A year like Abilene's: dry bulb, dew point [°C], pressure [Pa], all rounded to 0.1."""
    at = np.arange(8760)
    season = -np.cos(2 * np.pi * (at - 350) / 8760)
    day = np.cos(2 * np.pi * (at % 24 - 15) / 24)
    weather = 4.0 * np.sin(2 * np.pi * at / 160) + 1.5 * np.sin(at / 7.0)
    dry = 17.8 + 10.5 * season + 6.0 * day + weather
    dew = np.minimum(8.0 + 9.0 * season + 0.5 * weather, dry)
    return dry.round(1), dew.round(1), np.full(8760, 95_000.0)


def epw(
    dry: np.ndarray,
    dew: np.ndarray,
    pressure: np.ndarray,
    *,
    name: str = "Middle",
    longitude: float = -100.0,
    latitude: float = 32.0,
    elevation_m: float = 545.0,
) -> str:
    """The text of an EPW file; NaN as the format marks it."""
    head = [
        f"LOCATION,{name},TX,USA,TMY3,722660,{latitude},{longitude},-6.0,{elevation_m}",
        *("DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0"),
        *("HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0", "COMMENTS 1,made up", "COMMENTS 2,made up"),
        "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
    ]
    parts = zip(
        *(MONTH, DAY, HOUR),
        np.where(np.isnan(dry), 99.9, dry),
        np.where(np.isnan(dew), 99.9, dew),
        np.where(np.isnan(pressure), 999_999, pressure),
        strict=True,
    )
    rows = [
        f"1985,{month},{day},{hour},0,?9,{t:g},{d:g},999,{p:.0f},0,0" + ",0" * 23
        for month, day, hour, t, d, p in parts
    ]
    return "\n".join([*head, *rows]) + "\n"


def tmy3(
    dry: np.ndarray,
    dew: np.ndarray,
    pressure: np.ndarray,
    *,
    name: str = "MIDDLE",
    longitude: float = -100.0,
    latitude: float = 32.0,
    elevation_m: float = 545.0,
) -> str:
    """The text of a TMY3 file with the columns that count."""
    columns = "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),Dry-bulb (C),Dew-point (C),RHum (%),"
    head = [
        f'722660,"{name}",TX,-6.0,{latitude},{longitude},{elevation_m}',
        f"{columns}Pressure (mbar)",
    ]
    cells = [np.where(np.isnan(a), -9900.0, a) for a in (dry, dew, pressure / 100.0)]
    rows = [
        f"{month:02d}/{day:02d}/1985,{hour:02d}:00,0,{t:g},{d:g},-9900,{p:g}"
        for month, day, hour, t, d, p in zip(MONTH, DAY, HOUR, *cells, strict=True)
    ]
    return "\n".join([*head, *rows]) + "\n"
