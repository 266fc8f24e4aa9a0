"""How far a rank can be trusted: intervals over weights, facts and positions."""

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
"""Sites for which confidence is asked, those most often first."""
CONFIDENCE_SCORES = 2e7
"""Scores that asking it of one site may take; 100 draws at least, 1,000 at most."""
RELATIVE_WORK = 4e8
"""Steps that draws of a relative method may take; fewer draws are made where they need more."""
_DEFAULT = MonteCarloSettings()
_BLOCK_DRAWS = 4_096
"""Sites whose counts are added up at once."""
_KERNEL_STEPS = 20_000
"""What calling a kernel costs, in such steps."""


@dataclass(frozen=True)
class Robustness:
    """What many draws say of the ranks.

    Attributes
    ----------
    low, high : (n_sites,), ranks between which ``INTERVAL`` of the draws lie, with the rank
        itself; NaN for sites that are not asked about
    first_fraction : (n_sites,), share of the draws in which the site is first; NaN for sites
        that do not compete
    acceptability : (n_sites, n_ranks) or None where more than ``EXACT_RANKS`` compete
    central, confidence : as of :class:`screening.scoring.methods.smaa.Acceptability`
    draws : int
    distribution : str
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
    spread: ValueDistribution,
    rank: ArrayLike,
    asked: ArrayLike,
    weights: ArrayLike,
    *,
    method: str = "wsm",
    draws: MonteCarloSettings = _DEFAULT,
) -> Robustness:
    """Draw weights and values many times and see where the ranks fall.

    Parameters
    ----------
    spread : ValueDistribution, of all sites
    rank : (n_sites,), NaN for sites that do not compete
    asked : (n_sites,) of bool, sites that want an interval; those that do not compete are
        held against those that do
    weights : (n_criteria,), the stated ones, of any scale
    method : str, of ``METHODS``
    draws : MonteCarloSettings, how many, around which weights, and the seed

    Returns
    -------
    Robustness
    """
    ranks = np.asarray(rank, dtype=float)
    competing = ~np.isnan(ranks)
    others = np.asarray(asked, dtype=bool) & ~competing & (not METHODS[method].relative)
    order = np.concatenate([np.flatnonzero(competing), np.flatnonzero(others)])
    field = int(competing.sum())
    count = spread.mean.shape[1]
    n = _affordable(method, field, count, draws.count)
    around = weights if draws.weights == "stated" else None
    shape = len(ranks)
    nothing = np.full(shape, np.nan)
    told = describe_distribution(around, draws.concentration)
    if field == 0:
        empty = np.full((shape, count), np.nan)
        return Robustness(nothing, nothing, nothing, None, empty, nothing, 0, told)
    taken = spread.take(order)
    drawn = draw_weights(n, count, around, draws.concentration, draws.seed)
    counted = count_ranks(taken, field, drawn, method=method, seed=draws.seed)
    low, high = _interval(counted)
    point = ranks[order]
    first = np.where(np.arange(len(order)) < field, counted.first / n, np.nan)
    acceptability = None
    if field <= EXACT_RANKS:
        acceptability = _placed(counted.counts[:, :field] / n, order, shape)
    return Robustness(
        _placed(np.fmin(low, point), order, shape),
        _placed(np.fmax(high, point), order, shape),
        _placed(first, order, shape),
        acceptability,
        _placed(central_weights(counted), order, shape),
        _placed(
            _confidence(taken.take(np.arange(field)), counted, method, draws.seed), order, shape
        ),
        n,
        told,
    )


def _affordable(method: str, sites: int, criteria: int, n: int) -> int:
    if not METHODS[method].relative:
        return n
    steps = sites * criteria * (sites if method == "promethee_2" else 4) + _KERNEL_STEPS
    return int(min(n, max(RELATIVE_WORK / steps, 100)))


def _interval(counted: RankCounts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the ranks that leave (1 − INTERVAL) / 2 of the draws on either side."""
    tail = round((1 - INTERVAL) / 2 * counted.draws)
    low = np.empty(len(counted.counts), dtype=np.intp)
    high = np.empty(len(counted.counts), dtype=np.intp)
    for begin in range(0, len(low), _BLOCK_DRAWS):
        part = slice(begin, begin + _BLOCK_DRAWS)
        total = np.cumsum(counted.counts[part], axis=1, dtype=np.uint32)
        low[part] = (total > tail).argmax(axis=1)
        high[part] = (total >= counted.draws - tail).argmax(axis=1)
    return counted.edges[low].astype(float), (counted.edges[high + 1] - 1).astype(float)


def _confidence(
    field: ValueDistribution, counted: RankCounts, method: str, seed: int
) -> NDArray[np.float64]:
    """Ask it of the few that are first most often."""
    often = np.argsort(-counted.first, kind="stable")[:CONFIDENCE_SITES]
    first = np.zeros(len(counted.first), dtype=np.int64)
    first[often] = counted.first[often]
    few = RankCounts(counted.draws, counted.edges, counted.counts, first, counted.first_weights)
    result = np.full(len(first), np.nan)
    n = int(np.clip(CONFIDENCE_SCORES / len(field.mean), 100, 1_000))
    result[: len(field.mean)] = confidence(field, few, method=method, n=n, seed=seed)
    return result


def _placed(part: NDArray[np.float64], order: NDArray[np.intp], sites: int) -> NDArray[np.float64]:
    """Put rows back where their sites stand; NaN for the others."""
    whole = np.full((sites, *part.shape[1:]), np.nan)
    whole[order] = part
    return whole
