"""Parse the screened region: a place name, a bounding box or a polygon file."""

from __future__ import annotations

import contextlib
import difflib
import glob
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import MultiPolygon, Polygon, box, get_parts, make_valid, union_all

from screening.errors import RegionError, format_known
from screening.model import CRS
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.vector import VECTORS, read_vector

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_COLUMNS = ("name", "level", "state")
_ADVICE = 'give a state ("Texas"), a Texas county ("Milam County, TX"), a box or a polygon file'
UNKNOWN_PLACE = "not a known place"
"""Words of the problem with a name that no boundary has."""


@dataclass(frozen=True)
class Region:
    """An area with a name.

    Attributes
    ----------
    name : str
    geometry : Polygon or MultiPolygon in longitude, latitude
    """

    name: str
    geometry: BaseGeometry


def read_boundaries(paths: Iterable[Path]) -> gpd.GeoDataFrame:
    """Read the named areas that a region may refer to and that the base map shows.

    Parameters
    ----------
    paths : iterable of Path
        Polygon files with ``name`` and ``state`` (two letters); a file that also has
        ``fips`` contains counties.

    Returns
    -------
    GeoDataFrame, ``name level state geometry``; a county's name is
    ``"Milam County, TX"``; empty if there are no paths

    Raises
    ------
    RegionError
        With the problems of every file.
    """
    empty = pd.DataFrame({name: pd.Series(dtype=object) for name in _COLUMNS})
    frames = [gpd.GeoDataFrame(empty, geometry=[], crs=CRS)]
    problems: list[str] = []
    for path in paths:
        try:
            frames.append(_read_named_areas(path))
        except RegionError as error:
            problems += error.problems
    if problems:
        raise RegionError(*problems)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)


def _read_named_areas(path: Path) -> gpd.GeoDataFrame:
    frame = _read_polygons(path)
    missing = {"name", "state"} - set(frame.columns)
    if missing:
        got = format_known([str(name) for name in frame.columns.drop("geometry")]) or "none"
        raise RegionError(
            f"{path}: expected columns name and state (two letters), got none called "
            f"{format_known(missing)}; known: {got}; add them, or name the starter's "
            "layers/usa/states.geojson"
        )
    is_county = "fips" in frame.columns
    names = frame["name"] + " County, " + frame["state"] if is_county else frame["name"]
    level = "county" if is_county else "state"
    return frame.assign(name=names, level=level)[[*_COLUMNS, "geometry"]]


def parse_region(text: str, boundaries: gpd.GeoDataFrame) -> Region:
    """Parse a region from the command line or the config.

    Parameters
    ----------
    text : str
        A state's name or two-letter code, a county (``"Milam County, TX"``; the word
        County and the state are optional if only one county matches), a box
        ``minlon,minlat,maxlon,maxlat``, or a polygon file.
    boundaries : GeoDataFrame, from :func:`read_boundaries`

    Returns
    -------
    Region

    Raises
    ------
    RegionError
        If the name is unknown or ambiguous, the box is invalid, or the file contains no
        polygon.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame(
    ...     {"name": ["Texas"], "level": ["state"], "state": ["TX"]},
    ...     geometry=[box(-106.6, 25.8, -93.5, 36.5)], crs=CRS)
    >>> parse_region("texas", frame).name
    'Texas'
    >>> parse_region("-103,31,-100,33", frame).geometry.bounds
    (-103.0, 31.0, -100.0, 33.0)
    """
    text = text.strip()
    if not text:
        raise RegionError(f"region: expected a region, got nothing; {_ADVICE}")
    numbers = _parse_numbers(text)
    if numbers is not None:
        return Region(text, _parse_box(text, numbers))
    path = Path(text)
    if path.suffix and _path_is_file(path):
        return _read_region(path, _file_stamp(path))
    if path.suffix.lower() in VECTORS:
        raise RegionError(f"region: expected a polygon file, got {text!r}; no such file; {_ADVICE}")
    return _find_by_name(text, boundaries)


@lru_cache(maxsize=8)
def _read_region(path: Path, stamp: tuple[tuple[str, int, int], ...]) -> Region:
    """Read a file's polygons as one area, once for all layers that have it as coverage."""
    return Region(path.stem, union_all(_read_polygons(path).geometry.to_numpy()))


