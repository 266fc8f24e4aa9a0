"""Sampling distributions of values, and the random numbers of each site.

A sampled value is ``clip(mean + scale z + skew |z|, 0, 1)``, z a standard normal deviate: two
half-normals of probability ½ each, with the standard deviation ``scale + skew`` where z > 0 (above
the fact) and ``scale − skew`` where z < 0. A range that is wider on one side thus needs no other
distribution, and its median stays the stated fact. Where a fact is unknown, its value is uniform
on 0..1.

Random numbers are hashes of (site key, draw key), not a sequence: a site's numbers depend neither
on its row nor on the other sites, which a seeded generator would change with every site added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from screening.scoring.methods.value_functions import value_matrix

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.model import Criterion

STEPS = 4096
"""Deviates are quantised to this many, all of equal probability."""
DEVIATES = ndtri((np.arange(STEPS) + 0.5) / STEPS)
"""Standard normal quantiles at the centres of the steps, (STEPS,), ascending; largest 3.67,
variance 0.9995. A table lookup instead of an inverse distribution function per sample."""
EDGE_SIGMA = 1.6449
"""A range from low to high is taken as the central 90 % of a normal: Φ⁻¹(0.95) [-]."""
PER_HASH = 5
"""Deviates taken from 64 random bits."""
BITS = 12
"""Bits of one deviate, log2 of ``STEPS``."""

# increment and multipliers of SplitMix64; numba_kernels.py repeats them for the compiled path
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class ValueDistribution:
    """Sampling distribution of every value.

    Attributes
    ----------
    mean : (n_sites, n_criteria), value before clipping; NaN where the fact is unknown
    scale, skew : (n_sites, n_criteria), half the sum and half the difference of the standard
        deviations above and below the fact, in values; 0 where exact. Where the mean is NaN,
        the value is uniform from ``skew`` to ``1 + skew + scale``: on 0..1 where both are 0.
    random_keys : (n_sites,) of uint64, which select each site's random numbers
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    skew: NDArray[np.float64]
    random_keys: NDArray[np.uint64]

    def take(self, sites: NDArray[np.intp]) -> ValueDistribution:
        """Select sites, in that order."""
        return ValueDistribution(
            self.mean[sites], self.scale[sites], self.skew[sites], self.random_keys[sites]
        )

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Whether a criterion has an uncertain value at any site, (n_criteria,)."""
        uncertain = np.isnan(self.mean) | (self.scale != 0) | (self.skew != 0)
        return np.asarray(uncertain.any(axis=0))


def point_values(matrix: ArrayLike) -> ValueDistribution:
    """Make a distribution of exact values 0..1; NaN is unknown.

    Parameters
    ----------
    matrix : (n_sites, n_criteria)

    Returns
    -------
    ValueDistribution
    """
    mean = np.asarray(matrix, dtype=float)
    exact = np.zeros(mean.shape)
    return ValueDistribution(mean, exact, exact, site_keys(map(str, range(len(mean)))))


def value_distribution(
    facts: ArrayLike,
    criteria: Sequence[Criterion],
    down: ArrayLike,
    up: ArrayLike,
    keys: NDArray[np.uint64],
) -> ValueDistribution:
    """Map facts and their standard deviations to values.

    Parameters
    ----------
    facts : (n_sites, n_criteria), NaN where unknown
    criteria : sequence of Criterion, one a column
    down, up : (n_sites, n_criteria), standard deviation below and above the fact, in its unit;
        NaN is exact
    keys : (n_sites,) of uint64, from :func:`site_keys`

    Returns
    -------
    ValueDistribution

    Examples
    --------
    >>> from screening.model import Criterion
    >>> got = value_distribution([[10.0]], [Criterion("fiber_distance_km", 1, 50, 0)], [[5]], [[5]],
    ...                 site_keys(["a"]))
    >>> got.mean, got.scale, got.skew
    (array([[0.8]]), array([[-0.1]]), array([[-0.]]))
    """
    worst = np.array([criterion.worst for criterion in criteria])
    span = np.array([criterion.best for criterion in criteria]) - worst
    below = np.nan_to_num(np.asarray(down, dtype=float))
    above = np.nan_to_num(np.asarray(up, dtype=float))
    mean = (np.asarray(facts, dtype=float) - worst) / span
    # where less is better, span is negative: a larger fact (z > 0) then lowers the value
    parts = (above + below) / 2 / span, (above - below) / 2 / span
    scale, skew = (np.where(np.isnan(mean), 0.0, part) for part in parts)
    return ValueDistribution(mean, scale, skew, keys)


def spread_between(
    values: ValueDistribution, low: ArrayLike, high: ArrayLike, criteria: Sequence[Criterion]
) -> ValueDistribution:
    """Spread values of unknown facts between those of the facts' bounds.

    Parameters
    ----------
    values : ValueDistribution
    low, high : (n_sites, n_criteria), bounds of each fact, as of
        :func:`screening.scoring.methods.value_functions.bounded_values`
    criteria : sequence of Criterion, one a column

    Returns
    -------
    ValueDistribution
        Uniform between the values of the bounds where the mean was NaN; exact where these
        are equal; unchanged where a bound is unknown.
    """
    one, other = (value_matrix(bound, criteria) for bound in (low, high))
    between = np.isnan(values.mean) & ~np.isnan(one) & ~np.isnan(other)
    return ValueDistribution(
        np.where(between & (one == other), one, values.mean),
        np.where(between & (one != other), np.abs(one - other) - 1.0, values.scale),
        np.where(between & (one != other), np.fmin(one, other), values.skew),
        values.random_keys,
    )


def site_keys(names: Iterable[str]) -> NDArray[np.uint64]:
    """Hash site ids to keys, so that a site's random numbers depend on its id alone.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    ndarray of uint64, (n_sites,)
    """
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)


def splitmix64(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix 64 bits: the finaliser of SplitMix64, as in the compiled kernels.

    Parameters
    ----------
    bits : ndarray of uint64

    Returns
    -------
    ndarray of uint64

    Source
    ------
    Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA.
    """
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))


def draw_keys(seed: int, count: int) -> NDArray[np.uint64]:
    """Compute one key a draw.

    Parameters
    ----------
    seed, count : int

    Returns
    -------
    ndarray of uint64, (count,)
    """
    first = splitmix64(np.array([seed], dtype=np.uint64) + _GOLDEN)
    return splitmix64(first + _GOLDEN * np.arange(1, count + 1, dtype=np.uint64))


def sample_values(values: ValueDistribution, draws: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Sample values.

    Parameters
    ----------
    values : ValueDistribution
    draws : (n_draws,) of uint64, from :func:`draw_keys`

    Returns
    -------
    ndarray, (n_draws, n_sites, n_criteria), 0..1
    """
    bits = splitmix64(values.random_keys[None, :] ^ draws[:, None])
    count = values.mean.shape[1]
    steps = np.empty((*bits.shape, count), dtype=np.intp)
    for j in range(count):
        if j and j % PER_HASH == 0:  # the 64 bits are used up
            bits = splitmix64(bits + _GOLDEN)
        steps[..., j] = (bits >> np.uint64(BITS * (j % PER_HASH))) & np.uint64(STEPS - 1)
    z = DEVIATES[steps]
    sampled = np.clip(values.mean + values.scale * z + values.skew * np.abs(z), 0.0, 1.0)
    uniform = (1.0 + values.scale) * ((steps + 0.5) / STEPS) + values.skew
    return np.where(np.isnan(values.mean), uniform, sampled)
