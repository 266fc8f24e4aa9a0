"""Shortest ways over the graph: from the hubs once, whatever the number of sites."""

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
"""Length of an edge without any: a sparse matrix could lose a zero [km]."""


@dataclass(frozen=True)
class ShortestPathTree:
    """How far every node is from the nearest of some places.

    Attributes
    ----------
    km : ndarray, (nodes,) [route-km]; inf where no way leads there
    towards : ndarray of int, (nodes,), the next node on the way; −1 at a place
    place : ndarray of int, (nodes,), which place; −1 where none
    """

    km: Floats
    towards: Ints
    place: Ints

    def way(self, node: int) -> Iterator[int]:
        """Walk from a node to its place.

        Parameters
        ----------
        node : int

        Yields
        ------
        int, nodes, the first and the place included
        """
        while node >= 0:
            yield node
            node = int(self.towards[node])


@dataclass(frozen=True)
class SiteRoutes:
    """The shortest way of each point to a place: lateral and network.

    Attributes
    ----------
    km : ndarray, (n,) [route-km]; NaN where there is none
    place : ndarray of int, (n,); −1 where there is none
    corridor_km : ndarray, (n,) [km], what of it is drawn along corridors, whose routes are
        longer by a factor that is only an estimate
    lateral_km : ndarray, (n,) [km], its lateral, straight
    on_corridor : ndarray of bool, (n,), whether it joins a corridor at all, be it for no way
        along it
    """

    km: Floats
    place: Ints
    corridor_km: Floats
    lateral_km: Floats
    on_corridor: Bools


def adjacency_matrix(edges: Edges, node_count: int) -> csr_array:
    """Put edges into a matrix, both ways.

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
    """Measure straight lines over the ellipsoid.

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
    """Find how far every node is from the nearest of some places.

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
    km, towards, place = dijkstra(matrix, indices=places, min_only=True, return_predecessors=True)
    return ShortestPathTree(
        km, np.maximum(towards, -1).astype(np.int64), np.maximum(place, -1).astype(np.int64)
    )


def route_sites(
    graph: FiberGraph, reaches: list[ShortestPathTree], points: Floats, most_m: float
) -> list[SiteRoutes]:
    """Find the shortest way of points to places, over whichever route they join.

    Parameters
    ----------
    graph : FiberGraph
    reaches : list of ShortestPathTree, over the graph's nodes
    points : ndarray, (n, 2) [degrees]
    most_m : float [m], longest lateral

    Returns
    -------
    list of Routed, one a reach
    """
    drawn = [_corridor_km(graph, one) for one in reaches]
    parts: list[list[SiteRoutes]] = [[] for _ in reaches]
    for start in range(0, max(len(points), 1), SITES_PER_BATCH):
        block = points[start : start + SITES_PER_BATCH]
        joined = graph.attach(block, most_m)
        for found, one, km in zip(parts, reaches, drawn, strict=True):
            found.append(_routed(graph, one, km, joined, len(block)))
    return [
        SiteRoutes(
            *(np.concatenate(each) for each in zip(*(vars(r).values() for r in found), strict=True))
        )
        for found in parts
    ]


def _corridor_km(graph: FiberGraph, one: ShortestPathTree) -> Floats:
    """Add up, from every node to its place, the kilometres drawn along corridors."""
    edges, n = graph.edges, len(graph.node_lonlat)
    drawn = (edges.to_m - edges.from_m) / M_PER_KM
    drawn = np.where(_factor(graph, edges.line) > 1.0, drawn, 0.0)
    keys = np.minimum(edges.tail, edges.head) * n + np.maximum(edges.tail, edges.head)
    order = np.argsort(keys)
    node, parent = np.arange(n), one.towards
    own = np.minimum(node, parent) * n + np.maximum(node, parent)
    place = np.minimum(np.searchsorted(keys[order], own), max(len(keys) - 1, 0))
    if len(keys) == 0:
        return np.zeros(n)
    total = np.where(parent >= 0, drawn[order][place], 0.0)
    jump = np.where(parent >= 0, parent, node)
    while (jump[jump] != jump).any():
        total = total + np.where(jump != node, total[jump], 0.0)
        jump = jump[jump]
    return total


def _factor(graph: FiberGraph, line: Ints) -> Floats:
    """Give the route factor of lines; 1 of links."""
    if len(graph.lines) == 0:
        return np.ones(len(line))
    return np.where(line < 0, 1.0, graph.routes.factor[graph.lines.route[np.maximum(line, 0)]])


def _routed(
    graph: FiberGraph, one: ShortestPathTree, drawn_km: Floats, joined: SiteLinks, count: int
) -> SiteRoutes:
    """Take the best lateral and the better way along the route that it ends on."""
    held = graph.segments
    piece = graph.segment_at(joined.line, joined.at_m)
    factor = _factor(graph, joined.line)
    ends = np.array([held.tail[piece], held.head[piece]]) + graph.place_count
    away_km = (
        np.array([joined.at_m - held.from_m[piece], held.to_m[piece] - joined.at_m]) / M_PER_KM
    )
    both = away_km * factor + one.km[ends]
    side = np.argmin(both, axis=0)
    row = np.arange(len(side))
    straight_km = joined.distance_m / M_PER_KM
    km = straight_km * graph.link_factor + both[side, row]
    order = np.lexsort((km, joined.point))
    best = order[np.diff(joined.point[order], prepend=-1) != 0]
    best = best[np.isfinite(km[best])]
    node = ends[side, row][best]
    on_corridor = np.where(factor[best] > 1.0, away_km[side, row][best], 0.0)
    at = joined.point[best]
    none = np.full((4, count), np.nan)
    result = SiteRoutes(none[0], none[1], none[2], none[3], np.zeros(count, dtype=bool))
    result.km[at], result.lateral_km[at] = km[best], straight_km[best]
    result.corridor_km[at] = on_corridor + drawn_km[node]
    result.on_corridor[at] = (factor[best] > 1.0) | (drawn_km[node] > 0.0)
    place = np.full(count, -1)
    place[at] = one.place[node]
    return replace(result, place=place)
