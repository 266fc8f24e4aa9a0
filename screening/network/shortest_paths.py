"""Shortest paths over the graph: one search from the hubs, whatever the number of sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from screening.geodesy.ellipsoid import inverse
from screening.network.graph import M_PER_KM

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.graph import Edges, FiberGraph
    from screening.network.site_links import SiteLinks

SITES_PER_BATCH = 32_768
MIN_KM = 1e-9
"""Shortest length of an edge: sparse matrices do not store zeros reliably [km]."""


@dataclass(frozen=True)
class ShortestPathTree:
    """Shortest path of every node to the nearest of some places.

    Attributes
    ----------
    km : ndarray, (nodes,) [route-km]; inf where there is no path
    parent : ndarray of int, (nodes,), the next node on the path; −1 at a place
    place : ndarray of int, (nodes,), the nearest place; −1 where there is no path
    """

    km: Floats
    parent: Ints
    place: Ints

    def path(self, node: int) -> Iterator[int]:
        """Iterate over the path from a node to its place.

        Parameters
        ----------
        node : int

        Yields
        ------
        int, nodes, the given one and the place included
        """
        while node >= 0:
            yield node
            node = int(self.parent[node])


@dataclass(frozen=True)
class SiteRoutes:
    """The shortest path of each point to a place: lateral and network.

    Attributes
    ----------
    km : ndarray, (n,) [route-km]; NaN where there is none
    place : ndarray of int, (n,); −1 where there is none
    corridor_km : ndarray, (n,) [km], drawn length of the path along corridors, whose routes
        are longer by a factor that is only an estimate
    lateral_km : ndarray, (n,) [km], its lateral, in a straight line
    on_corridor : ndarray of bool, (n,), whether it touches a corridor, even if no length of
        it is along one
    """

    km: Floats
    place: Ints
    corridor_km: Floats
    lateral_km: Floats
    on_corridor: Bools


def adjacency_matrix(edges: Edges, node_count: int) -> csr_array:
    """Build the symmetric adjacency matrix of edges.

    Parameters
    ----------
    edges : Edges
    node_count : int

    Returns
    -------
    csr_array, (node_count, node_count) [route-km]
    """
    km = np.maximum(np.concatenate((edges.km, edges.km)), MIN_KM)
    rows = np.concatenate((edges.tail, edges.head))
    columns = np.concatenate((edges.head, edges.tail))
    return coo_array((km, (rows, columns)), shape=(node_count, node_count)).tocsr()


def straight_km(points: Floats, others: Floats) -> Floats:
    """Geodesic distances between pairs of points.

    Parameters
    ----------
    points, others : ndarray, (n, 2) [degrees]

    Returns
    -------
    ndarray, (n,) [km]; NaN where either is
    """
    known = ~np.isnan(points + others).any(axis=1)
    km = np.full(len(points), np.nan)
    km[known] = inverse(points[known], others[known])[2] / M_PER_KM
    return km


def shortest_path_tree(matrix: csr_array, places: Ints) -> ShortestPathTree:
    """Find the shortest path of every node to the nearest of some places.

    Parameters
    ----------
    matrix : csr_array, from :func:`adjacency_matrix`
    places : ndarray of int, nodes

    Returns
    -------
    ShortestPathTree
    """
    count = matrix.shape[0]
    if len(places) == 0:
        none = np.full(count, -1, dtype=np.int64)
        return ShortestPathTree(np.full(count, np.inf), none, none)
    # The matrix is symmetric but for arcs out of sites, so the search from the places gives
    # the paths to them. scipy marks missing predecessors by -9999.
    km, parent, place = dijkstra(matrix, indices=places, min_only=True, return_predecessors=True)
    return ShortestPathTree(
        km, np.maximum(parent, -1).astype(np.int64), np.maximum(place, -1).astype(np.int64)
    )


def route_sites(
    graph: FiberGraph, trees: list[ShortestPathTree], points: Floats, max_lateral_m: float
) -> list[SiteRoutes]:
    """Find the shortest path of points to places, over whichever route they connect to.

    Parameters
    ----------
    graph : FiberGraph
    trees : list of ShortestPathTree, over the graph's nodes
    points : ndarray, (n, 2) [degrees]
    max_lateral_m : float [m], longest lateral

    Returns
    -------
    list of SiteRoutes, one per tree
    """
    corridor_km = [_corridor_km(graph, tree) for tree in trees]
    batches: list[list[SiteRoutes]] = [[] for _ in trees]
    for start in range(0, max(len(points), 1), SITES_PER_BATCH):
        batch = points[start : start + SITES_PER_BATCH]
        links = graph.attach(batch, max_lateral_m)
        for routes, tree, km in zip(batches, trees, corridor_km, strict=True):
            routes.append(_route_batch(graph, tree, km, links, len(batch)))
    return [_concatenate(routes) for routes in batches]


def _concatenate(batches: list[SiteRoutes]) -> SiteRoutes:
    columns = zip(*(vars(batch).values() for batch in batches), strict=True)
    return SiteRoutes(*(np.concatenate(column) for column in columns))


def _corridor_km(graph: FiberGraph, tree: ShortestPathTree) -> Floats:
    """Drawn kilometres along corridors on the path from every node to its place."""
    edges, n = graph.edges, len(graph.node_lonlat)
    drawn_km = (edges.to_m - edges.from_m) / M_PER_KM
    drawn_km = np.where(_route_factor(graph, edges.line) > 1.0, drawn_km, 0.0)
    keys = np.minimum(edges.tail, edges.head) * n + np.maximum(edges.tail, edges.head)
    order = np.argsort(keys)
    node, parent = np.arange(n), tree.parent
    tree_key = np.minimum(node, parent) * n + np.maximum(node, parent)
    row = np.minimum(np.searchsorted(keys[order], tree_key), max(len(keys) - 1, 0))
    if len(keys) == 0:
        return np.zeros(n)
    total = np.where(parent >= 0, drawn_km[order][row], 0.0)
    # Pointer jumping: after k rounds a total covers 2^k edges of the path.
    jump = np.where(parent >= 0, parent, node)
    while (jump[jump] != jump).any():
        total = total + np.where(jump != node, total[jump], 0.0)
        jump = jump[jump]
    return total


def _route_factor(graph: FiberGraph, line: Ints) -> Floats:
    """Route factor of lines; 1 for links, whose length includes theirs."""
    if len(graph.lines) == 0:
        return np.ones(len(line))
    return np.where(line < 0, 1.0, graph.routes.factor[graph.lines.route[np.maximum(line, 0)]])


def _route_batch(
    graph: FiberGraph, tree: ShortestPathTree, corridor_km: Floats, links: SiteLinks, count: int
) -> SiteRoutes:
    """Select each point's best lateral and the shorter direction along its route."""
    segments = graph.segments
    segment = graph.segment_at(links.line, links.at_m)
    factor = _route_factor(graph, links.line)
    ends = np.array([segments.tail[segment], segments.head[segment]]) + graph.place_count
    to_ends_m = [links.at_m - segments.from_m[segment], segments.to_m[segment] - links.at_m]
    to_ends_km = np.array(to_ends_m) / M_PER_KM
    network_km = to_ends_km * factor + tree.km[ends]
    side = np.argmin(network_km, axis=0)
    row = np.arange(len(side))
    lateral_km = links.distance_m / M_PER_KM
    km = lateral_km * graph.link_factor + network_km[side, row]
    best = _best_links(links.point, km)
    node, point = ends[side, row][best], links.point[best]
    is_corridor = factor[best] > 1.0
    along_km = np.where(is_corridor, to_ends_km[side, row][best], 0.0)
    none = np.full((4, count), np.nan)
    result = SiteRoutes(none[0], none[1], none[2], none[3], np.zeros(count, dtype=bool))
    result.km[point], result.lateral_km[point] = km[best], lateral_km[best]
    result.corridor_km[point] = along_km + corridor_km[node]
    result.on_corridor[point] = is_corridor | (corridor_km[node] > 0.0)
    place = np.full(count, -1)
    place[point] = tree.place[node]
    return replace(result, place=place)


def _best_links(point: Ints, km: Floats) -> Ints:
    """Row of each point's shortest path, for points that have one."""
    order = np.lexsort((km, point))
    best = order[np.diff(point[order], prepend=-1) != 0]
    return np.asarray(best[np.isfinite(km[best])])
