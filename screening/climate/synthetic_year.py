"""Tier C: a synthetic year of outdoor air from monthly normals alone.

Each month is represented by 31 equally likely days × 3 dew points × 24 hours: 26,784 states a
year, each weighted by its share of the 8,760 hours. The hours of a day are consecutive.
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
"""Standard deviates of the part of the dew point that the dry bulb does not explain: three
equally likely nodes of mean 0 and variance 1, ±√(3/2)."""
STATES_COUNT = MONTHS_COUNT * QUANTILES_COUNT * DAY_HOURS_COUNT * len(DEW_NODES)
"""Weighted states of a year: 26,784."""
DAY_SHAPE_TERMS = ((0.4632, 3.805), (0.0984, 0.360), (0.0168, 0.822), (0.0138, 3.513))
"""Amplitude and phase of the day's harmonics, as fractions of the daily range; after Erbs,
Klein & Beckman (1983), from memory, but within 0.08 of the range of measured days."""
MAX_ABS_TEMPERATURE_C = 60.0
"""Bound of plausible monthly means [°C]."""
ELEVATION_BOUNDS_M = (-450.0, 6000.0)
"""Plausible elevations of a site [m]."""


def synthetic_year(
    tmax_c: ArrayLike,
    tmin_c: ArrayLike,
    dew_point_c: ArrayLike,
    elevation_m: ArrayLike,
    *,
    fit: NormalsFit = CONUS,
) -> ClimateHours:
    """Build the joint distribution of dry bulb and dew point over a year from normals.

    Day means vary about the month's, those of dry bulb and dew point being correlated; every
    day has the same shape, scaled by the month's daily range; the dew point never exceeds
    the dry bulb, and its monthly mean is preserved.

    Parameters
    ----------
    tmax_c, tmin_c : array_like, (n_sites, 12) [°C], mean daily maximum and minimum
    dew_point_c : array_like, (n_sites, 12) [°C], mean
    elevation_m : array_like, (n_sites,) [m], determines the pressure
    fit : NormalsFit
        Variability of days about the normals; ``TEXAS`` for Texas.

    Returns
    -------
    ClimateHours, (n_sites, 26784); a site with any NaN is NaN throughout

    Raises
    ------
    InputError
        Inconsistent shapes, a minimum above its maximum, elevations or temperatures in
        another unit.

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
    midpoint, daily_range = 0.5 * (tmax + tmin), tmax - tmin
    variability = fit.estimate_variability(midpoint, dew)
    dry = _dry_bulbs(variability, daily_range)
    dews = _dew_points(variability, dew, dry)
    shape = (tmax.shape[0], STATES_COUNT)
    pressure = pressure_at_elevation_pa(elevation)[:, None]
    dry = np.broadcast_to(dry, dews.shape)
    return ClimateHours.of(dry.reshape(shape), dews.reshape(shape), pressure, state_weights_hours())


