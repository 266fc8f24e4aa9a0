"""Methods that compare the sites with each other: adding a site may reorder the others.

Bare kernels, each with its published form; ``screening.scoring.methods.aggregation`` marks them
*relative* wherever they are offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from screening.errors import InputError, format_known
from screening.scoring.methods.matrix_checks import validate_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

Preference = tuple[str, float, float]
"""A preference function by name, with indifference q and threshold p in the criterion's unit."""


def topsis(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Say how close each site is to the best of all: ``D⁻ / (D⁺ + D⁻)``.

    Columns are scaled by their Euclidean length, weighted, and compared with the best and
    the worst entry of each column.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,), used as given

    Returns
    -------
    ndarray, (n_sites,), 0..1, more is better; 0.5 where all sites are equal

    Raises
    ------
    InputError

    Source
    ------
    Hwang & Yoon (1981), Multiple Attribute Decision Making; table of Tzeng & Huang (2011).

    Examples
    --------
    >>> topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [.3, .4, .3]).round(4)
    array([0.5037, 0.6581, 0.7482, 0.334 ])
    """
    r, w = validate_matrix(matrix, weights)
    length = np.sqrt((r**2).sum(axis=0))
    v = w * np.divide(r, length, out=np.zeros(r.shape), where=length > 0)
    far_from_best = np.sqrt(((v - v.max(axis=0, initial=-np.inf)) ** 2).sum(axis=1))
    far_from_worst = np.sqrt(((v - v.min(axis=0, initial=np.inf)) ** 2).sum(axis=1))
    both = far_from_best + far_from_worst
    result = np.full(len(r), 0.5)
    np.divide(far_from_worst, both, out=result, where=both > 0)
    return result


def vikor(matrix: ArrayLike, weights: ArrayLike, v: float = 0.5) -> NDArray[np.float64]:
    """Find the compromise between the most benefit for all criteria and the least regret on one: Q.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,), used as given
    v : float, 0..1, weight of group benefit S against single regret R

    Returns
    -------
    ndarray, (n_sites,), 0..1, **less** is better

    Raises
    ------
    InputError

    Source
    ------
    Opricovic & Tzeng (2004), European Journal of Operational Research 156(2).

    Examples
    --------
    >>> vikor([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [.3, .4, .3])
    array([0.75, 0.25, 0.  , 1.  ])
    """
    if not 0 <= v <= 1:
        raise InputError(f"vikor: expected v in 0..1, got {v!r}; give the weight of group benefit")
    benefit, regret = vikor_terms(matrix, weights)
    return v * _spread(benefit) + (1 - v) * _spread(regret)


def vikor_terms(
    matrix: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give VIKOR's S (sum of weighted gaps to the best) and R (the largest of them).

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,), used as given

    Returns
    -------
    (S, R), ndarrays (n_sites,), less is better

    Examples
    --------
    >>> s, r = vikor_terms([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [.3, .4, .3])
    >>> s.round(2), r.round(2)
    (array([0.6 , 0.3 , 0.15, 0.65]), array([0.3 , 0.2 , 0.15, 0.4 ]))
    """
    r, w = validate_matrix(matrix, weights)
    best, worst = r.max(axis=0, initial=-np.inf), r.min(axis=0, initial=np.inf)
    span = best - worst
    gaps = w * np.divide(best - r, span, out=np.zeros(r.shape), where=span > 0)
    return gaps.sum(axis=1), gaps.max(axis=1, initial=0.0)


def vikor_compromise(matrix: ArrayLike, weights: ArrayLike, v: float = 0.5) -> list[int]:
    """Name the sites between which VIKOR sees no decision, the best first.

    Parameters
    ----------
    matrix, weights, v : as of :func:`vikor`

    Returns
    -------
    list of int, rows: one where it leads by 1/(n − 1) and is also best by S or R; the first
    two where only the lead holds; else all within 1/(n − 1) of the first

    Examples
    --------
    >>> vikor_compromise([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [.3, .4, .3])
    [2, 1]
    """
    q = vikor(matrix, weights, v)
    order = np.argsort(q, kind="stable")
    if len(order) < 2:
        return [int(i) for i in order]
    enough = 1 / (len(order) - 1)
    first, second = order[:2]
    if q[second] - q[first] >= enough - 1e-12:
        stable = any(terms[first] <= terms.min() + 1e-12 for terms in vikor_terms(matrix, weights))
        return [int(first)] if stable else [int(first), int(second)]
    return [int(i) for i in order if q[i] - q[first] < enough - 1e-12]


def promethee_2(
    matrix: ArrayLike,
    weights: ArrayLike,
    preferences: Sequence[Preference | str] | None = None,
    objectives: Sequence[Literal[1, -1]] | None = None,
) -> NDArray[np.float64]:
    """Net the flows: how strongly a site is preferred to the others, less the reverse.

    Parameters
    ----------
    matrix : (n_sites, n_criteria)
    weights : (n_criteria,), used as given
    preferences : a criterion each: ``"usual"``, or ``(name, q, p)`` with the name ``usual
        u-shape v-shape level linear gaussian`` (for ``gaussian`` p is the inflection σ);
        None is ``usual`` throughout
    objectives : a criterion each, 1 more is better, -1 less is better; None is 1 throughout

    Returns
    -------
    ndarray, (n_sites,), -1..1 where weights sum to 1, more is better; sums to 0

    Raises
    ------
    InputError

    Source
    ------
    Brans & Vincke (1985), Management Science 31(6); flows divided by n − 1.

    Examples
    --------
    >>> promethee_2([[1.0], [2.0], [4.0]], [1.0])
    array([-1.,  0.,  1.])
    >>> promethee_2([[1.0], [2.0], [4.0]], [1.0], [("v-shape", 0, 4)])
    array([-0.5  , -0.125,  0.625])
    """
    r, w = validate_matrix(matrix, weights)
    n, m = r.shape
    signs = np.ones(m) if objectives is None else np.asarray(objectives, dtype=float)
    wanted = ["usual"] * m if preferences is None else list(preferences)
    if signs.shape != (m,) or not np.isin(signs, (1, -1)).all() or len(wanted) != m:
        raise InputError(
            f"promethee_2: expected {m} preferences and objectives (1 or -1), got "
            f"{len(wanted)} and {signs.tolist()}; give one a criterion"
        )
    flow = np.zeros(n)
    for j in range(m):
        name, q, p = _preference(wanted[j])
        gap = signs[j] * (r[:, j][:, None] - r[:, j][None, :])
        preferred = PREFERENCES[name](np.maximum(gap, 0.0), q, p)
        flow += w[j] * (preferred.sum(axis=1) - preferred.sum(axis=0))
    return np.asarray(flow / max(n - 1, 1))


def _preference(wanted: Preference | str) -> Preference:
    name, q, p = (wanted, 0.0, 0.0) if isinstance(wanted, str) else wanted
    sized = p > 0 if name in ("v-shape", "gaussian") else p > q if name == "linear" else p >= 0
    if name not in PREFERENCES or q < 0 or not sized:
        raise InputError(
            f"promethee_2: expected a preference (name, q, p) with 0 <= q < p, got {wanted!r}; "
            f"known: {format_known(PREFERENCES)}"
        )
    return name, q, p


def _spread(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = terms.min(initial=np.inf), terms.max(initial=-np.inf)
    if not high > low:
        return np.zeros(len(terms)) * terms
    return np.asarray((terms - low) / (high - low))


PREFERENCES: dict[str, Callable[[NDArray[np.float64], float, float], NDArray[np.float64]]] = {
    "usual": lambda gap, q, p: (gap > 0).astype(float),
    "u-shape": lambda gap, q, p: (gap > q).astype(float),
    "v-shape": lambda gap, q, p: np.minimum(gap / p, 1.0),
    "level": lambda gap, q, p: np.where(gap > p, 1.0, np.where(gap > q, 0.5, 0.0)),
    "linear": lambda gap, q, p: np.clip((gap - q) / (p - q), 0.0, 1.0),
    "gaussian": lambda gap, q, p: -np.expm1(-(gap**2) / (2 * p**2)),
}
"""Brans & Vincke's six, of a gap that is not negative."""
