"""How hot and humid it gets, which cooling design suits, and what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.factors.factor import Factor
from screening.factors.site_climate import SiteClimate, site_climate
from screening.model import FactorParameters, FactorResult, Layers, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def cooling(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the climate and cooling columns.

    The year is a station's (tier A), a station's carried to the site's normals (B), or
    built from the normals (C). Of the designs that racks and limits allow, the best is
    chosen site by site, unless the config names one.

    FactorParameters
    ----------
    sites : Sites, with ``water_stress_score`` where a layer gives it
    layers : layers by kind; ``climate_normals``, ``climate_hourly``, ``climate_deltas``
    parameters : FactorParameters

    Returns
    -------
    FactorResult
        With columns of a later year where ``climate_year`` asks for one.

    Source
    ------
    docs/science/cooling.md
    """
    here = site_climate(sites, layers, parameters)
    if here is None:
        return FactorResult(pd.DataFrame(index=sites.frame.index))
    limits = climate.CoolingLimits(
        parameters.rack_kw,
        parameters.rack_water_class,
        parameters.immersion_allowed,
        parameters.evaporative_allowed,
    )
    best = parameters.cooling_design == climate.BEST
    designs = climate.admissible_designs(limits) if best else (parameters.cooling_design,)
    year = here.year(designs, parameters.air_class)
    dry_only = _dry_only(sites, parameters) & best
    chosen = climate.select_designs(year.designs, dry_only)
    columns = {
        **_conditions(here, year),
        **_design(here, year, chosen),
        "cooling_choice": _choices(year, chosen, limits if best else None, dry_only),
        "climate_basis": here.basis,
        "climate_station": here.station,
        "climate_station_km": here.station_km,
    }
    if parameters.climate_year is not None:
        deltas = _deltas(sites, layers, parameters)
        columns |= _future(here.year(designs, parameters.air_class, deltas), chosen)
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index))


def _dry_only(sites: Sites, parameters: FactorParameters) -> NDArray[np.bool_]:
    """Tell where water is too short to evaporate any; unknown stress does not forbid."""
    score = sites.frame["water_stress_score"].to_numpy(dtype=float)
    return np.asarray(
        (score > parameters.max_water_stress) | (score == climate.ARID_SCORE), dtype=bool
    )


def _conditions(here: SiteClimate, year: climate.CoolingYear) -> dict[str, Floats]:
    at = year.conditions
    return {
        "dry_bulb_04_c": at.dry_bulb_04_c,
        "dry_bulb_precision_c": at.dry_bulb_error_k,
        "wet_bulb_04_c": at.wet_bulb_04_c,
        "wet_bulb_precision_c": at.wet_bulb_error_k,
        "dry_bulb_n20_c": at.dry_bulb_n20_c,
        "dry_bulb_n20_precision_c": np.hypot(at.dry_bulb_error_k, climate.N20_ERROR_K),
        "free_cooling_hours": at.free_cooling_hours,
        "free_cooling_precision_hours": here.errors("free_cooling_h"),
    }


_FIGURES = {
    "pue_mean": "pue_mean",
    "pue_peak": "pue_peak",
    "pue_precision": "pue_peak_precision",
    "pue_n20": "pue_n20",
    "pue_n20_precision": "pue_n20_precision",
    "design_free_hours": "free_hours",
    "design_partial_free_hours": "partial_free_hours",
    "wue_l_per_kwh": "wue_mean_l_per_kwh",
    "wue_peak_day_l_per_kwh": "wue_peak_day_l_per_kwh",
}
"""Column to the figure of ``AnnualPerformance`` that it shows."""


def _design(
    here: SiteClimate, year: climate.CoolingYear, chosen: NDArray[np.intp]
) -> dict[str, object]:
    names = np.array([*year.designs, None], dtype=object)[chosen]
    liquid, air = here.errors("pue_mean_liquid"), here.errors("pue_mean_air")
    in_air = np.isin(names.astype(str), climate.AIR_DESIGNS)
    columns = {column: _of_chosen(year, figure, chosen) for column, figure in _FIGURES.items()}
    return {
        "cooling_design": names,
        **columns,
        "pue_mean_precision": np.where(in_air, air, np.where(chosen >= 0, liquid, np.nan)),
    }


