"""Fiber routes and the corridors that fiber is known to follow."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from screening.readers.file_checks import UnreadableError
from screening.readers.layers.layer_assembly import feature_names, vector_layer
from screening.readers.layers.layer_features import (
    LINES,
    FeatureTable,
    LayerSchema,
    read_features_as,
)

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, VectorLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

KINDS = ("long-haul", "metro", "corridor")

SCHEMA = LayerSchema(
    shapes=LINES,
    called="lines",
    columns={
        "id": ("id", "osm_id", "full_id", "objectid"),
        "name": ("name", "route_name", "names", "ref"),
        "provider": ("provider", "providers", "carrier", "carriers", "operator", "owner"),
        "kind": ("kind", "route_type"),
        "status": ("status", "route_status", "phase"),
        "source": ("source",),
    },
)
PLANNED = ("planned", "proposed", "announced", "permitting", "underconstruction", "construction")
"""States of a route that is no route yet; case and signs do not count."""


def read_fiber_routes(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> VectorLayer:
    """Read fiber routes.

    Parameters
    ----------
    spec : LayerSpec
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    VectorLayer, ``id name provider kind source geometry``
        ``provider`` as ``"AT&T; Zayo"``, empty where none is known; ``route_kind`` long-haul,
        metro, corridor, or empty. Planned routes are left out.

    Raises
    ------
    LayerError, RegionError, UnreadableError
    """
    found, planned = _built(read_features_as(spec, said, SCHEMA))
    kinds = found.text("kind")
    columns = {
        "name": feature_names(found),
        "provider": np.array([providers(text) for text in found.text("provider")], dtype=object),
        "kind": np.array([route_kind(text) for text in kinds], dtype=object),
    }
    others = sorted({str(text) for text in kinds if text is not None and route_kind(text) == ""})
    notes = (f"left the kinds {', '.join(others[:5])} empty, as none is known",) if others else ()
    return vector_layer(spec, said, found, columns, boundaries=boundaries, notes=planned + notes)


def _built(found: FeatureTable) -> tuple[FeatureTable, tuple[str, ...]]:
    """Leave out routes that are only planned, and say how many."""
    states = [re.sub(r"[\W_]+", "", (text or "").casefold()) for text in found.text("status")]
    built = np.array([state not in PLANNED for state in states], dtype=bool)
    if built.all():
        return found, ()
    if not built.any():
        raise UnreadableError(
            "expected routes that are built, got planned ones alone; choose another file"
        )
    columns = {name: [each[built] for each in held] for name, held in found.columns.items()}
    kept = replace(found, columns=columns, geometry=found.geometry[built], row=found.row[built])
    many = int((~built).sum())
    return kept, (f"left out {many} of {len(built)} routes that are only planned",)


def providers(text: str | None) -> str:
    """Give each provider once, in the order of the text.

    Parameters
    ----------
    text : str or None, divided by semicolons or bars

    Returns
    -------
    str

    Examples
    --------
    >>> providers("Zayo;AT&T | zayo")
    'Zayo; AT&T'
    """
    once: dict[str, str] = {}
    for part in re.split(r"[;|]", text or ""):
        if part.strip():
            once.setdefault(part.strip().casefold(), part.strip())
    return "; ".join(once.values())


def route_kind(text: str | None) -> str:
    """Give a route's kind as one of ``KINDS``.

    Parameters
    ----------
    text : str or None

    Returns
    -------
    str, empty where it is none of these

    Examples
    --------
    >>> route_kind("Long Haul"), route_kind("aerial")
    ('long-haul', '')
    """
    bare = re.sub(r"[\W_]+", "", (text or "").casefold())
    return next((name for name in KINDS if name.replace("-", "") == bare), "")
