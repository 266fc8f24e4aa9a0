"""Features of a layer under our columns, whichever schema the file has."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from screening.errors import LayerError, format_known
from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.column_matching import (
    coordinate_columns,
    did_you_mean,
    find_columns,
    normalize_name,
)
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.peeringdb import is_peeringdb, read_peeringdb
from screening.readers.layers.spatial_filter import MARGIN_KM, buffered_bbox
from screening.readers.vector import Box, Features, read_vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import LayerSpec
    from screening.readers.layers.layer_metadata import LayerMetadata

POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)
LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_TAGS = "source_tags"
"""Where Overture keeps the tags of OpenStreetMap."""
_NOT_TEXT = frozenset({"not available", "not applicable", "unknown", "n/a", "none", "null"})


@dataclass(frozen=True)
class LayerSchema:
    """What a kind of layer reads.

    Attributes
    ----------
    shapes : tuple of shapely.GeometryType
    called : str, those shapes in words
    columns : mapping of our column to the names it may have, the likeliest first
    needed : tuple of str, columns without which the layer is refused
    among : mapping of column to values, in lower case
        Where a file has the column and a row with one of the values, rows with others
        are something else: ``power = tower`` in a file of lines.
    local : bool, questions are about what is near: far shapes may stay unread
    """

    shapes: tuple[shapely.GeometryType, ...]
    called: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...] = ()
    among: Mapping[str, Collection[str]] | None = None
    local: bool = False


@dataclass(frozen=True)
class FeatureTable:
    """Features of the right shape.

    Attributes
    ----------
    columns : mapping of our column to the file's that may answer it, the likeliest first
    geometry : ndarray of shapely geometries in longitude, latitude, (n,); ``None`` where it
        is far and was not read
    row : ndarray of int, (n,), the feature's place in the file, from 0
    openstreetmap : bool, tags as in OpenStreetMap
    notes : tuple of str
    """

    columns: Mapping[str, Sequence[pd.Series]]
    geometry: NDArray[np.object_]
    row: NDArray[np.int64]
    openstreetmap: bool
    notes: tuple[str, ...]

    def text(self, name: str) -> NDArray[np.object_]:
        """Give a column as text, ``None`` where it is missing or said to be unknown."""
        out = np.full(len(self.geometry), None, dtype=object)
        for index, column in enumerate(self.columns.get(name, ())):
            texts = as_text(column)
            unknown = {text for text in set(texts) if text and text.casefold() in _NOT_TEXT}
            if unknown:
                texts[[text in unknown for text in texts]] = None
            out = np.where(pd.isna(out), texts, out) if index else texts
        return out

    def number(self, name: str) -> NDArray[np.float64]:
        """Give a column as numbers of 0 or more, NaN where it is missing or is none."""
        out = np.full(len(self.geometry), np.nan)
        for column in self.columns.get(name, ()):
            values, _ = as_numbers(column)
            out = np.where(np.isnan(out) & (values >= 0), values, out)
        return out

    def ids(self) -> NDArray[np.object_]:
        """Give unique ids: the file's, the second of two called ``7-2``, else the row."""
        out = self.text("id")
        own_ids = set(out)
        if len(own_ids) == len(out) and None not in own_ids:
            return out
        taken: dict[str, int] = {}
        for index, own in enumerate(out):
            name = str(self.row[index] + 1) if own is None else own
            taken[name] = taken.get(name, 0) + 1
            while taken[name] > 1 and f"{name}-{taken[name]}" in taken:
                taken[name] += 1
            if taken[name] > 1:
                name = f"{name}-{taken[name]}"
                taken[name] = 1
            out[index] = name
        return out


def layer_label(spec: LayerSpec) -> str:
    """Name a layer for a message.

    Parameters
    ----------
    spec : LayerSpec

    Returns
    -------
    str
    """
    return f"layer {spec.name} ({spec.path})"


def read_features_as(spec: LayerSpec, said: LayerMetadata, schema: LayerSchema) -> FeatureTable:
    """Read a layer's features.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
        Where it tells what the layer covers, far shapes may stay unread; else the extent
        of all of them does.
    schema : LayerSchema

    Returns
    -------
    FeatureTable

    Raises
    ------
    LayerError
        For columns that are not there.
    UnreadableError
        For a file that cannot be read, and features of wrong shape.
    """
    check_file(spec.path)
    names = {name for each in schema.columns.values() for name in each}
    keys = {normalize_name(name) for name in (*names, *(schema.among or {}), _TAGS)}
    file: dict[str, None] = {}

    def choose(fields: Sequence[str]) -> list[str]:
        file.update(dict.fromkeys(fields))
        wanted = {*spec.columns.values(), *coordinate_columns(fields).values()}
        return [name for name in fields if name in wanted or normalize_name(name) in keys]

    near = spec.near if schema.local and "covers" in said.values else None
    box = None if near is None else buffered_bbox(near)
    features = _features(spec.path, spec.kind, choose, box)
    if not len(features.columns):
        raise UnreadableError("expected features, got none; export it again")
    table = _with_tags(features.columns)
    columns = _map_columns(spec, schema, table, list(file) or list(table.columns))
    geometry = _geometry(spec, features)
    far = np.zeros(len(geometry), dtype=bool) if features.far is None else features.far
    keep, notes = _select_features(schema, table, geometry, far)
    if far.any():
        notes = (
            f"read the shapes of {(~far).sum()} of {len(far)} features, those within "
            f"{MARGIN_KM:g} km of the region's box",
            *notes,
        )
    return FeatureTable(
        {ours: [table[name][keep] for name in file_names] for ours, file_names in columns.items()},
        geometry[keep],
        np.flatnonzero(keep),
        openstreetmap=_TAGS in table or {"voltage", "power"} <= set(table.columns),
        notes=features.notes + notes,
    )


