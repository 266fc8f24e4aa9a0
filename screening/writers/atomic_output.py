"""A run lands whole or not at all: written beside its folder, then swapped into its place.

The hidden folder ``.NAME.partial-…`` beside the run's own is locked while its process
lives; what a killed process left is unlocked and cleared by the next landing.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import OptionalOutputError, OutputError, format_known
from screening.writers.atomic_replace import recover, replace_folder
from screening.writers.run_json import RUN_JSON, write_record
from screening.writers.write_cache import memo_scope

if TYPE_CHECKING:
    from screening.model import ScreeningResult

    Write = Callable[[ScreeningResult, Path], None]

_SQLITE_TAILS = ("-wal", "-shm", "-journal")
"""Belong to the one file they stand beside; beside another they would corrupt it."""

_REFUSED = {
    getattr(errno, name)
    for name in (
        "EACCES", "EBUSY", "EDQUOT", "EFBIG", "EIO", "ELOOP", "ENAMETOOLONG", "ENOSPC",
        "ENOTDIR", "EPERM", "EROFS", "EXDEV",
    )
    if hasattr(errno, name)
}  # fmt: skip
"""What a disk answers that will not take a file; any other error is ours."""

ROOM_BYTES = 4 * 1024 * 1024
"""What must fit on a disk that is not full."""


def write_atomically(
    screening: ScreeningResult,
    folder: Path,
    files: Mapping[str, Write],
    noted: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write files and ``run.json`` into a new folder, then put it in the place of the earlier.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path
    files : mapping of file name to what writes it
    noted : callable, told of each file that the run does without (``OptionalOutputError``)

    Returns
    -------
    Path, the folder

    Raises
    ------
    OutputError
        Where the folder cannot be written, or is neither empty nor an earlier run.
        Then, as after any other exception, the earlier folder is as it was.
    """
    check(folder)
    place = folder.resolve()
    with _translate_os_errors(folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f".{place.name}.earlier")
        recover(place, aside)
        check(folder, files)
        _remove_stale_stages(place)
        with _stage(place) as stage:
            with memo_scope(len(screening.sites)):
                for note in _fill(stage, screening, files):
                    noted(note)
            _keep_user_files(place, stage)
            _fsync(stage)
            replace_folder(stage, place, aside)
    return folder


def check(folder: Path, files: Iterable[str] = ()) -> None:
    """Refuse a folder in which no run may land.

    Parameters
    ----------
    folder : Path
    files : names of files that would be written

    Raises
    ------
    OutputError
    """
    with _translate_os_errors(folder):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            folder.stat()  # refuses links in a circle, which resolve() takes in many ways
        problem = _problem(folder.resolve(), files)
    if problem:
        raise OutputError(f"outputs: {problem}; give another --out")


def _problem(place: Path, files: Iterable[str]) -> str:
    nearest = next(path for path in (place, *place.parents) if path.exists())
    parent = nearest if nearest != place else place.parent
    if not nearest.is_dir():
        return f"expected a folder, got the file {nearest}"
    if not all(os.access(path, os.W_OK | os.X_OK) for path in (nearest, parent)):
        return f"expected a folder that can be written, got {nearest}, which cannot"
    if nearest != place:
        return ""
    return _foreign_files(place, files) or _is_cwd_problem(place)


