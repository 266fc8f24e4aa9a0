"""The graph with sites joined to it: a node where each lateral ends, and one sink for all hubs."""

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
    """A graph with sites joined; nodes are the graph's, the taps, the sink, then the sites.

    Attributes
    ----------
    graph : FiberGraph
    edges : Edges, those with a tap cut there
    node_lonlat : ndarray, (nodes, 2) [degrees], of the graph's and the taps
    hubs : ndarray of int, nodes that are hubs
    points : ndarray, (sites, 2) [degrees]
    laterals : SiteLinks, by site, nearest first; each tap once a site
    tap : ndarray of int, (laterals,), the node that a lateral ends on
    lateral_km : ndarray, (laterals,) [route-km]
    at_site : ndarray of bool, (laterals,), so short that it ends at the site itself
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
    def inside(self) -> tuple[Ints, Ints]:
        """The vertices strictly inside each edge: the first, and how many."""
        graph, edges = self.graph, self.edges
        on_line = edges.line != LINK
        base = graph.line_begins_m[np.where(on_line, edges.line, 0)]
        first = np.searchsorted(graph.vertex_axis_m, base + edges.from_m, side="right")
        last = np.searchsorted(graph.vertex_axis_m, base + edges.to_m, side="left")
        return first, np.where(on_line, np.maximum(last - first, 0), 0)

    @property
    def sink(self) -> int:
        """The node that every hub leads to."""
        return len(self.node_lonlat)

    @property
    def node_count(self) -> int:
        """Nodes of the graph, taps, the sink and the sites."""
        return self.sink + 1 + len(self.points)

    @cached_property
    def matrix(self) -> csr_array:
        """Route-km between nodes, both ways; from sites one way only."""
        km, _ = self._arcs
        return km

    @cached_property
    def arc_edge(self) -> Ints:
        """The edge of each arc of the matrix; −1 for laterals and the way into the sink."""
        _, edge = self._arcs
        return edge

    @cached_property
    def _arcs(self) -> tuple[csr_array, Ints]:
        many = len(self.edges)
        to_sink = np.full(len(self.hubs), self.sink)
        main = self.laterals.main
        site = self.sink + 1 + self.laterals.point[main]
        rows = (self.edges.tail, self.edges.head, self.hubs, to_sink, site)
        columns = (self.edges.head, self.edges.tail, to_sink, self.hubs, self.tap[main])
        none = np.zeros(2 * len(self.hubs))
        km = np.concatenate((self.edges.km, self.edges.km, none, self.lateral_km[main]))
        number = np.concatenate((np.tile(np.arange(many), 2), np.full(len(km) - 2 * many, -1)))
        place = (np.concatenate(rows), np.concatenate(columns))
        shape = (self.node_count, self.node_count)
        held = coo_array((np.maximum(km, MIN_KM), place), shape=shape).tocsr()
        edge = coo_array((number + 2, place), shape=shape).tocsr()
        held.sort_indices()
        edge.sort_indices()
        return held, edge.data.astype(np.int64) - 2

    @cached_property
    def _keys(self) -> Ints:
        rows = np.repeat(np.arange(self.node_count), np.diff(self.matrix.indptr))
        return np.asarray(rows * self.node_count + self.matrix.indices)

    def arcs(self, tail: Ints, head: Ints) -> Ints:
        """Find the places of arcs in the matrix.

        Parameters
        ----------
        tail, head : ndarray of int, (n,), nodes that an arc joins

        Returns
        -------
        ndarray of int, (n,)
        """
        return np.asarray(np.searchsorted(self._keys, tail * self.node_count + head))

    @cached_property
    def reach(self) -> ShortestPathTree:
        """How far every node is from the nearest hub; the sink is the root."""
        return shortest_path_tree(self.matrix, np.array([self.sink]))

    def laterals_of(self, site: int) -> slice:
        """Give the rows of a site's laterals and of the candidates for a second.

        Parameters
        ----------
        site : int

        Returns
        -------
        slice
        """
        return slice(self._first[site], self._first[site + 1])

    def main_of(self, site: int) -> Ints:
        """Give the rows of a site's laterals, one to each provider's nearest route.

        Parameters
        ----------
        site : int

        Returns
        -------
        ndarray of int, nearest first
        """
        return self._main[self._first_main[site] : self._first_main[site + 1]]

    @cached_property
    def _first(self) -> list[int]:
        """Where each site's laterals begin, and the last's end."""
        return self._begins(self.laterals.point)

    @cached_property
    def _main(self) -> Ints:
        return np.flatnonzero(self.laterals.main)

    @cached_property
    def _first_main(self) -> list[int]:
        return self._begins(self.laterals.point[self._main])

    def _begins(self, point: Ints) -> list[int]:
        begins: list[int] = np.searchsorted(point, np.arange(len(self.points) + 1)).tolist()
        return begins

    def ends_at_site(self, node: int, tap: int) -> bool:
        """Tell whether a lateral is so short that it ends at the site itself.

        Parameters
        ----------
        node : int, of the site
        tap : int, the node that the lateral ends on

        Returns
        -------
        bool
        """
        rows = self.main_of(node - self.sink - 1)
        return bool(self.at_site[rows][self.tap[rows] == tap].any())


def attach_sites(
    graph: FiberGraph, hubs: Ints, points: Floats, most_m: float, at_site_m: float
) -> AugmentedGraph:
    """Join sites to a graph.

    Parameters
    ----------
    graph : FiberGraph
    hubs : ndarray of int, places of the graph that are hubs
    points : ndarray, (n, 2) [degrees]
    most_m : float [m], longest lateral
    at_site_m : float [m], a lateral so short ends at the site itself

    Returns
    -------
    AugmentedGraph
    """
    joined = graph.attach(points, most_m, others=True)
    piece = graph.segment_at(joined.line, joined.at_m)
    edge, at_m = _on_edges(graph, piece, joined.at_m)
    node = _end_nodes(graph, piece, edge, at_m)
    edges, node_lonlat, node = _split_edges(graph, points, joined, edge, at_m, node)
    order = np.lexsort((joined.distance_m, ~joined.main, node, joined.point))
    pair = np.column_stack((joined.point[order], node[order]))
    kept = order[np.diff(pair, axis=0, prepend=-1).any(axis=1)]
    kept = kept[np.lexsort((joined.distance_m[kept], joined.point[kept]))]
    laterals = SiteLinks(*(each[kept] for each in vars(joined).values()))
    km = laterals.distance_m * graph.link_factor / M_PER_KM
    at_site = laterals.distance_m <= at_site_m
    return AugmentedGraph(
        graph, edges, node_lonlat, hubs, points, laterals, node[kept], km, at_site
    )


def _on_edges(graph: FiberGraph, piece: Ints, at_m: Floats) -> tuple[Ints, Floats]:
    """Move places from the stretches that they are on to the edges that stand for those."""
    held, edges = graph.segments, graph.edges
    edge = graph.edge_of[piece]
    length = np.maximum(held.to_m[piece] - held.from_m[piece], MIN_KM)
    share = (at_m - held.from_m[piece]) / length
    turned = held.tail[piece] + graph.place_count != edges.tail[edge]
    share = np.where(turned, 1.0 - share, share)
    return edge, edges.from_m[edge] + share * (edges.to_m[edge] - edges.from_m[edge])


def _end_nodes(graph: FiberGraph, piece: Ints, edge: Ints, at_m: Floats) -> Ints:
    """Give the node of places that are at the end of an edge; −1 for the others."""
    edges = graph.edges
    at_tail = at_m - edges.from_m[edge] < TOUCHING_M
    at_head = edges.to_m[edge] - at_m < TOUCHING_M
    node = np.where(at_tail, edges.tail[edge], np.where(at_head, edges.head[edge], -1))
    return np.where(edge < 0, graph.segments.tail[piece] + graph.place_count, node)


def _split_edges(
    graph: FiberGraph, points: Floats, joined: SiteLinks, edge: Ints, at_m: Floats, node: Ints
) -> tuple[Edges, Floats, Ints]:
    """Cut edges at the places that are no end of theirs; give these a node each."""
    new = np.flatnonzero(node < 0)
    places = np.column_stack((edge[new], np.round(at_m[new])))
    _, once, which = np.unique(places, axis=0, return_index=True, return_inverse=True)
    which = which.ravel()
    first_new = len(graph.node_lonlat)
    node = node.copy()
    node[new] = first_new + which
    chosen = new[once]
    feet = graph.lines.index.foot(points[joined.point[chosen]], joined.line[chosen])
    node_lonlat = np.vstack((graph.node_lonlat, feet))
    return _pieces(graph.edges, edge[chosen], at_m[chosen], first_new), node_lonlat, node


def _pieces(old: Edges, edge: Ints, at_m: Floats, first_new: int) -> Edges:
    """Cut edges; the cuts come by edge and along it, and take the nodes from first_new on."""
    begin = np.concatenate((np.arange(len(old)), edge))
    from_m = np.concatenate((old.from_m, at_m))
    tail = np.concatenate((old.tail, first_new + np.arange(len(edge))))
    order = np.lexsort((from_m, np.arange(len(begin)) >= len(old), begin))
    begin, from_m, tail = begin[order], from_m[order], tail[order]
    last = np.append(np.diff(begin) != 0, True)
    to_m = np.where(last, old.to_m[begin], np.append(from_m[1:], 0.0))
    head = np.where(last, old.head[begin], np.append(tail[1:], 0))
    whole = np.maximum(old.to_m[begin] - old.from_m[begin], MIN_KM)
    share = np.where(old.line[begin] == LINK, 1.0, (to_m - from_m) / whole)
    return Edges(tail, head, old.km[begin] * share, old.line[begin], from_m, to_m)
