"""How well a figure tells sites that convert from sites that do not. Arrays in, numbers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
PERMUTATIONS = 10_000
RIDGE = 1.0
"""Strength of the penalty on squared coefficients of standardised values, judgement [-]."""
_NEWTON_STEPS = 50


def auc(figure: ArrayLike, outcome: ArrayLike) -> float:
    """Chance that a converted site has the higher figure than one that did not; ties count half.

    Parameters
    ----------
    figure : (n,), more is more likely to convert
    outcome : (n,) of bool

    Returns
    -------
    float, 0..1; NaN where one kind is missing

    Source
    ------
    Hanley & McNeil (1982), Radiology 143(1): the Wilcoxon statistic.

    Examples
    --------
    >>> auc([3, 2, 1, 1], [True, False, True, False])
    0.625
    """
    x, y = np.asarray(figure, dtype=float), np.asarray(outcome, dtype=bool)
    positive, negative = x[y], np.sort(x[~y])
    if not len(positive) or not len(negative):
        return float("nan")
    below = np.searchsorted(negative, positive, side="left")
    upto = np.searchsorted(negative, positive, side="right")
    return float((below + upto).sum() / 2 / len(positive) / len(negative))


def auc_interval(
    figure: ArrayLike, outcome: ArrayLike, groups: Sequence[object], *, seed: int = 0
) -> tuple[float, float]:
    """Bootstrap a 95 % interval of the AUC, drawing whole operators.

    Parameters
    ----------
    figure, outcome : as of :func:`auc`
    groups : sequence of n, the operator of each site; the sites of one stand or fall together
    seed : int

    Returns
    -------
    (low, high); NaN where no resample has both kinds
    """
    x = np.asarray(figure, dtype=float)
    _, low, high = auc_difference(x, np.zeros(len(x)), outcome, groups, seed=seed)
    return low + 0.5, high + 0.5


def auc_difference(
    figure: ArrayLike,
    other: ArrayLike,
    outcome: ArrayLike,
    groups: Sequence[object],
    *,
    seed: int = 0,
) -> tuple[float, float, float]:
    """Bootstrap by how much one figure's AUC is above another's, drawing whole operators.

    Parameters
    ----------
    figure, other : (n,), more is more likely to convert
    outcome, groups, seed : as of :func:`auc_interval`

    Returns
    -------
    (gain, low, high), the last two a 95 % interval; NaN where no resample has both kinds
    """
    x, z = np.asarray(figure, dtype=float), np.asarray(other, dtype=float)
    y = np.asarray(outcome, dtype=bool)
    names, which = np.unique([str(group) for group in groups], return_inverse=True)
    members = [np.flatnonzero(which == g) for g in range(len(names))]
    random = np.random.default_rng(seed)
    found = np.full(RESAMPLES, np.nan)
    for draw in range(RESAMPLES if len(names) else 0):
        rows = np.concatenate([members[g] for g in random.integers(len(names), size=len(names))])
        found[draw] = auc(x[rows], y[rows]) - auc(z[rows], y[rows])
    kept = found[~np.isnan(found)]
    low, high = np.quantile(kept, (0.025, 0.975)) if len(kept) else (np.nan, np.nan)
    return auc(x, y) - auc(z, y), float(low), float(high)


def permutation_p(figure: ArrayLike, outcome: ArrayLike, *, seed: int = 0) -> float:
    """Ask how often shuffled outcomes give at least this AUC.

    Parameters
    ----------
    figure, outcome : as of :func:`auc`
    seed : int

    Returns
    -------
    float, one-sided p, at least 1 / (``PERMUTATIONS`` + 1); NaN where one kind is missing
    """
    x, y = np.asarray(figure, dtype=float), np.asarray(outcome, dtype=bool)
    if y.all() or not y.any():
        return float("nan")
    order = np.sort(x)
    middle = (
        np.searchsorted(order, x, side="left") + np.searchsorted(order, x, side="right") + 1
    ) / 2
    random = np.random.default_rng(seed)
    shuffled = random.permuted(np.tile(y, (PERMUTATIONS, 1)), axis=1) @ middle
    return float((1 + (shuffled >= middle[y].sum() - 1e-9).sum()) / (PERMUTATIONS + 1))


def precision_at(figure: ArrayLike, outcome: ArrayLike, k: int) -> float:
    """Share of the k highest that converted; ties at the edge count in proportion.

    Parameters
    ----------
    figure, outcome : as of :func:`auc`
    k : int

    Returns
    -------
    float, 0..1; NaN where there are fewer than k

    Examples
    --------
    >>> precision_at([3, 2, 2, 1], [True, True, False, False], 2)
    0.75
    """
    x, y = np.asarray(figure, dtype=float), np.asarray(outcome, dtype=bool)
    if not 0 < k <= len(x):
        return float("nan")
    edge = np.sort(x)[-k]
    above, at = x > edge, x == edge
    share = (k - above.sum()) / at.sum()
    return float((y[above].sum() + share * y[at].sum()) / k)


def cumulative_gains(
    figure: ArrayLike, outcome: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trace which share of the converted sites is found among the highest.

    Parameters
    ----------
    figure, outcome : as of :func:`auc`

    Returns
    -------
    (looked_at, found), both from 0 to 1, (n_levels + 1,); straight through ties
    """
    x, y = np.asarray(figure, dtype=float), np.asarray(outcome, dtype=bool)
    levels = np.unique(x)[::-1]
    looked = [0.0, *((x >= level).mean() for level in levels)]
    found = [0.0, *(y[x >= level].sum() / max(y.sum(), 1) for level in levels)]
    return np.array(looked), np.array(found)


