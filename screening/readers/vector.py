"""Read the features of a file in longitude and latitude: a table, GeoParquet, or by GDAL."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from screening.errors import format_known
from screening.model import CRS
from screening.readers.file_checks import UnreadableError, unsupported_format
from screening.readers.formats.gdal_frames import go_offline, read_frame
from screening.readers.formats.numeric_cells import check_geopackage_cells
from screening.readers.formats.source import Source
from screening.readers.formats.source_finder import SOURCE_SUFFIXES, find_sources
from screening.readers.library_errors import FOLDER_PREFIX, library_calls
from screening.readers.parquet_files import PARQUET, read_parquet
from screening.readers.tables import TABLES, read_table

Choose = Callable[[Sequence[str]], Collection[str]]
"""Selects the columns to read from all columns of a file."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""

VECTORS = (*SOURCE_SUFFIXES, *PARQUET)
"""Endings of the files of features that are read."""
_FAR = "_far"
"""Column that flags features whose geometry was not read."""
_EDGE_POINTS = 100
"""Points per edge of a box that is transformed to another CRS."""
_BOX_MARGIN_FRACTION = 0.01
"""Margin around the transformed box, as a fraction of its size: edges curve between the points."""
_KML_TECHNICAL = (
    *("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility"),
    *("drawOrder", "icon", "snippet"),
)
_KML_ID = "id"
"""Column of the ids that programs give to placemarks, often anew in each folder."""
_NO_FEATURES = "that GDAL does not read as features"


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
    decimal_comma : bool, ``12,5`` means 12.5
    is_cut : bool, the file says itself that features are missing
    left_out : mapping of reason to number of features of the file that are not in ``columns``
    """

    columns: pd.DataFrame
    geometry: Any
    notes: tuple[str, ...] = ()
    far: Any = None
    decimal_comma: bool = False
    is_cut: bool = False
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
        If the file is not what its name says, or is cut, the layer is ambiguous, or the
        geometry has no declared CRS.
    """
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return _read_table_features(path, prefer, choose)
    if suffix in PARQUET:
        notes: list[str] = []
        return _to_features(read_parquet(path, choose, notes), notes)
    if suffix not in SOURCE_SUFFIXES:
        raise unsupported_format(path, (*VECTORS, *TABLES))
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        sources = find_sources(path, Path(folder))
        notes = list(dict.fromkeys(note for source in sources for note in source.notes))
        frames = [_read_source(source, prefer, choose, near, notes) for source in sources]
        stated_count = sum(source.features_count or 0 for source in sources)
    missing = stated_count - sum(map(len, frames))
    frame = frames[0] if len(frames) == 1 else _concatenate(frames)
    if sources[0].reads_all_layers:
        frame = _without_technical_columns(frame, notes)
    return replace(
        _to_features(frame, notes),
        is_cut=any(source.is_cut for source in sources),
        left_out={_NO_FEATURES: missing} if missing > 0 else {},
    )


def _read_table_features(path: Path, prefer: str, choose: Choose) -> Features:
    table = read_table(path, prefer=prefer)
    columns = table.cells[list(choose([str(name) for name in table.cells.columns]))]
    return Features(
        columns,
        None,
        table.notes,
        decimal_comma=table.decimal_comma,
        left_out=table.left_out,
    )


def _to_features(frame: pd.DataFrame, notes: list[str]) -> Features:
    far = frame.pop(_FAR).to_numpy() if _FAR in frame else None
    geometry = None
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = _to_longitude_latitude(frame.geometry, notes)
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return Features(frame.reset_index(drop=True), geometry, tuple(notes), far)


def _read_source(
    source: Source, prefer: str, choose: Choose, near: Box | None, notes: list[str]
) -> pd.DataFrame:
    go_offline()
    with library_calls(notes):
        listed = pyogrio.list_layers(source.dataset)
    layers = [str(name) for name, kind in listed if kind is not None]
    if source.reads_all_layers:
        frames = [_read_layer(source, layer, choose, None, notes) for layer in layers]
        notes += _folder_note(layers, frames)
        frame = _concatenate(frames)
    else:
        layer = _select_layer(source.stem, layers, prefer)
        if len(layers) > 1:
            others = format_known([other for other in layers if other != layer])
            notes.append(f"read layer {layer!r} of the file, not {others}")
        frame = _read_layer(source, layer, choose, near, notes)
    return frame


def _folder_note(folders: Sequence[str], frames: Sequence[pd.DataFrame]) -> list[str]:
    counts = [f"{name} ({len(frame)})" for name, frame in zip(folders, frames, strict=True)]
    filled = [count for count, frame in zip(counts, frames, strict=True) if len(frame)]
    if len(filled) < 2:
        return []
    return [
        f"read {len(filled)} folders of the KML together: {format_known(filled)}; save "
        "the one that you mean as a file of its own where the others are something else"
    ]


def _concatenate(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    joined = pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)
    return gpd.GeoDataFrame(joined, crs=frames[0].crs)


