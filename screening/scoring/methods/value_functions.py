"""Value functions: 0 at a criterion's *worst*, 1 at its *best*, linear between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.model import Criterion


MAX_UNCERTAIN_SHARE = 0.5
"""Uncertainty of a fact above which it has no value, as a share of |best − worst| [-]."""


def value_matrix(
    factors: ArrayLike, criteria: Sequence[Criterion], margins: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Map facts to values 0..1 by ``clip((x − worst) / (best − worst), 0, 1)``.

    The anchors are fixed: scaling by the smallest and largest fact of the batch would make a
    site's value depend on the other sites (rank reversal, Belton & Gear 1983, Omega 11(3)).

    Parameters
    ----------
    factors : (n_sites, n_criteria), in each factor's own unit
    criteria : sequence of Criterion, one a column
    margins : (n_sites, n_criteria), uncertainty of each fact in its unit; NaN counts as exact

    Returns
    -------
    ndarray, (n_sites, n_criteria), 0..1; NaN where the fact is unknown, or too uncertain
    (``MAX_UNCERTAIN_SHARE``)

    Examples
    --------
    >>> from screening.model import Criterion
    >>> value_matrix([[8.725], [60.0]], [Criterion("fiber_distance_km", 1, worst=50, best=0)])
    array([[0.8255],
           [0.    ]])
    >>> value_matrix([[0.4]], [Criterion("fiber_distance_km", 1, worst=50, best=0)], [[30.0]])
    array([[nan]])
    """
    x = np.asarray(factors, dtype=float)
    worst = np.array([criterion.worst for criterion in criteria])
    best = np.array([criterion.best for criterion in criteria])
    coarse = np.nan_to_num(np.asarray(margins, dtype=float)) > MAX_UNCERTAIN_SHARE * np.abs(
        best - worst
    )
    return np.where(coarse, np.nan, np.clip((x - worst) / (best - worst), 0.0, 1.0))


def bounded_values(
    low: ArrayLike, high: ArrayLike, criteria: Sequence[Criterion], margins: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Map facts that lie between two bounds to values, where the bounds suffice for one.

    Parameters
    ----------
    low, high : (n_sites, n_criteria), bounds of each fact, equal where it is known; infinite
        where there is no bound, NaN where nothing is known
    criteria, margins : as of :func:`value_matrix`

    Returns
    -------
    ndarray, (n_sites, n_criteria), 0..1; NaN where the bounds have different values

    Examples
    --------
    >>> from screening.model import Criterion
    >>> fiber = [Criterion("fiber_distance_km", 1, worst=50, best=0)]
    >>> bounded_values([[60.0], [10.0]], [[np.inf], [20.0]], fiber)
    array([[ 0.],
           [nan]])
    """
    values = value_matrix(low, criteria, margins)
    return np.where(values == value_matrix(high, criteria, margins), values, np.nan)
