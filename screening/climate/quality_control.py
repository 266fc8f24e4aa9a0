"""Whether a station's hours can be believed: gaps, units, stuck sensors, humidity."""

from __future__ import annotations

from collections.abc import Iterator
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
"""Longest gap that is interpolated [h]: beyond it the day's shape is lost."""
MAX_GAPS_FRACTION = 0.05
"""Share of the year that may be interpolated in all [-]."""
STUCK_H = 24
"""Dry bulb and dew point both the same for longer than this: a sensor stands still [h].
The longest such run in 61 typical years of Texas is 15 h."""
DEW_POINT_EXCESS_K = 1.0
"""Dew points up to this far above the dry bulb are rounding, and clipped [K]."""
DRY_BULB_C = (-75.0, 60.0)
"""What air near the ground can have [°C]."""
PRESSURE_PA = (50_000.0, 110_000.0)
"""From 5,500 m to the Dead Sea [Pa]."""
PRESSURE_OFF_FRACTION = 0.06
"""The mean may differ so much from that of the stated height [-]: some 500 m."""


@dataclass(frozen=True)
class StationObservations:
    """A station's columns as they were read, NaN where missing.

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
    """The same, fit to be used.

    Parameters
    ----------
    dry_bulb_c, dew_point_c, pressure_pa : ndarray, (8760,)
    filled_count : int, hours of dry bulb or dew point that were interpolated
    notes : tuple of str, what was mended
    """

    dry_bulb_c: Floats
    dew_point_c: Floats
    pressure_pa: Floats
    filled_count: int
    notes: tuple[str, ...]


def clean_observations(hours: StationObservations) -> CleanedObservations:
    """Check a station's year; interpolate its short gaps.

    Parameters
    ----------
    hours : StationObservations

    Returns
    -------
    CleanedObservations

    Raises
    ------
    InputError
        With every fault: not 8,760 hours, another unit, gaps over 6 h or 5 % of the
        year, sensors that stand still, humidity that cannot be.

    Examples
    --------
    >>> day = np.tile(20.0 + np.arange(24.0) % 7, 365)
    >>> day[100:103] = np.nan
    >>> nothing = np.full(8760, np.nan)
    >>> year = clean_observations(StationObservations(day, day - 9.0, nothing, nothing, 200.0))
    >>> year.filled_count, float(year.pressure_pa[0].round())
    (3, 98945.0)
    """
    if hours.dry_bulb_c.size != HOURS_PER_YEAR:
        raise InputError(
            f"hours: expected {HOURS_PER_YEAR}, got {hours.dry_bulb_c.size}; "
            "give one typical year of 365 days, hour by hour"
        )
    problems = [*_wrong_units(hours)]
    if problems:
        raise InputError(*problems)
    spiky = find_spikes(hours.dry_bulb_c)
    dry = np.where(spiky, np.nan, hours.dry_bulb_c)
    derived = np.isnan(hours.dew_point_c)
    dew = np.where(derived, dew_point_or_nan(dry, hours.relative_humidity), hours.dew_point_c)
    gaps = np.isnan(dry) | np.isnan(dew)
    problems = [*_impossible(dry, dew), *_stuck(dry, dew), *_too_long(gaps)]
    if problems:
        raise InputError(*problems)
    dry, dew = fill_gaps(dry), fill_gaps(dew)
    pressure, notes = _pressure(hours)
    return CleanedObservations(
        dry,
        np.minimum(dew, dry),
        pressure,
        int(gaps.sum()),
        (*_cleaning_notes(gaps, spiky, derived & ~gaps, dew > dry), *notes),
    )


def dew_point_or_nan(dry_bulb_c: Floats, relative_humidity: Floats) -> Floats:
    """Dew point where a relative humidity above 0 is known, else NaN.

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
    share = np.where(known, np.minimum(relative_humidity, 1.0), np.nan)
    return dew_point_from_relative_humidity_c(dry_bulb_c, share)


