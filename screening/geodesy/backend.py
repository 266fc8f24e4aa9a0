"""Choice between the compiled kernels and the pure (numpy and PROJ) path.

Importing numba and loading the kernels takes longer than a small job. Nothing here imports
numba until a job is large enough.
"""

from __future__ import annotations

import importlib
import logging
import sys
from functools import cache
from types import ModuleType

from screening.numba_dispatch import CompileCost, is_compiled, numba_available, should_compile

ENTRY_POINTS = "screening.geodesy.kernels.entry_points"
COST = CompileCost(load_s=0.6, compile_s=15.0)

_LOG = logging.getLogger(__name__)


def kernels_are_compiled() -> bool:
    """Check whether all kernels are compiled, in this process or in the cache on disk.

    Returns
    -------
    bool; False where numba is missing
    """
    if not numba_available():
        return False
    importlib.import_module(ENTRY_POINTS)
    from screening.geodesy.kernels import jit

    return all(is_compiled(kernel) for kernel in jit.KERNELS)


def prepare() -> None:
    """Compile the kernels, or load them from the cache.

    A compilation is logged at level ``INFO`` by the logger ``screening.geodesy.backend``.
    Does nothing without numba.
    """
    if numba_available():
        _load_kernels()


def kernels_if_worthwhile(pure_s: float) -> ModuleType | None:
    """Choose between the kernels and the pure path.

    Parameters
    ----------
    pure_s : float [s], estimated time of the pure path

    Returns
    -------
    The module of the kernels, or None for the pure path
    """
    if not numba_available() or not should_compile(
        pure_s, COST, loaded=_loaded(), is_cached=kernels_are_compiled
    ):
        return None
    return _load_kernels()


def _loaded() -> bool:
    """Check whether this process has the kernels ready."""
    return _load_kernels.cache_info().currsize > 0


@cache
def _load_kernels() -> ModuleType:
    """Import the kernels and run each once, so that later calls need no compilation."""
    if not kernels_are_compiled():
        _LOG.info("compiling kernels, once; this takes about %d s", COST.compile_s)
    importlib.import_module("screening.geodesy.kernels.warmup").warm_up()
    return sys.modules[ENTRY_POINTS]
