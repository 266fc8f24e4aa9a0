"""Pareto dominance: comparisons that hold whatever the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_BLOCK_CELLS = 2_000_000
"""Comparisons in memory at once."""


def dominated_by_count(matrix: ArrayLike) -> NDArray[np.float64]:
    """Count the sites that dominate each site.

    A site dominates another that it equals or exceeds on every criterion and exceeds on one.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values; NaN where unknown

    Returns
    -------
    ndarray, (n_sites,); 0 on the Pareto front; NaN where a value is unknown. Sites with
    unknown values dominate none.

    Examples
    --------
    >>> dominated_by_count([[1.0, 0.2], [0.5, 0.5], [0.4, 0.5], [np.nan, 1.0]])
    array([ 0.,  0.,  1., nan])
    """
    x = np.asarray(matrix, dtype=float)
    complete = ~np.isnan(x).any(axis=1)
    known = x[complete]
    counts = np.zeros(len(known))
    length = max(1, _BLOCK_CELLS // max(known.size, 1))
    for begin in range(0, len(known), length):
        block = known[begin : begin + length, None, :]
        no_worse = (known[None, :, :] >= block).all(axis=2)
        better = (known[None, :, :] > block).any(axis=2)
        counts[begin : begin + length] = (no_worse & better).sum(axis=1)
    result = np.full(len(x), np.nan)
    result[complete] = counts
    return result
