"""Substations: where power can be taken, and at which voltage."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.exclusions import DC, TAPS, TRACTION
from screening.catalog.layer_kind import ID, SOURCE, Column, LayerKind
from screening.catalog.styles import Graduated, MapLabel, StyleClass, Symbol
from screening.catalog.voltage_classes import (
    HIGH_CLASSES,
    LOW_CLASSES,
    VOLTAGE,
    VOLTAGE_MAX,
    VOLTAGE_STYLES,
)

SUBSTATIONS = LayerKind(
    name="substations",
    title="Substations",
    description="Substations by their highest voltage.",
    group="Power",
    geometry=("point", "polygon"),
    columns=(
        ID,
        Column(
            "name",
            "Name",
            "Name in the layer's own file.",
            aliases=("name", "substation_name", "names"),
            parse="name",
        ),
        VOLTAGE,
        VOLTAGE_MAX,
        Column(
            "capacity_mva",
            "Capacity",
            "Transformer capacity; empty where unknown.",
            "MVA",
            aliases=("capacity_mva", "mva", "rating_mva"),
            parse="number",
        ),
        Column(
            "headroom_mw",
            "Headroom",
            "Free capacity as the layer states it.",
            "MW",
            aliases=("headroom_mw", "headroom", "available_mw", "available_capacity_mw"),
            parse="number",
            if_stated=True,
        ),
        SOURCE,
    ),
    style=Graduated(
        "voltage_kv",
        tuple(
            StyleClass(
                each.title,
                Symbol(each.colour, 3.4 + 1.13 * each.width, marker="square"),
                lower=each.lower_kv,
                to_scale=0 if each.high else 3_000_000,
                overview=False,
            )
            for each in VOLTAGE_STYLES
        ),
    ),
    labels=(
        MapLabel(
            ("name", "voltage_kv"),
            palette.ORE,
            classes=HIGH_CLASSES,
            named=True,
            priority=3,
            to_scale=1_500_000,
        ),
        MapLabel(
            ("name", "voltage_kv"),
            palette.SAND,
            classes=LOW_CLASSES,
            named=True,
            priority=2,
            to_scale=600_000,
        ),
        MapLabel(("voltage_kv",), palette.SAND, named=False, priority=1, to_scale=300_000),
    ),
    features={"power": ("substation", "sub_station", "station"), "class": ("substation",)},
    exclusions=(DC, TRACTION, TAPS),
    near_only=True,
    unnamed_prefix="Unnamed",
)
