"""Climate, cooling, and what it costs in power."""

from __future__ import annotations

from screening.catalog.fields.field import Field

_PAGE = "docs/science/cooling.md"
_CLIMATE = f"station years or monthly normals, as climate_basis says; {_PAGE}"
_ERROR = "measured error (RMSE) of the climate tier, without that of the normals"


def _climate(name: str, unit: str, text: str, alias: str, digits: int = 1, of: str = "") -> Field:
    return Field(name, unit, text, alias, "cooling", _CLIMATE, digits, precision=of)


def _pue(name: str, text: str, alias: str, of: str = "") -> Field:
    return Field(name, "-", text, alias, "cooling", _PAGE, 3, precision=of)


TODAY = (
    _climate(
        "dry_bulb_04_c",
        "°C",
        "Dry bulb exceeded 35 hours a year (0.4 %).",
        "Dry bulb 0.4 %",
        of="dry_bulb_precision_c",
    ),
    _climate(
        "dry_bulb_precision_c", "°C", f"How far the dry bulb may be off: {_ERROR}.", "Dry bulb ±"
    ),
    _climate(
        "wet_bulb_04_c",
        "°C",
        "Wet bulb exceeded 35 hours a year (0.4 %).",
        "Wet bulb 0.4 %",
        of="wet_bulb_precision_c",
    ),
    _climate(
        "wet_bulb_precision_c", "°C", f"How far the wet bulb may be off: {_ERROR}.", "Wet bulb ±"
    ),
    _climate(
        "dry_bulb_n20_c",
        "°C",
        "Highest dry bulb of twenty years, estimated: the 0.4 % one and 6.0 °C, as one typical "
        "year holds no extremes.",
        "Dry bulb, 20-year",
        of="dry_bulb_n20_precision_c",
    ),
    _climate(
        "dry_bulb_n20_precision_c",
        "°C",
        "How far the 20-year dry bulb may be off: 1.6 °C of the estimate, and the dry bulb's own.",
        "Dry bulb, 20-year ±",
    ),
    Field(
        "free_cooling_hours",
        "h/yr",
        "Hours in which outside air alone can cool a hall: at most 27 °C and dew point 15 °C.",
        "Free-cooling hours",
        "cooling",
        f"Green Grid limits; {_PAGE}",
        0,
        precision="free_cooling_precision_hours",
    ),
    _climate(
        "free_cooling_precision_hours",
        "h/yr",
        f"How far the free-cooling hours may be off: {_ERROR}.",
        "Free-cooling hours ±",
        0,
    ),
    Field(
        "cooling_design",
        "",
        "Cooling design that the PUE and water figures are for.",
        "Cooling design",
        "cooling",
    ),
    Field(
        "cooling_choice",
        "",
        "Why this design: what it was chosen from, and the runners-up with their peak PUE.",
        "Why this design",
        "cooling",
        _PAGE,
    ),
    _pue(
        "pue_mean",
        "Annual mean power usage effectiveness of that design.",
        "PUE, mean",
        "pue_mean_precision",
    ),
    _pue("pue_mean_precision", f"How far the mean PUE may be off: {_ERROR}.", "PUE, mean ±"),
    _pue(
        "pue_peak",
        "Power usage effectiveness at the design hour: the higher of the 0.4 % dry bulb and the "
        "0.4 % wet bulb, each with what coincides with it.",
        "PUE, peak",
        "pue_precision",
    ),
    _pue(
        "pue_precision",
        "How far the peak PUE may be off: half of what it changes when the design temperatures "
        "go from their error below to their error above.",
        "PUE, peak ±",
    ),
    _pue(
        "pue_n20",
        "Power usage effectiveness on the hottest hour of twenty years: at the 20-year dry bulb "
        "with the wet bulb that coincides with the 0.4 % one, and never below the peak.",
        "PUE, 20-year",
        "pue_n20_precision",
    ),
    _pue("pue_n20_precision", "How far the 20-year PUE may be off, likewise.", "PUE, 20-year ±"),
    Field(
        "design_free_hours",
        "h/yr",
        "Hours in which that design runs without a chiller.",
        "Hours without chiller",
        "cooling",
        _PAGE,
        0,
    ),
    Field(
        "design_partial_free_hours",
        "h/yr",
        "Hours in which outside air carries a part of that design's heat, and a chiller the rest.",
        "Hours partly without",
        "cooling",
        _PAGE,
        0,
    ),
    Field(
        "wue_l_per_kwh",
        "L/kWh",
        "Water that design uses, annual mean, per kWh of IT.",
        "Water use",
        "cooling",
        _PAGE,
        2,
    ),
    Field(
        "wue_peak_day_l_per_kwh",
        "L/kWh",
        "Water that design uses on the day that takes most, per kWh of IT.",
        "Water use, peak day",
        "cooling",
        _PAGE,
        2,
    ),
    Field(
        "climate_basis",
        "",
        "What the cooling figures rest on: hourly (a station at the site), morphed (a station "
        "carried to the site's normals), or normals.",
        "Climate basis",
        "cooling",
    ),
    Field(
        "climate_station",
        "",
        "Weather station whose year is used; none where the figures rest on normals.",
        "Climate station",
        "cooling",
    ),
    Field(
        "climate_station_km",
        "km",
        "Distance of that station.",
        "Climate station distance",
        "cooling",
    ),
)

FUTURE = (
    _climate(
        "dry_bulb_04_future_c",
        "°C",
        "Dry bulb exceeded 35 hours a year in the later year that the config names.",
        "Dry bulb 0.4 %, later",
    ),
    _climate(
        "wet_bulb_04_future_c",
        "°C",
        "Wet bulb exceeded 35 hours a year in that later year.",
        "Wet bulb 0.4 %, later",
    ),
    _climate(
        "free_cooling_future_hours",
        "h/yr",
        "Free-cooling hours of that later year.",
        "Free-cooling hours, later",
        0,
    ),
    _pue("pue_mean_future", "Mean PUE of the same design in that later year.", "PUE, mean, later"),
    _pue("pue_peak_future", "Peak PUE of the same design in that later year.", "PUE, peak, later"),
    _pue("pue_n20_future", "20-year PUE of the same design in that year.", "PUE, 20-year, later"),
    Field(
        "wue_future_l_per_kwh",
        "L/kWh",
        "Mean water use of the same design in that later year.",
        "Water use, later",
        "cooling",
        _PAGE,
        2,
    ),
)
"""Only where the config asks for a later year."""

COOLING = (*TODAY, *FUTURE)
