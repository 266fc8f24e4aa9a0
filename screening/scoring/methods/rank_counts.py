"""Counting ranks over many draws of weights and values, in bounded memory."""

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
"""Among at most this many sites every rank is counted by itself."""
TOP_RANKS = 128
"""Among more, these are; the others in bins that grow with the rank."""
BIN_GROWTH = 0.015
"""By how much of the rank [-]."""
BLOCK_CELLS = 2_000_000
"""Numbers held at once by a block of draws."""
COMPARED_CELLS = 1_000_000
"""Pairs of a block up to which each is compared: quicker than to sort, and look up by draws."""
BUCKETS = 16_384
"""In which scores are counted among more than ``EXACT_RANKS`` sites."""
CELL_S = 4e-8
"""What a value takes without kernels [s]."""
COST = CompileCost(load_s=0.7, compile_s=6.0, min_s=0.01)
KERNELS = "screening.scoring.methods.numba_kernels"

RankCounter = tuple[
    "NDArray[np.uint16]", "NDArray[Any]", "NDArray[np.int64]", "NDArray[np.float64]"
]
"""Bin of each rank, counts, first, first_weights; as in :class:`RankCounts`."""


@dataclass(frozen=True)
class RankCounts:
    """What was counted.

    Attributes
    ----------
    draws : int
    edges : (n_bins + 1,) of int, bin b holds ranks edges[b] to edges[b + 1] - 1
    counts : (n_sites, n_bins), draws in which the site's rank fell there
    first : (n_sites,), draws in which the site was first; 0 for sites outside the field
    first_weights : (n_sites, n_criteria), sum of the weights of those draws
    """

    draws: int
    edges: NDArray[np.int64]
    counts: NDArray[Any]
    first: NDArray[np.int64]
    first_weights: NDArray[np.float64]


