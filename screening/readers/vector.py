"""Read the features of any file that GDAL or GeoParquet reads, in longitude and latitude."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
"""Selects the columns to read from all columns of a file."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""

_FAR = "_far"
"""Column that flags features whose geometry was not read."""
_EDGE_POINTS = 100
"""Points per edge of a box that is transformed to another CRS."""
_BOX_MARGIN_FRACTION = 0.01
"""Margin around the transformed box, as a fraction of its size: edges curve between the points."""

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
    """The features of a file.

    Attributes
    ----------
    columns : DataFrame, (n, selected columns), indexed 0..n-1
    geometry : ndarray of shapely geometries in longitude, latitude or ``None``, (n,);
        ``None`` for a table without geometry
    notes : tuple of str, warnings
    far : ndarray of bool, (n,), features outside the spatial filter, whose geometry was not
        read; ``None`` if every geometry was
    left_out : mapping of reason to number of features of the file that are not in ``columns``
    """

    columns: pd.DataFrame
    geometry: Any
    notes: tuple[str, ...] = ()
    far: Any = None
    left_out: Mapping[str, int] = field(default_factory=dict)


def read_vector(
    path: Path, *, prefer: str, choose: Choose = tuple, near: Box | None = None
) -> Features:
    """Read features in longitude and latitude, without heights.

    Parameters
    ----------
    path : Path
    prefer : str
        The layer to read if a file has several; all folders of a KML are read.
    choose : callable, selects the columns to read from the file's columns
    near : west, south, east, north [degrees], or None
        Spatial filter: geometry outside may be left unread in a file with a spatial index.

    Returns
    -------
    Features

    Raises
    ------
    UnreadableError
        If no driver reads the file, the layer is ambiguous, or the geometry has no
        declared CRS.
    """
    with _translate_errors() as notes:
        frame = (
            _read_parquet(path, choose)
            if path.suffix.lower() in _PARQUET
            else _read_gdal(path, prefer, choose, near)
        )
        far = frame.pop(_FAR).to_numpy() if _FAR in frame else None
        geometry = None
        if isinstance(frame, gpd.GeoDataFrame):
            geometry = _to_longitude_latitude(frame.geometry, notes)
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
            message = " ".join(str(error).split()).partition(".; It might help")[0]
            raise UnreadableError(
                f"expected a file that GDAL reads, got an error ({message[:200]}); export it again"
            ) from error
    unique = dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught)
    notes += [f"GDAL warns: {message[:200]}" for message in list(unique)[:3]]


def _read_gdal(path: Path, prefer: str, choose: Choose, near: Box | None) -> pd.DataFrame:
    source = _zip_member(path) if path.suffix.lower() == ".zip" else str(path)
    layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    if path.suffix.lower() in _KML:
        folders = [_read_gdal_layer(source, layer, choose, None) for layer in layers]
        if not folders:
            raise UnreadableError("expected a KML with placemarks, got none; export it again")
        frame = gpd.GeoDataFrame(pd.concat(folders, ignore_index=True), crs=folders[0].crs)
        empty = [name for name in frame.columns.drop("geometry") if frame[name].isna().all()]
        return frame.drop(columns=[*empty, *_KML_TECHNICAL], errors="ignore")
    return _read_gdal_layer(source, _select_layer(path, layers, prefer), choose, near)


def _read_gdal_layer(
    source: str, layer: str | None, choose: Choose, near: Box | None
) -> pd.DataFrame:
    info = pyogrio.read_info(source, layer=layer)
    # GDAL 3.12 gives Arrow no valid geometry, or crashes, where a FlatGeobuf lacks some; only a
    # file without a spatial index can
    safe = info["driver"] != "FlatGeobuf" or info["capabilities"]["fast_spatial_filter"]
    read = partial(pyogrio.read_dataframe, source, layer=layer, use_arrow=safe)
    columns = list(choose([str(name) for name in info["fields"]]))
    # without a spatial index, a filter reads every geometry anyway
    if near is not None and info["crs"] and info["capabilities"]["fast_spatial_filter"]:
        box = _transform_box(near, info["crs"])
        if box is not None:
            table = read(columns=columns, read_geometry=False, fid_as_index=True)
            inside = read(columns=[], bbox=box, fid_as_index=True)
            geometry = inside.geometry.reindex(table.index)
            table[_FAR] = ~table.index.isin(inside.index)
            return gpd.GeoDataFrame(table, geometry=geometry, crs=inside.crs)
    frame: pd.DataFrame = read(columns=columns)
    return frame


def _transform_box(near: Box, crs: str) -> Box | None:
    """Transform a box of degrees to another CRS, with a margin; None if it has no bounds there."""
    transformer = pyproj.Transformer.from_crs(CRS, crs, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*near, densify_pts=_EDGE_POINTS)
    margin = _BOX_MARGIN_FRACTION * max(east - west, north - south)
    box = west - margin, south - margin, east + margin, north + margin
    return box if np.isfinite(box).all() and west < east else None


def _select_layer(path: Path, layers: Sequence[str], prefer: str) -> str | None:
    for wanted in (prefer, path.stem):
        if wanted in layers:
            return wanted
    if len(layers) > 1:
        raise UnreadableError(
            f"expected one layer, or one named {prefer!r}, got {len(layers)}; "
            f"known: {format_known(layers)}; export the one you mean to a file of its own"
        )
    return layers[0] if layers else None


def _zip_member(path: Path) -> str:
    """Give GDAL's path of the only vector file in a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"expected a zip, got an error ({error}); zip it again") from error
    vector_files = [
        member
        for member in members
        if member.lower().endswith(_ZIPPED) and not member.startswith("__MACOSX")
    ]
    if len(vector_files) != 1:
        raise UnreadableError(
            f"expected a zip with one of {', '.join(_ZIPPED)}, got {len(vector_files)}; "
            f"known: {format_known(members)}; zip one shapefile with its parts"
        )
    return f"/vsizip/{path.absolute().as_posix()}/{vector_files[0]}"


def _read_parquet(path: Path, choose: Choose) -> pd.DataFrame:
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    metadata = (schema.metadata or {}).get(b"geo")
    if metadata is None:
        table: pd.DataFrame = pd.read_parquet(path, columns=list(choose(schema.names)))
        return table
    geo = json.loads(metadata)
    geometries = set(geo["columns"])
    columns = choose([name for name in schema.names if name not in geometries])
    frame = gpd.read_parquet(path, columns=[*columns, geo["primary_column"]])
    index = [name for name in frame.index.names if name]
    return frame.reset_index(level=index) if index else frame


def _to_longitude_latitude(series: gpd.GeoSeries, notes: list[str]) -> Any:
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
        notes.append(f"transformed to longitude, latitude from {crs.name}")
        flat = flat.to_crs(CRS)
    geometry = np.array(flat.to_numpy(), dtype=object)
    geometry[~shapely.is_missing(geometry) & shapely.is_empty(geometry)] = None
    return geometry