def _of_chosen(year: climate.CoolingYear, figure: str, chosen: NDArray[np.intp]) -> Floats:
    table = np.stack([getattr(part, figure) for part in year.designs.values()], axis=1)
    return np.where(chosen >= 0, table[np.arange(len(chosen)), chosen], np.nan)


def _choices(
    year: climate.CoolingYear,
    chosen: NDArray[np.intp],
    limits: climate.CoolingLimits | None,
    dry_only: NDArray[np.bool_],
) -> list[str | None]:
    if limits is None:
        return [None if design < 0 else "set in the config" for design in chosen.tolist()]
    peaks = np.stack([part.pue_peak for part in year.designs.values()], axis=1)
    names = list(year.designs)
    return [
        None
        if design < 0
        else climate.selection_reasons(
            names, peaks[site], design, limits, dry_only=bool(dry_only[site])
        )
        for site, design in enumerate(chosen.tolist())
    ]


def _deltas(sites: Sites, layers: Layers, parameters: FactorParameters) -> tuple[Floats, Floats]:
    """Give the warming at each site: a raster's, else that of the config or the region."""
    rasters = joins.raster_layers(layers, "climate_deltas")
    if rasters:
        table = joins.sample(sites, rasters)
        dry, dew = (table[f"delta_{name}_c"].to_numpy(float) for name in ("dry_bulb", "dew_point"))
        return dry, dew
    assert parameters.climate_year is not None
    stated = climate.warming_deltas_k(
        parameters.climate_year,
        parameters.climate_region,
        parameters.delta_dry_bulb_c,
        parameters.delta_dew_point_c,
    )
    dry, dew = (np.full(len(sites.frame), delta) for delta in stated)
    return dry, dew


def _future(year: climate.CoolingYear, chosen: NDArray[np.intp]) -> dict[str, Floats]:
    at = year.conditions
    return {
        "dry_bulb_04_future_c": at.dry_bulb_04_c,
        "wet_bulb_04_future_c": at.wet_bulb_04_c,
        "free_cooling_future_hours": at.free_cooling_hours,
        "pue_mean_future": _of_chosen(year, "pue_mean", chosen),
        "pue_peak_future": _of_chosen(year, "pue_peak", chosen),
        "pue_n20_future": _of_chosen(year, "pue_n20", chosen),
        "wue_future_l_per_kwh": _of_chosen(year, "wue_mean_l_per_kwh", chosen),
    }


COOLING = Factor(
    name="cooling",
    layer_kinds=("climate_normals", "climate_hourly"),
    columns=(
        "dry_bulb_04_c",
        "dry_bulb_precision_c",
        "wet_bulb_04_c",
        "wet_bulb_precision_c",
        "dry_bulb_n20_c",
        "dry_bulb_n20_precision_c",
        "free_cooling_hours",
        "free_cooling_precision_hours",
        "cooling_design",
        "cooling_choice",
        "pue_mean",
        "pue_mean_precision",
        "pue_peak",
        "pue_precision",
        "pue_n20",
        "pue_n20_precision",
        "design_free_hours",
        "design_partial_free_hours",
        "wue_l_per_kwh",
        "wue_peak_day_l_per_kwh",
        "climate_basis",
        "climate_station",
        "climate_station_km",
        "dry_bulb_04_future_c",
        "wet_bulb_04_future_c",
        "free_cooling_future_hours",
        "pue_mean_future",
        "pue_peak_future",
        "pue_n20_future",
        "wue_future_l_per_kwh",
    ),
    compute=cooling,
    optional_layer_kinds=("climate_deltas",),
    parameters=(
        *("cooling_design", "rack_kw", "rack_water_class", "air_class"),
        *("immersion_allowed", "evaporative_allowed", "max_water_stress", "normals_regression"),
        *("climate_year", "climate_region", "delta_dry_bulb_c", "delta_dew_point_c"),
    ),
    optional_columns=("water_stress_score",),
)
