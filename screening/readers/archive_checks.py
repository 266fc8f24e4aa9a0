"""Open a zip, or a format that is one: KMZ, Excel."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.readers.file_checks import UnreadableError

MAX_BYTES = 8 << 30
"""Size of a zip's unpacked content from which it is refused [bytes]."""
_ENCRYPTED = 0x1
"""Flag of a member that has a password (APPNOTE 4.4.4)."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
"""Errors of a damaged zip; OSError where a member begins before the file does."""


@contextmanager
def open_archive(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose members can be read.

    Parameters
    ----------
    path : Path
    what : str, names the format in messages, such as ``a zip``

    Yields
    ------
    ZipFile

    Raises
    ------
    UnreadableError
        For a damaged zip, passwords, and contents of more than ``MAX_BYTES``; also where a
        member proves to be damaged while it is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not members:
                raise UnreadableError(f"expected {what} with files, got an empty one; pack it")
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise UnreadableError(
                    f"expected {what} without password, got one with; save it without"
                )
            size = sum(member.file_size for member in members)
            if size > MAX_BYTES:
                raise UnreadableError(
                    f"expected {what} with at most {MAX_BYTES >> 30} GB of content, got "
                    f"{size >> 30} GB; unpack it and name the file in it"
                )
            yield archive
    except _DAMAGED as error:
        raise UnreadableError(
            f"expected {what}, got an error ({error}); download or save it again"
        ) from error
