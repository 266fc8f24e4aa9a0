"""Monte Carlo simulation of cost, months and value of every site, in blocks of bounded memory."""

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
"""Packages without which the value of an already converted site is undetermined."""


@dataclass(frozen=True)
class SimulationResult:
    """Percentiles of every site, and the sampled sums of the portfolio.

    Attributes
    ----------
    percentiles : dict of measure to ndarray, (3, n_sites): P10, P50, P90 of the requested
        measures, and of ``musd_per_it_mw``
    portfolio_musd, portfolio_npv_musd : ndarray, (n_draws,), sums over the sites of the portfolio
    """

    percentiles: dict[str, NDArray[np.float64]]
    portfolio_musd: NDArray[np.float64]
    portfolio_npv_musd: NDArray[np.float64]


def simulate(
    bill: BillOfQuantities,
    samples: Samples,
    terms: Mapping[str, NDArray[np.float64]],
    displaced_mw: NDArray[np.float64],
    in_portfolio: NDArray[np.bool_],
    measures: Collection[str] = MEASURES,
) -> SimulationResult:
    """Compute every site's cost, months and value in every draw.

    Parameters
    ----------
    bill : BillOfQuantities
    samples : Samples
    terms : mapping of a term to ndarray, (n_sites,), stated by the sites; NaN where the samples
        apply
    displaced_mw : ndarray, (n_sites,) [MW gross], mining load that stops; NaN where unknown
    in_portfolio : ndarray of bool, (n_sites,), sites of the portfolio
    measures : collection of str, of ``MEASURES``, whose percentiles are returned

    Returns
    -------
    SimulationResult
    """
    blocks = list(_blocks(len(in_portfolio), len(samples.size)))
    work = partial(_block, bill, samples, terms, displaced_mw, in_portfolio, measures)
    # numpy releases the GIL in the large operations of a block
    with ThreadPoolExecutor(max_workers=min(len(blocks), os.cpu_count() or 1, MAX_THREADS)) as pool:
        parts = list(pool.map(work, blocks))
    return SimulationResult(
        {
            name: np.concatenate([result.percentiles[name] for result in parts], axis=1)
            for name in parts[0].percentiles
        },
        np.sum([result.portfolio_musd for result in parts], axis=0),
        np.sum([result.portfolio_npv_musd for result in parts], axis=0),
    )


def _block(
    bill: BillOfQuantities,
    samples: Samples,
    terms: Mapping[str, NDArray[np.float64]],
    displaced_mw: NDArray[np.float64],
    in_portfolio: NDArray[np.bool_],
    measures: Collection[str],
    sites: slice,
) -> SimulationResult:
    low, it_mw, high = (bound[sites, None] for bound in bill.size.it_mw.bounds)
    sized = bool(bill.size.uncertain[sites].any())
    if sized:
        it_mw = interpolate_range(low, it_mw, high, samples.size)
    musd = bill.direct_costs(samples, sites) * ((1 + samples.owner) * (1 + samples.contingency))
    months = months_to_rent(bill, samples, sites)
    project = Project(musd, months, it_mw, displaced_mw[sites, None])
    sampled = {
        "musd": musd,
        "months": months,
        "npv_musd": npv(project, override_terms(terms, samples.terms, sites)),
    }
    percentiles = {name: np.percentile(sampled[name], PERCENTS, axis=1) for name in measures}
    if "musd" in measures:
        if sized:
            percentiles["musd_per_it_mw"] = np.percentile(musd / it_mw, PERCENTS, axis=1)
        else:  # a constant factor per site: its percentiles are those of the cost
            percentiles["musd_per_it_mw"] = percentiles["musd"] / it_mw[:, 0]
    known = in_portfolio[sites] & ~np.isnan(displaced_mw[sites])
    return SimulationResult(
        percentiles, musd[in_portfolio[sites]].sum(axis=0), sampled["npv_musd"][known].sum(axis=0)
    )


def override_terms(
    terms: Mapping[str, NDArray[np.float64]], sampled: Terms, sites: slice
) -> dict[str, NDArray[np.float64]]:
    """Replace sampled terms by those that a site states, such as its own power price.

    Parameters
    ----------
    terms : mapping of a term to ndarray, (n_sites,), NaN where a site states none
    sampled : Terms, arrays (n_draws,)
    sites : slice

    Returns
    -------
    dict of arrays that broadcast to (n, n_draws)
    """
    percentiles = {}
    for name, values in sampled.items():
        own = terms[name][sites, None] if name in terms else None
        percentiles[name] = values if own is None else np.where(np.isnan(own), values, own)
    return percentiles


def site_terms(facts: FactTable, names: Terms) -> dict[str, NDArray[np.float64]]:
    """Collect the terms that a table of sites states, by the names of the config.

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
    """Mining load that stops when the bill of quantities is built [MW gross].

    Parameters
    ----------
    facts : FactTable
    bill : BillOfQuantities

    Returns
    -------
    ndarray, (n_sites,); 0 where nothing mines, NaN where the grid power is unknown
    """
    grid = bill.size.grid_mw
    displaced = np.where(np.isnan(grid), np.nan, np.minimum(bill.size.gross_mw, grid))
    return np.where(facts.is_mine, displaced, 0.0 * displaced)


def is_value_undetermined(facts: FactTable, bill: BillOfQuantities) -> NDArray[np.bool_]:
    """Whether a site is converted already with unknown plant: its value is undetermined.

    Parameters
    ----------
    facts : FactTable
    bill : BillOfQuantities

    Returns
    -------
    ndarray of bool, (n_sites,)
    """
    undetermined = np.zeros(facts.count, dtype=bool)
    for package, gap in zip(PACKAGES, bill.gaps, strict=True):
        if package.name in PLANT:
            undetermined |= gap.unknown
    return undetermined & ~facts.is_mine


def _blocks(count: int, sampled: int) -> Iterator[slice]:
    step = max(1, CELLS // sampled)
    return (slice(start, min(start + step, count)) for start in range(0, count, step))