def logistic(
    values: ArrayLike, outcome: ArrayLike, ridge: float = RIDGE
) -> tuple[NDArray[np.float64], float]:
    """Fit a logistic regression with a penalty on squared coefficients, by Newton's method.

    Minimises ``Σ log(1 + exp(−s (x β + β₀))) + ridge/2 |β|²``, the intercept free.

    Parameters
    ----------
    values : (n, m), no NaN
    outcome : (n,) of bool, both kinds
    ridge : float, > 0

    Returns
    -------
    (coefficients (m,), intercept)

    Raises
    ------
    InputError

    Source
    ------
    Hoerl & Kennard (1970); le Cessie & van Houwelingen (1992), Applied Statistics 41(1).
    """
    x, y = np.asarray(values, dtype=float), np.asarray(outcome, dtype=float)
    if not np.isfinite(x).all() or len(np.unique(y)) < 2 or not ridge > 0:
        raise InputError(
            "logistic: expected known values, both outcomes and a ridge over 0, got "
            f"{len(x)} rows of which {int(y.sum())} converted; leave out what is unknown"
        )
    rows = np.column_stack([x, np.ones(len(x))])
    penalty = np.diag([*[ridge] * x.shape[1], 1e-9])
    beta = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-rows @ beta))
        slope = rows.T @ (chance - y) + penalty @ beta
        bend = (rows.T * (chance * (1 - chance))) @ rows + penalty
        step = np.linalg.solve(bend, slope)
        beta = beta - step
        if np.abs(step).max() < 1e-10:
            break
    return beta[:-1], float(beta[-1])


def standardize(values: ArrayLike) -> NDArray[np.float64]:
    """Scale columns to mean 0 and standard deviation 1; constant columns become 0.

    Parameters
    ----------
    values : (n, m)

    Returns
    -------
    ndarray, (n, m)
    """
    x = np.asarray(values, dtype=float)
    spread = x.std(axis=0)
    centred = x - x.mean(axis=0)
    return np.asarray(centred / np.where(spread > 1e-12, spread, np.inf))


def leave_one_group_out(
    values: ArrayLike, outcome: ArrayLike, groups: Sequence[object]
) -> NDArray[np.float64]:
    """Predict each site by a logistic fit that has seen no site of its operator.

    Parameters
    ----------
    values : (n, m), no NaN
    outcome : (n,) of bool
    groups : sequence of n, operators

    Returns
    -------
    ndarray, (n,), log-odds less the fit's own intercept, which differs from fit to fit by the
        share of converted sites left in; NaN where a fit lacks one kind
    """
    x, y = np.asarray(values, dtype=float), np.asarray(outcome, dtype=bool)
    names = np.array([str(group) for group in groups])
    result = np.full(len(x), np.nan)
    for name in np.unique(names):
        out = names == name
        if y[~out].all() or not y[~out].any():
            continue
        mean, spread = x[~out].mean(axis=0), x[~out].std(axis=0)
        scale = np.where(spread > 1e-12, spread, np.inf)
        beta, _ = logistic((x[~out] - mean) / scale, y[~out])
        result[out] = ((x[out] - mean) / scale) @ beta
    return result
