"""``python -m benchmarks.network``: paths and disjoint routes beside other graph libraries."""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from typing import Any

import igraph
import networkx
import numpy as np
import rustworkx
import scipy
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.measuring import Run, print_runs, print_table, rounds
from screening.network import (
    DiversitySettings,
    FiberGraph,
    Routes,
    adjacency_matrix,
    analyze_diversity,
    build_graph,
    shortest_path_tree,
)
from screening.network.augmented_graph import AugmentedGraph, attach_sites
from screening.network.disjoint_paths import DisjointPathFinder
from screening.network.shortest_paths import route_sites

Floats = NDArray[np.float64]
LATERAL_KM = 50.0
RECKONING = DiversitySettings(LATERAL_KM, 0.25, 1.0, 1.0)
OURS = "screening.network"
PROVIDER_COUNT = 6
HUB_COUNT = 60


@dataclass(frozen=True)
class FiberWorld:
    """A made-up network the size of the lower 48's: towns, routes between near ones, hubs.

    Attributes
    ----------
    routes : Routes, of twenty vertices each, six providers
    hubs, sites : ndarray, (n, 2) [degrees]
    """

    routes: Routes
    hubs: Floats
    sites: Floats

    def graph(self) -> FiberGraph:
        """Build the graph anew."""
        snap = np.array([1000.0])
        return build_graph(self.routes, self.hubs, snap_m=250.0, place_snap_m=snap, link_factor=1.3)


def world_of(edge_count: int, site_count: int, seed: int) -> FiberWorld:
    """Make a world.

    Parameters
    ----------
    edge_count, site_count, seed : int

    Returns
    -------
    FiberWorld
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform([-120.0, 28.0], [-75.0, 48.0], (edge_count * 2 // 3, 2))
    near = np.asarray(cKDTree(towns).query(towns, k=5)[1])
    pairs = np.vstack([np.column_stack((near[:, 0], near[:, k])) for k in range(1, 5)])
    pairs = np.unique(np.sort(pairs[: len(towns) * 4], axis=1), axis=0)
    pairs = pairs[rng.permutation(len(pairs))[:edge_count]]
    share = np.linspace(0.0, 1.0, 20)[None, :, None]
    way = towns[pairs[:, 0], None] * (1.0 - share) + towns[pairs[:, 1], None] * share
    way[:, 1:-1] += rng.normal(0.0, 0.003, way[:, 1:-1].shape)
    names = [f"Provider {k}" for k in range(PROVIDER_COUNT)]
    owner = rng.integers(0, PROVIDER_COUNT, len(pairs))
    routes = Routes(
        np.asarray(shapely.linestrings(way), dtype=object),
        np.zeros(len(pairs), dtype=np.int64),
        [f"route {k}" for k in range(len(pairs))],
        [(names[k],) for k in owner],
        np.ones(len(pairs)),
    )
    hubs = towns[rng.choice(len(towns), HUB_COUNT, replace=False)] + 0.001
    return FiberWorld(routes, hubs, rng.uniform([-118.0, 30.0], [-80.0, 46.0], (site_count, 2)))


@dataclass(frozen=True)
class Plain:
    """The same graph, sites joined, as other libraries take it.

    Attributes
    ----------
    tapped : AugmentedGraph
    """

    tapped: AugmentedGraph

    @cached_property
    def arcs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Tail, head and length of every arc."""
        matrix = self.tapped.matrix.tocoo()
        return matrix.row, matrix.col, matrix.data

    @property
    def sources(self) -> NDArray[np.int64]:
        """Nodes of the sites."""
        return self.tapped.sink + 1 + np.arange(len(self.tapped.points))


def path_contenders(plain: Plain, graph: FiberGraph) -> dict[str, Callable[[], Any]]:
    """Shortest way of every site to a hub; the graph at hand in each library's own form."""
    tail, head, km = plain.arcs
    sink, sources = plain.tapped.sink, plain.sources
    arcs = list(zip(head.tolist(), tail.tolist(), km.tolist(), strict=True))  # from the hubs
    nx_graph: networkx.DiGraph[int] = networkx.DiGraph()
    nx_graph.add_weighted_edges_from(arcs)
    rx_graph = rustworkx.PyDiGraph()
    rx_graph.add_nodes_from(range(plain.tapped.node_count))
    rx_graph.add_edges_from(arcs)
    ig_graph = igraph.Graph(n=plain.tapped.node_count, edges=[a[:2] for a in arcs], directed=True)
    ig_graph.es["km"] = km.tolist()
    places = np.arange(graph.place_count)

    def by_rustworkx() -> Floats:
        found = dict(rustworkx.dijkstra_shortest_path_lengths(rx_graph, sink, float))
        return np.array([found.get(node, np.inf) for node in sources.tolist()])

    def by_networkx() -> Floats:
        found = networkx.single_source_dijkstra_path_length(nx_graph, sink)
        return np.array([found.get(node, np.inf) for node in sources.tolist()])

    matrix = adjacency_matrix(graph.edges, len(graph.node_lonlat))
    return {
        OURS: lambda: shortest_path_tree(matrix, places).km,
        "igraph": lambda: np.array(ig_graph.distances(sink, sources.tolist(), "km")[0]),
        "rustworkx": by_rustworkx,
        "networkx": by_networkx,
    }


