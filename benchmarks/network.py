"""``python -m benchmarks.network``: shortest and disjoint paths beside other libraries."""

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
SETTINGS = DiversitySettings(LATERAL_KM, 0.25, 1.0, 1.0)
OURS = "screening.network"
PROVIDER_COUNT = 6
HUB_COUNT = 60


@dataclass(frozen=True)
class FiberWorld:
    """A synthetic network the size of the lower 48's: towns, routes between neighbours, hubs.

    Attributes
    ----------
    routes : Routes, of twenty vertices each, six providers
    hubs, sites : ndarray, (n, 2) [degrees]
    """

    routes: Routes
    hubs: Floats
    sites: Floats

    def graph(self) -> FiberGraph:
        """Build the graph."""
        snap = np.array([1000.0])
        return build_graph(self.routes, self.hubs, snap_m=250.0, place_snap_m=snap, link_factor=1.3)


def build_world(edge_count: int, site_count: int, seed: int) -> FiberWorld:
    """Generate a world.

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
    fraction = np.linspace(0.0, 1.0, 20)[None, :, None]
    vertices = towns[pairs[:, 0], None] * (1.0 - fraction) + towns[pairs[:, 1], None] * fraction
    vertices[:, 1:-1] += rng.normal(0.0, 0.003, vertices[:, 1:-1].shape)
    names = [f"Provider {k}" for k in range(PROVIDER_COUNT)]
    owner = rng.integers(0, PROVIDER_COUNT, len(pairs))
    routes = Routes(
        np.asarray(shapely.linestrings(vertices), dtype=object),
        np.zeros(len(pairs), dtype=np.int64),
        [f"route {k}" for k in range(len(pairs))],
        [(names[k],) for k in owner],
        np.ones(len(pairs)),
    )
    hubs = towns[rng.choice(len(towns), HUB_COUNT, replace=False)] + 0.001
    return FiberWorld(routes, hubs, rng.uniform([-118.0, 30.0], [-80.0, 46.0], (site_count, 2)))


@dataclass(frozen=True)
class ArcList:
    """The graph with its sites as a list of arcs, the input of other libraries.

    Attributes
    ----------
    augmented : AugmentedGraph
    """

    augmented: AugmentedGraph

    @cached_property
    def arcs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Tail, head and length of every arc."""
        matrix = self.augmented.matrix.tocoo()
        return matrix.row, matrix.col, matrix.data

    @property
    def sources(self) -> NDArray[np.int64]:
        """Nodes of the sites."""
        return self.augmented.sink + 1 + np.arange(len(self.augmented.points))


def path_contenders(arc_list: ArcList, graph: FiberGraph) -> dict[str, Callable[[], Any]]:
    """Shortest path of every site to a hub; the graph already built in each library."""
    tail, head, km = arc_list.arcs
    sink, sources = arc_list.augmented.sink, arc_list.sources
    arcs = list(zip(head.tolist(), tail.tolist(), km.tolist(), strict=True))  # from the hubs
    nx_graph: networkx.DiGraph[int] = networkx.DiGraph()
    nx_graph.add_weighted_edges_from(arcs)
    rx_graph = rustworkx.PyDiGraph()
    rx_graph.add_nodes_from(range(arc_list.augmented.node_count))
    rx_graph.add_edges_from(arcs)
    ig_graph = igraph.Graph(
        n=arc_list.augmented.node_count, edges=[a[:2] for a in arcs], directed=True
    )
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


def flow_contenders(arc_list: ArcList) -> dict[str, Callable[[], Any]]:
    """Disjoint paths of every site; the graph already built in each library."""
    tail, head, _ = arc_list.arcs
    sink, sources = arc_list.augmented.sink, arc_list.sources
    capacity = np.where(tail > sink, 4, 1)
    arcs = list(zip(tail.tolist(), head.tolist(), strict=True))
    ig_graph = igraph.Graph(n=arc_list.augmented.node_count, edges=arcs, directed=True)
    ig_graph.es["capacity"] = capacity.tolist()
    nx_graph: networkx.DiGraph[int] = networkx.DiGraph()
    nx_graph.add_edges_from(
        (a, b, {"capacity": c}) for (a, b), c in zip(arcs, capacity.tolist(), strict=True)
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
            min(4, int(ig_graph.maxflow_value(node, sink, "capacity"))) for node in sources.tolist()
        ]

    def ours() -> list[int]:
        paths = DisjointPathFinder(arc_list.augmented)
        return [
            paths.find_edge_disjoint(site, paths.shortest_path(site))[0]
            for site in range(len(sources))
        ]

    return {
        OURS: ours,
        "igraph": by_igraph,
        "networkx": by_networkx,
    }


def _run_end_to_end(world: FiberWorld, sizes: list[int], far: int, count: int) -> None:
    """Time everything from routes and sites to results, including building the graph."""

    def all_factors(size: int) -> Any:
        graph = world.graph()
        places = np.arange(graph.place_count)
        return sum(
            diversity.routes_count
            for diversity in analyze_diversity(graph, places, world.sites[:size], SETTINGS)
        )

    def path_only() -> Any:
        graph = world.graph()
        tree = shortest_path_tree(
            adjacency_matrix(graph.edges, len(graph.node_lonlat)), np.arange(graph.place_count)
        )
        return route_sites(graph, [tree], world.sites[:far], LATERAL_KM * 1000.0)[0].km

    runners: dict[str, Callable[[], Any]] = {
        f"{size:,} sites, all factors": partial(all_factors, size) for size in sizes
    }
    runners[f"{far:,} sites, shortest path"] = path_only
    print_runs(
        f"From {len(world.routes.name):,} routes to results, including building the graph",
        rounds(runners, count),
        f"{sizes[0]:,} sites, all factors",
    )


def _print_agreement(runs: dict[str, Run]) -> None:
    truth = runs[OURS].answer
    rows = [
        (name, str(sum(a != b for a, b in zip(truth, run.answer, strict=True))))
        for name, run in runs.items()
        if name != OURS
    ]
    print_table("Sites whose count of disjoint paths differs from ours", ("", "sites"), rows)


def main() -> None:
    """Run the benchmark with the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("--edges", type=int, default=30_000)
    parser.add_argument("--sites", type=int, nargs="+", default=[1_000, 2_000])
    parser.add_argument("--far", type=int, default=100_000, help="sites for shortest paths only")
    parser.add_argument(
        "--flows", type=int, default=20, help="sites whose disjoint paths are compared"
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" Python {platform.python_version()}, scipy {scipy.__version__},"
        f" rustworkx {version('rustworkx')}, igraph {igraph.__version__},"
        f" networkx {networkx.__version__}"
    )
    world = build_world(options.edges, max(*options.sites, options.far), options.seed)
    begin = time.perf_counter()
    graph = world.graph()
    print(f"{len(graph.edges):,} edges, built in {time.perf_counter() - begin:.2f} s")
    places = np.arange(graph.place_count)
    arc_list = ArcList(
        attach_sites(graph, places, world.sites[: options.flows], LATERAL_KM * 1000.0, 250.0)
    )
    print_runs(
        "From all hubs to every node, graph already built",
        rounds(path_contenders(arc_list, graph), options.rounds),
        OURS,
    )
    flows = rounds(flow_contenders(arc_list), options.rounds)
    print_runs(f"Disjoint paths of {options.flows} sites, graph already built", flows, OURS)
    _print_agreement(flows)
    _run_end_to_end(world, options.sites, options.far, options.rounds)


if __name__ == "__main__":
    main()
