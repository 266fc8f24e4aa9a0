"""Tipping weights: how far one weight can move before another site leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError
from screening.scoring.methods.matrix_checks import validate_matrix
from screening.scoring.methods.ranking import normalised_weights

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

PARAMETRISATION = "one weight varied, the others kept in proportion, all summing to 1"
"""Other parametrisations give other tipping weights: Triantaphyllou & Sánchez change one weight and
leave the others, so that the sum is no longer 1."""
_TINY = 1e-12


@dataclass(frozen=True)
class WeightSensitivity:
    """Tipping weights of every criterion.

    Attributes
    ----------
    leader : int, row that leads at the stated weights; -1 where no site has a score
    weights : (n_criteria,), stated, sum 1
    below, above : (n_criteria,), nearest weight below and above the stated one at which
        another site leads; NaN where none does
    leader_below, leader_above : (n_criteria,) of int, row that then leads; -1 for none
    parametrisation : str
    """

    leader: int
    weights: NDArray[np.float64]
    below: NDArray[np.float64]
    above: NDArray[np.float64]
    leader_below: NDArray[np.int64]
    leader_above: NDArray[np.int64]
    parametrisation: str = PARAMETRISATION


def tipping_weights(matrix: ArrayLike, weights: ArrayLike) -> WeightSensitivity:
    """Find how far each weight can move before another site leads the weighted sum.

    With w_k = t and the others in proportion, the score of site i is

        S_i(t) = (t x_ik + (1 − t) b_i) / (t a_ik + (1 − t) c_i)

    b_i its weighted sum over the other criteria, a_ik 1 where x_ik is known and else 0, c_i the
    share of the others' weight that is known: the denominator redistributes the weight of missing
    values. Two sites tie where S_i(t) = S_l(t), a quadratic in t; linear where all values are
    known.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values, NaN where unknown; leave out sites that cannot
        lead
    weights : (n_criteria,), any scale

    Returns
    -------
    WeightSensitivity

    Raises
    ------
    InputError

    Source
    ------
    Triantaphyllou & Sánchez (1997), Decision Sciences 28(1), with the weights renormalised.

    Examples
    --------
    >>> found = tipping_weights([[1.0, 0.0], [0.5, 0.75]], [0.5, 0.5])
    >>> found.leader, found.above.round(3), found.leader_above
    (1, array([0.6, nan]), array([ 0, -1]))
    """
    x, w = validate_matrix(matrix, weights)
    if w.ndim != 1:
        raise InputError(
            f"tipping_weights: expected one weight a criterion, got weights of shape {w.shape}"
        )
    w = normalised_weights(w)
    count = len(w)
    below, above = np.full(count, np.nan), np.full(count, np.nan)
    leader_below, leader_above = np.full(count, -1), np.full(count, -1)
    known = ~np.isnan(x)
    covered = known @ w
    score = np.full(len(x), -np.inf)
    np.divide(np.nansum(x * w, axis=1), covered, out=score, where=covered > 0)
    if not np.isfinite(score).any():
        return WeightSensitivity(-1, w, below, above, leader_below, leader_above)
    leader = int(np.argmax(score))
    for k in range(count):
        ties = _ties(np.where(known, x, 0.0), known, w, k, leader)
        below[k], leader_below[k] = _nearest_tie(w[k] - ties, w[k], -1)
        above[k], leader_above[k] = _nearest_tie(ties - w[k], w[k], 1)
    return WeightSensitivity(leader, w, below, above, leader_below, leader_above)


def _ties(
    x: NDArray[np.float64], known: NDArray[np.bool_], w: NDArray[np.float64], k: int, leader: int
) -> NDArray[np.float64]:
    """Weights of criterion k at which each site ties with the leader, (n_sites, 2), or NaN."""
    rest = 1 - w[k]
    if rest < _TINY:  # the others have no proportion to keep
        return np.full((len(x), 2), np.nan)
    others = np.delete(w, k) / rest
    b = np.delete(x, k, axis=1) @ others
    c = np.delete(known, k, axis=1) @ others
    # S = (n0 + n1 t) / (d0 + d1 t); ties with the leader by cross-multiplication
    n0, n1 = b, x[:, k] - b
    d0, d1 = c, known[:, k] - c
    quadratic = n1[leader] * d1 - n1 * d1[leader]
    linear = n0[leader] * d1 + n1[leader] * d0 - n0 * d1[leader] - n1 * d0[leader]
    constant = n0[leader] * d0 - n0 * d0[leader]
    return _roots(quadratic, linear, constant)


def _roots(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Roots of ``a t² + b t + c`` in 0..1 at which the sign changes, (n, 2).

    By ``q = −(b + sgn(b) √(b² − 4ac)) / 2``, t = q/a and c/q, which never subtracts nearly equal
    numbers (Press et al. 2007, Numerical Recipes, 5.6). A double root is a touch, not a change of
    leader.
    """
    roots = np.full((len(a), 2), np.nan)
    linear = np.abs(a) < _TINY
    sloping = linear & (np.abs(b) > _TINY)
    roots[sloping, 0] = -c[sloping] / b[sloping]
    discriminant = b**2 - 4 * a * c
    crossing = ~linear & (discriminant > _TINY**2)
    q = -(b + np.copysign(1.0, b) * np.sqrt(np.maximum(discriminant, 0.0))) / 2
    roots[crossing, 0] = q[crossing] / a[crossing]
    second = crossing & (q != 0)
    roots[second, 1] = c[second] / q[second]
    roots[(roots < 0) | (roots > 1)] = np.nan
    return roots


def _nearest_tie(distance: NDArray[np.float64], stated: float, side: int) -> tuple[float, int]:
    """Choose the nearest tie on one side, the first site where several tie there."""
    distance = np.where(distance > _TINY, distance, np.inf)
    site, which = np.unravel_index(int(np.argmin(distance)), distance.shape)
    if not np.isfinite(distance[site, which]):
        return float("nan"), -1
    return float(stated + side * distance[site, which]), int(site)
