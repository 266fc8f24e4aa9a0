"""Fiber routes, and the corridors that fiber is known to follow."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import ID, SOURCE, Code, Column, LayerKind
from screening.catalog.styles import Categorised, MapLabel, StyleClass, Symbol

FIBER_ROUTES = LayerKind(
    name="fiber_routes",
    title="Fiber routes",
    description="Fiber routes; dashed where only a corridor is known.",
    group="Connectivity",
    geometry=("line",),
    columns=(
        ID,
        Column(
            "name",
            "Name",
            "Name in the layer's own file.",
            aliases=("name", "route_name", "names", "ref"),
            parse="name",
        ),
        Column(
            "provider",
            "Providers",
            "Providers known on the route, divided by semicolons.",
            aliases=("provider", "providers", "carrier", "carriers", "operator", "owner"),
            parse="names",
        ),
        Column(
            "kind",
            "Kind",
            "long-haul, metro, or corridor (where a route may be).",
            aliases=("kind", "route_type"),
            parse="code",
            codes=(
                Code("long-haul", "Long-haul"),
                Code("metro", "Metro"),
                Code("corridor", "Corridor: a route may be here"),
            ),
        ),
        SOURCE,
    ),
    style=Categorised(
        "kind",
        (
            StyleClass("Route", Symbol(palette.FIBER, 1.9, opacity=0.8)),
            StyleClass(
                "Corridor",
                Symbol(palette.FIBER, 1.5, dash=(7.0, 5.0), opacity=0.65),
                values=("corridor",),
            ),
        ),
    ),
    labels=(
        MapLabel(
            ("name", "provider"),
            palette.FIBER,
            placement="along",
            first_known=True,
            to_scale=1_500_000,
        ),
    ),
)
