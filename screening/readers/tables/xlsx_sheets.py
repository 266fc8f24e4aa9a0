"""Read one sheet of an Excel workbook: the preferred one, else the first with rows."""

from __future__ import annotations

import re
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

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError),
    SyntaxError,  # of XML: the error of every parser that openpyxl may use is one
    *(AttributeError, LookupError, TypeError, ValueError),  # XML of another shape than Excel's
)
"""Errors that openpyxl raises on a file that is not a workbook, or a damaged one."""

_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
"""The element of a formula in the XML of a sheet."""
_MAX_LISTED = 10


def read_workbook(path: Path, *, prefer: str) -> FileTable:
    """Read a sheet whose first row that is not blank is the header.

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
    try:
        with warnings.catch_warnings():
            # openpyxl warns about charts, validation and styles, which do not matter here
            warnings.simplefilter("ignore", UserWarning)
            sheets = {name: records for name, records in _read_sheets(path) if records}
            name = _select_sheet(list(sheets), prefer)
            uncalculated = _uncalculated_cells(path, name) if name and _has_formulas(path) else []
    except _DAMAGED as error:
        raise UnreadableError(
            f"expected an Excel workbook, got an error ({error}); save it again as .xlsx"
        ) from error
    _check_calculated(uncalculated)
    if not sheets:
        raise UnreadableError("expected a sheet with a header and rows, got empty sheets; fill one")
    if len(sheets) == 1:
        return to_table(path, sheets[name])
    others = format_known([other for other in sheets if other != name])
    note = f"read sheet {name!r}, not {others}; to read another, name it {prefer!r}"
    try:
        return replace(to_table(path, sheets[name], notes=[note]), sheet=name)
    except UnreadableError as error:
        raise UnreadableError(f"sheet {name!r}: {error}") from error


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
def _open_workbook(path: Path, *, values: bool) -> Iterator[Any]:
    """Open a workbook in read-only mode, which keeps formatted empty cells out of memory."""
    import openpyxl

    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=values)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write wrong dimensions
        yield book


def _read_sheets(path: Path) -> list[tuple[str, list[Record]]]:
    """Read the rows of each sheet that are not blank, numbered as Excel shows them."""
    with _open_workbook(path, values=True) as book:
        return [
            (sheet.title, drop_blank_rows(sheet.iter_rows(values_only=True)))
            for sheet in book.worksheets
        ]


def _has_formulas(path: Path) -> bool:
    """Search the raw XML for formulas: much faster than opening every cell twice."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(archive.read(name)) for name in names)


def _uncalculated_cells(path: Path, name: str) -> list[str]:
    """List formulas whose values no program has calculated, such as ``row 2 (D2)``."""
    with _open_workbook(path, values=False) as written, _open_workbook(path, values=True) as stored:
        rows = zip(written[name].iter_rows(), stored[name].iter_rows(), strict=True)
        return [
            f"row {formula.row} ({formula.coordinate})"
            for cells, values in rows
            for formula, value in zip(cells, values, strict=True)
            # "str" without text is a formula that Excel calculated as empty
            if formula.data_type == "f" and value.value is None and value.data_type != "str"
        ]
