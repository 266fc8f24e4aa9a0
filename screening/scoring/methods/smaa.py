"""SMAA: the share of the weight space in which a site takes each rank.

Stochastic multicriteria acceptability analysis turns the question round: instead of one ranking
by one set of weights, it samples weights that a decision maker may hold and reports which weights
favour which site (Lahdelma & Salminen 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import InputError
from screening.scoring.methods.perturbation import ValueDistribution, point_values
from screening.scoring.methods.rank_counts import EXACT_RANKS, RankCounts, count_ranks
from screening.scoring.methods.ranking import normalised_weights

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CONCENTRATION = 50.0
"""Default concentration κ of the Dirichlet around stated weights [-]: the standard deviation of a
weight w is √(w (1 − w) / (κ + 1)), so that 0.3 becomes 0.3 ± 0.064; judgement."""
MIN_WEIGHT = 1e-12
"""Floor of a drawn weight and of a Dirichlet parameter: a gamma variate of a tiny parameter
underflows to 0, and all of them at once would leave nothing to divide by."""


@dataclass(frozen=True)
class SmaaResult:
    """Descriptive measures of SMAA.

    Attributes
    ----------
    rank_acceptability : ndarray, (n_sites, n_sites), share of draws with rank column + 1;
        rows sum to 1, columns too where no scores tie (equal scores share the better rank)
    central_weights : ndarray, (n_sites, n_criteria), mean weights of the draws in which the
        site is first; NaN where it never is first
    confidence : ndarray, (n_sites,), confidence factor: share of the draws of the values in which
        the site is first at its central weights; 1 or 0 where values are exact, NaN where it
        never is first
    distribution : str, of the weights
    n : int, draws; the standard error of a share b is √(b (1 − b) / n)
    """

    rank_acceptability: NDArray[np.float64]
    central_weights: NDArray[np.float64]
    confidence: NDArray[np.float64]
    distribution: str
    n: int


def smaa(
    matrix: ArrayLike,
    *,
    n: int = 10_000,
    weights: ArrayLike | None = None,
    concentration: float | None = None,
    seed: int = 0,
) -> SmaaResult:
    """SMAA-2 of the weighted sum: sample weights and count the ranks.

    Parameters
    ----------
    matrix : (n_sites, n_criteria), values, every criterion "more is better", no NaN
    n : int, draws
    weights : (n_criteria,) or None
        None samples uniformly from all weights (the simplex); else Dirichlet around these.
    concentration : float or None, κ of Dirichlet(κ w); ``CONCENTRATION`` where None
    seed : int

    Returns
    -------
    SmaaResult

    Raises
    ------
    InputError

    Source
    ------
    Lahdelma & Salminen (2001), Operations Research 49(3); Tervonen & Lahdelma (2007),
    European Journal of Operational Research 178(2).

    Examples
    --------
    >>> found = smaa([[1.0, 0.0], [0.5, 0.75]], n=100_000)
    >>> found.rank_acceptability[:, 0].round(2), found.central_weights.round(1).tolist()
    (array([0.4, 0.6]), [[0.8, 0.2], [0.3, 0.7]])
    >>> found.distribution
    'weights uniform over all that sum to 1'
    """
    r = np.asarray(matrix, dtype=float)
    if r.ndim != 2 or not 0 < len(r) <= EXACT_RANKS or not np.isfinite(r).all():
        raise InputError(
            f"smaa: expected 1 to {EXACT_RANKS} sites with every value known, got a matrix of "
            f"shape {r.shape}; leave out sites with unknown values"
        )
    # exact values are clipped to 0..1; one affine map of the whole matrix keeps every ranking
    low, high = r.min(), r.max()
    scaled = (r - low) / (high - low) if high > low else np.zeros(r.shape)
    values = point_values(scaled)
    drawn = draw_weights(n, r.shape[1], weights, concentration, seed)
    counts = count_ranks(values, len(r), drawn, seed=seed)
    return SmaaResult(
        counts.counts[:, : len(r)] / n,
        central_weights(counts),
        confidence(values, counts, seed=seed),
        describe_distribution(weights, concentration),
        n,
    )


def draw_weights(
    n: int,
    count: int,
    weights: ArrayLike | None = None,
    concentration: float | None = None,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Sample weights: uniform on the simplex, or Dirichlet around stated ones.

    Parameters
    ----------
    n, count : int, draws and criteria
    weights : (n_criteria,), any scale, or None for uniform
    concentration : float or None, > 0
    seed : int

    Returns
    -------
    ndarray, (n, count), rows sum to 1

    Raises
    ------
    InputError

    Source
    ------
    A Dirichlet variate is a vector of gamma variates over its sum (Devroye 1986, chapter XI);
    uniform on the simplex is Dirichlet(1, …, 1).
    """
    if n < 1 or seed < 0 or (concentration is not None and not concentration > 0):
        raise InputError(
            "draws: expected n of at least 1, seed of at least 0 and concentration over 0, got "
            f"{n!r}, {seed!r} and {concentration!r}"
        )
    alpha = np.ones(count)
    if weights is not None:
        stated = normalised_weights(weights)
        if stated.shape != (count,):
            raise InputError(f"weights: expected {count}, one a criterion, got {len(stated)}")
        alpha = np.maximum(stated * (concentration or CONCENTRATION), MIN_WEIGHT)
    # not Generator.dirichlet: it has no floor, and gives NaN where every variate underflows
    drawn = np.random.default_rng(seed).standard_gamma(alpha, size=(n, count))
    drawn = np.maximum(drawn, MIN_WEIGHT)
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))


def describe_distribution(weights: ArrayLike | None, concentration: float | None = None) -> str:
    """Name the distribution of the weights.

    Parameters
    ----------
    weights, concentration : as for :func:`draw_weights`

    Returns
    -------
    str

    Examples
    --------
    >>> describe_distribution([1, 2])
    'weights Dirichlet around the stated ones, concentration 50'
    """
    if weights is None:
        return "weights uniform over all that sum to 1"
    kappa = concentration or CONCENTRATION
    return f"weights Dirichlet around the stated ones, concentration {kappa:g}"


def central_weights(counts: RankCounts) -> NDArray[np.float64]:
    """Average the weights of the draws in which each site is first.

    Parameters
    ----------
    counts : RankCounts

    Returns
    -------
    ndarray, (n_sites, n_criteria); NaN where it never is first
    """
    times_first = counts.first[:, None].astype(float)
    result = np.full(counts.first_weights.shape, np.nan)
    np.divide(counts.first_weights, times_first, out=result, where=times_first > 0)
    return result


def confidence(
    values: ValueDistribution,
    counts: RankCounts,
    *,
    method: str = "wsm",
    n: int = 1_000,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Confidence factors: the share of value draws in which a site is first at its central weights.

    Parameters
    ----------
    values : ValueDistribution, of the ranked sites alone
    counts : RankCounts
    method : str
    n : int, draws of the values; one suffices where all are exact
    seed : int

    Returns
    -------
    ndarray, (n_sites,), 0..1; NaN where it never is first
    """
    result = np.full(len(values.mean), np.nan)
    central = central_weights(counts)
    draws = n if values.uncertain.any() else 1
    for i in np.flatnonzero(counts.first[: len(result)]):
        at_central = np.tile(central[i], (draws, 1))
        again = count_ranks(values, len(result), at_central, method=method, seed=seed)
        result[i] = again.first[i] / draws
    return result
