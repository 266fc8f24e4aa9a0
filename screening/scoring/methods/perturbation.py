"""How values scatter about what was found, in numbers that a draw can be made from.

Each cell is ``clip(centre + slope z + bend |z|, 0, 1)`` with z a standard normal deviate;
where the fact is unknown, any value from 0 to 1 is as likely as another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.model import Criterion

STEPS = 4096
"""A deviate is one of this many, each as likely as another."""
DEVIATES = ndtri((np.arange(STEPS) + 0.5) / STEPS)
"""Standard normal deviates in rising order, (STEPS,); largest 3.67, variance 0.9995."""
EDGE_SIGMA = 1.6449
"""A range from low to high is read as the middle 90 % of what may be [standard deviations]."""
PER_HASH = 5
"""Deviates taken from 64 random bits, 12 bits each."""
BITS = 12

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True)
class ValueDistribution:
    """Values and how they scatter.

    Attributes
    ----------
    centre : (n_sites, n_criteria), value before clipping; NaN where nothing is known
    slope, bend : (n_sites, n_criteria), per standard deviation
    keys : (n_sites,) of uint64, which random numbers are a site's own
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    skew: NDArray[np.float64]
    random_keys: NDArray[np.uint64]

    def take(self, sites: NDArray[np.intp]) -> ValueDistribution:
        """Keep some sites, in the order given."""
        return ValueDistribution(
            self.mean[sites], self.scale[sites], self.skew[sites], self.random_keys[sites]
        )

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Tell of each criterion whether any site's value scatters, (n_criteria,)."""
        scatters = np.isnan(self.mean) | (self.scale != 0) | (self.skew != 0)
        return np.asarray(scatters.any(axis=0))


def point_values(matrix: ArrayLike) -> ValueDistribution:
    """Take values 0..1 as exact; NaN is unknown.

    Parameters
    ----------
    matrix : (n_sites, n_criteria)

    Returns
    -------
    ValueDistribution
    """
    centre = np.asarray(matrix, dtype=float)
    none = np.zeros(centre.shape)
    return ValueDistribution(centre, none, none, site_keys(map(str, range(len(centre)))))


def value_distribution(
    facts: ArrayLike,
    criteria: Sequence[Criterion],
    down: ArrayLike,
    up: ArrayLike,
    keys: NDArray[np.uint64],
) -> ValueDistribution:
    """See facts and their precision through criteria.

    Parameters
    ----------
    facts : (n_sites, n_criteria), NaN where unknown
    criteria : sequence of Criterion, one a column
    down, up : (n_sites, n_criteria), one standard deviation below and above, in the fact's
        unit; NaN is exact
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
    centre = (np.asarray(facts, dtype=float) - worst) / span
    return ValueDistribution(centre, (above + below) / 2 / span, (above - below) / 2 / span, keys)


def site_keys(names: Iterable[str]) -> NDArray[np.uint64]:
    """Make a site's key of its id, so that its random numbers follow it wherever it stands.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    ndarray of uint64
    """
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)


def splitmix64(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64 bits (Steele, Lea & Flood 2014, SplitMix64), as the kernels do.

    Parameters
    ----------
    bits : ndarray of uint64

    Returns
    -------
    ndarray of uint64
    """
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))


def draw_keys(seed: int, count: int) -> NDArray[np.uint64]:
    """Make a key a draw.

    Parameters
    ----------
    seed, count : int

    Returns
    -------
    ndarray of uint64, (count,)
    """
    first = splitmix64(np.array([seed], dtype=np.uint64) + _GOLDEN)
    return splitmix64(first + _GOLDEN * np.arange(1, count + 1, dtype=np.uint64))


def sample_values(spread: ValueDistribution, draws: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Draw values.

    Parameters
    ----------
    spread : ValueDistribution
    draws : (n_draws,) of uint64, from :func:`draw_keys`

    Returns
    -------
    ndarray, (n_draws, n_sites, n_criteria), 0..1
    """
    bits = splitmix64(spread.random_keys[None, :] ^ draws[:, None])
    count = spread.mean.shape[1]
    places = np.empty((*bits.shape, count), dtype=np.intp)
    for j in range(count):
        if j and j % PER_HASH == 0:
            bits = splitmix64(bits + _GOLDEN)
        places[..., j] = (bits >> np.uint64(BITS * (j % PER_HASH))) & np.uint64(STEPS - 1)
    z = DEVIATES[places]
    values = np.clip(spread.mean + spread.scale * z + spread.skew * np.abs(z), 0.0, 1.0)
    return np.where(np.isnan(spread.mean), (places + 0.5) / STEPS, values)
