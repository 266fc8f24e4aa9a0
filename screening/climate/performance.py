"""PUE and water of a cooling design: hour by hour, and over a weighted year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.design_values import N20_ERROR_K, DesignConditions
from screening.climate.designs import checked_design, outdoor_air, run_design, run_designs
from screening.climate.equipment import Air, Plant
from screening.climate.hours import ClimateHours
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.psychrometrics import (
    dew_point_c,
    dew_point_from_relative_humidity_c,
    humidity_ratio_from_wet_bulb,
)
from screening.climate.psychrometrics import wet_bulb_c as wet_bulb_of
from screening.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DRY_BULB_BOUNDS_C = (-75.0, 65.0)
"""Temperatures that outdoor air can have [°C]."""
PRESSURE_BOUNDS_PA = (40_000.0, 115_000.0)
"""Pressures that it can have, from 7,000 m to the Dead Sea [Pa]."""
_LIMITS = (
    ("dry_bulb_c", DRY_BULB_BOUNDS_C, "convert kelvin or °F to °C"),
    ("relative_humidity", (0.0, 1.0), "divide percentages by 100"),
    ("pressure_pa", PRESSURE_BOUNDS_PA, "convert hPa (× 100) or kPa (× 1000)"),
)


@dataclass(frozen=True)
class AnnualPerformance:
    """A design over a year, one number a site.

    Parameters
    ----------
    design : str
    pue_mean : ndarray, (n_sites,), mean over the year's hours
    pue_peak : ndarray, (n_sites,), the higher of the two 0.4 % design conditions: dry
        bulb with its mean coincident wet bulb, wet bulb with its mean coincident dry bulb
    pue_peak_precision : ndarray, (n_sites,), half the way from the peak with the design
        temperatures lower by their errors to the peak with them higher
    pue_dry_bulb_04 : ndarray, (n_sites,), at the first of them alone
    pue_max : ndarray, (n_sites,), the year's highest hour
    pue_n20 : ndarray, (n_sites,), the higher of ``pue_peak`` and the 20-year dry bulb with
        the coincident wet bulb of the 0.4 % dry bulb
    pue_n20_precision : ndarray, (n_sites,), likewise, with the error of the 20-year value
    wue_mean_l_per_kwh, wue_max_l_per_kwh : ndarray, (n_sites,) [L per kWh of IT], of the
        year and of its highest hour
    wue_peak_day_l_per_kwh : ndarray, (n_sites,) [L per kWh of IT], mean of the day that
        uses most; NaN where the states are no days
    free_hours : ndarray, (n_sites,) [h/yr], no chiller runs
    partial_free_hours : ndarray, (n_sites,) [h/yr], outdoor air carries a part of the heat
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


def cooling_performance(
    design: str,
    dry_bulb_c: ArrayLike,
    relative_humidity: ArrayLike,
    pressure_pa: ArrayLike,
    parameters: CoolingParameters = DEFAULTS,
) -> pd.DataFrame:
    """PUE, water use and free cooling of a design for given outdoor air.

    Parameters
    ----------
    design : str, of ``screening.climate.DESIGNS``
    dry_bulb_c : array_like, (n_hours,) [°C]
    relative_humidity : array_like, (n_hours,) or one number, 0..1
    pressure_pa : array_like, (n_hours,) or one number [Pa]
    parameters : CoolingParameters

    Returns
    -------
    DataFrame, n_hours rows
        ``pue``; ``wue_l_per_kwh`` per kWh of IT; ``free_fraction``, the share of the heat
        that outdoor air carries without a chiller. NaN where an input is.

    Raises
    ------
    InputError
        An unknown design; humidity or pressure in another unit; lengths that differ.

    Source
    ------
    ``docs/science/cooling.md``; form after Lei & Masanet (2020, 2022).

    Examples
    --------
    >>> cooling_performance("DAE", [20.0, 30.9], [0.4, 0.2], [101_325, 81_100]).round(4)
          pue  wue_l_per_kwh  free_fraction
    0  1.1014         0.0000            1.0
    1  1.1133         0.4875            1.0
    """
    import pandas as pd

    checked_design(design)
    dry, humidity, p = _checked(dry_bulb_c, relative_humidity, pressure_pa)
    dew = dew_point_from_relative_humidity_c(dry, humidity)
    plant = run_design(design, outdoor_air(dry, wet_bulb_of(dry, dew, p), dew, p), parameters)
    return pd.DataFrame(
        {
            "pue": pue(plant, parameters),
            "wue_l_per_kwh": plant.water_l_per_kwh,
            "free_fraction": plant.free_fraction,
        }
    )


def pue(plant: Plant, parameters: CoolingParameters = DEFAULTS) -> Floats:
    """Power usage effectiveness of a plant's power.

    Parameters
    ----------
    plant : Plant
    parameters : CoolingParameters

    Returns
    -------
    ndarray, like ``plant.power``
    """
    return np.asarray(1.0 + parameters.overhead_fraction + plant.power)


