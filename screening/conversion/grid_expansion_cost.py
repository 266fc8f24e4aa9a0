"""Cost of more grid power, where no factor has estimated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.assumptions.interconnection_costs import (
    CLASSES,
    PAID,
    interconnection_cost_musd,
    required_voltage_class,
)
from screening.conversion.sizing import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def expansion_musd(
    gap_mw: Floats,
    total_mw: Floats,
    distance_km: tuple[Floats, Floats],
    precision_km: Floats,
    maximum_km: float,
) -> Interval:
    """Estimate the cost of a larger connection.

    Parameters
    ----------
    gap_mw : (n_sites,) [MW], power to add
    total_mw : (n_sites,) [MW], power after the expansion; determines the voltage class
    distance_km : two (n_sites,) [km], bounds of the distance to the nearest substation, equal
        where it is known; the upper infinite where there is none, both NaN where unknown
    precision_km : (n_sites,) [km], uncertainty of that distance; NaN counts as exact
    maximum_km : float [km], distance assumed at most where it has no upper bound

    Returns
    -------
    Interval [MUSD of 2025]; 0 where no power is to be added. Where the distance is unknown,
        from a connection beside the line to one ``maximum_km`` away; where it lies between
        two bounds, from the one to the other, base halfway.

    Source
    ------
    :mod:`screening.conversion.assumptions.interconnection_costs`, as in the grid factors.

    Examples
    --------
    >>> gap, total, km, off = (np.array([v]) for v in (100.0, 150.0, 0.4, 0.1))
    >>> near = expansion_musd(gap, total, (km, km), off, 32.0)
    >>> [round(float(end[0]), 2) for end in near.bounds]
    [1.7, 3.45, 5.2]
    """
    low_km, high_km = distance_km
    unknown, decided = np.isnan(low_km), low_km == high_km
    far_km = np.where(np.isfinite(high_km), high_km, np.fmax(low_km, maximum_km))
    off_km = np.where(unknown, 0.0, precision_km)
    far = _cost_musd(gap_mw, total_mw, far_km, off_km)
    near = _cost_musd(gap_mw, total_mw, np.where(unknown, far_km, low_km), off_km)
    beside = gap_mw * PAID.low, (gap_mw * PAID.base + far[1]) / 2
    low = np.where(unknown, beside[0], near[0])
    halfway = np.where(unknown, beside[1], (low + far[2]) / 2)
    nothing = Interval.exact(np.zeros_like(gap_mw))
    return Interval(low, np.where(decided, far[1], halfway), far[2]).where(gap_mw > 0, nothing)


def _cost_musd(gap_mw: Floats, total_mw: Floats, km: Floats, off_km: Floats) -> Floats:
    """Low, base and high cost at a distance, (3, n_sites)."""
    kind = required_voltage_class(total_mw)
    cost = np.zeros((3, len(kind)))
    for position, kv_class in enumerate(CLASSES):
        rows = kind == position
        cost[:, rows] = interconnection_cost_musd(kv_class, gap_mw[rows], km[rows], off_km[rows])
    return cost
