"""Every layer kind by name. To add one: a file here with its record, and a line below."""

from __future__ import annotations

from screening.catalog.kinds.climate_deltas import CLIMATE_DELTAS
from screening.catalog.kinds.climate_hourly import CLIMATE_HOURLY
from screening.catalog.kinds.climate_normals import CLIMATE_NORMALS
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
"""In drawing order: the first lies on top."""
