"""Aggregation kernels: a matrix and weights in, one number a site out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def wsm(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Weighted sum: ``Σ w_j r_ij``.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,) or (n_sites, n_criteria), used as given

    Returns
    -------
    ndarray, (n_sites,); NaN where any value is

    Raises
    ------
    InputError

    Source
    ------
    Fishburn (1967), Additive utilities with incomplete product sets, Operations
    Research 15(3).

    Examples
    --------
    >>> wsm([[25, 20, 15, 30], [10, 30, 20, 30]], [.2, .15, .4, .25])
    array([21.5, 22. ])
    """
    r, w = _checked(matrix, weights)
    return np.asarray((r * w).sum(axis=1))


def wpm(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Weighted product: ``Π r_ij ^ w_j``; one hopeless criterion makes the whole 0.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), not negative, every criterion "more is better"
    weights : (n_criteria,) or (n_sites, n_criteria), used as given

    Returns
    -------
    ndarray, (n_sites,); NaN where any value is

    Raises
    ------
    InputError

    Source
    ------
    Miller & Starr (1969), Executive Decisions and Operations Research.

    Examples
    --------
    >>> wpm([[1.0, 0.25], [0.5, 0.5]], [0.5, 0.5])
    array([0.5, 0.5])
    """
    r, w = _checked(matrix, weights)
    if (r < 0).any():
        raise InputError("wpm: expected values of at least 0, got a negative one; shift the scale")
    return np.asarray(np.prod(r**w, axis=1))


def _checked(
    matrix: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r = np.asarray(matrix, dtype=float)
    w = np.asarray(weights, dtype=float)
    if r.ndim != 2 or w.shape not in {r.shape, r.shape[1:]}:
        raise InputError(
            "scoring: expected a matrix (n_sites, n_criteria) with weights (n_criteria,), "
            f"got {r.shape} and {w.shape}"
        )
    return r, w


METHODS: dict[str, Callable[[Any, Any], NDArray[np.float64]]] = {"wsm": wsm, "wpm": wpm}
"""Methods by the name a config uses; each ``(n, m), (m,) -> (n,)``."""
