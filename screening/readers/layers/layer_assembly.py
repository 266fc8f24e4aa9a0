"""Features under our columns → a :class:`screening.model.VectorLayer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from screening.model import CRS, VectorLayer
from screening.readers.layers.layer_features import FeatureTable, as_mapping
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screening.model import LayerSpec


def feature_names(found: FeatureTable) -> NDArray[np.object_]:
    """Give each feature's name; of Overture's ``names`` the primary one.

    Parameters
    ----------
    found : FeatureTable

    Returns
    -------
    ndarray of str or ``None``, (n,)
    """
    plain = [
        column.map(lambda cell: as_mapping(cell).get("primary", cell))
        if column.name == "names"
        else column
        for column in found.columns.get("name", ())
    ]
    return replace(found, columns={"name": plain}).text("name")


def vector_layer(
    spec: LayerSpec,
    said: LayerMetadata,
    found: FeatureTable,
    columns: Mapping[str, NDArray[Any]],
    *,
    boundaries: gpd.GeoDataFrame,
    notes: Sequence[str] = (),
) -> VectorLayer:
    """Put a layer together.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    found : FeatureTable
    columns : mapping of our column to values, (n,); those that the kind reads itself
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`
    notes : sequence of str

    Returns
    -------
    VectorLayer, ``id``, the columns, ``source`` (the feature's own, else the layer's),
    ``geometry``

    Raises
    ------
    RegionError
    """
    own = found.text("source")
    own[[each is None for each in own]] = str(said.values.get("source", "")) or None
    parts = {"id": found.ids(), **columns, "source": own}
    frame = gpd.GeoDataFrame(
        {name: pd.Series(cells, dtype=cells.dtype) for name, cells in parts.items()},
        geometry=found.geometry,
        crs=CRS,
    )
    info = layer_info(
        spec,
        said,
        rows=len(frame),
        extent=shapely.box(*frame.total_bounds),
        boundaries=boundaries,
        notes=(*found.notes, *notes),
    )
    return VectorLayer(info, frame)
