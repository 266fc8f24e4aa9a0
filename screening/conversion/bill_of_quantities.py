"""The bill of quantities: the quantity of every work package at every site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.gap_analysis import ConversionCase, Gap
from screening.conversion.sampling import distances_to_bounds
from screening.conversion.work_packages import PACKAGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions
    from screening.conversion.sampling import Samples
    from screening.conversion.sizing import ConversionSize

NONE, SURE, PERHAPS = 0, 1, 2
"""Whether a site needs a package: its quantity is 0, over 0, or from 0 to more."""


@dataclass(frozen=True)
class BillOfQuantities:
    """Every package at every site.

    Attributes
    ----------
    gaps : tuple of Gap, in the order of ``PACKAGES``
    size : ConversionSize
    low, base, high : ndarray, (n_sites, n_packages), purchased quantities
    minimum : ndarray, (n_sites, n_packages), low, or 0 where the package may exist already
    state : ndarray, (n_sites, n_packages), ``NONE SURE PERHAPS``
    """

    gaps: tuple[Gap, ...]
    size: ConversionSize
    low: NDArray[np.float64]
    base: NDArray[np.float64]
    high: NDArray[np.float64]
    minimum: NDArray[np.float64]
    state: NDArray[np.int8]

    def direct_costs(self, samples: Samples, sites: slice) -> NDArray[np.float64]:
        """Sum the cost of all packages in every draw, without owner's cost and contingency.

        A quantity is linear in its distances to low and high
        (:func:`screening.conversion.sampling.interpolate_range`), so that the sum over packages
        is one matrix product: weights (n, k n_packages) @ units (k n_packages, n_draws).

        Parameters
        ----------
        samples : Samples
        sites : slice

        Returns
        -------
        ndarray, (n, n_draws) [MUSD]
        """
        sized = self.size.uncertain[sites, None]
        all_or_nothing = self.all_or_nothing[sites] & ~sized
        below, above = self.base[sites] - self.low[sites], self.high[sites] - self.base[sites]
        weights = [self.base[sites] * ~all_or_nothing, self.high[sites] * all_or_nothing]
        units = [samples.unit, samples.needed * samples.unit]
        for where, position in (
            (~(sized | all_or_nothing), samples.position),
            (sized, samples.size),
        ):
            if where.any():
                to_low, to_high = distances_to_bounds(position)
                weights += [-below * where, above * where]
                units += [to_low * samples.unit, to_high * samples.unit]
        return np.asarray(np.hstack(weights) @ np.vstack(units))

    @property
    def all_or_nothing(self) -> NDArray[np.bool_]:
        """Where an indivisible package may be needed: all of it, or nothing, by chance."""
        indivisible = np.array([package.indivisible for package in PACKAGES])
        return np.asarray((self.state == PERHAPS) & indivisible)

    def at_bounds(self, assumptions: Assumptions) -> NDArray[np.float64]:
        """Cost of each package at low, base and high.

        Parameters
        ----------
        assumptions : Assumptions

        Returns
        -------
        ndarray, (3, n_sites, n_packages) [MUSD]
        """
        costs = np.array([assumptions.costs[package.cost].bounds for package in PACKAGES]).T
        return np.asarray(np.stack([self.minimum, self.base, self.high]) * costs[:, None, :])


def measure_packages(case: ConversionCase) -> BillOfQuantities:
    """Measure every package at every site.

    Parameters
    ----------
    case : ConversionCase

    Returns
    -------
    BillOfQuantities
    """
    gaps = tuple(package.measure(case) for package in PACKAGES)
    low, base, high = (
        np.stack([getattr(gap.purchased, bound) for gap in gaps], axis=1)
        for bound in ("low", "base", "high")
    )
    state = np.where(high > 0, np.where(low > 0, SURE, PERHAPS), NONE).astype(np.int8)
    minimum = np.stack([gap.minimum_purchase for gap in gaps], axis=1)
    return BillOfQuantities(gaps, case.size, low, base, high, minimum, state)
