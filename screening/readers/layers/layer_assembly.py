"""Features under our columns → a :class:`screening.model.VectorLayer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from screening.model import CRS, VectorLayer
from screening.readers.layers.feature_table import FeatureTable
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.row_selection import omission_notes

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.model import LayerSpec

_SUBTRANSMISSION_KV = 161.0
"""Highest voltage of regional networks: a file of a grid that begins above lacks these."""
_MIN_EVIDENCE_COUNT = 20
"""Assets of known voltage from which the lowest of them tells what a file contains."""


def assemble_layer(
    spec: LayerSpec,
    metadata: LayerMetadata,
    features: FeatureTable,
    columns: Mapping[str, NDArray[Any]],
    *,
    extent: BaseGeometry,
    boundaries: gpd.GeoDataFrame,
    notes: Sequence[str] = (),
) -> VectorLayer:
    """Put a layer together.

    Parameters
    ----------
    spec : LayerSpec
    metadata : LayerMetadata
    features : FeatureTable
    columns : mapping of our column to values, (n,); those that the kind reads itself
    extent : shapely geometry, what the layer covers unless it says otherwise
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`
    notes : sequence of str

    Returns
    -------
    VectorLayer, ``id``, the columns, ``source`` (the feature's sources, else the layer's),
    ``geometry``

    Raises
    ------
    RegionError
    """
    sources = features.text("source")
    sources[[each is None for each in sources]] = str(metadata.values.get("source", "")) or None
    parts = {"id": features.ids(), **columns, "source": sources}
    frame = gpd.GeoDataFrame(
        {name: pd.Series(cells, dtype=cells.dtype) for name, cells in parts.items()},
        geometry=features.geometry,
        crs=CRS,
    )
    info = layer_info(
        spec,
        metadata,
        rows=len(frame),
        extent=extent,
        boundaries=boundaries,
        notes=(
            *features.notes,
            *omission_notes(features.left_out, len(frame)),
            *notes,
            *_lowest_voltage_notes(columns, metadata),
        ),
        left_out=features.left_out,
    )
    return VectorLayer(info, frame)


def _lowest_voltage_notes(
    columns: Mapping[str, NDArray[Any]], metadata: LayerMetadata
) -> tuple[str, ...]:
    """Tell that a layer seems to lack lower voltages, whose absence would make distances wrong."""
    if "voltage_kv" not in columns or "complete_min_kv" in metadata.values:
        return ()
    known = columns["voltage_kv"][np.isfinite(columns["voltage_kv"])]
    if len(known) < _MIN_EVIDENCE_COUNT or known.min() <= _SUBTRANSMISSION_KV:
        return ()
    lowest = f"{known.min():g}"
    return (
        f"has no asset below {lowest} kV and states no complete_min_kv; lower voltages are taken "
        f"as absent: write complete_min_kv = {lowest} if the file leaves them out",
    )
