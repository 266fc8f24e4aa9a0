"""A layer's file → features of its kind, whichever schema the file has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.readers.column_matching import coordinate_columns
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.geometry_repair import repair_areas, take_areas
from screening.readers.layers.feature_selection import (
    is_openstreetmap,
    select_by_columns,
    select_by_geometry,
)
from screening.readers.layers.feature_table import FeatureTable
from screening.readers.layers.layer_columns import (
    POSITION,
    choose_fields,
    map_columns,
    spread_tags,
)
from screening.readers.layers.peeringdb import is_peeringdb, read_peeringdb
from screening.readers.layers.point_columns import read_points
from screening.readers.layers.position_checks import check_degrees
from screening.readers.layers.repeated_features import select_distinct
from screening.readers.layers.spatial_filter import MARGIN_KM, buffered_bbox
from screening.readers.number_text import decide_separators
from screening.readers.row_selection import RowSelection
from screening.readers.vector import Box, Choose, Features, read_vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec
    from screening.readers.layers.layer_metadata import LayerMetadata


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
    fields: dict[str, None] = {}

    def choose(file_fields: Sequence[str]) -> list[str]:
        fields.update(dict.fromkeys(file_fields))
        if spec.measure is not None:  # any column may tell two features of one place apart
            return list(file_fields)
        return choose_fields(kind, spec, file_fields)

    features = _read_near(kind, spec, metadata, choose)
    if not len(features.columns):
        raise UnreadableError("expected features, got none; export it again")
    table = spread_tags(kind, spec, features.columns)
    names = list(fields) or [str(name) for name in table.columns]
    columns = map_columns(kind, spec, table, names)
    positions, point_notes = _geometry(features, spec.columns)
    areas, area_notes = take_areas(positions) if "polygon" in kind.geometry else (positions, ())
    geometry, repair_notes = repair_areas(areas)
    far = np.zeros(len(geometry), dtype=bool) if features.far is None else features.far
    selection = RowSelection(len(table), features.left_out)
    select_by_geometry(kind, geometry, far, selection)
    notes = select_by_columns(kind, spec, table, columns, names, selection)
    select_distinct(table, geometry, selection)
    keep = selection.keep
    check_degrees(geometry[keep & ~far])
    return FeatureTable(
        {name: [part[keep] for part in parts] for name, parts in columns.items()},
        geometry[keep],
        np.flatnonzero(keep),
        openstreetmap=is_openstreetmap(table),
        notes=(*features.notes, *point_notes, *_far_notes(far), *area_notes, *repair_notes, *notes),
        separators=decide_separators(
            {str(name): cells for name, cells in table.items()},
            degrees=list(coordinate_columns(table.columns).values()),
            decimal_comma=features.decimal_comma,
        ),
        left_out=selection.left_out,
    )


def _read_near(
    kind: LayerKind, spec: LayerSpec, metadata: LayerMetadata, choose: Choose
) -> Features:
    """Read a file, geometries near the region alone where the rest may stay unread."""
    is_partial = kind.near_only and spec.near is not None and "covers" in metadata.values
    bbox = buffered_bbox(spec.near) if is_partial and spec.near is not None else None
    features = _read_file(spec, choose, bbox)
    if features.far is not None and features.far.all():
        # nothing near the region: its positions may be wrong, which all of them can tell
        return _read_file(spec, choose, None)
    return features


def _far_notes(far: NDArray[np.bool_]) -> tuple[str, ...]:
    if not far.any():
        return ()
    return (
        f"read the shapes of {(~far).sum()} of {len(far)} features, those within "
        f"{MARGIN_KM:g} km of the region's box",
    )


def _read_file(spec: LayerSpec, choose: Choose, bbox: Box | None) -> Features:
    if is_peeringdb(spec.path):
        return read_peeringdb(spec)
    return read_vector(spec.path, prefer=spec.kind, choose=choose, near=bbox)


def _geometry(
    features: Features, stated: Mapping[str, str]
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Take the geometry, or make points of longitude and latitude: of the stated columns first."""
    table = features.columns
    known = {name: field for name, field in stated.items() if name in POSITION}
    if features.geometry is not None and not known:
        return np.asarray(features.geometry, dtype=object), ()
    pair = {**known, **coordinate_columns(table.columns, known)}
    if len(pair) < len(POSITION):
        raise UnreadableError(
            "expected geometry, got a table without; save it in a geo format, or write "
            'columns = {longitude = "…", latitude = "…"}'
        )
    return read_points(table, pair, decimal_comma=features.decimal_comma)
