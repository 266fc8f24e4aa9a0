"""Counts of each site's ranks over many draws of weights and values, in bounded memory.

Scores of all draws do not fit into memory (10,000 draws of 100,000 sites are 8 GB): draws are
ranked in blocks and only counts are stored, by numpy or, where a job is large enough to pay for
loading or compiling them, by the kernels of ``numba_kernels``. Both count the same, as both hash
the same random numbers.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.numba_dispatch import CompileCost, is_compiled, numba_available, should_compile
from screening.scoring.methods.aggregation import METHODS
from screening.scoring.methods.perturbation import (
    DEVIATES,
    ValueDistribution,
    draw_keys,
    sample_values,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT_RANKS = 1024
"""Up to this many sites, every rank has a bin of its own."""
TOP_RANKS = 128
"""With more sites, the best ranks have; the others share bins that grow with the rank."""
BIN_GROWTH = 0.015
"""Width of those bins over their rank [-]."""
BLOCK_CELLS = 2_000_000
"""Numbers in memory at once, of a block of draws."""
COMPARED_CELLS = 1_000_000
"""Pairs of a block up to which each is compared: faster than a sort and a search per draw."""
BUCKETS = 16_384
"""Score classes into which more than ``EXACT_RANKS`` sites are sorted."""
CELL_S = 4e-8
"""Time of one value without kernels [s], measured."""
COST = CompileCost(load_s=0.7, compile_s=6.0, min_s=0.01)
KERNELS = "screening.scoring.methods.numba_kernels"

RankCounter = tuple[
    "NDArray[np.uint16]", "NDArray[Any]", "NDArray[np.int64]", "NDArray[np.float64]"
]
"""Bin of each rank, counts, first, first_weights, as in :class:`RankCounts`; all but the first are
added to."""


@dataclass(frozen=True)
class RankCounts:
    """Ranks counted over all draws.

    Attributes
    ----------
    draws : int
    edges : (n_bins + 1,) of int, bin b holds ranks edges[b] to edges[b + 1] - 1
    counts : (n_sites, n_bins), draws in which the site's rank is in the bin
    first : (n_sites,), draws in which the site is first; 0 for unranked sites
    first_weights : (n_sites, n_criteria), sum of the weights of those draws
    """

    draws: int
    edges: NDArray[np.int64]
    counts: NDArray[Any]
    first: NDArray[np.int64]
    first_weights: NDArray[np.float64]


def count_ranks(
    values: ValueDistribution,
    ranked_count: int,
    weights: NDArray[np.float64],
    *,
    method: str = "wsm",
    seed: int = 0,
) -> RankCounts:
    """Rank every site against the ranked sites in every draw, and count.

    Parameters
    ----------
    values : ValueDistribution, the ranked sites first
    ranked_count : int, sites that are ranked; the others are compared with them and move none
    weights : (n_draws, n_criteria)
    method : str, of ``METHODS``
    seed : int, of the values; a site's random numbers depend on its key and the seed alone

    Returns
    -------
    RankCounts
        Equal scores share the better rank.
    """
    sites, criteria = values.mean.shape
    edges = rank_edges(ranked_count + 1)  # an unranked site may come after all ranked ones
    ranks = np.arange(ranked_count + 2)
    bin_of_rank = (np.searchsorted(edges, ranks, side="right") - 1).astype(np.uint16)
    dtype = np.uint16 if len(weights) < 2**16 else np.uint32  # no count exceeds the draws
    counts = np.zeros((sites, len(edges) - 1), dtype=dtype)
    first = np.zeros(sites, dtype=np.int64)
    first_weights = np.zeros((sites, criteria))
    compiled = _use_kernels(values, len(weights), method)
    counter = (bin_of_rank, counts, first, first_weights)
    length = max(1, min(256, BLOCK_CELLS // (sites * (1 if compiled else criteria))))
    keys = draw_keys(seed, len(weights))
    kernels = _CompiledCounter(values, ranked_count, length) if compiled else None
    for begin in range(0, len(weights), length):
        block, block_keys = weights[begin : begin + length], keys[begin : begin + length]
        if kernels is not None:
            kernels.count(block, block_keys, method, counter)
        else:
            scores = _scores(values, block, block_keys, method)
            _count(_ranks(scores, ranked_count), block, ranked_count, counter)
    return RankCounts(len(weights), edges, counts, first, first_weights)


def rank_edges(ranks: int) -> NDArray[np.int64]:
    """Lower edges of the rank bins.

    Parameters
    ----------
    ranks : int, the highest that occurs

    Returns
    -------
    ndarray of int64: one bin a rank up to ``EXACT_RANKS``; where there are more, up to
    ``TOP_RANKS``, then bins that grow by ``BIN_GROWTH``; the last edge is one past the highest

    Examples
    --------
    >>> rank_edges(3)
    array([1, 2, 3, 4])
    >>> edges = rank_edges(100_000)
    >>> len(edges), int(edges[128]), int(edges[129]), int(edges[-1])
    (597, 129, 130, 100001)
    """
    if ranks <= EXACT_RANKS:
        return np.arange(1, ranks + 2)
    edges = list(range(1, TOP_RANKS + 2))
    while edges[-1] <= ranks:
        edges.append(max(edges[-1] + 1, int(edges[-1] * (1 + BIN_GROWTH))))
    edges[-1] = ranks + 1
    return np.array(edges)


def _scores(
    values: ValueDistribution, weights: NDArray[np.float64], draws: NDArray[np.uint64], method: str
) -> NDArray[np.float64]:
    """Score every site in every draw, (n_draws, n_sites)."""
    sampled = sample_values(values, draws)
    # the kernels of the absolute methods, over all draws at once
    if method == "wsm":
        return np.asarray((sampled * weights[:, None, :]).sum(axis=2))
    if method == "wpm":
        return np.asarray(np.prod(sampled ** weights[:, None, :], axis=2))
    kernel, share = METHODS[method].kernel, METHODS[method].share
    return np.array([share(kernel(v, w)) for v, w in zip(sampled, weights, strict=True)])


def _ranks(scores: NDArray[np.float64], ranked_count: int) -> NDArray[np.int64]:
    """Rank against the ranked sites, draw by draw; equal scores share the better rank."""
    if scores.size * ranked_count <= COMPARED_CELLS:
        above = np.count_nonzero(scores[:, None, :ranked_count] > scores[:, :, None], axis=2)
        return np.asarray(above) + 1
    ordered = np.sort(scores[:, :ranked_count], axis=1)
    higher = [
        ranked_count - np.searchsorted(row, score, side="right")
        for row, score in zip(ordered, scores, strict=True)
    ]
    return np.asarray(higher) + 1


def _count(
    ranks: NDArray[np.int64], weights: NDArray[np.float64], ranked_count: int, counter: RankCounter
) -> None:
    """Add a block of draws to the counts."""
    bin_of_rank, counts, first, first_weights = counter
    bins, sites = bin_of_rank[ranks], np.arange(ranks.shape[1])
    if counts.size <= ranks.size:  # one pass over the table of counts pays
        cells = (sites * counts.shape[1] + bins).ravel()
        counts += (
            np.bincount(cells, minlength=counts.size).reshape(counts.shape).astype(counts.dtype)
        )
    else:
        for row in bins:
            counts[sites, row] += 1
    is_first = ranks[:, :ranked_count] == 1
    first[:ranked_count] += is_first.sum(axis=0)
    first_weights[:ranked_count] += (is_first[:, :, None] * weights[:, None, :]).sum(axis=0)


def _use_kernels(values: ValueDistribution, draws: int, method: str) -> bool:
    """Whether compiled kernels exist for the method, and pay for loading or compiling them."""
    if METHODS[method].relative or not numba_available():
        return False
    module: Any = sys.modules.get(KERNELS)
    return should_compile(
        values.mean.size * draws * CELL_S,
        COST,
        loaded=bool(module and module.count_block.signatures),
        is_cached=lambda: is_compiled(importlib.import_module(KERNELS).count_block),
    )


class _CompiledCounter:
    """Compiled kernels and their working arrays, allocated once for all blocks.

    Parameters
    ----------
    values : ValueDistribution
    ranked_count : int
    length : int, draws in a block
    """

    def __init__(self, values: ValueDistribution, ranked_count: int, length: int) -> None:
        sites = len(values.mean)
        exact = ranked_count <= EXACT_RANKS
        buckets = 4 * ranked_count if exact else BUCKETS
        self._keys = values.random_keys
        self._ranked_count = ranked_count
        self._totals = np.empty((length, sites))
        self._bits = np.empty(sites, dtype=np.uint64)
        self._value = np.empty(sites)
        self._buffers: Any = (
            np.empty(buckets + 2, dtype=np.int32),
            np.empty(sites, dtype=np.int32),
            np.empty(ranked_count if exact else TOP_RANKS),
            np.empty((length, sites), dtype=np.uint16),
        )
        # one row a criterion: the kernels' inner loops run over sites, contiguous in memory
        self._uncertain = values.uncertain
        mean = np.where(self._uncertain, values.mean, np.clip(values.mean, 0.0, 1.0))
        self._parameters = tuple(
            np.ascontiguousarray(part.T) for part in (mean, values.scale, values.skew)
        )

    def count(
        self,
        weights: NDArray[np.float64],
        draws: NDArray[np.uint64],
        method: str,
        counter: RankCounter,
    ) -> None:
        """Rank a block of draws and add to the counts."""
        from screening.scoring.methods import numba_kernels

        product = method == "wpm"
        totals = self._totals[: len(weights)]
        numba_kernels.total_block(
            totals,
            weights,
            (draws, self._keys, self._bits, self._value),
            (DEVIATES, *self._parameters, self._uncertain),
            product,
        )
        numba_kernels.count_block(
            totals, weights, self._ranked_count, self._buffers, counter, product
        )
