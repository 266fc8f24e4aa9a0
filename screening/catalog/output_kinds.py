"""Layers that a run computes: connections and fiber paths of the sites."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import Code, Column, LayerKind
from screening.catalog.styles import Categorised, MapLabel, StyleClass, Symbol

_SITE_ID = Column("site_id", "Site id", "Site of the row.")


def _link_class(kind: str, title: str, symbol: Symbol) -> StyleClass:
    return StyleClass(title, symbol, values=(kind,), to_scale=2_500_000)


# Hues of Okabe and Ito; dashes differ too, so that kinds differ without colour vision.
CONNECTIONS = LayerKind(
    name="connections",
    title="Connections",
    description="Straight lines from each site to the substation, line, fiber and hub of its "
    "facts; not routes.",
    group="Ranking",
    geometry=("line",),
    columns=(
        _SITE_ID,
        Column(
            "kind",
            "Kind",
            "Type of the connected asset: substation, line, fiber or hub.",
            parse="code",
            codes=(
                Code("substation", "To the substation"),
                Code("line", "To the line"),
                Code("fiber", "To the fiber"),
                Code("hub", "To the hub"),
            ),
        ),
        Column("name", "Name", "Name of the connected asset."),
        Column("distance_km", "Distance", "Geodesic distance.", "km", parse="number", digits=1),
    ),
    style=Categorised(
        "kind",
        (
            _link_class("substation", "To the substation", Symbol("#8c2d04", 1.1, opacity=0.9)),
            _link_class("line", "To the line", Symbol("#e08214", 1.1, dash=(6, 4), opacity=0.9)),
            _link_class(
                "fiber", "To the fiber", Symbol(palette.FIBER, 1.1, dash=(2, 5), opacity=0.9)
            ),
            _link_class(
                "hub", "To the hub", Symbol("#7b4fa3", 1.1, dash=(10, 5, 2, 5), opacity=0.35)
            ),
        ),
    ),
    labels=(
        MapLabel(
            ("distance_km",),
            palette.MUTED,
            placement="along",
            classes=(0, 1, 2),
            to_scale=250_000,
        ),
    ),
)


def _path_class(
    kind: str, title: str, colour: str, size: float, dash: tuple[float, ...] = ()
) -> StyleClass:
    symbol = Symbol(colour, size, dash=dash, opacity=0.9)
    return StyleClass(title, symbol, values=(kind,), to_scale=2_500_000)


FIBER_PATHS = LayerKind(
    name="fiber_paths",
    title="Fiber paths",
    description="The shortest path of each site to a major interconnection hub, its diverse path, "
    "the longest segment that both share, and the single points of failure.",
    group="Ranking",
    geometry=("line",),
    columns=(
        _SITE_ID,
        Column(
            "kind",
            "Kind",
            "primary, diverse, shared or cut.",
            parse="code",
            codes=(
                Code("primary", "Shortest path"),
                Code("diverse", "Diverse path"),
                Code("shared", "Shared by both"),
                Code("cut", "Single point of failure"),
            ),
        ),
        Column(
            "name", "Name", "Hub at the end of the path, or description of the segment or point."
        ),
        Column(
            "route_km",
            "Route length",
            "Length along routes, laterals and links.",
            "km",
            parse="number",
            digits=1,
        ),
    ),
    style=Categorised(
        "kind",
        (
            _path_class("primary", "Shortest path", "#0072b2", 5.0),
            _path_class("diverse", "Diverse path", "#009e73", 5.0),
            _path_class("shared", "Shared by both", "#e69f00", 5.0, (3, 5)),
            _path_class("cut", "Single point of failure", "#d55e00", 8.0),
        ),
    ),
    labels=(MapLabel(("name", "route_km"), palette.MUTED, placement="along", to_scale=600_000),),
)
"""Classes from the lowest to the highest in the drawing order."""

OUTPUT_KINDS = {kind.name: kind for kind in (CONNECTIONS, FIBER_PATHS)}
