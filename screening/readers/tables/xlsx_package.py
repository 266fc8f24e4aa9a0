"""The zip inside an Excel workbook: its format, and what is hidden or merged in a sheet.

openpyxl tells hidden rows and merged cells only of sheets that it holds in memory in full,
with every formatted empty cell; the XML of the sheet tells them at once.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from screening.readers.archive_checks import open_archive
from screening.readers.file_checks import UnreadableError

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of Strict Open XML (ISO/IEC 29500-1), below ``_STRICT``, and the transitional ones
that Excel writes by default."""
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old .xls, or a workbook with a password"),
    (b"<", "a page of HTML or XML"),
    (b"{", "JSON"),
    (b"%PDF", "a PDF"),
)
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass(frozen=True)
class Merged:
    """Merged cells: first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class SheetMarkup:
    """What the XML of a sheet says beside its cells.

    Attributes
    ----------
    hidden_rows : frozenset of int, from 1; filtered ones too
    hidden_columns : frozenset of int, from 1
    merged : tuple of Merged
    has_formulas : bool
    """

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[Merged, ...]
    has_formulas: bool


def workbook_bytes(path: Path) -> bytes:
    """Read a workbook; a Strict Open XML one in the namespaces that openpyxl knows.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bytes, of a zip

    Raises
    ------
    UnreadableError
        For a file that is no workbook.
    """
    content = path.read_bytes()
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, what in _FOREIGN:
        if head.startswith(start):
            raise UnreadableError(f"expected an Excel workbook, got {what}; save it as .xlsx")
    if not head.startswith(b"PK") and b"\x00" not in head:
        raise UnreadableError(
            "expected an Excel workbook, got text; name it .csv, or save as .xlsx"
        )
    with open_archive(path, "an Excel workbook") as archive:
        if not any(name.startswith("xl/") for name in archive.namelist()):
            raise UnreadableError("expected an Excel workbook, got another zip; save it as .xlsx")
        is_strict = "xl/workbook.xml" in archive.namelist() and _STRICT in archive.read(
            "xl/workbook.xml"
        )
        return _translate_strict(archive) if is_strict else content


def _translate_strict(archive: zipfile.ZipFile) -> bytes:
    """Rewrite a workbook in the transitional namespaces."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as translated:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.endswith((".xml", ".rels")):
                for strict, transitional in _NAMESPACES.items():
                    content = content.replace(_STRICT + strict, transitional)
            translated.writestr(member.filename, content)
    return output.getvalue()


def sheet_markup(xml: bytes) -> SheetMarkup:
    """Find hidden rows and columns, merged cells and formulas in the XML of a sheet.

    Parameters
    ----------
    xml : bytes

    Returns
    -------
    SheetMarkup
    """
    hidden_rows = {
        int(_attribute(row[1], b"r") or number)
        for number, row in enumerate(_ROW.finditer(xml), start=1)
        if _HIDDEN.search(row[1])
    }
    hidden_columns = {
        number
        for column in _COLUMN.finditer(xml)
        if _HIDDEN.search(column[1])
        for number in range(
            int(_attribute(column[1], b"min") or 1), int(_attribute(column[1], b"max") or 1) + 1
        )
    }
    merged = tuple(
        Merged(int(top), _column_number(left), int(bottom), _column_number(right))
        for left, top, right, bottom in (match.groups() for match in _MERGED.finditer(xml))
    )
    return SheetMarkup(
        frozenset(hidden_rows), frozenset(hidden_columns), merged, bool(_FORMULA.search(xml))
    )


def _attribute(text: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"(?:^|\s)" + name + rb"=\"(\d+)\"", text)
    return found[1] if found else None


def _column_number(letters: bytes) -> int:
    """Convert the letters of a column to its number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
