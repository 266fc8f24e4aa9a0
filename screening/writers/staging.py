"""The hidden folder ``.NAME.partial-…`` in which a run is written before it replaces NAME.

It is locked while its process lives. A killed process releases the lock, so that the next
run can tell its folder from one in use and delete it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING

from screening.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """Create a hidden, locked folder beside the target, and delete it at the end.

    Parameters
    ----------
    target : Path, on the same file system, so that a rename can move the result there

    Yields
    ------
    Path

    Raises
    ------
    OutputError
        Where the parent takes no folders.
    """
    stage, lock = _create_locked(target)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_stale_stages(target: Path) -> None:
    """Delete the staging folders that killed processes left beside the target.

    Parameters
    ----------
    target : Path
    """
    for path in target.parent.iterdir():
        if path.name.startswith(_stage_prefix(target)) and path.is_dir():
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                lock = _lock(path)
                if lock is not None:
                    shutil.rmtree(path, ignore_errors=True)
                    os.close(lock)


def _create_locked(target: Path) -> tuple[Path, int | None]:
    """Create the folder; retry if another run deletes it as stale before it is locked."""
    number = 0
    while True:
        stage = target.with_name(f"{_stage_prefix(target)}{os.getpid()}-{number}")
        with contextlib.suppress(FileExistsError, BlockingIOError, FileNotFoundError):
            _create(stage)
            if target.exists():
                stage.chmod(target.stat().st_mode & 0o777)
            lock = _lock(stage)
            if stage.exists():
                return stage, lock
            if lock is not None:
                os.close(lock)
        number += 1


def _create(stage: Path) -> None:
    try:
        stage.mkdir()
    except FileNotFoundError as error:  # parent deleted, or in a file system such as /proc
        raise OutputError(
            f"outputs: expected a folder that takes folders, got {stage.parent}: cannot create "
            "folders in it; give another --out"
        ) from error


def _stage_prefix(target: Path) -> str:
    return f".{target.name}.partial-"


def _lock(folder: Path) -> int | None:
    """Lock a folder for the lifetime of this process.

    None where the system has no locks (stale folders then remain); BlockingIOError where
    another process holds the lock.
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
