"""Ridge-penalised logistic regression of the outcomes on values 0..1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from screening.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

RIDGE = 1.0
"""Penalty on squared coefficients of standardised values, judgement [-]."""
MAX_GRADIENT = 1e-7
"""Gradient at which the minimum counts as found [-]."""


def logistic(
    values: ArrayLike, outcome: ArrayLike, ridge: float = RIDGE
) -> tuple[NDArray[np.float64], float]:
    """Fit a logistic regression with a penalty on squared coefficients.

    Minimises ``Σ log(1 + exp(−s (x β + β₀))) + ridge/2 |β|²``, s = ±1, the intercept free.

    Parameters
    ----------
    values : (n, m), no NaN
    outcome : (n,) of bool, both outcomes
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
    x, y = np.asarray(values, dtype=float), np.asarray(outcome, dtype=bool)
    if not np.isfinite(x).all() or len(np.unique(y)) < 2 or not ridge > 0:
        raise InputError(
            "logistic: expected known values, both outcomes and a ridge over 0, got "
            f"{len(x)} rows of which {int(y.sum())} converted; leave out rows with unknown values"
        )
    sign = np.where(y, 1.0, -1.0)
    rows = np.column_stack([x, np.ones(len(x))])
    penalty = np.array([*[ridge] * x.shape[1], 0.0])

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Penalised negative log-likelihood and its gradient."""
        margin = sign * (rows @ beta)
        value = np.logaddexp(0.0, -margin).sum() + (penalty * beta**2).sum() / 2
        return value, penalty * beta - rows.T @ (sign * special.expit(-margin))

    fit = optimize.minimize(
        loss, np.zeros(rows.shape[1]), jac=True, method="BFGS", options={"gtol": MAX_GRADIENT}
    )
    return fit.x[:-1], float(fit.x[-1])


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
    mean, scale = _mean_and_scale(x)
    return np.asarray((x - mean) / scale)


def _mean_and_scale(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation; the latter infinite for a constant column."""
    deviation = x.std(axis=0)
    return x.mean(axis=0), np.where(deviation > 1e-12, deviation, np.inf)


def leave_one_group_out(
    values: ArrayLike, outcome: ArrayLike, groups: Sequence[object]
) -> NDArray[np.float64]:
    """Predict each site by a fit to the sites of all other operators.

    Parameters
    ----------
    values : (n, m), no NaN
    outcome : (n,) of bool
    groups : sequence of n, operators

    Returns
    -------
    ndarray, (n,), log-odds without the fit's intercept, which differs between fits by the
        share of converted sites in each; NaN where a fit lacks one outcome
    """
    x, y = np.asarray(values, dtype=float), np.asarray(outcome, dtype=bool)
    names = np.array([str(group) for group in groups])
    result = np.full(len(x), np.nan)
    for name in np.unique(names):
        test = names == name
        if y[~test].all() or not y[~test].any():
            continue
        # scaled by the training sites alone: the test sites must not leak into the fit
        mean, scale = _mean_and_scale(x[~test])
        beta, _ = logistic((x[~test] - mean) / scale, y[~test])
        result[test] = ((x[test] - mean) / scale) @ beta
    return result
