"""What several writers ask for is made once a landing, and forgotten with it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Of = TypeVar("Of")
Made = TypeVar("Made")

SITES_MOST = 10_000
"""Sites beyond which nothing is held: the memory would cost more than the making."""

_held: ContextVar[dict[Hashable, tuple[object, Any]] | None] = ContextVar("held", default=None)


@contextlib.contextmanager
def memo_scope(sites_count: int) -> Iterator[None]:
    """Let what is made within be used again within, unless the sites are very many.

    Parameters
    ----------
    sites_count : int
    """
    token = _held.set({} if sites_count <= SITES_MOST else None)
    try:
        yield
    finally:
        _held.reset(token)


def memoize(make: Callable[[Of], Made]) -> Callable[[Of], Made]:
    """Have a function of one object answer with what it made of that object before.

    Parameters
    ----------
    make : callable; nobody changes what it gives

    Returns
    -------
    callable; outside :func:`memo_scope` it makes anew each time

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

    @wraps(make)
    def answer(of: Of) -> Made:
        held = _held.get()
        if held is None:
            return make(of)
        key = (make, id(of))
        if key not in held:
            held[key] = (of, make(of))  # beside what it is of, whose id stays its own so
        made: Made = held[key][1]
        return made

    return answer
