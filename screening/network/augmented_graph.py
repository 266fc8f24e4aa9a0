"""The graph augmented with sites: a node at each lateral's end, and a super-sink for all hubs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from screening.network.graph import LINK, M_PER_KM, Edges
from screening.network.noding import TOUCHING_M
from screening.network.shortest_paths import MIN_KM, ShortestPathTree, shortest_path_tree
from screening.network.site_links import SiteLinks

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.graph import FiberGraph


@dataclass(frozen=True)
class AugmentedGraph:
    """A graph with sites attached.

    Nodes are numbered: the graph's own, then the taps, then the super-sink, then the sites.

    Attributes
    ----------
    graph : FiberGraph
    edges : Edges, split at the taps
    node_lonlat : ndarray, (nodes, 2) [degrees], of the graph's nodes and the taps
    hubs : ndarray of int, nodes that are hubs
    points : ndarray, (sites, 2) [degrees]
    laterals : SiteLinks, by site, nearest first; at most one lateral per site and tap
    tap : ndarray of int, (laterals,), the node at which a lateral meets its route
    lateral_km : ndarray, (laterals,) [route-km]
    at_site : ndarray of bool, (laterals,), laterals so short that they end at the site itself
    """

    graph: FiberGraph
    edges: Edges
    node_lonlat: Floats
    hubs: Ints
    points: Floats
    laterals: SiteLinks
    tap: Ints
    lateral_km: Floats
    at_site: Bools

    @cached_property
    def inner_vertices(self) -> tuple[Ints, Ints]:
        """The vertices strictly inside each edge: number of the first, and count."""
        graph, edges = self.graph, self.edges
        on_line = edges.line != LINK
        base = graph.line_start_m[np.where(on_line, edges.line, 0)]
        first = np.searchsorted(graph.vertex_axis_m, base + edges.from_m, side="right")
        last = np.searchsorted(graph.vertex_axis_m, base + edges.to_m, side="left")
        return first, np.where(on_line, np.maximum(last - first, 0), 0)

    @property
    def sink(self) -> int:
        """The super-sink: a node that every hub connects to."""
        return len(self.node_lonlat)

    @property
    def node_count(self) -> int:
        """Number of nodes, the super-sink and the sites included."""
        return self.sink + 1 + len(self.points)

    @cached_property
    def matrix(self) -> csr_array:
        """Adjacency matrix [route-km]: symmetric, except that no arc enters a site."""
        km, _ = self._arc_arrays
        return km

    @cached_property
    def arc_edge(self) -> Ints:
        """The edge of each arc of the matrix; −1 for laterals and arcs of the super-sink."""
        _, edge = self._arc_arrays
        return edge

    @cached_property
    def _arc_arrays(self) -> tuple[csr_array, Ints]:
        edge_count = len(self.edges)
        to_sink = np.full(len(self.hubs), self.sink)
        main = self.laterals.main
        site = self.sink + 1 + self.laterals.point[main]
        rows = (self.edges.tail, self.edges.head, self.hubs, to_sink, site)
        columns = (self.edges.head, self.edges.tail, to_sink, self.hubs, self.tap[main])
        hub_km = np.zeros(2 * len(self.hubs))
        km = np.concatenate((self.edges.km, self.edges.km, hub_km, self.lateral_km[main]))
        number = np.concatenate(
            (np.tile(np.arange(edge_count), 2), np.full(len(km) - 2 * edge_count, -1))
        )
        positions = (np.concatenate(rows), np.concatenate(columns))
        shape = (self.node_count, self.node_count)
        matrix = coo_array((np.maximum(km, MIN_KM), positions), shape=shape).tocsr()
        # Edge numbers go through the same conversion to come out in the order of the arcs;
        # + 2 keeps them positive, as a sparse matrix may drop zeros.
        edge = coo_array((number + 2, positions), shape=shape).tocsr()
        matrix.sort_indices()
        edge.sort_indices()
        return matrix, edge.data.astype(np.int64) - 2

    @cached_property
    def _arc_keys(self) -> Ints:
        """One rising number per arc, from its tail and head."""
        rows = np.repeat(np.arange(self.node_count), np.diff(self.matrix.indptr))
        return np.asarray(rows * self.node_count + self.matrix.indices)

    def find_arcs(self, tail: Ints, head: Ints) -> Ints:
        """Find the positions of arcs in the matrix's data.

        Parameters
        ----------
        tail, head : ndarray of int, (n,), nodes that an arc joins

        Returns
        -------
        ndarray of int, (n,)
        """
        return np.asarray(np.searchsorted(self._arc_keys, tail * self.node_count + head))

    @cached_property
    def hub_tree(self) -> ShortestPathTree:
        """Shortest paths of every node to its nearest hub; the super-sink is the root."""
        return shortest_path_tree(self.matrix, np.array([self.sink]))

    def lateral_rows(self, site: int) -> slice:
        """Return the rows of a site's laterals and of the candidates for a second one.

        Parameters
        ----------
        site : int

        Returns
        -------
        slice, nearest first
        """
        return slice(self._first_row[site], self._first_row[site + 1])

    def main_lateral_rows(self, site: int) -> Ints:
        """Return the rows of a site's laterals, one to each provider's nearest route.

        Parameters
        ----------
        site : int

        Returns
        -------
        ndarray of int, nearest first
        """
        return self._main_rows[self._first_main_row[site] : self._first_main_row[site + 1]]

    @cached_property
    def _first_row(self) -> list[int]:
        return self._group_starts(self.laterals.point)

    @cached_property
    def _main_rows(self) -> Ints:
        return np.flatnonzero(self.laterals.main)

    @cached_property
    def _first_main_row(self) -> list[int]:
        return self._group_starts(self.laterals.point[self._main_rows])

    def _group_starts(self, point: Ints) -> list[int]:
        """First row of each site, and the end of the last site's rows."""
        starts: list[int] = np.searchsorted(point, np.arange(len(self.points) + 1)).tolist()
        return starts

    def ends_at_site(self, node: int, tap: int) -> bool:
        """Check whether a lateral is so short that it ends at the site itself.

        Parameters
        ----------
        node : int, of the site
        tap : int, the lateral's other end

        Returns
        -------
        bool
        """
        rows = self.main_lateral_rows(node - self.sink - 1)
        return bool(self.at_site[rows][self.tap[rows] == tap].any())


