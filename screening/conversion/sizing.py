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
class Interval:
    """A quantity a site, from low to high; equal where it is known.

    Attributes
    ----------
    low, base, high : ndarray, (n_sites,)
    """

    low: NDArray[np.float64]
    base: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, value: NDArray[np.float64] | list[float]) -> Interval:
        """Make a span of what is known."""
        known = np.asarray(value, dtype=float)
        return cls(known, known, known)

    def times(self, low: Factor, base: Factor, high: Factor) -> Interval:
        """Multiply the ends by numbers of at least 0."""
        return Interval(self.low * low, self.base * base, self.high * high)

    def where(self, test: NDArray[np.bool_], other: Interval) -> Interval:
        """Keep the span where the test holds, take the other's elsewhere."""
        pairs = zip(self.bounds, other.bounds, strict=True)
        return Interval(*(np.where(test, mine, theirs) for mine, theirs in pairs))

    @property
    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Low, base and high."""
        return self.low, self.base, self.high


class FactTable:
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
class ConversionSize:
    """How much is built at each site.

    Attributes
    ----------
    it_mw : Interval [MW], critical IT power; low < high where only the grid power is known
    gross_mw : ndarray [MW], grid power that it takes
    grid_mw : ndarray [MW], grid power that the site has; NaN where not known
    pue : ndarray, gross over IT
    """

    it_mw: Interval
    gross_mw: NDArray[np.float64]
    grid_mw: NDArray[np.float64]
    pue: NDArray[np.float64]

    @property
    def spans(self) -> NDArray[np.bool_]:
        """Tell where the size itself is uncertain."""
        return self.it_mw.high > self.it_mw.low


def full_size(facts: FactTable, asked: Requirements, assumed: Assumptions) -> ConversionSize:
    """Size the conversion of the whole site, and never below the tenant's block.

    Parameters
    ----------
    facts : FactTable, with ``grid_mw`` and ``it_mw`` where known
    asked : Requirements
    assumed : Assumptions

    Returns
    -------
    ConversionSize
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
    site = fill_unknown(told, Interval.of(grid).times(*share.bounds))
    block = np.full(facts.count, float(asked.it_mw))
    built = Interval(*(np.fmax(end, block) for end in site.bounds))
    gross = np.fmax(grid, block / ratio)
    return ConversionSize(built, gross, grid, 1.0 / ratio)


def _firmed(facts: FactTable, asked: Requirements) -> NDArray[np.float64]:
    """Give what ``it_mw`` rises by once as much is firm as is asked.

    The power waterfall sends only what a site states to be firm to the racks.
    """
    firm = facts.number("firm_fraction")
    short = (firm > 0) & (firm < asked.firm_fraction)
    if "lost_curtailable_mw" not in facts.frame:
        short[:] = False
    return np.divide(asked.firm_fraction, firm, out=np.ones(facts.count), where=short)


def block_size(full: ConversionSize, asked: Requirements) -> ConversionSize:
    """Size a partial conversion: the tenant's block, the rest mines on.

    Parameters
    ----------
    full : ConversionSize, of the whole site
    asked : Requirements

    Returns
    -------
    ConversionSize
    """
    block = np.full(len(full.gross_mw), float(asked.it_mw))
    return ConversionSize(Interval.of(block), block * full.pue, full.grid_mw, full.pue)


def shortfall(needs: Interval, has: Interval) -> Interval:
    """Say what is lacking: never below 0, widest where either is uncertain.

    Parameters
    ----------
    needs, has : Interval

    Returns
    -------
    Interval

    Examples
    --------
    >>> shortfall(Interval.of([10.0, 10.0]), Interval.of([4.0, 12.0])).base
    array([6., 0.])
    """
    pairs = ((needs.low, has.high), (needs.base, has.base), (needs.high, has.low))
    return Interval(*(np.maximum(asked - given, 0.0) for asked, given in pairs))


def fill_unknown(has: NDArray[np.float64], otherwise: Interval) -> Interval:
    """Take what is known; where it is not, a span.

    Parameters
    ----------
    has : ndarray, NaN where not known
    otherwise : Interval

    Returns
    -------
    Interval
    """
    return Interval.of(has).where(~np.isnan(has), otherwise)


def unknown_interval(needs: Interval) -> Interval:
    """Span what a site may have of something nobody speaks of: nothing to all it needs.

    Parameters
    ----------
    needs : Interval

    Returns
    -------
    Interval
    """
    return Interval(np.zeros_like(needs.base), needs.base / 2, needs.high)
