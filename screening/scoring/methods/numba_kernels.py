"""Compiled counterparts of ``perturbation.sample_values`` and of the counting of ``rank_counts``.

Loading numba and the kernels takes 0.7 s: only ``rank_counts`` imports this module, and only for
large jobs.
Results equal those of numpy: the hashes are the same integers, and a tie of two scores is the only
thing that rounding could decide otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba import uint64

from screening.numba_cache import digest_code, seal_cache

_SETTINGS: Any = {"nogil": True, "error_model": "numpy", "cache": True}
# fused multiply-add and reciprocals, which vectorise the loops; NaN must keep its meaning, so not
# "nnan", and sums must keep their order, so not "reassoc"
_STRAIGHT: Any = _SETTINGS | {"fastmath": {"contract", "nsz", "arcp"}}
_FIRST, _SECOND = uint64(0xBF58476D1CE4E5B9), uint64(0x94D049BB133111EB)
_GOLDEN = uint64(0x9E3779B97F4A7C15)
_BITS, _MASK, _PER_HASH, _STEPS = 12, uint64(4095), 5, 4096.0
TILE = 512
"""Sites whose values stay in the cache while every draw of a block uses them."""
CROWDED = 24
"""Sites in a bucket from which they are sorted, not compared one by one."""

_CODE = digest_code([Path(__file__)])
Function = TypeVar("Function", bound=Callable[..., Any])


def _compile(function: Function, settings: Any = _SETTINGS) -> Function:
    """Compile a function; its machine code is kept in a sealed cache."""
    compiled: Any = numba.njit(**settings)(function)
    seal_cache(compiled, _CODE)
    return compiled  # type: ignore[no-any-return]


def _compile_straight(function: Function) -> Function:
    """Compile a function of straight loops, which may be vectorised."""
    return _compile(function, _STRAIGHT)


@_compile_straight
def _mix(bits: Any) -> Any:
    """SplitMix64's finaliser, as ``perturbation.splitmix64``."""
    bits = (bits ^ (bits >> uint64(30))) * _FIRST
    bits = (bits ^ (bits >> uint64(27))) * _SECOND
    return bits ^ (bits >> uint64(31))


@_compile_straight
def total_block(totals: Any, weights: Any, keys: Any, values: Any, product: bool) -> None:
    """Sum each site's weighted values in each draw.

    Parameters
    ----------
    totals : (n_draws, n_sites), written; sums of w·v, or of w·log v where ``product``
    weights : (n_draws, n_criteria)
    keys : (draw keys (n_draws,), site keys (n_sites,), buffer of bits (n_sites,), all of uint64,
        and buffer of values (n_sites,))
    values : (deviates, mean, scale, skew, uncertain), mean, scale and skew
        (n_criteria, n_sites), uncertain (n_criteria,) of bool; the mean of a criterion that is
        not uncertain lies in 0..1
    product : bool
    """
    draw_keys, site_keys, bits, value = keys
    deviates, mean, scale, skew, uncertain = values
    for begin in range(0, site_keys.size, TILE):
        tile = slice(begin, min(begin + TILE, site_keys.size))
        tile_values = (deviates, mean[:, tile], scale[:, tile], skew[:, tile], uncertain)
        buffers = (site_keys[tile], bits[tile], value[tile])
        for d in range(totals.shape[0]):
            _total(totals[d, tile], weights[d], draw_keys[d], buffers, tile_values, product)


@_compile_straight
def _total(
    total: Any, weights: Any, draw_key: Any, buffers: Any, values: Any, product: bool
) -> None:
    """Sum the weighted values of a tile of sites in one draw."""
    site_keys, bits, value = buffers
    deviates, mean, scale, skew, uncertain = values
    total[:] = 0.0
    if uncertain.any():
        for i in range(site_keys.size):
            bits[i] = _mix(site_keys[i] ^ draw_key)
    for j in range(uncertain.size):
        # criterion j uses bits by its position, certain or not: as sample_values does
        if j > 0 and j % _PER_HASH == 0 and uncertain[j:].any():
            for i in range(site_keys.size):
                bits[i] = _mix(bits[i] + _GOLDEN)
        if uncertain[j]:
            shift = uint64(_BITS * (j % _PER_HASH))
            _sample(value, bits, shift, (deviates, mean[j], scale[j], skew[j]))
        sampled = value if uncertain[j] else mean[j]
        if product:
            _add_logarithm(total, weights[j], sampled)
        else:
            _add(total, weights[j], sampled)


@_compile_straight
def _sample(value: Any, bits: Any, shift: Any, values: Any) -> None:
    """Sample one criterion's value at every site of a tile."""
    deviates, mean, scale, skew = values
    for i in range(value.size):
        step = (bits[i] >> shift) & _MASK
        z = deviates[step]
        sampled = min(max(mean[i] + scale[i] * z + skew[i] * abs(z), 0.0), 1.0)
        uniform = (1.0 + scale[i]) * ((step + 0.5) / _STEPS) + skew[i]
        value[i] = uniform if np.isnan(mean[i]) else sampled


@_compile_straight
def _add(total: Any, weight: float, value: Any) -> None:
    for i in range(value.size):
        total[i] += weight * value[i]


@_compile_straight
def _add_logarithm(total: Any, weight: float, value: Any) -> None:
    for i in range(value.size):
        total[i] += weight * np.log(value[i])


