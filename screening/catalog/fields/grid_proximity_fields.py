"""The grid around a site."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_GRID = "nearest asset of the grid layers, geodesic on WGS84"

POWER = (
    Field(
        "substation_name",
        "",
        "Nearest substation of at least the profile's voltage.",
        "Substation",
        "power",
        _GRID,
    ),
    Field("substation_kv", "kV", "Its highest voltage.", "Substation voltage", "power", _GRID, 0),
    Field(
        "substation_distance_km",
        "km",
        "Distance to it, along the ellipsoid.",
        "Substation distance",
        "power",
        _GRID,
        positional=True,
        precision="substation_precision_km",
    ),
    Field(
        "substation_precision_km",
        "km",
        "How far that distance may be off: position of the site plus precision of the layer.",
        "Substation distance ±",
        "power",
    ),
    Field(
        "line_kv",
        "kV",
        "Voltage of the nearest transmission line of 138 kV or more.",
        "Line voltage",
        "power",
        _GRID,
        0,
    ),
    Field(
        "line_distance_km",
        "km",
        "Distance to the nearest transmission line of 138 kV or more.",
        "Line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_precision_km",
    ),
    Field(
        "line_345kv_distance_km",
        "km",
        "Distance to the nearest transmission line of 345 kV or more.",
        "345 kV line distance",
        "power",
        _GRID,
        positional=True,
        precision="line_precision_km",
    ),
    Field(
        "line_precision_km",
        "km",
        "How far the line distances may be off: position of the site plus precision of the layer.",
        "Line distance ±",
        "power",
    ),
    Field(
        "supplies_within_25km_count",
        "-",
        "Substations of 138 kV or more within 25 km, each once however many layers hold it: "
        "options when one supply is out.",
        "Supplies within 25 km",
        "power",
        _GRID,
        0,
        positional=True,
    ),
)
