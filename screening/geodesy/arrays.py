"""Ragged work as flat arrays: many items a row, without a Python loop a row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]

BATCH_COUNT = 262_144
"""Items handled at once: a few tens of megabytes, whatever the input's size."""


def expand_ranges(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Lay out the ranges ``first[i] .. first[i] + count[i] - 1`` one after another.

    Parameters
    ----------
    first, count : ndarray of int, (n,)

    Returns
    -------
    row : ndarray of int, (sum of count,), which range an item is of
    item : ndarray of int, (sum of count,)

    Examples
    --------
    >>> expand_ranges(np.array([10, 20, 30]), np.array([2, 0, 1]))
    (array([0, 0, 2]), array([10, 11, 30]))
    """
    row = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(count) - count
    return row, np.arange(len(row)) + (first - before)[row]


def batches(cost: Ints, budget: int = BATCH_COUNT) -> Iterator[slice]:
    """Split rows into runs that cost about the budget each.

    Parameters
    ----------
    cost : ndarray of int, (n,), what each row will cost
    budget : int, passed by less than the cost of a run's first row

    Yields
    ------
    slice of rows

    Examples
    --------
    >>> list(batches(np.array([3, 3, 3, 9, 1]), budget=6))
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    share = np.cumsum(cost) // budget
    cuts = np.flatnonzero(np.diff(share)) + 1
    bounds = [0, *cuts.tolist(), len(cost)]
    yield from (slice(a, b) for a, b in pairwise(bounds) if b > a)


def run_starts(row: Ints) -> Ints:
    """Find where each run of equal values begins.

    Parameters
    ----------
    row : ndarray of int, (m,), equal values side by side

    Returns
    -------
    ndarray of int

    Examples
    --------
    >>> run_starts(np.array([4, 4, 7, 9, 9]))
    array([0, 2, 3])
    """
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1])))