@_compile
def rank_exactly(score: Any, ranked_count: int, buffers: Any, bin_of_rank: Any, bins: Any) -> None:
    """Rank every site against the first ``ranked_count``, equal scores sharing the better rank.

    A counting sort into buckets of equal width, then a comparison within the bucket: O(n), where
    a full sort in every draw is O(n log n).

    Parameters
    ----------
    score : (n_sites,)
    ranked_count : int, sites that are ranked; the others are compared with them
    buffers : (starts (buckets + 2,), bucket_of_site (n_sites,), ordered (ranked_count,))
    bin_of_rank : (ranked_count + 2,)
    bins : (n_sites,), written: the bin of each rank
    """
    starts, bucket_of_site, ordered = buffers
    buckets = starts.size - 2
    _bucket(score, ranked_count, bucket_of_site, buckets)
    # counted two places on: starts[k + 1] is the start of bucket k and advances as the bucket is
    # filled, to the start of bucket k + 1; starts[k] is then that of bucket k
    starts[:] = 0
    for i in range(ranked_count):
        starts[bucket_of_site[i] + 2] += 1
    for k in range(2, buckets + 2):
        starts[k] += starts[k - 1]
    for i in range(ranked_count):
        k = bucket_of_site[i] + 1
        ordered[starts[k]] = score[i]
        starts[k] += 1
    for k in range(buckets):
        if starts[k + 1] - starts[k] > CROWDED:
            ordered[starts[k] : starts[k + 1]].sort()
    for i in range(score.size):
        begin, end = starts[bucket_of_site[i]], starts[bucket_of_site[i] + 1]
        if end - begin > CROWDED:
            above = end - begin - np.searchsorted(ordered[begin:end], score[i], side="right")
        else:
            above = 0
            for p in range(begin, end):
                above += ordered[p] > score[i]
        bins[i] = bin_of_rank[begin + 1 + above]


@_compile
def rank_binned(score: Any, ranked_count: int, buffers: Any, bin_of_rank: Any, bins: Any) -> None:
    """Rank the best as :func:`rank_exactly`, and the others to the bucket.

    Parameters
    ----------
    score, ranked_count, bin_of_rank, bins : as for :func:`rank_exactly`
    buffers : (starts (buckets + 2,), bucket_of_site (n_sites,), top (n_top,))
        The ``n_top`` best are ranked exactly.
    """
    starts, bucket_of_site, top = buffers
    buckets = starts.size - 2
    _bucket(score, ranked_count, bucket_of_site, buckets)
    starts[:] = 0
    for i in range(ranked_count):
        starts[bucket_of_site[i] + 1] += 1
    last = 0  # buckets below hold at most n_top sites together
    for k in range(1, buckets + 1):
        starts[k] += starts[k - 1]
        if starts[k] <= top.size:
            last = k
    top_count = 0
    for i in range(ranked_count):
        if bucket_of_site[i] < last:
            top[top_count] = score[i]
            top_count += 1
    top[:top_count].sort()
    for k in range(buckets):  # from sites in better buckets to the bin of the bucket's best rank
        starts[k] = bin_of_rank[starts[k] + 1]
    for i in range(score.size):
        bins[i] = starts[bucket_of_site[i]]
        if bucket_of_site[i] < last:
            above = top_count - np.searchsorted(top[:top_count], score[i], side="right")
            bins[i] = bin_of_rank[above + 1]


@_compile
def _bucket(score: Any, ranked_count: int, bucket_of_site: Any, buckets: int) -> None:
    """Assign scores to buckets of equal width, the highest score to the first."""
    low, high = score[0], score[0]
    for i in range(ranked_count):
        low, high = min(low, score[i]), max(high, score[i])
    scale = (buckets - 1) / (high - low) if high > low else 0.0
    for i in range(score.size):
        clipped = min(max(score[i], low), high)  # an unranked site may lie outside
        bucket_of_site[i] = np.int32((high - clipped) * scale)


@_compile
def count_block(
    totals: Any, weights: Any, ranked_count: int, buffers: Any, counter: Any, product: bool
) -> None:
    """Rank a block of draws and count the bins of each site's ranks.

    Parameters
    ----------
    totals : (n_draws, n_sites)
    weights : (n_draws, n_criteria)
    ranked_count : int
    buffers : as for the two rankings, and bins (n_draws, n_sites) of uint16 after them
    counter : (bin_of_rank (ranked_count + 2,), counts (n_sites, n_bins), first (n_sites,),
        first_weights (n_sites, n_criteria)), all but the first added to
    product : bool, whether totals are logarithms
    """
    starts, bucket_of_site, ordered, bins = buffers
    bin_of_rank, counts, first, first_weights = counter
    rank_buffers = (starts, bucket_of_site, ordered)
    draws, sites = totals.shape
    for d in range(draws):
        if product:  # logarithms of 0 are -inf, which buckets of equal width cannot hold
            for i in range(sites):
                totals[d, i] = np.exp(totals[d, i])
        if ordered.size >= ranked_count:
            rank_exactly(totals[d], ranked_count, rank_buffers, bin_of_rank, bins[d])
        else:
            rank_binned(totals[d], ranked_count, rank_buffers, bin_of_rank, bins[d])
        for i in range(ranked_count):
            if bins[d, i] == 0:  # the first bin is the first rank
                first[i] += 1
                for j in range(weights.shape[1]):
                    first_weights[i, j] += weights[d, j]
    for i in range(sites):  # by site, as its row of counts is contiguous in memory
        own = counts[i]
        for d in range(draws):
            own[bins[d, i]] += 1
