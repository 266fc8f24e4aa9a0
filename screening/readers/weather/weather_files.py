"""Open weather files, also those inside a zip."""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from screening.errors import InputError, format_known
from screening.readers.archive_checks import open_archive
from screening.readers.file_checks import UnreadableError, check_file

SUFFIXES = (".epw", ".tmy3", ".csv")
"""Extensions of weather files."""
_ANY_BYTE_ENCODING = "latin-1"
"""Decodes every byte: station names in EPW files are in various encodings."""
_MARKED_ENCODINGS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Encodings by the byte order mark at the start of a file."""
_PEEK_BYTES = 4096
_ZIP = ".zip"
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
FORMAT_ADVICE = "give an EPW or TMY3 file"
"""Closes the messages about files of other formats."""


@dataclass(frozen=True)
class WeatherFile:
    """A weather file of a layer.

    Attributes
    ----------
    name : str, path within the layer
    open : callable, opens it as text
    """

    name: str
    open: Callable[[], AbstractContextManager[io.TextIOBase]]


def list_weather_files(path: Path, open_archives: ExitStack) -> tuple[list[WeatherFile], list[str]]:
    """List the weather files of a folder, of the zips in it, of a zip, or one file.

    Parameters
    ----------
    path : Path
    open_archives : ExitStack, keeps the zips open that contain several files

    Returns
    -------
    files : list of WeatherFile, sorted by path
    problems : list of str, zips in the folder that cannot be read, and zips inside zips

    Raises
    ------
    UnreadableError
        If there is no such file, or it is no zip.
    """
    if not path.is_dir():
        check_file(path)
        if path.suffix.lower() != _ZIP:
            return [WeatherFile(path.name, partial(open_weather, path))], []
        return _list_members(path, "", open_archives)
    files: list[WeatherFile] = []
    problems: list[str] = []
    for part in sorted(part for part in path.rglob("*") if part.is_file()):
        name = part.relative_to(path).as_posix()
        if part.suffix.lower() in SUFFIXES:
            files.append(WeatherFile(name, partial(open_weather, part)))
        elif part.suffix.lower() == _ZIP:
            try:
                members, nested = _list_members(part, f"{name}/", open_archives)
            except UnreadableError as error:
                problems.append(f"{name}: {error}")
            else:
                files += members
                problems += nested
    return files, problems


def _list_members(
    path: Path, prefix: str, open_archives: ExitStack
) -> tuple[list[WeatherFile], list[str]]:
    """List the weather files in a zip, and the zips in it, which are not read."""
    with ExitStack() as opened:
        archive = opened.enter_context(open_archive(path, "a zip"))
        names = weather_members(archive)
        nested = [
            f"{prefix}{name}: expected weather files, got a zip inside a zip, which is not read; "
            "unpack it"
            for name in sorted(archive.namelist())
            if name.lower().endswith(_ZIP)
        ]
        if len(names) > 1:
            open_archives.enter_context(opened.pop_all())
            files = [
                WeatherFile(prefix + name, partial(open_member, archive, name, prefix + name))
                for name in names
            ]
        else:  # not kept open: a folder may contain a thousand zips of one file each
            files = [
                WeatherFile(prefix + name, partial(open_weather, path / name)) for name in names
            ]
    return files, nested


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
                open_member(inside, _select_member(inside, archive, path), str(path)) as text,
            ):
                yield text
        except UnreadableError as error:
            raise InputError(f"{archive}: {error}") from error
        return
    if not path.is_file():
        got = "a folder" if path.is_dir() else "none of that name"
        raise InputError(f"{path}: expected a weather file, got {got}; {FORMAT_ADVICE}")
    try:
        with path.open("rb") as raw:
            yield _as_text(raw)
    except OSError as error:
        raise InputError(
            f"{path}: expected a readable file, got {error.strerror}; check its permissions"
        ) from error


@contextmanager
def open_member(archive: zipfile.ZipFile, name: str, label: str) -> Iterator[io.TextIOBase]:
    """Open a weather file in an open zip.

    Parameters
    ----------
    archive : ZipFile
    name : str
    label : str, name of the file in messages

    Yields
    ------
    open text file

    Raises
    ------
    InputError
        If it cannot be unpacked.
    """
    try:
        raw = archive.open(name)
    except (RuntimeError, NotImplementedError, *_ZIP_ERRORS) as error:  # encrypted, for example
        raise InputError(f"{label}: expected a readable file, got {error}; unpack it") from error
    with raw:
        try:
            yield _as_text(raw)
        except _ZIP_ERRORS as error:
            raise InputError(
                f"{label}: expected a whole file in the zip, got {error}; pack it again"
            ) from error


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
        if name.lower().endswith(SUFFIXES)
        and not name.startswith("__MACOSX/")
        and not name.rpartition("/")[2].startswith("._")  # what macOS adds
    )


def _as_text(raw: IO[bytes]) -> io.TextIOWrapper:
    """Decode a file by its byte order mark, else by whether its first line is UTF-8."""
    start: bytes = cast("io.BufferedReader", raw).peek(_PEEK_BYTES)
    line = start.partition(b"\n")[0]
    marked = (name for mark, name in _MARKED_ENCODINGS.items() if start.startswith(mark))
    unmarked = "utf-8" if not line.isascii() and _is_utf8(line) else _ANY_BYTE_ENCODING
    return io.TextIOWrapper(raw, encoding=next(marked, unmarked), errors="replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == _ZIP and path.is_file() and zipfile.is_zipfile(path)


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
