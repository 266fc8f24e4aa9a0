"""Who and where a site is: columns of the sites table."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_INPUT = "the sites table"

IDENTITY = (
    Field("site_id", "", "Unique id of the site.", "Site id", "identity", _INPUT),
    Field("name", "", "Name of the site.", "Name", "identity", _INPUT),
    Field("operator", "", "Who runs the site.", "Operator", "identity", _INPUT),
    Field("status", "", "What the site does now.", "Status", "identity", _INPUT),
    Field("longitude", "°", "Longitude, WGS84.", "Longitude", "identity", _INPUT, 4),
    Field("latitude", "°", "Latitude, WGS84.", "Latitude", "identity", _INPUT, 4),
    Field(
        "coord_precision_km",
        "km",
        "How far the true position may be from the given one; unknown where not stated.",
        "Position ±",
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
        "Interconnection",
        "identity",
        _INPUT,
        0,
    ),
    Field(
        "elevation_m",
        "m",
        "Height of the site above sea level.",
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
        "Share of the grid power that may not be curtailed, as the sites table states it.",
        "Firm share",
        "identity",
        _INPUT,
        2,
    ),
    Field(
        "transformers_count",
        "-",
        "Main transformers on site; one of them stands by.",
        "Transformers",
        "identity",
        _INPUT,
        0,
    ),
    Field("land_ha", "ha", "Land under control.", "Land", "identity", _INPUT),
)