def _wrong_units(hours: StationObservations) -> Iterator[str]:
    dry = hours.dry_bulb_c[~np.isnan(hours.dry_bulb_c)]
    if dry.size == 0:
        yield "dry bulb: expected °C, got no values; export the file again"
        return
    low, high = DRY_BULB_C
    if dry.min() < low or dry.max() > high:
        unit = "kelvin" if dry.mean() > 200.0 else "°F" if dry.max() > high else "another unit"
        yield (
            f"dry bulb: expected °C within {low:g}..{high:g}, got {dry.min():g}..{dry.max():g}; "
            f"convert it from {unit}, or mark missing hours as the format does"
        )
    pressure = hours.pressure_pa[~np.isnan(hours.pressure_pa)]
    low, high = PRESSURE_PA
    if pressure.size and (pressure.min() < low or pressure.max() > high):
        yield (
            f"pressure: expected Pa within {low:g}..{high:g}, got {pressure.min():g}.."
            f"{pressure.max():g}; convert it from hPa (× 100) or kPa (× 1000), or leave it empty"
        )
    elif pressure.size and np.isfinite(hours.elevation_m):
        ratio = pressure.mean() / float(pressure_at_elevation_pa(hours.elevation_m))
        if abs(ratio - 1.0) > PRESSURE_OFF_FRACTION:
            yield (
                f"pressure: expected that of {hours.elevation_m:g} m, got a mean of "
                f"{pressure.mean():.0f} Pa; it may be reduced to sea level: correct either"
            )
    humidity = hours.relative_humidity[~np.isnan(hours.relative_humidity)]
    if humidity.size and (humidity.min() < 0.0 or humidity.max() > 1.1):
        yield (
            f"relative humidity: expected 0..100 %, got {100 * humidity.min():g}.."
            f"{100 * humidity.max():g} %; correct it, or leave it empty"
        )


def _impossible(dry: Floats, dew: Floats) -> Iterator[str]:
    over = dew - dry > DEW_POINT_EXCESS_K
    if over.any():
        first = int(np.flatnonzero(over)[0])
        yield (
            f"dew point: expected at most the dry bulb, got {dew[first]:g} over {dry[first]:g} °C "
            f"in hour {first + 1} and above it in {over.sum()} hours; look for swapped columns"
        )
    dew = dew[~np.isnan(dew)]
    if dew.size and (dew.min() < DRY_BULB_C[0] or dew.max() > DRY_BULB_C[1]):
        yield (
            f"dew point: expected °C within {DRY_BULB_C[0]:g}..{DRY_BULB_C[1]:g}, got "
            f"{dew.min():g}..{dew.max():g}; convert it, or mark missing hours"
        )


def _stuck(dry: Floats, dew: Floats) -> Iterator[str]:
    still = runs_of_true((np.diff(dry) == 0.0) & (np.diff(dew) == 0.0))
    if still.size == 0:
        return
    start, stop = still[np.argmax(still[:, 1] - still[:, 0])].tolist()
    if stop - start + 1 > STUCK_H:
        yield (
            f"hours: expected air that changes, got {dry[start]:g} °C and a dew point of "
            f"{dew[start]:g} °C in {stop - start + 1} hours on end from hour {start + 1}; "
            "a sensor stood still: use another year or station"
        )


def _too_long(gaps: Flags) -> Iterator[str]:
    missing = runs_of_true(gaps)
    if missing.size == 0:
        return
    start, stop = missing[np.argmax(missing[:, 1] - missing[:, 0])].tolist()
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


def _pressure(hours: StationObservations) -> tuple[Floats, tuple[str, ...]]:
    missing = np.isnan(hours.pressure_pa)
    if not missing.any():
        return hours.pressure_pa, ()
    if not np.isfinite(hours.elevation_m):
        raise InputError(
            "pressure: expected one, or the station's height, got neither; state the elevation"
        )
    standard = float(pressure_at_elevation_pa(hours.elevation_m))
    note = f"{int(missing.sum())} hours have no pressure and take that of {hours.elevation_m:g} m"
    return np.where(missing, standard, hours.pressure_pa), (note,)


def _cleaning_notes(gaps: Flags, spiky: Flags, derived: Flags, clipped: Flags) -> Iterator[str]:
    if spiky.any():
        first = int(np.flatnonzero(spiky)[0]) + 1
        yield f"{int(spiky.sum())} hours are spikes of the dry bulb, first hour {first}"
    if gaps.any():
        yield f"{int(gaps.sum())} hours were missing or spikes and are interpolated"
    if derived.any():
        yield f"{int(derived.sum())} dew points follow from the relative humidity"
    if clipped.any():
        yield f"{int(clipped.sum())} dew points above the dry bulb are clipped to it"
