"""Design conditions and cooling performance of many sites, in chunks of constant memory."""

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
"""Sites per chunk: about 40 MB of states. Two threads were slower than one (9.7 s against
7.7 s), as the work is bound by memory bandwidth."""
MMAP_THRESHOLD_BYTES = 31 << 20
"""glibc returns large freed blocks to the kernel, which then has to map and clear each new
array. Freeing one block raises the size from which it does so to that of the block, up to
32 MiB (mallopt(3), M_MMAP_THRESHOLD): this halves the time."""


@dataclass(frozen=True)
class CoolingYear:
    """Design conditions and the annual performance of cooling designs, one number per site.

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
    """Build each site's year from its normals (tier C) and run the designs in it.

    Sites with the same normals and elevation, such as several in one raster cell, are
    computed once.

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
    unique, row = np.unique(table, axis=0, return_inverse=True)

    def compute(rows: Rows) -> CoolingYear:
        part = unique[rows]
        chunk_tmax, chunk_tmin, chunk_dew = (part[:, 12 * k : 12 * (k + 1)] for k in range(3))
        hours = synthetic_year(chunk_tmax, chunk_tmin, chunk_dew, part[:, 36], fit=fit)
        return cooling_year(hours, designs, parameters)

    return take(map_chunks(np.arange(len(unique)), compute), row.reshape(-1))


def cooling_year(
    hours: ClimateHours,
    designs: Sequence[str],
    parameters: CoolingParameters | Sequence[CoolingParameters] = DEFAULTS,
    *,
    dry_bulb_error_k: ArrayLike = 0.0,
    wet_bulb_error_k: ArrayLike = 0.0,
) -> CoolingYear:
    """Compute design conditions and run the designs in the years of some sites.

    Parameters
    ----------
    hours : ClimateHours
    designs : sequence of str, of ``screening.climate.DESIGNS``
    parameters : CoolingParameters, or one for each site
    dry_bulb_error_k, wet_bulb_error_k : array_like, (n_sites,) or one number [K],
        uncertainty of the 0.4 % values

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


def map_chunks(rows: Rows, compute: Callable[[Rows], CoolingYear]) -> CoolingYear:
    """Compute the sites in chunks, and concatenate the results.

    Parameters
    ----------
    rows : ndarray of int, (n,), the sites
    compute : callable, (rows of a chunk) -> CoolingYear

    Returns
    -------
    CoolingYear, in the order of ``rows``
    """
    starts = range(0, max(len(rows), 1), CHUNK_SITES_COUNT)
    chunks = [rows[start : start + CHUNK_SITES_COUNT] for start in starts]
    if len(chunks) == 1:
        return compute(chunks[0])
    np.empty(MMAP_THRESHOLD_BYTES, dtype=np.uint8)  # freed at once: see the constant
    return concatenate([compute(chunk) for chunk in chunks])


def concatenate(parts: Sequence[CoolingYear]) -> CoolingYear:
    """Concatenate the sites of several results.

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
    """Take sites by row, in any order and any number of times.

    Parameters
    ----------
    year : CoolingYear
    rows : ndarray of int, (n,), row of each site; NaN where it is −1

    Returns
    -------
    CoolingYear, of n sites
    """
    designs = {name: _take_rows(part, rows) for name, part in year.designs.items()}
    return CoolingYear(_take_rows(year.conditions, rows), designs)


_PerSite = TypeVar("_PerSite", DesignConditions, AnnualPerformance)


def _concatenate_parts(parts: Sequence[_PerSite]) -> _PerSite:
    values: dict[str, Any] = {}
    for field in fields(parts[0]):
        column = [getattr(part, field.name) for part in parts]
        is_array = isinstance(column[0], np.ndarray)  # the design's name is not
        values[field.name] = np.concatenate(column) if is_array else column[0]
    return type(parts[0])(**values)


def _take_rows(part: _PerSite, rows: Rows) -> _PerSite:
    def take_values(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        if value.size == 0:
            return np.full(rows.shape, np.nan)
        return np.where(rows >= 0, value[rows], np.nan)

    values: dict[str, Any] = {
        field.name: take_values(getattr(part, field.name)) for field in fields(part)
    }
    return type(part)(**values)
