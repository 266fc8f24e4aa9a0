"""Agreement of two rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PAIRWISE_SITES = 2_000
"""Sites up to which every pair is compared: below it, importing ``scipy.stats`` (0.2 s, an eighth
of a small run, which needs it for nothing else) takes longer than the pairs; above it, its
O(n log n) wins, and n² pairs would not fit into memory."""


def kendall_tau_b(ranks: ArrayLike, others: ArrayLike) -> float:
    """Kendall's τ-b of two rankings: 1 the same order, 0 unrelated, -1 reversed.

    ``Σ sgn(aᵢ − aⱼ) sgn(bᵢ − bⱼ) / √(Σ sgn²(aᵢ − aⱼ) Σ sgn²(bᵢ − bⱼ))`` over all pairs: the
    denominator corrects for ties.

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
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    if len(a) > PAIRWISE_SITES:
        from scipy.stats import kendalltau

        return float(kendalltau(a, b).statistic)
    signs_a, signs_b = np.sign(a[:, None] - a[None, :]), np.sign(b[:, None] - b[None, :])
    norm = np.sqrt((signs_a**2).sum() * (signs_b**2).sum())
    return float((signs_a * signs_b).sum() / norm) if norm > 0 else float("nan")
