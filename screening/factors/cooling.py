"""Derive design temperatures, select a cooling design, and compute its power and water use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import climate, joins
from screening.factors.climate_notes import climate_notes, warming_notes
from screening.factors.factor import ColumnGroup, Factor
from screening.factors.site_climate import SiteClimate, site_climate
from screening.model import FactorParameters, FactorResult, Layers, RasterLayer, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def cooling(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the climate and cooling columns.

    The year is a station's (tier A), a station's morphed to the site's normals (B), or
    synthesised from the normals (C). The best design that racks and limits allow is selected
    for each site, unless the config names one.

    Parameters
    ----------
    sites : Sites, with ``water_stress_score``, NaN where unknown
    layers : layers by kind; ``climate_normals``, ``climate_hourly``, ``climate_deltas``
    parameters : FactorParameters

    Returns
    -------
    FactorResult
        With columns of a later year if ``climate_year`` is set.

    Source
    ------
    docs/science/cooling.md
    """
    source = site_climate(sites, layers, parameters)
    if source is None:
        return FactorResult(pd.DataFrame(index=sites.frame.index))
    limits = climate.CoolingLimits(
        parameters.rack_kw,
        parameters.rack_water_class,
        parameters.immersion_allowed,
        parameters.evaporative_allowed,
    )
    is_selected = parameters.cooling_design == climate.BEST
    designs = climate.admissible_designs(limits) if is_selected else (parameters.cooling_design,)
    year = source.year(designs, parameters.air_class)
    dry_only = _dry_only(sites, parameters) & is_selected
    design = climate.select_designs(year.designs, dry_only)
    columns = {
        **_conditions(source, year),
        **_design_columns(source, year, design),
        "cooling_choice": _reasons(year, design, limits if is_selected else None, dry_only),
        "climate_basis": source.basis,
        "climate_station": source.station,
        "climate_station_km": source.station_km,
        "climate_elevation_source": source.elevation_source,
    }
    index = sites.frame.index
    notes = [*climate_notes(source, index, parameters.normals_regression)]
    if parameters.climate_year is not None:
        # the later year keeps today's design: a plant is not rebuilt for it
        warming = _warming(sites, layers, parameters, parameters.climate_year)
        deltas_k = (warming.dry_bulb_k, warming.dew_point_k)
        columns |= _future_columns(source.year(designs, parameters.air_class, deltas_k), design)
        known = np.isfinite(year.conditions.dry_bulb_04_c)
        settings = (parameters.climate_year, parameters.climate_region)
        notes += warming_notes(warming, index, known, *settings)
    return FactorResult(pd.DataFrame(columns, index=index), notes=tuple(notes))


def _dry_only(sites: Sites, parameters: FactorParameters) -> NDArray[np.bool_]:
    """Flag sites with too little water for evaporative cooling; unknown stress is no limit."""
    score = sites.frame["water_stress_score"].to_numpy(dtype=float)
    return np.asarray(
        (score > parameters.max_water_stress) | (score == climate.ARID_SCORE), dtype=bool
    )


def _conditions(source: SiteClimate, year: climate.CoolingYear) -> dict[str, Floats]:
    conditions = year.conditions
    return {
        "dry_bulb_04_c": conditions.dry_bulb_04_c,
        "dry_bulb_precision_c": conditions.dry_bulb_error_k,
        "wet_bulb_04_c": conditions.wet_bulb_04_c,
        "wet_bulb_precision_c": conditions.wet_bulb_error_k,
        "dry_bulb_n20_c": conditions.dry_bulb_n20_c,
        # independent errors add in quadrature
        "dry_bulb_n20_precision_c": np.hypot(conditions.dry_bulb_error_k, climate.N20_ERROR_K),
        "free_cooling_hours": conditions.free_cooling_hours,
        "free_cooling_precision_hours": source.errors("free_cooling_h"),
    }


