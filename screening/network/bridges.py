"""What a site's every way to a hub runs through: stretches, and junctions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import rustworkx

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Ints
    from screening.network.augmented_graph import AugmentedGraph

NO_LATERAL, ENOUGH = -1, -2
"""Answers of :meth:`Cuts.second_lateral` that are no lateral."""


class BridgeFinder:
    """Finds the stretches and junctions whose loss leaves a site without any hub.

    On the shortest way to the hubs, a stretch that is a whole biconnected component is a
    bridge, and where the way passes from one component to another, the junction between
    them is passed by every way.

    Parameters
    ----------
    tapped : AugmentedGraph

    Source
    ------
    Hopcroft & Tarjan (1973), Algorithm 447, Communications of the ACM 16; by rustworkx.
    """

    def __init__(self, tapped: AugmentedGraph) -> None:
        self.tapped = tapped
        self.parent = tapped.reach.towards
        nodes = np.arange(len(self.parent))
        inside = (self.parent >= 0) & (nodes < tapped.sink)
        component = np.full(len(nodes), -1, dtype=np.int64)
        component[inside] = self._component(nodes[inside], self.parent[inside])
        size = np.bincount(self._components)
        self.bridge = inside.copy()
        self.bridge[inside] = size[component[inside]] == 1
        grand = self.parent[np.maximum(self.parent, 0)]
        self.passes = inside & (grand >= 0)
        self.passes &= component != component[np.maximum(self.parent, 0)]
        self.next_bridge = self._next(self.bridge)
        self.next_passage = self._next(self.passes)

    @cached_property
    def _components(self) -> Ints:
        """The biconnected component of every edge, in the order of ``_pairs``."""
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(self.tapped.sink + 1))
        graph.add_edges_from_no_data(list(map(tuple, self._pairs.tolist())))
        found = rustworkx.biconnected_components(graph)
        ends = np.array(list(found.keys()), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(self._key(ends[:, 0], ends[:, 1]))
        return np.fromiter(found.values(), dtype=np.int64, count=len(found))[order]

    @cached_property
    def _pairs(self) -> Ints:
        """Every edge and every way into the sink, lower node first, in order."""
        edges, hubs = self.tapped.edges, self.tapped.hubs
        into = np.column_stack((hubs, np.full(len(hubs), self.tapped.sink)))
        every = np.vstack((np.column_stack((edges.tail, edges.head)), into))
        every.sort(axis=1)
        return every[np.lexsort((every[:, 1], every[:, 0]))]

    def _key(self, one: Ints, other: Ints) -> Ints:
        return np.minimum(one, other) * (self.tapped.sink + 1) + np.maximum(one, other)

    def _component(self, one: Ints, other: Ints) -> Ints:
        keys = self._key(self._pairs[:, 0], self._pairs[:, 1])
        return self._components[np.searchsorted(keys, self._key(one, other))]

    def _next(self, marked: Bools) -> Ints:
        """Give, of every node, the first on its way that is marked; the last where none is."""
        stay = marked | (self.parent < 0)
        jump = np.where(stay, np.arange(len(stay)), self.parent)
        while True:
            further = jump[jump]
            if (further == jump).all():
                return jump
            jump = further

    def bridges(self, node: int) -> Iterator[int]:
        """Walk the bridges between a node and the hubs.

        Parameters
        ----------
        node : int

        Yields
        ------
        int, the node that the bridge leaves from, on the way to the nearest hub
        """
        node = int(self.next_bridge[node])
        while self.bridge[node]:
            yield node
            node = int(self.next_bridge[self.parent[node]])

    def passages(self, node: int) -> Iterator[int]:
        """Walk the junctions that every way from a node passes, the node itself left out.

        Parameters
        ----------
        node : int

        Yields
        ------
        int
        """
        node = int(self.next_passage[node])
        while self.passes[node]:
            node = int(self.parent[node])
            yield node
            node = int(self.next_passage[node])

    def of_site(self, site: int) -> list[int]:
        """List the bridges that lie on every way of a site.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, as :meth:`bridges` gives them, from the site on
        """
        taps = self.tapped.tap[self._linked(site)].tolist()
        return _common([list(self.bridges(tap)) for tap in taps])

    def junctions_of_site(self, site: int) -> list[int]:
        """List the junctions that lie on every way of a site, ends of laterals included.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, nodes, from the site on
        """
        rows = self._linked(site)
        away = (~self.tapped.at_site[rows]).tolist()
        taps = self.tapped.tap[rows].tolist()
        return _common(
            [[tap] * far + list(self.passages(tap)) for tap, far in zip(taps, away, strict=True)]
        )

    def second_lateral(self, site: int) -> int:
        """Find the cheapest lateral that makes two disjoint routes, beside the nearest.

        Parameters
        ----------
        site : int

        Returns
        -------
        int, its row in ``laterals``; :data:`NO_LATERAL` where there is none, :data:`ENOUGH`
            where the nearest does
        """
        linked = self._linked(site, others=True)
        if not linked:
            return NO_LATERAL
        alone = set(self.bridges(int(self.tapped.tap[linked[0]])))
        if not alone:
            return ENOUGH
        for row in linked[1:]:
            if alone.isdisjoint(self.bridges(int(self.tapped.tap[row]))):
                return row
        return NO_LATERAL

    def _linked(self, site: int, *, others: bool = False) -> list[int]:
        """List the site's laterals from which there is a way to a hub, nearest first."""
        held = self.tapped.laterals_of(site)
        rows = np.arange(held.start, held.stop) if others else self.tapped.main_of(site)
        return [int(row) for row in rows[np.isfinite(self.tapped.reach.km[self.tapped.tap[rows]])]]


def _common(chains: list[list[int]]) -> list[int]:
    """Keep what every chain holds, in the order of the first."""
    if not chains:
        return []
    shared = set(chains[0]).intersection(*chains[1:])
    return [node for node in chains[0] if node in shared]
