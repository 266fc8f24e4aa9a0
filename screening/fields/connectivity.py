"""Fiber and hubs around a site."""

from __future__ import annotations

from screening.fields.field import Field

_FIBER = "nearest asset of the fiber layers, geodesic on WGS84"

CONNECTIVITY = (
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
    ),
    Field(
        "hub_name",
        "",
        "Nearest major exchange or carrier hotel.",
        "Hub",
        "connectivity",
        _FIBER,
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
    ),
    Field(
        "rtt_ms",
        "ms",
        "Round trip to that hub on a typical route: straight line × route factor in glass, plus "
        "equipment.",
        "Round trip",
        "connectivity",
        "4.9 µs/km one way; docs/science/connectivity.md",
        positional=True,
    ),
    Field(
        "connectivity_basis",
        "",
        "What the fiber figures rest on: routes, corridors, or proximity to points of presence.",
        "Connectivity basis",
        "connectivity",
    ),
)
