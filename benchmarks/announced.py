"""``python -m benchmarks.announced``: the conversion model against announced conversions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.measuring import print_table
from screening.conversion import convert
from screening.conversion.assumptions import Assumptions, Requirements
from screening.frame_rows import get_row

CONFIG = Path(__file__).parent.parent / "config.toml"


@dataclass(frozen=True)
class Announced:
    """A conversion as its owner announced it.

    Attributes
    ----------
    name, source : str
    musd_per_mw : (low, high) as announced [MUSD/MW]
    basis : str, ``IT`` or ``gross``: the megawatts of that ratio
    it_mw, gross_mw : float [MW]
    rack_kw : float [kW], default where the owner states none
    """

    name: str
    musd_per_mw: tuple[float, float]
    basis: str
    it_mw: float
    gross_mw: float
    source: str
    rack_kw: float = 130.0


COSTS = (
    Announced("Lake Mariner", (8, 10), "IT", 200, 290, "guidance 2025-08; gross at 0.69"),
    Announced("Helios I", (13.2, 13.2), "IT", 133, 200, "1.4B debt and 0.35B equity, 2025-08"),
    Announced("Auburn", (8.4, 8.4), "IT", 16, 23.2, "135M, 2025-02; gross at 0.69"),
    Announced(
        "Moses Lake", (7.1, 7.1), "gross", 14.4, 18, "128M, 2025-11; IT at a PUE of 1.25", 190
    ),
    Announced("Columbiana", (8.0, 8.0), "IT", 22, 31.9, "176M for 22 MW, 2025-02; taken as IT"),
    Announced("Childress Horizon 1", (6, 7), "IT", 50, 75, "300–350M, 2025"),
)
MONTHS = (
    ("Black Pearl", 9, "lease 2025-11, rent 2026-08"),
    ("Moses Lake", 13, "2025-11, target 2026-12"),
    ("Helios I", 16, "2025-03, 133 MW 2026-07"),
    ("Riot–frontier lab", 16, "2026-08, 96 MW 2027-12"),
    ("Core–CoreWeave", 25, "2024-06, 437 MW billing 2026-07"),
)
"""Months from lease or announcement to rent or delivery, actual or targeted."""


def main() -> None:
    """Print both tables."""
    requirements = _training_requirements()
    costs = [_compare_cost(announced, requirements) for announced in COSTS]
    print_table(
        "Cost, MUSD/MW on the basis announced",
        ("conversion", "basis", "announced", "P10", "P50", "P90", "inside"),
        [row for row, _ in costs],
    )
    print(f"\n{sum(inside for _, inside in costs)} of {len(costs)} inside P10–P90")
    rows, hits = _compare_months(requirements)
    print_table(
        "Months from lease to first rent, P10–P90",
        ("conversion", "months", "generators ordered", "inside", "no generators", "inside"),
        rows,
    )
    print(f"\n{hits[0]} and {hits[1]} of {len(MONTHS)} inside P10–P90")


def _compare_months(requirements: Requirements) -> tuple[list[tuple[str, ...]], list[int]]:
    """Rows of the table, and how many durations lie inside with and without generators."""
    sites = [
        _converted(50.0, 75.0, replace(requirements, backup_generation=generators))
        for generators in (True, False)
    ]
    rows, hits = [], [0, 0]
    for name, months, _ in MONTHS:
        cells = []
        for column, site in enumerate(sites):
            inside = bool(site["months_p10"] <= months <= site["months_p90"])
            hits[column] += inside
            interval = "–".join(f"{site[f'months_p{p}']:.0f}" for p in (10, 90))
            cells += [interval, "yes" if inside else "no"]
        rows.append((name, str(months), *cells))
    return rows, hits


def _training_requirements() -> Requirements:
    """Read the requirements of the shipped profile, as a run does."""
    table = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["profile"]["training"]
    values = dict(table["requirements"])
    values.pop("sources", None)
    return Requirements(**values)


def _compare_cost(announced: Announced, requirements: Requirements) -> tuple[tuple[str, ...], bool]:
    """Row of the table, and whether the announced cost lies inside."""
    requirements = replace(requirements, rack_kw=announced.rack_kw)
    site = _converted(announced.it_mw, announced.gross_mw, requirements)
    basis = "it" if announced.basis == "IT" else "gross"
    p10, p50, p90 = (site[f"conversion_p{p}_musd_per_{basis}_mw"] for p in (10, 50, 90))
    low, high = announced.musd_per_mw
    inside = bool(p10 <= (low + high) / 2 <= p90)
    stated = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    percentiles = (f"{p10:.1f}", f"{p50:.1f}", f"{p90:.1f}")
    cells = (announced.name, announced.basis, stated, *percentiles, "yes" if inside else "no")
    return cells, inside


def _converted(it_mw: float, gross_mw: float, requirements: Requirements) -> pd.Series:
    facts = pd.DataFrame(
        {
            "status": ["mining"],
            "grid_mw": [gross_mw],
            "it_mw": [it_mw],
            "cooling_design": ["DTC-W40-dry"],
            "rank": [1.0],
            "score": [50.0],
            "excluded_by": [""],
        },
        index=pd.Index(["site"], name="site_id"),
    )

    def keep_ranks(table: pd.DataFrame, changed: NDArray[np.bool_]) -> pd.DataFrame:
        return table.loc[changed, ["rank", "score", "excluded_by"]]

    assumptions = Assumptions(requirements={"tenant": replace(requirements, it_mw=it_mw)})
    converted = convert(facts, "tenant", assumptions, seed=0, rescore=keep_ranks)
    return get_row(converted.columns, "site")


if __name__ == "__main__":
    main()
