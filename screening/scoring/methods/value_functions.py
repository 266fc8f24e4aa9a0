"""A factor seen through its criterion: 0 at *worst*, 1 at *best*, straight between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.model import Criterion


MAX_UNCERTAIN_SHARE = 0.5
"""A fact that may be off by more than this share of the span between worst and best says
nothing about it: the value is unknown [-]."""


def value_matrix(
    factors: ArrayLike, criteria: Sequence[Criterion], margins: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Map facts to 0..1 by fixed anchors, so that a site's value ignores the others.

    Parameters
    ----------
    factors : (n_sites, n_criteria), in each factor's own unit
    criteria : sequence of Criterion, one a column
    margins : (n_sites, n_criteria), how far each fact may be off; NaN counts as exact

    Returns
    -------
    ndarray, (n_sites, n_criteria), 0..1; NaN where the fact is not known, or known
    too coarsely (``MAX_UNCERTAIN_SHARE``)

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
