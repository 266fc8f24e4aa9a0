"""The fiber graph: junctions and places as nodes, stretches of route between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from screening.network.junctions import Segments
from screening.network.noding import node_lines
from screening.network.route_cleaning import Lines, Routes, clean_routes
from screening.network.site_links import ProviderLines, SiteLinks

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints

M_PER_KM = 1000.0
LINK = -1
"""The line of an edge that joins a place to a route."""


@dataclass(frozen=True)
class Edges:
    """Edges of a graph; between two nodes there is at most one.

    Attributes
    ----------
    tail, head : ndarray of int, (n,)
    km : ndarray, (n,) [route-km]
    line : ndarray of int, (n,), :data:`LINK` where it joins a place to a route
    from_m, to_m : ndarray, (n,) [m] along the line, at tail and head
    """

    tail: Ints
    head: Ints
    km: Floats
    line: Ints
    from_m: Floats
    to_m: Floats

    def __len__(self) -> int:
        return len(self.tail)


@dataclass(frozen=True)
class FiberGraph:
    """Routes, noded, with places (hubs, metros) joined to them.

    Attributes
    ----------
    routes : Routes
    lines : Lines
    offers : ProviderLines, what sites can join
    stretches : Segments, every piece of every line
    edges : Edges, each trench once, then the links of places
    node_lonlat : ndarray, (nodes, 2) [degrees]; places are the first nodes
    place_count : int
    link_factor : float [-], route length over straight line of links and laterals
    notes : tuple of str, what was mended
    """

    routes: Routes
    lines: Lines
    provider_lines: ProviderLines
    segments: Segments
    edges: Edges
    node_lonlat: Floats
    place_count: int
    link_factor: float
    notes: tuple[str, ...]

    @cached_property
    def line_begins_m(self) -> Floats:
        """Where each line begins on one axis that holds them all, one after another [m]."""
        return np.concatenate(([0.0], np.cumsum(self.lines.length_m + 1.0)))

    @cached_property
    def vertex_axis_m(self) -> Floats:
        """Where each vertex is on that axis [m]."""
        return self.lines.along_m + self.line_begins_m[self.lines.line]

    @cached_property
    def edge_of(self) -> Ints:
        """The edge of each stretch; −1 where it fits into a junction."""
        own = self.segments.same_as == np.arange(len(self.segments.line))
        number = np.cumsum(own) - 1
        same = self.segments.same_as
        return np.where(same < 0, -1, number[same])

    def attach(self, points: Floats, most_m: float, *, others: bool = False) -> SiteLinks:
        """Join points to each provider's nearest route.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        most_m : float [m], longest lateral
        others : bool, whether candidates for a second lateral are wanted

        Returns
        -------
        SiteLinks
        """
        layers = int(self.routes.layer.max(initial=-1)) + 1
        return self.provider_lines.attach(points, np.full(layers, most_m), others=others)

    def segment_at(self, line: Ints, at_m: Floats) -> Ints:
        """Find the stretch of a line that a place on it belongs to.

        Parameters
        ----------
        line : ndarray of int, (n,)
        at_m : ndarray, (n,) [m] along it

        Returns
        -------
        ndarray of int, (n,)
        """
        held = self.segments
        before = self.line_begins_m
        begins = before[held.line] + held.from_m
        found = np.searchsorted(begins, before[line] + at_m, side="right") - 1
        first = np.searchsorted(held.line, line, side="left")
        last = np.searchsorted(held.line, line, side="right") - 1
        return np.clip(found, first, last)


def build_graph(
    routes: Routes,
    places: Floats,
    *,
    snap_m: float,
    place_snap_m: Floats,
    link_factor: float,
) -> FiberGraph:
    """Build the graph.

    Parameters
    ----------
    routes : Routes
    places : ndarray, (n, 2) [degrees], hubs and other points to join
    snap_m : float [m], within which route ends meet
    place_snap_m : ndarray, (layers,) [m], within which a place joins routes of a layer
    link_factor : float [-], route length over straight line

    Returns
    -------
    FiberGraph

    Examples
    --------
    >>> import shapely
    >>> line = np.array([shapely.LineString([(-100, 32), (-99, 32), (-98, 32)])], dtype=object)
    >>> one = Routes(line, np.zeros(1, int), ["Main"], [("A",)], np.ones(1))
    >>> hub = np.array([[-98.0, 32.001]])
    >>> graph = build_graph(one, hub, snap_m=250, place_snap_m=np.array([1000.0]), link_factor=1.3)
    >>> len(graph.edges), graph.edges.km.round(1).tolist()
    (2, [189.0, 0.1])
    """
    lines, notes = clean_routes(routes)
    offers = ProviderLines(lines)
    joins = offers.join(places, place_snap_m)
    feet = lines.index.foot(places[joins.point], joins.line)
    stretches, mended = node_lines(lines, joins.line, joins.at_m, feet, snap_m)
    own = stretches.same_as == np.arange(len(stretches.line))
    count = len(places)
    factor = routes.factor[lines.route[stretches.line[own]]]
    graph = FiberGraph(
        routes,
        lines,
        offers,
        stretches,
        Edges(
            stretches.tail[own] + count,
            stretches.head[own] + count,
            (stretches.to_m - stretches.from_m)[own] * factor / M_PER_KM,
            stretches.line[own],
            stretches.from_m[own],
            stretches.to_m[own],
        ),
        np.vstack((places, stretches.node_lonlat)),
        count,
        link_factor,
        (*notes, *mended),
    )
    return _linked(graph, joins)


def _linked(graph: FiberGraph, joins: SiteLinks) -> FiberGraph:
    """Add an edge from each place to where it joins; the shortest where there are several."""
    held = graph.segments
    piece = graph.segment_at(joins.line, joins.at_m)
    at_end = joins.at_m - held.from_m[piece] > held.to_m[piece] - joins.at_m
    foot_node = np.where(at_end, held.head[piece], held.tail[piece]) + graph.place_count
    km = joins.distance_m * graph.link_factor / M_PER_KM
    order = np.lexsort((km, foot_node, joins.point))
    pair = np.column_stack((joins.point[order], foot_node[order]))
    first = np.diff(pair, axis=0, prepend=-1).any(axis=1)
    chosen = order[first]
    none = np.zeros(len(chosen))
    old = graph.edges
    edges = Edges(
        np.concatenate((old.tail, joins.point[chosen])),
        np.concatenate((old.head, foot_node[chosen])),
        np.concatenate((old.km, km[chosen])),
        np.concatenate((old.line, np.full(len(chosen), LINK))),
        np.concatenate((old.from_m, none)),
        np.concatenate((old.to_m, none)),
    )
    return replace(graph, edges=edges)
