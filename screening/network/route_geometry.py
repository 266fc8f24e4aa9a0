"""The geometry of a path through the graph, and the length that two paths share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from screening.geodesy.arrays import expand_ranges
from screening.geodesy.ellipsoid import to_ecef
from screening.network.graph import LINK, M_PER_KM

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.augmented_graph import AugmentedGraph

STEP_KM = 0.25
"""Sampling interval at which two paths are tested for being close [route-km]."""
COARSE_KM = 4.0
"""Sampling interval of their separation [route-km]; finer samples only where they are close."""
VERTEX_STEP_KM = 1.0
"""Spacing of the points by which a path's nearest leg is found [route-km]."""
HALF_TURN = 180.0
"""Successive vertices of a path are less than this apart [degrees of longitude]."""


@dataclass(frozen=True)
class Path:
    """A path from a site to a hub, or a part of one.

    Attributes
    ----------
    lonlat : ndarray, (k, 2) [degrees], longitudes continuous across 180°
    at_km : ndarray, (k,) [route-km] from the site
    line : ndarray of int, (k - 1,), the line between each vertex and the next; −1 for
        laterals and links
    """

    lonlat: Floats
    at_km: Floats
    line: Ints

    @property
    def km(self) -> float:
        """Its length [route-km]."""
        return float(self.at_km[-1] - self.at_km[0])

    def part(self, from_km: float, to_km: float) -> Path:
        """Return a part of the path.

        Parameters
        ----------
        from_km, to_km : float [route-km] from the site

        Returns
        -------
        Path
        """
        inner = (self.at_km > from_km) & (self.at_km < to_km)
        ends = self.position(np.array([from_km, to_km]))
        at_km = np.concatenate(([from_km], self.at_km[inner], [to_km]))
        leg = np.clip(np.searchsorted(self.at_km, at_km[:-1], side="right") - 1, 0, None)
        lonlat = np.vstack((ends[:1], self.lonlat[inner], ends[1:]))
        return Path(lonlat, at_km, self.line[np.minimum(leg, len(self.line) - 1)])

    def position(self, at_km: Floats) -> Floats:
        """Interpolate positions along the path, linearly between vertices.

        Parameters
        ----------
        at_km : ndarray, (n,) [route-km] from the site

        Returns
        -------
        ndarray, (n, 2) [degrees]
        """
        return np.column_stack(
            [np.interp(at_km, self.at_km, self.lonlat[:, axis]) for axis in (0, 1)]
        )


def path_geometry(augmented: AugmentedGraph, nodes: list[int]) -> Path:
    """Build the geometry of a path.

    Parameters
    ----------
    augmented : AugmentedGraph
    nodes : list of int, from a site or any other node to a hub; a super-sink at the end is
        left out

    Returns
    -------
    Path
    """
    node = np.array([node for node in nodes if node != augmented.sink])
    arc = augmented.find_arcs(node[:-1], node[1:])
    edge, km = augmented.arc_edge[arc], augmented.matrix.data[arc]
    begin_km = np.cumsum(km) - km
    leg, vertex, share = _inner_vertices(augmented, node, edge)
    at_km = np.concatenate((begin_km, [km.sum()], begin_km[leg] + share * km[leg]))
    positions = np.vstack((_node_positions(augmented, node), augmented.graph.lines.lonlat[vertex]))
    legs = np.concatenate((np.arange(len(node)), leg))
    # By leg; in each the node first, then the inner vertices by distance.
    order = np.lexsort((at_km, np.arange(len(legs)) >= len(node), legs))
    line = np.append(np.where(edge >= 0, augmented.edges.line[edge], LINK), LINK)
    lonlat = positions[order]
    if np.ptp(lonlat[:, 0]) > HALF_TURN:
        lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=2.0 * HALF_TURN)
    return Path(lonlat, at_km[order], line[legs[order]][:-1])


def _inner_vertices(augmented: AugmentedGraph, node: Ints, edge: Ints) -> tuple[Ints, Ints, Floats]:
    """List the vertices strictly inside a path's edges: leg, vertex, share of the leg, 0..1."""
    first, count = (np.where(edge >= 0, each[edge], 0) for each in augmented.inner_vertices)
    leg, vertex = expand_ranges(first, count)
    is_reversed = (augmented.edges.tail[edge] != node[:-1])[leg]
    vertex = np.where(is_reversed, 2 * first[leg] + count[leg] - 1 - vertex, vertex)
    return leg, vertex, _leg_shares(augmented, edge[leg], vertex, is_reversed)


