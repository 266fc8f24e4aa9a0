"""The build list: one row a work package, quantity and cost in ranges.

So far it holds what the factors alone can size: the first fiber lateral.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

FEET_PER_KM = 3280.84
USD_PER_MUSD = 1e6

COLUMNS = [
    "site_id",
    "package",
    "has",
    "needs",
    "gap",
    "unit",
    "musd_low",
    "musd",
    "musd_high",
    "months_low",
    "months",
    "months_high",
    "source",
]


@dataclass(frozen=True)
class UnitCost:
    """What one unit costs, as a range.

    Attributes
    ----------
    low, base, high : float [USD a unit]
    source : str, with the year of the dollars
    """

    low: float
    base: float
    high: float
    source: str


LATERAL_UNDERGROUND = UnitCost(
    10.0, 18.0, 27.0, "FBA/Cartesian cost annual 2024–2025, underground, USD per foot"
)
"""Fiber build, underground [USD/ft]: median 18 (2025), range 10–27 (2024)."""


def build_list(facts: pd.DataFrame) -> pd.DataFrame:
    """List what each site must build.

    Parameters
    ----------
    facts : DataFrame, indexed by ``site_id``, with ``fiber_lateral_km`` where known

    Returns
    -------
    DataFrame, ``site_id package has needs gap unit musd_low musd musd_high months_low
    months months_high source``
        Million USD. ``has`` and the months are NaN: not known from layers.
        A site whose lateral is not known has no row.

    Examples
    --------
    >>> one = pd.DataFrame({"fiber_lateral_km": [11.34]}, index=["a"])
    >>> build_list(one)[["package", "gap", "musd_low", "musd_high"]].round(2).values.tolist()
    [['fiber lateral', 11.34, 0.37, 1.0]]
    """
    if "fiber_lateral_km" not in facts:
        return pd.DataFrame(columns=COLUMNS)
    lateral = facts["fiber_lateral_km"].dropna()
    columns: Mapping[str, object] = {
        "site_id": lateral.index,
        "package": "fiber lateral",
        "has": np.nan,
        "needs": lateral.to_numpy(),
        "gap": lateral.to_numpy(),
        "unit": "route-km",
        "musd_low": _musd(lateral, LATERAL_UNDERGROUND.low).to_numpy(),
        "musd": _musd(lateral, LATERAL_UNDERGROUND.base).to_numpy(),
        "musd_high": _musd(lateral, LATERAL_UNDERGROUND.high).to_numpy(),
        "months_low": np.nan,
        "months": np.nan,
        "months_high": np.nan,
        "source": LATERAL_UNDERGROUND.source,
    }
    return pd.DataFrame(columns, columns=COLUMNS)


def _musd(lateral_km: pd.Series, usd_per_foot: float) -> pd.Series:
    return lateral_km * FEET_PER_KM * usd_per_foot / USD_PER_MUSD
