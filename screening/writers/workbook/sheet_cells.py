"""Cells of a workbook: what goes into one, how it looks, and that none of them runs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog import palette
from screening.writers.tables import escape_formula

if TYPE_CHECKING:
    from screening.catalog.fields import Field

LONGEST = 32_767
"""Characters that a cell holds."""

EXACT = 2**53
"""Whole numbers beyond this a spreadsheet would round."""

HEADING = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "font_color": "#ffffff",
    "bg_color": palette.INK,
    "border": 1,
    "border_color": "#4a5058",
}
INPUT = {"bg_color": "#fff2b3", "border": 1, "border_color": "#c9a400", "bold": True}
"""Cells that are meant to be changed."""

QUIET = {"font_color": palette.MUTED, "italic": True}


@dataclass
class Workbook:
    """A workbook with the formats it has been asked for so far.

    Attributes
    ----------
    file : xlsxwriter.Workbook
    """

    file: Any
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **looks: Any) -> Any:
        """Give the format with these looks, made once."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(looks)
        return self._formats[key]


def number_format(described: Field) -> str:
    """Say how numbers of a column are shown, with their unit.

    Parameters
    ----------
    described : Field

    Returns
    -------
    str, in the spreadsheet's own language; the user's locale chooses points and commas

    Examples
    --------
    >>> from screening.catalog.fields import get_field
    >>> number_format(get_field("fiber_distance_km")), number_format(get_field("pue_mean"))
    ('#,##0.0" km"', '#,##0.000')
    >>> number_format(get_field("coverage_fraction"))
    '0 %'
    """
    if described.name.endswith("_fraction"):
        return "0 %"
    if described.group == "carried":
        return "General"
    digits = "." + "0" * described.digits if described.digits else ""
    unit = "" if described.unit in ("", "-") else f'" {described.unit}"'
    return f"#,##0{digits}{unit}"


def write_cell(sheet: Any, row: int, column: int, value: object, look: Any = None) -> None:
    """Write a value into a cell: a number, a date, or text that does not run.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    row, column : int, from 0
    value : number, text or date; what is missing (None, NaN, "") leaves no cell
    look : format or None
    """
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, escape_formula(value)[:LONGEST], look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) <= EXACT:
        sheet.write_number(row, column, value, look)
    elif value is not None and not (isinstance(value, float) and math.isnan(value)):
        sheet.write_string(row, column, escape_formula(str(value))[:LONGEST], look)


def write_column(
    sheet: Any, first_row: int, column: int, values: pd.Series, look: Any = None
) -> None:
    """Write a column of a table, leaving the cells of what is missing alone.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    first_row, column : int, from 0
    values : Series
    look : format or None
    """
    missing = values.isna().to_numpy()
    whole = pd.api.types.is_integer_dtype(values) or pd.api.types.is_bool_dtype(values)
    plain = values.astype(object) if whole else values
    for row, (value, bare) in enumerate(zip(plain.tolist(), missing, strict=True), first_row):
        if not bare:
            write_cell(sheet, row, column, value, look)


def write_header(
    book: Workbook, sheet: Any, row: int, headings: Sequence[str], widths: Mapping[int, float]
) -> None:
    """Write a table's headings, and give its columns their widths.

    Parameters
    ----------
    book : Workbook
    sheet : xlsxwriter worksheet
    row : int, from 0
    headings : sequence of str
    widths : mapping of column to its width [characters]; others take 12
    """
    for column, heading in enumerate(headings):
        write_cell(sheet, row, column, heading, book.format(**HEADING))
        sheet.set_column(column, column, widths.get(column, 12))
    sheet.set_row(row, 48)
