"""How well a predictor separates converted sites from mines: arrays in, numbers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
"""Bootstrap resamples of an interval."""
PERMUTATIONS = 10_000
"""Random permutations of a p-value; where fewer exist, each is counted once."""


def auc(predictor: ArrayLike, outcome: ArrayLike) -> float:
    """Area under the ROC curve: P(converted site > site still mining), ties count half.

    Parameters
    ----------
    predictor : (n,), larger is more likely to convert
    outcome : (n,) of bool

    Returns
    -------
    float, 0..1; NaN where one outcome is missing

    Source
    ------
    Hanley & McNeil (1982), Radiology 143(1): AUC = U / (n₁ n₀), U of Mann & Whitney.

    Examples
    --------
    >>> auc([3, 2, 1, 1], [True, False, True, False])
    0.625
    """
    x, y = np.asarray(predictor, dtype=float), np.asarray(outcome, dtype=bool)
    if y.all() or not y.any():
        return float("nan")
    u = stats.mannwhitneyu(x[y], x[~y], method="asymptotic").statistic
    return float(u / (y.sum() * (~y).sum()))


def auc_interval(
    predictor: ArrayLike, outcome: ArrayLike, groups: Sequence[object], *, seed: int = 0
) -> tuple[float, float]:
    """Bootstrap a 95 % interval of the AUC over operators.

    Parameters
    ----------
    predictor, outcome : as for :func:`auc`
    groups : sequence of n, the operator of each site; its sites are resampled together
    seed : int

    Returns
    -------
    (low, high); NaN where no resample has both outcomes
    """
    x = np.asarray(predictor, dtype=float)
    # a constant predictor has an AUC of 0.5 in every resample
    _, low, high = auc_difference(x, np.zeros(len(x)), outcome, groups, seed=seed)
    return low + 0.5, high + 0.5


def auc_difference(
    predictor: ArrayLike,
    baseline: ArrayLike,
    outcome: ArrayLike,
    groups: Sequence[object],
    *,
    seed: int = 0,
) -> tuple[float, float, float]:
    """Bootstrap the AUC of a predictor less that of a baseline, over operators.

    Sites of one operator are not independent, so that the cluster bootstrap resamples whole
    operators, and both AUCs are taken from the same resample (paired).

    Parameters
    ----------
    predictor, baseline : (n,), larger is more likely to convert
    outcome, groups, seed : as for :func:`auc_interval`

    Returns
    -------
    (difference, low, high), the last two a 95 % percentile interval; NaN where no resample has
    both outcomes

    Source
    ------
    Field & Welsh (2007), Journal of the Royal Statistical Society B 69(3): cluster bootstrap.
    """
    x, z = np.asarray(predictor, dtype=float), np.asarray(baseline, dtype=float)
    y = np.asarray(outcome, dtype=bool)
    counts = _cluster_resamples(groups, seed)
    differences = _resampled_auc(x, y, counts) - _resampled_auc(z, y, counts)
    defined = differences[~np.isnan(differences)]
    low, high = np.quantile(defined, (0.025, 0.975)) if len(defined) else (np.nan, np.nan)
    return auc(x, y) - auc(z, y), float(low), float(high)


def _cluster_resamples(groups: Sequence[object], seed: int) -> NDArray[np.float64]:
    """How often each site is in each resample of whole groups, (``RESAMPLES``, n)."""
    names, group_of_site = np.unique([str(group) for group in groups], return_inverse=True)
    if not len(names):
        return np.zeros((RESAMPLES, 0))
    drawn = np.random.default_rng(seed).integers(len(names), size=(RESAMPLES, len(names)))
    counts = (drawn[:, :, None] == np.arange(len(names))).sum(axis=1)
    return np.asarray(counts[:, group_of_site], dtype=float)


def _resampled_auc(
    x: NDArray[np.float64], y: NDArray[np.bool_], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """AUC of every resample; NaN where it lacks one outcome.

    All resamples share one table of pairs: ``mannwhitneyu`` takes 0.3 ms a resample, which
    would make half a minute of a back-test.
    """
    wins = (x[y][:, None] > x[~y]) + 0.5 * (x[y][:, None] == x[~y])
    positive, negative = counts[:, y], counts[:, ~y]
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    won = ((positive @ wins) * negative).sum(axis=1)
    result = np.full(len(counts), np.nan)
    np.divide(won, pairs, out=result, where=pairs > 0)
    return result


def permutation_p(predictor: ArrayLike, outcome: ArrayLike, *, seed: int = 0) -> float:
    """One-sided p-value of the AUC under permuted outcomes.

    Exact where there are at most ``PERMUTATIONS`` distinct permutations, else
    ``(1 + k) / (1 + PERMUTATIONS)`` with k of them reaching the AUC (Phipson & Smyth 2010).

    Parameters
    ----------
    predictor, outcome : as for :func:`auc`
    seed : int

    Returns
    -------
    float, 0..1; NaN where one outcome is missing

    Examples
    --------
    >>> permutation_p([5, 4, 3, 2, 1], [True, True, False, False, False])
    0.1
    """
    x, y = np.asarray(predictor, dtype=float), np.asarray(outcome, dtype=bool)
    if y.all() or not y.any():
        return float("nan")
    midranks = stats.rankdata(x)
    found = stats.permutation_test(
        (midranks[y], midranks[~y]),
        # U is the rank sum of the positives less a constant: the sum orders permutations alike
        lambda positive, negative, axis: positive.sum(axis=axis),
        vectorized=True,
        alternative="greater",
        n_resamples=PERMUTATIONS,
        random_state=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def precision_at(predictor: ArrayLike, outcome: ArrayLike, k: int) -> float:
    """Share of the k highest that converted; ties at the k-th place count in proportion.

    Parameters
    ----------
    predictor, outcome : as for :func:`auc`
    k : int

    Returns
    -------
    float, 0..1; NaN where there are fewer than k

    Examples
    --------
    >>> precision_at([3, 2, 2, 1], [True, True, False, False], 2)
    0.75
    """
    x, y = np.asarray(predictor, dtype=float), np.asarray(outcome, dtype=bool)
    if not 0 < k <= len(x):
        return float("nan")
    threshold = np.sort(x)[-k]
    above, tied = x > threshold, x == threshold
    share = (k - above.sum()) / tied.sum()
    return float((y[above].sum() + share * y[tied].sum()) / k)


def cumulative_gains(
    predictor: ArrayLike, outcome: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cumulative gains curve: share of converted sites among the highest sites.

    Parameters
    ----------
    predictor, outcome : as for :func:`auc`

    Returns
    -------
    (sites_fraction, converted_fraction), both from 0 to 1, (n_levels + 1,); linear across ties
    """
    x, y = np.asarray(predictor, dtype=float), np.asarray(outcome, dtype=bool)
    levels = np.unique(x)[::-1]
    sites = [0.0, *((x >= level).mean() for level in levels)]
    converted = [0.0, *(y[x >= level].sum() / max(y.sum(), 1) for level in levels)]
    return np.array(sites), np.array(converted)
