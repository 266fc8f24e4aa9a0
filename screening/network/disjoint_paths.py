"""How many ways to different hubs share nothing, and the shortest two of them."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from screening.network.dijkstra import select_search
from screening.network.residual_graph import CLOSED, ResidualGraph

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints
    from screening.network.augmented_graph import AugmentedGraph

MAX_PATHS = 4
"""Disjoint ways are counted up to here: no tenant asks for more."""

Pair = tuple[list[int], list[int]]


class DisjointPathFinder:
    """Finds ways of sites to different hubs that share no stretch, or no junction.

    Laterals do not limit: a site may build several to the same place. A hub's building
    counts once. Each further way is searched where those before it can be walked back, over
    lengths that the distance to the nearest hub has made small, so that it ends early.

    Parameters
    ----------
    tapped : AugmentedGraph

    Source
    ------
    Suurballe, J. W. (1974), Disjoint paths in a network, Networks 4, 125–145, for the
    shortest two; Ford & Fulkerson (1956) for how many. By Menger's theorem there are as many
    as the stretches (junctions) whose loss leaves the site without a hub.
    """

    def __init__(self, tapped: AugmentedGraph) -> None:
        self.tapped = tapped
        self._search = select_search(len(tapped.points), tapped.node_count)
        self.to_hub_km = tapped.reach.km.copy()
        sites = np.full(len(tapped.points), np.inf)
        main = tapped.laterals.main
        by_way = tapped.lateral_km[main] + self.to_hub_km[tapped.tap[main]]
        np.minimum.at(sites, tapped.laterals.point[main], by_way)
        self.to_hub_km[tapped.sink + 1 :] = sites

    def shortest(self, site: int) -> list[int]:
        """Give the nodes of the shortest way from a site to a hub.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, from the site's node to the sink; empty where there is no way
        """
        tapped = self.tapped
        rows = tapped.main_of(site)
        km = tapped.lateral_km[rows] + self.to_hub_km[tapped.tap[rows]]
        if len(km) == 0 or not np.isfinite(km).any():
            return []
        first = int(tapped.tap[rows][np.argmin(km)])
        return [tapped.sink + 1 + site, *tapped.reach.way(first)]

    def routes(self, site: int, first: list[int]) -> tuple[int, Pair | None]:
        """Count a site's ways that share no stretch of route; give the shortest two.

        Parameters
        ----------
        site : int
        first : list of int, from :meth:`shortest`

        Returns
        -------
        count : int, at most :data:`MAX_PATHS`
        pair : two lists of int or None
            Nodes from the site to the sink, the shorter way first; together the shortest
            that share no stretch. None where there are not two.
        """
        if not first:
            return 0, None
        most = int(self._degree[self._taps(site)].sum())
        ways = self._taken(self.stretches, [first], site, most)
        if len(ways) == 1:
            return 1, None
        one, other = _untangled(ways[0], ways[1])
        shorter = self._km(one) <= self._km(other)
        return len(ways), ((one, other) if shorter else (other, one))

    def nodes(self, site: int, first: list[int], pair: Pair, most: int) -> int:
        """Count a site's ways that share no junction, and no end of a lateral.

        Parameters
        ----------
        site : int
        first : list of int, from :meth:`shortest`
        pair : two lists of int, from :meth:`routes`
        most : int, the count from there: ways that share no junction share no stretch

        Returns
        -------
        int, at most that
        """
        split = [self._split(way) for way in pair]
        apart = set(pair[0][1:-1]).isdisjoint(pair[1][1:-1])
        begun = split if apart else [self._split(first)]
        rows = self.tapped.main_of(site)
        if not self.tapped.at_site[rows].any():
            most = min(most, len(self._taps(site)))
        if len(begun) >= most:
            return most
        return len(self._taken(self.junctions, begun, site, most))

    def _taps(self, site: int) -> Ints:
        return self.tapped.tap[self.tapped.main_of(site)]

    @cached_property
    def _degree(self) -> Ints:
        edges = self.tapped.edges
        ends = np.concatenate((edges.tail, edges.head))
        return np.bincount(ends, minlength=self.tapped.sink)

    def _taken(
        self, network: ResidualGraph, ways: list[list[int]], site: int, most: int
    ) -> list[list[int]]:
        """Take ways, and search for more until there are enough or none can be left."""
        source, sink = self.tapped.sink + 1 + site, self.tapped.sink
        try:
            for way in ways:
                network.take(way)
            while len(ways) < min(most, MAX_PATHS):
                found = network.search(source, sink)
                if found is None:
                    break
                network.take(found)
                ways.append(found)
        finally:
            network.clear()
        return ways

    def _km(self, way: list[int]) -> float:
        return float(self.tapped.matrix.data[self.stretches.arcs(way)].sum())

    def _longer(self, tail: Ints, head: Ints, km: Floats) -> Floats:
        """Give how much longer than the shortest way each arc makes it [km]."""
        with np.errstate(invalid="ignore"):
            longer = km + self.to_hub_km[head] - self.to_hub_km[tail]
        return np.where(np.isfinite(longer) & (tail != self.tapped.sink), np.maximum(longer, 0.0),
                        CLOSED)  # fmt: skip

    @cached_property
    def stretches(self) -> ResidualGraph:
        """The network in which each stretch takes one way, in whichever direction."""
        held, n = self.tapped.matrix, self.tapped.node_count
        tail = np.repeat(np.arange(n), np.diff(held.indptr))
        head = held.indices.astype(np.int64)
        keys = tail * n + head
        back = np.searchsorted(keys, head * n + tail)
        paired = keys[np.minimum(back, len(keys) - 1)] == head * n + tail
        paired &= (tail != self.tapped.sink) & (head != self.tapped.sink)
        data = self._longer(tail, head, held.data)
        matrix = csr_array((data, held.indices, held.indptr), shape=held.shape)
        return ResidualGraph(
            matrix, np.where(paired, back, -1), tail > self.tapped.sink, self._search
        )

    @cached_property
    def junctions(self) -> ResidualGraph:
        """The network in which each junction takes one way: entered as v, left as n + v."""
        tapped, n = self.tapped, self.tapped.node_count
        edges, hubs, sink = tapped.edges, tapped.hubs, tapped.sink
        main = tapped.laterals.main
        inner, site = np.arange(sink), sink + 1 + tapped.laterals.point[main]
        tail = np.concatenate((inner, edges.tail, edges.head, hubs, site))
        head = np.concatenate(
            (inner, edges.head, edges.tail, np.full(len(hubs), sink), tapped.tap[main])
        )
        nothing = np.zeros(len(inner)), np.zeros(len(hubs))
        km = np.concatenate((nothing[0], edges.km, edges.km, nothing[1], tapped.lateral_km[main]))
        longer = self._longer(tail, head, km)
        leaves = np.where(np.arange(len(tail)) < len(inner), tail, tail + n)
        leaves = np.where(tail > sink, tail, leaves)
        enters = np.where(np.arange(len(head)) < len(inner), head + n, head)
        enters = np.where((tail > sink) & self._at_site(len(tail)), head + n, enters)
        back = np.flatnonzero((tail < sink) & (head < sink))
        rows = np.concatenate((leaves, enters[back]))
        columns = np.concatenate((enters, leaves[back]))
        data = np.concatenate((longer, np.full(len(back), CLOSED)))
        twin = np.full(len(rows), -1)
        twin[back], twin[len(tail) :] = len(tail) + np.arange(len(back)), back
        number = coo_array((np.arange(1, len(rows) + 1), (rows, columns)), shape=(2 * n, 2 * n))
        held = number.tocsr()
        held.sort_indices()
        order = held.data - 1
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        matrix = csr_array((data[order], held.indices, held.indptr), shape=held.shape)
        twin = np.where(twin[order] >= 0, place[twin[order]], -1)
        return ResidualGraph(matrix, twin, (rows > sink)[order] & (rows < n)[order], self._search)

    def _at_site(self, arcs: int) -> Ints:
        """Tell which arcs, laterals last, end at the site itself."""
        near = np.zeros(arcs, dtype=bool)
        at_site = self.tapped.at_site[self.tapped.laterals.main]
        near[arcs - len(at_site) :] = at_site
        return near

    def _split(self, way: list[int]) -> list[int]:
        """Write a way for the network of junctions."""
        n, at_site = self.tapped.node_count, self.tapped.ends_at_site(way[0], way[1])
        inner = [node for each in way[1:-1] for node in (each, n + each)]
        return [way[0], *(inner[1:] if at_site else inner), way[-1]]


def _untangled(first: list[int], second: list[int]) -> Pair:
    """Drop what the two walk in opposite directions, and follow what is left twice."""
    held = dict.fromkeys(pairwise(first))
    others = []
    for arc in pairwise(second):
        if arc[::-1] in held:
            del held[arc[::-1]]
        else:
            others.append(arc)
    onward: dict[int, list[int]] = {}
    for tail, head in [*held, *others]:
        onward.setdefault(tail, []).append(head)
    ways = []
    for _ in range(2):
        way = [first[0]]
        while way[-1] != first[-1]:
            way.append(onward[way[-1]].pop())
        ways.append(way)
    return ways[0], ways[1]
