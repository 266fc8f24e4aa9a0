"""Whether compiled kernels answer, or the pure path.

Nothing here imports numba until a job is large enough to be worth it.
"""

from __future__ import annotations

import importlib
import logging
import sys
from functools import cache
from types import ModuleType

from screening.numba_dispatch import Cost, available, is_kept, is_worth

ANSWERS = "screening.geodesy.kernels.entry_points"
COST = Cost(load_s=0.6, compile_s=15.0)

_LOG = logging.getLogger(__name__)


def compiled() -> bool:
    """Tell whether the kernels were compiled before, in this process or another.

    Returns
    -------
    bool; False where numba is missing
    """
    if not available():
        return False
    importlib.import_module(ANSWERS)
    from screening.geodesy.kernels import jit

    return all(is_kept(kernel) for kernel in jit.KERNELS)


def prepare() -> None:
    """Compile the kernels, or load what was compiled.

    Says at the level ``INFO`` of the logger ``screening.geodesy.backend`` when it compiles.
    Without numba it does nothing.
    """
    if available():
        _prepared()


def worth(pure_s: float) -> ModuleType | None:
    """Choose between kernels and the pure path.

    Parameters
    ----------
    pure_s : float [s], about what the pure path would take

    Returns
    -------
    The module of the kernels, or None for the pure path
    """
    if not available() or not is_worth(pure_s, COST, loaded=_loaded(), kept=compiled):
        return None
    return _prepared()


def _loaded() -> bool:
    """Tell whether this process has the kernels ready."""
    return _prepared.cache_info().currsize > 0


@cache
def _prepared() -> ModuleType:
    """Import the kernels and run each once."""
    if not compiled():
        _LOG.info("compiling kernels, once; this takes about %d s", COST.compile_s)
    importlib.import_module("screening.geodesy.kernels.warmup").run()
    return sys.modules[ANSWERS]
