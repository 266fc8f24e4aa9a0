"""Columns of the sites table: identity, position and power of a site."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_INPUT = "the sites table"

STATED_FACTS = "stated_facts"
"""The column that lists the facts which a site states."""

IDENTITY = (
    Field("site_id", "", "Unique id of the site.", "Site id", "identity", _INPUT),
    Field("name", "", "Name of the site.", "Name", "identity", _INPUT),
    Field("operator", "", "Company that operates the site.", "Operator", "identity", _INPUT),
    Field("status", "", "Present use of the site.", "Status", "identity", _INPUT),
    Field("longitude", "°", "Longitude, WGS84.", "Longitude", "identity", _INPUT, 4),
    Field("latitude", "°", "Latitude, WGS84.", "Latitude", "identity", _INPUT, 4),
    Field(
        "coord_precision_km",
        "km",
        "Positional accuracy: how far the true position may be from the stated one; unknown if "
        "not stated.",
        "Positional accuracy",
        "identity",
        _INPUT,
    ),
    Field(
        "grid_mw",
        "MW",
        "Grid power contracted or energised today (gross, at the meter).",
        "Grid power",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "planned_mw",
        "MW",
        "Grid power planned or applied for.",
        "Planned power",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "interconnect_kv",
        "kV",
        "Voltage at which the site is connected.",
        "Interconnection voltage",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "elevation_m",
        "m",
        "Elevation of the site above sea level.",
        "Elevation",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "building_m2",
        "m²",
        "Floor area of the buildings on site.",
        "Buildings",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "firm_fraction",
        "-",
        "Fraction of the grid power that cannot be curtailed, as stated in the sites table.",
        "Firm fraction",
        "identity",
        _INPUT,
        2,
    ),
    Field(
        "transformers_count",
        "-",
        "Main transformers on site; one of them is in reserve (N+1).",
        "Transformers",
        "identity",
        _INPUT,
        0,
    ),
    Field("land_ha", "ha", "Land under control.", "Land", "identity", _INPUT),
    Field(
        STATED_FACTS,
        "",
        "Facts that the sites table states itself; all others are derived from the layers.",
        "Stated facts",
        "identity",
        _INPUT,
    ),
)
