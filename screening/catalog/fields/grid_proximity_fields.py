"""Columns of the distance to the grid."""

from __future__ import annotations

from screening.catalog.fields.field import Field, with_bounds

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
    *with_bounds(
        Field(
            "substation_kv",
            "kV",
            "Highest voltage of that substation.",
            "Substation voltage",
            "power",
            _GRID,
            0,
        ),
        "substation_distance_why",
    ),
    *with_bounds(
        Field(
            "substation_distance_km",
            "km",
            "Distance to that substation, along the ellipsoid.",
            "Substation distance",
            "power",
            _GRID,
            positional=True,
            precision="substation_precision_km",
        )
    ),
    Field(
        "substation_precision_km",
        "km",
        "Uncertainty of that distance: positional accuracy of the site plus that of the layer.",
        "Substation distance ±",
        "power",
    ),
    *with_bounds(
        Field(
            "line_kv",
            "kV",
            "Voltage of the nearest transmission line of at least the profile's voltage.",
            "Line voltage",
            "power",
            _GRID,
            0,
        ),
        "line_distance_why",
    ),
    *with_bounds(
        Field(
            "line_distance_km",
            "km",
            "Distance to the nearest transmission line of at least the profile's voltage.",
            "Line distance",
            "power",
            _GRID,
            positional=True,
            precision="line_precision_km",
        )
    ),
    *with_bounds(
        Field(
            "line_345kv_distance_km",
            "km",
            "Distance to the nearest transmission line of 345 kV or more.",
            "345 kV line distance",
            "power",
            _GRID,
            positional=True,
            precision="line_precision_km",
        )
    ),
    Field(
        "line_precision_km",
        "km",
        "Uncertainty of the line distances: positional accuracy of the site plus that of the "
        "layer.",
        "Line distance ±",
        "power",
    ),
    *with_bounds(
        Field(
            "supplies_within_25km_count",
            "-",
            "Grid supply points within 25 km: distinct substations of at least the profile's "
            "voltage, each counted once even if several layers contain it. They are the "
            "alternatives if one supply fails.",
            "Supply points within 25 km",
            "power",
            _GRID,
            0,
            positional=True,
        )
    ),
)
