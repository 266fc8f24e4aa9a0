"""Tier C: a year of outdoor air built from monthly normals alone.

Each month becomes 31 days of equal probability × 3 dew points × 24 hours: 26,784 states a
year, each with its share of the 8,760 hours. The hours of a day follow each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.normals_regression import CONUS, MonthlyVariability, NormalsFit
from screening.climate.vapor_pressure import pressure_at_elevation_pa
from screening.climate.weighted_hours import ClimateHours
from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of the months of a typical year."""
MONTHS_COUNT, QUANTILES_COUNT, DAY_HOURS_COUNT = 12, 31, 24
DEW_NODES = (-1.2247, 0.0, 1.2247)
"""Dew points beside what the dry bulb explains: three alike, of variance 1 [standard]."""
STATES_COUNT = MONTHS_COUNT * QUANTILES_COUNT * DAY_HOURS_COUNT * len(DEW_NODES)
"""Weighted states of a year: 26,784."""
DAY_SHAPE_TERMS = ((0.4632, 3.805), (0.0984, 0.360), (0.0168, 0.822), (0.0138, 3.513))
"""Amplitude and phase of the day's harmonics, in shares of the daily range; after Erbs,
from memory of the publication, but fitting measured days to 0.08 of the range."""
ELEVATION_BOUNDS_M = (-450.0, 6000.0)
"""Heights that a site can have [m]."""


def synthetic_year(
    tmax_c: ArrayLike,
    tmin_c: ArrayLike,
    dew_point_c: ArrayLike,
    elevation_m: ArrayLike,
    *,
    fit: NormalsFit = CONUS,
) -> ClimateHours:
    """Build the joint distribution of a year's hours from monthly normals.

    Day means scatter about the month's, the dew point's partly with the dry bulb's; every
    day has the same shape scaled by the month's range; the dew point never exceeds the
    dry bulb and its monthly mean is kept.

    Parameters
    ----------
    tmax_c, tmin_c : array_like, (n_sites, 12) [°C], mean daily maximum and minimum
    dew_point_c : array_like, (n_sites, 12) [°C], mean
    elevation_m : array_like, (n_sites,) [m], gives the pressure
    fit : NormalsFit
        How widely days scatter, and the errors to state; ``TEXAS`` for Texas.

    Returns
    -------
    ClimateHours, (n_sites, 26784); a site with any NaN is NaN throughout

    Raises
    ------
    InputError
        Shapes that do not fit together, a minimum above its maximum, heights or
        temperatures in another unit.

    Source
    ------
    ``docs/science/cooling.md``; the day's shape after Erbs, Klein & Beckman (1983).

    Examples
    --------
    >>> year = synthetic_year([[30.0] * 12], [[20.0] * 12], [[15.0] * 12], [100.0])
    >>> year.dry_bulb_c.shape, float(year.weight_hours.sum().round(6))
    ((1, 26784), 8760.0)
    """
    tmax, tmin, dew, elevation = validate_normals(tmax_c, tmin_c, dew_point_c, elevation_m)
    middle, daily_range = 0.5 * (tmax + tmin), tmax - tmin
    spread = fit.spread(middle, dew)
    dry = _dry_bulbs(spread, daily_range)
    moist = _dew_points(spread, dew, dry)
    shape = (tmax.shape[0], STATES_COUNT)
    pressure = pressure_at_elevation_pa(elevation)[:, None]
    full = np.broadcast_to(dry, moist.shape).reshape(shape)
    return ClimateHours.of(full, moist.reshape(shape), pressure, state_weights_hours())