def _node_positions(augmented: AugmentedGraph, node: Ints) -> Floats:
    is_site = node > augmented.sink
    lonlat = augmented.node_lonlat[np.where(is_site, 0, node)]
    lonlat[is_site] = augmented.points[node[is_site] - augmented.sink - 1]
    return lonlat


def _leg_shares(augmented: AugmentedGraph, edge: Ints, vertex: Ints, is_reversed: Bools) -> Floats:
    """Share of each edge, in the direction of the path, at which its inner vertices lie."""
    edges = augmented.edges
    length_m = edges.to_m[edge] - edges.from_m[edge]
    along_m = augmented.graph.lines.along_m[vertex]
    share = (along_m - edges.from_m[edge]) / np.maximum(length_m, 1e-9)
    return np.where(is_reversed, 1.0 - share, share)


@dataclass(frozen=True)
class SharedPath:
    """The length over which two paths run close together.

    Attributes
    ----------
    shared_km : float [route-km of the first], within the given distance of the second
    separation_km : float [km], median distance of the first from the second
    longest : tuple of float [route-km from the site], begin and end of the longest
        continuous part that is shared
    """

    shared_km: float
    separation_km: float
    longest: tuple[float, float]


def shared_length(
    first: Path, second: Path, *, within_km: float, exclusion_km: float
) -> SharedPath:
    """Measure how much of a path runs close to another.

    Parameters
    ----------
    first, second : Path, from the same site
    within_km : float [km], paths this close count as shared
    exclusion_km : float [route-km] at the site, left out, as all paths converge there

    Returns
    -------
    SharedPath; 0 and NaN where the first is no longer than the exclusion
    """
    at_km = np.arange(exclusion_km + STEP_KM / 2.0, first.km, STEP_KM)
    if len(at_km) == 0:
        return SharedPath(0.0, np.nan, (0.0, 0.0))
    index = _DistanceIndex(second)
    coarse_km = np.append(np.arange(exclusion_km, first.km, COARSE_KM), first.km)
    separation_km = index.distances_km(first.position(coarse_km))
    # Any point is at most half a coarse step from a coarse sample, and the distance to the
    # second path cannot change by more: only near such samples is a fine test needed.
    may_be_near = separation_km <= within_km + 0.5 * COARSE_KM
    after = np.searchsorted(coarse_km, at_km)
    candidate = may_be_near[after] | may_be_near[after - 1]
    near = np.zeros(len(at_km), dtype=bool)
    near[candidate] = index.distances_km(first.position(at_km[candidate])) <= within_km
    shared_km, median_km = float(near.sum() * STEP_KM), float(np.median(separation_km))
    return SharedPath(shared_km, median_km, _longest_run(near, at_km))


def _longest_run(near: Bools, at_km: Floats) -> tuple[float, float]:
    """Begin and end of the longest run of samples that are near; (0, 0) where none is [km]."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.view(np.int8), [0]))))
    begins, ends = edges[::2], edges[1::2]
    if len(begins) == 0:
        return 0.0, 0.0
    k = int(np.argmax(ends - begins))
    half = STEP_KM / 2.0
    return float(at_km[begins[k]] - half), float(at_km[ends[k] - 1] + half)


class _DistanceIndex:
    """Distances to a path by chords in ECEF coordinates: accurate to a millimetre at 1 km."""

    def __init__(self, path: Path) -> None:
        samples = np.append(np.arange(0.0, path.km, VERTEX_STEP_KM), path.km)
        at_km = np.unique(np.concatenate((samples, path.at_km)))
        self.vertices = to_ecef(path.position(at_km))
        self.tree = cKDTree(self.vertices)

    def distances_km(self, points: Floats) -> Floats:
        """Distance to the nearer of the two legs at the nearest vertex [km]."""
        xyz = to_ecef(points)
        _, nearest = self.tree.query(xyz)
        best = np.full(len(xyz), np.inf)
        last_leg = len(self.vertices) - 2
        for tail in (np.maximum(nearest - 1, 0), np.minimum(nearest, last_leg)):
            start, leg = self.vertices[tail], self.vertices[tail + 1] - self.vertices[tail]
            squared = np.maximum(np.einsum("ij,ij->i", leg, leg), 1e-12)
            share = np.clip(np.einsum("ij,ij->i", xyz - start, leg) / squared, 0.0, 1.0)
            offset = xyz - start - share[:, None] * leg
            best = np.minimum(best, np.sqrt(np.einsum("ij,ij->i", offset, offset)))
        return best / M_PER_KM
