"""The search that stops at the sink agrees with scipy, compiled or not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array
from scipy.sparse.csgraph import dijkstra

from screening.network.dijkstra import Search, dijkstra_to_sink, select_search
from screening.numba_dispatch import CHOICE


@pytest.fixture(scope="module", params=["off", "on"], ids=["plain", "compiled"])
def search(request: pytest.FixtureRequest) -> Search:
    """The search, in Python and compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, request.param)
        return select_search(1, 1)


def network(seed: int) -> csr_array:
    """Sixty nodes, some of them not connected."""
    rng = np.random.default_rng(seed)
    graph = random_array((60, 60), density=0.03, rng=rng, format="csr")
    graph.sort_indices()
    graph.indices, graph.indptr = graph.indices.astype(np.int32), graph.indptr.astype(np.int32)
    return graph


def km(graph: csr_array, before: np.ndarray, source: int, sink: int) -> float:
    """Length of the path, traced back from the sink."""
    total = 0.0
    while sink != source:
        total += graph[before[sink], sink]
        sink = int(before[sink])
    return total


@pytest.mark.parametrize("seed", range(20))
def test_a_path_is_as_short_as_scipys(search: Search, seed: int) -> None:
    graph = network(seed)
    expected = dijkstra(graph, indices=0)
    for sink in range(1, 60):
        before = search(graph.indptr, graph.indices, graph.data, 0, sink)
        assert (before[sink] >= 0) == np.isfinite(expected[sink])
        if before[sink] >= 0:
            assert km(graph, before, 0, sink) == pytest.approx(expected[sink], abs=1e-12)


def test_a_closed_arc_leads_nowhere(search: Search) -> None:
    graph = csr_array(np.array([[0.0, 1.0, 5.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    arrays = graph.indptr.astype(np.int32), graph.indices.astype(np.int32), graph.data
    assert search(*arrays, 0, 2).tolist() == [-1, 0, 1]
    graph.data[2] = np.inf  # from the second node to the third
    assert search(*arrays, 0, 2).tolist() == [-1, 0, 0]
    graph.data[:] = np.inf
    assert search(*arrays, 0, 2).tolist() == [-1, -1, -1]


def test_few_sites_stay_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, "auto")
    assert select_search(30, 1_000) is dijkstra_to_sink
    assert select_search(100_000, 30_000) is not dijkstra_to_sink
