"""Cells of a workbook: values, formats, and escaping of text that would run as a formula."""

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

MAX_CHARACTERS = 32_767
"""Maximum length of a cell's text."""

MAX_EXACT = 2**53
"""Largest integer that a spreadsheet does not round."""

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
"""Format of the cells that the user edits."""

MUTED = {"font_color": palette.MUTED, "italic": True}


@dataclass
class Workbook:
    """A workbook with a cache of its formats.

    Attributes
    ----------
    file : xlsxwriter.Workbook
    """

    file: Any
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        """Return the format with these properties; created on first use."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(properties)
        return self._formats[key]


def number_format(field: Field) -> str:
    """Return the number format of a column, with its unit.

    Parameters
    ----------
    field : Field

    Returns
    -------
    str, a format code of the spreadsheet; the user's locale sets the decimal separator

    Examples
    --------
    >>> from screening.catalog.fields import get_field
    >>> number_format(get_field("fiber_distance_km")), number_format(get_field("pue_mean"))
    ('#,##0.0" km"', '#,##0.000')
    >>> number_format(get_field("coverage_fraction"))
    '0 %'
    """
    if field.name.endswith("_fraction"):
        return "0 %"
    if field.group == "carried":
        return "General"
    digits = "." + "0" * field.digits if field.digits else ""
    unit = "" if field.unit in ("", "-") else f'" {field.unit}"'
    return f"#,##0{digits}{unit}"


def write_cell(sheet: Any, row: int, column: int, value: object, cell_format: Any = None) -> None:
    """Write a number, a date or an escaped text into a cell.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    row, column : int, from 0
    value : number, text or date; a missing value (None, NaN, "") writes no cell
    cell_format : format or None
    """
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, escape_formula(value)[:MAX_CHARACTERS], cell_format)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, cell_format)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) <= MAX_EXACT:
        sheet.write_number(row, column, value, cell_format)
    elif value is not None and not (isinstance(value, float) and math.isnan(value)):
        sheet.write_string(row, column, escape_formula(str(value))[:MAX_CHARACTERS], cell_format)


def write_column(
    sheet: Any, first_row: int, column: int, values: pd.Series, cell_format: Any = None
) -> None:
    """Write a column of a table; missing values write no cell.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    first_row, column : int, from 0
    values : Series
    cell_format : format or None
    """
    is_missing = values.isna().to_numpy()
    is_whole = pd.api.types.is_integer_dtype(values) or pd.api.types.is_bool_dtype(values)
    objects = values.astype(object) if is_whole else values
    for row, (value, skip) in enumerate(zip(objects.tolist(), is_missing, strict=True), first_row):
        if not skip:
            write_cell(sheet, row, column, value, cell_format)


def write_header(
    book: Workbook, sheet: Any, row: int, headings: Sequence[str], widths: Mapping[int, float]
) -> None:
    """Write a table's headings and set the widths of its columns.

    Parameters
    ----------
    book : Workbook
    sheet : xlsxwriter worksheet
    row : int, from 0
    headings : sequence of str
    widths : mapping of column to its width [characters]; 12 for other columns
    """
    for column, heading in enumerate(headings):
        write_cell(sheet, row, column, heading, book.format(**HEADING))
        sheet.set_column(column, column, widths.get(column, 12))
    sheet.set_row(row, 48)
