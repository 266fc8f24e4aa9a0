"""Features of any file that GDAL or GeoParquet reads → a frame in longitude, latitude."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import pyproj
import pyproj.exceptions
import shapely

from screening.errors import format_known
from screening.model import CRS
from screening.readers.file_checks import UnreadableError

Choose = Callable[[Sequence[str]], Collection[str]]
"""Which of a file's columns to read."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""

_FAR = "_far"
"""Column that tells whose geometry was not read."""
_BOX_STEPS = 100
"""Points along an edge of a box that is brought to another CRS."""
_BOX_ROOM = 0.01
"""Room around it, for what the edges do between those points: a share of its size."""

_PARQUET = (".parquet", ".geoparquet")
_KML = (".kml", ".kmz")
_KML_TECHNICAL = (
    *("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"),
    *("drawOrder", "icon", "snippet"),
)
_ZIPPED = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb")
_GDAL_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
    pyproj.exceptions.ProjError,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Features:
    """What a file holds.

    Attributes
    ----------
    columns : DataFrame, (n, columns asked for), indexed 0..n-1
    geometry : ndarray of shapely geometries in longitude, latitude or ``None``, (n,);
        ``None`` for a table without geometry
    notes : tuple of str
    far : ndarray of bool, (n,), whose geometry was not read; ``None`` where all was
    """

    columns: pd.DataFrame
    geometry: Any
    notes: tuple[str, ...] = ()
    far: Any = None


def read_vector(
    path: Path, *, prefer: str, choose: Choose = tuple, near: Box | None = None
) -> Features:
    """Read features, flat, in longitude and latitude.

    Parameters
    ----------
    path : Path
    prefer : str
        Which layer to read where a file has several; folders of a KML are all read.
    choose : callable, picks from the file's columns those to read
    near : west, south, east, north [degrees], or None
        Geometry may be left unread elsewhere, in a file with a spatial index.

    Returns
    -------
    Features

    Raises
    ------
    UnreadableError
        Where nothing can read the file, several layers could be meant, or the
        geometry is in no declared CRS.
    """
    with _translate_errors() as notes:
        frame = (
            _parquet(path, choose)
            if path.suffix.lower() in _PARQUET
            else _gdal(path, prefer, choose, near)
        )
        far = frame.pop(_FAR).to_numpy() if _FAR in frame else None
        geometry = None
        if isinstance(frame, gpd.GeoDataFrame):
            geometry = _in_longitude_latitude(frame.geometry, notes)
            frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return Features(frame.reset_index(drop=True), geometry, tuple(notes), far)


@contextmanager
def _translate_errors() -> Iterator[list[str]]:
    """Turn errors of the libraries into :class:`UnreadableError`, their warnings into notes."""
    notes: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield notes
        except _GDAL_ERRORS as error:
            said = " ".join(str(error).split()).partition(".; It might help")[0]
            raise UnreadableError(
                f"expected a file that GDAL reads, got an error ({said[:200]}); export it again"
            ) from error
    unique = dict.fromkeys(" ".join(str(each.message).split()) for each in caught)
    notes += [f"reading it, GDAL says: {message[:200]}" for message in list(unique)[:3]]


def _gdal(path: Path, prefer: str, choose: Choose, near: Box | None) -> pd.DataFrame:
    source = _inside_zip(path) if path.suffix.lower() == ".zip" else str(path)
    layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    if path.suffix.lower() in _KML:
        parts = [_gdal_layer(source, layer, choose, None) for layer in layers]
        if not parts:
            raise UnreadableError("expected a KML with placemarks, got none; export it again")
        frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
        empty = [name for name in frame.columns.drop("geometry") if frame[name].isna().all()]
        return frame.drop(columns=[*empty, *_KML_TECHNICAL], errors="ignore")
    return _gdal_layer(source, _one_layer(path, layers, prefer), choose, near)


def _gdal_layer(source: str, layer: str | None, choose: Choose, near: Box | None) -> pd.DataFrame:
    info = pyogrio.read_info(source, layer=layer)
    read = partial(pyogrio.read_dataframe, source, layer=layer, use_arrow=True)
    wanted = list(choose([str(name) for name in info["fields"]]))
    if near is not None and info["crs"] and info["capabilities"]["fast_spatial_filter"]:
        box = _box_in(near, info["crs"])
        if box is not None:
            table = read(columns=wanted, read_geometry=False, fid_as_index=True)
            part = read(columns=[], bbox=box, fid_as_index=True)
            shapes = part.geometry.reindex(table.index)
            table[_FAR] = ~table.index.isin(part.index)
            return gpd.GeoDataFrame(table, geometry=shapes, crs=part.crs)
    frame: pd.DataFrame = read(columns=wanted)
    return frame


def _box_in(near: Box, crs: str) -> Box | None:
    """Give a box around a box of degrees in another CRS; none where it has no bounds there."""
    to = pyproj.Transformer.from_crs(CRS, crs, always_xy=True)
    west, south, east, north = to.transform_bounds(*near, densify_pts=_BOX_STEPS)
    room = _BOX_ROOM * max(east - west, north - south)
    box = west - room, south - room, east + room, north + room
    return box if np.isfinite(box).all() and west < east else None


def _one_layer(path: Path, layers: Sequence[str], prefer: str) -> str | None:
    for wanted in (prefer, path.stem):
        if wanted in layers:
            return wanted
    if len(layers) > 1:
        raise UnreadableError(
            f"expected one layer, or one named {prefer!r}, got {len(layers)}; "
            f"known: {format_known(layers)}; export the one you mean to a file of its own"
        )
    return layers[0] if layers else None


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"expected a zip, got an error ({error}); zip it again") from error
    found = [
        member
        for member in members
        if member.lower().endswith(_ZIPPED) and not member.startswith("__MACOSX")
    ]
    if len(found) != 1:
        raise UnreadableError(
            f"expected a zip with one of {', '.join(_ZIPPED)}, got {len(found)}; "
            f"known: {format_known(members)}; zip one shapefile with its parts"
        )
    return f"/vsizip/{path.absolute().as_posix()}/{found[0]}"


def _parquet(path: Path, choose: Choose) -> pd.DataFrame:
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    text = (schema.metadata or {}).get(b"geo")
    if text is None:
        plain: pd.DataFrame = pd.read_parquet(path, columns=list(choose(schema.names)))
        return plain
    geo = json.loads(text)
    geometries = set(geo["columns"])
    main = geo["primary_column"]
    wanted = choose([name for name in schema.names if name not in geometries])
    frame = gpd.read_parquet(path, columns=[*wanted, main])
    index = [name for name in frame.index.names if name]
    return frame.reset_index(level=index) if index else frame


def _in_longitude_latitude(series: gpd.GeoSeries, notes: list[str]) -> Any:
    crs = series.crs
    if crs is None or crs.is_engineering or str(crs.name).casefold().startswith("undefined"):
        if len(series) and series.notna().any():
            raise UnreadableError(
                "expected geometry in a declared CRS, got none; declare the one it is in "
                "(a .prj beside a shapefile, or in QGIS: Layer > Set CRS, then export)"
            )
        return np.asarray(series.to_numpy(), dtype=object)
    flat = series.force_2d() if series.has_z.any() else series
    if not crs.equals(CRS, ignore_axis_order=True):
        notes.append(f"brought to longitude, latitude from {crs.name}")
        flat = flat.to_crs(CRS)
    out = np.array(flat.to_numpy(), dtype=object)
    out[~shapely.is_missing(out) & shapely.is_empty(out)] = None
    return out
