"""Columns of climate and cooling, with the power and water it uses."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_PAGE = "docs/science/cooling.md"
_CLIMATE = f"station years or monthly normals, as climate_basis states; {_PAGE}"
_ERROR = "measured error (RMSE) of the climate tier, without that of the normals"


def _climate(
    name: str, unit: str, text: str, alias: str, digits: int = 1, precision: str = ""
) -> Field:
    return Field(name, unit, text, alias, "cooling", _CLIMATE, digits, precision=precision)


def _pue(name: str, text: str, alias: str, precision: str = "") -> Field:
    return Field(name, "-", text, alias, "cooling", _PAGE, 3, precision=precision)


TODAY = (
    _climate(
        "dry_bulb_04_c",
        "°C",
        "Dry-bulb temperature exceeded 35 hours per year (0.4 %).",
        "Dry bulb 0.4 %",
        precision="dry_bulb_precision_c",
    ),
    _climate("dry_bulb_precision_c", "°C", f"Uncertainty of the dry bulb: {_ERROR}.", "Dry bulb ±"),
    _climate(
        "wet_bulb_04_c",
        "°C",
        "Wet-bulb temperature exceeded 35 hours per year (0.4 %).",
        "Wet bulb 0.4 %",
        precision="wet_bulb_precision_c",
    ),
    _climate("wet_bulb_precision_c", "°C", f"Uncertainty of the wet bulb: {_ERROR}.", "Wet bulb ±"),
    _climate(
        "dry_bulb_n20_c",
        "°C",
        "Highest dry bulb in 20 years, estimated as the 0.4 % dry bulb plus 6.0 K: a typical "
        "year contains no extremes.",
        "Dry bulb, 20-year",
        precision="dry_bulb_n20_precision_c",
    ),
    _climate(
        "dry_bulb_n20_precision_c",
        "°C",
        "Uncertainty of the 20-year dry bulb: 1.6 K of the estimate, and that of the 0.4 % dry "
        "bulb.",
        "Dry bulb, 20-year ±",
    ),
    Field(
        "free_cooling_hours",
        "h/yr",
        "Hours in which outside air alone can cool a hall: dry bulb at most 27 °C and dew point "
        "at most 15 °C.",
        "Free-cooling hours",
        "cooling",
        f"Green Grid limits; {_PAGE}",
        0,
        precision="free_cooling_precision_hours",
    ),
    _climate(
        "free_cooling_precision_hours",
        "h/yr",
        f"Uncertainty of the free-cooling hours: {_ERROR}.",
        "Free-cooling hours ±",
        0,
    ),
    Field(
        "cooling_design",
        "",
        "Cooling design of the PUE and water figures.",
        "Cooling design",
        "cooling",
    ),
    Field(
        "cooling_choice",
        "",
        "Reasons for this design: the designs it was selected from, and the runners-up with "
        "their peak PUE.",
        "Design selection",
        "cooling",
        _PAGE,
    ),
    _pue(
        "pue_mean",
        "Annual mean power usage effectiveness of that design.",
        "PUE, mean",
        "pue_mean_precision",
    ),
    _pue("pue_mean_precision", f"Uncertainty of the mean PUE: {_ERROR}.", "PUE, mean ±"),
    _pue(
        "pue_peak",
        "Power usage effectiveness at the design hour: the higher of the 0.4 % dry bulb and the "
        "0.4 % wet bulb, each with its coincident conditions.",
        "PUE, peak",
        "pue_precision",
    ),
    _pue(
        "pue_precision",
        "Uncertainty of the peak PUE: half of its change when the design temperatures go from "
        "minus to plus their error.",
        "PUE, peak ±",
    ),
    _pue(
        "pue_n20",
        "Power usage effectiveness at the 20-year extreme: the 20-year dry bulb with the wet "
        "bulb coincident with the 0.4 % dry bulb, and at least the peak.",
        "PUE, 20-year",
        "pue_n20_precision",
    ),
    _pue(
        "pue_n20_precision", "Uncertainty of the 20-year PUE, computed likewise.", "PUE, 20-year ±"
    ),
    Field(
        "design_free_hours",
        "h/yr",
        "Hours in which that design runs without a chiller.",
        "Chiller-free hours",
        "cooling",
        _PAGE,
        0,
    ),
    Field(
        "design_partial_free_hours",
        "h/yr",
        "Hours in which outside air rejects part of that design's heat, and a chiller the rest.",
        "Partly chiller-free hours",
        "cooling",
        _PAGE,
        0,
    ),
    Field(
        "wue_l_per_kwh",
        "L/kWh",
        "Annual mean water usage effectiveness of that design, per kWh of IT.",
        "WUE, mean",
        "cooling",
        _PAGE,
        2,
    ),
    Field(
        "wue_peak_day_l_per_kwh",
        "L/kWh",
        "Water usage effectiveness of that design on the day of highest demand, per kWh of IT.",
        "WUE, peak day",
        "cooling",
        _PAGE,
        2,
    ),
    Field(
        "climate_basis",
        "",
        "Data that the cooling figures are based on: hourly (a station at the site), morphed (a "
        "station's year morphed to the site's normals), or normals.",
        "Climate basis",
        "cooling",
    ),
    Field(
        "climate_station",
        "",
        "Weather station whose year is used; none if the figures are based on normals.",
        "Climate station",
        "cooling",
    ),
    Field(
        "climate_station_km",
        "km",
        "Distance to that station.",
        "Climate station distance",
        "cooling",
    ),
    Field(
        "climate_elevation_source",
        "",
        "Elevation that the cooling figures are computed for: that stated for the site, that of "
        "the normals' raster, or, where neither is known, that of the weather station.",
        "Climate elevation",
        "cooling",
    ),
)

FUTURE = (
    _climate(
        "dry_bulb_04_future_c",
        "°C",
        "Dry-bulb temperature exceeded 35 hours per year in the future year that the config names.",
        "Dry bulb 0.4 %, future",
    ),
    _climate(
        "wet_bulb_04_future_c",
        "°C",
        "Wet-bulb temperature exceeded 35 hours per year in that future year.",
        "Wet bulb 0.4 %, future",
    ),
    _climate(
        "free_cooling_future_hours",
        "h/yr",
        "Free-cooling hours in that future year.",
        "Free-cooling hours, future",
        0,
    ),
    _pue(
        "pue_mean_future", "Mean PUE of the same design in that future year.", "PUE, mean, future"
    ),
    _pue(
        "pue_peak_future", "Peak PUE of the same design in that future year.", "PUE, peak, future"
    ),
    _pue(
        "pue_n20_future",
        "20-year PUE of the same design in that future year.",
        "PUE, 20-year, future",
    ),
    Field(
        "wue_future_l_per_kwh",
        "L/kWh",
        "Mean WUE of the same design in that future year.",
        "WUE, mean, future",
        "cooling",
        _PAGE,
        2,
    ),
)
"""Present only if the config sets a future climate year."""

COOLING = (*TODAY, *FUTURE)
