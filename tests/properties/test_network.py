"""Menger's theorem on random networks, against networkx; and what must hold of any network."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from fixtures.network_worked import RECKONING, at, graph, routes
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.network import (
    FiberGraph,
    adjacency_matrix,
    analyze_diversity,
    route_sites,
    shortest_path_tree,
)
from screening.network.augmented_graph import AugmentedGraph, attach_sites
from screening.network.bridges import BridgeFinder
from screening.network.disjoint_paths import MAX_PATHS, DisjointPathFinder

TOWNS = 12


@st.composite
def networks(draw: st.DrawFn) -> tuple[FiberGraph, np.ndarray]:
    """Towns on a jittered grid 10 km apart, routes between near ones, hubs, and a site."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    grid = np.array([(x, y) for x in range(4) for y in range(3)])
    towns = 10.0 * grid + rng.uniform(-2, 2, (TOWNS, 2))
    near = [(a, b) for a in range(TOWNS) for b in range(a) if np.abs(grid[a] - grid[b]).max() == 1]
    keep = draw(st.floats(0.3, 0.9))
    chosen = [pair for pair in near if rng.random() < keep]
    names = [f"P{k}" for k in rng.integers(0, 3, len(chosen))]
    ways = [[tuple(towns[a]), tuple(towns[b])] for a, b in chosen]
    hubs = [tuple(towns[k]) for k in rng.choice(TOWNS, draw(st.integers(1, 4)), replace=False)]
    some = graph(routes(ways, providers=[(name,) for name in names]), hubs)
    return some, np.array([at(*rng.uniform(-5, 35, 2)) for _ in range(3)])


def oracle(tapped: AugmentedGraph, site: int, *, nodes: bool) -> int:
    """Count by networkx: minimum cut between the site and a sink behind the hubs."""
    network = nx.DiGraph()
    edges = tapped.edges
    pairs = list(zip(edges.tail.tolist(), edges.head.tolist(), strict=True))
    for tail, head in [*pairs, *(pair[::-1] for pair in pairs)]:
        network.add_edge((tail, "out"), (head, "in"), capacity=1)
    for node in range(tapped.sink):
        network.add_edge((node, "in"), (node, "out"), capacity=1 if nodes else 99)
    for hub in tapped.hubs.tolist():
        network.add_edge((hub, "out"), "sink", capacity=1)
    network.add_nodes_from(["site", "sink"])
    for row in tapped.main_of(site).tolist():
        side = "out" if tapped.at_site[row] else "in"
        network.add_edge("site", (int(tapped.tap[row]), side), capacity=99)
    return min(MAX_PATHS, nx.minimum_cut_value(network, "site", "sink"))


@given(networks())
@settings(max_examples=200, deadline=None)
def test_disjoint_ways_are_as_many_as_menger_says(
    drawn: tuple[FiberGraph, np.ndarray],
) -> None:
    some, points = drawn
    tapped = attach_sites(some, np.arange(some.place_count), points, 50_000.0, 250.0)
    found = list(analyze_diversity(some, np.arange(some.place_count), points, RECKONING))
    for site, one in enumerate(found):
        assert one.routes_count == oracle(tapped, site, nodes=False)
        assert one.nodes_count == oracle(tapped, site, nodes=True)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_a_cut_is_what_darkens_the_site(drawn: tuple[FiberGraph, np.ndarray]) -> None:
    """Without any one bridge there is no way; without any other stretch there is."""
    some, points = drawn
    tapped = attach_sites(some, np.arange(some.place_count), points, 50_000.0, 250.0)
    cuts, ways = BridgeFinder(tapped), DisjointPathFinder(tapped)
    network = nx.Graph()
    edges = tapped.edges
    network.add_edges_from(zip(edges.tail.tolist(), edges.head.tolist(), strict=True))
    network.add_edges_from((hub, tapped.sink) for hub in tapped.hubs.tolist())
    for site in range(len(points)):
        shortest = ways.shortest(site)
        if not shortest:
            continue
        source = shortest[0]
        taps = tapped.tap[tapped.main_of(site)].tolist()
        bridges, junctions = set(cuts.of_site(site)), set(cuts.junctions_of_site(site))
        for tail, head in pairwise(shortest[1:]):
            without = network.copy()
            without.remove_edge(tail, head)
            without.add_edges_from((source, each) for each in taps)
            dark = not nx.has_path(without, source, tapped.sink)
            assert dark == (tail in bridges)
        for node in shortest[2:-1]:
            without = network.copy()
            without.add_edges_from((source, each) for each in taps)
            without.remove_node(node)
            assert (not nx.has_path(without, source, tapped.sink)) == (node in junctions)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_the_two_ways_are_the_shortest_that_share_nothing(
    drawn: tuple[FiberGraph, np.ndarray],
) -> None:
    """Against networkx's least-cost flow of two, in whole metres."""
    some, points = drawn
    tapped = attach_sites(some, np.arange(some.place_count), points, 50_000.0, 250.0)
    ways = DisjointPathFinder(tapped)
    matrix = tapped.matrix.tocoo()
    for site in range(len(points)):
        count, pair = ways.routes(site, ways.shortest(site))
        if pair is None:
            continue
        source = tapped.sink + 1 + site
        network = nx.DiGraph()
        network.add_node(source, demand=-2)
        network.add_node(tapped.sink, demand=2)
        for tail, head, km in zip(matrix.row, matrix.col, matrix.data, strict=True):
            if tail != tapped.sink:
                many = 2 if tail > tapped.sink else 1
                network.add_edge(int(tail), int(head), capacity=many, weight=round(1000 * km))
        least = nx.min_cost_flow_cost(network)
        ours = sum(float(tapped.matrix[tail, head]) for way in pair for tail, head in pairwise(way))
        assert count >= 2
        assert 1000 * ours == pytest.approx(least, abs=30)
        shared = {frozenset(arc) for arc in pairwise(pair[0][1:])}
        assert shared.isdisjoint(frozenset(arc) for arc in pairwise(pair[1][1:]))
        assert pair[0][-2] != pair[1][-2]


@given(networks(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_shortest_way_is_that_of_networkx(
    drawn: tuple[FiberGraph, np.ndarray], seed: int
) -> None:
    some, points = drawn
    tapped = attach_sites(some, np.arange(some.place_count), points, 50_000.0, 250.0)
    network = nx.DiGraph()
    matrix = tapped.matrix.tocoo()
    network.add_weighted_edges_from(
        zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
    )
    found = shortest_path_tree(
        adjacency_matrix(some.edges, len(some.node_lonlat)), np.arange(some.place_count)
    )
    (ways,) = route_sites(some, [found], points, 50_000.0)
    order = np.random.default_rng(seed).permutation(len(points))
    (turned,) = route_sites(some, [found], points[order], 50_000.0)
    np.testing.assert_array_equal(turned.km, ways.km[order])
    for site in range(len(points)):
        source = tapped.sink + 1 + site
        if (
            source in network
            and tapped.sink in network
            and nx.has_path(network, source, tapped.sink)
        ):
            truth = nx.dijkstra_path_length(network, source, tapped.sink)
            assert ways.km[site] == pytest.approx(truth, abs=1e-5)
        else:
            assert np.isnan(ways.km[site])
