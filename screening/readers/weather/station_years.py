"""Read the station years near the region from a folder or zip of EPW and TMY3 files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import cache, partial
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
from screening.readers.file_checks import UnreadableError, check_file, sha256
from screening.readers.layers.layer_columns import layer_label
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.weather import weather_parsing, year_arrays
from screening.readers.weather.weather_files import (
    SUFFIXES,
    open_member,
    open_weather,
    weather_members,
)
from screening.readers.weather.weather_parsing import StationHeader, parse_weather, read_header
from screening.readers.weather.year_arrays import pack_years, unpack_years

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.climate import TypicalYear
    from screening.model import LayerSpec

_KM_PER_DEGREE = 111.0
_THREADS_COUNT = 4
_SOLAR_STATION = "[UT]"
"""Marks TMY3 stations whose header states the position of a solar instrument."""


@dataclass(frozen=True)
class _File:
    """A weather file: its name in the layer, and a function that opens it."""

    name: str
    open: Callable[[], AbstractContextManager[io.TextIOBase]]


def read_climate_hourly(
    spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> StationLayer:
    """Read the station years that a site of the region may need.

    The header of every file is read, and in full only the files of stations within 200 km
    of ``near``. A station with an unusable year is left out; the layer's notes give the reason.

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
    with ExitStack() as open_archives:
        files = _list_files(spec.path, open_archives)
        if not files:
            raise UnreadableError(
                f"expected weather files ({', '.join(SUFFIXES)}), got none; give a folder or zip "
                "of EPW or TMY3 files"
            )
        return _read_stations(spec, metadata, boundaries, files)


def _read_stations(
    spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame, files: Sequence[_File]
) -> StationLayer:
    headers, header_problems = _read_headers(files)
    if not headers:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in header_problems[:5]))
    points = np.array([[header.longitude, header.latitude] for _, header in headers])
    is_near = _is_near(points, spec)
    near_files = [file for (file, _), near in zip(headers, is_near, strict=True) if near]
    names = [file.name for file in near_files]
    cache_key = make_key("years", _code_version(), sha256(spec.path), names)
    packed = cached(cache_key, lambda: pack_years(*_read_years(near_files)))
    years, year_problems = unpack_years(packed)
    if is_near.any() and not years:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in year_problems[:5]))
    info = layer_info(
        spec,
        metadata,
        rows=len(files),
        extent=shapely.box(*_padded_bounds(points)),
        boundaries=boundaries,
        notes=tuple(_notes(len(files), years, [*header_problems, *year_problems])),
    )
    return StationLayer(info, _build_stations(years))


def _list_files(path: Path, open_archives: ExitStack) -> list[_File]:
    if path.is_dir():
        paths = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        return [_File(p.relative_to(path).as_posix(), partial(open_weather, p)) for p in paths]
    check_file(path)
    if path.suffix.lower() != ".zip":
        return [_File(path.name, partial(open_weather, path))]
    try:
        archive = open_archives.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(f"expected a zip, got an error ({error}); pack it again") from error
    return [_File(name, partial(open_member, archive, name)) for name in weather_members(archive)]


def _read_headers(files: Sequence[_File]) -> tuple[list[tuple[_File, StationHeader]], list[str]]:
    headers: list[tuple[_File, StationHeader]] = []
    problems: list[str] = []
    for file in files:
        try:
            with file.open() as text:
                headers.append((file, read_header(text, file.name)))
        except InputError as error:
            problems += error.problems
    return headers, problems


def _is_near(points: NDArray[np.float64], spec: LayerSpec) -> NDArray[np.bool_]:
    if spec.near is None:
        return np.ones(len(points), dtype=bool)
    _, metres = GeodesicIndex([spec.near], edges="planar").nearest(points)
    return np.asarray(metres <= MORPHED_KM * 1000.0)


def _read_years(files: Sequence[_File]) -> tuple[list[TypicalYear], list[str]]:
    def read(file: _File) -> TypicalYear | tuple[str, ...]:
        try:
            with file.open() as text:
                return parse_weather(text, file.name)
        except InputError as error:
            return error.problems

    with ThreadPoolExecutor(_THREADS_COUNT) as threads:
        results = list(threads.map(read, files))
    years = [result for result in results if not isinstance(result, tuple)]
    problems = [text for result in results if isinstance(result, tuple) for text in result]
    return years, problems


@cache
def _code_version() -> str:
    """Identify the version of the code that reads and cleans weather, for the cache key."""
    modules = (weather_parsing, quality_control, gap_filling, psychrometrics, year_arrays)
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
    for problem in problems[:5]:
        yield f"left out {problem}"
    cleaned = [year for year in years if year.notes]
    for year in cleaned[:5]:
        yield f"{year.name}: {'; '.join(year.notes)}"
    solar = [year.name for year in years if year.name.endswith(_SOLAR_STATION)]
    if solar:
        yield (
            f"{len(solar)} stations are marked {_SOLAR_STATION}: they state the position of "
            "a solar instrument, up to 30 km from the thermometer: "
            f"{format_known(solar, max_count=4)}"
        )
