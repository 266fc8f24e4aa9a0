"""Rank uncertainty: rank intervals over sampled weights and sampled facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.model import MonteCarloSettings
from screening.scoring.methods.aggregation import METHODS
from screening.scoring.methods.rank_counts import EXACT_RANKS, RankCounts, count_ranks
from screening.scoring.methods.smaa import (
    central_weights,
    confidence,
    describe_distribution,
    draw_weights,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.scoring.methods.perturbation import ValueDistribution

INTERVAL = 0.90
"""Share of the draws between ``rank_low`` and ``rank_high`` [-]."""
CONFIDENCE_SITES = 12
"""Sites whose confidence factor is computed: those most often first."""
CONFIDENCE_SCORES = 2e7
"""Scores computed for one confidence factor, at most; 100 draws at least, 1,000 at most."""
RELATIVE_STEPS = 4e8
"""Steps that all draws of a relative method may take; fewer draws are made where they need more."""
_DEFAULT = MonteCarloSettings()
_BLOCK_SITES = 4_096
"""Sites whose counts are cumulated at once."""
_CALL_STEPS = 20_000
"""Overhead of one kernel call, in the same steps."""


@dataclass(frozen=True)
class Robustness:
    """Ranks over many draws of weights and values.

    Attributes
    ----------
    low, high : (n_sites,), ranks between which ``INTERVAL`` of the draws lie, widened to include
        the rank itself; NaN for sites without an interval
    first_fraction : (n_sites,), share of the draws in which the site is first; NaN for unranked
        sites
    acceptability : (n_sites, n_ranks), share of the draws by rank; None where more than
        ``EXACT_RANKS`` sites are ranked
    central, confidence : as in :class:`screening.scoring.methods.smaa.SmaaResult`
    draws : int
    distribution : str, of the weights
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    first_fraction: NDArray[np.float64]
    acceptability: NDArray[np.float64] | None
    central: NDArray[np.float64]
    confidence: NDArray[np.float64]
    draws: int
    distribution: str


def rank_uncertainty(
    values: ValueDistribution,
    rank: ArrayLike,
    requested: ArrayLike,
    weights: ArrayLike,
    *,
    method: str = "wsm",
    settings: MonteCarloSettings = _DEFAULT,
) -> Robustness:
    """Sample weights and values, and rank the sites in every draw.

    Parameters
    ----------
    values : ValueDistribution, of all sites
    rank : (n_sites,), NaN for unranked sites
    requested : (n_sites,) of bool, sites that get an interval; unranked ones are compared with
        the ranked without moving them
    weights : (n_criteria,), the stated ones, any scale
    method : str, of ``METHODS``
    settings : MonteCarloSettings, sample size, distribution of the weights, seed

    Returns
    -------
    Robustness
    """
    ranks = np.asarray(rank, dtype=float)
    ranked = ~np.isnan(ranks)
    # a relative method has no score for a site outside the comparison
    compared = np.asarray(requested, dtype=bool) & ~ranked & (not METHODS[method].relative)
    order = np.concatenate([np.flatnonzero(ranked), np.flatnonzero(compared)])
    ranked_count, criteria_count = int(ranked.sum()), values.mean.shape[1]
    center = weights if settings.weights == "stated" else None
    distribution = describe_distribution(center, settings.concentration)
    if ranked_count == 0:
        return _without_draws(len(ranks), criteria_count, distribution)
    draw_count = _affordable_draws(method, ranked_count, criteria_count, settings.count)
    drawn = draw_weights(draw_count, criteria_count, center, settings.concentration, settings.seed)
    ordered = values.take(order)
    counts = count_ranks(ordered, ranked_count, drawn, method=method, seed=settings.seed)
    return _summarise(counts, ordered, ranks, order, method, settings.seed, distribution)


def _without_draws(sites: int, criteria: int, distribution: str) -> Robustness:
    unknown = np.full(sites, np.nan)
    central = np.full((sites, criteria), np.nan)
    return Robustness(unknown, unknown, unknown, None, central, unknown, 0, distribution)


def _affordable_draws(method: str, sites: int, criteria: int, draws: int) -> int:
    """Limit the draws of relative methods: PROMETHEE II compares every pair in each draw."""
    if not METHODS[method].relative:
        return draws
    steps = sites * criteria * (sites if method == "promethee_2" else 4) + _CALL_STEPS
    return int(min(draws, max(RELATIVE_STEPS / steps, 100)))


def _summarise(
    counts: RankCounts,
    ordered: ValueDistribution,
    ranks: NDArray[np.float64],
    order: NDArray[np.intp],
    method: str,
    seed: int,
    distribution: str,
) -> Robustness:
    """Turn counts of the sites in ``order`` (ranked first) into columns of all sites."""
    sites, ranked_count = len(ranks), int((~np.isnan(ranks)).sum())
    low, high = _interval(counts)
    rank = ranks[order]
    first = np.where(np.arange(len(order)) < ranked_count, counts.first / counts.draws, np.nan)
    acceptability = None
    if ranked_count <= EXACT_RANKS:
        shares = counts.counts[:, :ranked_count] / counts.draws
        acceptability = _scatter_rows(shares, order, sites)
    ranked_values = ordered.take(np.arange(ranked_count))
    return Robustness(
        # the point rank is no draw and may lie outside; fmin ignores the NaN of unranked sites
        _scatter_rows(np.fmin(low, rank), order, sites),
        _scatter_rows(np.fmax(high, rank), order, sites),
        _scatter_rows(first, order, sites),
        acceptability,
        _scatter_rows(central_weights(counts), order, sites),
        _scatter_rows(_confidence(ranked_values, counts, method, seed), order, sites),
        counts.draws,
        distribution,
    )


def _interval(counts: RankCounts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ranks that leave (1 − INTERVAL) / 2 of the draws on either side, in whole bins."""
    tail = round((1 - INTERVAL) / 2 * counts.draws)
    low = np.empty(len(counts.counts), dtype=np.intp)
    high = np.empty(len(counts.counts), dtype=np.intp)
    for begin in range(0, len(low), _BLOCK_SITES):
        block = slice(begin, begin + _BLOCK_SITES)
        cumulative = np.cumsum(counts.counts[block], axis=1, dtype=np.uint32)
        low[block] = (cumulative > tail).argmax(axis=1)
        high[block] = (cumulative >= counts.draws - tail).argmax(axis=1)
    # lowest rank of the lower bin, highest of the upper: binning can only widen an interval
    return counts.edges[low].astype(float), (counts.edges[high + 1] - 1).astype(float)


def _confidence(
    values: ValueDistribution, counts: RankCounts, method: str, seed: int
) -> NDArray[np.float64]:
    """Compute confidence factors of the sites most often first: each ranks all sites again."""
    leaders = np.argsort(-counts.first, kind="stable")[:CONFIDENCE_SITES]
    first = np.zeros(len(counts.first), dtype=np.int64)
    first[leaders] = counts.first[leaders]
    of_leaders = RankCounts(counts.draws, counts.edges, counts.counts, first, counts.first_weights)
    result = np.full(len(first), np.nan)
    n = int(np.clip(CONFIDENCE_SCORES / len(values.mean), 100, 1_000))
    result[: len(values.mean)] = confidence(values, of_leaders, method=method, n=n, seed=seed)
    return result


def _scatter_rows(
    rows: NDArray[np.float64], order: NDArray[np.intp], sites: int
) -> NDArray[np.float64]:
    """Put rows back at the positions of their sites; NaN for the others."""
    result = np.full((sites, *rows.shape[1:]), np.nan)
    result[order] = rows
    return result
