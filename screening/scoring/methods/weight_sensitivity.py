"""Tipping weights: how far one weight may move before another site leads."""

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
"""How weights move here; others (such as Triantaphyllou & Sánchez) give other figures."""
_TINY = 1e-12


@dataclass(frozen=True)
class WeightSensitivity:
    """The nearest weights at which the leader changes, criterion by criterion.

    Attributes
    ----------
    leader : int, row that leads at the stated weights; -1 where no site has a score
    weights : (n_criteria,), stated, sum 1
    below, above : (n_criteria,), nearest weight under and over the stated one at which
        another leads; NaN where none does
    leader_below, leader_above : (n_criteria,) of int, who then leads; -1 for none
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

    With w_k = t and the others in proportion, S_i(t) = (t x_ik + (1 − t) b_i) / (t a_ik +
    (1 − t) c_i): b_i is the site's mean over the other criteria; a_ik is 1 and c_i is 1
    where all values are known, else the share of weight that is (weights are spread over the
    values a site has). Two sites tie at a root of a quadratic in t; a line where all is known.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values, NaN where not known; leave out sites that may
        not lead
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
        raise InputError("tipping_weights: expected one weight a criterion")
    w = normalised_weights(w)
    count = len(w)
    below, above = np.full(count, np.nan), np.full(count, np.nan)
    under, over = np.full(count, -1), np.full(count, -1)
    known = ~np.isnan(x)
    held = known @ w
    score = np.divide(np.nansum(x * w, axis=1), held, out=np.full(len(x), -np.inf), where=held > 0)
    if not np.isfinite(score).any():
        return WeightSensitivity(-1, w, below, above, under, over)
    leader = int(np.argmax(score))
    for k in range(count):
        ties = _ties(np.where(known, x, 0.0), known, w, k, leader)
        below[k], under[k] = _nearest(w[k] - ties, w[k], -1)
        above[k], over[k] = _nearest(ties - w[k], w[k], 1)
    return WeightSensitivity(leader, w, below, above, under, over)


def _ties(
    x: NDArray[np.float64], known: NDArray[np.bool_], w: NDArray[np.float64], k: int, leader: int
) -> NDArray[np.float64]:
    """Weights at which each site catches up with the leader, (n_sites, 2); NaN for none."""
    rest = 1 - w[k]
    if rest < _TINY:
        return np.full((len(x), 2), np.nan)
    others = np.delete(w, k) / rest
    b = np.delete(x, k, axis=1) @ others
    c = np.delete(known, k, axis=1) @ others
    # numerator n0 + n1 t and denominator d0 + d1 t of each score
    n0, n1 = b, x[:, k] - b
    d0, d1 = c, known[:, k] - c
    square = n1[leader] * d1 - n1 * d1[leader]
    line = n0[leader] * d1 + n1[leader] * d0 - n0 * d1[leader] - n1 * d0[leader]
    constant = n0[leader] * d0 - n0 * d0[leader]
    return _roots(square, line, constant)


def _roots(
    square: NDArray[np.float64], line: NDArray[np.float64], constant: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Solve each quadratic or line for its crossings in 0..1."""
    found = np.full((len(square), 2), np.nan)
    straight = np.abs(square) < _TINY
    sloping = straight & (np.abs(line) > _TINY)
    found[sloping, 0] = -constant[sloping] / line[sloping]
    root = line**2 - 4 * square * constant
    crossing = ~straight & (root > _TINY**2)
    half = -(line + np.copysign(1.0, line) * np.sqrt(np.maximum(root, 0.0))) / 2
    found[crossing, 0] = half[crossing] / square[crossing]
    apart = crossing & (half != 0)
    found[apart, 1] = constant[apart] / half[apart]
    found[(found < 0) | (found > 1)] = np.nan
    return found


def _nearest(distance: NDArray[np.float64], at: float, side: int) -> tuple[float, int]:
    """Choose the nearest tie on one side, the first site where several tie."""
    distance = np.where(distance > _TINY, distance, np.inf)
    site, which = np.unravel_index(int(np.argmin(distance)), distance.shape)
    if not np.isfinite(distance[site, which]):
        return float("nan"), -1
    return float(at + side * distance[site, which]), int(site)
