"""What commas, points and blanks mean in numbers that are written as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

NOT_KNOWN = frozenset(
    ("", "na", "n/a", "#n/a", "n.a.", "nan", "null", "none", "-", "–", "—", "?", "unknown", "tbd")
)
"""Texts that mean an unknown number, in lower case."""

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u2019\u02bc\u00b4", "'"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **{"\uff0c": ",", "\uff0e": ".", "\uff0b": "+", "\uff0d": "-", "\u2212": "-"},
    }
)
"""Blanks, apostrophes, full-width digits and the minus of typesetting, as plain characters."""

_NUMBER = re.compile(r"([+-]?)([0-9][0-9., ']*|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")
_BLANKS = re.compile(r"([1-9][0-9]{0,2}(?:([ '])[0-9]{3})(?:\2[0-9]{3})*)([.,][0-9]*)?")
"""Thousands divided by blanks or apostrophes: ``1 200 000,5``."""
_DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
"""``1,200`` and ``1.200``: thousands, or three decimals."""
_ONE_MARK = re.compile(r"[0-9]*([.,])[0-9]*")
_GROUPS = {
    "": re.compile(r"(?!)"),
    ",": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ".": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}
"""By the separator of thousands."""


@dataclass(frozen=True)
class Separators:
    """What a comma and a point mean in the numbers of a column.

    Attributes
    ----------
    decimal : str, the marks before decimals: ``","``, ``"."``, both, or ``""`` for none
    thousands : str, ``","``, ``"."``, or ``""`` for none; a number with another mark is not
        read
    doubtful : bool, ``1,200`` or ``1.200`` is read with the decimal mark; not so in a column
        that has both marks
    """

    decimal: str = "."
    thousands: str = ""
    doubtful: bool = True


POINTS = Separators(".", ",")
COMMAS = Separators(",", ".")
PLAIN = Separators()
"""Nothing shows what a comma means: none is read."""
DEGREES = Separators(".,")
"""Degrees have no thousands: either mark is the decimal one."""
DOUBTFUL = Separators("")
"""Nothing shows what either means: neither is read."""


def without_decimals(separators: Separators) -> Separators:
    """Take the separators of a column of counts, whose numbers have no decimals.

    Parameters
    ----------
    separators : Separators, of the column

    Returns
    -------
    Separators, with which ``1,100`` is 1100 where nothing shows that the comma is decimal
    """
    return {PLAIN: POINTS, Separators(","): COMMAS}.get(separators, separators)


def clean_number(text: str) -> str:
    """Write the digits, blanks and signs of a text as plain characters.

    Parameters
    ----------
    text : str

    Returns
    -------
    str, without the apostrophe with which a spreadsheet marks a number as text
    """
    plain = text if text.isascii() else text.translate(_SAME)
    return plain.strip().removeprefix("'")


def read_number(text: str, separators: Separators = PLAIN) -> float:
    """Read a number.

    Parameters
    ----------
    text : str
    separators : Separators, of the text's column

    Returns
    -------
    float, finite; NaN for any other text

    Examples
    --------
    >>> [read_number(text, POINTS) for text in ("1,200", "1,234,567.8", "1 200", "1.5e3")]
    [1200.0, 1234567.8, 1200.0, 1500.0]
    >>> [read_number("1,200", each) for each in (COMMAS, PLAIN, DOUBTFUL)]
    [1.2, nan, nan]
    """
    found = _NUMBER.fullmatch(clean_number(text))
    if found is None:
        return np.nan
    sign, body, exponent = found.groups()
    if " " in body or "'" in body:
        if _BLANKS.fullmatch(body) is None:
            return np.nan
        body = body.replace(" ", "").replace("'", "")
    elif separators.thousands and separators.thousands in body:
        if _GROUPS[separators.thousands].fullmatch(body) is None:
            return np.nan
        body = body.replace(separators.thousands, "")
    elif not separators.doubtful and _DOUBTFUL.fullmatch(body):
        return np.nan
    if any(mark in body and mark not in separators.decimal for mark in ",."):
        return np.nan
    try:
        number = float(sign + body.replace(",", ".") + (exponent or ""))
    except ValueError:  # two marks
        return np.nan
    return number if np.isfinite(number) else np.nan


def decimal_mark(text: str, *, degrees: bool = False) -> str | None:
    """Find the decimal mark that a number shows beyond doubt.

    Parameters
    ----------
    text : str
    degrees : bool
        The number is of degrees, which have no thousands.

    Returns
    -------
    str, ``"."``, ``","``, or ``""`` where the number shows none; ``None`` where it is no number

    Examples
    --------
    >>> [decimal_mark(text) for text in ("12,5", "1,200", "1,234,567", "0.500", "1 200,500")]
    [',', '', '.', '.', ',']
    >>> decimal_mark("97.062", degrees=True), decimal_mark("12 MW") is None
    ('.', True)
    """
    found = _NUMBER.fullmatch(clean_number(text))
    if found is None:
        return None
    body = found[2]
    blanks = _BLANKS.fullmatch(body)
    if blanks is not None:
        return blanks[3][0] if blanks[3] else ""
    if body.isdigit():
        return ""
    if _DOUBTFUL.fullmatch(body) and not degrees:
        return ""
    single = _ONE_MARK.fullmatch(body)
    if single is not None:
        return single[1]
    grouped_by = next((mark for mark in ",." if _GROUPS[mark].fullmatch(body)), None)
    return None if grouped_by is None else {",": ".", ".": ","}[grouped_by]


def decide_separators(
    columns: Mapping[str, pd.Series], *, degrees: Collection[str] = (), decimal_comma: bool = False
) -> dict[str, Separators]:
    """Decide what commas and points mean in each column of a file, over all its rows.

    The column's own numbers decide, such as ``12.5``, else those of the other columns. Where
    nothing shows what it is, ``1,200`` is not read.

    Parameters
    ----------
    columns : mapping of name to Series, (n,), of anything
        Those with numbers, and others: a column with any other text is no evidence.
    degrees : collection of str, names of the columns with coordinates
    decimal_comma : bool
        Semicolons divide the file's cells, as they do where the comma is the decimal mark.
        Otherwise only coordinates can show that it is.

    Returns
    -------
    dict of name to Separators

    Examples
    --------
    >>> columns = {"lon": pd.Series(["-97.06"]), "mw": pd.Series(["850", "1,200"])}
    >>> decide_separators(columns, degrees=["lon"]) == {"lon": DEGREES, "mw": POINTS}
    True
    """
    shown = {name: _marks(cells, degrees=name in degrees) for name, cells in columns.items()}
    in_file: set[str] = set()
    for name, (marks, only_numbers) in shown.items():
        if name in degrees or (only_numbers and decimal_comma):
            in_file |= marks
        elif only_numbers:
            in_file |= marks - {","}
    return {
        name: _decide(marks, in_file, decimal_comma=decimal_comma, degrees=name in degrees)
        for name, (marks, _) in shown.items()
    }


def _marks(cells: pd.Series, *, degrees: bool) -> tuple[set[str], bool]:
    """Give the decimal marks that a column shows, and whether all its cells are numbers."""
    if pd.api.types.is_numeric_dtype(cells):
        return set(), True
    texts = {cell.strip() for cell in cells.tolist() if isinstance(cell, str)}
    marks = {decimal_mark(text, degrees=degrees) for text in texts if is_stated(text)}
    return {mark for mark in marks if mark}, None not in marks


def is_stated(text: str) -> bool:
    """Tell whether a cell states a number, rather than that it is unknown.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return text.casefold() not in NOT_KNOWN


def _decide(
    marks: set[str], in_file: set[str], *, decimal_comma: bool, degrees: bool
) -> Separators:
    if degrees:
        return DEGREES
    if marks == {",", "."}:
        return Separators("," if decimal_comma else ".", doubtful=False)
    if marks == {","}:
        return COMMAS if decimal_comma or in_file == {","} else PLAIN
    if marks == {"."} or in_file == {"."}:
        return POINTS
    if in_file == {","}:  # programs write points in any country: 1.200 may be 1.2
        return Separators(",")
    return DOUBTFUL if in_file else PLAIN
