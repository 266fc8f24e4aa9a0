"""Columns of grid capacity, connection cost and the power chain."""

from __future__ import annotations

from screening.catalog.fields.field import Field, with_bounds

_GRID = "nearest asset of the grid layers, geodesic on WGS84"
_CLASS = "docs/science/power.md"
_COST = "NREL reVX, MISO cost estimates and recorded payments: docs/science/power.md"
_CHAIN = "docs/science/power.md, power chain"

GRID = (
    Field(
        "asked_mw",
        "MW",
        "Load requested from the grid: the larger of planned and contracted power.",
        "Load requested",
        "power",
        "the sites table",
        0,
    ),
    Field(
        "asked_kv",
        "kV",
        "Lowest voltage at which one circuit carries that load; above the capacity of 345 kV, "
        "500 kV or several circuits of 345 kV, whichever costs less.",
        "Voltage required",
        "power",
        _CLASS,
        0,
    ),
    Field(
        "class_capacity_mw",
        "MW",
        "Capacity of one circuit at the nearest substation's voltage, rounded down; it does not "
        "indicate free capacity.",
        "Class capacity",
        "power",
        _CLASS,
        0,
        positional=True,
    ),
    Field(
        "class_capacity_fraction",
        "-",
        "Class capacity divided by the load requested; below 1, a higher voltage or another "
        "circuit is needed.",
        "Class capacity / load",
        "power",
        _CLASS,
        2,
        positional=True,
    ),
    Field(
        "substation_capacity_mva",
        "MVA",
        "Transformer capacity of the nearest substation, if the layer states it; no public "
        "layer of the United States does.",
        "Substation capacity",
        "power",
        "the substations layer",
        0,
    ),
    Field(
        "headroom_mw",
        "MW",
        "Free capacity, as stated in the sites table, otherwise in the substations layer; never "
        "inferred.",
        "Headroom",
        "power",
        "the sites table or the substations layer",
        0,
    ),
    *with_bounds(
        Field(
            "line_230kv_distance_km",
            "km",
            "Distance to the nearest transmission line of 230 kV or more.",
            "230 kV line distance",
            "power",
            _GRID,
            positional=True,
            precision="line_class_precision_km",
        )
    ),
    *with_bounds(
        Field(
            "line_500kv_distance_km",
            "km",
            "Distance to the nearest transmission line of 500 kV or more.",
            "500 kV line distance",
            "power",
            _GRID,
            positional=True,
            precision="line_class_precision_km",
        )
    ),
    Field(
        "line_class_precision_km",
        "km",
        "Uncertainty of these distances: positional accuracy of the site plus that of the layer.",
        "230 and 500 kV distance ±",
        "power",
    ),
    Field(
        "upgrade_kv",
        "kV",
        "Voltage of the nearest asset of at least the required voltage, for which a connection "
        "would be built.",
        "Connection voltage",
        "power",
        _GRID,
        0,
    ),
    Field(
        "upgrade_musd_low",
        "MUSD",
        "Low estimate of the cost of connecting the load requested.",
        "Grid connection cost, low",
        "power",
        _COST,
        positional=True,
    ),
    Field(
        "upgrade_musd",
        "MUSD",
        "Base estimate of the cost of connecting the load requested: line, substation and "
        "transformers; within 1 km of that voltage, what sites next to a line have paid. Empty "
        "where the distance is undecided: the low and the high estimate bound the cost then.",
        "Grid connection cost",
        "power",
        _COST,
        positional=True,
        lower="upgrade_musd_low",
        upper="upgrade_musd_high",
    ),
    Field(
        "upgrade_musd_high",
        "MUSD",
        "High estimate of the cost of connecting the load requested.",
        "Grid connection cost, high",
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
"""Steps of the power chain, each with the losses since the step before it."""

WATERFALL = (
    Field(
        "firm_mw",
        "MW",
        "Grid power that cannot be curtailed: grid power × firm fraction.",
        "Firm power",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "facility_mw",
        "MW",
        "Power available to cooling and racks: firm power less the transformer reserve (N+1), "
        "the auxiliary load and the losses of main transformers.",
        "Facility power",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "it_mw",
        "MW",
        "Critical IT power at the cooling design hour: facility power divided by the peak PUE. "
        "Announced deals have 0.66 to 0.71 of their grid MW.",
        "IT power",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "it_mw_n20",
        "MW",
        "Critical IT power at the 20-year extreme: facility power divided by the 20-year PUE.",
        "IT power, 20-year extreme",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "it_per_grid_fraction",
        "-",
        "IT power at the design hour divided by grid power.",
        "IT / grid power",
        "power",
        _CHAIN,
        2,
    ),
    Field(
        "lost_curtailable_mw",
        "MW",
        "Grid power that can be curtailed: grid power less firm power.",
        "Not firm",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "lost_reserve_mw",
        "MW",
        "Firm power held in reserve for the loss of a transformer (N+1).",
        "Transformer reserve",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "lost_auxiliary_mw",
        "MW",
        "Load of offices, security and water, and the losses of main transformers.",
        "Auxiliary load",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "lost_cooling_mw",
        "MW",
        "Power for cooling and power conversion at the design hour: facility power less IT power.",
        "Cooling and conversion",
        "power",
        _CHAIN,
        0,
    ),
    Field(
        "lost_extreme_mw",
        "MW",
        "Additional power for cooling and power conversion at the 20-year extreme.",
        "20-year extreme",
        "power",
        _CHAIN,
        0,
    ),
)
