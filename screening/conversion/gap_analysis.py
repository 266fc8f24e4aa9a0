"""What a package is measured from, and what the measuring says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.sizing import (
    ConversionSize,
    FactTable,
    Interval,
    fill_unknown,
    shortfall,
    unknown_interval,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions, Requirements
    from screening.conversion.sizing import Factor


@dataclass(frozen=True)
class ConversionCase:
    """Sites, what is asked of them, and what is assumed.

    Attributes
    ----------
    facts : FactTable
    size : ConversionSize
    asked : Requirements
    assumed : Assumptions
    """

    facts: FactTable
    size: ConversionSize
    requirements: Requirements
    assumptions: Assumptions

    @property
    def it_mw(self) -> Interval:
        """IT power that is built [MW]."""
        return self.size.it_mw

    def redundant(self, asked: str) -> Interval:
        """Give the IT power times what its redundancy costs over N+1 [MW]."""
        ratio = {
            "N": self.assumptions.number("redundancy_n_fraction"),
            "N+1": 1.0,
            "2N": self.assumptions.number("redundancy_2n_fraction"),
        }[asked]
        return self.it_mw.times(ratio, ratio, ratio)


@dataclass(frozen=True)
class Gap:
    """One package at every site.

    Attributes
    ----------
    has : ndarray, (n_sites,), NaN where not known
    needs : Interval
    gap : Interval
    bought : Interval, what the unit cost is multiplied by; the gap, but of grid
        expansion, which comes in million USD
    unknown : ndarray of bool, what the site has had to be guessed
    why : str, said of such a site after the word *verify*
    line : str, the requirement it serves
    begun : ndarray of bool or None, it may have been built since the site was a mine; not
        counted on, but the low end is then nothing
    """

    existing: NDArray[np.float64]
    required: Interval
    gap: Interval
    purchased: Interval
    unknown: NDArray[np.bool_]
    why: str
    requirement: str
    partly_built: NDArray[np.bool_] | None = None

    @property
    def least(self) -> NDArray[np.float64]:
        """What is bought at the very least: nothing where it may stand already."""
        low = self.purchased.low
        return low if self.partly_built is None else np.where(self.partly_built, 0.0, low)


def measure_gap(
    needs: Interval,
    has: NDArray[np.float64],
    *,
    guess: Interval | None = None,
    why: str = "",
    line: str = "",
) -> Gap:
    """Hold what is needed against what is there.

    Parameters
    ----------
    needs : Interval
    has : ndarray, NaN where not known
    guess : Interval or None, what is taken for unknown; nothing to all of it without
    why, line : str, as of :class:`Gap`

    Returns
    -------
    Gap
    """
    taken = fill_unknown(has, unknown_interval(needs) if guess is None else guess)
    gap = shortfall(needs, taken)
    unknown = np.isnan(has) & (gap.high > 0)
    return Gap(has, needs, gap, gap, unknown, why, line)


def already_built(case: ConversionCase, column: str, measured: Gap) -> Gap:
    """Note where a package may stand already, as the mine is being rebuilt.

    Parameters
    ----------
    case : ConversionCase
    column : str, where a site would say what it has
    measured : Gap, as of a mine

    Returns
    -------
    Gap
    """
    perhaps = case.facts.under_way & np.isnan(case.facts.number(column)) & (measured.gap.high > 0)
    unknown = measured.unknown | perhaps
    return replace(measured, partly_built=perhaps, unknown=unknown)


def share_range(needs: Interval, low: Factor, base: Factor, high: Factor) -> Interval:
    """Span a share of what is needed; the ends keep to their own ends of the need."""
    return Interval(needs.high * low, needs.base * base, needs.low * high)
