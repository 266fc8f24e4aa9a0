"""The description of one output column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One output column.

    Attributes
    ----------
    name : str, the column
    unit : str, ``""`` for text and ids, ``"-"`` for a pure number
    description : str, one sentence
    alias : str, the name in tables, popups and QGIS
    group : str, the heading under which it is listed
    source : str, where the figure or formula comes from
    digits : int, decimals to show
    positional : bool
        Whether it depends on the site's position: a coarse position makes a constraint on
        it undetermined and never fails it.
    precision : str, the column with the uncertainty of the figure; ``""`` if none
    """

    name: str
    unit: str
    description: str
    alias: str
    group: str
    source: str = ""
    digits: int = 1
    positional: bool = False
    precision: str = ""

    @property
    def label(self) -> str:
        """Alias with its unit, such as ``Fiber distance [km]``."""
        return self.alias if self.unit in ("", "-") else f"{self.alias} [{self.unit}]"
