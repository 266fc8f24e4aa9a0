"""Put a finished folder in another's place, so that at no moment half of it is there."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""``linux/fs.h``: both names exist, and swap what they name."""

_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}
"""What a system or a file system answers that knows no exchange."""


def replace_folder(finished: Path, folder: Path, aside: Path) -> None:
    """Put a finished folder in the place of an earlier one, all on one file system.

    Parameters
    ----------
    finished : Path, afterwards gone, or holding what ``folder`` was
    folder : Path, a folder or nothing
    aside : Path, not there; holds the earlier folder for a moment where the system
        cannot exchange two. After a crash in that moment, :func:`recover` undoes it.

    Raises
    ------
    OSError
        ``folder`` is then as it was.
    """
    if not folder.exists():
        finished.rename(folder)
    elif not rename_exchange(finished, folder):
        _step_aside(finished, folder, aside)


def rename_exchange(one: Path, other: Path) -> bool:
    """Swap what two names stand for, in one step.

    Parameters
    ----------
    one, other : Path, on one file system

    Returns
    -------
    bool, false where the system cannot, and nothing was done

    Raises
    ------
    OSError

    Source
    ------
    Linux man-pages, renameat2(2).
    """
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if _POSIX else None
    if rename is None:
        return False
    failed = rename(
        AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), ctypes.c_uint(RENAME_EXCHANGE)
    )
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


_POSIX = os.name == "posix"


def _step_aside(finished: Path, folder: Path, aside: Path) -> None:
    """Do in two steps what :func:`rename_exchange` does in one."""
    try:
        folder.rename(aside)
        finished.rename(folder)
    except BaseException:
        recover(folder, aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def recover(folder: Path, aside: Path) -> None:
    """Bring back a folder that a crash left aside, or clear what is no longer needed.

    Parameters
    ----------
    folder, aside : Path, as given to :func:`replace_folder`
    """
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
