"""Water: how short it is, and what the cooling design would take."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_SCALE = "scale of WRI Aqueduct 4.0, baseline water stress"
_PAGE = "docs/science/cooling.md"

WATER = (
    Field(
        "water_stress_score",
        "-",
        "Baseline water stress where the site lies: 0 low to 5 extremely high; -1 arid with "
        "little use.",
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
        "Water that the cooling design takes on the day that takes most, at full IT power.",
        "Water, peak day",
        "water",
        _PAGE,
        0,
    ),
    Field(
        "water_m3_per_year",
        "m³/yr",
        "Water that the cooling design takes in a typical year, at full IT power.",
        "Water, year",
        "water",
        _PAGE,
        0,
    ),
    Field(
        "evaporative_stress_score",
        "-",
        "Water stress where the cooling design evaporates water, arid areas as 5; 0 where it "
        "evaporates none. A constraint on it says: no evaporative cooling here.",
        "Stress under evaporation",
        "water",
        _SCALE,
        1,
    ),
)
