"""The description of one output column."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
    lower, upper : str
        Columns of the bounds between which the figure lies where it is not known better: the
        figure itself is NaN there, and so is ``upper`` where it has no upper bound; ``""`` if
        none
    why : str, the column that says why the figure is not known better; ``""`` if none
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
    lower: str = ""
    upper: str = ""
    why: str = ""

    @property
    def label(self) -> str:
        """Alias with its unit, such as ``Fiber distance [km]``."""
        return self.alias if self.unit in ("", "-") else f"{self.alias} [{self.unit}]"

    @property
    def details(self) -> tuple[str, ...]:
        """Columns that outputs show as a part of the figure, not on their own."""
        bounds = (self.lower, self.upper, self.why) if self.why else ()
        return tuple(name for name in (self.precision, *bounds) if name)


def with_bounds(field: Field, why: str = "") -> tuple[Field, ...]:
    """Add the columns of a figure that may be known only to lie between two bounds.

    Parameters
    ----------
    field : Field, its name ending with its unit
    why : str, an existing column that says why it is not known better; ``""`` adds one

    Returns
    -------
    tuple of Field: the figure, its lower and upper bound, and the reason unless it exists

    Examples
    --------
    >>> width = Field("river_width_m", "m", "Width of the river.", "Width", "water")
    >>> [each.name for each in with_bounds(width)]
    ['river_width_m', 'river_width_min_m', 'river_width_max_m', 'river_width_why']
    """
    stem, unit = field.name.rsplit("_", 1)
    bounds = [
        replace(
            field,
            name=f"{stem}_{end}_{unit}",
            description=f"{text} of {field.alias}; equal to it where it is known.",
            alias=f"{field.alias}, {word}",
        )
        for end, word, text in (
            ("min", "at least", "Lower bound"),
            ("max", "at most", "Upper bound, empty where there is none,"),
        )
    ]
    reason = Field(
        f"{stem}_why",
        "",
        f"Why {field.alias} is known only to lie between two bounds: an asset of unknown voltage, "
        "or the edge of a layer that states no covers.",
        f"{field.alias}, why undecided",
        field.group,
    )
    full = replace(field, lower=bounds[0].name, upper=bounds[1].name, why=why or reason.name)
    return (full, *bounds) if why else (full, *bounds, reason)
