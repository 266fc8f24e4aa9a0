"""Made-up mines for the conversion: what is said of them, and what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from screening.assumptions import Assumptions, Requirements
from screening.conversion import Conversion, convert

KNOWN: dict[str, Any] = {
    "status": "mining",
    "grid_mw": 100.0,
    "it_mw": 80.0,
    "firm_mw": 60.0,
    "transformers_mva": 300.0,
    "distribution_mw": 0.0,
    "cooling_mw": 0.0,
    "building_m2": 10_000.0,
    "floor_kpa": 5.0,
    "land_ha": 100.0,
    "fiber_lateral_km": 10.0,
    "disjoint_routes_count": 1.0,
    "second_lateral_km": 20.0,
    "carriers_count": 1.0,
    "cooling_design": "DTC-W40-dry",
    "pue_mean": 1.11,
    "rtt_ms": 5.0,
}
"""A mine of which all is known that the build list asks."""


def mines(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make facts of one row a mine, called a, b, c …, ranked in this order."""
    frame = pd.DataFrame(list(rows), index=pd.Index(list("abcdefgh")[: len(rows)], name="site_id"))
    judged = {
        "rank": pd.array(range(1, len(rows) + 1), dtype="Int64"),
        "score": np.linspace(90.0, 50.0, len(rows)),
        "excluded_by": "",
    }
    return frame.assign(**judged)


def as_before(facts: pd.DataFrame, changed: NDArray[np.bool_]) -> pd.DataFrame:
    """Rank nobody anew."""
    return facts.loc[changed, ["rank", "score", "excluded_by"]]


def converted(
    facts: pd.DataFrame,
    asked: Requirements | None = None,
    *,
    seed: int = 0,
    **assumed: Any,
) -> Conversion:
    """Convert mines by one profile."""
    profiles = {"tenant": asked or Requirements()}
    given = Assumptions(**({"requirements": profiles, "draws": 2000} | assumed))
    return convert(facts, "tenant", given, seed=seed, rescore=as_before)


def packages(conversion: Conversion, site: str = "a") -> pd.DataFrame:
    """Give a site's rows of the build list by package."""
    rows = conversion.build_list
    return rows[rows["site_id"] == site].set_index("package")
