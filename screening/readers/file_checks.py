"""Check that an input file exists and has a supported format, and compute its digest."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from screening.errors import format_known

_PACKED = (".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz")
_SHAPEFILE_PARTS = (".shp", ".dbf", ".prj", ".shx", ".cpg")


class UnreadableError(Exception):
    """Reports a file that cannot be read, without its path: *expected …, got …; do …*."""


def unsupported_format(path: Path, known: Collection[str]) -> UnreadableError:
    """Build the error about a file of another format.

    Parameters
    ----------
    path : Path
    known : collection of str, the endings that are read

    Returns
    -------
    UnreadableError
    """
    packed = path.suffix.lower() in _PACKED
    return UnreadableError(
        f"expected a supported format, got {path.suffix or 'no extension'}; known: "
        f"{format_known(known, max_count=40)}; "
        f"{'unpack it and name the file in it' if packed else 'export it as one of these'}"
    )


def check_file(path: Path, *, suffixes: Collection[str] = ()) -> None:
    """Reject a path that does not exist, is empty, or has an unsupported format.

    Parameters
    ----------
    path : Path
    suffixes : collection of str, such as ``.csv``; empty accepts any

    Raises
    ------
    UnreadableError
    """
    try:
        exists = path.exists()
    except OSError as error:  # the name is too long, or the folder is not readable
        raise UnreadableError(
            f"expected a file, got an error ({error.strerror}); check the path"
        ) from error
    if not exists and path.is_symlink():
        raise UnreadableError(
            f"expected a file, got a link to {path.readlink()}, which is not there; restore it"
        )
    if not exists:
        raise UnreadableError(f"expected a file, got none of that name; {_similar_names(path)}")
    if suffixes and path.suffix.lower() not in suffixes:
        raise unsupported_format(path, suffixes)
    if path.is_dir() and path.suffix.lower() != ".gdb":
        raise UnreadableError("expected a file, got a folder; name the file in it")
    if not path.is_dir() and not path.is_file():  # reading would wait, or never end
        raise UnreadableError("expected a file, got a pipe or device; save what it gives to a file")
    if not os.access(path, os.R_OK):
        raise UnreadableError("expected a readable file, got one without read permission; grant it")
    if path.is_file() and path.stat().st_size == 0:
        raise UnreadableError("expected a file with rows, got an empty file; export it again")


def missing_files(files: Iterable[tuple[str, Path]]) -> list[str]:
    """List the files that are not there.

    Parameters
    ----------
    files : iterable of (label, path)

    Returns
    -------
    list of str, a message each, which begins with the label
    """
    return [
        f"{label}: expected a file, got none of that name; {_similar_names(path)}"
        for label, path in files
        if not path.exists()
    ]


def _similar_names(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"the folder {folder} does not exist either; check the path"
    names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    close = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    close = close or sorted(name for name in names if name.endswith(path.suffix or "\n"))[:5]
    return f"nearest names in {folder}: {', '.join(close) or 'none'}; check the path"


def sha256(path: Path) -> str:
    """Compute the SHA-256 of a file; a shapefile with its parts, a folder with its files.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str, 64 hexadecimal digits
    """
    digest = hashlib.sha256()
    for part in _parts(path):
        with part.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _parts(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(part for part in path.rglob("*") if part.is_file())
    elif path.suffix.lower() == ".shp":
        siblings = sorted(entry for entry in path.parent.iterdir() if entry.stem == path.stem)
        yield from (entry for entry in siblings if entry.suffix.lower() in _SHAPEFILE_PARTS)
    else:
        yield path