def annual_performance(
    design: str,
    hours: ClimateHours,
    conditions: DesignConditions,
    parameters: CoolingParameters = DEFAULTS,
) -> AnnualPerformance:
    """Run a design through every site's weighted year and at its design conditions.

    Parameters
    ----------
    design : str, of ``screening.climate.DESIGNS``
    hours : ClimateHours, (n_sites, n_states)
    conditions : DesignConditions of the same sites
    parameters : CoolingParameters

    Returns
    -------
    AnnualPerformance; NaN for sites whose climate is not known

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
    """Run several designs through every site's year; what they share is worked out once.

    Parameters
    ----------
    designs : sequence of str, of ``screening.climate.DESIGNS``
    hours : ClimateHours, (n_sites, n_states)
    conditions : DesignConditions of the same sites
    parameters : CoolingParameters, or one for each site

    Returns
    -------
    dict of design to AnnualPerformance; NaN for sites whose climate is not known

    Raises
    ------
    InputError
    """
    for design in designs:
        checked_design(design)
    count, extra = hours.sites_count, _design_states(conditions)
    each = [parameters] * count if isinstance(parameters, CoolingParameters) else parameters
    table = np.full((len(designs), count, len(_FIGURES)), np.nan)
    for site in range(count):
        if np.isnan(hours.wet_bulb_c[site, 0]):
            continue
        year = hours.air(site)
        plants = run_designs(designs, _joined(year, Air(*(row[site] for row in extra))), each[site])
        for row, plant in zip(table, plants.values(), strict=True):
            row[site] = _figures(plant, hours.weight_hours, each[site])
    return {
        design: AnnualPerformance(design, *(row[:, i] for i in range(len(_FIGURES))))
        for design, row in zip(designs, table, strict=True)
    }


_FIGURES = tuple(AnnualPerformance.__dataclass_fields__)[1:]
HOURS_PER_DAY = 24
"""Hours of a day [h]."""


def _joined(year: Air, design_states: Air) -> Air:
    return Air(*(np.concatenate(parts) for parts in zip(year, design_states, strict=True)))


def _figures(plant: Plant, weight: Floats, c: CoolingParameters) -> list[float]:
    """Work out the figures of a year followed by the nine design states."""
    count = weight.size
    effectiveness, free = pue(plant, c), plant.free_fraction[:count]
    year, water = effectiveness[:count], plant.water_l_per_kwh[:count]
    hot, humid, extreme = effectiveness[count:].reshape(3, 3)  # as it is, lower, higher
    peak = np.maximum(hot, humid)
    worst = np.maximum(peak, extreme)
    whole, some = free >= 1.0, free > 0.0
    most = float(water.max())
    used = (_mean(water, weight), most, _peak_day(water, weight)) if most != 0.0 else _NO_WATER
    return [
        _mean(year, weight),
        float(peak[0]),
        float(0.5 * (peak[2] - peak[1])),
        float(hot[0]),
        float(year.max()),
        float(worst[0]),
        float(0.5 * (worst[2] - worst[1])),
        *used,
        _hours(whole, weight),
        _hours(some, weight) - _hours(whole & some, weight),
    ]


_NO_WATER = (0.0, 0.0, 0.0)


def _alike(weight: Floats) -> bool:
    return bool((weight == weight[0]).all())


def _mean(values: Floats, weight: Floats) -> float:
    if _alike(weight):
        return float(values.mean())
    return float((values * weight).sum() / weight.sum())


def _hours(flags: NDArray[np.bool_], weight: Floats) -> float:
    if _alike(weight):
        return float(np.count_nonzero(flags) * weight[0])
    return float((flags * weight).sum())


def _peak_day(water: Floats, weight: Floats) -> float:
    """Mean of the day, or of the pseudo-days that make up one day, with most water."""
    if water.size % HOURS_PER_DAY:
        return float("nan")
    days = water.reshape(-1, HOURS_PER_DAY).mean(axis=1)
    share = weight[::HOURS_PER_DAY]  # of a day, as every hour of it weighs the same
    top = min(days.size, int(np.ceil(1.0 / share.min())))
    highest = np.argpartition(days, days.size - top)[days.size - top :]
    order = highest[np.argsort(-days[highest], kind="stable")]
    before = np.cumsum(share[order]) - share[order]
    counted = np.clip(1.0 - before, 0.0, share[order])
    return float((days[order] * counted).sum() / counted.sum())


def _design_states(at: DesignConditions) -> Air:
    """Give the hot, the humid and the 20-year hour as they are, lower and higher: (n, 9)."""
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


def _checked(
    dry_bulb_c: ArrayLike, relative_humidity: ArrayLike, pressure_pa: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    arrays = [
        np.atleast_1d(np.asarray(a, dtype=np.float64))
        for a in (dry_bulb_c, relative_humidity, pressure_pa)
    ]
    try:
        dry, humidity, p = np.broadcast_arrays(*arrays)
    except ValueError:
        dry = np.empty((0, 0))
    if dry.ndim != 1:
        shapes = ", ".join(str(a.shape) for a in arrays)
        raise InputError(
            f"cooling_performance: expected rows of one length, got shapes {shapes}; "
            "pass one value per hour, or a single number"
        )
    problems = [
        f"{name}: expected {low:g} to {high:g}, got {np.nanmin(row):g} to {np.nanmax(row):g}; "
        f"{advice}"
        for (name, (low, high), advice), row in zip(_LIMITS, (dry, humidity, p), strict=True)
        if ((row < low) | (row > high)).any()
    ]
    if problems:
        raise InputError(*problems)
    return dry, humidity, p
