"""Weighting methods: from an order, from pairwise judgements, or from the sites themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MAX_CONSISTENCY_RATIO = 0.10
"""Consistency ratio above which judgements are refused: Saaty's 10 % rule [-]."""
RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.54,
    1.56,
    1.57,
    1.59,
)
"""Random index RI: mean consistency index of random reciprocal matrices of 1 to 15 criteria [-]
(Saaty 1980)."""
WEIGHTINGS = ("given", "ranked", "ahp", "equal", "entropy", "critic")
RELATIVE_WEIGHTINGS = ("entropy", "critic")
"""Weightings that depend on the sites screened."""


def equal_weights(count: int) -> NDArray[np.float64]:
    """Give every criterion the same weight.

    Parameters
    ----------
    count : int, criteria

    Returns
    -------
    ndarray, (count,), sum 1

    Examples
    --------
    >>> equal_weights(4)
    array([0.25, 0.25, 0.25, 0.25])
    """
    return np.full(count, 1.0 / count)


def rank_order_centroid(count: int) -> NDArray[np.float64]:
    """ROC weights of criteria of which only the order is known.

    ``w_k = (1/m) Σ_{i=k..m} 1/i``, the most important first: the centroid of all weights in that
    order, whose expected value they are if every such weight is equally likely.

    Parameters
    ----------
    count : int, criteria

    Returns
    -------
    ndarray, (count,), descending, sum 1

    Source
    ------
    Barron & Barrett (1996), Management Science 42(11).

    Examples
    --------
    >>> rank_order_centroid(3).round(4)
    array([0.6111, 0.2778, 0.1111])
    """
    return np.asarray(np.cumsum(1.0 / np.arange(count, 0, -1))[::-1] / count)


def ahp_weights(pairwise: ArrayLike) -> tuple[NDArray[np.float64], float]:
    """AHP weights of pairwise judgements: the principal eigenvector.

    Not the row geometric means, which agree for consistent judgements and can order criteria
    otherwise for inconsistent ones.

    Parameters
    ----------
    pairwise : (m, m), how many times as important the row is as the column; reciprocal

    Returns
    -------
    (weights, consistency_ratio)
        ndarray (m,), sum 1; and CR = CI / RI with CI = (λ_max − m)/(m − 1), 0 for consistent
        judgements. Do not use weights above ``MAX_CONSISTENCY_RATIO``:
        :func:`validate_ahp_weights` refuses them.

    Raises
    ------
    InputError
        Where it is not a positive reciprocal matrix of at most 15 criteria.

    Source
    ------
    Saaty (1980), The Analytic Hierarchy Process.

    Examples
    --------
    >>> weights, ratio = ahp_weights([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])
    >>> weights.round(4), round(abs(ratio), 4)
    (array([0.5714, 0.2857, 0.1429]), 0.0)
    """
    a = _validate_judgements(pairwise)
    eigenvalues, vectors = np.linalg.eig(a)
    # a positive matrix has one largest eigenvalue, real, with a vector of one sign (Perron)
    principal = int(np.argmax(eigenvalues.real))
    weights = np.abs(vectors[:, principal].real)
    count = len(a)
    index = (eigenvalues[principal].real - count) / (count - 1) if count > 1 else 0.0
    random_index = RANDOM_INDEX[count - 1]  # 0 for up to two criteria, always consistent
    return weights / weights.sum(), float(index / random_index) if random_index else 0.0


def validate_ahp_weights(pairwise: ArrayLike, names: Sequence[str]) -> NDArray[np.float64]:
    """AHP weights of pairwise judgements, refusing inconsistent ones.

    Parameters
    ----------
    pairwise : (m, m), as for :func:`ahp_weights`
    names : sequence of str, the criteria

    Returns
    -------
    ndarray, (m,)

    Raises
    ------
    InputError
        Where the consistency ratio is above ``MAX_CONSISTENCY_RATIO``, naming the three
        judgements farthest from those that the weights imply.
    """
    weights, ratio = ahp_weights(pairwise)
    if ratio <= MAX_CONSISTENCY_RATIO:
        return weights
    worst = inconsistent_judgements(pairwise)[:3]
    listed = "; ".join(
        f"{names[i]} over {names[j]}: stated {stated:.3g}, the others imply {implied:.3g}"
        for i, j, stated, implied in worst
    )
    raise InputError(
        f"ahp: expected a consistency ratio of at most {MAX_CONSISTENCY_RATIO:.2f}, got "
        f"{ratio:.3f}; most inconsistent: {listed}; revise them"
    )


