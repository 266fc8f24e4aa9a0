"""A vector layer of any kind: the kind's record says what is read, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from screening.readers.layers.column_parsing import parse_column
from screening.readers.layers.layer_assembly import assemble_layer
from screening.readers.layers.layer_features import (
    layer_label,
    read_features_as,
    select_in_service,
)
from screening.readers.layers.state_tables import read_state_table
from screening.readers.sites.site_points import to_points
from screening.readers.tables import TABLES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
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
    features, notes = select_in_service(kind, features)
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
        notes += column_notes
    return assemble_layer(spec, metadata, features, values, boundaries=boundaries, notes=notes)
