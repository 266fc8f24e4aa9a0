"""Climate, cooling, and what it costs in power."""

from __future__ import annotations

from screening.fields.field import Field

_CLIMATE = "monthly normals, tier C of docs/science/cooling.md"

COOLING = (
    Field(
        "dry_bulb_04_c",
        "°C",
        "Dry bulb exceeded 35 hours a year (0.4 %).",
        "Dry bulb 0.4 %",
        "cooling",
        _CLIMATE,
        precision="dry_bulb_precision_c",
    ),
    Field(
        "dry_bulb_precision_c",
        "°C",
        "How far the dry bulb may be off: measured error (RMSE) of the climate tier, without that "
        "of the normals.",
        "Dry bulb ±",
        "cooling",
        _CLIMATE,
    ),
    Field(
        "wet_bulb_04_c",
        "°C",
        "Wet bulb exceeded 35 hours a year (0.4 %).",
        "Wet bulb 0.4 %",
        "cooling",
        _CLIMATE,
        precision="wet_bulb_precision_c",
    ),
    Field(
        "wet_bulb_precision_c",
        "°C",
        "How far the wet bulb may be off: measured error (RMSE) of the climate tier, without that "
        "of the normals.",
        "Wet bulb ±",
        "cooling",
        _CLIMATE,
    ),
    Field(
        "free_cooling_hours",
        "h/yr",
        "Hours in which outside air alone can cool a hall: at most 27 °C and dew point 15 °C.",
        "Free-cooling hours",
        "cooling",
        "Green Grid limits; docs/science/cooling.md",
        0,
        precision="free_cooling_precision_hours",
    ),
    Field(
        "free_cooling_precision_hours",
        "h/yr",
        "How far the free-cooling hours may be off: measured error (RMSE) of the climate tier, "
        "without that of the normals.",
        "Free-cooling hours ±",
        "cooling",
        _CLIMATE,
        0,
    ),
    Field(
        "cooling_design",
        "",
        "Cooling design that the PUE figures are for.",
        "Cooling design",
        "cooling",
    ),
    Field(
        "pue_mean",
        "-",
        "Annual mean power usage effectiveness of that design.",
        "PUE, mean",
        "cooling",
        "docs/science/cooling.md",
        3,
    ),
    Field(
        "pue_peak",
        "-",
        "Power usage effectiveness at the design hour: the higher of the 0.4 % dry bulb and the "
        "0.4 % wet bulb, each with what coincides with it.",
        "PUE, peak",
        "cooling",
        "docs/science/cooling.md",
        3,
    ),
    Field(
        "pue_n20",
        "-",
        "Power usage effectiveness on the hottest hour of twenty years: at the 20-year dry bulb "
        "with the wet bulb that coincides with the 0.4 % one, and never below the peak.",
        "PUE, 20-year",
        "cooling",
        "docs/science/cooling.md",
        3,
    ),
    Field(
        "climate_basis",
        "",
        "What the cooling figures rest on: hourly, morphed, or normals.",
        "Climate basis",
        "cooling",
    ),
)
