"""Read delimited text as spreadsheets save it: any common delimiter, UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from screening.readers.file_checks import UnreadableError
from screening.readers.tables.file_table import FileTable, drop_blank_rows, to_table

_DELIMITERS = ",;\t|"
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
        For an encoding other than UTF-8 or Windows-1252, unclosed quotes, or rows with
        more cells than the header.
    """
    text, notes = _decode(path.read_bytes())
    delimiter = _detect_delimiter(text)
    records = drop_blank_rows(_split_rows(text, delimiter))
    # spreadsheets use the semicolon where the locale's decimal separator is the comma
    return to_table(path, records, decimal_comma=delimiter == ";", notes=notes)


def _decode(content: bytes) -> tuple[str, list[str]]:
    """Decode as UTF-8, else Windows-1252; UTF-8 first, as the latter accepts almost any bytes."""
    advice = "save it as CSV UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"expected text in UTF-8 or Windows-1252, got UTF-16; {advice}")
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError("expected text, got a zip or Excel file; name it .zip or .xlsx")
    if b"\x00" in content:
        raise UnreadableError(f"expected text in UTF-8 or Windows-1252, got binary data; {advice}")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [
            "read as Windows-1252, as it is not UTF-8; check accented characters"
        ]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            "expected text in UTF-8 or Windows-1252, got a byte that is neither "
            f"(0x{content[error.start]:02X} in line {line}); {advice}"
        ) from error


def _detect_delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


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
