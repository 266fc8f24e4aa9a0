"""TOPSIS and VIKOR: sites compared by their distance to the best of all sites.

Both take the ideal from the sites themselves, so that a new site may reorder the others;
``screening.scoring.methods.aggregation`` marks them *relative* wherever they are offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError
from screening.scoring.methods.matrix_checks import validate_matrix

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_ROUNDING = 1e-12
"""Difference of two Q, S or R below which they are equal [-]."""


def topsis(matrix: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """TOPSIS: relative closeness to the ideal solution, ``D⁻ / (D⁺ + D⁻)``.

    Columns are divided by their Euclidean norm and weighted; D⁺ and D⁻ are the Euclidean
    distances to the best and to the worst entry of each column.

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
    norm = np.sqrt((r**2).sum(axis=0))
    v = w * np.divide(r, norm, out=np.zeros(r.shape), where=norm > 0)
    to_best = np.sqrt(((v - v.max(axis=0, initial=-np.inf)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((v - v.min(axis=0, initial=np.inf)) ** 2).sum(axis=1))
    total = to_best + to_worst
    result = np.full(len(r), 0.5)
    np.divide(to_worst, total, out=result, where=total > 0)
    return result


def vikor(matrix: ArrayLike, weights: ArrayLike, v: float = 0.5) -> NDArray[np.float64]:
    """VIKOR: the compromise index Q between group utility and individual regret.

    ``Q = v (S − S*) / (S⁻ − S*) + (1 − v) (R − R*) / (R⁻ − R*)``, * the smallest and ⁻ the
    largest over the sites; S and R are those of :func:`vikor_terms`.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), every criterion "more is better"
    weights : (n_criteria,), used as given
    v : float, 0..1, weight of the group utility S against the individual regret R

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
        raise InputError(f"vikor: expected v in 0..1, got {v!r}; give the weight of group utility")
    utility, regret = vikor_terms(matrix, weights)
    return v * _min_max(utility) + (1 - v) * _min_max(regret)


def vikor_terms(
    matrix: ArrayLike, weights: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """VIKOR's S, sum of the weighted distances to the best, and R, the largest of them.

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
    """List VIKOR's compromise solutions, the best first.

    Opricovic & Tzeng's conditions: the first has an *acceptable advantage* where it leads by
    DQ = 1/(n − 1) or more, and *acceptable stability* where it is also best by S or by R.

    Parameters
    ----------
    matrix, weights, v : as for :func:`vikor`

    Returns
    -------
    list of int, rows: the first alone where both conditions hold; the first two where only
    stability fails; else all within DQ of the first

    Examples
    --------
    >>> vikor_compromise([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [.3, .4, .3])
    [2, 1]
    """
    q = vikor(matrix, weights, v)
    order = np.argsort(q, kind="stable")
    if len(order) < 2:
        return [int(i) for i in order]
    advantage = 1 / (len(order) - 1)
    first, second = order[:2]
    if q[second] - q[first] >= advantage - _ROUNDING:
        terms = vikor_terms(matrix, weights)
        stable = any(term[first] <= term.min() + _ROUNDING for term in terms)
        return [int(first)] if stable else [int(first), int(second)]
    return [int(i) for i in order if q[i] - q[first] < advantage - _ROUNDING]


def _min_max(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale to 0..1 over the sites; 0 where all are equal, NaN where a term is."""
    low, high = terms.min(initial=np.inf), terms.max(initial=-np.inf)
    if not high > low:
        return np.zeros(len(terms)) * terms
    return np.asarray((terms - low) / (high - low))
