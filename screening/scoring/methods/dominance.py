"""What holds whatever the weights: the Pareto front; and whether two rankings agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_BLOCK_CELLS = 2_000_000
"""Comparisons held at once."""


def dominated_by_count(matrix: ArrayLike) -> NDArray[np.float64]:
    """Count, for each site, those at least as good on every criterion and better on one.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values; NaN where not known

    Returns
    -------
    ndarray, (n_sites,); 0 on the Pareto front; NaN where a value is not known. Sites with
    unknown values dominate nobody.

    Examples
    --------
    >>> dominated_by_count([[1.0, 0.2], [0.5, 0.5], [0.4, 0.5], [np.nan, 1.0]])
    array([ 0.,  0.,  1., nan])
    """
    x = np.asarray(matrix, dtype=float)
    whole = ~np.isnan(x).any(axis=1)
    known = x[whole]
    counts = np.zeros(len(known))
    length = max(1, _BLOCK_CELLS // max(known.size, 1))
    for begin in range(0, len(known), length):
        some = known[begin : begin + length, None, :]
        no_worse = (known[None, :, :] >= some).all(axis=2)
        better = (known[None, :, :] > some).any(axis=2)
        counts[begin : begin + length] = (no_worse & better).sum(axis=1)
    result = np.full(len(x), np.nan)
    result[whole] = counts
    return result


def kendall_tau_b(ranks: ArrayLike, others: ArrayLike) -> float:
    """Kendall's τ-b of two rankings: 1 the same order, 0 unrelated, -1 reversed.

    Parameters
    ----------
    ranks, others : (n_sites,); sites with NaN in either are left out

    Returns
    -------
    float; NaN where fewer than two sites are left, or one ranking ties them all

    Source
    ------
    Kendall (1945), Biometrika 33(3).

    Examples
    --------
    >>> kendall_tau_b([1, 2, 3], [1, 3, 2])
    0.3333333333333333
    """
    a, b = np.asarray(ranks, dtype=float), np.asarray(others, dtype=float)
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    first, second = np.sign(a[:, None] - a[None, :]), np.sign(b[:, None] - b[None, :])
    size = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / size) if size > 0 else float("nan")
