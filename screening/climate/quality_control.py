"""Quality control of station observations: gaps, units, stuck sensors, humidity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.gap_filling import fill_gaps, find_spikes, runs_of_true
from screening.climate.psychrometrics import dew_point_from_relative_humidity_c
from screening.climate.vapor_pressure import pressure_at_elevation_pa
from screening.climate.weighted_hours import HOURS_PER_YEAR
from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MAX_GAP_H = 6
"""Longest gap that is interpolated [h]: a longer one loses the shape of the day."""
MAX_GAPS_FRACTION = 0.05
"""Largest share of the year that is interpolated [-]."""
STUCK_H = 24
"""A dry bulb and dew point that both stay the same for longer than this are a stuck sensor [h].
The longest such run in 61 typical years of Texas is 15 h."""
DEW_POINT_EXCESS_K = 1.0
"""Dew points up to this far above the dry bulb are due to rounding, and clipped [K]."""
OBSERVED_DRY_BULB_BOUNDS_C = (-75.0, 60.0)
"""Plausible observations near the ground [°C]."""
OBSERVED_PRESSURE_BOUNDS_PA = (50_000.0, 110_000.0)
"""From 5,500 m to the Dead Sea [Pa]."""
MAX_HUMIDITY = 1.1
"""Relative humidities up to this are clipped to 1; higher ones are in another unit [-]."""
PRESSURE_TOLERANCE = 0.03
"""Relative difference allowed between the mean pressure and that of the stated elevation [-]:
some 250 m; at 65 real stations it is at most 0.007. A pressure reduced to sea level differs by
more at any station above that, and so does an elevation in feet from 120 m on."""
MIN_HUMIDITY_PEAK = 0.02
"""Highest relative humidity of a year below which it is a fraction, not in percent [-]."""
KELVIN_ABOVE = 200.0
"""Mean temperatures above this are in kelvin."""


@dataclass(frozen=True)
class StationObservations:
    """A station's columns as read, NaN where missing.

    Parameters
    ----------
    dry_bulb_c, dew_point_c, relative_humidity, pressure_pa : ndarray, (n,)
        Relative humidity 0..1; used where the dew point is missing.
    elevation_m : float [m]
    """

    dry_bulb_c: Floats
    dew_point_c: Floats
    relative_humidity: Floats
    pressure_pa: Floats
    elevation_m: float


@dataclass(frozen=True)
class CleanedObservations:
    """A station's year that has passed quality control, without gaps.

    Parameters
    ----------
    dry_bulb_c, dew_point_c, pressure_pa : ndarray, (8760,)
    filled_count : int, hours of dry bulb or dew point that were interpolated
    notes : tuple of str, repairs
    """

    dry_bulb_c: Floats
    dew_point_c: Floats
    pressure_pa: Floats
    filled_count: int
    notes: tuple[str, ...]


def clean_observations(observations: StationObservations) -> CleanedObservations:
    """Check a station's year; interpolate its short gaps.

    Parameters
    ----------
    observations : StationObservations

    Returns
    -------
    CleanedObservations

    Raises
    ------
    InputError
        With all problems: not 8,760 hours, another unit, gaps over 6 h or 5 % of the year,
        stuck sensors, impossible humidity. Units are checked first, as other checks are
        meaningless in a wrong one.

    Examples
    --------
    >>> day = np.tile(20.0 + np.arange(24.0) % 7, 365)
    >>> day[100:103] = np.nan
    >>> nothing = np.full(8760, np.nan)
    >>> year = clean_observations(StationObservations(day, day - 9.0, nothing, nothing, 200.0))
    >>> year.filled_count, float(year.pressure_pa[0].round())
    (3, 98945.0)
    """
    size = observations.dry_bulb_c.size
    if size != HOURS_PER_YEAR:
        raise InputError(
            f"hours: expected {HOURS_PER_YEAR}, got {size}; "
            "give one typical year of 365 days, hour by hour"
        )
    _raise_if_any(_check_units(observations))
    spikes = find_spikes(observations.dry_bulb_c)
    dry = np.where(spikes, np.nan, observations.dry_bulb_c)
    no_dew = np.isnan(observations.dew_point_c)
    computed_dew = dew_point_or_nan(dry, observations.relative_humidity)
    dew = np.where(no_dew, computed_dew, observations.dew_point_c)
    gaps = np.isnan(dry) | np.isnan(dew)
    _raise_if_any([*_check_dew_point(dry, dew), *_check_stuck(dry, dew), *_check_gaps(gaps)])
    dry, dew = fill_gaps(dry), fill_gaps(dew)
    pressure, pressure_notes = _fill_pressure(observations)
    notes = (*_cleaning_notes(gaps, spikes, no_dew & ~gaps, dew > dry), *pressure_notes)
    return CleanedObservations(dry, np.minimum(dew, dry), pressure, int(gaps.sum()), notes)


def dew_point_or_nan(dry_bulb_c: Floats, relative_humidity: Floats) -> Floats:
    """Dew point where a relative humidity above 0 is known, otherwise NaN.

    Parameters
    ----------
    dry_bulb_c : ndarray [°C]
    relative_humidity : ndarray, 0..1

    Returns
    -------
    ndarray [°C]
    """
    known = relative_humidity > 0.0
    if not known.any():
        return np.full(dry_bulb_c.shape, np.nan)
    humidity = np.where(known, np.minimum(relative_humidity, 1.0), np.nan)
    return dew_point_from_relative_humidity_c(dry_bulb_c, humidity)


def _raise_if_any(problems: Iterable[str]) -> None:
    problems = list(problems)
    if problems:
        raise InputError(*problems)


def _check_units(observations: StationObservations) -> Iterator[str]:
    dry = observations.dry_bulb_c[~np.isnan(observations.dry_bulb_c)]
    if dry.size == 0:
        yield "dry bulb: expected °C, got no values; export the file again"
        return
    yield from _check_dry_bulb(dry)
    pressure = observations.pressure_pa[~np.isnan(observations.pressure_pa)]
    if pressure.size:
        yield from _check_pressure(pressure, observations.elevation_m)
    humidity = observations.relative_humidity[~np.isnan(observations.relative_humidity)]
    if humidity.size and (humidity.min() < 0.0 or humidity.max() > MAX_HUMIDITY):
        yield (
            f"relative humidity: expected 0..100 %, got {100 * humidity.min():g}.."
            f"{100 * humidity.max():g} %; correct it, or leave it empty"
        )
    elif humidity.size and 0.0 < humidity.max() < MIN_HUMIDITY_PEAK:
        yield (
            f"relative humidity: expected percent, got at most {100 * humidity.max():g} in the "
            "year; multiply fractions by 100, or leave it empty"
        )


def _check_dry_bulb(dry: Floats) -> Iterator[str]:
    low, high = OBSERVED_DRY_BULB_BOUNDS_C
    if dry.min() >= low and dry.max() <= high:
        return
    unit = "another unit"
    if dry.mean() > KELVIN_ABOVE:
        unit = "kelvin"
    elif dry.max() > high:
        unit = "°F"
    yield (
        f"dry bulb: expected °C within {low:g}..{high:g}, got {dry.min():g}..{dry.max():g}; "
        f"convert it from {unit}, or mark missing hours as the format specifies"
    )


def _check_pressure(pressure: Floats, elevation_m: float) -> Iterator[str]:
    low, high = OBSERVED_PRESSURE_BOUNDS_PA
    if pressure.min() < low or pressure.max() > high:
        yield (
            f"pressure: expected Pa within {low:g}..{high:g}, got {pressure.min():g}.."
            f"{pressure.max():g}; convert it from hPa (× 100) or kPa (× 1000), or leave it empty"
        )
    elif np.isfinite(elevation_m):
        ratio = pressure.mean() / float(pressure_at_elevation_pa(elevation_m))
        if abs(ratio - 1.0) > PRESSURE_TOLERANCE:
            yield (
                f"pressure: expected that of {elevation_m:g} m, got a mean of "
                f"{pressure.mean():.0f} Pa; it may be reduced to sea level, or the elevation in "
                "feet: correct either"
            )


def _check_dew_point(dry: Floats, dew: Floats) -> Iterator[str]:
    above = dew - dry > DEW_POINT_EXCESS_K
    if above.any():
        first = int(np.flatnonzero(above)[0])
        yield (
            f"dew point: expected at most the dry bulb, got {dew[first]:g} over {dry[first]:g} °C "
            f"in hour {first + 1} and in {above.sum()} hours in all; check for swapped columns"
        )
    dew = dew[~np.isnan(dew)]
    low, high = OBSERVED_DRY_BULB_BOUNDS_C
    if dew.size and (dew.min() < low or dew.max() > high):
        yield (
            f"dew point: expected °C within {low:g}..{high:g}, got "
            f"{dew.min():g}..{dew.max():g}; convert it, or mark missing hours"
        )


def _check_stuck(dry: Floats, dew: Floats) -> Iterator[str]:
    runs = runs_of_true((np.diff(dry) == 0.0) & (np.diff(dew) == 0.0))
    if runs.size == 0:
        return
    start, stop = _longest(runs)
    if stop - start + 1 > STUCK_H:  # n equal differences are n + 1 equal hours
        yield (
            f"hours: expected changing values, got {dry[start]:g} °C and a dew point of "
            f"{dew[start]:g} °C in {stop - start + 1} consecutive hours from hour {start + 1}; "
            "the sensor is stuck: use another year or station"
        )


def _check_gaps(gaps: Flags) -> Iterator[str]:
    runs = runs_of_true(gaps)
    if runs.size == 0:
        return
    start, stop = _longest(runs)
    if stop - start > MAX_GAP_H:
        yield (
            f"hours: expected gaps of at most {MAX_GAP_H} h, got one of {stop - start} h from "
            f"hour {start + 1}; use another year or station"
        )
    elif gaps.mean() > MAX_GAPS_FRACTION:
        yield (
            f"hours: expected at most {100 * MAX_GAPS_FRACTION:g} % missing, got "
            f"{100 * gaps.mean():.1f} %; use another year or station"
        )


def _longest(runs: NDArray[np.intp]) -> tuple[int, int]:
    start, stop = runs[np.argmax(runs[:, 1] - runs[:, 0])].tolist()
    return start, stop


def _fill_pressure(observations: StationObservations) -> tuple[Floats, tuple[str, ...]]:
    """Replace missing pressures by the standard atmosphere's at the station's elevation."""
    missing = np.isnan(observations.pressure_pa)
    if not missing.any():
        return observations.pressure_pa, ()
    elevation_m = observations.elevation_m
    if not np.isfinite(elevation_m):
        raise InputError(
            "pressure: expected values, or the station's elevation, got neither; "
            "state the elevation"
        )
    standard = float(pressure_at_elevation_pa(elevation_m))
    note = (
        f"{int(missing.sum())} hours have no pressure; the standard atmosphere's at "
        f"{elevation_m:g} m is used"
    )
    return np.where(missing, standard, observations.pressure_pa), (note,)


def _cleaning_notes(gaps: Flags, spikes: Flags, computed: Flags, clipped: Flags) -> Iterator[str]:
    if spikes.any():
        first = int(np.flatnonzero(spikes)[0]) + 1
        yield f"{int(spikes.sum())} hours are spikes of the dry bulb, first hour {first}"
    if gaps.any():
        yield f"{int(gaps.sum())} hours were missing or spikes and are interpolated"
    if computed.any():
        yield f"{int(computed.sum())} dew points are computed from the relative humidity"
    if clipped.any():
        yield f"{int(clipped.sum())} dew points above the dry bulb are clipped to it"
