"""Whether compiled kernels answer, or the pure path.

Nothing here imports numba until a job is large enough to be worth it.
"""

from __future__ import annotations

import importlib
import logging
import sys
from functools import cache
from types import ModuleType

from screening.numba_dispatch import CompileCost, is_compiled, numba_available, should_compile

ANSWERS = "screening.geodesy.kernels.entry_points"
COST = CompileCost(load_s=0.6, compile_s=15.0)

_LOG = logging.getLogger(__name__)


def kernels_are_compiled() -> bool:
    """Tell whether the kernels were compiled before, in this process or another.

    Returns
    -------
    bool; False where numba is missing
    """
    if not numba_available():
        return False
    importlib.import_module(ANSWERS)
    from screening.geodesy.kernels import jit

    return all(is_compiled(kernel) for kernel in jit.KERNELS)


def prepare() -> None:
    """Compile the kernels, or load what was compiled.

    Says at the level ``INFO`` of the logger ``screening.geodesy.backend`` when it compiles.
    Without numba it does nothing.
    """
    if numba_available():
        _prepared()


def kernels_if_worthwhile(pure_s: float) -> ModuleType | None:
    """Choose between kernels and the pure path.

    Parameters
    ----------
    pure_s : float [s], about what the pure path would take

    Returns
    -------
    The module of the kernels, or None for the pure path
    """
    if not numba_available() or not should_compile(
        pure_s, COST, loaded=_loaded(), kept=kernels_are_compiled
    ):
        return None
    return _prepared()


def _loaded() -> bool:
    """Tell whether this process has the kernels ready."""
    return _prepared.cache_info().currsize > 0


@cache
def _prepared() -> ModuleType:
    """Import the kernels and run each once."""
    if not kernels_are_compiled():
        _LOG.info("compiling kernels, once; this takes about %d s", COST.compile_s)
    importlib.import_module("screening.geodesy.kernels.warmup").warm_up()
    return sys.modules[ANSWERS]
