"""Fiber and hubs around a site."""

from __future__ import annotations

import re

from screening.catalog.fields.field import Field

_FIBER = "nearest asset of the fiber layers, geodesic on WGS84"

_NETWORK = "docs/science/connectivity.md"

CONNECTIVITY = (
    Field(
        "fiber_summary",
        "",
        "Where the fiber leads, in a sentence.",
        "In short",
        "connectivity",
        _NETWORK,
    ),
    Field(
        "fiber_distance_km",
        "km",
        "Distance to the nearest fiber route or corridor of the layers; routes they lack are not "
        "seen.",
        "Fiber distance",
        "connectivity",
        _FIBER,
        positional=True,
        precision="fiber_precision_km",
    ),
    Field(
        "fiber_precision_km",
        "km",
        "How far that distance may be off: position of the site plus precision of the layer.",
        "Fiber distance ±",
        "connectivity",
    ),
    Field(
        "fiber_provider",
        "",
        "Providers known on that route; empty where none is known.",
        "Fiber providers",
        "connectivity",
        _FIBER,
    ),
    Field(
        "fiber_providers_within_10km_count",
        "-",
        "Distinct providers known on routes within 10 km; a lower bound, and unknown where the "
        "layers name nobody.",
        "Providers within 10 km",
        "connectivity",
        _FIBER,
        0,
        positional=True,
    ),
    Field(
        "fiber_lateral_km",
        "km",
        "Length of the lateral to build: fiber distance × route factor.",
        "Fiber lateral",
        "connectivity",
        "Bozkurt et al. 2018 (route factor 1.3)",
        positional=True,
        precision="fiber_lateral_precision_km",
    ),
    Field(
        "fiber_lateral_precision_km",
        "km",
        "How far that length may be off: distance, and route factor of 1.15 to 1.45.",
        "Fiber lateral ±",
        "connectivity",
    ),
    Field(
        "second_lateral_km",
        "km",
        "Length of the cheapest lateral beside that one which makes two disjoint routes to "
        "different hubs; 0 where the first is enough, unknown where none within reach does.",
        "Second lateral",
        "connectivity",
        _NETWORK,
        positional=True,
    ),
    Field(
        "hub_name",
        "",
        "Nearest major exchange or carrier hotel: over routes, where there is a way, else in a "
        "straight line.",
        "Hub",
        "connectivity",
        _NETWORK,
    ),
    Field(
        "hub_distance_km",
        "km",
        "Straight distance to that hub.",
        "Hub distance",
        "connectivity",
        _FIBER,
        0,
        positional=True,
        precision="hub_precision_km",
    ),
    Field(
        "hub_precision_km",
        "km",
        "How far that distance may be off: position of the site plus precision of the layer.",
        "Hub distance ±",
        "connectivity",
    ),
    Field(
        "hub_route_km",
        "km",
        "Length of the shortest way to that hub: lateral, routes as long as drawn, corridors "
        "and straight pieces × route factor.",
        "Route to the hub",
        "connectivity",
        _NETWORK,
        0,
        positional=True,
        precision="hub_route_precision_km",
    ),
    Field(
        "hub_route_precision_km",
        "km",
        "How far that length may be off: position, layer, and route factor of 1.15 to 1.45 where "
        "it is applied.",
        "Route to the hub ±",
        "connectivity",
        "",
        0,
    ),
    Field(
        "rtt_ms",
        "ms",
        "Round trip to that hub over that way, in glass, plus equipment; where no way is known, "
        "over the straight line × route factor.",
        "Round trip",
        "connectivity",
        "4.9 µs/km one way; docs/science/connectivity.md",
        positional=True,
        precision="rtt_precision_ms",
    ),
    Field(
        "rtt_precision_ms",
        "ms",
        "How far the round trip may be off by the length of the way.",
        "Round trip ±",
        "connectivity",
    ),
    Field(
        "rtt_floor_ms",
        "ms",
        "What light in glass would take on the straight line: no route can do better.",
        "Round trip, floor",
        "connectivity",
        "4.9 µs/km one way",
        positional=True,
    ),
    Field(
        "rtt_basis",
        "",
        "What the round trip rests on: a way over routes or corridors, or, by proximity, a "
        "straight line.",
        "Round trip basis",
        "connectivity",
        _NETWORK,
    ),
    Field(
        "disjoint_routes_count",
        "-",
        "Ways to different hubs that share no stretch of route, up to 4, with a lateral to each "
        "provider's nearest route; says nothing of trenches that two layers share (see shared "
        "length).",
        "Disjoint routes",
        "connectivity",
        _NETWORK,
        0,
        positional=True,
    ),
    Field(
        "disjoint_nodes_count",
        "-",
        "Ways to different hubs that share no junction either, nor the end of a lateral, up to 4.",
        "Disjoint routes, by junction",
        "connectivity",
        _NETWORK,
        0,
        positional=True,
    ),
    Field(
        "diverse_hub_name",
        "",
        "Hub at the end of the longer of the two disjoint routes that are shortest together.",
        "Diverse hub",
        "connectivity",
        _NETWORK,
    ),
    Field(
        "diverse_route_km",
        "km",
        "Length of that route.",
        "Diverse route",
        "connectivity",
        _NETWORK,
        0,
        positional=True,
    ),
    Field(
        "shared_km",
        "km",
        "How much of the two runs within 1 km of each other, but for the last kilometre at the "
        "site.",
        "Shared by both routes",
        "connectivity",
        _NETWORK,
        positional=True,
    ),
    Field(
        "separation_km",
        "km",
        "Median distance between the two.",
        "Separation of the routes",
        "connectivity",
        _NETWORK,
        positional=True,
    ),
    Field(
        "fiber_cut",
        "",
        "What every route runs through: its loss leaves the site dark.",
        "Single cut",
        "connectivity",
        _NETWORK,
    ),
    Field(
        "fiber_cut_km",
        "km",
        "Length of the stretches that every route runs through.",
        "Single cut, length",
        "connectivity",
        _NETWORK,
        positional=True,
    ),
    Field(
        "connectivity_basis",
        "",
        "What the fiber figures rest on, the weakest of it: routes, corridors, or proximity to "
        "points of presence.",
        "Connectivity basis",
        "connectivity",
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
    return Field(
        column,
        "ms",
        f"Round trip to {name}, over routes where there is a way, else over the straight line × "
        "route factor.",
        f"Round trip to {name}",
        "connectivity",
        _NETWORK,
        positional=True,
    )
