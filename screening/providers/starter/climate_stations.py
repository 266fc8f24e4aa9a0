"""Tables of weather stations and ground elevations → arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.errors import LayerError
from screening.providers.starter.table_rows import Row, read_table

Floats = NDArray[np.float64]

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
#: Days of each month as a fraction of the year: annual means are weighted by days.
MONTH_FRACTION = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) / 365.0

#: Field elevations of airfields where stations are far apart; beside the station table.
ELEVATIONS_NAME = "ground_elevations.csv"
GROUND_COLUMNS = ("longitude", "latitude", "elevation_m")


@dataclass(frozen=True)
class Stations:
    """Monthly means at weather stations.

    Attributes
    ----------
    longitude, latitude : ndarray, (n,) [degrees]
    elevation_m : ndarray, (n,)
    tmax_c, tmin_c, dew_point_c : ndarray, (n, 12) [°C]
        Mean daily maximum, mean daily minimum and mean dew point of each month.
    """

    longitude: Floats
    latitude: Floats
    elevation_m: Floats
    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats


def read_stations(table: Path) -> Stations:
    """Read ``climate_stations.csv``; shift maximum and minimum to the annual normals.

    Parameters
    ----------
    table : Path

    Returns
    -------
    Stations

    Raises
    ------
    LayerError
        With every cell that is empty or not a number.
    """
    kinds = ("tmax", "tmin", "dew_point")
    month_columns = {kind: [f"{kind}_{month}" for month in MONTHS] for kind in kinds}
    names = [name for kind in kinds for name in month_columns[kind]]
    columns = _read_columns(table, [*GROUND_COLUMNS, *names, "normal_tmax_c", "normal_tmin_c"])
    tmax, tmin, dew_point = (
        np.stack([columns[name] for name in month_columns[kind]], axis=1) for kind in kinds
    )
    return Stations(
        longitude=columns["longitude"],
        latitude=columns["latitude"],
        elevation_m=columns["elevation_m"],
        tmax_c=shift_to_normal(tmax, columns["normal_tmax_c"]),
        tmin_c=shift_to_normal(tmin, columns["normal_tmin_c"]),
        dew_point_c=dew_point,
    )


def read_ground(stations: Stations, table: Path | None) -> Floats:
    """Append the elevations of a table of airfields to those of the stations.

    Parameters
    ----------
    stations : Stations
    table : Path or None
        ``ground_elevations.csv``; None for the stations alone.

    Returns
    -------
    ndarray, (n, 3)
        Longitude, latitude [degrees], elevation [m].

    Raises
    ------
    LayerError
        With every cell that is empty or not a number.
    """
    ground = np.column_stack([stations.longitude, stations.latitude, stations.elevation_m])
    if table is None:
        return ground
    columns = _read_columns(table, GROUND_COLUMNS)
    return np.vstack([ground, np.column_stack([columns[name] for name in GROUND_COLUMNS])])


def _read_columns(table: Path, names: Sequence[str]) -> dict[str, Floats]:
    problems: list[str] = []
    rows = read_table(table, ("id", *names), problems)
    columns = {
        name: np.array([_parse_number(row, name, problems) for row in rows], dtype=np.float64)
        for name in names
    }
    if problems:
        raise LayerError(*problems)
    return columns


def _parse_number(row: Row, name: str, problems: list[str]) -> float:
    try:
        return float(row[name])
    except ValueError:
        problems.append(
            f"{row.where}, row {row['id']}, column {name}: expected a number, "
            f"got {row[name]!r}; fill the cell or drop the row"
        )
        return math.nan


def shift_to_normal(monthly_c: Floats, normal_c: Floats) -> Floats:
    """Add one constant to each station's year so that its annual mean is the normal.

    Parameters
    ----------
    monthly_c : ndarray, (n, 12) [°C]
    normal_c : ndarray, (n,) [°C]
        Annual mean of 1991-2020.

    Returns
    -------
    ndarray, (n, 12) [°C]

    Examples
    --------
    >>> year = np.full((1, 12), 20.0)
    >>> float(shift_to_normal(year, np.array([20.5]))[0, 3])
    20.5
    """
    return monthly_c + (normal_c - monthly_c @ MONTH_FRACTION)[:, None]
