"""Where a screening looks: a name, a box, or a polygon file becomes a :class:`Region`."""

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
import pyogrio
import pyogrio.errors
from shapely import MultiPolygon, Polygon, box, get_parts, make_valid, union_all

from screening.errors import RegionError, format_known
from screening.model import CRS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_COLUMNS = ("name", "level", "state")
_HOW = 'give a state ("Texas"), a Texas county ("Milam County, TX"), a box or a polygon file'


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
    """Read the named areas that regions may be called by, and that the base map shows.

    Parameters
    ----------
    paths : iterable of Path
        Polygon files with ``name`` and ``state`` (two letters); those with ``fips``
        too are counties.

    Returns
    -------
    GeoDataFrame, ``name level state geometry``; a county's name is
    ``"Milam County, TX"``; without rows where there are no paths

    Raises
    ------
    RegionError
    """
    nothing = pd.DataFrame({name: pd.Series(dtype=object) for name in _COLUMNS})
    frames = [gpd.GeoDataFrame(nothing, geometry=[], crs=CRS)]
    for path in paths:
        frame = _read_polygons(path)
        absent = {"name", "state"} - set(frame.columns)
        if absent:
            raise RegionError(f"{path}: expected columns name and state, lacks {sorted(absent)}")
        county = "fips" in frame.columns
        names = frame["name"] + " County, " + frame["state"] if county else frame["name"]
        frames.append(
            frame.assign(name=names, level="county" if county else "state")[[*_COLUMNS, "geometry"]]
        )
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)


def parse_region(text: str, boundaries: gpd.GeoDataFrame) -> Region:
    """Turn what a user writes into a region.

    Parameters
    ----------
    text : str
        A state's name or two letters, a county (``"Milam County, TX"``, the word
        County and the state may be left out where one county fits), a box
        ``minlon,minlat,maxlon,maxlat``, or a polygon file.
    boundaries : GeoDataFrame, from :func:`read_boundaries`

    Returns
    -------
    Region

    Raises
    ------
    RegionError
        Where the name is not known or fits several, the box is not one, or the
        file holds no polygon.

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
        raise RegionError(f"region: expected a region, got nothing; {_HOW}")
    numbers = _numbers(text)
    if numbers is not None:
        return Region(text, _box(text, numbers))
    path = Path(text)
    if path.suffix and _path_is_file(path):
        return _of_file(path, _stamp(path))
    if path.suffix.lower() in {".geojson", ".json", ".gpkg", ".shp", ".kml", ".parquet"}:
        raise RegionError(f"region: expected a polygon file, got {text!r}; no such file; {_HOW}")
    return _by_name(text, boundaries)


@lru_cache(maxsize=8)
def _of_file(path: Path, stamp: tuple[tuple[str, int, int], ...]) -> Region:
    """Read a file's polygons as one area; once, where many layers cover the same."""
    return Region(path.stem, union_all(_read_polygons(path).geometry.to_numpy()))


