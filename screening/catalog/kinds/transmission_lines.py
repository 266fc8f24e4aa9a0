"""Transmission lines and cables."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.exclusions import DC, TRACTION
from screening.catalog.layer_kind import ID, SOURCE, Column, LayerKind
from screening.catalog.styles import Graduated, MapLabel, StyleClass, Symbol
from screening.catalog.voltage_classes import VOLTAGE, VOLTAGE_MAX, VOLTAGE_STYLES

TRANSMISSION_LINES = LayerKind(
    name="transmission_lines",
    title="Transmission lines",
    description="Transmission lines by voltage.",
    group="Power",
    geometry=("line",),
    columns=(
        ID,
        Column(
            "name",
            "Name",
            "Name in the layer's own file; of an unnamed line its ends.",
            aliases=("name", "line_name", "names", "ref"),
            parse="name",
            inputs={"sub_1": ("sub_1",), "sub_2": ("sub_2",)},
        ),
        VOLTAGE,
        VOLTAGE_MAX,
        Column("owner", "Owner", "Owner of the line.", aliases=("owner", "operator")),
        Column(
            "circuits",
            "Circuits",
            "Circuits on the line.",
            "-",
            aliases=("circuits",),
            parse="count",
        ),
        SOURCE,
    ),
    style=Graduated(
        "voltage_kv",
        tuple(
            StyleClass(
                each.title,
                Symbol(each.colour, each.width, opacity=0.75),
                lower=each.lower_kv,
                overview=each.high,
            )
            for each in VOLTAGE_STYLES
        ),
    ),
    labels=(MapLabel(("voltage_kv", "owner"), palette.ORE, placement="along", to_scale=600_000),),
    features={
        "power": ("line", "cable", "minor_line"),
        "class": ("power_line", "line", "cable", "minor_line"),
    },
    exclusions=(DC, TRACTION),
    near_only=True,
)
