"""Decision whether a job is worth compiled code. Imports no compiler.

The environment variable ``SCREENING_KERNELS`` overrides the decision: ``off`` never uses
compiled code, ``on`` always does.
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
    """Time that compiled code costs a process before it saves any.

    Attributes
    ----------
    load_s : float [s], to import the compiler and load machine code from the cache
    compile_s : float [s], to compile, once per installation
    min_s : float [s]
        Shortest job worth a call of compiled code that is already loaded.
    """

    load_s: float
    compile_s: float
    min_s: float = 0.0


def numba_available() -> bool:
    """Check whether numba is installed, without importing it.

    Returns
    -------
    bool
    """
    return importlib.util.find_spec("numba") is not None


def is_compiled(compiled: Any) -> bool:
    """Check whether a function has machine code, in this process or in the cache on disk.

    Parameters
    ----------
    compiled : a function compiled by numba

    Returns
    -------
    bool; False where numba's cache cannot be inspected
    """
    if compiled.signatures:
        return True
    # Numba has no public function for this. Its private names are looked up one by one:
    # where a release renames them, the answer is "not cached" instead of an error.
    stored = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    load_index = getattr(stored, "_load_index", None)
    return bool(load_index is not None and load_index())


def should_compile(
    pure_s: float, cost: CompileCost, *, loaded: bool, is_cached: Callable[[], bool]
) -> bool:
    """Choose between compiled code and pure Python.

    Compilation is worth it for a job that takes at least half as long in pure Python: the
    cached machine code then serves every later run.

    Parameters
    ----------
    pure_s : float [s], estimated time of pure Python
    cost : CompileCost
    loaded : bool, whether this process has the compiled code ready
    is_cached : callable, whether the machine code is on disk
        Called only where the decision depends on it, since it may import the compiler.

    Returns
    -------
    bool

    Examples
    --------
    >>> cost = CompileCost(load_s=0.5, compile_s=10.0)
    >>> [should_compile(s, cost, loaded=False, is_cached=lambda: False) for s in (0.1, 1.0, 6.0)]
    [False, False, True]
    >>> should_compile(1.0, cost, loaded=False, is_cached=lambda: True)
    True
    """
    choice = os.environ.get(CHOICE, "auto")
    if choice in ("off", "on"):
        return choice == "on"
    if loaded:
        return pure_s >= cost.min_s
    return pure_s >= cost.load_s and (pure_s >= 0.5 * cost.compile_s or is_cached())
