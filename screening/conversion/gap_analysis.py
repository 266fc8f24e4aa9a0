"""What a package is measured from, and what the measuring says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.sizing import Facts, Size, Span, known_or, nothing_to_all, shortfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions, Requirements
    from screening.conversion.sizing import Factor


@dataclass(frozen=True)
class Case:
    """Sites, what is asked of them, and what is assumed.

    Attributes
    ----------
    facts : Facts
    size : Size
    asked : Requirements
    assumed : Assumptions
    """

    facts: Facts
    size: Size
    asked: Requirements
    assumed: Assumptions

    @property
    def it_mw(self) -> Span:
        """IT power that is built [MW]."""
        return self.size.it_mw

    def redundant(self, asked: str) -> Span:
        """Give the IT power times what its redundancy costs over N+1 [MW]."""
        ratio = {
            "N": self.assumed.number("redundancy_n_fraction"),
            "N+1": 1.0,
            "2N": self.assumed.number("redundancy_2n_fraction"),
        }[asked]
        return self.it_mw.times(ratio, ratio, ratio)


@dataclass(frozen=True)
class Need:
    """One package at every site.

    Attributes
    ----------
    has : ndarray, (n_sites,), NaN where not known
    needs : Span
    gap : Span
    bought : Span, what the unit cost is multiplied by; the gap, but of grid
        expansion, which comes in million USD
    unknown : ndarray of bool, what the site has had to be guessed
    why : str, said of such a site after the word *verify*
    line : str, the requirement it serves
    begun : ndarray of bool or None, it may have been built since the site was a mine; not
        counted on, but the low end is then nothing
    """

    has: NDArray[np.float64]
    needs: Span
    gap: Span
    bought: Span
    unknown: NDArray[np.bool_]
    why: str
    line: str
    begun: NDArray[np.bool_] | None = None

    @property
    def least(self) -> NDArray[np.float64]:
        """What is bought at the very least: nothing where it may stand already."""
        low = self.bought.low
        return low if self.begun is None else np.where(self.begun, 0.0, low)


def need(
    needs: Span,
    has: NDArray[np.float64],
    *,
    guess: Span | None = None,
    why: str = "",
    line: str = "",
) -> Need:
    """Hold what is needed against what is there.

    Parameters
    ----------
    needs : Span
    has : ndarray, NaN where not known
    guess : Span or None, what is taken for unknown; nothing to all of it without
    why, line : str, as of :class:`Need`

    Returns
    -------
    Need
    """
    taken = known_or(has, nothing_to_all(needs) if guess is None else guess)
    gap = shortfall(needs, taken)
    unknown = np.isnan(has) & (gap.high > 0)
    return Need(has, needs, gap, gap, unknown, why, line)


def begun(case: Case, column: str, measured: Need) -> Need:
    """Note where a package may stand already, as the mine is being rebuilt.

    Parameters
    ----------
    case : Case
    column : str, where a site would say what it has
    measured : Need, as of a mine

    Returns
    -------
    Need
    """
    perhaps = case.facts.under_way & np.isnan(case.facts.number(column)) & (measured.gap.high > 0)
    unknown = measured.unknown | perhaps
    return replace(measured, begun=perhaps, unknown=unknown)


def share_of(needs: Span, low: Factor, base: Factor, high: Factor) -> Span:
    """Span a share of what is needed; the ends keep to their own ends of the need."""
    return Span(needs.high * low, needs.base * base, needs.low * high)
