"""A site's facts as people read them: label, figure with ± and unit, source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, VALUE_PREFIX, get_field
from screening.catalog.labels import GROUPS, UNKNOWN
from screening.writers.table_columns import sort_columns

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


def format_number(value: float | None, digits: int = 0) -> str:
    """Write a number so that no locale can misread it.

    Examples
    --------
    >>> format_number(1234567.891, 1), format_number(-0.04, 1), format_number(float("nan"))
    ('1\u202f234\u202f567.9', '0.0', 'unknown')
    """
    if pd.isna(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}".replace(",", NARROW)
    return text.removeprefix("-") if not text.strip("-0.") else text


def format_value(row: pd.Series | Mapping[str, Any], column: str) -> str:
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
    >>> format_value(pd.Series({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5}),
    ...        "fiber_distance_km")
    '8.7 ± 3.5 km'
    >>> format_value(pd.Series({"coverage_fraction": 0.9}), "coverage_fraction")
    '90 %'
    """
    field, value = get_field(column), cast(Any, row.get(column))
    if (pd.api.types.is_scalar(value) and pd.isna(value)) or value == "":
        return UNKNOWN
    if isinstance(value, str) or not hasattr(value, "__float__"):
        return str(value)
    if column.endswith("_fraction"):
        return f"{format_number(100 * float(value))} %"
    if field.group == "carried":
        return f"{float(value):g}"
    text = format_number(float(value), field.digits)
    margin = row.get(field.precision) if field.precision else None
    if margin is not None and not pd.isna(margin):
        text += f" ± {format_number(float(margin), field.digits)}"
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
    for column in sort_columns(name for name in cells if name != "geometry"):
        field = get_field(column)
        if column.startswith((VALUE_PREFIX, OUTCOME_PREFIX)) or {column, field.group} & left_out:
            continue
        text = format_value(cells, column)
        known = text != UNKNOWN
        if known or field.group != "carried":
            fact = Fact(column, field.alias, text, field.source, known)
            found.setdefault(field.group, []).append(fact)
    return [
        FactGroup(GROUPS.get(name, name.capitalize()), tuple(facts))
        for name, facts in found.items()
    ]
