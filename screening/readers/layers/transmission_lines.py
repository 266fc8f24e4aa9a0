"""Transmission lines: whose they are, at which voltage, how many circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.readers.layers.layer_assembly import feature_names, vector_layer
from screening.readers.layers.layer_features import LINES, LayerSchema, read_features_as
from screening.readers.layers.voltage_parsing import VOLTAGE_NAMES, voltage_kv

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_features import FeatureTable
    from screening.readers.layers.layer_metadata import LayerMetadata

SCHEMA = LayerSchema(
    shapes=LINES,
    called="lines",
    columns={
        "id": ("id", "osm_id", "full_id", "objectid"),
        "name": ("name", "line_name", "names", "ref"),
        "sub_1": ("sub_1",),
        "sub_2": ("sub_2",),
        "voltage_kv": VOLTAGE_NAMES,
        "owner": ("owner", "operator"),
        "circuits": ("circuits",),
        "source": ("source",),
    },
    needed=("voltage_kv",),
    among={
        "power": ("line", "cable", "minor_line"),
        "class": ("power_line", "line", "cable", "minor_line"),
    },
    local=True,
)


def read_transmission_lines(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read transmission lines.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, ``id name voltage_kv owner circuits source geometry``
        A line without a name is called after its ends where the file knows both.

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    found = read_features_as(spec, said, SCHEMA)
    kv, notes = voltage_kv(found.columns["voltage_kv"], openstreetmap=found.openstreetmap)
    columns = {
        "name": _names_or_ends(found),
        "voltage_kv": kv,
        "owner": found.text("owner"),
        "circuits": found.number("circuits"),
    }
    return vector_layer(spec, said, found, columns, boundaries=boundaries, notes=notes)


def _names_or_ends(found: FeatureTable) -> NDArray[np.object_]:
    names = feature_names(found)
    if not (found.columns["sub_1"] and found.columns["sub_2"]):
        return names
    for index, (one, other) in enumerate(
        zip(found.text("sub_1"), found.text("sub_2"), strict=True)
    ):
        if names[index] is None and one and other:
            names[index] = f"{one}–{other}"
    return names
