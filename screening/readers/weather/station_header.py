"""The station that the first line of an EPW or TMY3 file describes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from screening.errors import InputError
from screening.readers.weather.weather_files import FORMAT_ADVICE

_EPW_HEADER_COUNT, _TMY3_HEADER_COUNT = 10, 7
"""Cells of a header."""
_MAX_HEADER_LENGTH = 10_000
_ELEVATION_BOUNDS_M = (-450.0, 9000.0)
"""From the shore of the Dead Sea to the highest summits [m]."""
DEGREES_PER_HOUR = 15.0
_MAX_ZONE_DEGREES = 60.0
"""Distance of a place from the meridian of its zone; China's is the widest, with 47 [degrees]."""


@dataclass(frozen=True)
class StationHeader:
    """The station described in the header of a weather file.

    Parameters
    ----------
    format : "EPW" or "TMY3"
    station_id : str, USAF or WMO number as stated
    source : str, of the data, such as ``TMY3`` or ``SRC-TMYx``
    name : str
    longitude, latitude : float [degrees]
    elevation_m : float [m]
    """

    format: str
    station_id: str
    source: str
    name: str
    longitude: float
    latitude: float
    elevation_m: float


def read_header(text: io.TextIOBase, label: str) -> StationHeader:
    """Read the header of a weather file, its first line.

    Parameters
    ----------
    text : open text file, at its beginning
    label : str, name of the file in messages

    Returns
    -------
    StationHeader

    Raises
    ------
    InputError
    """
    line = text.readline(_MAX_HEADER_LENGTH).strip("\ufeff\r\n")
    cells = [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), None) or [""]]
    is_epw = cells[0].upper() == "LOCATION"
    count = _EPW_HEADER_COUNT if is_epw else _TMY3_HEADER_COUNT
    while len(cells) > count and not cells[-1]:  # spreadsheets fill the line up with commas
        cells.pop()
    if len(cells) < count or not (is_epw or cells[0].isdigit()):
        raise InputError(
            f"{label}: expected the header of EPW (LOCATION, …) or TMY3 (number, name, state, …), "
            f"got {','.join(cells)[:60]!r}; {FORMAT_ADVICE}"
        )
    # counted from the end, as a name without quotes may contain commas
    if is_epw:
        station_id, source, name = cells[-5], cells[-6], ", ".join(cells[1:-8])
        latitude, longitude, zone_h, elevation = cells[-4:]
    else:
        station_id, source, name = cells[0], "TMY3", ", ".join(cells[1:-5])
        zone_h, latitude, longitude, elevation = cells[-4:]
    try:
        numbers = [float(cell) for cell in (longitude, latitude, elevation, zone_h)]
    except ValueError as error:
        raise InputError(
            f"{label}: header: expected numbers, got {error}; {FORMAT_ADVICE}"
        ) from None
    problem = _header_problem(*numbers)
    if problem:
        raise InputError(f"{label}: header: {problem}; correct it")
    kind = "EPW" if is_epw else "TMY3"
    return StationHeader(kind, station_id, source, name, *numbers[:3])


def _header_problem(longitude: float, latitude: float, elevation_m: float, zone_h: float) -> str:
    """Say what cannot be in a header; empty where nothing is wrong."""
    if not (abs(latitude) <= 90.0 and abs(longitude) <= 180.0):
        return f"expected latitude and longitude, got {latitude:g}, {longitude:g}"
    lowest_m, highest_m = _ELEVATION_BOUNDS_M
    if not lowest_m <= elevation_m <= highest_m:
        return f"expected an elevation of {lowest_m:g} to {highest_m:g} m, got {elevation_m:g}"
    # a file in UTC states the zone 0 anywhere
    off = (longitude - DEGREES_PER_HOUR * zone_h + 180.0) % 360.0 - 180.0
    if zone_h != 0.0 and abs(off) > _MAX_ZONE_DEGREES:
        return f"expected a longitude in the time zone {zone_h:+g} h, got {longitude:g}"
    return ""
