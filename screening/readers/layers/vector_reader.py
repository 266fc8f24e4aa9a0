"""A vector layer of any kind: the kind's record says what is read, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from screening.errors import LayerError, did_you_mean, format_known
from screening.readers.layers.column_parsing import parse_column
from screening.readers.layers.layer_assembly import assemble_layer
from screening.readers.layers.layer_columns import layer_label
from screening.readers.layers.layer_features import read_features_as
from screening.readers.layers.layer_metadata import resolve_coverage
from screening.readers.layers.position_checks import check_positions
from screening.readers.layers.state_tables import read_state_table
from screening.readers.sites.site_points import to_points
from screening.readers.tables import TABLES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column, LayerKind
    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_metadata import LayerMetadata


def read_vector_layer(
    kind: LayerKind, spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read a vector layer.

    Parameters
    ----------
    kind : LayerKind
    spec : LayerSpec
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, with the kind's columns and ``geometry``

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    if kind.by_state and spec.path.suffix.lower() in TABLES:
        features = read_state_table(kind, spec, boundaries)
    else:
        features = read_features_as(kind, spec, metadata)
    covers = resolve_coverage(metadata, boundaries)
    notes, doubtful = check_positions(features.geometry, covers, spec.near)
    if kind.to_points:
        points, point_notes = to_points(features.geometry)
        features, notes = replace(features, geometry=points), notes + point_notes
    values: dict[str, NDArray[Any]] = {}
    for column in kind.columns:
        if column.name in ("id", "source"):
            continue
        if column.if_stated and not features.columns.get(column.name):
            continue
        values[column.name], column_notes = parse_column(features, column, layer_label(spec))
        if spec.measure is not None and column.name == spec.measure.value_column:
            _check_values(column, spec, values[column.name])
        if column.name in spec.constants:
            _check_constant(column, spec, values[column.name])
        notes += column_notes
    extent = shapely.box(*shapely.total_bounds(features.geometry[~doubtful]))
    return assemble_layer(
        spec, metadata, features, values, extent=extent, boundaries=boundaries, notes=notes
    )


def _check_values(column: Column, spec: LayerSpec, values: NDArray[Any]) -> None:
    """Refuse a column of a custom layer that has no number."""
    if pd.isna(values).all():
        raise LayerError(
            f"{layer_label(spec)}: column: expected numbers of 0 or more, got none in "
            f"{column.title!r}; name another column"
        )


def _check_constant(column: Column, spec: LayerSpec, values: NDArray[Any]) -> None:
    """Refuse a constant that the column's parser does not understand."""
    if len(values) and (pd.isna(values[0]) or values[0] == ""):
        known = [code.value for code in column.codes]
        expected = f"one of {format_known(known)}" if known else f"a value of {column.name}"
        value = spec.constants[column.name]
        raise LayerError(
            f"{layer_label(spec)}: constants.{column.name}: expected {expected}, got "
            f"{value!r}; {did_you_mean(str(value), known)}correct it"
        )
