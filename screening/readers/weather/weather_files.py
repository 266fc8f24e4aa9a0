"""Where weather files lie: in folders, alone, in zips."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import InputError, format_known

SUFFIXES = (".epw", ".tmy3", ".csv")
"""Endings of the names of weather files."""
ENCODING = "latin-1"
DO = "give an EPW or TMY3 file"
"""What to do about a file that is none."""


@contextmanager
def open_weather(path: Path) -> Iterator[io.TextIOBase]:
    """Open a weather file, also one inside a zip.

    Parameters
    ----------
    path : Path

    Yields
    ------
    open text file

    Raises
    ------
    InputError
    """
    archive = next((part for part in (path, *path.parents) if _is_zip(part)), None)
    if archive is not None:
        with (
            zipfile.ZipFile(archive) as inside,
            open_member(inside, _select_member(inside, archive, path)) as text,
        ):
            yield text
        return
    if not path.is_file():
        raise InputError(f"{path}: expected a weather file, got none of that name; {DO}")
    with path.open(encoding=ENCODING) as text:
        yield text


@contextmanager
def open_member(archive: zipfile.ZipFile, name: str) -> Iterator[io.TextIOBase]:
    """Open a weather file of an open zip.

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
    """Name the weather files in a zip, sorted.

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


def _select_member(archive: zipfile.ZipFile, place: Path, path: Path) -> str:
    names = weather_members(archive)
    asked = "" if path == place else path.relative_to(place).as_posix()
    if asked in archive.namelist():
        return asked
    if not asked and len(names) == 1:
        return names[0]
    got = f"none called {asked!r}" if asked else f"{len(names)}"
    raise InputError(
        f"{place}: expected one weather file in it, got {got}; known: "
        f"{format_known(names, most=8)}; "
        f"name one as {place.name}/NAME"
    )
