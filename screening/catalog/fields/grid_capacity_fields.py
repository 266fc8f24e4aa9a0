"""What the grid could carry, what connecting costs, and what is left at the racks."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_GRID = "nearest asset of the grid layers, geodesic on WGS84"
_CLASS = "docs/science/power.md"
_COST = "NREL reVX, MISO estimating rules and payments on record: docs/science/power.md"
_FALL = "docs/science/power.md, waterfall"

GRID = (
    Field(
        "asked_mw",
        "MW",
        "What is asked of the grid: the planned megawatts, or the contracted where no more is "
        "planned.",
        "Power asked",
        "power",
        "the sites table",
        0,
    ),
    Field(
        "asked_kv",
        "kV",
        "Lowest voltage at which one circuit carries that; above 345 kV's capacity, 500 kV or "
        "several circuits of 345 kV, whichever costs less.",
        "Voltage asked",
        "power",
        _CLASS,
        0,
    ),
    Field(
        "class_capacity_mw",
        "MW",
        "What one circuit of the nearest substation's voltage can carry, rounded down; says "
        "nothing of what is free.",
        "Class capacity",
        "power",
        _CLASS,
        0,
        positional=True,
    ),
    Field(
        "class_capacity_fraction",
        "-",
        "Class capacity over the power asked; under 1 the voltage or a circuit is lacking.",
        "Class capacity over ask",
        "power",
        _CLASS,
        2,
        positional=True,
    ),
    Field(
        "substation_capacity_mva",
        "MVA",
        "Transformer capacity that the layer states of the nearest substation; no public layer "
        "of the United States does.",
        "Substation capacity",
        "power",
        "the substations layer",
        0,
    ),
    Field(
        "headroom_mw",
        "MW",
        "Free capacity as the sites table, else the substations layer, states it; never inferred.",
        "Headroom",
        "power",
        "the sites table or the substations layer",
        0,
    ),
    Field(
        "line_230kv_distance_km",
        "km",
        "Distance to the nearest transmission line of 230 kV or more.",
        "230 kV line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_class_precision_km",
    ),
    Field(
        "line_500kv_distance_km",
        "km",
        "Distance to the nearest transmission line of 500 kV or more.",
        "500 kV line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_class_precision_km",
    ),
    Field(
        "line_class_precision_km",
        "km",
        "How far these distances may be off: position of the site plus precision of the layer.",
        "230 and 500 kV distance ±",
        "power",
    ),
    Field(
        "upgrade_kv",
        "kV",
        "Voltage of the nearest asset of at least the voltage asked: what a connection would be "
        "built for.",
        "Connection voltage",
        "power",
        _GRID,
        0,
    ),
    Field(
        "upgrade_musd_low",
        "MUSD",
        "Low end of the cost of a connection for the power asked, at the voltage asked.",
        "Grid connection, low",
        "power",
        _COST,
        positional=True,
    ),
    Field(
        "upgrade_musd",
        "MUSD",
        "Cost of a connection for the power asked: line, substation and transformers, or, within "
        "1 km of its voltage, what sites at a line have paid.",
        "Grid connection",
        "power",
        _COST,
        positional=True,
    ),
    Field(
        "upgrade_musd_high",
        "MUSD",
        "High end of the cost of a connection for the power asked.",
        "Grid connection, high",
        "power",
        _COST,
        positional=True,
    ),
)

WATERFALL_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("grid_mw", ()),
    ("firm_mw", ("lost_curtailable_mw",)),
    ("facility_mw", ("lost_reserve_mw", "lost_auxiliary_mw")),
    ("it_mw", ("lost_cooling_mw",)),
    ("it_mw_n20", ("lost_extreme_mw",)),
)
"""Each step of the waterfall, and what was lost on the way to it."""

WATERFALL = (
    Field(
        "firm_mw",
        "MW",
        "What of the grid power may not be curtailed: grid power × firm fraction.",
        "Firm power",
        "power",
        _FALL,
        0,
    ),
    Field(
        "facility_mw",
        "MW",
        "What of that cooling and racks can take: less a transformer in reserve, offices, security "
        "and the losses of main transformers.",
        "Facility power",
        "power",
        _FALL,
        0,
    ),
    Field(
        "it_mw",
        "MW",
        "Critical IT power at the cooling design hour: facility power over the peak PUE. "
        "Announced deals carry 0.66 to 0.71 of their grid MW.",
        "IT power",
        "power",
        _FALL,
        0,
    ),
    Field(
        "it_mw_n20",
        "MW",
        "Critical IT power at the worst hour in twenty years.",
        "IT power, 20-year extreme",
        "power",
        _FALL,
        0,
    ),
    Field(
        "it_per_grid_fraction",
        "-",
        "IT power at the design hour over grid power.",
        "IT over grid power",
        "power",
        _FALL,
        2,
    ),
    Field(
        "lost_curtailable_mw",
        "MW",
        "Grid power that may be curtailed: grid less firm power.",
        "Not firm",
        "power",
        _FALL,
        0,
    ),
    Field(
        "lost_reserve_mw",
        "MW",
        "Firm power that stands by for a transformer that is out (N+1).",
        "Transformer reserve",
        "power",
        _FALL,
        0,
    ),
    Field(
        "lost_auxiliary_mw",
        "MW",
        "What offices, security, water and the losses of main transformers take.",
        "Auxiliary load",
        "power",
        _FALL,
        0,
    ),
    Field(
        "lost_cooling_mw",
        "MW",
        "What cooling and power conversion take at the design hour: facility less IT power.",
        "Cooling and conversion",
        "power",
        _FALL,
        0,
    ),
    Field(
        "lost_extreme_mw",
        "MW",
        "What more they take at the worst hour in twenty years.",
        "20-year extreme",
        "power",
        _FALL,
        0,
    ),
)
