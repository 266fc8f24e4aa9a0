"""Tier B: a station's year morphed to the monthly normals of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening.climate.synthetic_year import DAYS, MONTHS_COUNT, validate_normals
from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SCALE_HEIGHT_M = 8434.0
"""Scale height of an isothermal atmosphere at 15 °C: pressure falls to 1/e over it [m]."""
RANGE_RATIO_BOUNDS = (0.5, 2.0)
"""Bounds of the ratio of daily ranges; neighbouring places do not differ by more [-]."""
MONTH_OF_DAY = np.repeat(np.arange(MONTHS_COUNT), DAYS)
"""Month, 0 to 11, of each day of a typical year, (365,)."""


class StationMonths(NamedTuple):
    """Monthly means of a station's own year, (n_stations, 12) [°C].

    Parameters
    ----------
    tmax_c, tmin_c : ndarray, mean daily maximum and minimum
    dew_point_c : ndarray, mean
    """

    tmax_c: Floats
    tmin_c: Floats
    dew_point_c: Floats


def station_months(dry_bulb_c: ArrayLike, dew_point_c: ArrayLike) -> StationMonths:
    """Compute the monthly means of hourly years.

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
    """Morph each site's station year to the site's monthly normals.

    Day means are shifted by the difference of the months' midpoints of maximum and minimum,
    so that they keep their departure from the month's mean, and that mean its departure from
    the midpoint. Each hour's departure from its day mean is stretched by the ratio of the
    daily ranges. Dew points are shifted by the difference of the monthly means; pressure
    falls with elevation.

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
    Belcher, Hacker & Powell (2005): shift and linear stretch, the stretch here applied to
    the departures from day means. Errors: ``docs/science/cooling.md``.
    """
    tmax, tmin, dew, elevation = validate_normals(tmax_c, tmin_c, dew_point_c, elevation_m)
    months = station_months(station.dry_bulb_c, station.dew_point_c)
    ratio = np.clip((tmax - tmin) / (months.tmax_c - months.tmin_c), *RANGE_RATIO_BOUNDS)
    shift = 0.5 * (tmax + tmin - months.tmax_c - months.tmin_c)
    days = _days(station.dry_bulb_c)
    mean = days.mean(axis=2, keepdims=True)
    dry = mean + _daily(shift) + (days - mean) * _daily(ratio)
    moved_dew = _days(station.dew_point_c) + _daily(dew - months.dew_point_c)
    rise_m = (elevation - np.asarray(station_elevation_m, dtype=np.float64))[:, None]
    pressure = station.pressure_pa * np.exp(-rise_m / SCALE_HEIGHT_M)
    shape = station.dry_bulb_c.shape
    return ClimateHours.of(dry.reshape(shape), moved_dew.reshape(shape), pressure)


def _days(hourly: Floats) -> Floats:
    return hourly.reshape(hourly.shape[0], MONTH_OF_DAY.size, -1)


def _monthly(daily: Floats) -> Floats:
    """Average days over months: (n, 365) to (n, 12)."""
    first = np.r_[0, np.cumsum(DAYS)[:-1]]
    return np.asarray(np.add.reduceat(daily, first, axis=1) / np.array(DAYS))


def _daily(monthly: Floats) -> Floats:
    """Repeat months over their days: (n, 12) to (n, 365, 1)."""
    return monthly[:, MONTH_OF_DAY, None]
