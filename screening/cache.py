"""A cache on disk of prepared arrays, which holds data only and executes nothing.

A file has a fixed prelude (magic number, digest, length of the header), a header in JSON and
raw arrays, which are mapped into memory. Its name is a key that the caller derives from the
content of all inputs and from the code. ``SCREENING_CACHE`` names another folder, or is
``off``. A file that is damaged, foreign or writable by others is ignored.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import mmap
import os
import stat
import struct
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENVIRONMENT_VARIABLE = "SCREENING_CACHE"
MIN_SECONDS = 0.15
"""What takes less time to compute [s] is not stored."""
MAX_BYTES = 2_000_000_000
"""Maximum size of all files together; the least recently used ones are removed first."""
MAX_WRITE_SECONDS = 600.0
"""Age [s] at which an unfinished file is taken for the remains of a killed process."""
SUFFIX = ".arrays"
PARTIAL_SUFFIX = ".partial"
MAGIC = b"SCRNARR1"
DTYPES = ("|b1", "|u1", "<i4", "<i8", "<f4", "<f8")
"""Types of arrays in a file; none of them can hold an object."""
_PRELUDE = struct.Struct("<8s32sQ")
_ALIGNMENT = 64
"""Arrays begin at multiples of this [bytes]."""
_BLOCK_BYTES = 1 << 24
"""Blocks that are hashed in parallel [bytes]."""


@dataclass(frozen=True)
class StoredArrays:
    """The content of a file.

    Attributes
    ----------
    content : what JSON can hold
    arrays : tuple of ndarray, of the types ``DTYPES``
        Of a loaded file they are mapped; changes stay private to the process.
    """

    content: Any
    arrays: tuple[NDArray[Any], ...]


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
        with open(path, "rb", opener=_open_no_follow) as file:
            _check_owner(os.fstat(file.fileno()), path)
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
        value = _parse(mapped)
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
        _write(folder / (key + SUFFIX), _serialize(value))
        _prune(folder)


def _folder() -> Path | None:
    choice = os.environ.get(ENVIRONMENT_VARIABLE, "")
    if choice == "off":
        return None
    if choice:
        return Path(choice)
    import platformdirs

    return platformdirs.user_cache_path("screening", appauthor=False) / "arrays"


def _open_no_follow(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _check_owner(status: os.stat_result, path: Path) -> None:
    """Refuse what another user owns or can write; Windows has no such permissions."""
    if os.name == "nt":
        return
    if stat.S_ISLNK(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(f"{path}: expected a cache of this user, got another's")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{path}: expected write permission for the owner only")


def _serialize(value: StoredArrays) -> list[bytes | memoryview]:
    """Lay out a file as parts to write one after the other."""
    arrays = [np.ascontiguousarray(array) for array in value.arrays]
    if unknown := [array.dtype.str for array in arrays if array.dtype.str not in DTYPES]:
        raise TypeError(f"cache: expected arrays of {DTYPES}, got {unknown}")
    table = [{"dtype": array.dtype.str, "shape": array.shape} for array in arrays]
    header = json.dumps({"content": value.content, "arrays": table}, allow_nan=False).encode()
    header += b" " * (-(_PRELUDE.size + len(header)) % _ALIGNMENT)
    parts: list[bytes | memoryview] = [header]
    for array in arrays:
        parts += [array.reshape(-1).view(np.uint8).data, bytes(-array.nbytes % _ALIGNMENT)]
    return [_PRELUDE.pack(MAGIC, _digest(parts), len(header)), *parts]


def _parse(mapped: memoryview) -> StoredArrays:
    """Check a file and map its arrays.

    Raises
    ------
    ValueError
        Where it is not as :func:`_serialize` lays it out.
    """
    if len(mapped) < _PRELUDE.size:
        raise ValueError("expected a prelude, got a shorter file")
    magic, digest, header_bytes = _PRELUDE.unpack_from(mapped)
    body = mapped[_PRELUDE.size :]
    if magic != MAGIC or header_bytes > len(body) or _digest([body]) != digest:
        raise ValueError("expected the digest of the file's content, got another")
    try:
        header = json.loads(bytes(body[:header_bytes]))
        arrays, start = [], header_bytes
        for entry in header["arrays"]:
            array = _map_array(body, start, entry["dtype"], entry["shape"])
            arrays.append(array)
            start += array.nbytes + -array.nbytes % _ALIGNMENT
        content = header["content"]
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(
            f"expected a header with content and arrays, got none ({error})"
        ) from error
    if start != len(body):
        raise ValueError(f"expected arrays of {len(body)} bytes, got {start}")
    return StoredArrays(content, tuple(arrays))


def _map_array(body: memoryview, start: int, dtype: str, shape: list[int]) -> NDArray[Any]:
    if dtype not in DTYPES or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise ValueError(f"expected an array of {DTYPES}, got {dtype} of shape {shape}")
    return np.frombuffer(body, dtype, math.prod(shape), start).reshape(shape)


def _digest(parts: Iterable[bytes | memoryview]) -> bytes:
    """Hash the concatenation of parts, in blocks that run in parallel."""
    blocks = _blocks(parts)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        digests = threads.map(_hash_block, blocks)
        return hashlib.blake2b(b"".join(digests), digest_size=32).digest()


def _hash_block(block: list[memoryview]) -> bytes:
    digest = hashlib.blake2b(digest_size=32)
    for part in block:
        digest.update(part)
    return digest.digest()


def _blocks(parts: Iterable[bytes | memoryview]) -> list[list[memoryview]]:
    """Cut the concatenation of parts into blocks of ``_BLOCK_BYTES``."""
    blocks: list[list[memoryview]] = [[]]
    room = _BLOCK_BYTES
    for part in parts:
        view, start = memoryview(part), 0
        while start < len(view):
            piece = view[start : start + room]
            blocks[-1].append(piece)
            start += len(piece)
            room -= len(piece)
            if not room:
                blocks.append([])
                room = _BLOCK_BYTES
    return blocks


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
