"""Dijkstra's search from a source to a sink, in Python or compiled by numba."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.numba_dispatch import CompileCost, is_compiled, numba_available, should_compile

if TYPE_CHECKING:
    from numpy.typing import NDArray

Search = Callable[..., "NDArray[np.int32]"]
NODE_S = 7e-8
"""Time that a site's searches take per node of the graph, not compiled, as measured [s]."""
COST = CompileCost(load_s=0.6, compile_s=1.5, min_s=0.1)


def dijkstra_to_sink(
    indptr: NDArray[np.int32],
    indices: NDArray[np.int32],
    length: NDArray[np.float64],
    source: int,
    sink: int,
) -> NDArray[np.int32]:
    """Search for the sink, nearest nodes first, and stop there.

    scipy's ``dijkstra`` cannot stop at a sink: it visits every node. With reduced lengths
    (:mod:`screening.network.disjoint_paths`) few nodes are nearer than the sink.

    Parameters
    ----------
    indptr, indices : ndarray of int32, (nodes + 1,) and (arcs,), as in a CSR matrix
    length : ndarray, (arcs,), not negative; inf where an arc is closed
    source, sink : int

    Returns
    -------
    ndarray of int32, (nodes,)
        Predecessor of each node on its path from the source; −1 where none was found.

    Source
    ------
    Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische
    Mathematik 1, 269–271.
    """
    distance = np.full(len(indptr) - 1, np.inf)
    before = np.full(len(distance), -1, dtype=np.int32)
    distance[source] = 0.0
    queue = [(0.0, np.int64(source))]
    while len(queue) > 0:
        node_distance, node = heappop(queue)
        if node == sink:
            break
        if node_distance > distance[node]:  # a stale entry: a shorter path was found since
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            head_distance, head = node_distance + length[arc], np.int64(indices[arc])
            if head_distance < distance[head]:
                distance[head] = head_distance
                before[head] = node
                heappush(queue, (head_distance, head))
    return before


def select_search(site_count: int, node_count: int) -> Search:
    """Select the search, compiled where it saves more time than compiling takes.

    Parameters
    ----------
    site_count, node_count : int

    Returns
    -------
    callable, with the signature of :func:`dijkstra_to_sink`
    """
    if not numba_available():
        return dijkstra_to_sink
    pure_s = site_count * node_count * NODE_S
    loaded = _compiled_search.cache_info().currsize > 0 and bool(_compiled_search().signatures)
    worth = should_compile(
        pure_s, COST, loaded=loaded, is_cached=lambda: is_compiled(_compiled_search())
    )
    return _compiled_search() if worth else dijkstra_to_sink


@cache
def _compiled_search() -> Any:
    import numba

    from screening.numba_cache import digest_code, seal_cache

    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(dijkstra_to_sink)
    seal_cache(compiled, digest_code([Path(__file__)]))
    return compiled
