"""A cache of compiled kernels that reads back only what this very code wrote.

Numba keeps machine code in pickles beside the sources. Its index file holds the source stamp
and the signatures in one pickle, so it must unpickle a file of an older release to find out
that it is stale. Unpickling resolves class names, which fails once a class has been renamed,
and runs whatever the file contains.

A sealed file begins with a SHA-256 digest of the code, the file name and the content. The
digest is compared first: a stale, foreign or damaged file is never unpickled, it counts as
absent and is overwritten. The seal is a checksum, not a signature. Whoever may write to the
cache folder may also write to the sources beside it.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import caching

SEAL_BYTES = hashlib.sha256().digest_size
_NumbaCacheFile: Any = caching.IndexDataCacheFile


class SealedCacheFile(_NumbaCacheFile):  # type: ignore[misc]
    """Numba's index and data files of one function, each under a seal.

    Parameters
    ----------
    stored : IndexDataCacheFile, whose paths and file names are kept
    code : bytes, the digest of the code that the compiled function depends on
    """

    def __init__(self, stored: Any, code: bytes) -> None:
        self.__dict__.update(stored.__dict__)
        self._code = code

    def _load_index(self) -> dict[Any, str]:
        """Read which data file holds each signature; empty where no sealed index exists."""
        try:
            index: dict[Any, str] = pickle.loads(self._read(self._index_path))
        except OSError:
            return {}
        return index

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, self._dump(overloads))

    def _load_data(self, name: str) -> Any:
        """Read one compiled signature; numba compiles it anew after an OSError."""
        return pickle.loads(self._read(self._data_path(name)))

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), self._dump(data))

    def _read(self, path: str) -> bytes:
        """Read a file whose seal holds; raise OSError for any other."""
        content = Path(path).read_bytes()
        seal, body = content[:SEAL_BYTES], content[SEAL_BYTES:]
        if seal != self._seal(path, body):
            raise OSError(f"{path}: expected a file of this code, got a stale or damaged one")
        return body

    def _write(self, path: str, body: bytes) -> None:
        with self._open_for_write(path) as file:
            file.write(self._seal(path, body) + body)

    def _seal(self, path: str, body: bytes) -> bytes:
        """Digest the code, the file name (files must not be exchanged) and the content."""
        name = hashlib.sha256(Path(path).name.encode()).digest()
        return hashlib.sha256(self._code + name + body).digest()


def digest_code(sources: Iterable[Path]) -> bytes:
    """Digest everything that decides what a kernel compiles to, and how it is pickled.

    Content is digested, not the time of the last change: an installer may set any time, and
    a copy with the same content may keep its cache.

    Parameters
    ----------
    sources : iterable of Path, the source files

    Returns
    -------
    bytes
    """
    versions = (numba.__version__, np.__version__, platform.python_version())
    digest = hashlib.sha256(repr(versions).encode())
    for source in sorted(sources):
        content = source.read_bytes()
        digest.update(f"{source.name} {len(content)}\n".encode() + content)
    return digest.digest()


def seal_cache(compiled: Any, code: bytes) -> None:
    """Make a compiled function read and write sealed cache files.

    Parameters
    ----------
    compiled : a function compiled by numba with ``cache=True``
    code : bytes, the digest of the code that it depends on
    """
    cache: Any = getattr(compiled, "_cache", None)
    stored: Any = getattr(cache, "_cache_file", None)
    if isinstance(stored, _NumbaCacheFile):
        cache._cache_file = SealedCacheFile(stored, code)
