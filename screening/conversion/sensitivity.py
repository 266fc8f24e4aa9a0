"""Tornado sensitivity: one number at a time from low to high, the widest swings first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.economics import Project, npv
from screening.conversion.work_packages import CONTINGENCY, OWNER, PACKAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions
    from screening.conversion.bill_of_quantities import BillOfQuantities
    from screening.conversion.sampling import Samples

MAX_DRIVERS = 4
"""Drivers that a text lists."""
NAMES = {
    "lease_musd_per_it_mw_year": "lease rate",
    "noi_margin_fraction": "operating margin",
    "hashprice_usd_per_ph_day": "hashprice",
    "power_usd_per_mwh": "power price",
    "demand_response_musd_per_mw_year": "demand response",
    "fleet_renewal_musd_per_mw_year": "fleet renewal",
    "residual_fraction": "residual value",
    "discount_fraction": "discount rate",
    "ramp_months": "ramp",
    "idle_fraction": "idle months",
}
"""Labels of terms; other terms by their own names."""


def cost_sensitivity(
    bill: BillOfQuantities, bounds: Samples, assumptions: Assumptions
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Change of the total cost with one package at its low or high.

    Parameters
    ----------
    bill : BillOfQuantities
    bounds : Samples, from ``sample_bounds``
    assumptions : Assumptions

    Returns
    -------
    dict of name to (down, up), each (n_sites,) [MUSD]; including owner's cost and contingency
    """
    costs = bill.at_bounds(assumptions)
    owner, contingency = bounds.owner, bounds.contingency
    markup = (1 + owner[1]) * (1 + contingency[1])
    swings = {
        package.name: ((costs[0] - costs[1])[:, i] * markup, (costs[2] - costs[1])[:, i] * markup)
        for i, package in enumerate(PACKAGES)
    }
    direct = costs[1].sum(axis=1)
    by_owner = direct * (1 + contingency[1])
    by_contingency = direct * (1 + owner[1])
    swings[OWNER] = (by_owner * (owner[0] - owner[1]), by_owner * (owner[2] - owner[1]))
    swings[CONTINGENCY] = (
        by_contingency * (contingency[0] - contingency[1]),
        by_contingency * (contingency[2] - contingency[1]),
    )
    return swings


def npv_sensitivity(
    project: Project,
    terms: Mapping[str, NDArray[np.float64]],
    assumptions: Assumptions,
    ranges: Mapping[str, NDArray[np.float64]],
    stated: Mapping[str, NDArray[np.float64]],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Change of the NPV with one number at its low or high.

    Parameters
    ----------
    project : Project, at base
    terms : mapping, at base; (n_sites,) or numbers
    assumptions : Assumptions
    ranges : mapping of ``capex`` and ``months`` to (3, n_sites): P10, P50, P90
    stated : mapping of a term to (n_sites,); a term does not swing at a site that states it

    Returns
    -------
    dict of name to (down, up), each (n_sites,) [MUSD]
    """
    middle = npv(project, terms)
    swings = {}
    for name, estimate in assumptions.economics.items():
        if estimate.low < estimate.high:
            own = stated.get(name, np.full(len(middle), np.nan))
            changes = [
                npv(project, {**terms, name: np.where(np.isnan(own), bound, own)}) - middle
                for bound in (estimate.low, estimate.high)
            ]
            swings[NAMES.get(name, name)] = (changes[0], changes[1])
    for name, label in (("capex", "capital"), ("months", "months to rent")):
        low, _, high = ranges[name]
        changes = [npv(replace(project, **{name: bound}), terms) - middle for bound in (low, high)]
        swings[label] = (changes[0], changes[1])
    return swings


def largest_swings(
    swings: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]], count: int
) -> list[str]:
    """Describe the widest swings of each site.

    Parameters
    ----------
    swings : mapping of name to (down, up)
    count : int, sites

    Returns
    -------
    list of str, (n_sites,), such as ``"shell −210/+420"`` [MUSD]; empty where unknown
    """
    names = list(swings)
    down = np.array([swings[name][0] for name in names])
    up = np.array([swings[name][1] for name in names])
    width = np.maximum(np.maximum(down, up), 0.0) - np.minimum(np.minimum(down, up), 0.0)
    texts = []
    for site in range(count):
        order: Sequence[int] = np.argsort(-width[:, site], kind="stable")[:MAX_DRIVERS].tolist()
        texts.append(
            ", ".join(
                f"{names[i]} {_signed(down[i, site])}/{_signed(up[i, site])}"
                for i in order
                if width[i, site] > 0
            )
        )
    return texts


def _signed(musd: float) -> str:
    """Format a change with its sign: whole millions, or tenths where it is small.

    >>> _signed(-12.4), _signed(0.34), _signed(0.0)
    ('−12', '+0.3', '0')
    """
    digits = 0 if abs(musd) >= 10 else 1
    text = f"{abs(musd):.{digits}f}"
    if float(text) == 0:
        return "0"
    return ("−" if musd < 0 else "+") + text
