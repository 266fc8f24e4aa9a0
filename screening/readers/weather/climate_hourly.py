"""A folder or zip of EPW and TMY3 files → the station years near the region."""

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
from screening.readers.layers.layer_features import layer_label
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
_READERS_COUNT = 4
_INSTRUMENT = "[UT]"
"""Marks TMY3 stations whose heading states the place of a solar instrument."""


@dataclass(frozen=True)
class _File:
    """A weather file: its name in the layer, and how it is opened."""

    name: str
    open: Callable[[], AbstractContextManager[io.TextIOBase]]


def read_climate_hourly(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> StationLayer:
    """Read the station years that a site of the region may need.

    Every file's first line is read, and whole those within 200 km of ``near``. A station
    whose year cannot be used is left out, and the notes say why.

    Parameters
    ----------
    spec : LayerSpec, of a folder, a zip or one file
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    StationLayer

    Raises
    ------
    LayerError
        Where there are no weather files, or none can be used.
    UnreadableError, RegionError
    """
    with ExitStack() as held:
        return _read(spec, said, boundaries, _files(spec.path, held))


def _read(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame, files: Sequence[_File]
) -> StationLayer:
    if not files:
        raise UnreadableError(
            f"expected weather files ({', '.join(SUFFIXES)}), got none; give a folder or zip of "
            "EPW or TMY3 files"
        )
    headings, problems = _headings(files)
    if not headings:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems[:5]))
    points = np.array([[about.longitude, about.latitude] for _, about in headings])
    close = _near(points, spec)
    wanted = [file for (file, _), here in zip(headings, close, strict=True) if here]
    key = make_key("years", _code(), sha256(spec.path), [file.name for file in wanted])
    years, unfit = unpack_years(cached(key, lambda: pack_years(*_years(wanted))))
    if close.any() and not years:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in unfit[:5]))
    info = layer_info(
        spec,
        said,
        rows=len(files),
        extent=shapely.box(*_wide(points)),
        boundaries=boundaries,
        notes=tuple(_notes(len(files), years, [*problems, *unfit])),
    )
    return StationLayer(info, _stations(years))


def _files(path: Path, held: ExitStack) -> list[_File]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        return [_File(p.relative_to(path).as_posix(), partial(open_weather, p)) for p in found]
    check_file(path)
    if path.suffix.lower() != ".zip":
        return [_File(path.name, partial(open_weather, path))]
    try:
        archive = held.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableError(f"expected a zip, got an error ({error}); pack it again") from error
    return [_File(name, partial(open_member, archive, name)) for name in weather_members(archive)]


def _headings(files: Sequence[_File]) -> tuple[list[tuple[_File, StationHeader]], list[str]]:
    found: list[tuple[_File, StationHeader]] = []
    problems: list[str] = []
    for file in files:
        try:
            with file.open() as text:
                found.append((file, read_header(text, file.name)))
        except InputError as error:
            problems += error.problems
    return found, problems


def _near(points: NDArray[np.float64], spec: LayerSpec) -> NDArray[np.bool_]:
    if spec.near is None:
        return np.ones(len(points), dtype=bool)
    _, metres = GeodesicIndex([spec.near], edges="planar").nearest(points)
    return np.asarray(metres <= MORPHED_KM * 1000.0)


def _years(files: Sequence[_File]) -> tuple[list[TypicalYear], list[str]]:
    def read(file: _File) -> TypicalYear | tuple[str, ...]:
        try:
            with file.open() as text:
                return parse_weather(text, file.name)
        except InputError as error:
            return error.problems

    with ThreadPoolExecutor(_READERS_COUNT) as threads:
        answers = list(threads.map(read, files))
    years = [answer for answer in answers if not isinstance(answer, tuple)]
    return years, [said for answer in answers if isinstance(answer, tuple) for said in answer]


@cache
def _code() -> str:
    """Tell this way of reading and mending weather from other versions of it."""
    modules = (weather_parsing, quality_control, gap_filling, psychrometrics, year_arrays)
    return source_digest(*(Path(str(module.__file__)) for module in modules))


def _wide(points: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Bounding box of the stations and as far around them as they are carried."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    rise = MORPHED_KM / _KM_PER_DEGREE
    run = rise / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.1)
    return (
        max(west - run, -180.0),
        max(south - rise, -90.0),
        min(east + run, 180.0),
        min(north + rise, 90.0),
    )


def _stations(years: Sequence[TypicalYear]) -> Stations:
    def row(name: str) -> NDArray[np.float64]:
        return np.array([getattr(year, name) for year in years], dtype=float)

    def hourly(name: str) -> NDArray[np.float64]:
        return np.array([getattr(year, name) for year in years]).reshape(len(years), HOURS_PER_YEAR)

    return Stations(
        tuple(year.name for year in years),
        row("longitude"),
        row("latitude"),
        row("elevation_m"),
        hourly("dry_bulb_c"),
        hourly("dew_point_c"),
        hourly("pressure_pa"),
    )


def _notes(count: int, years: Sequence[TypicalYear], problems: Sequence[str]) -> Iterator[str]:
    if len(years) < count:
        yield f"{len(years)} of {count} stations are within {MORPHED_KM:g} km of the region and fit"
    for problem in problems[:5]:
        yield f"left out {problem}"
    filled = [year for year in years if year.notes]
    for year in filled[:5]:
        yield f"{year.name}: {'; '.join(year.notes)}"
    moved = [year.name for year in years if year.name.endswith(_INSTRUMENT)]
    if moved:
        yield (
            f"{len(moved)} stations are marked {_INSTRUMENT}: they state the place of a solar "
            f"instrument, up to 30 km from the thermometer: {format_known(moved, most=4)}"
        )
