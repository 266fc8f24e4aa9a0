"""Read delimited text as spreadsheets save it: any common delimiter and encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from screening.readers.file_checks import UnreadableError
from screening.readers.tables.file_table import FileTable, Record, drop_blank_rows, to_table
from screening.readers.text_encoding import decode_text

_DELIMITERS = ",;\t|"
_SEPARATOR_HINT = re.compile(
    r'"?sep=(?P<delimiter>[^"\r\n])"?[ ,;\t]*(\r\n|\r|\n|$)', re.IGNORECASE
)
"""The first line by which Excel is told the delimiter."""
_FIELD_LIMIT = 10_000_000
"""Longest cell that is read [characters]; a longer one means an unclosed quote."""


def read_delimited(path: Path) -> FileTable:
    """Read a CSV or TSV file, every cell as text.

    Parameters
    ----------
    path : Path

    Returns
    -------
    FileTable, every cell text or ``None``

    Raises
    ------
    UnreadableError
        For an unknown encoding, unclosed quotes, or rows with more cells than the header.
    """
    text, notes = decode_text(path.read_bytes(), advice="save it as CSV UTF-8")
    hint = _SEPARATOR_HINT.match(text)
    if hint:  # no spreadsheet shows this line, so that it has no row number either
        text = text[hint.end() :]
    delimiter = hint["delimiter"] if hint else _detect_delimiter(text)
    records = drop_blank_rows(_split_rows(text, delimiter))
    _check_last_row(text, records)
    # spreadsheets use the semicolon where the locale's decimal separator is the comma
    return to_table(path, records, decimal_comma=delimiter == ";", notes=notes)


def _detect_delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _check_last_row(text: str, records: Sequence[Record]) -> None:
    """Refuse a table that ends within a row where every other row is complete."""
    lengths = [len(cells) for _, cells in records]
    if text.endswith(("\n", "\r")) or len(lengths) < 3 or len(set(lengths[:-1])) > 1:
        return
    if lengths[-1] < lengths[0]:
        raise UnreadableError(
            f"expected {lengths[0]} cells in the last row as in the others, got {lengths[-1]} and "
            f"no line end in row {records[-1][0]}; the file is cut: copy or download it again"
        )


def _split_rows(text: str, delimiter: str) -> list[list[str]]:
    previous_limit = csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows.extend(reader)
    except csv.Error as error:
        raise UnreadableError(
            f"expected closed quotes, got an error in row {len(rows) + 1} ({error}); "
            "double each quote inside a value"
        ) from error
    finally:
        csv.field_size_limit(previous_limit)
    return rows
