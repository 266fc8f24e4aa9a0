"""Monthly climate normals: a raster with bands of temperature, dew point and elevation."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import Column, LayerKind
from screening.catalog.styles import ColourRamp

_MEASURES = {
    "tmax_c": "mean daily maximum",
    "tmin_c": "mean daily minimum",
    "dew_point_c": "mean dew point",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_AT_MOST = {"tmin_c": "tmax_c", "dew_point_c": "tmax_c"}
"""A mean daily minimum is no higher than the mean daily maximum, nor is a mean dew point."""
_PICTURED = ("tmax_c_07", "dew_point_c_07", "tmin_c_01")


def _monthly_band(measure: str, month: int) -> Column:
    name = f"{measure}_{month:02d}"
    title = f"{_MONTHS[month - 1]}, {_MEASURES[measure]}"
    return Column(
        name,
        title,
        f"{title}, 30-year normal.",
        "°C",
        minimum=-90.0,
        maximum=60.0,
        at_most=f"{_AT_MOST[measure]}_{month:02d}" if measure in _AT_MOST else "",
        pictured=name in _PICTURED,
    )


CLIMATE_NORMALS = LayerKind(
    name="climate_normals",
    title="Climate normals",
    description="Monthly normals of temperature and dew point.",
    group="Climate",
    geometry=("raster",),
    columns=(
        *(_monthly_band(measure, month) for measure in _MEASURES for month in range(1, 13)),
        Column(
            "elevation_m",
            "Elevation",
            "Elevation of the ground.",
            "m",
            minimum=-450.0,
            maximum=9000.0,
        ),
    ),
    ramp=ColourRamp(palette.RASTER),
    visible=False,
)
