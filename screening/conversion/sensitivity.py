"""What drives the spread: each number moved by itself from low to high, the widest first."""

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
"""How many drivers are told."""
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
"""Terms in words; others by their own names."""


def cost_sensitivity(
    bill: BillOfQuantities, base: Samples, assumed: Assumptions
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Change of the total when one package goes to its low or high end.

    Parameters
    ----------
    bill : BillOfQuantities
    base : Samples, the ends
    assumed : Assumptions

    Returns
    -------
    dict of name to (down, up), each (n_sites,) [MUSD]; with owner's cost and contingency
    """
    costs = bill.at_bounds(assumed)
    owner, contingency = base.owner, base.contingency
    grown = (1 + owner[1]) * (1 + contingency[1])
    swings = {
        package.name: ((costs[0] - costs[1])[:, i] * grown, (costs[2] - costs[1])[:, i] * grown)
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
    assumed: Assumptions,
    ranges: Mapping[str, NDArray[np.float64]],
    stated: Mapping[str, NDArray[np.float64]],
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Change of the NPV when one number goes to its low or high end.

    Parameters
    ----------
    project : Project, at base
    terms : mapping, at base; (n_sites,) or numbers
    assumed : Assumptions
    ranges : mapping of ``capex`` and ``months`` to (3, n_sites): P10, P50, P90
    stated : mapping, terms that sites state themselves: those do not swing there

    Returns
    -------
    dict of name to (down, up), each (n_sites,) [MUSD]
    """
    middle = npv(project, terms)
    swings = {}
    for name, each in assumed.economics.items():
        if each.low < each.high:
            own = stated.get(name, np.full(len(middle), np.nan))
            moved = [
                npv(project, {**terms, name: np.where(np.isnan(own), end, own)}) - middle
                for end in (each.low, each.high)
            ]
            swings[NAMES.get(name, name)] = (moved[0], moved[1])
    for name, label in (("capex", "capital"), ("months", "months to rent")):
        low, _, high = ranges[name]
        moved = [npv(replace(project, **{name: end}), terms) - middle for end in (low, high)]
        swings[label] = (moved[0], moved[1])
    return swings


def largest_swings(
    swings: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]], count: int
) -> list[str]:
    """Put the widest swings of each site in words.

    Parameters
    ----------
    swings : mapping of name to (down, up)
    count : int, sites

    Returns
    -------
    list of str, (n_sites,), such as ``"shell −210/+420"`` [MUSD]; empty where not known
    """
    names = list(swings)
    down = np.array([swings[name][0] for name in names])
    up = np.array([swings[name][1] for name in names])
    width = np.maximum(np.maximum(down, up), 0.0) - np.minimum(np.minimum(down, up), 0.0)
    said = []
    for site in range(count):
        order: Sequence[int] = np.argsort(-width[:, site], kind="stable")[:MAX_DRIVERS].tolist()
        said.append(
            ", ".join(
                f"{names[i]} {_signed(down[i, site])}/{_signed(up[i, site])}"
                for i in order
                if width[i, site] > 0
            )
        )
    return said


def _signed(musd: float) -> str:
    """Write a change with its sign: whole millions, or tenths where small.

    >>> _signed(-12.4), _signed(0.34), _signed(0.0)
    ('−12', '+0.3', '0')
    """
    digits = 0 if abs(musd) >= 10 else 1
    text = f"{abs(musd):.{digits}f}"
    if float(text) == 0:
        return "0"
    return ("−" if musd < 0 else "+") + text
