"""PUE and water of a cooling design: hour by hour, and over a weighted year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.design_values import DesignConditions
from screening.climate.designs import checked_design, outdoor_air, run_design
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
    pue_dry_bulb_04 : ndarray, (n_sites,), at the first of them alone
    pue_max : ndarray, (n_sites,), the year's highest hour
    pue_n20 : ndarray, (n_sites,), the higher of ``pue_peak`` and the 20-year dry bulb with
        the coincident wet bulb of the 0.4 % dry bulb
    wue_mean_l_per_kwh, wue_max_l_per_kwh : ndarray, (n_sites,) [L per kWh of IT]
    free_hours : ndarray, (n_sites,) [h/yr], no chiller runs
    partial_free_hours : ndarray, (n_sites,) [h/yr], outdoor air carries a part of the heat
    """

    design: str
    pue_mean: Floats
    pue_peak: Floats
    pue_dry_bulb_04: Floats
    pue_max: Floats
    pue_n20: Floats
    wue_mean_l_per_kwh: Floats
    wue_max_l_per_kwh: Floats
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
    checked_design(design)
    year = np.full((hours.sites_count, 6), np.nan)
    for site in range(hours.sites_count):
        air = hours.air(site)
        year[site] = _year(run_design(design, air, parameters), hours.weight_hours, parameters)
    hot, humid, extreme = (
        pue(run_design(design, air, parameters), parameters) for air in _design_airs(conditions)
    )
    peak = np.maximum(hot, humid)
    return AnnualPerformance(
        design=design,
        pue_mean=year[:, 0],
        pue_peak=peak,
        pue_dry_bulb_04=hot,
        pue_max=year[:, 1],
        pue_n20=np.maximum(peak, extreme),
        wue_mean_l_per_kwh=year[:, 2],
        wue_max_l_per_kwh=year[:, 3],
        free_hours=year[:, 4],
        partial_free_hours=year[:, 5],
    )


def _year(plant: Plant, weight: Floats, c: CoolingParameters) -> list[float]:
    """Mean and highest PUE, mean and highest WUE, hours free and partly free."""
    effectiveness, free = pue(plant, c), plant.free_fraction
    if np.isnan(effectiveness).any():
        return [np.nan] * 6
    total, whole = weight.sum(), free >= 1.0
    return [
        float((effectiveness * weight).sum() / total),
        float(effectiveness.max()),
        float((plant.water_l_per_kwh * weight).sum() / total),
        float(plant.water_l_per_kwh.max()),
        float(weight[whole].sum()),
        float(weight[(free > 0.0) & ~whole].sum()),
    ]


def _design_airs(at: DesignConditions) -> tuple[Air, Air, Air]:
    """Return the hot, the humid and the 20-year hour."""
    pairs = (
        (at.dry_bulb_04_c, at.coincident_wet_bulb_c),
        (at.coincident_dry_bulb_c, at.wet_bulb_04_c),
        (at.dry_bulb_n20_c, at.coincident_wet_bulb_c),
    )
    hot, humid, extreme = (_air_from_wet_bulb(dry, wet, at.pressure_pa) for dry, wet in pairs)
    return hot, humid, extreme


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
