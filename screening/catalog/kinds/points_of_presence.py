"""Points of presence: exchanges, carrier hotels, data centers, cable landings, metros."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import ID, SOURCE, Code, Column, LayerKind
from screening.catalog.styles import Categorised, MapLabel, StyleClass, Symbol

_LARGE = Symbol(palette.POINT, 12.0, marker="diamond")
_SMALL = Symbol(palette.POINT, 8.0, marker="diamond")

POINTS_OF_PRESENCE = LayerKind(
    name="points_of_presence",
    title="Points of presence",
    description="Internet exchanges, carrier hotels and data centers where networks meet.",
    group="Connectivity",
    geometry=("point", "polygon"),
    columns=(
        ID,
        Column(
            "name", "Name", "Name in the layer's own file.", aliases=("name", "names"), parse="name"
        ),
        Column(
            "kind",
            "Kind",
            "ixp, carrier_hotel, data_center, landing or metro.",
            aliases=("kind", "pop_type", "telecom"),
            parse="code",
            codes=(
                Code(
                    "ixp",
                    "Internet exchange",
                    ("ix", "internet exchange", "internet exchange point"),
                ),
                Code("carrier_hotel", "Carrier hotel", ("carrier hotel", "meet-me room")),
                Code("data_center", "Data center", ("data center", "data centre")),
                Code(
                    "landing",
                    "Cable landing",
                    ("cable landing", "landing station", "cable landing station"),
                ),
                Code("metro", "Metro", ("city",)),
            ),
            without_codes="states no kind that is known, so none of it counts as a hub",
        ),
        Column(
            "networks_count",
            "Networks",
            "Networks present; empty where unknown.",
            "-",
            aliases=("networks_count", "net_count", "networks"),
            parse="count",
        ),
        Column(
            "coord_precision_km",
            "Positional accuracy",
            "How far the position may be off, where it is worse than the layer's.",
            "km",
            aliases=("coord_precision_km",),
            parse="number",
            if_stated=True,
            digits=1,
        ),
        SOURCE,
    ),
    style=Categorised(
        "kind",
        (
            StyleClass("Internet exchanges", _LARGE, values=("ixp",)),
            StyleClass("Carrier hotels", _LARGE, values=("carrier_hotel",)),
            StyleClass("Data centers", _SMALL, values=("data_center",), overview=False),
            StyleClass("Cable landings", _SMALL, values=("landing",), overview=False),
            StyleClass("Metros", _SMALL, values=("metro",), overview=False),
            StyleClass("Other points of presence", _SMALL, overview=False),
        ),
    ),
    labels=(
        MapLabel(
            ("name",), palette.POINT, size_pt=7.5, classes=(0, 1), priority=4, to_scale=2_500_000
        ),
        MapLabel(("name",), palette.POINT, classes=(2, 3, 4, 5), priority=1, to_scale=800_000),
    ),
    to_points=True,
)
