"""The nearest substation or line of a voltage class, and the cost of connecting to it.

Where the distance is known only to lie between two bounds, so is the cost: from a connection to
the nearest asset that may have the voltage, to one to the nearest that certainly has it. Likewise
where the asset's voltage is a range of several classes: from the cheapest of them to the dearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.conversion.assumptions.interconnection_costs import (
    CLASSES,
    interconnection_cost_musd,
    voltage_class,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NearestOfClass:
    """The nearest asset of at least a voltage, substation or line.

    Attributes
    ----------
    low_km, high_km : ndarray, (n_sites,) [km], bounds of the distance; NaN where unknown,
        ``high_km`` also where no asset certainly has the voltage
    precision_km : ndarray, (n_sites,) [km]
    kv, most_kv : ndarray, (n_sites,) [kV], bounds of the voltage of the asset at ``high_km``;
        NaN where there is none, ``most_kv`` infinite where its voltage has no upper bound
    """

    low_km: Floats
    high_km: Floats
    precision_km: Floats
    kv: Floats
    most_kv: Floats

    @property
    def at_one_distance(self) -> NDArray[np.bool_]:
        """Whether the distance is known, (n_sites,)."""
        return np.asarray(self.low_km == self.high_km)

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether distance and voltage class are known, (n_sites,)."""
        one_class = voltage_class(self.kv) == voltage_class(self.most_kv)
        return np.asarray(self.at_one_distance & one_class)


def nearest_of_class(tables: Sequence[pd.DataFrame]) -> NearestOfClass:
    """Take the nearer of substation and line.

    Parameters
    ----------
    tables : sequence of DataFrame, from :func:`screening.joins.nearest_by_voltage`, one a kind

    Returns
    -------
    NearestOfClass, unknown where either distance is: the unknown asset might be the nearer one
    """
    low_km, high_km, precision_km, kv, most_kv = (
        np.array([table[name].to_numpy(dtype=float) for table in tables])
        for name in (
            *("distance_min_km", "distance_max_km", "precision_km"),
            *("certain_kv", "certain_kv_max"),
        )
    )
    most_kv = np.where(np.isnan(most_kv) & ~np.isnan(kv), np.inf, most_kv)
    reachable_km = np.where(np.isnan(high_km), np.inf, high_km)
    nearer = np.argmin(reachable_km, axis=0), np.arange(low_km.shape[1])
    least_km = low_km.min(axis=0)  # NaN where either is
    known = ~np.isnan(least_km)
    certain_km = np.where(known, high_km[nearer], np.nan)
    decided = least_km == certain_km
    return NearestOfClass(
        least_km,
        certain_km,
        np.where(decided, precision_km[nearer], np.fmax.reduce(precision_km, axis=0)),
        np.where(known, kv[nearer], np.nan),
        np.where(known, most_kv[nearer], np.nan),
    )


def connection_costs(required: int, mw: Floats, nearest: NearestOfClass) -> Floats:
    """Bound the cost of connecting at a voltage class or above.

    Parameters
    ----------
    required : int, position in ``CLASSES`` of the least class that will do
    mw : ndarray, (n_sites,) [MW]
    nearest : NearestOfClass

    Returns
    -------
    ndarray, (3, n_sites) [million USD], low, base, high
        Low is the cost of the cheapest class that the asset may have, high of the dearest; base is
        NaN where there are several. Where the distance is undecided, low is the cost of the
        cheapest class at the lower bound, base is NaN, and high that of the asset at the upper
        bound, NaN without one.
    """
    low, base, high = np.full((3, len(mw)), np.nan)
    near = np.full(len(mw), np.nan)
    least, most = voltage_class(nearest.kv), voltage_class(nearest.most_kv)
    for position in range(required, len(CLASSES)):
        kv_class, off_km = CLASSES[position], nearest.precision_km
        costs = interconnection_cost_musd(kv_class, mw, nearest.high_km, off_km)
        costs[:, (position < least) | (position > most)] = np.nan
        low, high = np.fmin(low, costs[0]), np.fmax(high, costs[2])
        base = np.fmax(base, costs[1])
        near = np.fmin(near, interconnection_cost_musd(kv_class, mw, nearest.low_km, off_km)[0])
    low = np.where(nearest.at_one_distance, low, np.fmin(near, low))
    low = np.where(np.isnan(nearest.low_km), np.nan, low)
    return np.array([low, np.where(nearest.decided, base, np.nan), high])