def validate_normals(
    tmax_c: ArrayLike, tmin_c: ArrayLike, dew_point_c: ArrayLike, elevation_m: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Convert monthly normals to consistent arrays; raise with all problems at once.

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
    tables = {"tmax_c": tmax, "tmin_c": tmin, "dew_point_c": dew}
    problems = [
        f"{name}: expected shape (n_sites, {MONTHS_COUNT}), the same for all three, got "
        f"{table.shape}; pass one row per site"
        for name, table in tables.items()
        if table.shape != (sites, MONTHS_COUNT)
    ]
    if elevation.shape != (sites,):
        problems.append(
            f"elevation_m: expected shape (n_sites,), got {elevation.shape}; "
            "pass one elevation per site"
        )
    if problems:
        raise InputError(*problems)
    problems = list(_find_implausible(tmax, tmin, dew, elevation))
    if problems:
        raise InputError(*problems)
    return tmax, tmin, dew, elevation


def state_weights_hours() -> Floats:
    """Hours of each state: a month's days, divided equally among its states.

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
    """Departure of the dry bulb from its day mean, as a fraction of the daily range.

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
    """Return the standard normal deviates of 31 equally likely days, at mid-probability.

    Returns
    -------
    ndarray, (31,), ascending

    Examples
    --------
    >>> day_quantiles()[[0, 15, 30]].round(3)
    array([-2.141,  0.   ,  2.141])
    """
    probabilities = (np.arange(QUANTILES_COUNT) + 0.5) / QUANTILES_COUNT
    return np.array([NormalDist().inv_cdf(p) for p in probabilities.tolist()])


def skew_deviate(deviate: Floats, skew: Floats) -> Floats:
    """Transform standard normal deviates to a skewness, with mean 0 and variance 1.

    Parameters
    ----------
    deviate : ndarray
    skew : ndarray, within ±1.2

    Returns
    -------
    ndarray

    Source
    ------
    Cornish & Fisher (1938), first term, scaled to unit variance; the skewness is correct to
    first order.

    Examples
    --------
    >>> skew_deviate(np.array([-2.0, 0.0, 2.0]), np.array(-0.9)).round(3)
    array([-2.397,  0.147,  1.516])
    """
    skewed = deviate + skew / 6.0 * (deviate * deviate - 1.0)
    return np.asarray(skewed / np.sqrt(1.0 + skew * skew / 18.0))


def _as_states(monthly: Floats) -> Floats:
    """Reshape (n_sites, 12) to (n_sites, 12, 1, 1, 1): month × day × dew node × hour."""
    return monthly[:, :, None, None, None]


def _dry_bulbs(variability: MonthlyVariability, daily_range: Floats) -> Floats:
    """Dry bulbs, (n_sites, 12, 31, 1, 24) [°C]."""
    deviate = day_quantiles()[:, None, None]
    day = skew_deviate(deviate, _as_states(variability.dry_bulb_skew)) * _as_states(
        variability.dry_bulb_k
    )
    hour = _as_states(daily_range) * day_shape()
    return np.asarray(_as_states(variability.mean_c) + day + hour)


def _dew_points(variability: MonthlyVariability, mean_dew: Floats, dry: Floats) -> Floats:
    """Dew points, (n_sites, 12, 31, 3, 24) [°C], at most the dry bulb, monthly mean preserved."""
    rho = _as_states(variability.correlation)
    deviate = rho * day_quantiles()[:, None, None]
    deviate = deviate + np.sqrt(1.0 - rho * rho) * np.array(DEW_NODES)[:, None]
    day = skew_deviate(deviate, _as_states(variability.dew_point_skew)) * _as_states(
        variability.dew_point_k
    )
    swing = _as_states(variability.dew_point_swing_k) * day_shape()
    dew = np.minimum(_as_states(mean_dew) + day - swing, dry)
    # Clipping lowers the mean: shift all states back by what it lost.
    lost = mean_dew - dew.mean(axis=(2, 3, 4))
    return np.minimum(dew + _as_states(lost), dry)


def _find_implausible(tmax: Floats, tmin: Floats, dew: Floats, elevation: Floats) -> Iterator[str]:
    if (tmin > tmax).any():
        site, month = np.argwhere(tmin > tmax)[0].tolist()
        yield (
            f"tmin_c: expected at most tmax_c, got {tmin[site, month]:g} above "
            f"{tmax[site, month]:g} at site {site}, month {month + 1}; check for swapped bands"
        )
    for name, table in (("tmax_c", tmax), ("tmin_c", tmin), ("dew_point_c", dew)):
        if (np.abs(table) > MAX_ABS_TEMPERATURE_C).any():
            yield (
                f"{name}: expected °C within ±{MAX_ABS_TEMPERATURE_C:g}, got "
                f"{np.nanmin(table):g} to {np.nanmax(table):g}; "
                "convert kelvin or °F, and mask nodata"
            )
    low, high = ELEVATION_BOUNDS_M
    if ((elevation < low) | (elevation > high)).any():
        yield (
            f"elevation_m: expected {low:g} to {high:g} m, got {np.nanmin(elevation):g} to "
            f"{np.nanmax(elevation):g}; convert feet, and mask nodata"
        )
