"""Tier B: a measured year carried from its station to a site by monthly normals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening.climate.synthetic_year import DAYS, MONTHS_COUNT, validate_normals
from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SCALE_HEIGHT_M = 8434.0
"""Height over which the pressure of the air falls to 1/e [m]."""
RANGE_RATIO_BOUNDS = (0.5, 2.0)
"""A day's swing is stretched within these; neighbours do not differ by more [-]."""
MONTH_OF_DAY = np.repeat(np.arange(MONTHS_COUNT), DAYS)
"""Month, 0 to 11, of each day of a typical year, (365,)."""


class StationMonths(NamedTuple):
    """Monthly normals of a station's own year, (n_stations, 12) [°C].

    Parameters
    ----------
    tmax_c, tmin_c : ndarray, mean daily maximum and minimum
    dew_point_c : ndarray, mean
    """

    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats


def station_months(dry_bulb_c: ArrayLike, dew_point_c: ArrayLike) -> StationMonths:
    """Take the monthly normals of measured years.

    Parameters
    ----------
    dry_bulb_c, dew_point_c : array_like, (n_stations, 8760) [°C]

    Returns
    -------
    StationMonths

    Examples
    --------
    >>> months = station_months(np.tile([10.0, 20.0] * 12, (1, 365)), np.full((1, 8760), 5.0))
    >>> [float(table[0, 5]) for table in months]
    [20.0, 10.0, 5.0]
    """
    days, dew = (_days(np.asarray(a, dtype=np.float64)) for a in (dry_bulb_c, dew_point_c))
    return StationMonths(
        _monthly(days.max(axis=2)), _monthly(days.min(axis=2)), _monthly(dew.mean(axis=2))
    )


def morph_year(
    station: ClimateHours,
    station_elevation_m: ArrayLike,
    tmax_c: ArrayLike,
    tmin_c: ArrayLike,
    dew_point_c: ArrayLike,
    elevation_m: ArrayLike,
) -> ClimateHours:
    """Carry each site's station year to the site's monthly normals.

    Day means keep their departure from the month's mean, and the month's mean its
    departure from the middle of maximum and minimum; each hour's departure from its day
    mean is stretched with the daily range; dew points are shifted by the month's
    difference, pressures with height.

    Parameters
    ----------
    station : ClimateHours, (n_sites, 8760), the year of each site's station
    station_elevation_m : array_like, (n_sites,) [m]
    tmax_c, tmin_c, dew_point_c : array_like, (n_sites, 12) [°C], normals of the sites
    elevation_m : array_like, (n_sites,) [m]

    Returns
    -------
    ClimateHours, (n_sites, 8760); NaN throughout for a site with any NaN

    Raises
    ------
    InputError

    Source
    ------
    Morphing after Belcher, Hacker & Powell (2005), with daily ranges; errors in
    ``docs/science/cooling.md``.
    """
    tmax, tmin, dew, height = validate_normals(tmax_c, tmin_c, dew_point_c, elevation_m)
    months = station_months(station.dry_bulb_c, station.dew_point_c)
    ratio = np.clip((tmax - tmin) / (months.tmax_c - months.tmin_c), *RANGE_RATIO_BOUNDS)
    shift = 0.5 * (tmax + tmin - months.tmax_c - months.tmin_c)
    days = _days(station.dry_bulb_c)
    mean = days.mean(axis=2, keepdims=True)
    dry = mean + _daily(shift) + (days - mean) * _daily(ratio)
    moist = _days(station.dew_point_c) + _daily(dew - months.dew_point_c)
    rise = (height - np.asarray(station_elevation_m, dtype=np.float64))[:, None]
    pressure = station.pressure_pa * np.exp(-rise / SCALE_HEIGHT_M)
    shape = station.dry_bulb_c.shape
    return ClimateHours.of(dry.reshape(shape), moist.reshape(shape), pressure)


def _days(hourly: Floats) -> Floats:
    return hourly.reshape(hourly.shape[0], MONTH_OF_DAY.size, -1)


def _monthly(daily: Floats) -> Floats:
    """(n, 365) to (n, 12) means."""
    first = np.r_[0, np.cumsum(DAYS)[:-1]]
    return np.asarray(np.add.reduceat(daily, first, axis=1) / np.array(DAYS))


def _daily(monthly: Floats) -> Floats:
    """(n, 12) to (n, 365, 1)."""
    return monthly[:, MONTH_OF_DAY, None]
