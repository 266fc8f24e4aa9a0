"""What a site has, as spans, and how many megawatts of IT are built there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions, Requirements

    Factor = float | NDArray[np.floating[Any]]

REBUILT = ("converted", "ai-native")
"""Statuses of sites that hold the plant of a data center; what is not said of the others'
plant is that of a mine."""
UNDER_WAY = "converting"
"""Status of a mine that somebody has begun to rebuild: some of its plant may stand already."""


@dataclass(frozen=True)
class Span:
    """A quantity a site, from low to high; equal where it is known.

    Attributes
    ----------
    low, base, high : ndarray, (n_sites,)
    """

    low: NDArray[np.float64]
    base: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, value: NDArray[np.float64] | list[float]) -> Span:
        """Make a span of what is known."""
        known = np.asarray(value, dtype=float)
        return cls(known, known, known)

    def times(self, low: Factor, base: Factor, high: Factor) -> Span:
        """Multiply the ends by numbers of at least 0."""
        return Span(self.low * low, self.base * base, self.high * high)

    def where(self, test: NDArray[np.bool_], other: Span) -> Span:
        """Keep the span where the test holds, take the other's elsewhere."""
        pairs = zip(self.ends, other.ends, strict=True)
        return Span(*(np.where(test, mine, theirs) for mine, theirs in pairs))

    @property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Low, base and high."""
        return self.low, self.base, self.high


class Facts:
    """A table of facts in which any column, and any cell, may be missing.

    Parameters
    ----------
    frame : DataFrame, indexed by ``site_id``
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.count = len(frame)

    def number(self, column: str) -> NDArray[np.float64]:
        """Give a column of numbers, NaN where not known."""
        if column not in self.frame:
            return np.full(self.count, np.nan)
        return np.asarray(pd.to_numeric(self.frame[column], errors="coerce"), dtype=float)

    def text(self, column: str) -> NDArray[np.object_]:
        """Give a column of text, ``""`` where not known."""
        if column not in self.frame:
            return np.full(self.count, "", dtype=object)
        return np.asarray(self.frame[column].astype(object).where(self.frame[column].notna(), ""))

    @property
    def status(self) -> NDArray[np.object_]:
        """What each site is today, however the table writes it: ``Converted`` is converted."""
        return np.array(
            [str(each).strip().casefold() for each in self.text("status")], dtype=object
        )

    @property
    def is_mine(self) -> NDArray[np.bool_]:
        """Tell where a mine stands, begun to be rebuilt or not."""
        return ~np.isin(self.status, REBUILT)

    @property
    def under_way(self) -> NDArray[np.bool_]:
        """Tell where a mine is being rebuilt."""
        return np.asarray(self.status == UNDER_WAY)


@dataclass(frozen=True)
class Size:
    """How much is built at each site.

    Attributes
    ----------
    it_mw : Span [MW], critical IT power; low < high where only the grid power is known
    gross_mw : ndarray [MW], grid power that it takes
    grid_mw : ndarray [MW], grid power that the site has; NaN where not known
    pue : ndarray, gross over IT
    """

    it_mw: Span
    gross_mw: NDArray[np.float64]
    grid_mw: NDArray[np.float64]
    pue: NDArray[np.float64]

    @property
    def spans(self) -> NDArray[np.bool_]:
        """Tell where the size itself is uncertain."""
        return self.it_mw.high > self.it_mw.low


def full_size(facts: Facts, asked: Requirements, assumed: Assumptions) -> Size:
    """Size the conversion of the whole site, and never below the tenant's block.

    Parameters
    ----------
    facts : Facts, with ``grid_mw`` and ``it_mw`` where known
    asked : Requirements
    assumed : Assumptions

    Returns
    -------
    Size
        Where ``it_mw`` is not known, ``grid_mw`` times what announced deals carry a gross
        MW; where neither is, the tenant's block. Power that the build list makes firm
        counts.
    """
    grid = facts.number("grid_mw")
    told = facts.number("it_mw") * _firmed(facts, asked)
    share = assumed.numbers["it_per_gross_fraction"]
    told = np.where(grid > 0, told, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(told > 0, told / grid, share.base)
    site = known_or(told, Span.of(grid).times(*share.ends))
    block = np.full(facts.count, float(asked.it_mw))
    built = Span(*(np.fmax(end, block) for end in site.ends))
    gross = np.fmax(grid, block / ratio)
    return Size(built, gross, grid, 1.0 / ratio)


def _firmed(facts: Facts, asked: Requirements) -> NDArray[np.float64]:
    """Give what ``it_mw`` rises by once as much is firm as is asked.

    The power waterfall sends only what a site states to be firm to the racks.
    """
    firm = facts.number("firm_fraction")
    short = (firm > 0) & (firm < asked.firm_fraction)
    if "lost_curtailable_mw" not in facts.frame:
        short[:] = False
    return np.divide(asked.firm_fraction, firm, out=np.ones(facts.count), where=short)


def block_size(full: Size, asked: Requirements) -> Size:
    """Size a partial conversion: the tenant's block, the rest mines on.

    Parameters
    ----------
    full : Size, of the whole site
    asked : Requirements

    Returns
    -------
    Size
    """
    block = np.full(len(full.gross_mw), float(asked.it_mw))
    return Size(Span.of(block), block * full.pue, full.grid_mw, full.pue)


def shortfall(needs: Span, has: Span) -> Span:
    """Say what is lacking: never below 0, widest where either is uncertain.

    Parameters
    ----------
    needs, has : Span

    Returns
    -------
    Span

    Examples
    --------
    >>> shortfall(Span.of([10.0, 10.0]), Span.of([4.0, 12.0])).base
    array([6., 0.])
    """
    pairs = ((needs.low, has.high), (needs.base, has.base), (needs.high, has.low))
    return Span(*(np.maximum(asked - given, 0.0) for asked, given in pairs))


def known_or(has: NDArray[np.float64], otherwise: Span) -> Span:
    """Take what is known; where it is not, a span.

    Parameters
    ----------
    has : ndarray, NaN where not known
    otherwise : Span

    Returns
    -------
    Span
    """
    return Span.of(has).where(~np.isnan(has), otherwise)


def nothing_to_all(needs: Span) -> Span:
    """Span what a site may have of something nobody speaks of: nothing to all it needs.

    Parameters
    ----------
    needs : Span

    Returns
    -------
    Span
    """
    return Span(np.zeros_like(needs.base), needs.base / 2, needs.high)
