"""Open weather files, also those inside a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import InputError, format_known
from screening.readers.archive_checks import open_archive
from screening.readers.file_checks import UnreadableError

SUFFIXES = (".epw", ".tmy3", ".csv")
"""Extensions of weather files."""
ENCODING = "latin-1"
"""Decodes every byte: station names in EPW files are in various encodings."""
FORMAT_ADVICE = "give an EPW or TMY3 file"
"""Closes the messages about files of other formats."""


@contextmanager
def open_weather(path: Path) -> Iterator[io.TextIOBase]:
    """Open a weather file.

    Parameters
    ----------
    path : Path, of a file, of a file inside a zip, or of a zip that contains only one

    Yields
    ------
    open text file

    Raises
    ------
    InputError
    """
    archive = next((part for part in (path, *path.parents) if _is_zip(part)), None)
    if archive is not None:
        try:
            with (
                open_archive(archive, "a zip") as inside,
                open_member(inside, _select_member(inside, archive, path)) as text,
            ):
                yield text
        except UnreadableError as error:
            raise InputError(f"{archive}: {error}") from error
        return
    if not path.is_file():
        raise InputError(f"{path}: expected a weather file, got none of that name; {FORMAT_ADVICE}")
    with path.open(encoding=ENCODING) as text:
        yield text


@contextmanager
def open_member(archive: zipfile.ZipFile, name: str) -> Iterator[io.TextIOBase]:
    """Open a weather file in an open zip.

    Parameters
    ----------
    archive : ZipFile
    name : str

    Yields
    ------
    open text file
    """
    with archive.open(name) as raw:
        yield io.TextIOWrapper(raw, encoding=ENCODING)


def weather_members(archive: zipfile.ZipFile) -> list[str]:
    """List the names of the weather files in a zip, sorted.

    Parameters
    ----------
    archive : ZipFile

    Returns
    -------
    list of str
    """
    return sorted(
        name
        for name in archive.namelist()
        if name.lower().endswith(SUFFIXES) and not name.startswith("__MACOSX/")
    )


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and path.is_file() and zipfile.is_zipfile(path)


def _select_member(archive: zipfile.ZipFile, zip_path: Path, path: Path) -> str:
    names = weather_members(archive)
    requested = "" if path == zip_path else path.relative_to(zip_path).as_posix()
    if requested in archive.namelist():
        return requested
    if not requested and len(names) == 1:
        return names[0]
    got = f"none named {requested!r}" if requested else f"{len(names)}"
    raise InputError(
        f"{zip_path}: expected one weather file in it, got {got}; known: "
        f"{format_known(names, max_count=8)}; name one as {zip_path.name}/NAME"
    )
