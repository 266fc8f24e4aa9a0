"""Bridges and articulation points: what every path of a site to a hub runs through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import rustworkx

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Ints
    from screening.network.augmented_graph import AugmentedGraph

NO_LATERAL, NEAREST_SUFFICES = -1, -2
"""Results of :meth:`BridgeFinder.second_lateral` that are no row of a lateral."""


class BridgeFinder:
    """Finds the segments and junctions whose loss disconnects a site from all hubs.

    Only the shortest path to the super-sink needs to be searched, because what every path
    runs through lies on the shortest too. On it, an edge that is a biconnected component by
    itself is a bridge, and the node between two edges of different components is an
    articulation point.

    Parameters
    ----------
    augmented : AugmentedGraph

    Source
    ------
    Hopcroft & Tarjan (1973), Algorithm 447, Communications of the ACM 16; as implemented by
    ``rustworkx.biconnected_components``.
    """

    def __init__(self, augmented: AugmentedGraph) -> None:
        self.augmented = augmented
        self.parent = augmented.hub_tree.parent
        nodes = np.arange(len(self.parent))
        has_edge = (self.parent >= 0) & (nodes < augmented.sink)
        component = np.full(len(nodes), -1, dtype=np.int64)
        component[has_edge] = self._edge_component(nodes[has_edge], self.parent[has_edge])
        size = np.bincount(self._components)
        # Both masks describe the tree edge from a node to its parent.
        self.is_bridge = has_edge.copy()
        self.is_bridge[has_edge] = size[component[has_edge]] == 1
        grandparent = self.parent[np.maximum(self.parent, 0)]
        self.ends_component = has_edge & (grandparent >= 0)
        self.ends_component &= component != component[np.maximum(self.parent, 0)]
        self.next_bridge = self._next_flagged(self.is_bridge)
        self.next_component_end = self._next_flagged(self.ends_component)

    @cached_property
    def _components(self) -> Ints:
        """The biconnected component of every edge, in the order of ``_node_pairs``."""
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(self.augmented.sink + 1))
        graph.add_edges_from_no_data(list(map(tuple, self._node_pairs.tolist())))
        components = rustworkx.biconnected_components(graph)
        ends = np.array(list(components.keys()), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(self._pair_key(ends[:, 0], ends[:, 1]))
        return np.fromiter(components.values(), dtype=np.int64, count=len(components))[order]

    @cached_property
    def _node_pairs(self) -> Ints:
        """Every edge and every arc into the super-sink, lower node first, sorted."""
        edges, hubs = self.augmented.edges, self.augmented.hubs
        into_sink = np.column_stack((hubs, np.full(len(hubs), self.augmented.sink)))
        pairs = np.vstack((np.column_stack((edges.tail, edges.head)), into_sink))
        pairs.sort(axis=1)
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    def _pair_key(self, a: Ints, b: Ints) -> Ints:
        return np.minimum(a, b) * (self.augmented.sink + 1) + np.maximum(a, b)

    def _edge_component(self, a: Ints, b: Ints) -> Ints:
        keys = self._pair_key(self._node_pairs[:, 0], self._node_pairs[:, 1])
        return self._components[np.searchsorted(keys, self._pair_key(a, b))]

    def _next_flagged(self, flags: Bools) -> Ints:
        """First flagged node on each node's path, itself included; the root if none is.

        Pointer jumping: the distance covered doubles with each round.
        """
        stop = flags | (self.parent < 0)
        jump = np.where(stop, np.arange(len(stop)), self.parent)
        while True:
            further = jump[jump]
            if (further == jump).all():
                return jump
            jump = further

    def bridges(self, node: int) -> Iterator[int]:
        """Iterate over the bridges between a node and the hubs.

        Parameters
        ----------
        node : int

        Yields
        ------
        int, the bridge's node farther from the hub; the other is its parent in the tree
        """
        node = int(self.next_bridge[node])
        while self.is_bridge[node]:
            yield node
            node = int(self.next_bridge[self.parent[node]])

    def articulation_points(self, node: int) -> Iterator[int]:
        """Iterate over the junctions that every path from a node passes, itself excluded.

        Parameters
        ----------
        node : int

        Yields
        ------
        int
        """
        node = int(self.next_component_end[node])
        while self.ends_component[node]:
            node = int(self.parent[node])
            yield node
            node = int(self.next_component_end[node])

    def site_bridges(self, site: int) -> list[int]:
        """List the bridges that lie on every path of a site.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, nodes as in :meth:`bridges`, from the site on
        """
        taps = self.augmented.tap[self._connected_rows(site)].tolist()
        return _intersect([list(self.bridges(tap)) for tap in taps])

    def site_articulation_points(self, site: int) -> list[int]:
        """List the junctions that lie on every path of a site, ends of laterals included.

        Parameters
        ----------
        site : int

        Returns
        -------
        list of int, nodes, from the site on
        """
        rows = self._connected_rows(site)
        away = (~self.augmented.at_site[rows]).tolist()
        taps = self.augmented.tap[rows].tolist()
        return _intersect(
            [
                [tap] * is_away + list(self.articulation_points(tap))
                for tap, is_away in zip(taps, away, strict=True)
            ]
        )

    def second_lateral(self, site: int) -> int:
        """Find the shortest lateral that, added to the nearest, gives two disjoint paths.

        Parameters
        ----------
        site : int

        Returns
        -------
        int, its row in ``laterals``; :data:`NO_LATERAL` where there is none,
            :data:`NEAREST_SUFFICES` where the nearest lateral alone gives two
        """
        rows = self._connected_rows(site, candidates=True)
        if not rows:
            return NO_LATERAL
        bridges = set(self.bridges(int(self.augmented.tap[rows[0]])))
        if not bridges:
            return NEAREST_SUFFICES
        for row in rows[1:]:
            if bridges.isdisjoint(self.bridges(int(self.augmented.tap[row]))):
                return row
        return NO_LATERAL

    def _connected_rows(self, site: int, *, candidates: bool = False) -> list[int]:
        """List the site's laterals whose end has a path to a hub, nearest first."""
        span = self.augmented.lateral_rows(site)
        rows = (
            np.arange(span.start, span.stop)
            if candidates
            else self.augmented.main_lateral_rows(site)
        )
        connected = np.isfinite(self.augmented.hub_tree.km[self.augmented.tap[rows]])
        return [int(row) for row in rows[connected]]


def _intersect(lists: list[list[int]]) -> list[int]:
    """Nodes that every list contains, in the order of the first list."""
    if not lists:
        return []
    shared = set(lists[0]).intersection(*lists[1:])
    return [node for node in lists[0] if node in shared]