def _stamp(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Tell one state of a file from another, with those that belong to it (.prj, .dbf)."""
    found = []
    for part in sorted(path.absolute().parent.glob(f"{glob.escape(path.stem)}.*")):
        with contextlib.suppress(FileNotFoundError):  # a journal that comes and goes
            held = part.stat()
            found.append((str(part), held.st_mtime_ns, held.st_size))
    return tuple(found)


def _path_is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long, or a folder that may not be read
        return False


def _numbers(text: str) -> list[float] | None:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return None


def _box(text: str, numbers: Sequence[float]) -> BaseGeometry:
    problem = ""
    if len(numbers) != 4:
        problem = f"expected four numbers minlon,minlat,maxlon,maxlat, got {len(numbers)}"
    else:
        west, south, east, north = numbers
        if not (-180 <= west <= 180 and -180 <= east <= 180):
            problem = "expected longitudes within -180..180"
        elif not (-90 <= south < north <= 90):
            problem = "expected latitudes within -90..90, the lower first"
        elif west == east:
            problem = "expected a box with some width"
        elif (east - west) % 360 > 180 and west > east:
            problem = (
                f"expected a box across the dateline of at most 180 degrees, got "
                f"{(east - west) % 360:g}; the western edge comes first, and west of Greenwich "
                "longitudes are negative"
            )
    if problem:
        raise RegionError(
            f"region {text!r}: {problem}; write minlon,minlat,maxlon,maxlat, "
            "such as --region=-103,31,-100,33"
        )
    if west < east:
        return box(west, south, east, north)
    # across the antimeridian: two boxes
    return MultiPolygon([box(west, south, 180.0, north), box(-180.0, south, east, north)])


def _read_polygons(path: Path) -> gpd.GeoDataFrame:
    try:
        if path.suffix.lower() == ".parquet":
            frame = gpd.read_parquet(path)
        else:
            frame = pyogrio.read_dataframe(path, layer=_one_layer(path))
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        OSError,
        ValueError,
    ) as error:
        raise RegionError(
            f"{path}: expected a polygon file that GDAL reads, got an error ({error}); {_HOW}"
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise RegionError(f"{path}: expected polygons with a declared CRS, got none; declare it")
    return _areas(frame, path)


def _areas(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Keep what covers some of the Earth, flat and mended, in longitude and latitude."""
    filled = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    kinds = set(filled.geom_type)
    if filled.empty or not kinds <= {"Polygon", "MultiPolygon"}:
        empty = f"{len(frame)} features without geometry" if len(frame) else "nothing"
        got = ", ".join(sorted(kinds)) or empty
        raise RegionError(f"{path}: expected polygons, got {got}; {_HOW}")
    flat = filled.set_geometry(filled.geometry.force_2d()).to_crs(CRS)
    if not np.isfinite(flat.total_bounds).all():
        raise RegionError(
            f"{path}: expected polygons that their CRS can place, got some that it cannot; "
            "check the declared CRS"
        )
    mended = flat.set_geometry(flat.geometry.map(_valid), crs=CRS)
    areas = mended[~mended.geometry.is_empty]
    if areas.empty:
        raise RegionError(f"{path}: expected polygons, got some without any area; {_HOW}")
    return areas


def _one_layer(path: Path) -> str | None:
    """Name the layer with geometry; None leaves a file without any to the caller."""
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if len(layers) > 1:
        raise RegionError(
            f"{path}: expected one layer of polygons, got {len(layers)}; "
            f"known: {format_known(layers)}; export the one you mean to a file of its own"
        )
    return layers[0] if layers else None


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """Mend a polygon; empty where nothing of it has an area."""
    if geometry.is_valid:
        return geometry
    mended = make_valid(geometry)
    if isinstance(mended, Polygon | MultiPolygon):
        return mended
    return union_all([part for part in get_parts(mended) if part.area > 0])


def _by_name(text: str, boundaries: gpd.GeoDataFrame) -> Region:
    wanted = _with_letters(_key(text), boundaries)
    names = boundaries["name"]
    keys = names.map(_key)
    hits = boundaries[keys == wanted]
    if hits.empty and len(wanted) == 2:
        hits = boundaries[
            (boundaries["level"] == "state") & (boundaries["state"].str.casefold() == wanted)
        ]
    if hits.empty:
        county = boundaries["level"] == "county"
        short = keys.str.replace(" county", "")
        fits = [short, *(each.map(_without_state) for each in (keys, short))]
        hits = boundaries[county & (pd.concat(fits, axis=1) == wanted).any(axis=1)]
    if len(hits) == 1:
        row = hits.iloc[0]
        return Region(str(row["name"]), row.geometry)
    if len(hits) > 1:
        raise RegionError(
            f"region {text!r}: fits {', '.join(hits['name'])}; write one of them in full"
        )
    close = difflib.get_close_matches(text, list(names), n=3, cutoff=0.6)
    nearest = f"; nearest names: {', '.join(close)}" if close else ""
    raise RegionError(f"region {text!r}: not a known place{nearest}; {_HOW}")


def _with_letters(key: str, boundaries: gpd.GeoDataFrame) -> str:
    """Write the state of a county with two letters: ``milam county,texas`` ends in ``tx``."""
    place, comma, state = key.rpartition(",")
    named = boundaries[boundaries["level"] == "state"]
    letters = dict(zip(named["name"].map(_key), named["state"].str.casefold(), strict=True))
    return f"{place}{comma}{letters.get(state, state)}" if comma else key


def _without_state(key: str) -> str:
    return key.rpartition(",")[0]


def _key(name: str) -> str:
    return " ".join(name.casefold().replace(",", " , ").split()).replace(" , ", ",")
