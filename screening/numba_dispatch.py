"""Whether a job is worth compiled code. Imports no compiler.

The environment variable ``SCREENING_KERNELS`` decides otherwise: ``off`` never, ``on`` always.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CHOICE = "SCREENING_KERNELS"


@dataclass(frozen=True)
class CompileCost:
    """What compiled code costs a process.

    Attributes
    ----------
    load_s : float [s], to load what was compiled before
    compile_s : float [s], to compile it, once
    least_s : float [s], a job below that stays pure even where it is loaded
    """

    load_s: float
    compile_s: float
    least_s: float = 0.0


def numba_available() -> bool:
    """Tell whether numba is installed.

    Returns
    -------
    bool
    """
    return importlib.util.find_spec("numba") is not None


def is_compiled(compiled: Any) -> bool:
    """Tell whether a compiled function is ready in this process, or kept on disk.

    Parameters
    ----------
    compiled : a function compiled by numba

    Returns
    -------
    bool; False where numba does not tell
    """
    if compiled.signatures:
        return True
    stored = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    index = getattr(stored, "_load_index", None)
    return bool(index is not None and index())


def should_compile(
    pure_s: float, cost: CompileCost, *, loaded: bool, kept: Callable[[], bool]
) -> bool:
    """Choose between compiled code and pure Python.

    Parameters
    ----------
    pure_s : float [s], about what pure Python would take
    cost : CompileCost
    loaded : bool, whether this process has the compiled code ready
    kept : callable, tells whether it is kept on disk; asked only where it matters

    Returns
    -------
    bool

    Examples
    --------
    >>> cost = CompileCost(load_s=0.5, compile_s=10.0)
    >>> [should_compile(s, cost, loaded=False, kept=lambda: False) for s in (0.1, 1.0, 6.0)]
    [False, False, True]
    >>> should_compile(1.0, cost, loaded=False, kept=lambda: True)
    True
    """
    choice = os.environ.get(CHOICE, "auto")
    if choice in ("off", "on"):
        return choice == "on"
    if loaded:
        return pure_s >= cost.least_s
    return pure_s >= cost.load_s and (pure_s >= 0.5 * cost.compile_s or kept())
