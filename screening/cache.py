"""A cache on disk of prepared arrays, which holds data only and executes nothing.

The name of a file (see ``array_file``) is a key that the caller derives from the content of
all inputs and from the code. ``SCREENING_CACHE`` names another folder, or is ``off``. A file
that is damaged, foreign, of another key or writable by others is ignored.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from screening.array_file import MAGIC, StoredArrays, parse, serialize

ENVIRONMENT_VARIABLE = "SCREENING_CACHE"
MIN_SECONDS = 0.15
"""What takes less time to compute [s] is not stored."""
MAX_BYTES = 2_000_000_000
"""Maximum size of all files together; the least recently used ones are removed first."""
MAX_WRITE_SECONDS = 600.0
"""Age [s] at which an unfinished file is taken for the remains of a killed process."""
SUFFIX = ".arrays"
PARTIAL_SUFFIX = ".partial"


def cached(key: str, compute: Callable[[], StoredArrays]) -> StoredArrays:
    """Load what is stored under a key, or compute and store it.

    Parameters
    ----------
    key : str, of :func:`make_key`
    compute : callable

    Returns
    -------
    StoredArrays
    """
    value = load(key)
    if value is None:
        start = time.perf_counter()
        value = compute()
        if time.perf_counter() - start >= MIN_SECONDS:
            store(key, value)
    return value


def make_key(*parts: object) -> str:
    """Derive a key from everything that a value depends on.

    Parameters
    ----------
    *parts : objects with an unambiguous ``repr``, such as digests, numbers and texts

    Returns
    -------
    str, 64 hexadecimal digits
    """
    return hashlib.sha256(repr((MAGIC, parts)).encode()).hexdigest()


@cache
def source_digest(*paths: Path) -> str:
    """Hash the source code that a value depends on.

    Parameters
    ----------
    *paths : Path, of Python files, or of folders with all Python files below

    Returns
    -------
    str
    """
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_enabled() -> bool:
    """Tell whether values are stored and loaded."""
    return _folder() is not None


def load(key: str) -> StoredArrays | None:
    """Load what is stored under a key.

    Parameters
    ----------
    key : str

    Returns
    -------
    StoredArrays, or None where there is no valid file
    """
    folder = _folder()
    if folder is None:
        return None
    path = folder / (key + SUFFIX)
    with contextlib.suppress(OSError, ValueError):
        _check_owner(folder.lstat(), folder)
        with open(path, "rb", opener=_open_file) as file:
            _check_owner(os.fstat(file.fileno()), path)
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
        value = parse(key, mapped)
        os.utime(path)
        return value
    return None


def store(key: str, value: StoredArrays) -> None:
    """Store a value under a key, whole or not at all; without effect where that is impossible.

    Parameters
    ----------
    key : str
    value : StoredArrays
    """
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_owner(folder.lstat(), folder)
        _write(folder / (key + SUFFIX), serialize(key, value))
        _prune(folder)


def _folder() -> Path | None:
    choice = os.environ.get(ENVIRONMENT_VARIABLE, "")
    if choice == "off":
        return None
    if choice:
        return Path(choice)
    import platformdirs

    return platformdirs.user_cache_path("screening", appauthor=False) / "arrays"


def _open_file(path: str, flags: int) -> int:
    """Open without following a link, and without waiting for the writer of a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _check_owner(status: os.stat_result, path: Path) -> None:
    """Refuse what another user owns or can write; Windows has no such permissions."""
    if os.name == "nt":
        return
    if stat.S_ISLNK(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(f"{path}: expected a cache of this user, got another's")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{path}: expected write permission for the owner only")


def _write(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file under another name, and give it its name once it is on disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=PARTIAL_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(folder: Path) -> None:
    """Remove the remains of killed processes, and the least recently used files beyond the size.

    Another process may remove the same files at the same time.
    """
    for path in folder.glob(f"*{PARTIAL_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > MAX_WRITE_SECONDS:
                path.unlink()
    files = []
    for path in folder.glob(f"*{SUFFIX}"):
        with contextlib.suppress(OSError):
            files.append((path.stat(), path))
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda item: item[0].st_mtime):
        if total <= MAX_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= status.st_size
