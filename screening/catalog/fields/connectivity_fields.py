"""Columns of fiber, hubs and latency."""

from __future__ import annotations

import re

from screening.catalog.fields.field import Field, with_bounds

_FIBER = "nearest asset of the fiber layers, geodesic on WGS84"

_NETWORK = "docs/science/connectivity.md"


def _field(
    name: str,
    unit: str,
    text: str,
    alias: str,
    source: str = "",
    digits: int = 1,
    *,
    positional: bool = False,
    precision: str = "",
) -> Field:
    return Field(name, unit, text, alias, "connectivity", source, digits, positional, precision)


CONNECTIVITY = (
    _field(
        "fiber_summary",
        "",
        "One-sentence summary of hub, latency and route diversity.",
        "Fiber summary",
        _NETWORK,
    ),
    *with_bounds(
        _field(
            "fiber_distance_km",
            "km",
            "Distance to the nearest fiber route or corridor of the layers; routes missing from "
            "the layers are not considered.",
            "Fiber distance",
            _FIBER,
            positional=True,
            precision="fiber_precision_km",
        )
    ),
    _field(
        "fiber_precision_km",
        "km",
        "Uncertainty of that distance: positional accuracy of the site plus that of the layer.",
        "Fiber distance ±",
    ),
    _field(
        "fiber_provider",
        "",
        "Providers known on that route; empty if none is known.",
        "Fiber providers",
        _FIBER,
    ),
    *with_bounds(
        _field(
            "fiber_providers_within_10km_count",
            "-",
            "Distinct providers known on routes within 10 km: a lower bound, and unknown if the "
            "layers name no provider.",
            "Providers within 10 km",
            _FIBER,
            0,
            positional=True,
        ),
        "fiber_distance_why",
    ),
    *with_bounds(
        _field(
            "fiber_lateral_km",
            "km",
            "Length of the lateral to build: fiber distance × route factor.",
            "Fiber lateral",
            "Bozkurt et al. 2018 (route factor 1.3)",
            positional=True,
            precision="fiber_lateral_precision_km",
        ),
        "fiber_distance_why",
    ),
    _field(
        "fiber_lateral_precision_km",
        "km",
        "Uncertainty of that length: distance, and a route factor of 1.15 to 1.45.",
        "Fiber lateral ±",
    ),
    _field(
        "second_lateral_km",
        "km",
        "Length of the cheapest lateral that, added to the nearest, gives two edge-disjoint "
        "paths to different hubs; 0 if the nearest suffices, unknown if none within reach does.",
        "Second lateral",
        _NETWORK,
        positional=True,
    ),
    _field(
        "hub_name",
        "",
        "Nearest major interconnection hub (carrier hotel or internet exchange): over routes if "
        "there is a path, otherwise in a straight line.",
        "Hub",
        _NETWORK,
    ),
    *with_bounds(
        _field(
            "hub_distance_km",
            "km",
            "Straight-line distance to that hub.",
            "Hub distance",
            _FIBER,
            0,
            positional=True,
            precision="hub_precision_km",
        )
    ),
    _field(
        "hub_precision_km",
        "km",
        "Uncertainty of that distance: positional accuracy of the site plus that of the layer.",
        "Hub distance ±",
    ),
    _field(
        "hub_route_km",
        "km",
        "Length of the shortest path to that hub: lateral, routes as drawn, and corridors and "
        "straight segments × route factor.",
        "Route to the hub",
        _NETWORK,
        0,
        positional=True,
        precision="hub_route_precision_km",
    ),
    _field(
        "hub_route_precision_km",
        "km",
        "Uncertainty of that length: positional accuracy of site and layer, and a route factor "
        "of 1.15 to 1.45 where it applies.",
        "Route to the hub ±",
        "",
        0,
    ),
    *with_bounds(
        _field(
            "rtt_ms",
            "ms",
            "Round-trip time to that hub over that path: propagation in glass plus equipment; "
            "without a path, over the straight line × route factor.",
            "Round trip",
            "4.9 µs/km one way; docs/science/connectivity.md",
            positional=True,
            precision="rtt_precision_ms",
        ),
        "hub_distance_why",
    ),
    _field(
        "rtt_precision_ms",
        "ms",
        "Uncertainty of the round-trip time, from the length of the path.",
        "Round trip ±",
    ),
    _field(
        "rtt_floor_ms",
        "ms",
        "Propagation time in glass over the straight line and back: the lower bound for any route.",
        "Round trip, minimum",
        "4.9 µs/km one way",
        positional=True,
    ),
    _field(
        "rtt_basis",
        "",
        "Data that the round trip is based on: a path over routes or corridors, or, by "
        "proximity, a straight line.",
        "Round trip basis",
        _NETWORK,
    ),
    _field(
        "disjoint_routes_count",
        "-",
        "Edge-disjoint paths: paths to different hubs that share no segment, up to 4, with a "
        "lateral to each provider's nearest route. Routes of two layers in one trench count "
        "twice (see shared length).",
        "Edge-disjoint paths",
        _NETWORK,
        0,
        positional=True,
    ),
    _field(
        "disjoint_nodes_count",
        "-",
        "Node-disjoint paths: paths to different hubs that share no junction either, nor the "
        "end of a lateral, up to 4.",
        "Node-disjoint paths",
        _NETWORK,
        0,
        positional=True,
    ),
    _field(
        "diverse_hub_name",
        "",
        "Hub at the end of the longer of the two edge-disjoint paths with the smallest total "
        "length.",
        "Diverse hub",
        _NETWORK,
    ),
    _field(
        "diverse_route_km",
        "km",
        "Length of that path.",
        "Diverse route",
        _NETWORK,
        0,
        positional=True,
    ),
    _field(
        "shared_km",
        "km",
        "Length over which the two paths run within 1 km of each other, excluding the last "
        "kilometre at the site.",
        "Shared length",
        _NETWORK,
        positional=True,
    ),
    _field(
        "separation_km",
        "km",
        "Median distance between the two paths.",
        "Route separation",
        _NETWORK,
        positional=True,
    ),
    _field(
        "fiber_cut",
        "",
        "Single point of failure: the segment or junction that every path runs through; its "
        "loss disconnects the site.",
        "Single point of failure",
        _NETWORK,
    ),
    _field(
        "fiber_cut_km",
        "km",
        "Length of the segments that every path runs through.",
        "Unprotected length",
        _NETWORK,
        positional=True,
    ),
    _field(
        "connectivity_basis",
        "",
        "Data that the fiber figures are based on, the weakest of them: routes, corridors, or "
        "proximity to points of presence.",
        "Connectivity basis",
    ),
)

METRO_PREFIX, METRO_SUFFIX = "rtt_to_", "_ms"


def metro_column(name: str) -> str:
    """Name the column of the round trip to a metro.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> metro_column("San Antonio")
    'rtt_to_san_antonio_ms'
    """
    slug = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return f"{METRO_PREFIX}{slug}{METRO_SUFFIX}"


def metro_field(column: str) -> Field | None:
    """Describe the column of the round trip to a metro.

    Parameters
    ----------
    column : str

    Returns
    -------
    Field, or None for another column
    """
    if not (column.startswith(METRO_PREFIX) and column.endswith(METRO_SUFFIX)):
        return None
    name = column.removeprefix(METRO_PREFIX).removesuffix(METRO_SUFFIX).replace("_", " ").title()
    return _field(
        column,
        "ms",
        f"Round-trip time to {name}: over routes if there is a path, otherwise over the straight "
        "line × route factor.",
        f"Round trip to {name}",
        _NETWORK,
        positional=True,
    )
