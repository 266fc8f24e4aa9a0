"""Which folders a run may write to: empty ones, missing ones, and those of an earlier run."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import OutputError, format_known
from screening.writers.run_json import RUN_JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DISK_ERRORS = {
    getattr(errno, name)
    for name in (
        "EACCES", "EBUSY", "EDQUOT", "EFBIG", "EIO", "ELOOP", "ENAMETOOLONG", "ENOSPC",
        "ENOTDIR", "EPERM", "EROFS", "EXDEV",
    )
    if hasattr(errno, name)
}  # fmt: skip
"""Codes with which a file system rejects a write; any other code is a bug of ours."""
_DIVIDERS = re.compile(r"[!\t\r\n]")
"""Characters of a path from which pyogrio makes the path of another file."""


def check_destination(folder: Path, files: Iterable[str] = ()) -> None:
    """Reject a folder that a run must not or cannot write to.

    Parameters
    ----------
    folder : Path
    files : iterable of str, names of the files that would be written

    Raises
    ------
    OutputError
    """
    with translate_os_errors(folder):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            folder.stat()  # raises ELOOP for circular links; resolve() differs between versions
        problem = _find_problem(folder.resolve(), files)
    if problem:
        raise OutputError(f"outputs: {problem}; give another --out")


def read_file_names(folder: Path) -> set[str] | None:
    """Read which files an earlier run wrote.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    set of str, with ``run.json``; None where the folder is not that of a run
    """
    try:
        record = json.loads((folder / RUN_JSON).read_text(encoding="utf-8"))
        return {str(file["name"]) for file in record["files"]} | {RUN_JSON}
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextlib.contextmanager
def translate_os_errors(folder: Path) -> Iterator[None]:
    """Raise OutputError for errors of the file system that the user can fix.

    Parameters
    ----------
    folder : Path, named in the message

    Raises
    ------
    OutputError
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_ERRORS:
            raise
        raise OutputError(
            f"outputs: expected to write {folder}, got {error}; make room, or give another --out"
        ) from error


def _find_problem(folder: Path, files: Iterable[str]) -> str:
    if _DIVIDERS.search(str(folder)):
        return f"expected a path without ! and line breaks, got {str(folder)!r}"
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    parent = nearest if nearest != folder else folder.parent
    if not nearest.is_dir():
        return f"expected a folder, got the file {nearest}"
    if not all(os.access(path, os.W_OK | os.X_OK) for path in (nearest, parent)):
        return f"expected a writable folder, got {nearest}, which is not writable"
    if nearest != folder:
        return ""
    return _find_foreign_files(folder, files) or _find_cwd_problem(folder)


def _find_cwd_problem(folder: Path) -> str:
    """Describe the problem of replacing the current directory, which would be deleted."""
    try:
        cwd = Path.cwd()
    except FileNotFoundError:  # deleted already
        return ""
    if cwd != folder and folder not in cwd.parents:
        return ""
    return f"cannot replace {folder}: it is (or contains) the current directory; cd elsewhere"


def _find_foreign_files(folder: Path, files: Iterable[str]) -> str:
    """Describe files that no run wrote and that a run must not overwrite."""
    names = sorted(path.name for path in folder.iterdir())
    visible = [name for name in names if not name.startswith(".")]
    if not visible:
        return ""
    earlier = read_file_names(folder)
    if earlier is None:
        return (
            f"expected an empty folder or an earlier run (with its {RUN_JSON}), "
            f"got {folder} with {format_known(visible, max_count=3)}"
        )
    foreign = sorted({*files} & ({*names} - earlier))
    if foreign:
        return f"{format_known(foreign)} exists in {folder} and was not written by a run; move it"
    return ""
