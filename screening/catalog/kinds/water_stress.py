"""Baseline water stress of basins or states, on the scale of WRI Aqueduct."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import SOURCE, Column, LayerKind
from screening.catalog.styles import Graduated, MapLabel, StyleClass, Symbol

_TITLES = (
    "extremely high (4 to 5)",
    "high (3 to 4)",
    "medium-high (2 to 3)",
    "low-medium (1 to 2)",
    "low (0 to 1)",
)

WATER_STRESS = LayerKind(
    name="water_stress",
    title="Water stress",
    description="Baseline water stress: withdrawals over available water, as a score of 0 to 5.",
    group="Water",
    geometry=("polygon",),
    columns=(
        Column(
            "id",
            "Id",
            "Id in the layer's own file.",
            aliases=("id", "aq30_id", "pfaf_id", "string_id"),
        ),
        Column(
            "name",
            "Name",
            "Name in the layer's own file.",
            aliases=("name", "name_1", "state_name"),
            parse="name",
        ),
        Column(
            "water_stress_score",
            "Water stress, 0 to 5",
            "Aqueduct's score of baseline water stress; -1 where arid and little used.",
            "-",
            aliases=("water_stress_score", "bws_score"),
            parse="water_stress",
            inputs={
                "withdrawal_fraction": ("withdrawal_fraction", "bws_raw"),
                "stress_category": ("bws_cat",),
            },
            minimum=0.0,
            maximum=5.0,
            digits=1,
        ),
        SOURCE,
    ),
    style=Graduated(
        "water_stress_score",
        (
            *(
                StyleClass(title, Symbol(colour, 0.8, opacity=0.6), lower=float(lower))
                for title, colour, lower in zip(
                    _TITLES, palette.WATER_STRESS[::-1], (4, 3, 2, 1, 0), strict=True
                )
            ),
            StyleClass("arid and little used, or unknown", Symbol(palette.ASH, 0.8, opacity=0.4)),
        ),
    ),
    labels=(MapLabel(("name",), palette.STONE, placement="within", to_scale=20_000_000),),
    has_life_cycle=False,
    by_state=True,
    visible=False,
)
