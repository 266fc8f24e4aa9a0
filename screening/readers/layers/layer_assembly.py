"""Features under our columns → a :class:`screening.model.VectorLayer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from screening.model import CRS, VectorLayer
from screening.readers.layers.feature_table import FeatureTable
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.row_selection import omission_notes

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.model import LayerSpec


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
        notes=(*features.notes, *omission_notes(features.left_out, len(frame)), *notes),
        left_out=features.left_out,
    )
    return VectorLayer(info, frame)
