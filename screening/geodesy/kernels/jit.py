"""The compiler's settings, the same for every kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from screening.numba_cache import digest_code, seal_cache

Function = TypeVar("Function", bound=Callable[..., Any])

SETTINGS: Any = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "arcp"},
    "_nrt": False,
}
"""``nogil`` lets threads search one index at the same time. ``_nrt=False`` removes numba's
reference counting, which takes half the time of a search; kernels must then allocate nothing
and write only into arrays that the caller passes. ``fastmath`` allows fused multiply-add,
ignores the sign of zero and divides by multiplying; it does not allow reassociation
(the order of a sum is part of the result) nor the assumption that NaN never occurs."""
KERNELS: list[Any] = []
"""Every compiled function that is called from Python."""


def kernel(function: Function) -> Function:
    """Compile a function that Python calls, once, and cache the machine code on disk.

    Parameters
    ----------
    function : callable over arrays and named tuples of arrays

    Returns
    -------
    The compiled function
    """
    compiled: Any = numba.njit(cache=True, **SETTINGS)(function)
    seal_cache(compiled, _digest_geodesy())
    KERNELS.append(compiled)
    return compiled  # type: ignore[no-any-return]


def inner(function: Function) -> Function:
    """Compile a function that only kernels call.

    It is always inlined (LLVM's ``alwaysinline``), so that loops over the eight segments of a
    leaf are optimized as part of the kernel that calls them.

    Parameters
    ----------
    function : callable

    Returns
    -------
    The compiled function
    """
    compiled: Any = numba.njit(forceinline=True, **SETTINGS)(function)
    return compiled  # type: ignore[no-any-return]


@cache
def _digest_geodesy() -> bytes:
    """Digest all sources of the room.

    Numba itself looks only at the file of the compiled function. A kernel also contains the
    functions that are inlined into it and the constants of modules outside ``kernels``.
    """
    return digest_code(Path(__file__).parents[1].rglob("*.py"))
