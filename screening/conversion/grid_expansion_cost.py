"""What more grid power costs, where no factor has worked it out."""

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
    gap_mw: Floats, total_mw: Floats, distance_km: Floats, precision_km: Floats, most_km: float
) -> Interval:
    """Estimate what a larger connection costs.

    Parameters
    ----------
    gap_mw : (n_sites,) [MW], power to add
    total_mw : (n_sites,) [MW], power in the end; decides the voltage class
    distance_km : (n_sites,) [km], to the nearest substation; NaN where not known
    precision_km : (n_sites,) [km], how far that may be off; NaN counts as exact
    most_km : float [km], how far it may be where it is not known

    Returns
    -------
    Span [MUSD of 2025]; 0 where nothing is to add. Where the distance is not known, from
        a connection beside the line to one ``most_km`` off.

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
    km, off_km = np.where(known, distance_km, most_km), np.where(known, precision_km, 0.0)
    kind = required_voltage_class(total_mw)
    cost = np.zeros((3, len(kind)))
    for place, kv_class in enumerate(CLASSES):
        here = kind == place
        cost[:, here] = interconnection_cost_musd(kv_class, gap_mw[here], km[here], off_km[here])
    either = (gap_mw * PAID.low, (gap_mw * PAID.base + cost[1]) / 2, cost[2])
    nothing = Interval.of(np.zeros_like(gap_mw))
    return Interval(*np.where(known, cost, either)).where(gap_mw > 0, nothing)
