"""Site facts formatted for readers: label, number with ± and unit, source.

Documents (report, workbook, KMZ) and the terminal share :func:`format_value`; they differ
only in their :class:`NumberStyle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from screening.catalog.fields import (
    FIELDS,
    OUTCOME_PREFIX,
    VALUE_PREFIX,
    get_field,
    is_custom_detail,
)
from screening.catalog.labels import GROUPS, UNKNOWN
from screening.catalog.stated_facts import row_precision, states
from screening.reporting.column_order import sort_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from screening.catalog.fields import Field

NARROW = "\u202f"
"""Narrow no-break space as thousands separator: no locale reads it as a decimal mark."""

_DETAIL_COLUMNS = {name for field in FIELDS.values() for name in field.details}


def is_detail(column: str) -> bool:
    """Tell whether a column is a part of a fact: its uncertainty, a bound, the reason for them.

    Parameters
    ----------
    column : str

    Returns
    -------
    bool
    """
    return column in _DETAIL_COLUMNS or is_custom_detail(column)


@dataclass(frozen=True)
class Fact:
    """One formatted fact of a site.

    Attributes
    ----------
    column, label, text, source : str; the text includes the unit
    known : bool
    """

    column: str
    label: str
    text: str
    source: str
    known: bool


@dataclass(frozen=True)
class FactGroup:
    """Facts under one title.

    Attributes
    ----------
    title : str
    facts : tuple of Fact
    """

    title: str
    facts: tuple[Fact, ...]


def strip_control_characters(text: object) -> str:
    r"""Remove control characters, which a terminal would execute, and line breaks.

    Parameters
    ----------
    text : object

    Returns
    -------
    str

    Examples
    --------
    >>> strip_control_characters("A\x1b[31m\nB")
    'A[31m B'
    """
    spaced = " ".join(str(text).split())
    return "".join(character for character in spaced if character.isprintable())


@dataclass(frozen=True)
class NumberStyle:
    """Conventions of one kind of output.

    Attributes
    ----------
    thousands : str, the thousands separator
    percent : bool, whether columns ``…_fraction`` are written in percent
    clean_text : callable, applied to cells that are not numbers
    """

    thousands: str
    percent: bool
    clean_text: Callable[[object], str]


DOCUMENT = NumberStyle(thousands=NARROW, percent=True, clean_text=str)
"""For people: each format escapes text itself."""
TERMINAL = NumberStyle(thousands="", percent=False, clean_text=strip_control_characters)
"""To be copied into a config or a query: plain numbers, fractions as in the columns."""


def format_number(value: float | None, digits: int = 0, thousands: str = NARROW) -> str:
    """Format a number so that no locale can misread it.

    Parameters
    ----------
    value : float or None
    digits : int, decimals
    thousands : str, the thousands separator

    Returns
    -------
    str, "unknown" for NaN and None; never a negative zero

    Examples
    --------
    >>> format_number(1234567.891, 1), format_number(-0.04, 1), format_number(float("nan"))
    ('1\u202f234\u202f567.9', '0.0', 'unknown')
    """
    if pd.isna(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}".replace(",", thousands)
    return text.removeprefix("-") if not text.strip("-0.") else text


def format_value(
    row: pd.Series | Mapping[str, Any],
    column: str,
    *,
    unit: bool = True,
    style: NumberStyle = DOCUMENT,
) -> str:
    """Format one fact of a site.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str
    unit : bool, whether to append the unit
    style : NumberStyle

    Returns
    -------
    str, with the uncertainty after ±, and "(stated)" after the unit of what the sites table
        states; the bounds of a fact that is known only to lie between them; "unknown" where
        nothing is known

    Examples
    --------
    >>> row = pd.Series({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5})
    >>> format_value(row, "fiber_distance_km")
    '8.7 ± 3.5 km'
    >>> ends = {"fiber_distance_min_km": 0.8, "fiber_distance_max_km": 40.0}
    >>> format_value(ends, "fiber_distance_km")
    '0.8–40.0 km'
    >>> format_value(row.replace(3.5, 0.0).to_dict() | {"stated_facts": "fiber_distance_km"},
    ...              "fiber_distance_km")
    '8.7 km (stated)'
    >>> shares = {"coverage_fraction": 0.9}
    >>> format_value(shares, "coverage_fraction")
    '90 %'
    >>> format_value(shares, "coverage_fraction", style=TERMINAL)
    '0.90'
    """
    field, value = get_field(column), cast(Any, row.get(column))
    if _is_missing(value):
        text = _format_bounds(row, field, style)
        if not text:
            return UNKNOWN
    elif isinstance(value, str) or not hasattr(value, "__float__"):
        return style.clean_text(value)
    elif style.percent and column.endswith("_fraction"):
        return f"{format_number(100 * float(value))} %"
    elif field.group == "carried":
        return f"{float(value):g}"
    else:
        text = format_number(float(value), field.digits, style.thousands)
    margin, stated = row_precision(row, column), states(row, column)
    if not pd.isna(margin) and not (stated and margin == 0):
        text += f" ± {format_number(margin, field.digits, style.thousands)}"
    text += f" {field.unit}" if unit and field.unit not in ("", "-") else ""
    return f"{text} (stated)" if stated and unit else text


def fact_source(row: pd.Series | Mapping[str, Any], column: str) -> str:
    """Name the source of a fact of a site: the sites table where it states the fact.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str

    Returns
    -------
    str
    """
    return "the sites table" if states(row, column) else get_field(column).source


def _is_missing(value: Any) -> bool:
    return (
        value == ""
        if isinstance(value, str)
        else bool(pd.api.types.is_scalar(value) and pd.isna(value))
    )


def _format_bounds(row: pd.Series | Mapping[str, Any], field: Field, style: NumberStyle) -> str:
    """Format the bounds between which a fact lies; empty where nothing is known."""
    lower, upper = (row.get(name) if name else None for name in (field.lower, field.upper))
    if lower is None or pd.isna(lower):
        return ""
    low = format_number(float(lower), field.digits, style.thousands)
    if upper is None or pd.isna(upper):
        return f"at least {low}"
    return f"{low}–{format_number(float(upper), field.digits, style.thousands)}"


def format_reason(row: pd.Series | Mapping[str, Any], column: str) -> str:
    """Say why a fact is known only to lie between two bounds.

    Parameters
    ----------
    row : Series or mapping, the site's facts
    column : str

    Returns
    -------
    str, in parentheses after a space; empty where the fact, or the reason, is missing

    Examples
    --------
    >>> row = {"fiber_distance_km": float("nan"), "fiber_distance_why": "the layer ends"}
    >>> format_reason(row, "fiber_distance_km")
    ' (the layer ends)'
    """
    why = row.get(get_field(column).why)
    is_known = not _is_missing(row.get(column))
    return "" if is_known or not isinstance(why, str) or not why else f" ({why})"


def fact_groups(row: pd.Series, without: Iterable[str] = ()) -> list[FactGroup]:
    """Format all facts of a site by group, in output order.

    Parameters
    ----------
    row : Series, the site's facts
    without : iterable of str, groups of ``screening.catalog.fields`` or columns to omit

    Returns
    -------
    list of FactGroup, without criterion values, constraint outcomes and uncertainties
    """
    omitted = set(without)
    groups: dict[str, list[Fact]] = {}
    cells = dict(zip(map(str, row.index), row.tolist(), strict=True))
    for column in sort_columns(name for name in cells if name != "geometry"):
        field = get_field(column)
        if column.startswith((VALUE_PREFIX, OUTCOME_PREFIX)) or is_detail(column):
            continue
        if {column, field.group} & omitted:
            continue
        text = format_value(cells, column) + format_reason(cells, column)
        known = text != UNKNOWN
        if known or field.group != "carried":
            fact = Fact(column, field.alias, text, fact_source(cells, column), known)
            groups.setdefault(field.group, []).append(fact)
    return [FactGroup(format_group(name), tuple(facts)) for name, facts in groups.items()]


def format_group(group: str) -> str:
    """Title a group of ``screening.catalog.fields``.

    Examples
    --------
    >>> format_group("cooling"), format_group("water")
    ('Climate and cooling', 'Water')
    """
    return GROUPS.get(group, group.capitalize())
