"""The shortest way through a network that may change between searches, plain or compiled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.numba_dispatch import CompileCost, is_compiled, numba_available, should_compile

if TYPE_CHECKING:
    from numpy.typing import NDArray

Search = Callable[..., "NDArray[np.int32]"]
NODE_S = 7e-8
"""What the searches of a site take for each node of the network, not compiled [s]."""
COST = CompileCost(load_s=0.6, compile_s=1.5, min_s=0.1)


def dijkstra_to_sink(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    length: NDArray[np.float64],
    source: int,
    sink: int,
) -> NDArray[np.int32]:
    """Search for the sink, nearest nodes first, and stop there.

    Parameters
    ----------
    indptr, indices : ndarray of int32, (nodes + 1,) and (arcs,), as in a csr matrix
    length : ndarray, (arcs,), not negative; inf where an arc is closed
    source, sink : int

    Returns
    -------
    ndarray of int32, (nodes,)
        The node before each on the way from the source; −1 where none was found.

    Source
    ------
    Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische
    Mathematik 1, 269–271.
    """
    far = np.full(len(indptr) - 1, np.inf)
    before = np.full(len(far), -1, dtype=np.int32)
    far[source] = 0.0
    waiting = [(0.0, np.int64(source))]
    while len(waiting) > 0:
        here, node = heappop(waiting)
        if node == sink:
            break
        if here > far[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            there, head = here + length[arc], np.int64(indices[arc])
            if there < far[head]:
                far[head] = there
                before[head] = node
                heappush(waiting, (there, head))
    return before


def select_search(site_count: int, node_count: int) -> Search:
    """Give the search, compiled where so many sites are worth it.

    Parameters
    ----------
    site_count, node_count : int

    Returns
    -------
    callable, as :func:`dijkstra_to_sink`
    """
    if not numba_available():
        return dijkstra_to_sink
    pure_s = site_count * node_count * NODE_S
    loaded = _compiled.cache_info().currsize > 0 and bool(_compiled().signatures)
    worth = should_compile(pure_s, COST, loaded=loaded, is_cached=lambda: is_compiled(_compiled()))
    return _compiled() if worth else dijkstra_to_sink


@cache
def _compiled() -> Any:
    import numba

    return numba.njit(cache=True, nogil=True, error_model="numpy")(dijkstra_to_sink)
