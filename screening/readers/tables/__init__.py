"""Reader of tables of text: one rule for the files of sites, layers and states."""

from __future__ import annotations

from pathlib import Path

from screening.readers.tables.delimited import read_delimited
from screening.readers.tables.file_table import FileTable
from screening.readers.tables.xlsx_sheets import read_workbook

__all__ = ["DELIMITED", "TABLES", "WORKBOOKS", "FileTable", "read_table"]

DELIMITED = (".csv", ".tsv", ".txt")
"""Extensions of delimited text."""
WORKBOOKS = (".xlsx", ".xlsm")
"""Extensions of Excel workbooks."""
TABLES = DELIMITED + WORKBOOKS
"""Extensions of the files that are read as tables."""


def read_table(path: Path, *, prefer: str) -> FileTable:
    """Read a table, its cells as the file has them.

    Parameters
    ----------
    path : Path, with an extension of ``TABLES``
    prefer : str
        The sheet to read if a workbook has several.

    Returns
    -------
    FileTable

    Raises
    ------
    UnreadableError
    """
    if path.suffix.lower() in WORKBOOKS:
        return read_workbook(path, prefer=prefer)
    return read_delimited(path)
