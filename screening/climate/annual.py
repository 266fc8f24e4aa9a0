"""From monthly normals to cooling figures for many sites, in chunks of flat memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from screening.climate.design_values import DesignConditions, design_conditions
from screening.climate.designs import checked_design
from screening.climate.normals_fit import CONUS, NormalsFit
from screening.climate.parameters import DEFAULTS, CoolingParameters
from screening.climate.performance import AnnualPerformance, annual_performance
from screening.climate.tier_c import checked_normals, climate_hours

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

CHUNK_SITES_COUNT = 32
"""Sites worked on at a time: about 60 MB of states."""


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
        checked_design(design)
    tmax, tmin, dew, elevation = checked_normals(tmax_c, tmin_c, dew_point_c, elevation_m)
    table = np.column_stack([tmax, tmin, dew, elevation])
    rows, back = np.unique(table, axis=0, return_inverse=True)
    back = back.reshape(-1)
    parts = [
        _chunk(rows[start : start + CHUNK_SITES_COUNT], designs, fit, parameters)
        for start in range(0, max(len(rows), 1), CHUNK_SITES_COUNT)
    ]
    conditions = _joined([part.conditions for part in parts], back)
    performance = {
        design: _joined([part.designs[design] for part in parts], back) for design in designs
    }
    return CoolingYear(conditions, performance)


def _chunk(
    rows: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    designs: Sequence[str],
    fit: NormalsFit,
    parameters: CoolingParameters,
) -> CoolingYear:
    tmax, tmin, dew = (rows[:, 12 * part : 12 * (part + 1)] for part in range(3))
    hours = climate_hours(tmax, tmin, dew, rows[:, 36], fit=fit)
    conditions = design_conditions(hours)
    years = {d: annual_performance(d, hours, conditions, parameters) for d in designs}
    return CoolingYear(conditions, years)


_Rows = TypeVar("_Rows", DesignConditions, AnnualPerformance)


def _joined(parts: Sequence[_Rows], back: np.ndarray[tuple[int], np.dtype[np.intp]]) -> _Rows:
    """Put chunks one after the other and hand each site its row."""
    first = parts[0]
    values: dict[str, Any] = {}
    for field in fields(first):
        column = [getattr(part, field.name) for part in parts]
        whole = isinstance(column[0], np.ndarray)
        values[field.name] = np.concatenate(column)[back] if whole else column[0]
    return type(first)(**values)
