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
    gap_mw: Floats, total_mw: Floats, distance_km: Floats, precision_km: Floats, maximum_km: float
) -> Interval:
    """Estimate the cost of a larger connection.

    Parameters
    ----------
    gap_mw : (n_sites,) [MW], power to add
    total_mw : (n_sites,) [MW], power after the expansion; determines the voltage class
    distance_km : (n_sites,) [km], to the nearest substation; NaN where unknown
    precision_km : (n_sites,) [km], uncertainty of that distance; NaN counts as exact
    maximum_km : float [km], distance assumed at most where it is unknown

    Returns
    -------
    Interval [MUSD of 2025]; 0 where no power is to be added. Where the distance is unknown,
        from a connection beside the line to one ``maximum_km`` away.

    Source
    ------
    :mod:`screening.conversion.assumptions.interconnection_costs`, as in the grid factors.

    Examples
    --------
    >>> near = expansion_musd(*(np.array([v]) for v in (100.0, 150.0, 0.4, 0.1)), 32.0)
    >>> [round(float(end[0]), 2) for end in near.bounds]
    [1.7, 3.45, 5.2]
    """
    known = ~np.isnan(distance_km)
    km, off_km = np.where(known, distance_km, maximum_km), np.where(known, precision_km, 0.0)
    kind = required_voltage_class(total_mw)
    cost = np.zeros((3, len(kind)))
    for position, kv_class in enumerate(CLASSES):
        rows = kind == position
        cost[:, rows] = interconnection_cost_musd(kv_class, gap_mw[rows], km[rows], off_km[rows])
    either = (gap_mw * PAID.low, (gap_mw * PAID.base + cost[1]) / 2, cost[2])
    nothing = Interval.exact(np.zeros_like(gap_mw))
    return Interval(*np.where(known, cost, either)).where(gap_mw > 0, nothing)
