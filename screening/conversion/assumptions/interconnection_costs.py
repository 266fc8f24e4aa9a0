"""Capacity of each voltage class, and the customer's cost of a connection at it.

The only source of connection costs, for the grid factors and for the build list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KM_PER_MILE = 1.609344
LINE_ROUTE_FACTOR = 1.3
"""Length of a new line over the straight line (MISO estimating rules)."""
ADJOINING_KM = 1.0
"""Distance up to which a site counts as adjoining, and costs what adjoining sites paid [km]."""
POWER_FACTOR = 0.95
"""Minimum power factor of a large load, for the size of its transformers [MW/MVA]: an
assumption, usual in connection rules."""


@dataclass(frozen=True)
class CostRange:
    """A cost as low, base and high."""

    low: float
    base: float
    high: float

    def scaled(self, low: float, base: float, high: float) -> CostRange:
        """Multiply low, base and high by their own factors.

        >>> CostRange(1.0, 2.0, 3.0).scaled(1.0, 2.0, 3.0)
        CostRange(low=1.0, base=4.0, high=9.0)
        """
        return CostRange(self.low * low, self.base * base, self.high * high)


SINCE_2019 = (1.35, 1.425, 1.5)
"""Escalation of 2019 dollars to 2024–25: an assumption, low, base, high."""


@dataclass(frozen=True)
class VoltageClass:
    """A voltage class.

    Attributes
    ----------
    kv : float [kV], its lowest voltage
    capacity_mw : float [MW], capacity of one circuit, rounded down
    line : CostRange [million USD a mile]
    substation : CostRange [million USD], new
    transformer : CostRange [million USD per MVA]
    """

    kv: float
    capacity_mw: float
    line: CostRange
    substation: CostRange
    transformer: CostRange


TRANSFORMER = CostRange(0.015, 0.0275, 0.040)
"""Large power transformers delivered in 2025 [million USD per MVA]: an unconfirmed estimate, base
its midpoint."""


def _transformer(usd_per_mva_2019: float) -> CostRange:
    """Low is MISO's 2019 cost, escalated; base and high are those of 2025 deliveries."""
    low = usd_per_mva_2019 * SINCE_2019[0] / 1e6
    return CostRange(low, TRANSFORMER.base, TRANSFORMER.high)


CLASSES = (
    VoltageClass(
        138.0,
        200.0,
        CostRange(0.984325, 1.313276, 2.084122).scaled(*SINCE_2019),
        CostRange(4.692, 6.6705, 8.870).scaled(*SINCE_2019),
        _transformer(4_260.0),
    ),
    VoltageClass(
        230.0,
        400.0,
        CostRange(1.567655, 1.6371595, 3.034).scaled(*SINCE_2019),
        CostRange(5.732, 9.4355, 17.525).scaled(*SINCE_2019),
        _transformer(4_970.0),
    ),
    VoltageClass(
        345.0, 750.0, CostRange(3.0, 3.5, 4.0), CostRange(20.0, 22.5, 25.0), _transformer(5_790.0)
    ),
    VoltageClass(
        500.0,
        1500.0,
        CostRange(2.787303, 3.5546335, 4.777).scaled(*SINCE_2019),
        CostRange(15.489, 20.332, 37.017).scaled(*SINCE_2019),
        _transformer(7_860.0),
    ),
)
"""Minimum, median and maximum of four regions in the least-cost transmission tables of NREL's reVX
(2019 dollars), escalated; 345 kV, which those lack, and transformers of 2025 from unconfirmed
estimates of 2024–25. Capacities: docs/science/power.md."""

PAID = CostRange(0.017, 0.0345, 0.052)
"""Payments of sites at a line [million USD per MW]: Cipher Colchis, 1 GW at 345 kV, 17 M; IREN
Sweetwater 2, 600 MW, 31.0 M; base is the midpoint."""


def voltage_class(kv: Floats) -> NDArray[np.int64]:
    """Classify voltages.

    Parameters
    ----------
    kv : ndarray, (n,) [kV]

    Returns
    -------
    ndarray of int, (n,), position in :data:`CLASSES`; −1 below 138 kV and where unknown

    Examples
    --------
    >>> voltage_class(np.array([138.0, 161.0, 345.0, 765.0, 69.0, np.nan])).tolist()
    [0, 0, 2, 3, -1, -1]
    """
    lowest = np.array([kv_class.kv for kv_class in CLASSES])
    return np.searchsorted(lowest, np.nan_to_num(kv), side="right") - 1


def required_voltage_class(mw: Floats) -> NDArray[np.int64]:
    """Find the lowest class of which one circuit can supply a load.

    Parameters
    ----------
    mw : ndarray, (n,) [MW]

    Returns
    -------
    ndarray of int, (n,), position in :data:`CLASSES`, the highest where none can; −1 where the
    load is unknown

    Examples
    --------
    >>> required_voltage_class(np.array([20.0, 200.0, 201.0, 650.0, 3000.0, np.nan])).tolist()
    [0, 0, 1, 2, 3, -1]
    """
    capacities = np.array([kv_class.capacity_mw for kv_class in CLASSES])
    position = np.minimum(np.searchsorted(capacities, mw, side="left"), len(CLASSES) - 1)
    return np.where(np.isnan(mw), -1, position)


def interconnection_cost_musd(
    kv_class: VoltageClass, mw: Floats, km: Floats, precision_km: Floats
) -> Floats:
    """Estimate the customer's cost of a new connection.

    Parameters
    ----------
    kv_class : VoltageClass
    mw : ndarray, (n,) [MW], requested load
    km : ndarray, (n,) [km], straight-line distance to the voltage class
    precision_km : ndarray, (n,) [km], uncertainty of that distance

    Returns
    -------
    ndarray, (3, n) [million USD], low, base, high
        Within :data:`ADJOINING_KM` the payments of adjoining sites, else line, substation and
        transformers; low and high use the shortest and longest distance, and so either rule
        where the uncertainty spans :data:`ADJOINING_KM`.

    Examples
    --------
    >>> mw, km, off_km = np.array([600.0]), np.array([0.5]), np.array([0.1])
    >>> near = interconnection_cost_musd(CLASSES[2], mw, km, off_km)
    >>> near.round(1).ravel().tolist()
    [10.2, 20.7, 31.2]
    >>> mw, km, off_km = np.array([100.0]), np.array([10.0]), np.array([0.0])
    >>> far = interconnection_cost_musd(CLASSES[0], mw, km, off_km)
    >>> far.round(1).ravel().tolist()
    [17.7, 27.5, 42.8]
    """
    off_km = np.nan_to_num(precision_km)
    distances = (np.maximum(km - off_km, 0.0), km, km + off_km)
    circuits = np.ceil(np.maximum(mw, 1.0) / kv_class.capacity_mw)
    costs = []
    for bound, distance in zip(("low", "base", "high"), distances, strict=True):
        miles = distance * LINE_ROUTE_FACTOR / KM_PER_MILE * circuits
        built = miles * getattr(kv_class.line, bound) + getattr(kv_class.substation, bound)
        built = built + mw / POWER_FACTOR * getattr(kv_class.transformer, bound)
        costs.append(np.where(distance <= ADJOINING_KM, mw * getattr(PAID, bound), built))
    return np.array(costs)
