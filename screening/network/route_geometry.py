"""A way through the graph as a line to draw, and how much of two ways runs side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from screening.geodesy.arrays import expand_ranges
from screening.geodesy.ellipsoid import to_ecef
from screening.network.graph import LINK, M_PER_KM

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints
    from screening.network.augmented_graph import AugmentedGraph

STEP_KM = 0.25
"""How often it is asked whether two ways are near each other [route-km]."""
COARSE_KM = 4.0
"""How often how far apart they are is measured [route-km]; finer where they are near."""
SAMPLE_KM = 1.0
"""How finely a way is divided to find its nearest piece [route-km]."""
HALF_TURN = 180.0
"""No two vertices that follow each other are farther apart [degrees of longitude]."""


@dataclass(frozen=True)
class Path:
    """A way from a site to a hub, or a part of one.

    Attributes
    ----------
    lonlat : ndarray, (k, 2) [degrees], longitudes running on past 180
    at_km : ndarray, (k,) [route-km] from the site
    line : ndarray of int, (k - 1,), the line that leads on from each vertex; −1 for laterals
        and links
    """

    lonlat: Floats
    at_km: Floats
    line: Ints

    @property
    def km(self) -> float:
        """Its length [route-km]."""
        return float(self.at_km[-1] - self.at_km[0])

    def part(self, from_km: float, to_km: float) -> Path:
        """Cut a part out.

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
        begins = np.clip(np.searchsorted(self.at_km, at_km[:-1], side="right") - 1, 0, None)
        lonlat = np.vstack((ends[:1], self.lonlat[inner], ends[1:]))
        return Path(lonlat, at_km, self.line[np.minimum(begins, len(self.line) - 1)])

    def position(self, at_km: Floats) -> Floats:
        """Give positions along the way, straight between vertices.

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


def path_geometry(tapped: AugmentedGraph, nodes: list[int]) -> Path:
    """Draw a way.

    Parameters
    ----------
    tapped : AugmentedGraph
    nodes : list of int, from a site, or any node, to a hub or the sink, which is left out

    Returns
    -------
    Path
    """
    walked = np.array([node for node in nodes if node != tapped.sink])
    arc = tapped.arcs(walked[:-1], walked[1:])
    edge = tapped.arc_edge[arc]
    km = tapped.matrix.data[arc]
    begins_km = np.cumsum(km) - km
    first, count = (np.where(edge >= 0, each[edge], 0) for each in tapped.inside)
    row, vertex = expand_ranges(first, count)
    turned = (tapped.edges.tail[edge] != walked[:-1])[row]
    vertex = np.where(turned, 2 * first[row] + count[row] - 1 - vertex, vertex)
    lines = tapped.graph.lines
    edges = tapped.edges
    share = _shares(tapped, edge[row], vertex, turned)
    at_km = np.concatenate((begins_km, [km.sum()], begins_km[row] + share * km[row]))
    positions = np.vstack((_positions(tapped, walked), lines.lonlat[vertex]))
    leg = np.concatenate((np.arange(len(walked)), row))
    order = np.lexsort((at_km, np.arange(len(leg)) >= len(walked), leg))
    line = np.append(np.where(edge >= 0, edges.line[edge], LINK), LINK)
    lonlat = positions[order]
    if np.ptp(lonlat[:, 0]) > HALF_TURN:
        lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=2.0 * HALF_TURN)
    return Path(lonlat, at_km[order], line[leg[order]][:-1])


def _positions(tapped: AugmentedGraph, walked: Ints) -> Floats:
    site = walked > tapped.sink
    found = tapped.node_lonlat[np.where(site, 0, walked)]
    found[site] = tapped.points[walked[site] - tapped.sink - 1]
    return found


def _shares(tapped: AugmentedGraph, edge: Ints, vertex: Ints, turned: Ints) -> Floats:
    """Give how far along each edge, as walked, its inner vertices are, 0 to 1."""
    edges = tapped.edges
    whole = edges.to_m[edge] - edges.from_m[edge]
    share = (tapped.graph.lines.along_m[vertex] - edges.from_m[edge]) / np.maximum(whole, 1e-9)
    return np.where(turned, 1.0 - share, share)


@dataclass(frozen=True)
class SharedPath:
    """How much of two ways runs side by side.

    Attributes
    ----------
    shared_km : float [route-km of the first], within the distance of the other
    separation_km : float [km], median distance of the first from the other
    longest : tuple of float [route-km from the site], the longest stretch side by side
    """

    shared_km: float
    separation_km: float
    longest: tuple[float, float]


def shared_length(one: Path, other: Path, *, within_km: float, but_last_km: float) -> SharedPath:
    """Hold two ways of a site against each other.

    Parameters
    ----------
    one, other : Path, from the same site
    within_km : float [km], so near they count as side by side
    but_last_km : float [route-km] at the site, where they cannot but meet

    Returns
    -------
    SharedPath; all 0 or NaN where the first is no longer than that
    """
    at_km = np.arange(but_last_km + STEP_KM / 2.0, one.km, STEP_KM)
    if len(at_km) == 0:
        return SharedPath(0.0, np.nan, (0.0, 0.0))
    other_way = _Measured(other)
    coarse_km = np.append(np.arange(but_last_km, one.km, COARSE_KM), one.km)
    apart_km = other_way.distances_km(one.position(coarse_km))
    # between two coarse places no more than half a step is walked to the nearer one
    close = apart_km <= within_km + 0.5 * COARSE_KM
    after = np.searchsorted(coarse_km, at_km)
    maybe = close[after] | close[after - 1]
    near = np.zeros(len(at_km), dtype=bool)
    near[maybe] = other_way.distances_km(one.position(at_km[maybe])) <= within_km
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.view(np.int8), [0]))))
    begins, ends = edges[::2], edges[1::2]
    longest = (0.0, 0.0)
    if len(begins):
        k = int(np.argmax(ends - begins))
        half = STEP_KM / 2.0
        longest = (float(at_km[begins[k]] - half), float(at_km[ends[k] - 1] + half))
    return SharedPath(float(near.sum() * STEP_KM), float(np.median(apart_km)), longest)


class _Measured:
    """A way, ready to be measured to by chords: right to a millimetre at a kilometre."""

    def __init__(self, way: Path) -> None:
        samples = np.append(np.arange(0.0, way.km, SAMPLE_KM), way.km)
        self.line = to_ecef(way.position(np.unique(np.concatenate((samples, way.at_km)))))
        self.tree = cKDTree(self.line)

    def distances_km(self, points: Floats) -> Floats:
        here = to_ecef(points)
        _, nearest = self.tree.query(here)
        best = np.full(len(here), np.inf)
        for tail in (np.maximum(nearest - 1, 0), np.minimum(nearest, len(self.line) - 2)):
            start, along = self.line[tail], self.line[tail + 1] - self.line[tail]
            squared = np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
            share = np.clip(np.einsum("ij,ij->i", here - start, along) / squared, 0.0, 1.0)
            away = here - start - share[:, None] * along
            best = np.minimum(best, np.sqrt(np.einsum("ij,ij->i", away, away)))
        return best / M_PER_KM
