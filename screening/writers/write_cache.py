"""A memo shared by the writers of one run and released when the run has been written.

A plain ``functools.cache`` would keep the tables of every run of a notebook, and needs
hashable arguments, which data frames are not: entries are keyed by identity instead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

MAX_SITES = 10_000
"""With more sites nothing is cached: the memory would cost more than computing again."""

_memo: ContextVar[dict[Hashable, tuple[object, Any]] | None] = ContextVar("memo", default=None)


@contextlib.contextmanager
def memo_scope(sites_count: int) -> Iterator[None]:
    """Cache the results of memoized functions until the end of the block.

    Parameters
    ----------
    sites_count : int; nothing is cached above :data:`MAX_SITES`
    """
    token = _memo.set({} if sites_count <= MAX_SITES else None)
    try:
        yield
    finally:
        _memo.reset(token)


def memoize(function: Callable[[Argument], Result]) -> Callable[[Argument], Result]:
    """Cache a function of one object within :func:`memo_scope`, by the object's identity.

    Parameters
    ----------
    function : callable; callers do not modify its results

    Returns
    -------
    callable; outside :func:`memo_scope` it computes every time

    Examples
    --------
    >>> parts = memoize(lambda text: text.split())
    >>> text = "a b"
    >>> with memo_scope(sites_count=2):
    ...     parts(text) is parts(text)
    True
    >>> parts(text) is parts(text)
    False
    """

    @wraps(function)
    def cached(argument: Argument) -> Result:
        memo = _memo.get()
        if memo is None:
            return function(argument)
        key = (function, id(argument))
        if key not in memo:
            # The argument is stored too: while it is alive, its id is not reused.
            memo[key] = (argument, function(argument))
        result: Result = memo[key][1]
        return result

    return cached
