"""Design conditions: 0.4 % temperatures, their coincident values, hours within limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

HOURS_04 = 35
"""Hours in which a 0.4 % value is exceeded: round(0.004 × 8760)."""
COINCIDENT_HALF_WIDTH_K = 0.5
"""Hours within this of a design temperature count as coincident with it [K]."""
N20_RISE_K = 6.0
"""20-year return level of the dry bulb above the 0.4 % dry bulb of a typical year; mean of 57
stations [K]."""
N20_ERROR_K = 1.6
"""Uncertainty of that estimate; 57 stations [K]."""
FREE_DRY_BULB_C, FREE_DEW_POINT_C = 27.0, 15.0
"""Outdoor air within both cools a hall without a chiller (limits of The Green Grid) [°C]."""
EULER_GAMMA = 0.5772
"""Euler's constant, to the digits of ASHRAE's formula for return levels."""


@dataclass(frozen=True)
class DesignConditions:
    """Design values, one number per site; NaN where the climate is unknown.

    Parameters
    ----------
    dry_bulb_04_c, wet_bulb_04_c : ndarray, (n_sites,) [°C], exceeded in 35 hours a year
    coincident_wet_bulb_c : ndarray, (n_sites,) [°C], mean wet bulb of the hours within
        0.5 K of the 0.4 % dry bulb
    coincident_dry_bulb_c : ndarray, (n_sites,) [°C], mean dry bulb of the hours within
        0.5 K of the 0.4 % wet bulb
    dry_bulb_n20_c : ndarray, (n_sites,) [°C], the 0.4 % dry bulb + 6.0 K: an estimate of
        the 20-year return level, ± 1.6 K, since a typical year contains no extremes
    free_cooling_hours : ndarray, (n_sites,) [h/yr], dry bulb ≤ 27 °C and dew point ≤ 15 °C
    pressure_pa : ndarray, (n_sites,) [Pa], mean
    dry_bulb_error_k, wet_bulb_error_k : ndarray, (n_sites,) [K], uncertainty of the 0.4 %
        values, by data tier; 0 for the year as given
    """

    dry_bulb_04_c: Floats
    wet_bulb_04_c: Floats
    coincident_wet_bulb_c: Floats
    coincident_dry_bulb_c: Floats
    dry_bulb_n20_c: Floats
    free_cooling_hours: Floats
    pressure_pa: Floats
    dry_bulb_error_k: Floats
    wet_bulb_error_k: Floats


def design_conditions(
    hours: ClimateHours, *, dry_bulb_error_k: ArrayLike = 0.0, wet_bulb_error_k: ArrayLike = 0.0
) -> DesignConditions:
    """Compute the design conditions of every site's year.

    Parameters
    ----------
    hours : ClimateHours
    dry_bulb_error_k, wet_bulb_error_k : array_like, (n_sites,) or one number [K],
        uncertainty of the 0.4 % values

    Returns
    -------
    DesignConditions

    Source
    ------
    Percentiles and mean coincident values after ASHRAE Handbook — Fundamentals, climatic
    design information, applied to one year's hours.

    Examples
    --------
    >>> year = ClimateHours.of(np.arange(8760.0) / 250.0, np.zeros(8760), 101_325.0)
    >>> at = design_conditions(year)
    >>> at.dry_bulb_04_c.round(2), at.free_cooling_hours
    (array([34.9]), array([6751.]))
    """
    weight = hours.weight_hours
    dry_bulb = exceeded_value(hours.dry_bulb_c, weight)
    wet_bulb = exceeded_value(hours.wet_bulb_c, weight)
    errors = [np.where(np.isnan(dry_bulb), np.nan, e) for e in (dry_bulb_error_k, wet_bulb_error_k)]
    return DesignConditions(
        dry_bulb_04_c=dry_bulb,
        wet_bulb_04_c=wet_bulb,
        coincident_wet_bulb_c=coincident_mean(hours.wet_bulb_c, hours.dry_bulb_c, dry_bulb, weight),
        coincident_dry_bulb_c=coincident_mean(hours.dry_bulb_c, hours.wet_bulb_c, wet_bulb, weight),
        dry_bulb_n20_c=dry_bulb + N20_RISE_K,
        free_cooling_hours=hours_within(hours),
        pressure_pa=_weighted_sums(hours.pressure_pa, weight) / weight.sum(),
        dry_bulb_error_k=errors[0],
        wet_bulb_error_k=errors[1],
    )


def exceeded_value(
    values: ArrayLike, weight_hours: ArrayLike, exceeded_hours: float = HOURS_04
) -> Floats:
    """Value that is exceeded in a given number of hours a year.

    For 35 of 8,760 hourly values this is the 36th highest.

    Parameters
    ----------
    values : array_like, (n_sites, n_states)
    weight_hours : array_like, (n_states,) [h]
    exceeded_hours : float [h]

    Returns
    -------
    ndarray, (n_sites,); NaN where the site has a NaN

    Examples
    --------
    >>> exceeded_value([[1.0, 9.0, 5.0, 7.0]], [10, 10, 20, 10], exceeded_hours=20)
    array([5.])
    """
    table, weight = np.asarray(values, dtype=np.float64), np.asarray(weight_hours, np.float64)
    # Only so many of the highest states can add up to the hours, so only these are sorted.
    min_weight = weight[weight > 0.0].min()
    zero_count = int((weight <= 0.0).sum())
    top = min(weight.size, math.ceil(exceeded_hours / min_weight) + 1 + zero_count)
    out = np.full(table.shape[0], np.nan)
    for site, row in enumerate(table):
        if np.isnan(row).any():
            continue
        highest = np.argpartition(row, weight.size - top)[weight.size - top :]
        order = highest[np.argsort(-row[highest], kind="stable")]
        total = np.cumsum(weight[order])
        # The margin absorbs the rounding of weights such as 1/3 h.
        out[site] = row[order[np.searchsorted(total, exceeded_hours + 1e-9, side="right")]]
    return out


def coincident_mean(
    values: ArrayLike, condition: ArrayLike, near: ArrayLike, weight_hours: ArrayLike
) -> Floats:
    """Mean of a quantity over the hours in which another is near a value.

    Parameters
    ----------
    values, condition : array_like, (n_sites, n_states)
    near : array_like, (n_sites,), the value that ``condition`` must be within 0.5 K of
    weight_hours : array_like, (n_states,) [h]

    Returns
    -------
    ndarray, (n_sites,); NaN where ``near`` is

    Examples
    --------
    >>> coincident_mean([[20.0, 22.0, 9.0]], [[36.0, 36.4, 30.0]], [36.2], [1, 3, 1])
    array([21.5])
    """
    difference = np.abs(np.asarray(condition) - np.asarray(near)[:, None])
    coincident = difference <= COINCIDENT_HALF_WIDTH_K
    weight = coincident * np.asarray(weight_hours, dtype=np.float64)
    selected = np.where(coincident, np.asarray(values, dtype=np.float64), 0.0)
    total = weight.sum(axis=1)
    total = np.where(total > 0.0, total, np.nan)
    return np.asarray((selected * weight).sum(axis=1) / total)


def _weighted_sums(table: NDArray[Any], weight: Floats) -> Floats:
    """Sum row by row: the last digit of a matrix product would depend on the other sites."""
    return np.asarray((table * weight).sum(axis=1))


def hours_within(
    hours: ClimateHours,
    *,
    dry_bulb_c: float = FREE_DRY_BULB_C,
    dew_point_c: float = FREE_DEW_POINT_C,
    wet_bulb_c: float = math.inf,
) -> Floats:
    """Hours a year in which the air is within all of these limits.

    Parameters
    ----------
    hours : ClimateHours
    dry_bulb_c, dew_point_c, wet_bulb_c : float [°C], upper limits; ``inf`` for none

    Returns
    -------
    ndarray, (n_sites,) [h/yr]; NaN where the climate is unknown

    Examples
    --------
    >>> year = ClimateHours.of([[30.0, 20.0]], [[10.0, 12.0]], 101_325.0)
    >>> hours_within(year), hours_within(year, dry_bulb_c=32.0)
    (array([4380.]), array([8760.]))
    """
    inside = hours.dry_bulb_c <= dry_bulb_c
    inside &= hours.dew_point_c <= dew_point_c
    inside &= hours.wet_bulb_c <= wet_bulb_c
    known = ~np.isnan(hours.wet_bulb_c).any(axis=1)
    return np.where(known, _weighted_sums(inside, hours.weight_hours), np.nan)


def return_level_c(mean_annual_max_c: float, deviation_k: float, years: float) -> float:
    """Return level of the annual maximum temperature, from several years' maxima.

    Parameters
    ----------
    mean_annual_max_c, deviation_k : float [°C, K], of the annual maxima
    years : float, return period, above 1

    Returns
    -------
    float [°C]

    Source
    ------
    Gumbel's distribution by the method of moments, as in ASHRAE Handbook — Fundamentals.

    Examples
    --------
    >>> round(return_level_c(36.1, 2.1, 20), 1)
    40.0
    """
    return mean_annual_max_c + gumbel_factor(years) * deviation_k


def gumbel_factor(years: float) -> float:
    """Return the standard deviations by which the n-year maximum exceeds the mean annual maximum.

    Parameters
    ----------
    years : float, above 1

    Returns
    -------
    float

    Examples
    --------
    >>> round(gumbel_factor(5), 4), round(gumbel_factor(20), 4)
    (0.7195, 1.8658)
    """
    return -math.sqrt(6.0) / math.pi * (EULER_GAMMA + math.log(math.log(years / (years - 1.0))))
