"""Every layer kind by name. To add one: a file here with its record, and a line below."""

from __future__ import annotations

from screening.catalog.custom_measures import CUSTOM
from screening.catalog.declared_measures import declared_measures
from screening.catalog.kinds.climate_deltas import CLIMATE_DELTAS
from screening.catalog.kinds.climate_hourly import CLIMATE_HOURLY
from screening.catalog.kinds.climate_normals import CLIMATE_NORMALS
from screening.catalog.kinds.custom_kinds import custom_kind
from screening.catalog.kinds.fiber_routes import FIBER_ROUTES
from screening.catalog.kinds.points_of_presence import POINTS_OF_PRESENCE
from screening.catalog.kinds.substations import SUBSTATIONS
from screening.catalog.kinds.transmission_lines import TRANSMISSION_LINES
from screening.catalog.kinds.water_stress import WATER_STRESS
from screening.catalog.layer_kind import LayerKind

KINDS: dict[str, LayerKind] = {
    kind.name: kind
    for kind in (
        *(POINTS_OF_PRESENCE, SUBSTATIONS, FIBER_ROUTES, TRANSMISSION_LINES),
        *(CLIMATE_HOURLY, WATER_STRESS, CLIMATE_NORMALS, CLIMATE_DELTAS),
    )
}


def config_kinds() -> tuple[str, ...]:
    """List the kinds that a config may name.

    Returns
    -------
    tuple of str
    """
    return (*KINDS, CUSTOM)


def known_kinds() -> dict[str, LayerKind]:
    """List every kind by name, those of the custom layers of the run at hand included.

    Returns
    -------
    dict of name to LayerKind
    """
    return KINDS | {each.kind_name: custom_kind(each) for each in declared_measures()}


DRAWING_ORDER = ("point", "stations", "line", "polygon")
"""Geometries, the first on top."""


def mapped_kinds() -> tuple[LayerKind, ...]:
    """List the kinds whose layers are features on a map, those on top first.

    Returns
    -------
    tuple of LayerKind
    """
    kinds = [kind for kind in known_kinds().values() if not kind.is_raster]
    return tuple(sorted(kinds, key=lambda kind: DRAWING_ORDER.index(kind.geometry[0])))
