"""Compiled counterparts of the draws: imported only where the job is large enough."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import uint64

_SETTINGS: Any = {"nogil": True, "error_model": "numpy", "cache": True}
_STRAIGHT: Any = _SETTINGS | {"fastmath": {"contract", "nsz", "arcp"}}
_FIRST, _SECOND = uint64(0xBF58476D1CE4E5B9), uint64(0x94D049BB133111EB)
_GOLDEN = uint64(0x9E3779B97F4A7C15)
_BITS, _MASK, _PER_HASH, _STEPS = 12, uint64(4095), 5, 4096.0
TILE = 512
"""Sites whose values are kept at hand while every draw of a block uses them."""
CROWDED = 24
"""Sites in a bucket from which on they are sorted, not compared one by one."""


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def _mixed(bits: Any) -> Any:
    bits = (bits ^ (bits >> uint64(30))) * _FIRST
    bits = (bits ^ (bits >> uint64(27))) * _SECOND
    return bits ^ (bits >> uint64(31))


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def total_block(totals: Any, weights: Any, keys: Any, spread: Any, product: bool) -> None:
    """Add up each site's weighted values in each draw.

    Parameters
    ----------
    totals : (n_draws, n_sites), written; sums of w·v, or of w·log v where ``product``
    weights : (n_draws, n_criteria)
    keys : (draws (n_draws,), sites (n_sites,), and room for bits, all of uint64, and for
        values (n_sites,))
    spread : (deviates, centre, slope, bend, scatters), centre, slope and bend
        (n_criteria, n_sites), scatters (n_criteria,) of bool; the centre of a criterion that
        does not scatter lies in 0..1
    product : bool
    """
    draws, own, bits, value = keys
    deviates, centre, slope, bend, scatters = spread
    for begin in range(0, own.size, TILE):
        tile = slice(begin, min(begin + TILE, own.size))
        part = (deviates, centre[:, tile], slope[:, tile], bend[:, tile], scatters)
        room = (own[tile], bits[tile], value[tile])
        for d in range(totals.shape[0]):
            _total(totals[d, tile], weights[d], draws[d], room, part, product)


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def _total(total: Any, weights: Any, draw: Any, room: Any, spread: Any, product: bool) -> None:
    own, bits, value = room
    deviates, centre, slope, bend, scatters = spread
    total[:] = 0.0
    if scatters.any():
        for i in range(own.size):
            bits[i] = _mixed(own[i] ^ draw)
    for j in range(scatters.size):
        if j > 0 and j % _PER_HASH == 0 and scatters[j:].any():
            for i in range(own.size):
                bits[i] = _mixed(bits[i] + _GOLDEN)
        if scatters[j]:
            shift = uint64(_BITS * (j % _PER_HASH))
            _draw(value, bits, shift, (deviates, centre[j], slope[j], bend[j]))
        drawn = value if scatters[j] else centre[j]
        if product:
            _add_logarithm(total, weights[j], drawn)
        else:
            _add(total, weights[j], drawn)


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def _draw(value: Any, bits: Any, shift: Any, spread: Any) -> None:
    deviates, centre, slope, bend = spread
    for i in range(value.size):
        place = (bits[i] >> shift) & _MASK
        z = deviates[place]
        drawn = min(max(centre[i] + slope[i] * z + bend[i] * abs(z), 0.0), 1.0)
        value[i] = (place + 0.5) / _STEPS if np.isnan(centre[i]) else drawn


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def _add(total: Any, weight: float, value: Any) -> None:
    for i in range(value.size):
        total[i] += weight * value[i]


@numba.njit(**_STRAIGHT)  # type: ignore[untyped-decorator]
def _add_logarithm(total: Any, weight: float, value: Any) -> None:
    for i in range(value.size):
        total[i] += weight * np.log(value[i])


@numba.njit(**_SETTINGS)  # type: ignore[untyped-decorator]
def rank_exactly(score: Any, field: int, room: Any, bin_of_rank: Any, bins: Any) -> None:
    """Rank every site against the first ``field`` of them, equal scores sharing the better.

    Parameters
    ----------
    score : (n_sites,)
    field : int, sites that are ranked; the others are only held against them
    room : (starts (buckets + 2,), places (n_sites,), sorted (field,))
    bin_of_rank : (field + 2,)
    bins : (n_sites,), written: the bin of each rank
    """
    starts, places, ordered = room
    buckets = starts.size - 2
    _bucket(score, field, places, buckets)
    starts[:] = 0
    for i in range(field):
        starts[places[i] + 2] += 1
    for k in range(2, buckets + 2):
        starts[k] += starts[k - 1]
    for i in range(field):
        k = places[i] + 1
        ordered[starts[k]] = score[i]
        starts[k] += 1
    for k in range(buckets):
        if starts[k + 1] - starts[k] > CROWDED:
            ordered[starts[k] : starts[k + 1]].sort()
    for i in range(score.size):
        begin, end = starts[places[i]], starts[places[i] + 1]
        if end - begin > CROWDED:
            above = end - begin - np.searchsorted(ordered[begin:end], score[i], side="right")
        else:
            above = 0
            for p in range(begin, end):
                above += ordered[p] > score[i]
        bins[i] = bin_of_rank[begin + 1 + above]


@numba.njit(**_SETTINGS)  # type: ignore[untyped-decorator]
def rank_binned(score: Any, field: int, room: Any, bin_of_rank: Any, bins: Any) -> None:
    """Rank as :func:`rank_exactly` for the best, and to the bucket for the others.

    Parameters
    ----------
    score, field, bin_of_rank, bins : as of :func:`rank_exactly`
    room : (starts (buckets + 2,), places (n_sites,), top (n_top,))
        The ``n_top`` best are ranked exactly.
    """
    starts, places, top = room
    buckets = starts.size - 2
    _bucket(score, field, places, buckets)
    starts[:] = 0
    for i in range(field):
        starts[places[i] + 1] += 1
    last = 0
    for k in range(1, buckets + 1):
        starts[k] += starts[k - 1]
        if starts[k] <= top.size:
            last = k
    held = 0
    for i in range(field):
        if places[i] < last:
            top[held] = score[i]
            held += 1
    top[:held].sort()
    for k in range(buckets):
        starts[k] = bin_of_rank[starts[k] + 1]
    for i in range(score.size):
        bins[i] = starts[places[i]]
        if places[i] < last:
            above = held - np.searchsorted(top[:held], score[i], side="right")
            bins[i] = bin_of_rank[above + 1]


@numba.njit(**_SETTINGS)  # type: ignore[untyped-decorator]
def _bucket(score: Any, field: int, places: Any, buckets: int) -> None:
    """Put scores into even buckets, the highest first."""
    low, high = score[0], score[0]
    for i in range(field):
        low, high = min(low, score[i]), max(high, score[i])
    scale = (buckets - 1) / (high - low) if high > low else 0.0
    for i in range(score.size):
        held = min(max(score[i], low), high)
        places[i] = np.int32((high - held) * scale)


@numba.njit(**_SETTINGS)  # type: ignore[untyped-decorator]
def count_block(
    totals: Any, weights: Any, field: int, room: Any, counted: Any, product: bool
) -> None:
    """Rank a block of draws and count in which bin each site's rank falls.

    Parameters
    ----------
    totals : (n_draws, n_sites)
    weights : (n_draws, n_criteria)
    field : int
    room : as of the two rankings, and (n_draws, n_sites) of uint16 behind it
    counted : (bin_of_rank (field + 2,), counts (n_sites, n_bins), first (n_sites,),
        first_weights (n_sites, n_criteria)), all but the first added to
    product : bool, totals are logarithms
    """
    starts, places, ordered, bins = room
    bin_of_rank, counts, first, first_weights = counted
    draws, sites = totals.shape
    for d in range(draws):
        if product:
            for i in range(sites):
                totals[d, i] = np.exp(totals[d, i])
        if ordered.size >= field:
            rank_exactly(totals[d], field, (starts, places, ordered), bin_of_rank, bins[d])
        else:
            rank_binned(totals[d], field, (starts, places, ordered), bin_of_rank, bins[d])
        for i in range(field):
            if bins[d, i] == 0:  # the first bin is the first rank
                first[i] += 1
                for j in range(weights.shape[1]):
                    first_weights[i, j] += weights[d, j]
    for i in range(sites):
        own = counts[i]
        for d in range(draws):
            own[bins[d, i]] += 1
