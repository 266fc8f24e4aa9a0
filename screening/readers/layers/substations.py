"""Substations: where power is to be had, and at which voltage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.readers.layers.layer_assembly import feature_names, vector_layer
from screening.readers.layers.layer_features import AREAS, POINTS, LayerSchema, read_features_as
from screening.readers.layers.voltage_parsing import VOLTAGE_NAMES, voltage_kv

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

SCHEMA = LayerSchema(
    shapes=POINTS + AREAS,
    called="points or polygons",
    columns={
        "id": ("id", "osm_id", "full_id", "objectid"),
        "name": ("name", "substation_name", "names"),
        "voltage_kv": VOLTAGE_NAMES,
        "capacity_mva": ("capacity_mva", "mva", "rating_mva"),
        "headroom_mw": ("headroom_mw", "headroom", "available_mw", "available_capacity_mw"),
        "source": ("source",),
    },
    needed=("voltage_kv",),
    among={"power": ("substation", "sub_station", "station"), "class": ("substation",)},
    local=True,
)


def read_substations(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read substations.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, ``id name voltage_kv capacity_mva source geometry``; ``headroom_mw`` where the file
        states it

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    found = read_features_as(spec, said, SCHEMA)
    kv, notes = voltage_kv(found.columns["voltage_kv"], openstreetmap=found.openstreetmap)
    columns = {
        "name": feature_names(found),
        "voltage_kv": kv,
        "capacity_mva": found.number("capacity_mva"),
    }
    if found.columns.get("headroom_mw"):
        columns["headroom_mw"] = found.number("headroom_mw")
    return vector_layer(spec, said, found, columns, boundaries=boundaries, notes=notes)
