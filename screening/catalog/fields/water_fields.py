"""Columns of water stress and the water demand of the cooling design."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_SCALE = "scale of WRI Aqueduct 4.0, baseline water stress"
_PAGE = "docs/science/cooling.md"

WATER = (
    Field(
        "water_stress_score",
        "-",
        "Baseline water stress at the site: 0 low to 5 extremely high; -1 arid with low water use.",
        "Water stress",
        "water",
        _SCALE,
        1,
        positional=True,
    ),
    Field(
        "water_stress_class",
        "",
        "Class of that score: Low, Low-Medium, Medium-High, High, Extremely High, or arid.",
        "Water stress class",
        "water",
        _SCALE,
    ),
    Field(
        "water_peak_m3_per_day",
        "m³/d",
        "Water demand of the cooling design on the day of highest demand, at full IT power.",
        "Water demand, peak day",
        "water",
        _PAGE,
        0,
    ),
    Field(
        "water_m3_per_year",
        "m³/yr",
        "Water demand of the cooling design in a typical year, at full IT power.",
        "Water demand, year",
        "water",
        _PAGE,
        0,
    ),
    Field(
        "evaporative_stress_score",
        "-",
        "Water stress if the cooling design evaporates water, with arid areas as 5; 0 if it "
        "evaporates none. A constraint on it excludes evaporative cooling where water is "
        "scarce.",
        "Evaporative stress",
        "water",
        _SCALE,
        1,
    ),
)
