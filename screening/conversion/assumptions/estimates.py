"""Three-point estimates: low, base and high of a number, with unit and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

MARKS = {
    "V": "secondary copy",
    "C": "arithmetic on secondary copies",
    "M": "not verified",
    "J": "judgement",
    "user": "set in the config",
}
"""Quality of a source; *secondary copy*: read in a page that quotes the source."""


@dataclass(frozen=True)
class Estimate:
    """A three-point estimate.

    Attributes
    ----------
    low, base, high : float, ``low <= base <= high``
    unit : str
    source : str
    mark : str, of ``MARKS``; two where the base is better known than low and high
    driver : str, common cause of variation: costs of one driver are correlated
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
        """Source and mark, as in the column ``source`` of the outputs.

        Examples
        --------
        >>> Estimate(1, 2, 3, "MUSD/MW", "a deal", "M").cited
        'a deal [not verified]'
        """
        return f"{self.source} [{', '.join(MARKS[mark] for mark in self.mark.split())}]"

    def times(self, factor: float) -> Estimate:
        """Multiply low, base and high by a factor."""
        low, base, high = (factor * end for end in self.bounds)
        return replace(self, low=low, base=base, high=high)

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Low, base and high."""
        return self.low, self.base, self.high

    def set_to(self, low: float, base: float, high: float, source: str = "the config") -> Estimate:
        """Replace low, base and high by a user's; unit and driver stay.

        Examples
        --------
        >>> Estimate(1, 2, 3, "-", "a deal").set_to(2, 2, 2).cited
        'the config [set in the config]'
        """
        return replace(self, low=low, base=base, high=high, source=source, mark="user")


def fixed(value: float, unit: str, source: str, mark: str = "J") -> Estimate:
    """Make an estimate without a range.

    Parameters
    ----------
    value : float
    unit, source, mark : str, as in :class:`Estimate`

    Returns
    -------
    Estimate
    """
    return Estimate(value, value, value, unit, source, mark)
