"""Recognise the content of a file by its first bytes, for messages."""

from __future__ import annotations

from pathlib import Path

from screening.readers.file_checks import UnreadableError

_KINDS = (
    (b"version https://git-lfs", "a pointer of Git LFS instead of the file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"fgb\x03", "a FlatGeobuf"),
    (b"PAR1", "a Parquet file"),
    (b"PK", "a zip"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"<OGRVRT", "an OGR VRT, which refers to other files"),
    (b"<VRT", "a GDAL VRT, which refers to other files"),
    (b"<!DOCTYPE html", "a page of HTML"),
    (b"<html", "a page of HTML"),
    (b"<", "XML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
)
_HEAD = 512


def describe_content(head: bytes) -> str:
    """Say what a file is by its first bytes.

    Parameters
    ----------
    head : bytes

    Returns
    -------
    str

    Examples
    --------
    >>> describe_content(b"PK..."), describe_content(b"name,lon"), describe_content(bytes(9))
    ('a zip', 'text', 'other binary data')
    """
    start = head[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return kind
    return "other binary data" if b"\x00" in head else "text"


def check_magic(path: Path, magics: tuple[bytes, ...], what: str) -> None:
    """Refuse a file that does not begin as its format does.

    Parameters
    ----------
    path : Path
    magics : tuple of bytes, the possible beginnings
    what : str, the format in messages

    Raises
    ------
    UnreadableError
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(magics):
        raise wrong_content(path, what, head)


def wrong_content(path: Path, what: str, head: bytes) -> UnreadableError:
    """Build the error about a file whose content is not what its name says.

    Parameters
    ----------
    path : Path
    what : str, the format that the extension promises
    head : bytes, the first of the file

    Returns
    -------
    UnreadableError
    """
    return UnreadableError(
        f"expected {what}, as the name ends in {path.suffix.lower()}, got "
        f"{describe_content(head)}; export it again, or name it as what it is"
    )
