"""Design values of a year: 0.4 % temperatures, what coincides with them, hours under limits."""

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
"""Hours this near a design temperature count as coincident with it [K]."""
N20_RISE_K = 6.0
"""Twenty-year highest dry bulb over the 0.4 % dry bulb, ± 1.6; 57 stations, one typical year
[K]."""
N20_ERROR_K = 1.6
"""How far that estimate may be off; 57 stations [K]."""
FREE_DRY_BULB_C, FREE_DEW_POINT_C = 27.0, 15.0
"""Outdoor air up to these can cool a hall by itself (The Green Grid's limits) [°C]."""
EULER_GAMMA = 0.5772
"""As the extreme-value formula below is published."""


@dataclass(frozen=True)
class DesignConditions:
    """Design values, one number a site; NaN where the climate is not known.

    Parameters
    ----------
    dry_bulb_04_c, wet_bulb_04_c : ndarray, (n_sites,) [°C], exceeded by 35 hours a year
    coincident_wet_bulb_c : ndarray, (n_sites,) [°C], mean wet bulb of the hours within
        0.5 K of the 0.4 % dry bulb
    coincident_dry_bulb_c : ndarray, (n_sites,) [°C], mean dry bulb of the hours within
        0.5 K of the 0.4 % wet bulb
    dry_bulb_n20_c : ndarray, (n_sites,) [°C], the 0.4 % dry bulb + 6.0 K: an estimate of
        the 20-year highest, ± 1.6 K, since one typical year holds no extremes
    free_cooling_hours : ndarray, (n_sites,) [h/yr], dry bulb up to 27 and dew point to 15 °C
    pressure_pa : ndarray, (n_sites,) [Pa], mean
    dry_bulb_error_k, wet_bulb_error_k : ndarray, (n_sites,) [K], how far the 0.4 % values
        may be off, by where the year is from; 0 for the year itself
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
    """Work out the design values of every site's year.

    Parameters
    ----------
    hours : ClimateHours
    dry_bulb_error_k, wet_bulb_error_k : array_like, (n_sites,) or one number [K], how far
        the 0.4 % values may be off

    Returns
    -------
    DesignConditions

    Source
    ------
    Percentile and coincidence after ASHRAE Fundamentals, climatic design information,
    computed from the weather itself.

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
    """Value that a given number of hours a year exceed.

    Of 8,760 hourly values with 35 hours this is the 36th highest.

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
    positive = weight[weight > 0.0].min()
    idle = int((weight <= 0.0).sum())
    top = min(weight.size, math.ceil(exceeded_hours / positive) + 1 + idle)
    out = np.full(table.shape[0], np.nan)
    for site, row in enumerate(table):
        if np.isnan(row).any():
            continue
        highest = np.argpartition(row, weight.size - top)[weight.size - top :]
        order = highest[np.argsort(-row[highest], kind="stable")]
        reached = np.cumsum(weight[order])
        out[site] = row[order[np.searchsorted(reached, exceeded_hours + 1e-9, side="right")]]
    return out


def coincident_mean(
    values: ArrayLike, of: ArrayLike, near: ArrayLike, weight_hours: ArrayLike
) -> Floats:
    """Mean of one quantity over the hours in which another is near a value.

    Parameters
    ----------
    values, of : array_like, (n_sites, n_states)
    near : array_like, (n_sites,), the value that ``of`` shall be within 0.5 K of
    weight_hours : array_like, (n_states,) [h]

    Returns
    -------
    ndarray, (n_sites,); NaN where ``near`` is

    Examples
    --------
    >>> coincident_mean([[20.0, 22.0, 9.0]], [[36.0, 36.4, 30.0]], [36.2], [1, 3, 1])
    array([21.5])
    """
    around = np.abs(np.asarray(of) - np.asarray(near)[:, None]) <= COINCIDENT_HALF_WIDTH_K
    weight = around * np.asarray(weight_hours, dtype=np.float64)
    held = np.where(around, np.asarray(values, dtype=np.float64), 0.0)
    total = weight.sum(axis=1)
    total = np.where(total > 0.0, total, np.nan)
    return np.asarray((held * weight).sum(axis=1) / total)


def _weighted_sums(table: NDArray[Any], weight: Floats) -> Floats:
    """Sum row by row; a matrix product's last digit would depend on the other sites."""
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
    dry_bulb_c, dew_point_c, wet_bulb_c : float [°C], highest that counts; ``inf`` for none

    Returns
    -------
    ndarray, (n_sites,) [h/yr]; NaN where the climate is not known

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
    """Highest temperature expected once in so many years, from several years' maxima.

    Parameters
    ----------
    mean_annual_max_c, deviation_k : float [°C, K], of the annual maxima
    years : float, return period, above 1

    Returns
    -------
    float [°C]

    Source
    ------
    Gumbel's distribution by moments, as ASHRAE Fundamentals gives it.

    Examples
    --------
    >>> round(return_level_c(36.1, 2.1, 20), 1)
    40.0
    """
    return mean_annual_max_c + gumbel_factor(years) * deviation_k


def gumbel_factor(years: float) -> float:
    """Count the standard deviations by which the n-year maximum exceeds the mean one.

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
