"""A layer's file → features of its kind, whichever schema the file has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from screening.errors import LayerError, did_you_mean, format_known
from screening.readers.column_matching import (
    coordinate_columns,
    find_columns,
    normalize_name,
)
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.feature_table import FeatureTable, as_mapping
from screening.readers.layers.peeringdb import is_peeringdb, read_peeringdb
from screening.readers.layers.point_columns import read_points
from screening.readers.layers.spatial_filter import MARGIN_KM, buffered_bbox
from screening.readers.number_text import decide_separators
from screening.readers.vector import Box, Features, read_vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec
    from screening.readers.layers.layer_metadata import LayerMetadata

GEOMETRY_TYPES = {
    "point": (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT),
    "line": (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING),
    "polygon": (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
}
STATUS = "status"
"""Our name of the column that states a feature's life cycle."""
_TAGS = "source_tags"
"""Where Overture keeps the tags of OpenStreetMap."""


def layer_label(spec: LayerSpec) -> str:
    """Name a layer in a message.

    Parameters
    ----------
    spec : LayerSpec

    Returns
    -------
    str
    """
    return f"layer {spec.name} ({spec.path})"


def file_columns(kind: LayerKind) -> dict[str, tuple[str, ...]]:
    """List every column that a kind reads, and the names that it may have in a file.

    Parameters
    ----------
    kind : LayerKind

    Returns
    -------
    dict of our column to names, the most exact first
    """
    columns = {column.name: column.aliases for column in kind.columns}
    for column in kind.columns:
        columns.update(column.inputs)
    if kind.in_service is not None:
        columns[STATUS] = kind.in_service.aliases
    return columns


def read_features_as(kind: LayerKind, spec: LayerSpec, metadata: LayerMetadata) -> FeatureTable:
    """Read a layer's features.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    metadata : LayerMetadata
        Where it states what the layer covers, geometries far from the region may stay
        unread; otherwise the coverage is the extent of all of them.

    Returns
    -------
    FeatureTable

    Raises
    ------
    LayerError
        For columns that are missing.
    UnreadableError
        For a file that cannot be read, and features of another geometry type.
    """
    check_file(spec.path)
    ours = file_columns(kind)
    names = {name for aliases in ours.values() for name in aliases}
    keys = {normalize_name(name) for name in (*names, *kind.features, _TAGS)}
    fields: dict[str, None] = {}

    def choose(file_fields: Sequence[str]) -> list[str]:
        fields.update(dict.fromkeys(file_fields))
        wanted = {*spec.columns.values(), *coordinate_columns(file_fields).values()}
        return [name for name in file_fields if name in wanted or normalize_name(name) in keys]

    is_partial = kind.near_only and spec.near is not None and "covers" in metadata.values
    bbox = buffered_bbox(spec.near) if is_partial and spec.near is not None else None
    features = _read_file(spec.path, spec.kind, choose, bbox)
    if not len(features.columns):
        raise UnreadableError("expected features, got none; export it again")
    table = _with_tags(features.columns)
    columns = _map_columns(kind, spec, table, list(fields) or list(table.columns))
    geometry, point_notes = _geometry(features)
    far = np.zeros(len(geometry), dtype=bool) if features.far is None else features.far
    keep, notes = _select_features(kind, table, geometry, far)
    if far.any():
        notes = (
            f"read the shapes of {(~far).sum()} of {len(far)} features, those within "
            f"{MARGIN_KM:g} km of the region's box",
            *notes,
        )
    return FeatureTable(
        {name: [table[field][keep] for field in file] for name, file in columns.items()},
        geometry[keep],
        np.flatnonzero(keep),
        openstreetmap=_TAGS in table or {"voltage", "power"} <= set(table.columns),
        notes=features.notes + point_notes + notes,
        separators=decide_separators(
            {str(name): cells for name, cells in table.items()},
            degrees=list(coordinate_columns(table.columns).values()),
            decimal_comma=features.decimal_comma,
        ),
    )


def _read_file(path: Path, kind: str, choose: Any, bbox: Box | None) -> Features:
    if is_peeringdb(path):
        return read_peeringdb(path)
    return read_vector(path, prefer=kind, choose=choose, near=bbox)


def _with_tags(table: pd.DataFrame) -> pd.DataFrame:
    """Spread Overture's tags into columns."""
    if _TAGS not in table:
        return table
    tags = [as_mapping(cell) for cell in table[_TAGS]]
    names = dict.fromkeys(str(name) for cell in tags for name in cell)
    spread = {
        name: pd.Series([cell.get(name) for cell in tags], index=table.index, dtype=object)
        for name in names
        if name not in table
    }
    return table.assign(**spread)


