"""Cooling figures of many sites, a chunk at a time: flat memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from screening.climate.cooling_metrics import AnnualPerformance, annual_performances
from screening.climate.design_values import DesignConditions, design_conditions
from screening.climate.designs import get_design
from screening.climate.normals_regression import CONUS, NormalsFit
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.synthetic_year import synthetic_year, validate_normals
from screening.climate.weighted_hours import ClimateHours

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Rows = NDArray[np.intp]

CHUNK_SITES_COUNT = 16
"""Sites that are worked on at a time: about 40 MB of states. Two threads were slower than one
(9.7 s against 7.7): what they wait for is memory."""
MAX_CHUNK_BYTES = 31 << 20
"""The C library of Linux hands freed memory back at once, and each next array then waits for
the kernel, until a block this large (under 32 MiB) has been freed: half the time saved."""


@dataclass(frozen=True)
class CoolingYear:
    """Design values and every asked design's year, one number a site.

    Parameters
    ----------
    conditions : DesignConditions
    designs : dict, design name to AnnualPerformance
    """

    conditions: DesignConditions
    designs: dict[str, AnnualPerformance]


def cooling_from_normals(
    tmax_c: ArrayLike,
    tmin_c: ArrayLike,
    dew_point_c: ArrayLike,
    elevation_m: ArrayLike,
    designs: Sequence[str],
    *,
    fit: NormalsFit = CONUS,
    parameters: CoolingParameters = DEFAULTS,
) -> CoolingYear:
    """Build each site's year from its normals (tier C) and run the designs through it.

    Sites with the same normals and height, as several in one raster cell, are worked out
    once.

    Parameters
    ----------
    tmax_c, tmin_c, dew_point_c : array_like, (n_sites, 12) [°C]
    elevation_m : array_like, (n_sites,) [m]
    designs : sequence of str, of ``screening.climate.DESIGNS``
    fit : NormalsFit
    parameters : CoolingParameters

    Returns
    -------
    CoolingYear, in the order of the sites; NaN for sites with any NaN

    Raises
    ------
    InputError

    Examples
    --------
    >>> year = cooling_from_normals(
    ...     [[30.0] * 12], [[20.0] * 12], [[15.0] * 12], [100.0], ["DTC-W45-dry"]
    ... )
    >>> year.designs["DTC-W45-dry"].pue_mean.round(2)
    array([1.12])
    """
    for design in designs:
        get_design(design)
    tmax, tmin, dew, elevation = validate_normals(tmax_c, tmin_c, dew_point_c, elevation_m)
    table = np.column_stack([tmax, tmin, dew, elevation])
    rows, back = np.unique(table, axis=0, return_inverse=True)

    def work(at: Rows) -> CoolingYear:
        part = rows[at]
        highest, lowest, moist = (part[:, 12 * k : 12 * (k + 1)] for k in range(3))
        hours = synthetic_year(highest, lowest, moist, part[:, 36], fit=fit)
        return cooling_year(hours, designs, parameters)

    return take(map_chunks(np.arange(len(rows)), work), back.reshape(-1))


def cooling_year(
    hours: ClimateHours,
    designs: Sequence[str],
    parameters: CoolingParameters | Sequence[CoolingParameters] = DEFAULTS,
    *,
    dry_bulb_error_k: ArrayLike = 0.0,
    wet_bulb_error_k: ArrayLike = 0.0,
) -> CoolingYear:
    """Work out design values and run the designs through the years of some sites.

    Parameters
    ----------
    hours : ClimateHours
    designs : sequence of str, of ``screening.climate.DESIGNS``
    parameters : CoolingParameters, or one for each site
    dry_bulb_error_k, wet_bulb_error_k : array_like, (n_sites,) or one number [K], how far
        the 0.4 % values may be off

    Returns
    -------
    CoolingYear

    Raises
    ------
    InputError
    """
    conditions = design_conditions(
        hours, dry_bulb_error_k=dry_bulb_error_k, wet_bulb_error_k=wet_bulb_error_k
    )
    return CoolingYear(conditions, annual_performances(designs, hours, conditions, parameters))


def map_chunks(rows: Rows, work: Callable[[Rows], CoolingYear]) -> CoolingYear:
    """Work on some sites at a time, and put the answers together.

    Parameters
    ----------
    rows : ndarray of int, (n,), the sites
    work : callable, given some of them

    Returns
    -------
    CoolingYear, in the order of ``rows``
    """
    starts = range(0, max(len(rows), 1), CHUNK_SITES_COUNT)
    chunks = [rows[start : start + CHUNK_SITES_COUNT] for start in starts]
    if len(chunks) == 1:
        return work(chunks[0])
    np.empty(MAX_CHUNK_BYTES, dtype=np.uint8)  # and freed at once: see HELD_BYTES
    return concatenate([work(chunk) for chunk in chunks])


def concatenate(parts: Sequence[CoolingYear]) -> CoolingYear:
    """Put the sites of several years one after the other.

    Parameters
    ----------
    parts : sequence of CoolingYear of the same designs

    Returns
    -------
    CoolingYear
    """
    return CoolingYear(
        _concatenate_parts([part.conditions for part in parts]),
        {
            name: _concatenate_parts([part.designs[name] for part in parts])
            for name in parts[0].designs
        },
    )


def take(year: CoolingYear, rows: Rows) -> CoolingYear:
    """Take sites in another order, or several times.

    Parameters
    ----------
    year : CoolingYear
    rows : ndarray of int, (n,), the site that each is to be; -1: none, NaN

    Returns
    -------
    CoolingYear, of n sites
    """
    designs = {name: _rows(part, rows) for name, part in year.designs.items()}
    return CoolingYear(_rows(year.conditions, rows), designs)


_Rows = TypeVar("_Rows", DesignConditions, AnnualPerformance)


def _concatenate_parts(parts: Sequence[_Rows]) -> _Rows:
    values: dict[str, Any] = {}
    for field in fields(parts[0]):
        column = [getattr(part, field.name) for part in parts]
        whole = isinstance(column[0], np.ndarray)
        values[field.name] = np.concatenate(column) if whole else column[0]
    return type(parts[0])(**values)


def _rows(part: _Rows, rows: Rows) -> _Rows:
    def row(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        if value.size == 0:
            return np.full(rows.shape, np.nan)
        return np.where(rows >= 0, value[rows], np.nan)

    values: dict[str, Any] = {field.name: row(getattr(part, field.name)) for field in fields(part)}
    return type(part)(**values)
