"""The format of the cache's files: plain arrays under a digest, mapped into memory.

A file has a fixed prelude (magic number, digest of the key and the rest, length of the
header), a header in JSON, and raw arrays. The digest includes the key under which the file is
stored, so that a file under the name of another is refused.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import struct
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"SCRNARR2"
DTYPES = ("|b1", "|u1", "<i4", "<i8", "<f4", "<f8")
"""Types of arrays in a file; none of them can hold an object."""
PRELUDE = struct.Struct("<8s32sQ")
ALIGNMENT = 64
"""Arrays begin at multiples of this [bytes]."""
BLOCK_BYTES = 1 << 24
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


def serialize(key: str, value: StoredArrays) -> list[bytes | memoryview]:
    """Lay out a file.

    Parameters
    ----------
    key : str, under which the file is stored
    value : StoredArrays

    Returns
    -------
    list of bytes or memoryview, the parts to write one after the other

    Raises
    ------
    TypeError
        Where an array is not of the types ``DTYPES``.
    """
    arrays = [np.ascontiguousarray(array) for array in value.arrays]
    if unknown := [array.dtype.str for array in arrays if array.dtype.str not in DTYPES]:
        raise TypeError(f"cache: expected arrays of {DTYPES}, got {unknown}")
    table = [{"dtype": array.dtype.str, "shape": array.shape} for array in arrays]
    header = json.dumps({"content": value.content, "arrays": table}, allow_nan=False).encode()
    header += b" " * (-(PRELUDE.size + len(header)) % ALIGNMENT)
    parts: list[bytes | memoryview] = [header]
    for array in arrays:
        parts += [array.reshape(-1).view(np.uint8).data, bytes(-array.nbytes % ALIGNMENT)]
    return [PRELUDE.pack(MAGIC, _digest(key, parts), len(header)), *parts]


def parse(key: str, mapped: memoryview) -> StoredArrays:
    """Check a file and map its arrays.

    Parameters
    ----------
    key : str, under which the file is stored
    mapped : memoryview of the file

    Returns
    -------
    StoredArrays

    Raises
    ------
    ValueError
        Where the file is not as :func:`serialize` lays it out, was changed, or is of another key.
    """
    if len(mapped) < PRELUDE.size:
        raise ValueError("expected a prelude, got a shorter file")
    magic, digest, header_bytes = PRELUDE.unpack_from(mapped)
    body = mapped[PRELUDE.size :]
    if magic != MAGIC or header_bytes > len(body) or _digest(key, [body]) != digest:
        raise ValueError("expected the digest of the file's content, got another")
    try:
        header = json.loads(bytes(body[:header_bytes]))
        arrays, start = [], header_bytes
        for entry in header["arrays"]:
            array = _map_array(body, start, entry["dtype"], entry["shape"])
            arrays.append(array)
            start += array.nbytes + -array.nbytes % ALIGNMENT
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


def _digest(key: str, parts: Iterable[bytes | memoryview]) -> bytes:
    """Hash the key and the concatenation of parts, in blocks that run in parallel."""
    blocks = _blocks(parts)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        digests = threads.map(_hash_block, blocks)
        return hashlib.blake2b(key.encode() + b"".join(digests), digest_size=32).digest()


def _hash_block(block: list[memoryview]) -> bytes:
    digest = hashlib.blake2b(digest_size=32)
    for part in block:
        digest.update(part)
    return digest.digest()


def _blocks(parts: Iterable[bytes | memoryview]) -> list[list[memoryview]]:
    """Cut the concatenation of parts into blocks of ``BLOCK_BYTES``."""
    blocks: list[list[memoryview]] = [[]]
    room = BLOCK_BYTES
    for part in parts:
        view, start = memoryview(part), 0
        while start < len(view):
            piece = view[start : start + room]
            blocks[-1].append(piece)
            start += len(piece)
            room -= len(piece)
            if not room:
                blocks.append([])
                room = BLOCK_BYTES
    return blocks
