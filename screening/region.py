"""Where a screening looks: a name, a box, or a polygon file becomes a :class:`Region`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.errors
from shapely import MultiPolygon, Polygon, box, make_valid, union_all

from screening.errors import RegionError
from screening.model import CRS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

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
    ``"Milam County, TX"``

    Raises
    ------
    RegionError
    """
    frames = []
    for path in paths:
        frame = _read_polygons(path)
        absent = {"name", "state"} - set(frame.columns)
        if absent:
            raise RegionError(f"{path}: expected columns name and state, lacks {sorted(absent)}")
        county = "fips" in frame.columns
        names = frame["name"] + " County, " + frame["state"] if county else frame["name"]
        frames.append(
            frame.assign(name=names, level="county" if county else "state")[
                ["name", "level", "state", "geometry"]
            ]
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
    numbers = _numbers(text)
    if numbers is not None:
        return Region(text, _box(text, numbers))
    path = Path(text)
    if path.suffix and path.is_file():
        return Region(path.stem, union_all(_read_polygons(path).geometry.to_numpy()))
    if path.suffix.lower() in {".geojson", ".json", ".gpkg", ".shp", ".kml", ".parquet"}:
        raise RegionError(f"region: expected a polygon file, got {text!r}; no such file; {_HOW}")
    return _by_name(text, boundaries)


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
            frame = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, OSError, ValueError) as error:
        raise RegionError(
            f"{path}: expected a polygon file that GDAL reads, got an error ({error}); {_HOW}"
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        raise RegionError(f"{path}: expected polygons with a declared CRS, got none; declare it")
    frame = frame.to_crs(CRS)
    kinds = set(frame.geom_type.dropna())
    if frame.empty or not kinds <= {"Polygon", "MultiPolygon"}:
        got = ", ".join(sorted(kinds)) or "nothing"
        raise RegionError(f"{path}: expected polygons, got {got}; {_HOW}")
    return frame.set_geometry(frame.geometry.map(_valid), crs=CRS)


def _valid(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if geometry is None or geometry.is_valid:
        return geometry
    mended = make_valid(geometry)
    return (
        mended
        if isinstance(mended, Polygon | MultiPolygon)
        else union_all([part for part in mended.geoms if part.area > 0])
    )


def _by_name(text: str, boundaries: gpd.GeoDataFrame) -> Region:
    wanted = _key(text)
    names = boundaries["name"]
    keys = names.map(_key)
    hits = boundaries[keys == wanted]
    if hits.empty and len(wanted) == 2:
        hits = boundaries[
            (boundaries["level"] == "state") & (boundaries["state"].str.casefold() == wanted)
        ]
    if hits.empty:
        short = keys.str.replace(" county", "").where(boundaries["level"] == "county", "")
        hits = boundaries[(short == wanted) | (short.str.rpartition(",")[0] == wanted)]
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


def _key(name: str) -> str:
    return " ".join(name.casefold().replace(",", " , ").split()).replace(" , ", ",")
