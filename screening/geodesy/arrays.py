"""Ragged arrays: a varying number of items per row, without a Python loop over rows."""

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
"""Items processed at once: a few tens of megabytes, whatever the size of the input."""


def expand_ranges(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Concatenate the ranges ``first[i] .. first[i] + count[i] - 1``.

    Parameters
    ----------
    first, count : ndarray of int, (n,)

    Returns
    -------
    row : ndarray of int, (sum of count,), the range that each item belongs to
    item : ndarray of int, (sum of count,)

    Examples
    --------
    >>> expand_ranges(np.array([10, 20, 30]), np.array([2, 0, 1]))
    (array([0, 0, 2]), array([10, 11, 30]))
    """
    row = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return row, np.arange(len(row)) + (first - start)[row]


def split_by_cost(cost: Ints, budget: int = BATCH_COUNT) -> Iterator[slice]:
    """Split rows into consecutive slices of about equal cost.

    Parameters
    ----------
    cost : ndarray of int, (n,), the cost of each row
    budget : int
        Cost of a slice; exceeded by less than the cost of the slice's first row.

    Yields
    ------
    slice of rows

    Examples
    --------
    >>> list(split_by_cost(np.array([3, 3, 3, 9, 1]), budget=6))
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    batch = np.cumsum(cost) // budget
    cuts = np.flatnonzero(np.diff(batch)) + 1
    bounds = [0, *cuts.tolist(), len(cost)]
    yield from (slice(a, b) for a, b in pairwise(bounds) if b > a)


def split_rows(count: int, size: int) -> Iterator[slice]:
    """Split rows into consecutive slices of a fixed size.

    Parameters
    ----------
    count, size : int

    Yields
    ------
    slice of rows

    Examples
    --------
    >>> list(split_rows(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    yield from (slice(start, min(start + size, count)) for start in range(0, count, size))


def find_run_starts(row: Ints) -> Ints:
    """Find the start of each run of equal values.

    Parameters
    ----------
    row : ndarray of int, (m,), equal values adjacent

    Returns
    -------
    ndarray of int

    Examples
    --------
    >>> find_run_starts(np.array([4, 4, 7, 9, 9]))
    array([0, 2, 3])
    """
    if not len(row):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1])))
