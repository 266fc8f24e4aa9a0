"""Edge- and node-disjoint paths of a site to different hubs, and the shortest pair of them."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from screening.network.dijkstra import select_search
from screening.network.residual_graph import CLOSED, ResidualGraph

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.augmented_graph import AugmentedGraph

MAX_PATHS = 4
"""Disjoint paths are counted up to this number: no tenant requires more."""

PathPair = tuple[list[int], list[int]]


class _Arcs(NamedTuple):
    """Arcs of the graph whose nodes are split; ``reverse`` is −1 where there is none."""

    rows: Ints
    columns: Ints
    km: Floats
    reverse: Ints


class DisjointPathFinder:
    """Finds paths of sites to different hubs that share no segment, or no junction.

    Successive shortest paths on the residual graph. Laterals are uncapacitated, as a site
    may build several to one place; a hub's building counts once. Arc lengths are reduced by
    the distances to the nearest hub as potentials: they stay non-negative, so that
    Dijkstra's algorithm applies, and the search ends after few nodes.

    Parameters
    ----------
    augmented : AugmentedGraph

    Source
    ------
    Suurballe, J. W. (1974), Disjoint paths in a network, Networks 4, 125–145, for the
    shortest pair; Ford & Fulkerson (1956) for the count. By Menger's theorem it equals the
    number of segments (junctions) whose loss disconnects the site from all hubs.
    """

    def __init__(self, augmented: AugmentedGraph) -> None:
        self.augmented = augmented
        self._search = select_search(len(augmented.points), augmented.node_count)
        self.to_hub_km = augmented.hub_tree.km.copy()
        # The tree is rooted at the super-sink and no arc enters a site, so the sites'
        # distances are added here.
        site_km = np.full(len(augmented.points), np.inf)
        main = augmented.laterals.main
        path_km = augmented.lateral_km[main] + self.to_hub_km[augmented.tap[main]]
        np.minimum.at(site_km, augmented.laterals.point[main], path_km)
        self.to_hub_km[augmented.sink + 1 :] = site_km

    def shortest_path(self, site: int) -> list[int]:
        """Return the nodes of the shortest path from a site to a hub.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, from the site's node to the super-sink; empty where there is no path
        """
        augmented = self.augmented
        rows = augmented.main_lateral_rows(site)
        km = augmented.lateral_km[rows] + self.to_hub_km[augmented.tap[rows]]
        if len(km) == 0 or not np.isfinite(km).any():
            return []
        tap = int(augmented.tap[rows][np.argmin(km)])
        return [augmented.sink + 1 + site, *augmented.hub_tree.path(tap)]

    def find_edge_disjoint(self, site: int, shortest: list[int]) -> tuple[int, PathPair | None]:
        """Count a site's edge-disjoint paths; find the shortest pair.

        Parameters
        ----------
        site : int
        shortest : list of int, from :meth:`shortest_path`

        Returns
        -------
        count : int, at most :data:`MAX_PATHS`
        pair : two lists of int or None
            Nodes from the site to the super-sink, the shorter path first; of all pairs
            without a common segment the one with the smallest total length. None where
            there are not two paths.
        """
        if not shortest:
            return 0, None
        # No more paths than edges leave the taps, which often saves the last search.
        max_count = int(self._degree[self._taps(site)].sum())
        paths = self._augment_flow(self.edge_residual, [shortest], site, max_count)
        if len(paths) == 1:
            return 1, None
        first, second = _cancel_opposed_arcs(paths[0], paths[1])
        in_order = self._path_km(first) <= self._path_km(second)
        return len(paths), ((first, second) if in_order else (second, first))

    def count_node_disjoint(
        self, site: int, shortest: list[int], pair: PathPair, max_count: int
    ) -> int:
        """Count a site's paths that share no junction and no end of a lateral.

        Parameters
        ----------
        site : int
        shortest : list of int, from :meth:`shortest_path`
        pair : two lists of int, from :meth:`find_edge_disjoint`
        max_count : int, the count from there: node-disjoint paths are edge-disjoint

        Returns
        -------
        int, at most ``max_count``
        """
        split = [self._split_path(path) for path in pair]
        node_disjoint = set(pair[0][1:-1]).isdisjoint(pair[1][1:-1])
        paths = split if node_disjoint else [self._split_path(shortest)]
        rows = self.augmented.main_lateral_rows(site)
        if not self.augmented.at_site[rows].any():
            max_count = min(max_count, len(self._taps(site)))
        if len(paths) >= max_count:
            return max_count
        return len(self._augment_flow(self.node_residual, paths, site, max_count))

    def _taps(self, site: int) -> Ints:
        return self.augmented.tap[self.augmented.main_lateral_rows(site)]

    @cached_property
    def _degree(self) -> Ints:
        edges = self.augmented.edges
        ends = np.concatenate((edges.tail, edges.head))
        return np.bincount(ends, minlength=self.augmented.sink)

    def _augment_flow(
        self, residual: ResidualGraph, paths: list[list[int]], site: int, max_count: int
    ) -> list[list[int]]:
        """Use paths, and search for more until there are enough or no path is left.

        The residual graph serves all sites, so it is reset whatever happens.
        """
        source, sink = self.augmented.sink + 1 + site, self.augmented.sink
        try:
            for path in paths:
                residual.use_path(path)
            while len(paths) < min(max_count, MAX_PATHS):
                path_or_none = residual.find_path(source, sink)
                if path_or_none is None:
                    break
                residual.use_path(path_or_none)
                paths.append(path_or_none)
        finally:
            residual.reset()
        return paths

    def _path_km(self, path: list[int]) -> float:
        return float(self.augmented.matrix.data[self.edge_residual.path_arcs(path)].sum())

    def _reduced_km(self, tail: Ints, head: Ints, km: Floats) -> Floats:
        """Length by which each arc exceeds the shortest path from its tail [km].

        Not negative but for rounding, which is clipped; closed where no hub can be reached,
        and from the super-sink on.
        """
        with np.errstate(invalid="ignore"):
            reduced = km + self.to_hub_km[head] - self.to_hub_km[tail]
        is_open = np.isfinite(reduced) & (tail != self.augmented.sink)
        return np.where(is_open, np.maximum(reduced, 0.0), CLOSED)

    @cached_property
    def edge_residual(self) -> ResidualGraph:
        """The residual graph in which each segment carries one path, in either direction."""
        graph, n = self.augmented.matrix, self.augmented.node_count
        tail = np.repeat(np.arange(n), np.diff(graph.indptr))
        head = graph.indices.astype(np.int64)
        keys = tail * n + head
        reverse = np.searchsorted(keys, head * n + tail)
        has_reverse = keys[np.minimum(reverse, len(keys) - 1)] == head * n + tail
        has_reverse &= (tail != self.augmented.sink) & (head != self.augmented.sink)
        data = self._reduced_km(tail, head, graph.data)
        matrix = csr_array((data, graph.indices, graph.indptr), shape=graph.shape)
        is_lateral = tail > self.augmented.sink
        return ResidualGraph(matrix, np.where(has_reverse, reverse, -1), is_lateral, self._search)

    @cached_property
    def node_residual(self) -> ResidualGraph:
        """The residual graph in which each junction carries one path.

        Every node v is split into an entry v and an exit n + v with one arc between them.
        """
        arcs, n, sink = self._split_arcs(), self.augmented.node_count, self.augmented.sink
        numbers = np.arange(1, len(arcs.rows) + 1)
        matrix = coo_array((numbers, (arcs.rows, arcs.columns)), shape=(2 * n, 2 * n)).tocsr()
        matrix.sort_indices()
        order = matrix.data - 1
        position = np.empty(len(order), dtype=np.int64)
        position[order] = np.arange(len(order))
        reduced = csr_array((arcs.km[order], matrix.indices, matrix.indptr), shape=matrix.shape)
        reverse = arcs.reverse[order]
        reverse = np.where(reverse >= 0, position[reverse], -1)
        is_lateral = (arcs.rows > sink)[order] & (arcs.rows < n)[order]
        return ResidualGraph(reduced, reverse, is_lateral, self._search)

    def _split_arcs(self) -> _Arcs:
        """Arcs of the split graph: within nodes, edges, to the super-sink, laterals, reverses."""
        augmented, n = self.augmented, self.augmented.node_count
        edges, hubs, sink = augmented.edges, augmented.hubs, augmented.sink
        main = augmented.laterals.main
        inner, site = np.arange(sink), sink + 1 + augmented.laterals.point[main]
        tail = np.concatenate((inner, edges.tail, edges.head, hubs, site))
        to_sink = np.full(len(hubs), sink)
        head = np.concatenate((inner, edges.head, edges.tail, to_sink, augmented.tap[main]))
        zeros = np.zeros(len(inner)), np.zeros(len(hubs))
        km = np.concatenate((zeros[0], edges.km, edges.km, zeros[1], augmented.lateral_km[main]))
        reduced = self._reduced_km(tail, head, km)
        is_inner = np.arange(len(tail)) < len(inner)
        rows = np.where(is_inner | (tail > sink), tail, tail + n)
        columns = np.where(is_inner, head + n, head)
        # A lateral that ends at the site itself uses no junction: it skips the inner arc.
        columns = np.where((tail > sink) & self._ends_at_site(len(tail)), head + n, columns)
        back = np.flatnonzero((tail < sink) & (head < sink))
        reverse = np.full(len(tail) + len(back), -1)
        reverse[back], reverse[len(tail) :] = len(tail) + np.arange(len(back)), back
        return _Arcs(
            np.concatenate((rows, columns[back])),
            np.concatenate((columns, rows[back])),
            np.concatenate((reduced, np.full(len(back), CLOSED))),
            reverse,
        )

    def _ends_at_site(self, arc_count: int) -> Bools:
        """Flag arcs, of which the laterals are the last, that end at the site itself."""
        flags = np.zeros(arc_count, dtype=bool)
        at_site = self.augmented.at_site[self.augmented.laterals.main]
        flags[arc_count - len(at_site) :] = at_site
        return flags

    def _split_path(self, path: list[int]) -> list[int]:
        """Translate a path to the nodes of the split graph."""
        n, at_site = self.augmented.node_count, self.augmented.ends_at_site(path[0], path[1])
        inner = [half for node in path[1:-1] for half in (node, n + node)]
        return [path[0], *(inner[1:] if at_site else inner), path[-1]]


def _cancel_opposed_arcs(first: list[int], second: list[int]) -> PathPair:
    """Drop arcs that the paths use in opposite directions; trace two paths over the rest.

    The last step of Suurballe's algorithm.
    """
    first_arcs = dict.fromkeys(pairwise(first))
    second_arcs = []
    for arc in pairwise(second):
        if arc[::-1] in first_arcs:
            del first_arcs[arc[::-1]]
        else:
            second_arcs.append(arc)
    heads: dict[int, list[int]] = {}
    for tail, head in [*first_arcs, *second_arcs]:
        heads.setdefault(tail, []).append(head)
    paths = []
    for _ in range(2):
        path = [first[0]]
        while path[-1] != first[-1]:
            path.append(heads[path[-1]].pop())
        paths.append(path)
    return paths[0], paths[1]