_METRICS = {
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
"""Column to the field of ``AnnualPerformance`` that it contains."""


def _design_columns(
    source: SiteClimate, year: climate.CoolingYear, design: NDArray[np.intp]
) -> dict[str, object]:
    names = np.array([*year.designs, None], dtype=object)[design]
    liquid, air = source.errors("pue_mean_liquid"), source.errors("pue_mean_air")
    is_air = np.isin(names.astype(str), climate.AIR_DESIGNS)
    columns = {column: _select_metric(year, metric, design) for column, metric in _METRICS.items()}
    return {
        "cooling_design": names,
        **columns,
        "pue_mean_precision": np.where(is_air, air, np.where(design >= 0, liquid, np.nan)),
    }


def _select_metric(year: climate.CoolingYear, metric: str, design: NDArray[np.intp]) -> Floats:
    """Take a metric of each site's own design; NaN without a design (index -1)."""
    table = np.stack([getattr(result, metric) for result in year.designs.values()], axis=1)
    return np.where(design >= 0, table[np.arange(len(design)), design], np.nan)


def _reasons(
    year: climate.CoolingYear,
    design: NDArray[np.intp],
    limits: climate.CoolingLimits | None,
    dry_only: NDArray[np.bool_],
) -> list[str | None]:
    """Explain the selection at each site; ``limits`` is None if the config names the design."""
    if limits is None:
        return [None if index < 0 else "set in the config" for index in design.tolist()]
    peaks = np.stack([result.pue_peak for result in year.designs.values()], axis=1)
    names = list(year.designs)
    return [
        None
        if index < 0
        else climate.selection_reasons(
            names, peaks[site], index, limits, dry_only=bool(dry_only[site])
        )
        for site, index in enumerate(design.tolist())
    ]


def _warming(
    sites: Sites, layers: Layers, parameters: FactorParameters, year: int
) -> climate.PlacedWarming:
    """Give the warming at each site: from a raster, else from the config or the place."""
    rasters = joins.find_layers(layers, "climate_deltas", RasterLayer)
    if rasters:
        table = joins.sample(sites, rasters)
        dry, dew = (table[f"delta_{name}_c"].to_numpy(float) for name in ("dry_bulb", "dew_point"))
        return climate.PlacedWarming(dry, dew, np.zeros(len(dry), dtype=bool))
    return climate.place_warming(
        joins.coordinates(sites),
        year,
        parameters.climate_region,
        parameters.delta_dry_bulb_c,
        parameters.delta_dew_point_c,
    )


def _future_columns(year: climate.CoolingYear, design: NDArray[np.intp]) -> dict[str, Floats]:
    conditions = year.conditions
    return {
        "dry_bulb_04_future_c": conditions.dry_bulb_04_c,
        "wet_bulb_04_future_c": conditions.wet_bulb_04_c,
        "free_cooling_future_hours": conditions.free_cooling_hours,
        "pue_mean_future": _select_metric(year, "pue_mean", design),
        "pue_peak_future": _select_metric(year, "pue_peak", design),
        "pue_n20_future": _select_metric(year, "pue_n20", design),
        "wue_future_l_per_kwh": _select_metric(year, "wue_mean_l_per_kwh", design),
    }


COOLING = Factor(
    name="cooling",
    groups=(
        ColumnGroup(
            (
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
                "climate_elevation_source",
            ),
            any_kind=("climate_normals", "climate_hourly"),
        ),
        ColumnGroup(("climate_station", "climate_station_km"), all_kinds=("climate_hourly",)),
        ColumnGroup(
            (
                "dry_bulb_04_future_c",
                "wet_bulb_04_future_c",
                "free_cooling_future_hours",
                "pue_mean_future",
                "pue_peak_future",
                "pue_n20_future",
                "wue_future_l_per_kwh",
            ),
            any_kind=("climate_normals", "climate_hourly"),
            switches=("climate_year",),
        ),
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
