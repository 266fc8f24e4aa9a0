"""Atomic output: a run is written beside its folder and then replaces it in one step."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from screening.errors import OptionalOutputError
from screening.writers.atomic_replace import recover, replace_folder
from screening.writers.destination_checks import (
    check_destination,
    read_file_names,
    translate_os_errors,
)
from screening.writers.run_json import write_record
from screening.writers.staging import remove_stale_stages, staging_folder
from screening.writers.write_cache import memo_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from screening.model import ScreeningResult

    Write = Callable[[ScreeningResult, Path], None]

_SQLITE_SUFFIXES = ("-wal", "-shm", "-journal")
"""Side files of one SQLite database; beside another database they would corrupt it."""

PROBE_BYTES = 4 * 1024 * 1024
"""Size of a test file; a disk that cannot store it counts as full."""


def write_atomically(
    screening: ScreeningResult,
    folder: Path,
    files: Mapping[str, Write],
    on_note: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write files and ``run.json`` to a new folder, then replace the earlier folder by it.

    Parameters
    ----------
    screening : ScreeningResult
    folder : Path
    files : mapping of file name to its writer
    on_note : callable, receives a message for each optional file that could not be written
        (``OptionalOutputError``)

    Returns
    -------
    Path, the folder

    Raises
    ------
    OutputError
        Where the folder cannot be written, or is neither empty nor an earlier run. After
        this, as after any other exception, the earlier folder is unchanged.
    """
    check_destination(folder)
    target = folder.resolve()
    with translate_os_errors(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.earlier")
        recover(target, aside)
        check_destination(folder, files)  # after recovery, which may bring back a folder
        remove_stale_stages(target)
        with staging_folder(target) as stage:
            with memo_scope(len(screening.sites)):
                for note in _write_files(stage, screening, files):
                    on_note(note)
            _keep_user_files(target, stage)
            _fsync(stage)
            replace_folder(stage, target, aside)
    return folder


def _write_files(stage: Path, screening: ScreeningResult, files: Mapping[str, Write]) -> list[str]:
    """Write every file, then ``run.json`` with those that exist; return the notes."""
    notes: list[str] = []
    try:
        for name, write in files.items():
            try:
                write(screening, stage / name)
            except OptionalOutputError as error:
                notes += error.problems
        existing = [name for name in files if (stage / name).exists()]
        write_record(screening, stage, existing, notes)
    except OSError:
        raise
    except Exception:
        _raise_if_disk_full(stage)
        raise
    return notes


def _raise_if_disk_full(stage: Path) -> None:
    """Raise the OSError of a full disk; GDAL and SQLite report it as errors of their own."""
    probe = stage / ".probe"
    with probe.open("wb") as file:
        file.write(bytes(PROBE_BYTES))
        file.flush()
        os.fsync(file.fileno())
    probe.unlink()


def _keep_user_files(target: Path, stage: Path) -> None:
    """Carry over the files that the user added to the earlier run's folder."""
    if not target.exists():
        return
    outputs = read_file_names(target) or set()
    side_files = {name + suffix for name in outputs for suffix in _SQLITE_SUFFIXES}
    for path in target.iterdir():
        if path.name in outputs | side_files:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, stage / path.name, symlinks=True, copy_function=_link)
        else:
            _link(path, stage / path.name)


def _link(source: str | Path, target: str | Path) -> None:
    """Hard-link a file; copy it where the file system has no hard links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _fsync(stage: Path) -> None:
    """Flush the files to disk before the folder is renamed."""
    for path in (*(path for path in stage.iterdir() if path.is_file()), stage):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
