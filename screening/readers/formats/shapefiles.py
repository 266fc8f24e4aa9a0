"""Shapefiles: whether the parts are whole and fit together, and how the text is encoded."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Sequence
from pathlib import Path

from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import check_magic
from screening.readers.formats.gdal_names import gdal_name
from screening.readers.formats.source import Source

_MAGIC = b"\x00\x00\x27\x0a"
"""File code 9994 (ESRI Shapefile Technical Description, 1998)."""
_HEADER = 100
"""Length of the header of .shp and .shx [bytes]."""
_LANGUAGES = {0x03: "cp1252", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x02: "cp850"}
"""Encoding by the language driver of a .dbf; 0 states none."""
_ADVICE = "copy all parts of the shapefile (.shp .shx .dbf .prj) again"


def shapefile_source(path: Path, folder: Path) -> Source:
    """Check the parts of a shapefile, and find its encoding.

    Parameters
    ----------
    path : Path
    folder : Path, for links where GDAL would take the path for another

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
        For parts that are missing, cut, or have different numbers of rows.
    """
    check_magic(path, (_MAGIC,), "a shapefile")
    parts = {part.suffix.lower(): part for part in _siblings(path)}
    for suffix in (".shx", ".dbf"):
        if suffix not in parts:
            raise UnreadableError(f"expected a {suffix} beside the .shp, got none; {_ADVICE}")
    _check_length(path)
    shapes_count, rows_count = _indexed_count(parts[".shx"]), _row_count(parts[".dbf"])
    if shapes_count != rows_count:
        raise UnreadableError(
            f"expected as many rows in the .dbf as shapes in the .shx, got {rows_count} and "
            f"{shapes_count}; {_ADVICE}"
        )
    encoding, notes = _find_encoding(parts[".dbf"], parts.get(".cpg"))
    return Source(
        dataset=gdal_name(path, folder),
        drivers=("ESRI Shapefile",),
        stem=path.stem,
        notes=notes,
        encoding=encoding,
    )


def _siblings(path: Path) -> list[Path]:
    return [part for part in path.parent.iterdir() if part.stem == path.stem]


def _check_length(path: Path) -> None:
    """Compare a file with the length in its header, in words of 16 bits."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    stated = struct.unpack(">i", header[24:28])[0] * 2 if len(header) == _HEADER else _HEADER
    size = path.stat().st_size
    if size < stated:
        raise UnreadableError(
            f"expected {stated} bytes in the {path.suffix.lower()}, as its header says, got "
            f"{size}; the file is cut: {_ADVICE}"
        )


def _indexed_count(path: Path) -> int:
    check_magic(path, (_MAGIC,), "the index of a shapefile")
    _check_length(path)
    return (path.stat().st_size - _HEADER) // 8


def _row_count(path: Path) -> int:
    """Read the number of rows, and check that the file holds them."""
    with path.open("rb") as file:
        header = file.read(32)
    if len(header) < 32:
        raise UnreadableError(f"expected a .dbf with a header, got {len(header)} bytes; {_ADVICE}")
    rows, start, width = struct.unpack("<IHH", header[4:12])
    size = path.stat().st_size
    if size < start + rows * width:
        raise UnreadableError(
            f"expected {rows} rows in the .dbf, as its header says, got "
            f"{max(size - start, 0) // max(width, 1)}; the file is cut: {_ADVICE}"
        )
    return int(rows)


def _find_encoding(dbf: Path, cpg: Path | None) -> tuple[str, tuple[str, ...]]:
    """Find the encoding by what the bytes can be; what is declared is often wrong.

    Text that is valid UTF-8 beyond ASCII is hardly ever anything else.
    """
    texts, language = _text_bytes(dbf)
    declared = _declared_encoding(cpg) or _LANGUAGES.get(language, "")
    if all(text.isascii() for text in texts):
        return "", ()
    if _decodes(texts, "utf-8"):
        wrong = declared not in ("", "utf-8")
        return "utf-8", (f"read as UTF-8, though {declared} is declared",) if wrong else ()
    if declared and declared != "utf-8" and _decodes(texts, declared):
        return declared, ()
    if not declared and language:
        return "", ()  # another code page, which GDAL knows
    if _decodes(texts, "cp1252"):
        stated = f"not {declared}, as is declared" if declared else "as no encoding is declared"
        return "cp1252", (f"read as Windows-1252, {stated}; check accented characters",)
    raise UnreadableError(
        "expected text in UTF-8 or Windows-1252, got another encoding; write its name into a "
        ".cpg beside the .shp, such as 1250"
    )


def _declared_encoding(cpg: Path | None) -> str:
    if cpg is None:
        return ""
    text = cpg.read_bytes()[:60].decode("ascii", "replace").strip().casefold()
    number = re.fullmatch(r"(?:ansi|cp|windows)?[ -]?(\d+)", text)
    name = (
        {"65001": "utf-8", "88591": "iso8859-1"}.get(number[1], f"cp{number[1]}")
        if number
        else text
    )
    try:
        b"A".decode(name)  # not the codecs of other than text, such as hex
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _decodes(texts: Sequence[bytes], encoding: str) -> bool:
    """Return whether all texts decode; the width of a column may cut their last character.

    One beyond ASCII must be whole, as `Cité` in Windows-1252 looks like a cut text in UTF-8.
    """
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        decoded = [decoder().decode(text) for text in texts]
    except UnicodeError:
        return False
    return not all(text.isascii() for text in decoded)


def _text_bytes(dbf: Path) -> tuple[list[bytes], int]:
    """Gather names of columns, their cells beyond ASCII, and the language driver."""
    content = dbf.read_bytes()
    rows, start, width = struct.unpack("<IHH", content[4:12])
    fields = [content[at : at + 32] for at in range(32, start - 1, 32) if content[at] != 0x0D]
    parts = [field[:11].split(b"\x00")[0] for field in fields]
    offset = 1
    for field in fields:
        length = field[16]
        if field[11:12] in (b"C", b"M"):
            cells = (
                content[at : at + length].rstrip(b" \x00")
                for at in range(start + offset, start + rows * width, width)
            )
            parts += [cell for cell in cells if not cell.isascii()]
        offset += length
    return parts, content[29]