def _without_technical_columns(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Drop what a KML says of its display, empty columns, and ids that are none."""
    empty = [name for name in frame.columns.drop("geometry") if frame[name].isna().all()]
    frame = frame.drop(columns=[*empty, *_KML_TECHNICAL], errors="ignore")
    if _KML_ID not in frame:
        return frame
    uses = Counter(frame[_KML_ID].dropna())
    repeated = [str(name) for name, count in uses.items() if count > 1]
    if not repeated:
        return frame
    notes.append(f"read no ids, as placemarks share them: {format_known(repeated, max_count=3)}")
    return frame.drop(columns=_KML_ID)


def _read_layer(
    source: Source, layer: str | None, choose: Choose, near: Box | None, notes: list[str]
) -> pd.DataFrame:
    options = {"encoding": source.encoding} if source.encoding else {}
    with library_calls(notes):
        info = pyogrio.read_info(source.dataset, layer=layer, **options)
    if info["driver"] not in source.drivers:
        raise UnreadableError(
            f"expected {source.drivers[0]}, as the name says, got {info['driver']}; export it again"
        )
    # GDAL 3.12 gives Arrow no valid geometry, or crashes, where a FlatGeobuf lacks some; only a
    # file without a spatial index can
    is_safe = info["driver"] != "FlatGeobuf" or info["capabilities"]["fast_spatial_filter"]
    columns = list(choose([str(name) for name in info["fields"]]))
    if info["driver"] == "GPKG":
        check_geopackage_cells(Path(source.dataset), info["layer_name"], columns)
    read = partial(read_frame, source.dataset, notes, layer=layer, use_arrow=is_safe, **options)
    # without a spatial index, a filter reads every geometry anyway
    if near is not None and info["crs"] and info["capabilities"]["fast_spatial_filter"]:
        box = _transform_box(near, info["crs"])
        if box is not None:
            table = read(columns=columns, read_geometry=False, fid_as_index=True)
            inside = read(columns=[], bbox=box, fid_as_index=True)
            geometry = inside.geometry.reindex(table.index)
            table[_FAR] = ~table.index.isin(inside.index)
            return gpd.GeoDataFrame(table, geometry=geometry, crs=inside.crs)
    frame = read(columns=columns)
    if 0 <= info["features"] != len(frame):
        raise UnreadableError(
            f"expected {info['features']} features, as the file says, got {len(frame)}; the file "
            "is cut: download or export it again"
        )
    return frame


def _transform_box(near: Box, crs: str) -> Box | None:
    """Transform a box of degrees to another CRS, with a margin; None if it has no bounds there."""
    with library_calls([]):
        transformer = pyproj.Transformer.from_crs(CRS, crs, always_xy=True)
        west, south, east, north = transformer.transform_bounds(*near, densify_pts=_EDGE_POINTS)
    margin = _BOX_MARGIN_FRACTION * max(east - west, north - south)
    box = west - margin, south - margin, east + margin, north + margin
    return box if np.isfinite(box).all() and west < east else None


def _select_layer(stem: str, layers: Sequence[str], prefer: str) -> str | None:
    for wanted in (prefer, stem):
        if wanted in layers:
            return wanted
    if len(layers) > 1:
        raise UnreadableError(
            f"expected one layer, or one named {prefer!r}, got {len(layers)}; "
            f"known: {format_known(layers)}; export the one you mean to a file of its own"
        )
    return layers[0] if layers else None


def _to_longitude_latitude(series: gpd.GeoSeries, notes: list[str]) -> Any:
    crs = series.crs
    if crs is None or crs.is_engineering or str(crs.name).casefold().startswith("undefined"):
        if len(series) and series.notna().any():
            raise UnreadableError(
                "expected geometry in a declared CRS, got none; declare the one it is in "
                "(a .prj beside a shapefile, or in QGIS: Layer > Set CRS, then export)"
            )
        return np.asarray(series.to_numpy(), dtype=object)
    flat = _drop_nan(series.force_2d() if series.has_z.any() else series, notes)
    if not crs.equals(CRS, ignore_axis_order=True):
        notes.append(f"transformed to longitude, latitude from {crs.name}")
        with library_calls(notes):
            flat = flat.to_crs(CRS)
    geometry = np.array(flat.to_numpy(), dtype=object)
    geometry[~shapely.is_missing(geometry) & shapely.is_empty(geometry)] = None
    return geometry


def _drop_nan(series: gpd.GeoSeries, notes: list[str]) -> gpd.GeoSeries:
    """Take the geometry from features of which a coordinate is missing: their shape is unknown."""
    coordinates, row = shapely.get_coordinates(series.to_numpy(), return_index=True)
    rows = np.unique(row[np.isnan(coordinates).any(axis=1)])
    if not len(rows):
        return series
    notes.append(f"{len(rows)} of {len(series)} geometries have coordinates that are no numbers")
    return series.where(~np.isin(np.arange(len(series)), rows), None)
