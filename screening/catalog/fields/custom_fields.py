"""Columns of the measures of custom layers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from screening.catalog.custom_measures import CUSTOM
from screening.catalog.declared_measures import declared_measures
from screening.catalog.fields.field import Field

if TYPE_CHECKING:
    from screening.catalog.custom_measures import Measure


def measure_fields(measure: Measure) -> tuple[Field, ...]:
    """Describe the columns of a measure.

    Parameters
    ----------
    measure : Measure

    Returns
    -------
    tuple of Field: the fact, then its uncertainty, or its bounds and why it is undecided

    Examples
    --------
    >>> from screening.catalog.custom_measures import Measure
    >>> zone = Measure("in_flood_zone", "flood", "inside", "-", "Flood zone")
    >>> [field.name for field in measure_fields(zone)]
    ['in_flood_zone', 'in_flood_zone_min', 'in_flood_zone_max', 'in_flood_zone_why']
    """
    text = measure.rule.text.format(
        column=measure.column or "the band", radius=f"{measure.radius_km:g}"
    )
    fact = Field(
        measure.name,
        measure.unit,
        f"{measure.title}: {text}.",
        measure.title,
        CUSTOM,
        _source(measure),
        measure.digits,
        positional=True,
    )
    parts = []
    if measure.has_precision:
        fact = replace(fact, precision=measure.derived_name("precision"))
        parts.append(_beside(fact, fact.precision, "±", f"Uncertainty of {fact.alias}."))
    if measure.is_bounded:
        lower, upper, why = map(measure.derived_name, ("min", "max", "why"))
        fact = replace(fact, lower=lower, upper=upper, why=why)
        parts += [
            _beside(fact, lower, "at least", f"Lower bound of {fact.alias}."),
            _beside(fact, upper, "at most", f"Upper bound of {fact.alias}; empty for none."),
            Field(
                why,
                "",
                f"Why {fact.alias} is undecided.",
                f"{fact.alias}, why undecided",
                CUSTOM,
            ),
        ]
    return (fact, *parts)


def _beside(fact: Field, name: str, word: str, text: str) -> Field:
    comma = "" if word == "±" else ","
    return replace(
        fact,
        name=name,
        description=text,
        alias=f"{fact.alias}{comma} {word}",
        precision="",
        lower="",
        upper="",
        why="",
        positional=word != "±",
    )


def _source(measure: Measure) -> str:
    file = PurePath(measure.path).name
    text = f"layer {measure.layer} ({file})"
    return f"{measure.source}; {text}" if measure.source else text


def custom_field(column: str) -> Field | None:
    """Describe a column of a custom layer of the run at hand.

    Parameters
    ----------
    column : str

    Returns
    -------
    Field, or None for another column
    """
    for measure in declared_measures():
        if column in measure.columns:
            return next(field for field in measure_fields(measure) if field.name == column)
    return None


def is_custom_detail(column: str) -> bool:
    """Tell whether a column belongs to the fact of a custom layer without being it.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool
    """
    return any(column in measure.columns[1:] for measure in declared_measures())
