"""A site's facts as people read them: label, figure with ± and unit, source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, VALUE_PREFIX, field_of
from screening.writers.output_strings import GROUPS, UNKNOWN
from screening.writers.table_columns import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NARROW = "\u202f"
"""Between thousands: no locale reads it as a decimal mark."""

_MARGINS = {field.precision for field in FIELDS.values() if field.precision}


@dataclass(frozen=True)
class Fact:
    """One figure.

    Attributes
    ----------
    column, label, text, source : str; the text with its unit
    known : bool
    """

    column: str
    label: str
    text: str
    source: str
    known: bool


@dataclass(frozen=True)
class FactGroup:
    """Facts under one heading.

    Attributes
    ----------
    title : str
    facts : tuple of Fact
    """

    title: str
    facts: tuple[Fact, ...]


def number(value: float, digits: int = 0) -> str:
    """Write a number so that no locale can misread it.

    Examples
    --------
    >>> number(1234567.891, 1), number(-0.04, 1), number(float("nan"))
    ('1\u202f234\u202f567.9', '0.0', 'unknown')
    """
    if pd.isna(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}".replace(",", NARROW)
    return text.removeprefix("-") if not text.strip("-0.") else text


def figure(row: pd.Series | Mapping[str, Any], column: str) -> str:
    """Write one fact of a site.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str

    Returns
    -------
    str, with ± and unit; "unknown" where it is missing

    Examples
    --------
    >>> figure(pd.Series({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5}),
    ...        "fiber_distance_km")
    '8.7 ± 3.5 km'
    >>> figure(pd.Series({"coverage_fraction": 0.9}), "coverage_fraction")
    '90 %'
    """
    field, value = field_of(column), cast(Any, row.get(column))
    if (pd.api.types.is_scalar(value) and pd.isna(value)) or value == "":
        return UNKNOWN
    if isinstance(value, str) or not hasattr(value, "__float__"):
        return str(value)
    if column.endswith("_fraction"):
        return f"{number(100 * float(value))} %"
    if field.group == "carried":
        return f"{float(value):g}"
    text = number(float(value), field.digits)
    margin = row.get(field.precision) if field.precision else None
    if margin is not None and not pd.isna(margin):
        text += f" ± {number(float(margin), field.digits)}"
    return text if field.unit in ("", "-") else f"{text} {field.unit}"


def fact_groups(row: pd.Series, without: Iterable[str] = ()) -> list[FactGroup]:
    """Give everything known of a site, grouped as the fields are.

    Parameters
    ----------
    row : Series, the site's facts
    without : iterable of str, groups of ``screening.catalog.fields`` or columns to leave out

    Returns
    -------
    list of FactGroup, without values, constraint outcomes and margins
    """
    left_out = {*without, *_MARGINS}
    found: dict[str, list[Fact]] = {}
    cells = dict(zip(map(str, row.index), row.tolist(), strict=True))
    for column in in_order(name for name in cells if name != "geometry"):
        field = field_of(column)
        if column.startswith((VALUE_PREFIX, OUTCOME_PREFIX)) or {column, field.group} & left_out:
            continue
        text = figure(cells, column)
        known = text != UNKNOWN
        if known or field.group != "carried":
            fact = Fact(column, field.alias, text, field.source, known)
            found.setdefault(field.group, []).append(fact)
    return [
        FactGroup(GROUPS.get(name, name.capitalize()), tuple(facts))
        for name, facts in found.items()
    ]