def validate_normals(
    tmax_c: ArrayLike, tmin_c: ArrayLike, dew_point_c: ArrayLike, elevation_m: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Turn monthly normals into arrays that fit together, or say all that is wrong.

    Parameters
    ----------
    tmax_c, tmin_c, dew_point_c : array_like, (n_sites, 12) [°C]
    elevation_m : array_like, (n_sites,) [m]

    Returns
    -------
    tuple of four ndarrays, in that order

    Raises
    ------
    InputError
    """
    tmax, tmin, dew, elevation = (
        np.asarray(a, dtype=np.float64) for a in (tmax_c, tmin_c, dew_point_c, elevation_m)
    )
    sites = tmax.shape[0] if tmax.ndim == 2 else -1
    expected = {"tmax_c": tmax, "tmin_c": tmin, "dew_point_c": dew}
    problems = [
        f"{name}: expected shape (n_sites, {MONTHS_COUNT}), the same for all three, got "
        f"{table.shape}; pass one row a site"
        for name, table in expected.items()
        if table.shape != (sites, MONTHS_COUNT)
    ]
    if elevation.shape != (sites,):
        problems.append(
            f"elevation_m: expected shape (n_sites,), got {elevation.shape}; pass one height a site"
        )
    if problems:
        raise InputError(*problems)
    problems = list(_implausible(tmax, tmin, dew, elevation))
    if problems:
        raise InputError(*problems)
    return tmax, tmin, dew, elevation


def state_weights_hours() -> Floats:
    """Hours of each state: months by their days, everything within a month alike.

    Returns
    -------
    ndarray, (26784,) [h], summing to 8,760

    Examples
    --------
    >>> float(state_weights_hours()[0].round(6))
    0.333333
    """
    states = QUANTILES_COUNT * len(DEW_NODES)
    return np.repeat(np.array(DAYS) / states, states * DAY_HOURS_COUNT)


def day_shape() -> Floats:
    """Departure of the dry bulb from its day mean, in shares of the daily range.

    Returns
    -------
    ndarray, (24,), the hours ending at 1 to 24 local time; its mean is zero

    Examples
    --------
    >>> shape = day_shape()
    >>> int(shape.argmin()) + 1, int(shape.argmax()) + 1, round(float(np.ptp(shape)), 2)
    (6, 15, 0.98)
    """
    t = 2.0 * np.pi * np.arange(DAY_HOURS_COUNT) / DAY_HOURS_COUNT
    terms = [
        amplitude * np.cos(order * t - phase)
        for order, (amplitude, phase) in enumerate(DAY_SHAPE_TERMS, start=1)
    ]
    shape = np.sum(terms, axis=0)
    return np.asarray(shape - shape.mean())


def day_quantiles() -> Floats:
    """Give the standard normal deviates of 31 days of equal probability.

    Returns
    -------
    ndarray, (31,), rising

    Examples
    --------
    >>> day_quantiles()[[0, 15, 30]].round(3)
    array([-2.141,  0.   ,  2.141])
    """
    steps = (np.arange(QUANTILES_COUNT) + 0.5) / QUANTILES_COUNT
    return np.array([NormalDist().inv_cdf(step) for step in steps.tolist()])


def skew_deviate(deviate: Floats, skew: Floats) -> Floats:
    """Give a standard normal deviate a skewness, keeping mean 0 and variance 1.

    Parameters
    ----------
    deviate : ndarray
    skew : ndarray, within ±1.2

    Returns
    -------
    ndarray

    Source
    ------
    Cornish & Fisher (1938), first term, scaled to unit variance; the skewness is met to
    first order.

    Examples
    --------
    >>> skew_deviate(np.array([-2.0, 0.0, 2.0]), np.array(-0.9)).round(3)
    array([-2.397,  0.147,  1.516])
    """
    bent = deviate + skew / 6.0 * (deviate * deviate - 1.0)
    return np.asarray(bent / np.sqrt(1.0 + skew * skew / 18.0))


def _spread_out(monthly: Floats) -> Floats:
    """(n_sites, 12) as (n_sites, 12, 1, 1, 1): month × day × dew node × hour follow."""
    return monthly[:, :, None, None, None]


def _dry_bulbs(spread: MonthlyVariability, daily_range: Floats) -> Floats:
    """(n_sites, 12, 31, 1, 24) dry bulbs [°C]."""
    deviate = day_quantiles()[:, None, None]
    day = skew_deviate(deviate, _spread_out(spread.dry_bulb_skew)) * _spread_out(spread.dry_bulb_k)
    hour = _spread_out(daily_range) * day_shape()
    return np.asarray(_spread_out(spread.mean_c) + day + hour)


def _dew_points(spread: MonthlyVariability, mean_dew: Floats, dry: Floats) -> Floats:
    """(n_sites, 12, 31, 3, 24) dew points [°C], at most the dry bulb, mean kept."""
    along = _spread_out(spread.correlation)
    deviate = along * day_quantiles()[:, None, None]
    deviate = deviate + np.sqrt(1.0 - along * along) * np.array(DEW_NODES)[:, None]
    day = skew_deviate(deviate, _spread_out(spread.dew_point_skew)) * _spread_out(
        spread.dew_point_k
    )
    swing = _spread_out(spread.dew_point_swing_k) * day_shape()
    dew = np.minimum(_spread_out(mean_dew) + day - swing, dry)
    lost = mean_dew - dew.mean(axis=(2, 3, 4))
    return np.minimum(dew + _spread_out(lost), dry)


def _implausible(tmax: Floats, tmin: Floats, dew: Floats, elevation: Floats) -> Iterator[str]:
    if (tmin > tmax).any():
        site, month = np.argwhere(tmin > tmax)[0].tolist()
        yield (
            f"tmin_c: expected at most tmax_c, got {tmin[site, month]:g} above "
            f"{tmax[site, month]:g} at site {site}, month {month + 1}; look for swapped bands"
        )
    for name, table in (("tmax_c", tmax), ("tmin_c", tmin), ("dew_point_c", dew)):
        if (np.abs(table) > 60.0).any():
            yield (
                f"{name}: expected °C within ±60, got {np.nanmin(table):g} to "
                f"{np.nanmax(table):g}; convert kelvin or °F, and mask nodata"
            )
    low, high = ELEVATION_BOUNDS_M
    if ((elevation < low) | (elevation > high)).any():
        yield (
            f"elevation_m: expected {low:g} to {high:g} m, got {np.nanmin(elevation):g} to "
            f"{np.nanmax(elevation):g}; convert feet, and mask nodata"
        )
