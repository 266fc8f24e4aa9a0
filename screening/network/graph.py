"""The fiber graph: nodes are junctions and places, edges are segments of routes."""

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
"""In place of a line: the edge links a place to a route."""


@dataclass(frozen=True)
class Edges:
    """Edges of a graph; at most one between two nodes.

    Attributes
    ----------
    tail, head : ndarray of int, (n,)
    km : ndarray, (n,) [route-km]
    line : ndarray of int, (n,); :data:`LINK` for edges that link a place to a route
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
    """Noded routes, with places (hubs, metros) linked to them.

    Attributes
    ----------
    routes : Routes
    lines : Lines
    provider_lines : ProviderLines, what sites can connect to
    segments : Segments, of every line
    edges : Edges, one per trench, then the links of places
    node_lonlat : ndarray, (nodes, 2) [degrees]; places are the first nodes
    place_count : int
    link_factor : float [-], route length over straight line, for links and laterals
    notes : tuple of str, number and kind of repairs
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
    def line_start_m(self) -> Floats:
        """Start of each line on one axis that contains all lines, one after another [m].

        A metre separates the lines, so that a position at the end of one is not the start
        of the next, and one binary search serves positions on all lines.
        """
        return np.concatenate(([0.0], np.cumsum(self.lines.length_m + 1.0)))

    @cached_property
    def vertex_axis_m(self) -> Floats:
        """Position of each vertex on that axis [m]."""
        return self.lines.along_m + self.line_start_m[self.lines.line]

    @cached_property
    def segment_edge(self) -> Ints:
        """The edge of each segment; −1 for stubs inside a junction."""
        same_as = self.segments.same_as
        number = np.cumsum(same_as == np.arange(len(self.segments))) - 1
        return np.where(same_as < 0, -1, number[same_as])

    def attach(
        self, points: Floats, max_lateral_m: float, *, candidates: bool = False
    ) -> SiteLinks:
        """Connect points to each provider's nearest route.

        Parameters
        ----------
        points : ndarray, (n, 2) [degrees]
        max_lateral_m : float [m], longest lateral
        candidates : bool, whether to include candidates for a second lateral

        Returns
        -------
        SiteLinks
        """
        layer_count = int(self.routes.layer.max(initial=-1)) + 1
        max_m = np.full(layer_count, max_lateral_m)
        return self.provider_lines.attach(points, max_m, candidates=candidates)

    def segment_at(self, line: Ints, at_m: Floats) -> Ints:
        """Find the segments that contain positions on lines.

        Parameters
        ----------
        line : ndarray of int, (n,)
        at_m : ndarray, (n,) [m] along it

        Returns
        -------
        ndarray of int, (n,)
        """
        segments, start_m = self.segments, self.line_start_m
        segment_m = start_m[segments.line] + segments.from_m
        row = np.searchsorted(segment_m, start_m[line] + at_m, side="right") - 1
        # Rounding must not move a position beyond either end to a neighbouring line.
        first = np.searchsorted(segments.line, line, side="left")
        last = np.searchsorted(segments.line, line, side="right") - 1
        return np.clip(row, first, last)


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
    places : ndarray, (n, 2) [degrees], hubs and other points to link
    snap_m : float [m], snapping tolerance of route ends
    place_snap_m : ndarray, (layers,) [m], within which a place links to routes of a layer
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
    provider_lines = ProviderLines(lines)
    links = provider_lines.link(places, place_snap_m)
    feet = lines.index.foot(places[links.point], links.line)
    segments, noding_notes = node_lines(lines, links.line, links.at_m, feet, snap_m)
    count = len(places)
    edges = _segment_edges(segments, routes.factor[lines.route], count)
    node_lonlat = np.vstack((places, segments.node_lonlat))
    graph = FiberGraph(
        routes,
        lines,
        provider_lines,
        segments,
        edges,
        node_lonlat,
        count,
        link_factor,
        (*notes, *noding_notes),
    )
    return _link_places(graph, links)


def _segment_edges(segments: Segments, line_factor: Floats, place_count: int) -> Edges:
    """Make an edge of each segment that stands for its trench; places are numbered first."""
    own = segments.same_as == np.arange(len(segments))
    line = segments.line[own]
    return Edges(
        segments.tail[own] + place_count,
        segments.head[own] + place_count,
        (segments.to_m - segments.from_m)[own] * line_factor[line] / M_PER_KM,
        line,
        segments.from_m[own],
        segments.to_m[own],
    )


def _link_places(graph: FiberGraph, links: SiteLinks) -> FiberGraph:
    """Add an edge from each place to each node it links to; of several the shortest.

    Noding has cut the lines at the feet, so the foot is at an end of its segment.
    """
    segments = graph.segments
    segment = graph.segment_at(links.line, links.at_m)
    at_head = links.at_m - segments.from_m[segment] > segments.to_m[segment] - links.at_m
    foot_node = np.where(at_head, segments.head[segment], segments.tail[segment])
    foot_node = foot_node + graph.place_count
    km = links.distance_m * graph.link_factor / M_PER_KM
    order = np.lexsort((km, foot_node, links.point))
    pair = np.column_stack((links.point[order], foot_node[order]))
    shortest = order[np.diff(pair, axis=0, prepend=-1).any(axis=1)]
    zeros = np.zeros(len(shortest))
    old = graph.edges
    edges = Edges(
        np.concatenate((old.tail, links.point[shortest])),
        np.concatenate((old.head, foot_node[shortest])),
        np.concatenate((old.km, km[shortest])),
        np.concatenate((old.line, np.full(len(shortest), LINK))),
        np.concatenate((old.from_m, zeros)),
        np.concatenate((old.to_m, zeros)),
    )
    return replace(graph, edges=edges)
