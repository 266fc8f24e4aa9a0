"""The build list: one row a work package, what it costs and how long it takes."""

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
    base: Samples,
    asked: Requirements,
    assumed: Assumptions,
) -> pd.DataFrame:
    """List what each site must build; of a need that is met, that it costs nothing.

    Parameters
    ----------
    index : Index of ``site_id``
    bill : BillOfQuantities
    base : Samples, the ends
    asked : Requirements
    assumed : Assumptions

    Returns
    -------
    DataFrame, ``COLUMNS``; per site the packages it needs, then owner's cost and
        contingency. Costs at low are those of every package at its low end. ``existing`` is NaN
        where it is not known, and ``note`` then says *verify*.
    """
    costs = bill.at_bounds(assumed)
    months = durations(bill, base)
    tables = []
    for place, package in enumerate(PACKAGES):
        need = bill.needs[place]
        kept = np.flatnonzero(need.required.high > 0)
        sources = f"{assumed.costs[package.cost].cited}; asked: {asked.source(need.requirement)}"
        tables.append(
            _table(index, place, kept, costs[:, kept, place], months[kept, place, :].T)
            | {
                "package": package.name,
                "has": need.existing[kept],
                "needs": need.required.base[kept],
                "gap": need.gap.base[kept],
                "unit": package.unit,
                "note": np.where(need.unknown[kept], f"verify: {need.why}", ""),
                "after": ", ".join(DESIGN if n == "design" else n for n in package.predecessors),
                "source": sources,
            }
        )
    direct = costs.sum(axis=2)
    tables += _shares(index, direct, base, assumed)
    frame = pd.concat([pd.DataFrame(table) for table in tables], ignore_index=True)
    frame["usd"] = f"USD {assumed.usd_year}"
    ordered = frame.sort_values(["_site", "_place"], kind="stable", ignore_index=True)
    return ordered[list(COLUMNS)]


def _table(
    index: pd.Index,
    place: int,
    kept: NDArray[np.intp],
    musd: NDArray[np.float64],
    months: NDArray[np.float64],
) -> dict[str, object]:
    names = (
        [f"musd_{end}".rstrip("_") for end in BOUNDS],
        [f"months_{e}".rstrip("_") for e in BOUNDS],
    )
    return {
        "site_id": index[kept],
        "_site": kept,
        "_place": place,
        **dict(zip(names[0], musd, strict=True)),
        **dict(zip(names[1], months, strict=True)),
    }


def _shares(
    index: pd.Index, direct: NDArray[np.float64], base: Samples, assumed: Assumptions
) -> list[dict[str, object]]:
    """Owner's cost on the packages, contingency on both."""
    everyone = np.arange(len(index))
    owner = direct * base.owner[:, None]
    contingency = (direct + owner) * base.contingency[:, None]
    design = np.repeat(base.months["design"][:, None], len(index), axis=1)
    rows = []
    for number, (name, musd, months, ratio) in enumerate(
        (
            (OWNER, owner, design, assumed.numbers["owner_fraction"]),
            (CONTINGENCY, contingency, 0.0 * design, assumed.numbers["contingency_fraction"]),
        )
    ):
        rows.append(
            _table(index, len(PACKAGES) + number, everyone, musd, months)
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
