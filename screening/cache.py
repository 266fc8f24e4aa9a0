"""What was prepared of a layer, kept on disk from run to run.

A prepared index of a national grid takes a second to make and a tenth of one to load. It
is kept under a name that says which files it is of and which code made it, in the user's
cache folder; ``SCREENING_CACHE`` names another folder, or is ``off``.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import pickle
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from screening.version import __version__

CHOICE = "SCREENING_CACHE"
MIN_SECONDS = 0.15
"""What takes less to make [s] is not kept: a file costs more than it saves."""
MAX_BYTES = 2_000_000_000
"""What all kept files may take together; the longest unused go first."""
SUFFIX = ".prepared"
_ALIGNED = 64
"""Arrays begin at multiples of this in a file."""
_DAMAGED = (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError)


def cached(name: str, make: Callable[[], Any]) -> Any:
    """Make something, or load what was made under the same name before.

    Parameters
    ----------
    name : str, different for what differs
    make : callable, makes it of arrays mostly

    Returns
    -------
    What was made; its arrays may lie in a mapped file, where changes stay private
    """
    folder = _folder()
    if folder is None:
        return make()
    path = folder / (hashlib.sha256(f"{_code()}|{name}".encode()).hexdigest() + SUFFIX)
    if path.is_file():
        with contextlib.suppress(*_DAMAGED):
            os.utime(path)
            return _load(path)
    begin = time.perf_counter()
    made = make()
    if time.perf_counter() - begin >= MIN_SECONDS:
        with contextlib.suppress(OSError):  # no room, or no right to write: then it is not kept
            _store(made, path)
            _prune(folder)
    return made


def _folder() -> Path | None:
    choice = os.environ.get(CHOICE, "")
    if choice == "off":
        return None
    if choice:
        return Path(choice)
    import platformdirs

    return platformdirs.user_cache_path("screening", appauthor=False) / "prepared"


@cache
def _code() -> str:
    """Tell this code from other versions of it."""
    files = sorted((Path(__file__).parent / "geodesy").rglob("*.py"))
    stats = [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return repr((__version__, np.__version__, pyproj.__version__, stats))


def _store(made: Any, path: Path) -> None:
    """Write a pickle, then its arrays, each where a mapped array may begin."""
    buffers: list[pickle.PickleBuffer] = []
    head = pickle.dumps(made, protocol=5, buffer_callback=buffers.append)
    parts = [memoryview(head), *(buffer.raw() for buffer in buffers)]
    sizes = np.array([part.nbytes for part in parts], dtype=np.int64)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(np.int64(len(sizes)).tobytes() + sizes.tobytes())
            for part in parts:
                file.write(bytes(-file.tell() % _ALIGNED))
                file.write(part)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _load(path: Path) -> Any:
    with path.open("rb") as file:
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    count = int(np.frombuffer(mapped, np.int64, 1)[0])
    parts, at = [], 8 * (count + 1)
    for size in np.frombuffer(mapped, np.int64, count, 8).tolist():
        at += -at % _ALIGNED
        parts.append(mapped[at : at + size])
        at += size
    if not parts or at != len(mapped):
        raise EOFError(f"expected a file of {at} bytes, got {len(mapped)}")
    return pickle.loads(parts[0], buffers=parts[1:])


def _prune(folder: Path) -> None:
    """Remove what was not used for longest, until the rest has room."""
    stats = [(path.stat(), path) for path in folder.glob(f"*{SUFFIX}")]
    total = sum(stat.st_size for stat, _ in stats)
    for stat, path in sorted(stats, key=lambda each: each[0].st_mtime):
        if total <= MAX_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= stat.st_size