def attach_sites(
    graph: FiberGraph, hubs: Ints, points: Floats, max_lateral_m: float, at_site_m: float
) -> AugmentedGraph:
    """Attach sites to a graph.

    Parameters
    ----------
    graph : FiberGraph
    hubs : ndarray of int, places of the graph that are hubs
    points : ndarray, (n, 2) [degrees]
    max_lateral_m : float [m], longest lateral
    at_site_m : float [m], laterals up to this length end at the site itself

    Returns
    -------
    AugmentedGraph
    """
    links = graph.attach(points, max_lateral_m, candidates=True)
    segment = graph.segment_at(links.line, links.at_m)
    edge, at_m = _project_to_edges(graph, segment, links.at_m)
    node = _end_nodes(graph, segment, edge, at_m)
    edges, node_lonlat, node = _split_edges(graph, points, links, edge, at_m, node)
    # Of several laterals of a site to one tap, the shortest main one is used.
    order = np.lexsort((links.distance_m, ~links.main, node, links.point))
    pair = np.column_stack((links.point[order], node[order]))
    rows = order[np.diff(pair, axis=0, prepend=-1).any(axis=1)]
    rows = rows[np.lexsort((links.distance_m[rows], links.point[rows]))]
    laterals = SiteLinks(*(column[rows] for column in vars(links).values()))
    km = laterals.distance_m * graph.link_factor / M_PER_KM
    at_site = laterals.distance_m <= at_site_m
    return AugmentedGraph(
        graph, edges, node_lonlat, hubs, points, laterals, node[rows], km, at_site
    )


def _project_to_edges(graph: FiberGraph, segment: Ints, at_m: Floats) -> tuple[Ints, Floats]:
    """Transfer positions from segments to the edges that represent their trenches."""
    segments, edges = graph.segments, graph.edges
    edge = graph.segment_edge[segment]
    length = np.maximum(segments.to_m[segment] - segments.from_m[segment], MIN_KM)
    share = (at_m - segments.from_m[segment]) / length
    is_reversed = segments.tail[segment] + graph.place_count != edges.tail[edge]
    share = np.where(is_reversed, 1.0 - share, share)
    return edge, edges.from_m[edge] + share * (edges.to_m[edge] - edges.from_m[edge])


def _end_nodes(graph: FiberGraph, segment: Ints, edge: Ints, at_m: Floats) -> Ints:
    """Return the node of positions at the end of an edge; −1 for the others.

    A segment without an edge (a stub inside a junction) has one node at both ends.
    """
    edges = graph.edges
    at_tail = at_m - edges.from_m[edge] < TOUCHING_M
    at_head = edges.to_m[edge] - at_m < TOUCHING_M
    node = np.where(at_tail, edges.tail[edge], np.where(at_head, edges.head[edge], -1))
    return np.where(edge < 0, graph.segments.tail[segment] + graph.place_count, node)


def _split_edges(
    graph: FiberGraph, points: Floats, links: SiteLinks, edge: Ints, at_m: Floats, node: Ints
) -> tuple[Edges, Floats, Ints]:
    """Split edges at positions without a node; positions within a metre share a new node."""
    new = np.flatnonzero(node < 0)
    positions = np.column_stack((edge[new], np.round(at_m[new])))
    _, first, group = np.unique(positions, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    first_new = len(graph.node_lonlat)
    node = node.copy()
    node[new] = first_new + group
    row = new[first]
    feet = graph.lines.index.foot(points[links.point[row]], links.line[row])
    node_lonlat = np.vstack((graph.node_lonlat, feet))
    return _cut_edges(graph.edges, edge[row], at_m[row], first_new), node_lonlat, node


def _cut_edges(old: Edges, edge: Ints, at_m: Floats, first_new: int) -> Edges:
    """Cut edges; cuts are ordered by edge and along it, and get the nodes from first_new on."""
    source = np.concatenate((np.arange(len(old)), edge))
    from_m = np.concatenate((old.from_m, at_m))
    tail = np.concatenate((old.tail, first_new + np.arange(len(edge))))
    order = np.lexsort((from_m, np.arange(len(source)) >= len(old), source))
    source, from_m, tail = source[order], from_m[order], tail[order]
    last = np.append(np.diff(source) != 0, True)
    to_m = np.where(last, old.to_m[source], np.append(from_m[1:], 0.0))
    head = np.where(last, old.head[source], np.append(tail[1:], 0))
    length_m = np.maximum(old.to_m[source] - old.from_m[source], MIN_KM)
    # Links have no position along a line, so they are never cut.
    share = np.where(old.line[source] == LINK, 1.0, (to_m - from_m) / length_m)
    return Edges(tail, head, old.km[source] * share, old.line[source], from_m, to_m)
