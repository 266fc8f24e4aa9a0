"""Size of a conversion [MW IT], and the intervals and fact tables that it is computed with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.catalog.fields import get_field
from screening.catalog.stated_facts import is_stated
from screening.model.fact_bounds import combine_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions, Requirements

    Factor = float | NDArray[np.floating[Any]]

REBUILT = ("converted", "ai-native")
"""Statuses of sites with the plant of a data center; other sites have a mine's plant unless they
state otherwise."""
UNDER_WAY = "converting"
"""Status of a mine under conversion: some of its new plant may exist already."""


@dataclass(frozen=True)
class Interval:
    """A quantity at every site as low, base and high; all three equal where it is known.

    Attributes
    ----------
    low, base, high : ndarray, (n_sites,)
    """

    low: NDArray[np.float64]
    base: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def exact(cls, value: NDArray[np.float64] | list[float]) -> Interval:
        """Make an interval of known quantities."""
        known = np.asarray(value, dtype=float)
        return cls(known, known, known)

    def times(self, low: Factor, base: Factor, high: Factor) -> Interval:
        """Multiply low, base and high by factors of at least 0."""
        return Interval(self.low * low, self.base * base, self.high * high)

    def scaled(self, factor: Factor) -> Interval:
        """Multiply low, base and high by one factor of at least 0."""
        return self.times(factor, factor, factor)

    def where(self, test: NDArray[np.bool_], other: Interval) -> Interval:
        """Select this interval where the test is true, the other elsewhere."""
        pairs = zip(self.bounds, other.bounds, strict=True)
        return Interval(*(np.where(test, this, that) for this, that in pairs))

    @property
    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Low, base and high."""
        return self.low, self.base, self.high


class FactTable:
    """A table of facts of which any column, and any cell, may be missing.

    Parameters
    ----------
    frame : DataFrame, indexed by ``site_id``
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.count = len(frame)

    def number(self, column: str) -> NDArray[np.float64]:
        """Return a column of numbers, NaN where unknown."""
        if column not in self.frame:
            return np.full(self.count, np.nan)
        return np.asarray(pd.to_numeric(self.frame[column], errors="coerce"), dtype=float)

    def bounds(self, column: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the bounds of a column of numbers: both the number where it is known.

        The upper one is infinite where a fact is known to be at least the lower.
        """
        field, number = get_field(column), self.number(column)
        if not field.lower:
            return number, number
        return combine_bounds(number, self.number(field.lower), self.number(field.upper))

    def text(self, column: str) -> NDArray[np.object_]:
        """Return a column of text, ``""`` where unknown."""
        if column not in self.frame:
            return np.full(self.count, "", dtype=object)
        return np.asarray(self.frame[column].astype(object).where(self.frame[column].notna(), ""))

    @cached_property
    def status(self) -> NDArray[np.object_]:
        """Status of each site today, in lower case and without blanks around it."""
        return np.array(
            [str(status).strip().casefold() for status in self.text("status")], dtype=object
        )

    @cached_property
    def is_mine(self) -> NDArray[np.bool_]:
        """Whether a site has a mine's plant, under conversion or not."""
        return ~np.isin(self.status, REBUILT)

    @cached_property
    def is_converting(self) -> NDArray[np.bool_]:
        """Whether a mine is under conversion."""
        return np.asarray(self.status == UNDER_WAY)


