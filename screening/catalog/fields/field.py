"""What is said of one output column."""

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
    alias : str, what tables, popups and QGIS show
    group : str, the heading it stands under
    source : str, where the figure or formula comes from
    digits : int, decimals to show
    positional : bool, a site's position decides it, so a coarse position cannot fail it
    precision : str, the column that says how far the figure may be off; ``""`` if none
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
