"""Points of presence: exchanges, carrier hotels, data centers, landings, metros."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from screening.readers.layers.layer_assembly import feature_names, vector_layer
from screening.readers.layers.layer_features import AREAS, POINTS, LayerSchema, read_features_as
from screening.readers.sites.site_points import to_points

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

KINDS: Mapping[str, tuple[str, ...]] = {
    "ixp": ("ix", "internet exchange", "internet exchange point"),
    "carrier_hotel": ("carrier hotel", "meet-me room"),
    "data_center": ("data center", "data centre"),
    "landing": ("cable landing", "landing station", "cable landing station"),
    "metro": ("city",),
}
"""Kinds, and other names of them; case and signs do not count."""

SCHEMA = LayerSchema(
    shapes=POINTS + AREAS,
    called="points or polygons",
    columns={
        "id": ("id", "osm_id", "full_id", "objectid"),
        "name": ("name", "names"),
        "kind": ("kind", "pop_type", "telecom"),
        "networks_count": ("networks_count", "net_count", "networks"),
        "source": ("source",),
    },
)


def read_points_of_presence(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read points of presence.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, ``id name kind networks_count source geometry``
        Polygons become a point inside; a kind that is not known is empty.

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    found = read_features_as(spec, said, SCHEMA)
    points, notes = to_points(found.geometry)
    found = replace(found, geometry=points)
    kinds = found.text("kind")
    columns = {
        "name": feature_names(found),
        "kind": np.array([pop_kind(text) for text in kinds], dtype=object),
        "networks_count": found.number("networks_count"),
    }
    others = sorted({str(text) for text in kinds if text is not None and pop_kind(text) == ""})
    if others:
        notes += (f"left the kinds {', '.join(others[:5])} empty, as none is known",)
    if not (columns["kind"] != "").any():
        notes += ("states no kind that is known, so none of it counts as a hub",)
    return vector_layer(spec, said, found, columns, boundaries=boundaries, notes=notes)


def pop_kind(text: str | None) -> str:
    """Give a point's kind as one of ``KINDS``.

    Parameters
    ----------
    text : str or None

    Returns
    -------
    str, empty where it is none of these

    Examples
    --------
    >>> pop_kind("Carrier hotel"), pop_kind("IX"), pop_kind("shop")
    ('carrier_hotel', 'ixp', '')
    """
    bare = _bare(text or "")
    return next((name for name, also in KINDS.items() if bare in map(_bare, (name, *also))), "")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
