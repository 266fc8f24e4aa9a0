"""Menger's theorem on random networks, against networkx; and invariants of any network."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from fixtures.network_worked import SETTINGS, at, graph, routes
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
    share = draw(st.floats(0.3, 0.9))
    chosen = [pair for pair in near if rng.random() < share]
    names = [f"P{k}" for k in rng.integers(0, 3, len(chosen))]
    lines = [[tuple(towns[a]), tuple(towns[b])] for a, b in chosen]
    hubs = [tuple(towns[k]) for k in rng.choice(TOWNS, draw(st.integers(1, 4)), replace=False)]
    fiber = graph(routes(lines, providers=[(name,) for name in names]), hubs)
    return fiber, np.array([at(*rng.uniform(-5, 35, 2)) for _ in range(3)])


def oracle(augmented: AugmentedGraph, site: int, *, nodes: bool) -> int:
    """Count by networkx: the minimum cut between the site and a super-sink of the hubs."""
    network = nx.DiGraph()
    edges = augmented.edges
    pairs = list(zip(edges.tail.tolist(), edges.head.tolist(), strict=True))
    for tail, head in [*pairs, *(pair[::-1] for pair in pairs)]:
        network.add_edge((tail, "out"), (head, "in"), capacity=1)
    for node in range(augmented.sink):
        network.add_edge((node, "in"), (node, "out"), capacity=1 if nodes else 99)
    for hub in augmented.hubs.tolist():
        network.add_edge((hub, "out"), "sink", capacity=1)
    network.add_nodes_from(["site", "sink"])
    for row in augmented.main_lateral_rows(site).tolist():
        side = "out" if augmented.at_site[row] else "in"
        network.add_edge("site", (int(augmented.tap[row]), side), capacity=99)
    return min(MAX_PATHS, nx.minimum_cut_value(network, "site", "sink"))


@given(networks())
@settings(max_examples=200, deadline=None)
def test_disjoint_paths_are_as_many_as_menger_says(
    example: tuple[FiberGraph, np.ndarray],
) -> None:
    fiber, points = example
    augmented = attach_sites(fiber, np.arange(fiber.place_count), points, 50_000.0, 250.0)
    results = list(analyze_diversity(fiber, np.arange(fiber.place_count), points, SETTINGS))
    for site, diversity in enumerate(results):
        assert diversity.routes_count == oracle(augmented, site, nodes=False)
        assert diversity.nodes_count == oracle(augmented, site, nodes=True)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_a_bridge_is_what_disconnects_the_site(example: tuple[FiberGraph, np.ndarray]) -> None:
    """Without any one bridge there is no path; without any other segment there is."""
    fiber, points = example
    augmented = attach_sites(fiber, np.arange(fiber.place_count), points, 50_000.0, 250.0)
    finder, paths = BridgeFinder(augmented), DisjointPathFinder(augmented)
    network = nx.Graph()
    edges = augmented.edges
    network.add_edges_from(zip(edges.tail.tolist(), edges.head.tolist(), strict=True))
    network.add_edges_from((hub, augmented.sink) for hub in augmented.hubs.tolist())
    for site in range(len(points)):
        shortest = paths.shortest_path(site)
        if not shortest:
            continue
        source = shortest[0]
        taps = augmented.tap[augmented.main_lateral_rows(site)].tolist()
        bridges = set(finder.site_bridges(site))
        junctions = set(finder.site_articulation_points(site))
        for tail, head in pairwise(shortest[1:]):
            without = network.copy()
            without.remove_edge(tail, head)
            without.add_edges_from((source, each) for each in taps)
            disconnected = not nx.has_path(without, source, augmented.sink)
            assert disconnected == (tail in bridges)
        for node in shortest[2:-1]:
            without = network.copy()
            without.add_edges_from((source, each) for each in taps)
            without.remove_node(node)
            assert (not nx.has_path(without, source, augmented.sink)) == (node in junctions)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_the_disjoint_pair_is_the_shortest(
    example: tuple[FiberGraph, np.ndarray],
) -> None:
    """Against networkx's least-cost flow of two, in whole metres."""
    fiber, points = example
    augmented = attach_sites(fiber, np.arange(fiber.place_count), points, 50_000.0, 250.0)
    paths = DisjointPathFinder(augmented)
    matrix = augmented.matrix.tocoo()
    for site in range(len(points)):
        count, pair = paths.find_edge_disjoint(site, paths.shortest_path(site))
        if pair is None:
            continue
        source = augmented.sink + 1 + site
        network = nx.DiGraph()
        network.add_node(source, demand=-2)
        network.add_node(augmented.sink, demand=2)
        for tail, head, km in zip(matrix.row, matrix.col, matrix.data, strict=True):
            if tail != augmented.sink:
                capacity = 2 if tail > augmented.sink else 1
                network.add_edge(int(tail), int(head), capacity=capacity, weight=round(1000 * km))
        least = nx.min_cost_flow_cost(network)
        ours = sum(
            float(augmented.matrix[tail, head]) for path in pair for tail, head in pairwise(path)
        )
        assert count >= 2
        assert 1000 * ours == pytest.approx(least, abs=30)
        shared = {frozenset(arc) for arc in pairwise(pair[0][1:])}
        assert shared.isdisjoint(frozenset(arc) for arc in pairwise(pair[1][1:]))
        assert pair[0][-2] != pair[1][-2]


@given(networks(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_shortest_path_is_that_of_networkx(
    example: tuple[FiberGraph, np.ndarray], seed: int
) -> None:
    fiber, points = example
    augmented = attach_sites(fiber, np.arange(fiber.place_count), points, 50_000.0, 250.0)
    network = nx.DiGraph()
    matrix = augmented.matrix.tocoo()
    network.add_weighted_edges_from(
        zip(matrix.row.tolist(), matrix.col.tolist(), matrix.data.tolist(), strict=True)
    )
    tree = shortest_path_tree(
        adjacency_matrix(fiber.edges, len(fiber.node_lonlat)), np.arange(fiber.place_count)
    )
    (result,) = route_sites(fiber, [tree], points, 50_000.0)
    order = np.random.default_rng(seed).permutation(len(points))
    (permuted,) = route_sites(fiber, [tree], points[order], 50_000.0)
    np.testing.assert_array_equal(permuted.km, result.km[order])
    for site in range(len(points)):
        source = augmented.sink + 1 + site
        if (
            source in network
            and augmented.sink in network
            and nx.has_path(network, source, augmented.sink)
        ):
            truth = nx.dijkstra_path_length(network, source, augmented.sink)
            assert result.km[site] == pytest.approx(truth, abs=1e-5)
        else:
            assert np.isnan(result.km[site])
