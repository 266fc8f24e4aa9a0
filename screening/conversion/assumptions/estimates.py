"""A number that is not known to the digit: low, base, high, with unit and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

MARKS = {
    "V": "secondary copy",
    "C": "arithmetic on secondary copies",
    "M": "not verified",
    "J": "judgement",
    "user": "set in the config",
}
"""How well a number is known; *secondary copy*: read in a page that quotes the source."""


@dataclass(frozen=True)
class Estimate:
    """A named number with its ends.

    Attributes
    ----------
    low, base, high : float, ``low <= base <= high``
    unit : str
    source : str, where the figures come from
    mark : str, of ``MARKS``; two letters where the base is better known than the ends
    driver : str, what it moves with: numbers of one driver rise and fall together
    """

    low: float
    base: float
    high: float
    unit: str
    source: str
    mark: str = "J"
    driver: str = ""

    @property
    def cited(self) -> str:
        """Source and mark, for an output's ``source``.

        Examples
        --------
        >>> Estimate(1, 2, 3, "MUSD/MW", "a deal", "M").cited
        'a deal [not verified]'
        """
        return f"{self.source} [{', '.join(MARKS[mark] for mark in self.mark.split())}]"

    def times(self, factor: float) -> Estimate:
        """Multiply the figures; all else stays."""
        low, base, high = (factor * end for end in self.bounds)
        return replace(self, low=low, base=base, high=high)

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Low, base and high."""
        return self.low, self.base, self.high

    def set_to(self, low: float, base: float, high: float, source: str = "the config") -> Estimate:
        """Give the range a user's figures; unit and driver stay.

        Examples
        --------
        >>> Estimate(1, 2, 3, "-", "a deal").set_to(2, 2, 2).cited
        'the config [set in the config]'
        """
        return replace(self, low=low, base=base, high=high, source=source, mark="user")


def fixed(value: float, unit: str, source: str, mark: str = "J") -> Estimate:
    """Make a range of one value.

    Parameters
    ----------
    value : float
    unit, source, mark : str, as of :class:`Estimate`

    Returns
    -------
    Estimate
    """
    return Estimate(value, value, value, unit, source, mark)
