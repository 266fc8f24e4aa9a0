"""Baseline water stress on the scale of WRI Aqueduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

ARID_SCORE = -1.0
"""Aqueduct's score of arid areas with low water use: not low stress, but none measured."""
MAX_SCORE = 5.0
"""Highest score [-]."""
STRESS_CLASSES = ("Low", "Low-Medium", "Medium-High", "High", "Extremely High")
"""Classes of scores 0–1, 1–2, 2–3, 3–4 and 4–5."""
ARID_CLASS = "Arid and low water use"


def stress_score(withdrawal_fraction: ArrayLike) -> Floats:
    """Score of the withdrawn share of the renewable water supply.

    Parameters
    ----------
    withdrawal_fraction : array_like [-], withdrawals over renewable supply

    Returns
    -------
    ndarray, 0..5

    Source
    ------
    WRI Aqueduct 4.0, baseline water stress: 10, 20, 40 and 80 % are scores 1 to 4.

    Examples
    --------
    >>> stress_score([0.1, 0.3, 0.85, 0.0]).round(3)
    array([1.   , 2.585, 4.087, 0.   ])
    """
    share = np.asarray(withdrawal_fraction, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(np.clip(1.0 + np.log2(share / 0.1), 0.0, MAX_SCORE))


def stress_class(score: float) -> str | None:
    """Class of a score.

    Parameters
    ----------
    score : float, 0..5, or -1 for arid areas

    Returns
    -------
    str, or None where the score is NaN

    Examples
    --------
    >>> stress_class(2.681), stress_class(-1.0), stress_class(5.0)
    ('Medium-High', 'Arid and low water use', 'Extremely High')
    """
    if np.isnan(score):
        return None
    return ARID_CLASS if score == ARID_SCORE else STRESS_CLASSES[min(int(score), 4)]
