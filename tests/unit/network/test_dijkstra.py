"""The search that stops at the sink: scipy's answer, compiled or not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array
from scipy.sparse.csgraph import dijkstra

from screening.network.dijkstra import Search, dijkstra_to_sink, select_search
from screening.numba_dispatch import CHOICE


@pytest.fixture(scope="module", params=["off", "on"], ids=["plain", "compiled"])
def searched(request: pytest.FixtureRequest) -> Search:
    """The search, both ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, request.param)
        return select_search(1, 1)


def network(seed: int) -> csr_array:
    """Sixty nodes, some out of reach of others."""
    rng = np.random.default_rng(seed)
    held = random_array((60, 60), density=0.03, rng=rng, format="csr")
    held.sort_indices()
    held.indices, held.indptr = held.indices.astype(np.int32), held.indptr.astype(np.int32)
    return held


def km(held: csr_array, before: np.ndarray, source: int, sink: int) -> float:
    """Walk back from the sink."""
    total = 0.0
    while sink != source:
        total += held[before[sink], sink]
        sink = int(before[sink])
    return total


@pytest.mark.parametrize("seed", range(20))
def test_a_way_is_as_short_as_scipys(searched: Search, seed: int) -> None:
    held = network(seed)
    expected = dijkstra(held, indices=0)
    for sink in range(1, 60):
        before = searched(held.indptr, held.indices, held.data, 0, sink)
        assert (before[sink] >= 0) == np.isfinite(expected[sink])
        if before[sink] >= 0:
            assert km(held, before, 0, sink) == pytest.approx(expected[sink], abs=1e-12)


def test_a_closed_arc_leads_nowhere(searched: Search) -> None:
    held = csr_array(np.array([[0.0, 1.0, 5.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    arrays = held.indptr.astype(np.int32), held.indices.astype(np.int32), held.data
    assert searched(*arrays, 0, 2).tolist() == [-1, 0, 1]
    held.data[2] = np.inf  # from the second node to the third
    assert searched(*arrays, 0, 2).tolist() == [-1, 0, 0]
    held.data[:] = np.inf
    assert searched(*arrays, 0, 2).tolist() == [-1, -1, -1]


def test_few_sites_stay_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, "auto")
    assert select_search(30, 1_000) is dijkstra_to_sink
    assert select_search(100_000, 30_000) is not dijkstra_to_sink
