"""The bill of quantities: every package at every site, and what it costs at the ends."""

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
"""Whether a package is work for a site."""


@dataclass(frozen=True)
class BillOfQuantities:
    """Every package at every site.

    Attributes
    ----------
    needs : tuple of Gap, in the order of ``PACKAGES``
    size : ConversionSize
    low, base, high : ndarray, (n_sites, n_packages), quantities bought
    least : ndarray, (n_sites, n_packages), low, or nothing where it may stand already
    state : ndarray, (n_sites, n_packages), ``NONE SURE PERHAPS``
    """

    needs: tuple[Gap, ...]
    size: ConversionSize
    low: NDArray[np.float64]
    base: NDArray[np.float64]
    high: NDArray[np.float64]
    least: NDArray[np.float64]
    state: NDArray[np.int8]

    def quantities(self, draws: Samples, part: slice) -> NDArray[np.float64]:
        """Cost of all packages together, a draw a column, without owner and contingency.

        Parameters
        ----------
        draws : Samples
        part : slice of sites

        Returns
        -------
        ndarray, (n, n_draws) [MUSD]
        """
        by_size = self.size.spans[part, None]
        by_chance = self.by_chance[part] & ~by_size
        below, above = self.base[part] - self.low[part], self.high[part] - self.base[part]
        weights = [self.base[part] * ~by_chance, self.high[part] * by_chance]
        units = [draws.unit, draws.needed * draws.unit]
        for where, drawn in ((~(by_size | by_chance), draws.part), (by_size, draws.size)):
            if where.any():
                to_low, to_high = distances_to_bounds(drawn)
                weights += [-below * where, above * where]
                units += [to_low * draws.unit, to_high * draws.unit]
        return np.asarray(np.hstack(weights) @ np.vstack(units))

    @property
    def by_chance(self) -> NDArray[np.bool_]:
        """Tell where a package is needed whole or not at all, and it is not known which."""
        whole = np.array([package.indivisible for package in PACKAGES])
        return np.asarray((self.state == PERHAPS) & whole)

    def at_bounds(self, assumed: Assumptions) -> NDArray[np.float64]:
        """Cost of each package at low, base and high.

        Parameters
        ----------
        assumed : Assumptions

        Returns
        -------
        ndarray, (3, n_sites, n_packages) [MUSD]
        """
        costs = np.array([assumed.costs[package.cost].bounds for package in PACKAGES]).T
        return np.asarray(np.stack([self.least, self.base, self.high]) * costs[:, None, :])


def measure_packages(case: ConversionCase) -> BillOfQuantities:
    """Measure every package at every site.

    Parameters
    ----------
    case : ConversionCase

    Returns
    -------
    BillOfQuantities
    """
    needs = tuple(package.measure(case) for package in PACKAGES)
    low, base, high = (
        np.stack([getattr(each.purchased, end) for each in needs], axis=1)
        for end in ("low", "base", "high")
    )
    state = np.where(high > 0, np.where(low > 0, SURE, PERHAPS), NONE).astype(np.int8)
    least = np.stack([each.least for each in needs], axis=1)
    return BillOfQuantities(needs, case.size, low, base, high, least, state)