def _map_columns(
    kind: LayerKind, spec: LayerSpec, table: pd.DataFrame, fields: Sequence[str]
) -> dict[str, list[str]]:
    """Find the columns of the file that may fill each of ours."""
    ours = file_columns(kind)
    columns = {name: find_columns(aliases, list(table.columns)) for name, aliases in ours.items()}
    known_fields = f"known: {format_known(fields, max_count=40)}"
    problems = []
    for name, field in spec.columns.items():
        if name not in ours:
            problems.append(
                f"columns: expected a column of {spec.kind}, got {name!r}; "
                f"{did_you_mean(name, ours)}known: {format_known(ours)}; name one of these"
            )
        elif field not in table:
            problems.append(
                f"columns.{name}: expected a column of the file, got {field!r}; "
                f"{did_you_mean(field, fields)}{known_fields}; name one of these"
            )
        else:
            columns[name] = [field]
    problems += [
        f"expected a column {column.name}, got none that is recognised; {known_fields}; "
        f'write columns = {{{column.name} = "…"}}'
        for column in kind.columns
        if column.required and not columns[column.name] and column.name not in spec.columns
    ]
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return columns


def _geometry(features: Features) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Take the geometry, or make points of longitude and latitude."""
    if features.geometry is not None:
        return np.asarray(features.geometry, dtype=object), ()
    pair = coordinate_columns(features.columns.columns)
    if not pair:
        raise UnreadableError("expected geometry, got a table without; save it in a geo format")
    return read_points(features.columns, pair, decimal_comma=features.decimal_comma)


def _select_features(
    kind: LayerKind, table: pd.DataFrame, geometry: NDArray[np.object_], far: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Find the features of the kind, among those that were read; count what is excluded."""
    notes = []
    placed = far | (~shapely.is_missing(geometry) & ~shapely.is_empty(geometry))
    if not placed.any():
        raise UnreadableError("expected features, got none with geometry; export it again")
    if not placed.all():
        notes.append(f"left out {(~placed).sum()} of {len(placed)} features without geometry")
    of_type = _has_geometry_type(kind, geometry, placed, far)
    if (placed & ~of_type).any():
        count = (placed & ~of_type).sum()
        notes.append(f"left out {count} features that are not {geometry_words(kind)}")
    keep = placed & of_type
    for name, values in kind.features.items():
        if name in table:
            of_kind = table[name].isin(list(values)).to_numpy(dtype=bool)
            if (of_kind & keep).any() and (keep & ~of_kind).any():
                notes.append(f"left out {(keep & ~of_kind).sum()} features by their {name!r}")
                keep &= of_kind
    _check_degrees(geometry[keep & ~far])
    return keep, tuple(notes)


def _has_geometry_type(
    kind: LayerKind,
    geometry: NDArray[np.object_],
    placed: NDArray[np.bool_],
    far: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    types = [each for name in kind.geometry for each in GEOMETRY_TYPES[name]]
    of_type: NDArray[np.bool_] = far | np.isin(shapely.get_type_id(geometry), types)
    if not of_type.any():
        ids = shapely.get_type_id(geometry[placed])
        got = sorted({shapely.GeometryType(i).name.lower() for i in ids})
        raise UnreadableError(
            f"expected {geometry_words(kind)}, got {', '.join(got)}; choose another file"
        )
    return of_type


def geometry_words(kind: LayerKind) -> str:
    """Name a kind's geometry types.

    Parameters
    ----------
    kind : LayerKind

    Returns
    -------
    str, such as ``points or polygons``
    """
    return " or ".join(f"{name}s" for name in kind.geometry)


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


def select_in_service(
    kind: LayerKind, features: FeatureTable
) -> tuple[FeatureTable, tuple[str, ...]]:
    """Exclude features whose status says that they are not built.

    Parameters
    ----------
    kind : LayerKind
    features : FeatureTable

    Returns
    -------
    FeatureTable
    notes : tuple of str, how many are excluded

    Raises
    ------
    UnreadableError
        Where none is built.
    """
    if kind.in_service is None:
        return features, ()
    excluded = {normalize_name(status) for status in kind.in_service.excluded}
    statuses = [normalize_name(status or "") for status in features.text(STATUS)]
    built = np.array([status not in excluded for status in statuses], dtype=bool)
    if built.all():
        return features, ()
    noun = kind.title.lower().split()[-1]
    if not built.any():
        raise UnreadableError(
            f"expected {noun} that are built, got planned ones alone; choose another file"
        )
    count = int((~built).sum())
    return features.take(built), (f"left out {count} of {len(built)} {noun} that are only planned",)
