"""Ten thousand conversions of every site at once, in blocks that keep memory flat."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.economics import Project, Terms, npv
from screening.conversion.sampling import interpolate_range
from screening.conversion.schedule import months_to_rent
from screening.conversion.work_packages import PACKAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.bill_of_quantities import BillOfQuantities
    from screening.conversion.sampling import Samples
    from screening.conversion.sizing import FactTable

CELLS = 500_000
"""Sites × draws of a block: 4 MB an array."""
MAX_THREADS = 4
PERCENTS = (10, 50, 90)
MEASURES = ("musd", "months", "npv_musd")
PLANT = ("generators", "UPS", "switchgear and busway", "shell", "cooling plant")
"""Packages without which nothing can be said of what a rebuilt site is worth."""


@dataclass(frozen=True)
class SimulationResult:
    """Percentiles of every site, and the draws of the portfolio.

    Attributes
    ----------
    percentiles : dict of measure to ndarray, (3, n_sites): P10, P50, P90 of the measures
        asked for, and of ``musd_per_it_mw``
    portfolio_musd, portfolio_npv_musd : ndarray, (n_draws,), sums over the sites counted
    """

    percentiles: dict[str, NDArray[np.float64]]
    portfolio_musd: NDArray[np.float64]
    portfolio_npv_musd: NDArray[np.float64]


def simulate(
    bill: BillOfQuantities,
    draws: Samples,
    terms: Mapping[str, NDArray[np.float64]],
    mined_mw: NDArray[np.float64],
    counted: NDArray[np.bool_],
    measures: Collection[str] = MEASURES,
) -> SimulationResult:
    """Draw every site's cost, months and value.

    Parameters
    ----------
    bill : BillOfQuantities
    draws : Samples
    terms : mapping of a term to ndarray, (n_sites,); NaN where the draws hold
    mined_mw : ndarray, (n_sites,) [MW gross], that stop mining; NaN where not known
    counted : ndarray of bool, (n_sites,), sites of the portfolio
    measures : collection of str, of ``MEASURES``, whose percentiles are wanted

    Returns
    -------
    SimulationResult
    """
    blocks = list(_blocks(len(counted), len(draws.size)))
    work = partial(_block, bill, draws, terms, mined_mw, counted, measures)
    with ThreadPoolExecutor(max_workers=min(len(blocks), os.cpu_count() or 1, MAX_THREADS)) as pool:
        parts = list(pool.map(work, blocks))
    return SimulationResult(
        {
            name: np.concatenate([each.percentiles[name] for each in parts], axis=1)
            for name in parts[0].percentiles
        },
        np.sum([each.portfolio_musd for each in parts], axis=0),
        np.sum([each.portfolio_npv_musd for each in parts], axis=0),
    )


def _block(
    bill: BillOfQuantities,
    draws: Samples,
    terms: Mapping[str, NDArray[np.float64]],
    mined_mw: NDArray[np.float64],
    counted: NDArray[np.bool_],
    measures: Collection[str],
    part: slice,
) -> SimulationResult:
    low, it_mw, high = (end[part, None] for end in bill.size.it_mw.bounds)
    sized = bool(bill.size.spans[part].any())
    if sized:
        it_mw = interpolate_range(low, it_mw, high, draws.size)
    musd = bill.quantities(draws, part) * ((1 + draws.owner) * (1 + draws.contingency))
    months = months_to_rent(bill, draws, part)
    project = Project(musd, months, it_mw, mined_mw[part, None])
    drawn = {
        "musd": musd,
        "months": months,
        "npv_musd": npv(project, override_terms(terms, draws.terms, part)),
    }
    told = {name: np.percentile(drawn[name], PERCENTS, axis=1) for name in measures}
    if "musd" in measures:
        told["musd_per_it_mw"] = (
            np.percentile(musd / it_mw, PERCENTS, axis=1) if sized else told["musd"] / it_mw[:, 0]
        )
    known = counted[part] & ~np.isnan(mined_mw[part])
    return SimulationResult(
        told, musd[counted[part]].sum(axis=0), drawn["npv_musd"][known].sum(axis=0)
    )


def override_terms(
    terms: Mapping[str, NDArray[np.float64]], drawn: Terms, part: slice
) -> dict[str, NDArray[np.float64]]:
    """Let what a site says of itself (its own power price, say) go before the draws.

    Parameters
    ----------
    terms : mapping of a term to ndarray, (n_sites,), NaN where the site says nothing
    drawn : Terms, arrays (n_draws,)
    part : slice of sites

    Returns
    -------
    dict of arrays that broadcast to (n, n_draws)
    """
    told = {}
    for name, values in drawn.items():
        own = terms[name][part, None] if name in terms else None
        told[name] = values if own is None else np.where(np.isnan(own), values, own)
    return told


def site_terms(facts: FactTable, names: Terms) -> dict[str, NDArray[np.float64]]:
    """Find the terms that a table of sites states itself, by the names of the config.

    Parameters
    ----------
    facts : FactTable
    names : mapping whose keys are terms

    Returns
    -------
    dict of term to ndarray, (n_sites,)
    """
    return {name: facts.number(name) for name in names if name in facts.frame}


def mining_load_displaced_mw(facts: FactTable, bill: BillOfQuantities) -> NDArray[np.float64]:
    """Grid power that stops mining when the bill is built [MW gross].

    Parameters
    ----------
    facts : FactTable
    bill : BillOfQuantities

    Returns
    -------
    ndarray, (n_sites,); 0 where nothing mines any more, NaN where the power is not known
    """
    grid = bill.size.grid_mw
    mined = np.where(np.isnan(grid), np.nan, np.minimum(bill.size.gross_mw, grid))
    return np.where(facts.is_mine, mined, 0.0 * mined)


def is_value_undetermined(facts: FactTable, bill: BillOfQuantities) -> NDArray[np.bool_]:
    """Tell where a site is rebuilt and nobody says with what: its value cannot be told.

    Parameters
    ----------
    facts : FactTable
    bill : BillOfQuantities

    Returns
    -------
    ndarray of bool, (n_sites,)
    """
    dark = np.zeros(facts.count, dtype=bool)
    for package, need in zip(PACKAGES, bill.needs, strict=True):
        if package.name in PLANT:
            dark |= need.unknown
    return dark & ~facts.is_mine


def _blocks(count: int, drawn: int) -> Iterator[slice]:
    step = max(1, CELLS // drawn)
    return (slice(start, min(start + step, count)) for start in range(0, count, step))
