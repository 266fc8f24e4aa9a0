"""A sheet of an Excel workbook: the one called sites, else the first that is filled."""

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
from screening.readers.sites.site_table import Record, SiteTable, drop_blank_rows, to_table

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError),
    SyntaxError,  # of XML: the error of every parser that openpyxl may use is one
    *(AttributeError, LookupError, TypeError, ValueError),  # XML of another shape than Excel's
)
"""What openpyxl raises on a file that is no workbook, or a broken one."""

_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
_MAX_LISTED = 10
SHEET = "sites"
"""Goes before the first filled sheet, in upper or lower case."""


def read_workbook(path: Path) -> SiteTable:
    """Read a sheet whose first filled row is the header.

    Parameters
    ----------
    path : Path, .xlsx or .xlsm

    Returns
    -------
    SiteTable, cells as Excel holds them: text, numbers, dates

    Raises
    ------
    UnreadableError
        For a file that is no workbook, sheets without rows, or formulas whose values
        were never stored.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns of charts, validation and styles, which do not matter here
            warnings.simplefilter("ignore", UserWarning)
            sheets = _sheets(path)
            full = {name: records for name, records in sheets if records}
            name = _chosen(list(full))
            unstored = _unstored(path, name) if name and _has_formulas(path) else []
    except _DAMAGED as error:
        raise UnreadableError(
            f"expected an Excel workbook, got an error ({error}); save it again as .xlsx"
        ) from error
    if unstored:
        more = f" and {len(unstored) - _MAX_LISTED} more" if len(unstored) > _MAX_LISTED else ""
        raise UnreadableError(
            "expected values, got a formula without a stored value in "
            f"{', '.join(unstored[:_MAX_LISTED])}{more}; open and save it in Excel or LibreOffice"
        )
    if not full:
        raise UnreadableError("expected a sheet with a header and rows, got empty sheets; fill one")
    if len(full) == 1:
        return to_table(path, full[name])
    others = format_known([other for other in full if other != name])
    said = f"read sheet {name!r}, not {others}; call the one you mean {SHEET!r}"
    try:
        return replace(to_table(path, full[name], notes=[said]), sheet=name)
    except UnreadableError as error:
        raise UnreadableError(f"sheet {name!r}: {error}") from error


def _chosen(names: Sequence[str]) -> str:
    """Choose the sheet called sites, else the first."""
    called = (name for name in names if name.strip().casefold() == SHEET)
    return next(called, next(iter(names), ""))


@contextmanager
def _open_sheet(path: Path, *, values: bool) -> Iterator[Any]:
    """Open a workbook row by row: what is only formatted, however far off, takes no memory."""
    import openpyxl

    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=values)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs state them wrongly
        yield book


def _sheets(path: Path) -> list[tuple[str, list[Record]]]:
    """Give each sheet's rows that are not blank, numbered as Excel shows them."""
    with _open_sheet(path, values=True) as book:
        return [
            (sheet.title, drop_blank_rows(sheet.iter_rows(values_only=True)))
            for sheet in book.worksheets
        ]


def _has_formulas(path: Path) -> bool:
    """Tell whether any sheet has a formula, which is much faster than to find each."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(archive.read(name)) for name in names)


def _unstored(path: Path, name: str) -> list[str]:
    """Tell where formulas are whose values no program has worked out, such as ``row 2 (D2)``."""
    with _open_sheet(path, values=False) as written, _open_sheet(path, values=True) as stored:
        rows = zip(written[name].iter_rows(), stored[name].iter_rows(), strict=True)
        return [
            f"row {formula.row} ({formula.coordinate})"
            for cells, values in rows
            for formula, value in zip(cells, values, strict=True)
            # "str" without text is a formula that Excel worked out to be empty
            if formula.data_type == "f" and value.value is None and value.data_type != "str"
        ]
