"""Replace one folder by another so that a complete folder exists at every moment."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""``linux/fs.h``: exchange what two existing names refer to."""

_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}
"""Codes of a kernel or file system without RENAME_EXCHANGE."""

_POSIX = os.name == "posix"


def replace_folder(new: Path, folder: Path, aside: Path) -> None:
    """Move a complete folder to the place of an earlier one, all on one file system.

    Parameters
    ----------
    new : Path, afterwards missing, or holding the earlier content of ``folder``
    folder : Path, a folder or nothing
    aside : Path, missing; holds the earlier folder for a moment where the system cannot
        exchange two names. After a crash in that moment, :func:`recover` restores it.

    Raises
    ------
    OSError
        ``folder`` is then unchanged.
    """
    if not folder.exists():
        new.rename(folder)
    elif not rename_exchange(new, folder):
        _replace_in_two_steps(new, folder, aside)


def rename_exchange(one: Path, other: Path) -> bool:
    """Exchange what two names refer to, atomically.

    Parameters
    ----------
    one, other : Path, on one file system

    Returns
    -------
    bool, false where the system cannot do it; nothing has changed then

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
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _replace_in_two_steps(new: Path, folder: Path, aside: Path) -> None:
    """Replace a folder on systems without :func:`rename_exchange`."""
    try:
        folder.rename(aside)
        new.rename(folder)
    except BaseException:
        recover(folder, aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def recover(folder: Path, aside: Path) -> None:
    """Restore a folder that a crash left aside, or delete one that is no longer needed.

    Parameters
    ----------
    folder, aside : Path, as passed to :func:`replace_folder`
    """
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