def _is_cwd_problem(place: Path) -> str:
    """Say that whoever runs this stands in the folder, and would be left in a deleted one."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # deleted already
        return ""
    if here != place and place not in here.parents:
        return ""
    return (
        f"expected a folder to put another in the place of, got {place}, which is the folder "
        "you stand in or holds it; cd elsewhere"
    )


def _foreign_files(place: Path, files: Iterable[str]) -> str:
    """Say what in a folder no run wrote and a run must not touch."""
    names = sorted(path.name for path in place.iterdir())
    visible = [name for name in names if not name.startswith(".")]
    if not visible:
        return ""
    written = _written(place)
    if written is None:
        return (
            f"expected an empty folder or an earlier run (with its {RUN_JSON}), "
            f"got {place} with {format_known(visible, most=3)}"
        )
    own = sorted({*files} & ({*names} - written))
    if own:
        return (
            f"expected room for {format_known(own)}, got a file of that name in {place} "
            "that no run wrote; move it"
        )
    return ""


def _written(place: Path) -> set[str] | None:
    """Names that the earlier run wrote; None where there was no run."""
    try:
        record = json.loads((place / RUN_JSON).read_text(encoding="utf-8"))
        return {str(file["name"]) for file in record["files"]} | {RUN_JSON}
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextlib.contextmanager
def _translate_os_errors(folder: Path) -> Iterator[None]:
    """Say what the disk refuses as something the user can mend."""
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        raise OutputError(
            f"outputs: expected to write {folder}, got {error}; make room, or give another --out"
        ) from error


@contextlib.contextmanager
def _stage(place: Path) -> Iterator[Path]:
    """Give a hidden, locked folder beside the place; whatever it holds at the end is cleared."""
    stage, lock = _locked(place)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _fill(stage: Path, screening: ScreeningResult, files: Mapping[str, Write]) -> list[str]:
    """Write every file, and the record of those that could be; say which could not."""
    notes: list[str] = []
    try:
        for name, write in files.items():
            try:
                write(screening, stage / name)
            except OptionalOutputError as error:
                notes += error.problems
        written = [name for name in files if (stage / name).exists()]
        write_record(screening, stage, written, notes)
    except OSError:
        raise
    except Exception:
        _raise_if_disk_full(stage)
        raise
    return notes


def _raise_if_disk_full(stage: Path) -> None:
    """Raise the disk's own error where it is full; GDAL and SQLite say so in many ways."""
    room = stage / ".room"
    with room.open("wb") as file:
        file.write(bytes(ROOM_BYTES))
        file.flush()
        os.fsync(file.fileno())
    room.unlink()


def _locked(place: Path) -> tuple[Path, int | None]:
    """Make the hidden folder; again, where a landing beside us sweeps it before it is locked."""
    number = 0
    while True:
        stage = place.with_name(f"{_prefix(place)}{os.getpid()}-{number}")
        with contextlib.suppress(FileExistsError, BlockingIOError, FileNotFoundError):
            _make(stage)
            if place.exists():
                stage.chmod(place.stat().st_mode & 0o777)
            lock = _lock(stage)
            if stage.exists():
                return stage, lock
            if lock is not None:
                os.close(lock)
        number += 1


def _make(stage: Path) -> None:
    try:
        stage.mkdir()
    except FileNotFoundError as error:  # the parent is gone, or of a system that keeps no folders
        raise OutputError(
            f"outputs: expected a folder that takes others, got {stage.parent}, which does not; "
            "give another --out"
        ) from error


def _prefix(place: Path) -> str:
    return f".{place.name}.partial-"


def _lock(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives.

    None where the system has no locks (what killed processes left then stays);
    BlockingIOError where another process has it.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_stale_stages(place: Path) -> None:
    """Clear what killed processes left beside the place."""
    for path in place.parent.iterdir():
        if path.name.startswith(_prefix(place)) and path.is_dir():
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                lock = _lock(path)
                if lock is not None:
                    shutil.rmtree(path, ignore_errors=True)
                    os.close(lock)


def _keep_user_files(place: Path, stage: Path) -> None:
    """Bring along what the user put into the earlier folder."""
    if not place.exists():
        return
    written = _written(place) or set()
    tails = {name + tail for name in written for tail in _SQLITE_TAILS}
    for path in place.iterdir():
        if path.name in written | tails:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, stage / path.name, symlinks=True, copy_function=_link)
        else:
            _link(path, stage / path.name)


def _link(source: str | Path, target: str | Path) -> None:
    """Link a file under a second name; copy it where the file system knows no links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _fsync(stage: Path) -> None:
    """Have the disk keep the files before their names change."""
    for path in (*(path for path in stage.iterdir() if path.is_file()), stage):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
