"""PUE and water use of cooling designs over a weighted year, and at its design conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.design_values import N20_ERROR_K, DesignConditions
from screening.climate.designs import get_design, outdoor_air, run_designs
from screening.climate.equipment import Air, Plant
from screening.climate.hourly_performance import pue
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.psychrometrics import dew_point_c, humidity_ratio_from_wet_bulb
from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AnnualPerformance:
    """Annual performance of a design, one number per site.

    Parameters
    ----------
    design : str
    pue_mean : ndarray, (n_sites,), mean over the year's hours
    pue_peak : ndarray, (n_sites,), the higher of the values at the two 0.4 % design
        conditions: dry bulb with mean coincident wet bulb, and wet bulb with mean
        coincident dry bulb
    pue_peak_precision : ndarray, (n_sites,), half of the change of the peak when the design
        temperatures go from minus to plus their error
    pue_dry_bulb_04 : ndarray, (n_sites,), at the first of the two conditions
    pue_max : ndarray, (n_sites,), the year's highest hour
    pue_n20 : ndarray, (n_sites,), the higher of ``pue_peak`` and the 20-year dry bulb with
        the coincident wet bulb of the 0.4 % dry bulb
    pue_n20_precision : ndarray, (n_sites,), likewise, with the error of the 20-year value
    wue_mean_l_per_kwh, wue_max_l_per_kwh : ndarray, (n_sites,) [L per kWh of IT], mean of
        the year and its highest hour
    wue_peak_day_l_per_kwh : ndarray, (n_sites,) [L per kWh of IT], mean of the day with the
        highest use; NaN where the states do not form days
    free_hours : ndarray, (n_sites,) [h/yr], no chiller runs
    partial_free_hours : ndarray, (n_sites,) [h/yr], outdoor air carries part of the heat, a
        chiller the rest
    """

    design: str
    pue_mean: Floats
    pue_peak: Floats
    pue_peak_precision: Floats
    pue_dry_bulb_04: Floats
    pue_max: Floats
    pue_n20: Floats
    pue_n20_precision: Floats
    wue_mean_l_per_kwh: Floats
    wue_max_l_per_kwh: Floats
    wue_peak_day_l_per_kwh: Floats
    free_hours: Floats
    partial_free_hours: Floats


def annual_performance(
    design: str,
    hours: ClimateHours,
    conditions: DesignConditions,
    parameters: CoolingParameters = DEFAULTS,
) -> AnnualPerformance:
    """Run a design in every site's weighted year and at its design conditions.

    Parameters
    ----------
    design : str, of ``screening.climate.DESIGNS``
    hours : ClimateHours, (n_sites, n_states)
    conditions : DesignConditions of the same sites
    parameters : CoolingParameters

    Returns
    -------
    AnnualPerformance; NaN for sites whose climate is unknown

    Raises
    ------
    InputError
    """
    return annual_performances([design], hours, conditions, parameters)[design]


def annual_performances(
    designs: Sequence[str],
    hours: ClimateHours,
    conditions: DesignConditions,
    parameters: CoolingParameters | Sequence[CoolingParameters] = DEFAULTS,
) -> dict[str, AnnualPerformance]:
    """Run several designs in every site's year; components that they share are computed once.

    Parameters
    ----------
    designs : sequence of str, of ``screening.climate.DESIGNS``
    hours : ClimateHours, (n_sites, n_states)
    conditions : DesignConditions of the same sites
    parameters : CoolingParameters, or one for each site

    Returns
    -------
    dict of design to AnnualPerformance; NaN for sites whose climate is unknown

    Raises
    ------
    InputError
    """
    for design in designs:
        get_design(design)
    count, design_air = hours.sites_count, _design_states(conditions)
    per_site = [parameters] * count if isinstance(parameters, CoolingParameters) else parameters
    table = np.full((len(designs), count, len(_METRICS)), np.nan)
    for site in range(count):
        if np.isnan(hours.wet_bulb_c[site, 0]):
            continue
        # One pass over the year's states followed by the nine design states.
        states = _append_air(hours.air(site), Air(*(row[site] for row in design_air)))
        plants = run_designs(designs, states, per_site[site])
        for metrics, plant in zip(table, plants.values(), strict=True):
            metrics[site] = _compute_metrics(plant, hours.weight_hours, per_site[site])
    return {
        design: AnnualPerformance(design, *(metrics[:, i] for i in range(len(_METRICS))))
        for design, metrics in zip(designs, table, strict=True)
    }


_METRICS = tuple(AnnualPerformance.__dataclass_fields__)[1:]
HOURS_PER_DAY = 24
"""Hours of a day [h]."""


def _append_air(year: Air, design_states: Air) -> Air:
    return Air(*(np.concatenate(parts) for parts in zip(year, design_states, strict=True)))


def _compute_metrics(plant: Plant, weight: Floats, c: CoolingParameters) -> list[float]:
    """Compute the metrics, in their order, from a year followed by the nine design states."""
    count = weight.size
    effectiveness, free = pue(plant, c), plant.free_fraction[:count]
    year, water = effectiveness[:count], plant.water_l_per_kwh[:count]
    # Each at the design temperatures, then at these minus and plus their error.
    hot, humid, n20 = effectiveness[count:].reshape(3, 3)
    peak = np.maximum(hot, humid)
    extreme = np.maximum(peak, n20)
    fully_free, any_free = free >= 1.0, free > 0.0
    max_water = float(water.max())
    wue = (_mean(water, weight), max_water, _peak_day(water, weight)) if max_water else _NO_WATER
    return [
        _mean(year, weight),
        float(peak[0]),
        float(0.5 * (peak[2] - peak[1])),
        float(hot[0]),
        float(year.max()),
        float(extreme[0]),
        float(0.5 * (extreme[2] - extreme[1])),
        *wue,
        _sum_hours(fully_free, weight),
        _sum_hours(any_free, weight) - _sum_hours(fully_free & any_free, weight),
    ]


_NO_WATER = (0.0, 0.0, 0.0)


def _equal_weights(weight: Floats) -> bool:
    return bool((weight == weight[0]).all())


def _mean(values: Floats, weight: Floats) -> float:
    if _equal_weights(weight):  # a measured year: the plain mean of its hours
        return float(values.mean())
    return float((values * weight).sum() / weight.sum())


def _sum_hours(flags: NDArray[np.bool_], weight: Floats) -> float:
    if _equal_weights(weight):
        return float(np.count_nonzero(flags) * weight[0])
    return float((flags * weight).sum())


def _peak_day(water: Floats, weight: Floats) -> float:
    """Mean of the day with the highest use.

    In a synthetic year a pseudo-day stands for less than a day: the mean is over the highest
    pseudo-days that together make up one day.
    """
    if water.size % HOURS_PER_DAY:
        return float("nan")
    days = water.reshape(-1, HOURS_PER_DAY).mean(axis=1)
    share = weight[::HOURS_PER_DAY]  # of a day, as all hours of a pseudo-day weigh the same
    top = min(days.size, int(np.ceil(1.0 / share.min())))  # enough to make up a day
    highest = np.argpartition(days, days.size - top)[days.size - top :]
    order = highest[np.argsort(-days[highest], kind="stable")]
    before = np.cumsum(share[order]) - share[order]
    counted = np.clip(1.0 - before, 0.0, share[order])
    return float((days[order] * counted).sum() / counted.sum())


def _design_states(at: DesignConditions) -> Air:
    """Return the hot, the humid and the 20-year hour, (n_sites, 9).

    Each three times: at the design temperatures, then at these minus and plus their error.
    """
    steps = np.array([0.0, -1.0, 1.0])
    dry_k = at.dry_bulb_error_k[:, None] * steps
    wet_k = at.wet_bulb_error_k[:, None] * steps
    n20_k = np.hypot(at.dry_bulb_error_k, N20_ERROR_K)[:, None] * steps
    dry = np.hstack(
        [
            at.dry_bulb_04_c[:, None] + dry_k,
            at.coincident_dry_bulb_c[:, None] + dry_k,
            at.dry_bulb_n20_c[:, None] + n20_k,
        ]
    )
    wet = np.hstack(
        [
            at.coincident_wet_bulb_c[:, None] + wet_k,
            at.wet_bulb_04_c[:, None] + wet_k,
            at.coincident_wet_bulb_c[:, None] + wet_k,
        ]
    )
    return _air_from_wet_bulb(dry, np.minimum(wet, dry), at.pressure_pa[:, None])


def _air_from_wet_bulb(dry: Floats, wet: Floats, p: Floats) -> Air:
    dew = dew_point_c(humidity_ratio_from_wet_bulb(dry, wet, p), p)
    return outdoor_air(dry, wet, np.minimum(dew, wet), p)