def count_ranks(
    spread: ValueDistribution,
    field: int,
    weights: NDArray[np.float64],
    *,
    method: str = "wsm",
    seed: int = 0,
) -> RankCounts:
    """Rank every site against the field in every draw, and count.

    Parameters
    ----------
    spread : ValueDistribution, the field's sites first
    field : int, how many sites compete; the others are only held against them
    weights : (n_draws, n_criteria)
    method : str, of ``METHODS``
    seed : int, of the values; a site's draws depend on its key and the seed alone

    Returns
    -------
    RankCounts
        Equal scores share the better rank.
    """
    sites, count = spread.mean.shape
    edges = rank_edges(field + 1)
    bin_of_rank = (np.searchsorted(edges, np.arange(field + 2), side="right") - 1).astype(np.uint16)
    kind = np.uint16 if len(weights) < 2**16 else np.uint32
    counts = np.zeros((sites, len(edges) - 1), dtype=kind)
    first = np.zeros(sites, dtype=np.int64)
    first_weights = np.zeros((sites, count))
    kernels = _kernels(spread, len(weights), method)
    counted = (bin_of_rank, counts, first, first_weights)
    length = max(1, min(256, BLOCK_CELLS // (sites * (1 if kernels else count))))
    keys = draw_keys(seed, len(weights))
    ranker = _Compiled(spread, field, length) if kernels else None
    for begin in range(0, len(weights), length):
        block = weights[begin : begin + length]
        if ranker is not None:
            ranker.count(block, keys[begin : begin + length], method, counted)
        else:
            scores = _scores(spread, block, keys[begin : begin + length], method)
            _count(_ranks(scores, field), block, field, counted)
    return RankCounts(len(weights), edges, counts, first, first_weights)


def rank_edges(ranks: int) -> NDArray[np.int64]:
    """Say where the bins of ranks begin.

    Parameters
    ----------
    ranks : int, the highest that occurs

    Returns
    -------
    ndarray of int64: each rank by itself up to ``EXACT_RANKS``; where there are more, up to
    ``TOP_RANKS``, then bins that grow by ``BIN_GROWTH``; the last is one past the highest

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
    spread: ValueDistribution, weights: NDArray[np.float64], draws: NDArray[np.uint64], method: str
) -> NDArray[np.float64]:
    """Score every site in every draw, (n_draws, n_sites)."""
    values = sample_values(spread, draws)
    if method == "wsm":
        return np.asarray((values * weights[:, None, :]).sum(axis=2))
    if method == "wpm":
        return np.asarray(np.prod(values ** weights[:, None, :], axis=2))
    how = METHODS[method]
    return np.array([how.share(how.kernel(v, w)) for v, w in zip(values, weights, strict=True)])


def _ranks(scores: NDArray[np.float64], field: int) -> NDArray[np.int64]:
    """Rank against the first ``field`` sites, draw by draw; equal scores share the better."""
    if scores.size * field <= COMPARED_CELLS:
        above = np.count_nonzero(scores[:, None, :field] > scores[:, :, None], axis=2)
        return np.asarray(above) + 1
    ordered = np.sort(scores[:, :field], axis=1)
    higher = [
        field - np.searchsorted(row, score, side="right")
        for row, score in zip(ordered, scores, strict=True)
    ]
    return np.asarray(higher) + 1


def _count(
    ranks: NDArray[np.int64], weights: NDArray[np.float64], field: int, counted: RankCounter
) -> None:
    """Add a block of draws to what is counted."""
    bin_of_rank, counts, first, first_weights = counted
    bins, sites = bin_of_rank[ranks], np.arange(ranks.shape[1])
    if counts.size <= ranks.size:
        cells = (sites * counts.shape[1] + bins).ravel()
        counts += (
            np.bincount(cells, minlength=counts.size).reshape(counts.shape).astype(counts.dtype)
        )
    else:
        for row in bins:
            counts[sites, row] += 1
    firsts = ranks[:, :field] == 1
    first[:field] += firsts.sum(axis=0)
    first_weights[:field] += (firsts[:, :, None] * weights[:, None, :]).sum(axis=0)


def _kernels(spread: ValueDistribution, draws: int, method: str) -> bool:
    """Tell whether compiled kernels are there and worth loading, or compiling."""
    if METHODS[method].relative or not numba_available():
        return False
    held: Any = sys.modules.get(KERNELS)
    return should_compile(
        spread.mean.size * draws * CELL_S,
        COST,
        loaded=bool(held and held.count_block.signatures),
        is_cached=lambda: is_compiled(importlib.import_module(KERNELS).count_block),
    )


class _Compiled:
    """The compiled counterpart, with room to work in.

    Parameters
    ----------
    spread : ValueDistribution
    field : int
    length : int, draws in a block
    """

    def __init__(self, spread: ValueDistribution, field: int, length: int) -> None:
        sites = len(spread.mean)
        exact = field <= EXACT_RANKS
        buckets = 4 * field if exact else BUCKETS
        self._spread = spread
        self._field = field
        self._totals = np.empty((length, sites))
        self._bits = np.empty(sites, dtype=np.uint64)
        self._value = np.empty(sites)
        self._room: Any = (
            np.empty(buckets + 2, dtype=np.int32),
            np.empty(sites, dtype=np.int32),
            np.empty(field if exact else TOP_RANKS),
            np.empty((length, sites), dtype=np.uint16),
        )
        # criteria by rows, sites side by side
        self._scatters = spread.uncertain
        centre = np.where(self._scatters, spread.mean, np.clip(spread.mean, 0.0, 1.0))
        self._parts = tuple(
            np.ascontiguousarray(part.T) for part in (centre, spread.scale, spread.skew)
        )

    def count(
        self,
        weights: NDArray[np.float64],
        draws: NDArray[np.uint64],
        method: str,
        counted: RankCounter,
    ) -> None:
        """Rank a block of draws into what is counted."""
        from screening.scoring.methods import numba_kernels

        product = method == "wpm"
        totals = self._totals[: len(weights)]
        numba_kernels.total_block(
            totals,
            weights,
            (draws, self._spread.random_keys, self._bits, self._value),
            (DEVIATES, *self._parts, self._scatters),
            product,
        )
        numba_kernels.count_block(totals, weights, self._field, self._room, counted, product)
