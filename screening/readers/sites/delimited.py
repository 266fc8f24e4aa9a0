"""CSV in the shapes spreadsheets save it: comma, semicolon or tab; UTF-8 or cp1252."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from screening.readers.file_checks import UnreadableError
from screening.readers.sites.site_table import SiteTable, drop_blank_rows, to_table

_DELIMITERS = ",;\t|"
_FIELD_LIMIT = 10_000_000
"""Longest cell that is read [characters]; more is a quote that nobody closed."""


def read_delimited(path: Path) -> SiteTable:
    """Read a CSV or TSV file as text.

    Parameters
    ----------
    path : Path

    Returns
    -------
    SiteTable, every cell text or ``None``

    Raises
    ------
    UnreadableError
        For an encoding other than UTF-8 or cp1252, quotes that do not close, or rows
        longer than the header.
    """
    text, notes = _decoded(path.read_bytes())
    delimiter = _delimiter(text)
    records = drop_blank_rows(_rows(text, delimiter))
    return to_table(path, records, decimal_comma=delimiter == ";", notes=notes)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    do = "save it as CSV UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"expected text in UTF-8 or Windows-1252, got UTF-16; {do}")
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError("expected text, got a zip or Excel file; name it .zip or .xlsx")
    if b"\x00" in content:
        raise UnreadableError(f"expected text in UTF-8 or Windows-1252, got binary data; {do}")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), ["read as Windows-1252, as it is not UTF-8; check accents"]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            "expected text in UTF-8 or Windows-1252, got a byte that is neither "
            f"(0x{content[error.start]:02X} in line {line}); {do}"
        ) from error


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(header.split('"')[::2])  # what stands outside quotes
    return max(_DELIMITERS, key=bare.count)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    limit = csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows.extend(reader)
    except csv.Error as error:
        raise UnreadableError(
            f"expected quotes that close, got trouble in row {len(rows) + 1} ({error}); "
            "write a quote inside a value twice"
        ) from error
    finally:
        csv.field_size_limit(limit)
    return rows
