"""Seeded draws of every assumed number, shared by all sites, correlated where drivers are."""

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
"""Low, base and high, when they stand in the place of draws."""


@dataclass(frozen=True)
class Samples:
    """One draw a column; every site sees the same, so that none depends on the others.

    Attributes
    ----------
    unit : ndarray, (n_packages, n_draws) [MUSD a unit]
    part : ndarray, (n_packages, n_draws), 0..1: where in its span a quantity lies
    needed : ndarray of 0 and 1, (n_packages, n_draws): whether what may be needed is
    size : ndarray, (n_draws,), 0..1: where in its span the IT power lies
    owner, contingency : ndarray, (n_draws,)
    months, terms : mappings of name to ndarray, (n_draws,)
    """

    unit: NDArray[np.float64]
    part: NDArray[np.float64]
    needed: NDArray[np.float64]
    size: NDArray[np.float64]
    owner: NDArray[np.float64]
    contingency: NDArray[np.float64]
    months: Mapping[str, NDArray[np.float64]]
    terms: Mapping[str, NDArray[np.float64]]


def sample_assumptions(assumed: Assumptions, seed: int) -> Samples:
    """Draw every number.

    Parameters
    ----------
    assumed : Assumptions
    seed : int

    Returns
    -------
    Samples
        A number's draws hang on the seed and its own name alone: setting one leaves the
        others as they were.
    """
    source = _Source(assumed, seed)
    costs = {name: source.range(name, each, "market") for name, each in assumed.costs.items()}
    chance = assumed.number("needed_chance")
    return Samples(
        unit=np.stack([costs[package.cost] for package in PACKAGES]),
        part=np.stack([source.uniform(f"part of {package.name}") for package in PACKAGES]),
        needed=np.stack(
            [1.0 * (source.uniform(f"need of {each.name}") < chance) for each in PACKAGES]
        ),
        size=source.uniform("size"),
        owner=source.range(OWNER, assumed.numbers["owner_fraction"], "market"),
        contingency=source.range(CONTINGENCY, assumed.numbers["contingency_fraction"], "market"),
        months={n: source.range(f"months {n}", r, "delay") for n, r in assumed.months.items()},
        terms={n: source.range(f"terms {n}", r, "") for n, r in assumed.economics.items()},
    )


def sample_bounds(assumed: Assumptions) -> Samples:
    """Give low, base and high as if they were three draws: the sums that can be checked by hand.

    Parameters
    ----------
    assumed : Assumptions

    Returns
    -------
    Samples, n_draws 3; of the terms, base three times
    """
    shape = (len(PACKAGES), BOUNDS)
    return Samples(
        unit=np.array([assumed.costs[package.cost].bounds for package in PACKAGES]),
        part=np.broadcast_to([0.0, 0.5, 1.0], shape),
        needed=np.broadcast_to([0.0, 1.0, 1.0], shape),
        size=np.array([0.0, 0.5, 1.0]),
        owner=np.array(assumed.numbers["owner_fraction"].bounds),
        contingency=np.array(assumed.numbers["contingency_fraction"].bounds),
        months={name: np.array(each.bounds) for name, each in assumed.months.items()},
        terms={name: np.full(BOUNDS, each.base) for name, each in assumed.economics.items()},
    )


def triangular(uniform: ArrayLike, low: float, base: float, high: float) -> NDArray[np.float64]:
    """Turn uniform draws into triangular ones.

    Parameters
    ----------
    uniform : (n,), 0..1
    low, base, high : float, ends and mode

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
    low: NDArray[np.float64], base: NDArray[np.float64], high: NDArray[np.float64], part: Any
) -> NDArray[np.float64]:
    """Place a quantity in its span: at low for 0, at base for a half, at high for 1.

    Parameters
    ----------
    low, base, high : ndarrays that broadcast with ``part``
    part : ndarray, 0..1

    Returns
    -------
    ndarray

    Examples
    --------
    >>> interpolate_range(*(np.array(x) for x in (0.0, 8.0, 10.0)), np.array([0.0, 0.25, 0.5, 1.0]))
    array([ 0.,  4.,  8., 10.])
    """
    below, above = distances_to_bounds(part)
    return np.asarray(base - (base - low) * below + (high - base) * above)


def distances_to_bounds(part: Any) -> tuple[Any, Any]:
    """Split a place in a span into how far it is to the low end, and to the high end."""
    return np.maximum(1.0 - 2.0 * part, 0.0), np.maximum(2.0 * part - 1.0, 0.0)


class _Source:
    """Streams of random numbers by name."""

    def __init__(self, assumed: Assumptions, seed: int) -> None:
        self._seed = seed
        self._draws = assumed.draws
        self._market = assumed.number("market_correlation")
        self._driver = assumed.number("driver_correlation")

    def _stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self._seed, crc32(name.encode())])

    def uniform(self, name: str) -> NDArray[np.float64]:
        return self._stream(name).random(self._draws)

    def _normal(self, name: str) -> NDArray[np.float64]:
        return self._stream(name).standard_normal(self._draws)

    def range(self, name: str, each: Estimate, market: str) -> NDArray[np.float64]:
        """Draw a range: a normal copula of the market, the driver, and its own."""
        if each.low >= each.high:
            return np.full(self._draws, float(each.base))
        shares = (self._market if market else 0.0, self._driver if each.driver else 0.0)
        names = (f"market {market}", f"driver {market} {each.driver}")
        z = np.sqrt(1.0 - sum(shares)) * self._normal(name)
        for share, shared in zip(shares, names, strict=True):
            if share > 0:
                z = z + np.sqrt(share) * self._normal(shared)
        return triangular(ndtr(z), *each.bounds)
