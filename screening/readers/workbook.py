"""The first filled sheet of an Excel workbook."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

from screening.readers.files import UnreadableError
from screening.readers.site_table import Record, SiteTable, filled, tabulate


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
    """
    sheets = [(name, records) for name, records in _sheets(path) if records]
    if not sheets:
        raise UnreadableError("expected a sheet with a header and rows, got empty sheets; fill one")
    name, records = sheets[0]
    notes = (f"read sheet {name!r}, the first of {len(sheets)}",) if len(sheets) > 1 else ()
    return tabulate(path, records, notes=notes)


def _sheets(path: Path) -> list[tuple[str, list[Record]]]:
    """Give each sheet's rows that are not blank, numbered as Excel shows them."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # openpyxl warns of charts, validation and styles, which do not matter here
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(path, data_only=True)
        sheets = [
            (sheet.title, filled(list(sheet.iter_rows(values_only=True))))
            for sheet in book.worksheets
        ]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableError(
            f"expected an Excel workbook, got an error ({error}); save it again as .xlsx"
        ) from error
    return sheets