def _features(path: Path, kind: str, choose: Any, near: Box | None) -> Features:
    if is_peeringdb(path):
        return read_peeringdb(path)
    return read_vector(path, prefer=kind, choose=choose, near=near)


def _with_tags(table: pd.DataFrame) -> pd.DataFrame:
    """Spread Overture's tags into columns."""
    if _TAGS not in table:
        return table
    tags = [as_mapping(cell) for cell in table[_TAGS]]
    names = dict.fromkeys(str(name) for each in tags for name in each)
    spread = {
        name: pd.Series([each.get(name) for each in tags], index=table.index, dtype=object)
        for name in names
        if name not in table
    }
    return table.assign(**spread)


def as_mapping(cell: Any) -> Mapping[str, Any]:
    """Give a nested cell as a mapping, whichever way its file nests.

    Parameters
    ----------
    cell : a mapping, JSON text of one, or the pairs of one; or anything else

    Returns
    -------
    mapping, empty for anything else

    Examples
    --------
    >>> as_mapping('{"voltage": "345000"}'), as_mapping([("voltage", "345000")]), as_mapping(7)
    ({'voltage': '345000'}, {'voltage': '345000'}, {})
    """
    if isinstance(cell, str) and cell.startswith("{"):
        cell = json.loads(cell)
    if isinstance(cell, list | np.ndarray) and all(isinstance(each, tuple) for each in cell):
        return dict(cell)
    return cell if isinstance(cell, Mapping) else {}


def _map_columns(
    spec: LayerSpec, schema: LayerSchema, table: pd.DataFrame, file: Sequence[str]
) -> dict[str, list[str]]:
    """Say which columns of the file may answer each of ours."""
    problems = []
    known_columns = f"known: {format_known(file, most=40)}"
    columns = {
        ours: find_columns(names, list(table.columns)) for ours, names in schema.columns.items()
    }
    for ours, name in spec.columns.items():
        if ours not in schema.columns:
            problems.append(
                f"columns: expected a column of {spec.kind}, got {ours!r}; "
                f"{did_you_mean(ours, schema.columns)}known: {format_known(schema.columns)}; "
                "name one of these"
            )
        elif name not in table:
            problems.append(
                f"columns.{ours}: expected a column of the file, got {name!r}; "
                f"{did_you_mean(name, file)}{known_columns}; name one of these"
            )
        else:
            columns[ours] = [name]
    problems += [
        f"expected a column {ours}, got none that is recognised; {known_columns}; "
        f'write columns = {{{ours} = "…"}}'
        for ours in schema.needed
        if not columns[ours] and ours not in spec.columns
    ]
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return columns


def _geometry(spec: LayerSpec, features: Features) -> NDArray[np.object_]:
    """Take the geometry, or make points of longitude and latitude."""
    if features.geometry is not None:
        return np.asarray(features.geometry, dtype=object)
    pair = coordinate_columns(features.columns.columns)
    if not pair:
        raise UnreadableError("expected geometry, got a table without; save it in a geo format")
    values = [as_numbers(features.columns[pair[name]])[0] for name in ("longitude", "latitude")]
    points = np.asarray(shapely.points(*values), dtype=object)
    points[np.isnan(values[0]) | np.isnan(values[1])] = None
    return points


def _select_features(
    schema: LayerSchema,
    table: pd.DataFrame,
    geometry: NDArray[np.object_],
    far: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Tell which features are of the kind, as far as they were read; say what was left out."""
    notes = []
    placed = far | (~shapely.is_missing(geometry) & ~shapely.is_empty(geometry))
    if not placed.any():
        raise UnreadableError("expected features, got none with geometry; export it again")
    if not placed.all():
        notes.append(f"left out {(~placed).sum()} of {len(placed)} features without geometry")
    shaped = far | np.isin(shapely.get_type_id(geometry), schema.shapes)
    if not shaped.any():
        got = sorted(
            {shapely.GeometryType(i).name.lower() for i in shapely.get_type_id(geometry[placed])}
        )
        raise UnreadableError(
            f"expected {schema.called}, got {', '.join(got)}; choose another file"
        )
    if (placed & ~shaped).any():
        notes.append(f"left out {(placed & ~shaped).sum()} features that are not {schema.called}")
    keep = placed & shaped
    for name, values in (schema.among or {}).items():
        if name in table:
            of_kind = table[name].isin(list(values)).to_numpy(dtype=bool)
            if (of_kind & keep).any() and (keep & ~of_kind).any():
                notes.append(f"left out {(keep & ~of_kind).sum()} features by their {name!r}")
                keep &= of_kind
    _check_degrees(geometry[keep & ~far])
    return keep, tuple(notes)


def _check_degrees(geometry: NDArray[np.object_]) -> None:
    if not len(geometry):
        return
    bounds = shapely.bounds(geometry)
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    if not (np.isfinite(bounds).all() and (np.abs([*low, *high]) <= [180, 90, 180, 90]).all()):
        got = ",".join(f"{value:.6g}" for value in (*low, *high))
        raise UnreadableError(
            "expected positions within -180,-90,180,90 once in longitude, latitude, "
            f"got {got}; the declared CRS is not the one it is in: declare the true one"
        )
