"""Gap analysis: existing, required and gap of a work package."""

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
    """Inputs of the gap analysis.

    Attributes
    ----------
    facts : FactTable
    size : ConversionSize
    requirements : Requirements
    assumptions : Assumptions
    """

    facts: FactTable
    size: ConversionSize
    requirements: Requirements
    assumptions: Assumptions

    @property
    def it_mw(self) -> Interval:
        """IT power that the conversion builds [MW]."""
        return self.size.it_mw

    def redundant(self, redundancy: str) -> Interval:
        """Scale the IT power by the cost of a redundancy over N+1, that of the unit costs [MW]."""
        ratio = {
            "N": self.assumptions.number("redundancy_n_fraction"),
            "N+1": 1.0,
            "2N": self.assumptions.number("redundancy_2n_fraction"),
        }[redundancy]
        return self.it_mw.scaled(ratio)


@dataclass(frozen=True)
class Gap:
    """One package at every site.

    Attributes
    ----------
    existing : ndarray, (n_sites,), NaN where unknown
    required : Interval
    gap : Interval
    purchased : Interval, quantity that the unit cost is multiplied by: the gap, except for grid
        expansion, which is in million USD
    unknown : ndarray of bool, whether the existing quantity had to be assumed
    reason : str, note on such a site after the word *verify*
    requirement : str, field of ``Requirements`` that the package serves
    partly_built : ndarray of bool or None, whether the package may exist since the site was a
        mine; it is not credited, but its low cost is then 0
    """

    existing: NDArray[np.float64]
    required: Interval
    gap: Interval
    purchased: Interval
    unknown: NDArray[np.bool_]
    reason: str
    requirement: str
    partly_built: NDArray[np.bool_] | None = None

    @property
    def minimum_purchase(self) -> NDArray[np.float64]:
        """Purchased quantity at low; 0 where the package may exist already."""
        low = self.purchased.low
        return low if self.partly_built is None else np.where(self.partly_built, 0.0, low)


def measure_gap(
    required: Interval,
    existing: NDArray[np.float64],
    *,
    if_unknown: Interval | None = None,
    reason: str = "",
    requirement: str = "",
) -> Gap:
    """Compare the required with the existing quantity.

    Parameters
    ----------
    required : Interval
    existing : ndarray, NaN where unknown
    if_unknown : Interval or None, existing quantity assumed where it is unknown; from nothing
        to all that is required where None
    reason, requirement : str, as in :class:`Gap`

    Returns
    -------
    Gap
    """
    if if_unknown is None:
        if_unknown = unknown_interval(required)
    gap = shortfall(required, fill_unknown(existing, if_unknown))
    unknown = np.isnan(existing) & (gap.high > 0)
    return Gap(existing, required, gap, gap, unknown, reason, requirement)


def already_built(case: ConversionCase, column: str, gap: Gap) -> Gap:
    """Mark where a package may exist already, as the mine is being converted.

    Parameters
    ----------
    case : ConversionCase
    column : str, in which a site states what exists
    gap : Gap, as at a mine

    Returns
    -------
    Gap
    """
    unstated = np.isnan(case.facts.number(column))
    partly_built = case.facts.is_converting & unstated & (gap.gap.high > 0)
    unknown = gap.unknown | partly_built
    return replace(gap, partly_built=partly_built, unknown=unknown)


def share_range(required: Interval, low: Factor, base: Factor, high: Factor) -> Interval:
    """Share of the required quantity; its low is a share of the high requirement, the wider gap."""
    return Interval(required.high * low, required.base * base, required.low * high)
