"""Scores 0..100 from values and weights, their coverage by data, and ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError, format_known
from screening.scoring.methods.aggregation import METHODS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.model import Missing
    from screening.scoring.methods.aggregation import Method


def normalised_weights(weights: ArrayLike) -> NDArray[np.float64]:
    """Scale weights to sum 1.

    Parameters
    ----------
    weights : (n_criteria,), not negative, not all 0

    Returns
    -------
    ndarray, (n_criteria,)

    Raises
    ------
    InputError

    Examples
    --------
    >>> normalised_weights([3, 1])
    array([0.75, 0.25])
    """
    w = np.asarray(weights, dtype=float)
    if w.ndim != 1 or not np.isfinite(w).all() or (w < 0).any() or w.sum() <= 0:
        raise InputError(
            f"weights: expected numbers of at least 0 with a sum over 0, got {w.tolist()}"
        )
    return np.asarray(w / w.sum())


def coverage(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Share of the weight that has data.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), NaN where unknown
    weights : (n_criteria,)

    Returns
    -------
    ndarray, (n_sites,), 0..1; exactly 1 where no weight lacks its value, however their sum
    rounds

    Examples
    --------
    >>> coverage([[1.0, float("nan")]], [0.75, 0.25])
    array([0.75])
    """
    known, w = ~np.isnan(np.asarray(matrix, dtype=float)), normalised_weights(weights)
    return np.where((known | (w == 0)).all(axis=1), 1.0, known @ w)


def scores(
    matrix: ArrayLike,
    weights: ArrayLike,
    *,
    method: str = "wsm",
    missing: Missing = "unknown",
    least_coverage: float = 0.0,
) -> NDArray[np.float64]:
    """Score each site; only relative methods depend on the other sites.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values 0..1, NaN where unknown
    weights : (n_criteria,), any scale
    method : str, of ``METHODS``
    missing : ``"unknown"`` (a site that lacks a value has no score) or ``"renormalise"`` (the
        weight of missing values is redistributed over the known ones); a relative method
        compares only sites with complete data in either case
    least_coverage : float, share of the weight that must have data for a score

    Returns
    -------
    ndarray, (n_sites,), 0..100, or NaN

    Raises
    ------
    InputError

    Examples
    --------
    >>> scores([[1.0, 0.5], [1.0, float("nan")]], [1, 1])
    array([75., nan])
    >>> scores([[1.0, 0.5], [1.0, float("nan")]], [1, 1], missing="renormalise")
    array([ 75., 100.])
    >>> scores([[1.0, float("nan")]], [1, 1], missing="renormalise", least_coverage=0.75)
    array([nan])
    """
    if method not in METHODS:
        raise InputError(f"method: expected one of {format_known(METHODS)}, got {method!r}")
    # the order of a sum, and so its rounding, depends on the memory layout
    r = np.ascontiguousarray(matrix, dtype=float)
    w = np.broadcast_to(normalised_weights(weights), r.shape)
    if METHODS[method].relative:
        return _relative(r, normalised_weights(weights), METHODS[method])
    if missing == "renormalise":
        known = ~np.isnan(r)
        total = (w * known).sum(axis=1, keepdims=True)
        w = np.divide(w * known, total, out=np.zeros(r.shape), where=total > 0)
        r = np.where(known, r, 1.0)  # of weight 0 now; 1 is neutral in a product too
    share = coverage(matrix, weights)
    covered = (share > 0) & (share >= least_coverage - 1e-9)
    return np.where(covered, np.clip(100.0 * METHODS[method].kernel(r, w), 0.0, 100.0), np.nan)


def _relative(
    matrix: NDArray[np.float64], weights: NDArray[np.float64], method: Method
) -> NDArray[np.float64]:
    """Score the sites with complete data against each other."""
    complete = ~np.isnan(matrix).any(axis=1)
    result = np.full(len(matrix), np.nan)
    if complete.any():
        share = method.share(method.kernel(matrix[complete], weights))
        result[complete] = np.clip(100.0 * share, 0.0, 100.0)
    return result


def ranks(score: ArrayLike, eligible: ArrayLike) -> NDArray[np.float64]:
    """Rank eligible sites, 1 the highest score; equal scores share the better rank.

    The ranks of ``scipy.stats.rankdata(-score, method="min")``, without its import of 0.2 s in
    every run.

    Parameters
    ----------
    score : (n_sites,)
    eligible : (n_sites,) of bool

    Returns
    -------
    ndarray, (n_sites,); NaN for sites that are not eligible or have no score

    Examples
    --------
    >>> ranks([50.0, 80.0, 80.0, 90.0], [True, True, True, False])
    array([ 3.,  1.,  1., nan])
    """
    s = np.asarray(score, dtype=float)
    ranked = np.asarray(eligible, dtype=bool) & ~np.isnan(s)
    ordered = np.sort(-s[ranked])
    result = np.full(s.shape, np.nan)
    result[ranked] = np.searchsorted(ordered, -s[ranked]) + 1
    return result
