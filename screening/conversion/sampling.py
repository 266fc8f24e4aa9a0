"""Seeded samples of every assumed number, shared by all sites, correlated by common drivers.

Every number has a random stream of its own, seeded by (seed, CRC-32 of its name): fixing or adding
a number leaves the samples of the others as they were, and all sites see the same samples, so that
no site's result depends on the others and two sites are compared without sampling noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from scipy.special import ndtr

from screening.conversion.work_packages import CONTINGENCY, OWNER, PACKAGES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from screening.conversion.assumptions import Assumptions, Estimate

BOUNDS = 3
"""Number of columns where low, base and high take the place of samples."""


@dataclass(frozen=True)
class Samples:
    """Sampled numbers, one draw a column, the same for every site.

    Attributes
    ----------
    unit : ndarray, (n_packages, n_draws) [MUSD a unit]
    position : ndarray, (n_packages, n_draws), 0..1: position of a quantity between low and high
    needed : ndarray of 0 and 1, (n_packages, n_draws): whether a package that may be needed is
    size : ndarray, (n_draws,), 0..1: position of the IT power between low and high
    owner, contingency : ndarray, (n_draws,)
    months, terms : mappings of name to ndarray, (n_draws,)
    """

    unit: NDArray[np.float64]
    position: NDArray[np.float64]
    needed: NDArray[np.float64]
    size: NDArray[np.float64]
    owner: NDArray[np.float64]
    contingency: NDArray[np.float64]
    months: Mapping[str, NDArray[np.float64]]
    terms: Mapping[str, NDArray[np.float64]]


def sample_assumptions(assumptions: Assumptions, seed: int) -> Samples:
    """Sample every number.

    Parameters
    ----------
    assumptions : Assumptions
    seed : int

    Returns
    -------
    Samples
        A number's samples depend on the seed and its name alone: setting one leaves the others
        as they were.
    """
    # the names below seed the streams: changing one changes every result
    source = _Source(assumptions, seed)
    costs = {n: source.range(n, cost, "market") for n, cost in assumptions.costs.items()}
    probability = assumptions.number("needed_chance")
    return Samples(
        unit=np.stack([costs[package.cost] for package in PACKAGES]),
        position=np.stack([source.uniform(f"part of {package.name}") for package in PACKAGES]),
        needed=np.stack(
            [1.0 * (source.uniform(f"need of {each.name}") < probability) for each in PACKAGES]
        ),
        size=source.uniform("size"),
        owner=source.range(OWNER, assumptions.numbers["owner_fraction"], "market"),
        contingency=source.range(
            CONTINGENCY, assumptions.numbers["contingency_fraction"], "market"
        ),
        months={n: source.range(f"months {n}", r, "delay") for n, r in assumptions.months.items()},
        terms={n: source.range(f"terms {n}", r, "") for n, r in assumptions.economics.items()},
    )


def sample_bounds(assumptions: Assumptions) -> Samples:
    """Return low, base and high in the place of three draws.

    The code that computes the draws thus computes the bounds too, which can be checked by hand.

    Parameters
    ----------
    assumptions : Assumptions

    Returns
    -------
    Samples, n_draws 3; terms are at base in all three
    """
    shape = (len(PACKAGES), BOUNDS)
    return Samples(
        unit=np.array([assumptions.costs[package.cost].bounds for package in PACKAGES]),
        position=np.broadcast_to([0.0, 0.5, 1.0], shape),
        needed=np.broadcast_to([0.0, 1.0, 1.0], shape),
        size=np.array([0.0, 0.5, 1.0]),
        owner=np.array(assumptions.numbers["owner_fraction"].bounds),
        contingency=np.array(assumptions.numbers["contingency_fraction"].bounds),
        months={name: np.array(estimate.bounds) for name, estimate in assumptions.months.items()},
        terms={
            name: np.full(BOUNDS, estimate.base) for name, estimate in assumptions.economics.items()
        },
    )


def triangular(uniform: ArrayLike, low: float, base: float, high: float) -> NDArray[np.float64]:
    """Transform uniform samples to triangular ones.

    Not ``scipy.stats.triang.ppf``, whose import takes 0.2 s in every run.

    Parameters
    ----------
    uniform : (n,), 0..1
    low, base, high : float, bounds and mode

    Returns
    -------
    ndarray, (n,)

    Source
    ------
    Inverse of the triangular distribution function.

    Examples
    --------
    >>> triangular([0.0, 0.25, 1.0], 1.0, 2.0, 5.0)
    array([1., 2., 5.])
    """
    u = np.asarray(uniform, dtype=float)
    width = high - low
    if width <= 0:
        return np.full(u.shape, float(base))
    rising = low + np.sqrt(u * width * (base - low))
    falling = high - np.sqrt((1 - u) * width * (high - base))
    return np.where(u < (base - low) / width, rising, falling)


def interpolate_range(
    low: NDArray[np.float64], base: NDArray[np.float64], high: NDArray[np.float64], position: Any
) -> NDArray[np.float64]:
    """Interpolate a quantity: low at position 0, base at ½, high at 1, so that base is the median.

    Parameters
    ----------
    low, base, high : ndarrays that broadcast with ``position``
    position : ndarray, 0..1

    Returns
    -------
    ndarray

    Examples
    --------
    >>> interpolate_range(*(np.array(x) for x in (0.0, 8.0, 10.0)), np.array([0.0, 0.25, 0.5, 1.0]))
    array([ 0.,  4.,  8., 10.])
    """
    below, above = distances_to_bounds(position)
    return np.asarray(base - (base - low) * below + (high - base) * above)


def distances_to_bounds(position: Any) -> tuple[Any, Any]:
    """Split a position into the shares of the way from base to low, and from base to high."""
    return np.maximum(1.0 - 2.0 * position, 0.0), np.maximum(2.0 * position - 1.0, 0.0)


class _Source:
    """Random streams by name."""

    def __init__(self, assumptions: Assumptions, seed: int) -> None:
        self._seed = seed
        self._draws = assumptions.draws
        self._market = assumptions.number("market_correlation")
        self._driver = assumptions.number("driver_correlation")

    def _stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, crc32(name.encode())])

    def uniform(self, name: str) -> NDArray[np.float64]:
        return self._stream(name).random(self._draws)

    def _normal(self, name: str) -> NDArray[np.float64]:
        return self._stream(name).standard_normal(self._draws)

    def range(self, name: str, estimate: Estimate, market: str) -> NDArray[np.float64]:
        """Sample an estimate: triangular, with a normal copula of market, driver and own factor.

        ``z = √ρ_m z_market + √ρ_d z_driver + √(1 − ρ_m − ρ_d) z_own`` is standard normal, Φ(z)
        uniform; two costs of one driver have the correlation ρ_m + ρ_d of their z.
        """
        if estimate.low >= estimate.high:
            return np.full(self._draws, float(estimate.base))
        shares = (self._market if market else 0.0, self._driver if estimate.driver else 0.0)
        names = (f"market {market}", f"driver {market} {estimate.driver}")
        z = np.sqrt(1.0 - sum(shares)) * self._normal(name)
        for share, shared in zip(shares, names, strict=True):
            if share > 0:
                z = z + np.sqrt(share) * self._normal(shared)
        return triangular(ndtr(z), *estimate.bounds)
