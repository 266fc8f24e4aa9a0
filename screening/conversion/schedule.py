"""Schedule: months from lease signing to first rent, by the critical path method.

Packages form a directed acyclic graph, listed in ``PACKAGES`` after their predecessors: one forward
pass (Kelley & Walker 1959) gives every earliest finish, for all draws and sites at once.
"""

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
"""Lead times that orders before lease signing shorten."""

Finish = Mapping[str, "NDArray[np.float64]"]
"""Package to the months at which it is finished."""


def months_to_rent(bill: BillOfQuantities, samples: Samples, sites: slice) -> NDArray[np.float64]:
    """Months to first rent: the latest finish of the packages that block it, and commissioning.

    Parameters
    ----------
    bill : BillOfQuantities
    samples : Samples
    sites : slice

    Returns
    -------
    ndarray, (n, n_draws) [months]
    """
    state = bill.state[sites]
    result = np.empty((len(state), len(samples.size)))
    quantities = [bound[sites] for bound in (bill.low, bill.base, bill.high)]
    # sites that need the same packages share one pass: most durations do not depend on the site
    patterns, pattern_of_site = np.unique(state, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        rows = np.flatnonzero(pattern_of_site.ravel() == number)
        finishes = _finishes(pattern, samples, [bound[rows] for bound in quantities])
        last = samples.months["design"][None, :]
        for package in PACKAGES:
            if package.blocks_rent:
                last = np.maximum(last, finishes[package.name])
        result[rows] = last + samples.months["commissioning"]
    return result


def durations(bill: BillOfQuantities, samples: Samples) -> NDArray[np.float64]:
    """Duration of each package by itself [months]; 0 where it is not needed.

    Parameters
    ----------
    bill : BillOfQuantities
    samples : Samples, usually those of ``sample_bounds``

    Returns
    -------
    ndarray, (n_sites, n_packages, n_draws)
    """
    result = np.zeros((*bill.state.shape, len(samples.size)))
    for position in range(len(PACKAGES)):
        for state in (SURE, PERHAPS):
            rows = np.flatnonzero(bill.state[:, position] == state)
            quantity = [bound[rows, None, position] for bound in (bill.low, bill.base, bill.high)]
            result[rows, position] = _months_of_work(position, state, samples, quantity)
    return result


def critical_paths(bill: BillOfQuantities, bounds: Samples, sample: int) -> list[str]:
    """Describe the critical path to first rent.

    Parameters
    ----------
    bill : BillOfQuantities
    bounds : Samples
    sample : int, column of the samples

    Returns
    -------
    list of str, one a site, such as ``"generators → commissioning"``
    """
    names = [package.name for package in PACKAGES]
    taken = durations(bill, bounds)[:, :, sample]
    design = float(bounds.months["design"][sample])
    chains = []
    for row in taken:
        finishes: dict[str, tuple[float, str]] = {"design": (design, DESIGN)}
        for name, months, package in zip(names, row, PACKAGES, strict=True):
            preceding = (finishes[predecessor] for predecessor in package.predecessors)
            start, chain = max(preceding, default=(0.0, ""))
            linked = f"{chain} → {name}" if chain else name
            finishes[name] = (start + months, linked if months > 0 else chain)
        gates = [finishes[package.name] for package in PACKAGES if package.blocks_rent]
        chains.append(f"{max([finishes['design'], *gates])[1]} → {COMMISSIONING}")
    return chains


def _finishes(
    pattern: NDArray[np.int8],
    samples: Samples,
    quantities: Sequence[NDArray[np.float64]],
) -> Finish:
    """Earliest finish of each package [months], (1 or n, n_draws), at sites of one pattern."""
    finishes: dict[str, NDArray[np.float64]] = {"design": samples.months["design"][None, :]}
    nothing = np.zeros((1, len(samples.size)))
    for position, package in enumerate(PACKAGES):
        start = nothing
        for predecessor in package.predecessors:
            start = np.maximum(start, finishes[predecessor])
        if pattern[position] == NONE:
            finishes[package.name] = start  # a link of no duration
            continue
        quantity = [bound[:, [position]] for bound in quantities]
        finishes[package.name] = start + _months_of_work(
            position, int(pattern[position]), samples, quantity
        )
    return finishes


def _months_of_work(
    position: int, state: int, samples: Samples, quantity: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Duration of a package [months]: 0 in the draws in which it is not needed."""
    package = PACKAGES[position]
    takes = samples.months[package.months][None, :]
    if package.months in ORDERED:
        takes = np.maximum(takes - samples.months["ordered_ahead"], 0.0)
    by_chance = state == PERHAPS and package.indivisible
    if package.name in LATERALS:
        low, base, high = quantity
        sampled = interpolate_range(low, base, high, samples.position[position])
        length = high if by_chance else sampled
        takes = takes + length * samples.months["fiber_per_km"]
    if state != PERHAPS:
        return np.asarray(takes)
    # a divisible package is needed in every draw above its low of 0
    needed = samples.needed if by_chance else samples.position
    return np.asarray(takes * (needed[position] > 0))