@dataclass(frozen=True)
class ConversionSize:
    """Size of the conversion at each site.

    Attributes
    ----------
    it_mw : Interval [MW], critical IT power; low < high where only the grid power is known
    gross_mw : ndarray [MW], grid power that it requires
    grid_mw : ndarray [MW], existing grid power; NaN where unknown
    pue : ndarray, gross over IT
    known : ndarray of bool, whether the power of the site is known; elsewhere the size is that of
        the initial lease block
    """

    it_mw: Interval
    gross_mw: NDArray[np.float64]
    grid_mw: NDArray[np.float64]
    pue: NDArray[np.float64]
    known: NDArray[np.bool_]

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Whether the size itself is an interval."""
        return self.it_mw.high > self.it_mw.low


def full_size(
    facts: FactTable, requirements: Requirements, assumptions: Assumptions
) -> ConversionSize:
    """Size the conversion of the full site, at least the initial lease block.

    Parameters
    ----------
    facts : FactTable, with ``grid_mw`` and ``it_mw`` where known
    requirements : Requirements
    assumptions : Assumptions

    Returns
    -------
    ConversionSize
        Where ``it_mw`` is unknown, ``grid_mw`` times the IT share of announced deals; where
        both are unknown, the initial lease block. Power that the build list makes firm counts.
    """
    grid = facts.number("grid_mw")
    stated = facts.number("it_mw") * _firmed(facts, requirements)
    share = assumptions.numbers["it_per_gross_fraction"]
    stated = np.where((grid > 0) | np.isnan(grid), stated, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((stated > 0) & (grid > 0), stated / grid, share.base)
    site = fill_unknown(stated, Interval.exact(grid).times(*share.bounds))
    block = np.full(facts.count, float(requirements.it_mw))
    built = Interval(*(np.fmax(bound, block) for bound in site.bounds))
    gross = np.fmax(grid, np.fmax(block, np.where(np.isnan(grid), stated, np.nan)) / ratio)
    known = ~np.isnan(grid) | ~np.isnan(stated)
    return ConversionSize(built, gross, grid, 1.0 / ratio, known)


def _firmed(facts: FactTable, requirements: Requirements) -> NDArray[np.float64]:
    """Factor by which ``it_mw`` rises once the required share of the power is firm.

    The power chain supplies the racks with stated firm power only, and a build list that
    contains the firming would otherwise pay for power that no rack uses.
    """
    firm = facts.number("firm_fraction")
    short = (firm > 0) & (firm < requirements.firm_fraction) & ~is_stated(facts.frame, "it_mw")
    if "lost_curtailable_mw" not in facts.frame:
        short[:] = False
    return np.divide(requirements.firm_fraction, firm, out=np.ones(facts.count), where=short)


def block_size(full: ConversionSize, requirements: Requirements) -> ConversionSize:
    """Size a partial conversion: the initial lease block only, the remainder mines on.

    Parameters
    ----------
    full : ConversionSize, of the full site
    requirements : Requirements

    Returns
    -------
    ConversionSize
    """
    block = np.full(len(full.gross_mw), float(requirements.it_mw))
    gross = block * full.pue
    return ConversionSize(Interval.exact(block), gross, full.grid_mw, full.pue, full.known)


def shortfall(required: Interval, existing: Interval) -> Interval:
    """Subtract the existing from the required quantity: at least 0, low the smallest gap.

    Parameters
    ----------
    required, existing : Interval

    Returns
    -------
    Interval

    Examples
    --------
    >>> shortfall(Interval.exact([10.0, 10.0]), Interval.exact([4.0, 12.0])).base
    array([6., 0.])
    """
    pairs = (
        (required.low, existing.high),
        (required.base, existing.base),
        (required.high, existing.low),
    )
    return Interval(*(np.maximum(needed - available, 0.0) for needed, available in pairs))


def fill_unknown(existing: NDArray[np.float64], otherwise: Interval) -> Interval:
    """Make an interval of known quantities, and of another where they are unknown.

    Parameters
    ----------
    existing : ndarray, NaN where unknown
    otherwise : Interval

    Returns
    -------
    Interval
    """
    return Interval.exact(existing).where(~np.isnan(existing), otherwise)


def unknown_interval(required: Interval) -> Interval:
    """Existing quantity where no source states it: from nothing to all that is required.

    Parameters
    ----------
    required : Interval

    Returns
    -------
    Interval
    """
    return Interval(np.zeros_like(required.base), required.base / 2, required.high)
