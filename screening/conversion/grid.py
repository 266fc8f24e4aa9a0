"""What more grid power costs, where no factor has worked it out: one place, from the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.sizing import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

KM_PER_MILE = 1.609344
CLASSES_MW = (205.0, 400.0, 1000.0)
"""What 138, 230 and 345 kV carry [MW]; 500 kV beyond (NREL reVX; 345 kV 750–1000)."""
CLASSES_KV = (138.0, 230.0, 345.0, 500.0)
LINE_MUSD_PER_MILE = (
    (0.984, 1.313, 2.084),
    (1.568, 1.637, 3.034),
    (2.22, 2.46, 2.67),
    (2.787, 3.555, 4.777),
)
"""By class, least, median and most of four regions [MUSD/mile, 2019]: NREL reVX
least-cost-transmission configuration; 345 kV: 3–4 MUSD/mile of 2025, not verified. A higher
class is never taken to cost less than a lower one."""
STATION_MUSD = (
    (4.692, 6.671, 8.870),
    (5.732, 9.436, 17.525),
    (14.8, 15.8, 16.7),
    (15.489, 20.332, 37.017),
)
"""A new substation likewise [MUSD, 2019]; 345 kV: 20–25 MUSD of 2025, not verified."""
ESCALATION = (1.35, 1.42, 1.5)
"""2019 to 2025 dollars [-]; not verified."""
LENGTH_FACTOR = 1.3
"""Route over straight line (MISO estimating rules) [-]."""
TRANSFORMER_MUSD_PER_MVA = (0.015, 0.025, 0.040)
"""Large power transformers of 2025 [MUSD/MVA]; not verified."""
BESIDE_KM = 1.0
"""A site this near its voltage pays as IREN and Cipher did [km]."""
BESIDE_MUSD_PER_MW = (0.017, 0.035, 0.052)
"""Their payments [MUSD/MW]; base between."""


def expansion_musd(
    gap_mw: NDArray[np.float64],
    total_mw: NDArray[np.float64],
    distance_km: NDArray[np.float64],
    most_km: float,
) -> Span:
    """Estimate what a larger connection costs.

    Parameters
    ----------
    gap_mw : (n_sites,) [MW], power to add
    total_mw : (n_sites,) [MW], power in the end; decides the voltage class
    distance_km : (n_sites,) [km], to the nearest substation; NaN where not known
    most_km : float [km], how far it may be then

    Returns
    -------
    Span [MUSD of 2025]; 0 where nothing is to add. Where the distance is not known, from
        a connection beside the line to one ``most_km`` off.

    Source
    ------
    NREL reVX (2019 USD); MISO estimating rules; IREN and Cipher filings.

    Examples
    --------
    >>> near = expansion_musd(*(np.array([v]) for v in (100.0, 150.0, 0.4)), 32.0)
    >>> [round(float(end[0]), 2) for end in near.ends]
    [1.7, 3.5, 5.2]
    """
    beside = Span(*(gap_mw * cost for cost in BESIDE_MUSD_PER_MW))
    built = _built(gap_mw, total_mw, np.where(np.isnan(distance_km), most_km, distance_km))
    either = Span(beside.low, (beside.base + built.base) / 2, built.high)
    cost = beside.where(distance_km <= BESIDE_KM, built)
    cost = either.where(np.isnan(distance_km), cost)
    return cost.where(gap_mw > 0, Span.of(np.zeros_like(gap_mw)))


def _built(
    gap_mw: NDArray[np.float64], total_mw: NDArray[np.float64], distance_km: NDArray[np.float64]
) -> Span:
    """Sum a line, a substation and transformers."""
    kind = np.searchsorted(CLASSES_MW, total_mw)
    miles = distance_km * LENGTH_FACTOR / KM_PER_MILE
    ends = []
    for end in range(3):
        line = _rising(LINE_MUSD_PER_MILE, end)[kind] * miles
        station = _rising(STATION_MUSD, end)[kind]
        transformers = gap_mw * TRANSFORMER_MUSD_PER_MVA[end]
        ends.append((line + station) * ESCALATION[end] + transformers)
    return Span(*ends)


def _rising(table: tuple[tuple[float, ...], ...], end: int) -> NDArray[np.float64]:
    return np.asarray(np.maximum.accumulate(np.array(table)[:, end]))
