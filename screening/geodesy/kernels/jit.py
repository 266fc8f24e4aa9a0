"""The compiler's settings, the same for every kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

SETTINGS: Any = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "arcp"},
    "_nrt": False,
}
"""Threads run side by side; nothing is allocated, so that nothing is counted either:
counting references takes half of the time of a search."""
KERNELS: list[Any] = []
"""Every compiled function that is called from Python."""


def kernel(function: Function) -> Function:
    """Compile a function that Python calls, once, and keep what was compiled on disk.

    Parameters
    ----------
    function : callable over arrays and named tuples of arrays

    Returns
    -------
    The compiled function
    """
    compiled: Any = numba.njit(cache=True, **SETTINGS)(function)
    _stamp(compiled)
    KERNELS.append(compiled)
    return compiled  # type: ignore[no-any-return]


def inner(function: Function) -> Function:
    """Compile a function that only kernels call.

    Parameters
    ----------
    function : callable

    Returns
    -------
    The compiled function
    """
    compiled: Any = numba.njit(forceinline=True, **SETTINGS)(function)
    return compiled  # type: ignore[no-any-return]


def _stamp(compiled: Any) -> None:
    """Compile anew when any file of the kernels changed, not the function's own alone."""
    stored: Any = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if hasattr(stored, "_source_stamp"):
        files = sorted(Path(__file__).parent.glob("*.py"))
        stats = [file.stat() for file in files]
        stored._source_stamp = tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)
