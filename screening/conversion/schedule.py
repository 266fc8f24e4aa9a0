"""Months from the lease to its first rent, along the longest chain of packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.bill_of_quantities import NONE, PERHAPS, SURE, BillOfQuantities
from screening.conversion.sampling import interpolate_range
from screening.conversion.work_packages import LATERALS, PACKAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.sampling import Samples

DESIGN, COMMISSIONING = "design and permits", "commissioning"
ORDERED = ("transformers", "generators", "equipment")
"""Lead times from which orders before the lease are taken off."""

Finish = Mapping[str, "NDArray[np.float64]"]


def months_to_rent(bill: BillOfQuantities, draws: Samples, part: slice) -> NDArray[np.float64]:
    """Walk the chains of packages, a draw a column.

    Parameters
    ----------
    bill : BillOfQuantities
    draws : Samples
    part : slice of sites

    Returns
    -------
    ndarray, (n, n_draws) [months]
    """
    state = bill.state[part]
    result = np.empty((len(state), len(draws.size)))
    spans = [end[part] for end in (bill.low, bill.base, bill.high)]
    patterns, which = np.unique(state, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(which.ravel() == number)
        ends = _finishes(pattern, draws, [end[rows] for end in spans])
        last = draws.months["design"][None, :]
        for package in PACKAGES:
            if package.blocks_rent:
                last = np.maximum(last, ends[package.name])
        result[rows] = last + draws.months["commissioning"]
    return result


def durations(bill: BillOfQuantities, draws: Samples) -> NDArray[np.float64]:
    """Months that each package takes by itself; 0 where there is nothing to do.

    Parameters
    ----------
    bill : BillOfQuantities
    draws : Samples, usually the ends

    Returns
    -------
    ndarray, (n_sites, n_packages, n_draws)
    """
    result = np.zeros((*bill.state.shape, len(draws.size)))
    for place in range(len(PACKAGES)):
        for state in (SURE, PERHAPS):
            rows = np.flatnonzero(bill.state[:, place] == state)
            span = [end[rows, None, place] for end in (bill.low, bill.base, bill.high)]
            result[rows, place] = _months_of_work(place, state, draws, span)
    return result


def critical_paths(bill: BillOfQuantities, base: Samples, at: int) -> list[str]:
    """Name the chain that decides when rent begins.

    Parameters
    ----------
    bill : BillOfQuantities
    base : Samples
    at : int, the draw to look at

    Returns
    -------
    list of str, a chain a site, such as ``"generators → commissioning"``
    """
    names = [package.name for package in PACKAGES]
    taken = durations(bill, base)[:, :, at]
    design = float(base.months["design"][at])
    chains = []
    for row in taken:
        ends: dict[str, tuple[float, str]] = {"design": (design, DESIGN)}
        for name, months, package in zip(names, row, PACKAGES, strict=True):
            start, chain = max((ends[before] for before in package.predecessors), default=(0.0, ""))
            linked = f"{chain} → {name}" if chain else name
            ends[name] = (start + months, linked if months > 0 else chain)
        gates = [ends[package.name] for package in PACKAGES if package.blocks_rent]
        chains.append(f"{max([ends['design'], *gates])[1]} → {COMMISSIONING}")
    return chains


def _finishes(
    pattern: NDArray[np.int8],
    draws: Samples,
    spans: Sequence[NDArray[np.float64]],
) -> Finish:
    """When each package is done [months], (1 or n, n_draws), at sites of one pattern."""
    ends: dict[str, NDArray[np.float64]] = {"design": draws.months["design"][None, :]}
    nothing = np.zeros((1, len(draws.size)))
    for place, package in enumerate(PACKAGES):
        start = nothing
        for before in package.predecessors:
            start = np.maximum(start, ends[before])
        if pattern[place] == NONE:
            ends[package.name] = start
            continue
        span = [end[:, [place]] for end in spans]
        ends[package.name] = start + _months_of_work(place, int(pattern[place]), draws, span)
    return ends


def _months_of_work(
    place: int, state: int, draws: Samples, span: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Months that a package takes: none in the draws in which it is not needed."""
    package = PACKAGES[place]
    takes = draws.months[package.months][None, :]
    if package.months in ORDERED:
        takes = np.maximum(takes - draws.months["ordered_ahead"], 0.0)
    by_chance = state == PERHAPS and package.indivisible
    if package.name in LATERALS:
        low, base, high = span
        length = high if by_chance else interpolate_range(low, base, high, draws.part[place])
        takes = takes + length * draws.months["fiber_per_km"]
    if state != PERHAPS:
        return np.asarray(takes)
    return np.asarray(takes * ((draws.needed if by_chance else draws.part)[place] > 0))
