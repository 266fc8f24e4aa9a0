"""Whether compiled kernels answer, or the pure path.

Nothing here imports numba until a job is large enough to be worth it. The environment
variable ``SCREENING_KERNELS`` decides otherwise: ``off`` never, ``on`` always.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
from functools import cache
from types import ModuleType

ANSWERS = "screening.geodesy.kernels.answers"
CHOICE = "SCREENING_KERNELS"
LOAD_S = 0.6
"""What loading compiled kernels costs a process [s]: a job below that stays pure."""
COMPILE_S = 15.0
"""What compiling them costs, once [s]: a job below half of that does not begin it."""

_LOG = logging.getLogger(__name__)


def available() -> bool:
    """Tell whether numba is installed.

    Returns
    -------
    bool
    """
    return importlib.util.find_spec("numba") is not None


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

    return all(jit.is_kept(kernel) for kernel in jit.KERNELS)


def prepare() -> None:
    """Compile the kernels, or load what was compiled.

    Says at the level ``INFO`` of the logger ``screening.geodesy.kernels`` when it compiles.
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
    choice = os.environ.get(CHOICE, "auto")
    if choice == "off" or not available():
        return None
    if choice != "on" and not _loaded():
        if pure_s < LOAD_S:
            return None
        if pure_s < 0.5 * COMPILE_S and not compiled():
            return None
    return _prepared()


def _loaded() -> bool:
    """Tell whether this process has the kernels ready."""
    return _prepared.cache_info().currsize > 0


@cache
def _prepared() -> ModuleType:
    """Import the kernels and run each once."""
    if not compiled():
        _LOG.info("compiling kernels, once; this takes about %d s", COMPILE_S)
    importlib.import_module("screening.geodesy.kernels.warm").run()
    return sys.modules[ANSWERS]