def _file_stamp(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Identify the state of a file and its sidecar files (.prj, .dbf), as a key of the cache."""
    stamps = []
    for part in sorted(path.absolute().parent.glob(f"{glob.escape(path.stem)}.*")):
        with contextlib.suppress(FileNotFoundError):  # SQLite journals are temporary
            stat = part.stat()
            stamps.append((str(part), stat.st_mtime_ns, stat.st_size))
    return tuple(stamps)


def _path_is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name is too long, or the folder is not readable
        return False


def _parse_numbers(text: str) -> list[float] | None:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return None


def _parse_box(text: str, numbers: Sequence[float]) -> BaseGeometry:
    problem = _box_problem(numbers)
    if problem:
        raise RegionError(
            f"region {text!r}: {problem}; write minlon,minlat,maxlon,maxlat, "
            "such as --region=-103,31,-100,33"
        )
    west, south, east, north = numbers
    if west < east:
        return box(west, south, east, north)
    # across the antimeridian: two boxes
    return MultiPolygon([box(west, south, 180.0, north), box(-180.0, south, east, north)])


def _box_problem(numbers: Sequence[float]) -> str:
    """Describe what is wrong with a box; empty if nothing is."""
    if len(numbers) != 4:
        return f"expected four numbers minlon,minlat,maxlon,maxlat, got {len(numbers)}"
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        return "expected longitudes within -180..180"
    if not (-90 <= south < north <= 90):
        return "expected latitudes within -90..90, the lower first"
    if west == east:
        return "expected a box with some width"
    if (east - west) % 360 > 180 and west > east:
        return (
            f"expected a box across the dateline of at most 180 degrees, got "
            f"{(east - west) % 360:g}; the western edge comes first, and west of Greenwich "
            "longitudes are negative"
        )
    return ""


def _read_polygons(path: Path) -> gpd.GeoDataFrame:
    try:
        check_file(path)
        features = read_vector(path, prefer=path.stem)
    except UnreadableError as error:
        raise RegionError(f"{path}: {error}") from error
    if features.is_cut:
        raise RegionError(f"{path}: {features.notes[0]}")
    if features.geometry is None:
        raise RegionError(f"{path}: expected polygons, got a table without; {_ADVICE}")
    frame = gpd.GeoDataFrame(features.columns, geometry=features.geometry, crs=CRS)
    return _clean_polygons(frame, path)


def _clean_polygons(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Keep the polygons with an area, and make them valid."""
    features = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    kinds = set(features.geom_type)
    if features.empty or not kinds <= {"Polygon", "MultiPolygon"}:
        empty = f"{len(frame)} features without geometry" if len(frame) else "nothing"
        got = ", ".join(sorted(kinds)) or empty
        raise RegionError(f"{path}: expected polygons, got {got}; {_ADVICE}")
    if not np.isfinite(features.total_bounds).all():
        raise RegionError(
            f"{path}: expected polygons that their CRS can transform, got some that it cannot; "
            "check the declared CRS"
        )
    repaired = features.set_geometry(features.geometry.map(_repair), crs=CRS)
    polygons = repaired[~repaired.geometry.is_empty]
    if polygons.empty:
        raise RegionError(f"{path}: expected polygons, got some without any area; {_ADVICE}")
    return polygons


def _repair(geometry: BaseGeometry) -> BaseGeometry:
    """Make a polygon valid; empty if no part of it has an area."""
    if geometry.is_valid:
        return geometry
    repaired = make_valid(geometry)
    if isinstance(repaired, Polygon | MultiPolygon):
        return repaired
    return union_all([part for part in get_parts(repaired) if part.area > 0])


def _find_by_name(text: str, boundaries: gpd.GeoDataFrame) -> Region:
    wanted = _abbreviate_state(_fold(text), boundaries)
    keys = boundaries["name"].map(_fold)
    hits = boundaries[keys == wanted]
    if hits.empty and len(wanted) == 2:
        hits = boundaries[
            (boundaries["level"] == "state") & (boundaries["state"].str.casefold() == wanted)
        ]
    if hits.empty:
        county = boundaries["level"] == "county"
        short = keys.str.replace(" county", "")
        variants = [short, *(names.map(_without_state) for names in (keys, short))]
        hits = boundaries[county & (pd.concat(variants, axis=1) == wanted).any(axis=1)]
    if len(hits) == 1:
        row = hits.iloc[0]
        return Region(str(row["name"]), row.geometry)
    if len(hits) > 1:
        raise RegionError(
            f"region {text!r}: matches {', '.join(hits['name'])}; write one of them in full"
        )
    close = difflib.get_close_matches(text, list(boundaries["name"]), n=3, cutoff=0.6)
    nearest = f"; nearest names: {', '.join(close)}" if close else ""
    raise RegionError(f"region {text!r}: {UNKNOWN_PLACE}{nearest}; {_ADVICE}")


def _abbreviate_state(key: str, boundaries: gpd.GeoDataFrame) -> str:
    """Abbreviate the state of a county: ``milam county,texas`` becomes ``milam county,tx``."""
    county, comma, state = key.rpartition(",")
    states = boundaries[boundaries["level"] == "state"]
    codes = dict(zip(states["name"].map(_fold), states["state"].str.casefold(), strict=True))
    return f"{county}{comma}{codes.get(state, state)}" if comma else key


def _without_state(key: str) -> str:
    return key.rpartition(",")[0]


def _fold(name: str) -> str:
    """Fold case and blanks, so that ``Milam  County , TX`` equals ``milam county,tx``."""
    return " ".join(name.casefold().replace(",", " , ").split()).replace(" , ", ",")
