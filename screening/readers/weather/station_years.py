"""Read the station years near a region from folders and zips of EPW and TMY3 files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.cache import cached, make_key, source_digest
from screening.climate import gap_filling, psychrometrics, quality_control
from screening.climate.data_tiers import MORPHED_KM
from screening.climate.weighted_hours import HOURS_PER_YEAR
from screening.errors import InputError, LayerError, format_known
from screening.geodesy import GeodesicIndex
from screening.model import StationLayer, Stations
from screening.readers.file_checks import UnreadableError, sha256
from screening.readers.layers.layer_columns import layer_label
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.weather import (
    station_header,
    weather_files,
    weather_parsing,
    year_arrays,
)
from screening.readers.weather.same_station import select_files
from screening.readers.weather.station_header import StationHeader, read_header
from screening.readers.weather.weather_files import SUFFIXES, WeatherFile, list_weather_files
from screening.readers.weather.weather_parsing import parse_weather
from screening.readers.weather.year_arrays import pack_years, unpack_years

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.climate import TypicalYear
    from screening.model import LayerSpec

_KM_PER_DEGREE = 111.0
_THREADS_COUNT = 4
_MAX_NOTES = 5
"""Notes of a kind that are listed."""
_SOLAR_STATION = "UT]"
"""Ends the names of TMY3 stations whose header states the position of a solar instrument: [UT],
[CANYON - UT]."""


@dataclass(frozen=True)
class StationYears:
    """The usable years of the stations near a region, one per station.

    Attributes
    ----------
    years : tuple of TypicalYear
    points : ndarray, (n, 2), longitude and latitude of every file with a readable header
    files_count : int, weather files there are
    problems : tuple of str, of files that are unreadable or no usable year
    notes : tuple of str, what was left out, repaired or found doubtful
    """

    years: tuple[TypicalYear, ...]
    points: NDArray[np.float64]
    files_count: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def read_climate_hourly(
    spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> StationLayer:
    """Read the station years that a site of the region may need.

    The header of every file is read, and in full only the files of stations within 200 km
    of ``near``. A station with an unusable year is left out, and of several files of one
    station one is used; the layer's notes give the reasons.

    Parameters
    ----------
    spec : LayerSpec, of a folder, a zip or one file
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    StationLayer

    Raises
    ------
    LayerError
        If there are no weather files, or none is usable.
    UnreadableError, RegionError
    """
    stations = read_station_years(spec.path, spec.near)
    nothing_near = len(stations.points) and not _is_near(stations.points, spec.near).any()
    if not stations.years and not nothing_near:
        raise LayerError(*(f"{layer_label(spec)}: {text}" for text in stations.problems[:5]))
    info = layer_info(
        spec,
        metadata,
        rows=stations.files_count,
        extent=shapely.box(*_padded_bounds(stations.points)),
        boundaries=boundaries,
        notes=stations.notes,
    )
    return StationLayer(info, _build_stations(stations.years))


def read_station_years(path: Path, near: BaseGeometry | None) -> StationYears:
    """Read the typical years of a folder, a zip, zips in a folder, or one file.

    Parameters
    ----------
    path : Path
    near : shapely geometry in longitude, latitude, or None
        Only stations within 200 km of it are read in full; None reads all.

    Returns
    -------
    StationYears

    Raises
    ------
    UnreadableError
        If there is no weather file.
    """
    with ExitStack() as open_archives:
        files, list_problems = list_weather_files(path, open_archives)
        if not files:
            told = "".join(f"; {problem}" for problem in list_problems[:3])
            raise UnreadableError(
                f"expected weather files ({', '.join(SUFFIXES)}), got none; give a folder or zip "
                f"of EPW or TMY3 files{told}"
            )
        headers, header_problems = _read_headers(files)
        points = np.array([[h.longitude, h.latitude] for _, h in headers]).reshape(-1, 2)
        near_headers = [headers[row] for row in np.flatnonzero(_is_near(points, near))]
        near_files = [file for file, _ in near_headers]
        names = [file.name for file in near_files]
        cache_key = make_key("years", _code_version(), sha256(path), names)
        packed = cached(cache_key, lambda: pack_years(*_read_years(near_files)))
    rows, years, year_problems = unpack_years(packed)
    kept, same_notes = select_files(
        [names[row] for row in rows],
        [near_headers[row][1] for row in rows],
        [year.filled_count for year in years],
    )
    problems = (*list_problems, *header_problems, *year_problems)
    selected = tuple(years[index] for index in kept)
    stations_count = len(files) - (len(years) - len(kept))
    notes = (*_notes(stations_count, selected, problems), *_first(same_notes))
    return StationYears(selected, points, len(files), problems, notes)


def _read_headers(
    files: Sequence[WeatherFile],
) -> tuple[list[tuple[WeatherFile, StationHeader]], list[str]]:
    headers: list[tuple[WeatherFile, StationHeader]] = []
    problems: list[str] = []
    for file in files:
        try:
            with file.open() as text:
                headers.append((file, read_header(text, file.name)))
        except InputError as error:
            problems += error.problems
    return headers, problems


def _is_near(points: NDArray[np.float64], near: BaseGeometry | None) -> NDArray[np.bool_]:
    if near is None or len(points) == 0:
        return np.ones(len(points), dtype=bool)
    _, metres = GeodesicIndex([near], edges="planar").nearest(points)
    return np.asarray(metres <= MORPHED_KM * 1000.0)


def _read_years(
    files: Sequence[WeatherFile],
) -> tuple[list[int], list[TypicalYear], list[str]]:
    """Read files in full: the index of the file of each usable year, the years, the problems."""

    def read(file: WeatherFile) -> TypicalYear | tuple[str, ...]:
        try:
            with file.open() as text:
                return parse_weather(text, file.name)
        except InputError as error:
            return error.problems

    with ThreadPoolExecutor(_THREADS_COUNT) as threads:
        results = list(threads.map(read, files))
    rows = [row for row, result in enumerate(results) if not isinstance(result, tuple)]
    years = [result for result in results if not isinstance(result, tuple)]
    problems = [text for result in results if isinstance(result, tuple) for text in result]
    return rows, years, problems


@cache
def _code_version() -> str:
    """Identify the version of the code that reads and cleans weather, for the cache key."""
    readers = (weather_parsing, station_header, weather_files, year_arrays)
    modules = (*readers, quality_control, gap_filling, psychrometrics)
    return source_digest(*(Path(str(module.__file__)) for module in modules))


def _padded_bounds(points: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Pad the bounding box of the stations by the distance to which a year is morphed."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    lat_margin = MORPHED_KM / _KM_PER_DEGREE
    lon_margin = lat_margin / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.1)
    return (
        max(west - lon_margin, -180.0),
        max(south - lat_margin, -90.0),
        min(east + lon_margin, 180.0),
        min(north + lat_margin, 90.0),
    )


def _build_stations(years: Sequence[TypicalYear]) -> Stations:
    def scalars(name: str) -> NDArray[np.float64]:
        return np.array([getattr(year, name) for year in years], dtype=float)

    def hourly(name: str) -> NDArray[np.float64]:
        return np.array([getattr(year, name) for year in years]).reshape(len(years), HOURS_PER_YEAR)

    return Stations(
        tuple(year.name for year in years),
        scalars("longitude"),
        scalars("latitude"),
        scalars("elevation_m"),
        hourly("dry_bulb_c"),
        hourly("dew_point_c"),
        hourly("pressure_pa"),
    )


def _notes(count: int, years: Sequence[TypicalYear], problems: Sequence[str]) -> Iterator[str]:
    if len(years) < count:
        near = f"within {MORPHED_KM:g} km of the region"
        yield f"{len(years)} of {count} stations are {near} and usable"
    yield from _first([f"left out {problem}" for problem in problems])
    yield from _first([f"{year.name}: {'; '.join(year.notes)}" for year in years if year.notes])
    solar = [year.name for year in years if year.name.endswith(_SOLAR_STATION)]
    if solar:
        yield (
            f"{len(solar)} stations are marked [UT]: they state the position of "
            "a solar instrument, up to 30 km from the thermometer: "
            f"{format_known(solar, max_count=4)}"
        )


def _first(notes: Sequence[str]) -> list[str]:
    """Keep the first notes of a kind, and count the rest."""
    if len(notes) <= _MAX_NOTES:
        return list(notes)
    return [*notes[:_MAX_NOTES], f"likewise {len(notes) - _MAX_NOTES} more files"]
