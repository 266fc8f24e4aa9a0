"""The build list: one row a work package, with quantity, cost and months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.conversion.schedule import DESIGN, durations
from screening.conversion.work_packages import CONTINGENCY, OWNER, PACKAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions, Estimate, Requirements
    from screening.conversion.bill_of_quantities import BillOfQuantities
    from screening.conversion.sampling import Samples

BOUNDS = ("low", "", "high")
COLUMNS = (
    *("site_id", "package", "has", "needs", "gap", "unit"),
    *("musd_low", "musd", "musd_high", "months_low", "months", "months_high"),
    *("usd", "note", "after", "source"),
)
"""Columns of the build list."""


def build_list(
    index: pd.Index,
    bill: BillOfQuantities,
    bounds: Samples,
    requirements: Requirements,
    assumptions: Assumptions,
) -> pd.DataFrame:
    """List the work packages of each site; requirements already met are listed at zero cost.

    Parameters
    ----------
    index : Index of ``site_id``
    bill : BillOfQuantities
    bounds : Samples, from :func:`screening.conversion.sampling.sample_bounds`
    requirements : Requirements
    assumptions : Assumptions

    Returns
    -------
    DataFrame, ``COLUMNS``; per site its packages, then owner's cost and contingency. The low
        cost of a site is that of every package at low. ``has`` is NaN where it is unknown, and
        ``note`` then begins with *verify*.
    """
    costs = bill.at_bounds(assumptions)
    months = durations(bill, bounds)
    tables = []
    for position, package in enumerate(PACKAGES):
        gap = bill.gaps[position]
        sites = np.flatnonzero(gap.required.high > 0)
        cost, requirement = assumptions.costs[package.cost], requirements.source(gap.requirement)
        tables.append(
            _table(index, position, sites, costs[:, sites, position], months[sites, position, :].T)
            | {
                "package": package.name,
                "has": gap.existing[sites],
                "needs": gap.required.base[sites],
                "gap": gap.gap.base[sites],
                "unit": package.unit,
                "note": np.where(gap.unknown[sites], f"verify: {gap.reason}", ""),
                "after": ", ".join(DESIGN if n == "design" else n for n in package.predecessors),
                "source": f"{cost.cited}; asked: {requirement}",
            }
        )
    direct = costs.sum(axis=2)
    tables += _percentage_rows(index, direct, bounds, assumptions)
    frame = pd.concat([pd.DataFrame(table) for table in tables], ignore_index=True)
    frame["usd"] = f"USD {assumptions.usd_year}"
    ordered = frame.sort_values(["_site", "_place"], kind="stable", ignore_index=True)
    return ordered[list(COLUMNS)]


def _table(
    index: pd.Index,
    position: int,
    sites: NDArray[np.intp],
    musd: NDArray[np.float64],
    months: NDArray[np.float64],
) -> dict[str, object]:
    names = (
        [f"musd_{bound}".rstrip("_") for bound in BOUNDS],
        [f"months_{bound}".rstrip("_") for bound in BOUNDS],
    )
    return {
        "site_id": index[sites],
        "_site": sites,
        "_place": position,
        **dict(zip(names[0], musd, strict=True)),
        **dict(zip(names[1], months, strict=True)),
    }


def _percentage_rows(
    index: pd.Index, direct: NDArray[np.float64], bounds: Samples, assumptions: Assumptions
) -> list[dict[str, object]]:
    """Rows of owner's cost, on the packages, and of contingency, on packages and owner's cost."""
    all_sites = np.arange(len(index))
    owner = direct * bounds.owner[:, None]
    contingency = (direct + owner) * bounds.contingency[:, None]
    design = np.repeat(bounds.months["design"][:, None], len(index), axis=1)
    rows = []
    for number, (name, musd, months, ratio) in enumerate(
        (
            (OWNER, owner, design, assumptions.numbers["owner_fraction"]),
            (CONTINGENCY, contingency, 0.0 * design, assumptions.numbers["contingency_fraction"]),
        )
    ):
        rows.append(
            _table(index, len(PACKAGES) + number, all_sites, musd, months)
            | {
                "package": name,
                "has": 0.0,
                "needs": 100 * ratio.base,
                "gap": 100 * ratio.base,
                "unit": "% of the above",
                "note": "",
                "after": "",
                "source": _state_ratio_note(ratio),
            }
        )
    return rows


def _state_ratio_note(ratio: Estimate) -> str:
    return f"{100 * ratio.low:g}–{100 * ratio.high:g} %: {ratio.cited}"
