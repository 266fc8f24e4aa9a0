"""GeoPackage, FlatGeobuf, file geodatabase: whether they are what their name says, and whole."""

from __future__ import annotations

import struct
from pathlib import Path

from screening.readers.file_checks import UnreadableError
from screening.readers.formats.content import check_magic
from screening.readers.formats.gdal_names import gdal_name
from screening.readers.formats.source import Source

_SQLITE = b"SQLite format 3\x00"


def geopackage_source(path: Path, folder: Path) -> Source:
    """Check that a GeoPackage is a database with all of its pages.

    Parameters
    ----------
    path : Path
    folder : Path, for a link where GDAL would take the path for another

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
    """
    check_magic(path, (_SQLITE,), "a GeoPackage")
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) == 100:
        page_size, changes, pages, valid_for = (
            struct.unpack(">H", header[16:18])[0],
            *(struct.unpack(">I", header[at : at + 4])[0] for at in (24, 28, 92)),
        )
        needed = pages * (65536 if page_size == 1 else page_size)
        # an old writer leaves the number of pages as it was (SQLite, database file format 1.3.7)
        if changes == valid_for and path.stat().st_size < needed:
            raise UnreadableError(
                f"expected {needed} bytes, as the header says, got {path.stat().st_size}; the file "
                "is cut: download or copy it again"
            )
    return Source(dataset=gdal_name(path, folder), drivers=("GPKG",), stem=path.stem)


def flatgeobuf_source(path: Path, folder: Path) -> Source:
    """Check the first bytes of a FlatGeobuf.

    Parameters
    ----------
    path : Path
    folder : Path, for a link where GDAL would take the path for another

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
    """
    check_magic(path, (b"fgb\x03fgb",), "a FlatGeobuf")
    return Source(dataset=gdal_name(path, folder), drivers=("FlatGeobuf",), stem=path.stem)


def geodatabase_source(path: Path, folder: Path) -> Source:
    """Check that a folder is a file geodatabase.

    Parameters
    ----------
    path : Path
    folder : Path, for a link where GDAL would take the path for another

    Returns
    -------
    Source

    Raises
    ------
    UnreadableError
    """
    if not path.is_dir() or not any(path.glob("a0000000?.gdbtable")):
        raise UnreadableError(
            "expected a file geodatabase (a folder with .gdbtable files), got another; export it "
            "again"
        )
    return Source(dataset=gdal_name(path, folder), drivers=("OpenFileGDB",), stem=path.stem)