def inconsistent_judgements(pairwise: ArrayLike) -> list[tuple[int, int, float, float]]:
    """Sort judgements by their distance from those that the weights imply, the worst first.

    Parameters
    ----------
    pairwise : (m, m), as for :func:`ahp_weights`

    Returns
    -------
    list of (row, column, stated, implied), each pair once, the row the more important by the
    stated judgement; distances are of logarithms, as judgements are ratios
    """
    a = _validate_judgements(pairwise)
    weights, _ = ahp_weights(a)
    pairs = []
    for i in range(len(a)):
        for j in range(i + 1, len(a)):
            row, column = (i, j) if a[i, j] >= 1 else (j, i)
            implied = float(weights[row] / weights[column])
            pairs.append((row, column, float(a[row, column]), implied))
    return sorted(pairs, key=lambda pair: -abs(np.log(pair[2] / pair[3])))


def _validate_judgements(pairwise: ArrayLike) -> NDArray[np.float64]:
    a = np.asarray(pairwise, dtype=float)
    square = a.ndim == 2 and a.shape[0] == a.shape[1] and 0 < len(a) <= len(RANDOM_INDEX)
    if not square or not (np.isfinite(a) & (a > 0)).all() or not np.allclose(a * a.T, 1, atol=0.01):
        raise InputError(
            "ahp: expected a square matrix of positive reciprocal judgements of at most "
            f"{len(RANDOM_INDEX)} criteria, got one of shape {a.shape}; set a[j, i] = 1 / a[i, j]"
        )
    return a


def entropy_weights(matrix: ArrayLike) -> NDArray[np.float64]:
    """Entropy weights: the more unevenly the sites share a criterion, the larger; relative.

    ``w_j ∝ 1 + Σ_i p_ij ln p_ij / ln n``, p_ij the site's share of the column: 0 for a criterion
    that is the same everywhere, which separates no sites.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), not negative, no NaN, at least two sites

    Returns
    -------
    ndarray, (n_criteria,), sum 1; equal where no criterion separates the sites

    Raises
    ------
    InputError

    Source
    ------
    Shannon (1948); Zeleny (1982), Multiple Criteria Decision Making.

    Examples
    --------
    >>> entropy_weights([[1.0, 1.0], [1.0, 3.0]]).round(4)
    array([0., 1.])
    """
    r = _validate_sites(matrix, "entropy")
    total = r.sum(axis=0)
    share = np.divide(r, total, out=np.full(r.shape, 1 / len(r)), where=total > 0)
    logs = np.log(share, out=np.zeros(r.shape), where=share > 0)
    diversity = 1 + (share * logs).sum(axis=0) / np.log(len(r))
    return _normalise(np.maximum(diversity, 0.0))  # rounding may leave -1e-16


def critic_weights(matrix: ArrayLike) -> NDArray[np.float64]:
    """CRITIC weights: by standard deviation and by conflict with the other criteria; relative.

    ``w_j ∝ σ_j Σ_k (1 − r_jk)``, r_jk the correlation of two criteria. Over the values 0..1 as they
    are: the original scales each criterion by the batch, here the anchors are fixed.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), no NaN, at least two sites

    Returns
    -------
    ndarray, (n_criteria,), sum 1; equal where no criterion separates the sites

    Raises
    ------
    InputError

    Source
    ------
    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7).

    Examples
    --------
    >>> critic_weights([[0.0, 1.0, 0.5], [1.0, 0.0, 0.5]])
    array([0.5, 0.5, 0. ])
    """
    r = _validate_sites(matrix, "critic")
    deviation = r.std(axis=0, ddof=1)
    varies = deviation > 1e-12
    centred = r - r.mean(axis=0)
    # not np.corrcoef, which divides by 0 for a constant criterion
    scale = np.where(varies, np.sqrt((centred**2).sum(axis=0)), 1.0)
    correlation = (centred / scale).T @ (centred / scale)
    conflict = ((1 - correlation) * varies).sum(axis=1)
    return _normalise(np.where(varies, deviation * conflict, 0.0))


def _validate_sites(matrix: ArrayLike, name: str) -> NDArray[np.float64]:
    r = np.asarray(matrix, dtype=float)
    if r.ndim != 2 or len(r) < 2 or not np.isfinite(r).all() or (r < 0).any():
        raise InputError(
            f"{name}: expected two sites or more with every value known and not negative, got "
            f"a matrix of shape {r.shape}; choose another weighting"
        )
    return r


def _normalise(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    total = parts.sum()
    return parts / total if total > 1e-12 else equal_weights(len(parts))