def flow_contenders(plain: Plain) -> dict[str, Callable[[], Any]]:
    """Disjoint routes of every site; the graph at hand in each library's own form."""
    tail, head, _ = plain.arcs
    sink, sources = plain.tapped.sink, plain.sources
    many = np.where(tail > sink, 4, 1)
    arcs = list(zip(tail.tolist(), head.tolist(), strict=True))
    ig_graph = igraph.Graph(n=plain.tapped.node_count, edges=arcs, directed=True)
    ig_graph.es["many"] = many.tolist()
    nx_graph: networkx.DiGraph[int] = networkx.DiGraph()
    nx_graph.add_edges_from(
        (a, b, {"capacity": c}) for (a, b), c in zip(arcs, many.tolist(), strict=True)
    )
    flow = networkx.algorithms.flow.edmonds_karp

    def by_networkx() -> list[float]:
        return [
            min(4, networkx.maximum_flow_value(nx_graph, node, sink, flow_func=flow, cutoff=4))
            if node in nx_graph
            else 0
            for node in sources.tolist()
        ]

    def by_igraph() -> list[int]:
        return [
            min(4, int(ig_graph.maxflow_value(node, sink, "many"))) for node in sources.tolist()
        ]

    def ours() -> list[int]:
        ways = DisjointPathFinder(plain.tapped)
        return [ways.routes(site, ways.shortest(site))[0] for site in range(len(sources))]

    return {
        OURS: ours,
        "igraph": by_igraph,
        "networkx": by_networkx,
    }


def _whole(world: FiberWorld, sizes: list[int], far: int, count: int) -> None:
    """Everything from routes and sites to answers, nothing at hand."""

    def everything(size: int) -> Any:
        graph = world.graph()
        places = np.arange(graph.place_count)
        return sum(
            each.routes_count
            for each in analyze_diversity(graph, places, world.sites[:size], RECKONING)
        )

    def path_only() -> Any:
        graph = world.graph()
        found = shortest_path_tree(
            adjacency_matrix(graph.edges, len(graph.node_lonlat)), np.arange(graph.place_count)
        )
        return route_sites(graph, [found], world.sites[:far], LATERAL_KM * 1000.0)[0].km

    runners: dict[str, Callable[[], Any]] = {
        f"{size:,} sites, all factors": partial(everything, size) for size in sizes
    }
    runners[f"{far:,} sites, shortest way"] = path_only
    print_runs(
        f"From {len(world.routes.name):,} routes to answers, the graph built anew",
        rounds(runners, count),
        f"{sizes[0]:,} sites, all factors",
    )


def _agreement(runs: dict[str, Run]) -> None:
    truth = runs[OURS].answer
    rows = [
        (name, str(sum(a != b for a, b in zip(truth, run.answer, strict=True))))
        for name, run in runs.items()
        if name != OURS
    ]
    print_table("Sites with another count of disjoint routes than ours", ("", "sites"), rows)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("--edges", type=int, default=30_000)
    parser.add_argument("--sites", type=int, nargs="+", default=[1_000, 2_000])
    parser.add_argument("--far", type=int, default=100_000, help="sites of shortest ways alone")
    parser.add_argument("--flows", type=int, default=20, help="sites whose flows are compared")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" Python {platform.python_version()}, scipy {scipy.__version__},"
        f" rustworkx {version('rustworkx')}, igraph {igraph.__version__},"
        f" networkx {networkx.__version__}"
    )
    world = world_of(options.edges, max(*options.sites, options.far), options.seed)
    begin = time.perf_counter()
    graph = world.graph()
    print(f"{len(graph.edges):,} edges, built in {time.perf_counter() - begin:.2f} s")
    places = np.arange(graph.place_count)
    plain = Plain(
        attach_sites(graph, places, world.sites[: options.flows], LATERAL_KM * 1000.0, 250.0)
    )
    print_runs(
        "From all hubs to every node, graph at hand",
        rounds(path_contenders(plain, graph), options.rounds),
        OURS,
    )
    flows = rounds(flow_contenders(plain), options.rounds)
    print_runs(f"Disjoint routes of {options.flows} sites, graph at hand", flows, OURS)
    _agreement(flows)
    _whole(world, options.sites, options.far, options.rounds)


if __name__ == "__main__":
    main()
