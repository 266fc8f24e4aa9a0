"""Read one sheet of an Excel workbook as people see it: visible, merged cells filled."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.errors import format_known
from screening.readers.file_checks import UnreadableError
from screening.readers.tables.file_table import FileTable, Record, drop_blank_rows, to_table
from screening.readers.tables.merged_cells import fill_merged
from screening.readers.tables.xlsx_package import SheetMarkup, sheet_markup, workbook_bytes

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError),
    SyntaxError,  # of XML: the error of every parser that openpyxl may use is one
    *(AttributeError, LookupError, TypeError, ValueError),  # XML of another shape than Excel's
)
"""Errors that openpyxl raises on a file that is not a workbook, or a damaged one."""
_HIDDEN = "in hidden or filtered rows"
_MAX_LISTED = 10


def read_workbook(path: Path, *, prefer: str) -> FileTable:
    """Read a visible sheet; rows that are hidden, also by a filter, are left out.

    Parameters
    ----------
    path : Path, .xlsx or .xlsm
    prefer : str, name of the sheet to read if there are several, in upper or lower case

    Returns
    -------
    FileTable, cells of the types that Excel stores: text, numbers, dates

    Raises
    ------
    UnreadableError
        For a file that is not a workbook, sheets without rows, or formulas without
        stored values.
    """
    content = workbook_bytes(path)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about charts, validation and styles, which do not matter here
            warnings.simplefilter("ignore", UserWarning)
            sheets, hidden = _read_sheets(content)
            name = _select_sheet(list(sheets), prefer)
            markup = _read_markup(content, name) if name else None
            uncalculated = (
                _uncalculated_cells(content, name, markup) if markup and markup.has_formulas else []
            )
    except _DAMAGED as error:
        raise UnreadableError(
            f"expected an Excel workbook, got an error ({error}); save it again as .xlsx"
        ) from error
    _check_calculated(uncalculated)
    if markup is None:
        where = f"; hidden: {format_known(hidden)}" if hidden else ""
        raise UnreadableError(
            f"expected a visible sheet with a header and rows, got empty sheets{where}; fill one"
        )
    table = _read_visible(path, name, sheets[name], markup)
    others = [other for other in sheets if other != name]
    return replace(
        table,
        sheet=name if others or hidden else "",
        notes=(*_sheet_notes(name, others, hidden, prefer), *table.notes),
    )


def _read_visible(
    path: Path, name: str, records: Sequence[Record], markup: SheetMarkup
) -> FileTable:
    filled, merged_notes = fill_merged(records, markup.merged)  # text of a hidden row holds below
    visible = [record for record in filled if record[0] not in markup.hidden_rows]
    hidden_count = len(records) - len(visible)
    notes = []
    if hidden_count:
        listed = [str(number) for number, _ in records if number in markup.hidden_rows]
        notes.append(
            f"left out {hidden_count} hidden or filtered rows ({format_known(listed)}); show "
            "them in Excel to have them read"
        )
    try:
        table = to_table(path, visible, notes=[*notes, *merged_notes])
        table = replace(table, left_out={_HIDDEN: hidden_count} if hidden_count else {})
    except UnreadableError as error:
        raise UnreadableError(f"sheet {name!r}: {error}") from error
    columns = [number - 1 for number in sorted(markup.hidden_columns)]
    header = next((cells for number, cells in visible if number < (*table.numbers, 0)[0]), ())
    names = [str(header[column]) for column in columns if column < len(header) and header[column]]
    if names:
        note = f"read {len(names)} hidden columns too: {format_known(names)}"
        return replace(table, notes=(*table.notes, note))
    return table


def _sheet_notes(
    name: str, others: Sequence[str], hidden: Sequence[str], prefer: str
) -> Iterator[str]:
    if others:
        known = format_known(others)
        yield f"read sheet {name!r}, not {known}; to read another, name it {prefer!r}"
    if hidden:
        yield f"did not read {len(hidden)} hidden sheets: {format_known(hidden)}"


def _check_calculated(uncalculated: Sequence[str]) -> None:
    if not uncalculated:
        return
    more_count = len(uncalculated) - _MAX_LISTED
    more = f" and {more_count} more" if more_count > 0 else ""
    raise UnreadableError(
        "expected values, got a formula without a stored value in "
        f"{', '.join(uncalculated[:_MAX_LISTED])}{more}; open and save it in Excel or LibreOffice"
    )


def _select_sheet(names: Sequence[str], prefer: str) -> str:
    """Select the preferred sheet, else the first."""
    matches = (name for name in names if name.strip().casefold() == prefer.casefold())
    return next(matches, next(iter(names), ""))


@contextmanager
def _open_workbook(content: bytes, *, values: bool) -> Iterator[Any]:
    """Open a workbook in read-only mode, which keeps formatted empty cells out of memory."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write wrong dimensions
    yield book


def _read_sheets(content: bytes) -> tuple[dict[str, list[Record]], list[str]]:
    """Read the visible sheets with rows, numbered as Excel shows them, and name the hidden."""
    with _open_workbook(content, values=True) as book:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheets = {
            sheet.title: drop_blank_rows(sheet.iter_rows(values_only=True)) for sheet in visible
        }
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    return {name: records for name, records in sheets.items() if records}, hidden


def _read_markup(content: bytes, name: str) -> SheetMarkup:
    """Read what the XML of a sheet says beside its cells."""
    with _open_workbook(content, values=True) as book:
        place = book[name]._worksheet_path
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sheet_markup(archive.read(place))


def _uncalculated_cells(content: bytes, name: str, markup: SheetMarkup) -> list[str]:
    """List visible formulas that no program has calculated, such as ``row 2 (D2)``."""
    with (
        _open_workbook(content, values=False) as written,
        _open_workbook(content, values=True) as stored,
    ):
        rows = zip(written[name].iter_rows(), stored[name].iter_rows(), strict=True)
        return [
            f"row {formula.row} ({formula.coordinate})"
            for cells, values in rows
            for formula, value in zip(cells, values, strict=True)
            # "str" without text is a formula that Excel calculated as empty
            if formula.data_type == "f"
            and value.value is None
            and value.data_type != "str"
            and formula.row not in markup.hidden_rows
        ]
