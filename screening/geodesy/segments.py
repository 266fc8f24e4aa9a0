"""Pieces of at most 4 km in earth-centred coordinates: what is searched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from screening.geodesy.arrays import Bools, Floats, Ints, expand_ranges
from screening.geodesy.ellipsoid import (
    distance_m,
    meridian_m,
    prime_vertical_m,
    to_east_north,
    to_ecef,
    to_lonlat,
    vector_norms,
)
from screening.geodesy.input_checks import Edges
from screening.geodesy.vertices import VertexPaths, chord_offsets_m, edge_tails

RUN_COUNT = 32
"""Pieces of one geometry that are looked at together from afar."""


@dataclass(frozen=True)
class SegmentRuns:
    """Up to 32 consecutive pieces of one geometry, as a ball around them.

    Attributes
    ----------
    first, count : ndarray of int, (r,), the pieces
    geometry : ndarray of int, (r,), ascending
    center : ndarray, (r, 3) [m]
    radius_m : ndarray, (r,) [m]
    """

    first: Ints
    count: Ints
    geometry: Ints
    center: Floats
    radius_m: Floats


@dataclass(frozen=True)
class Segments:
    """Pieces of edges, and single points as pieces of no length.

    Attributes
    ----------
    edges : "geodesic" or "planar"
    lonlat : ndarray, (v, 2) [degrees], the vertices
    xyz : ndarray, (v, 3) [m], the same in space
    tail, head : ndarray of int, (p,), the vertices at the ends
    geometry : ndarray of int, (p,), ascending
    first, count : ndarray of int, (g,), the pieces of each geometry
    """

    edges: Edges
    lonlat: Floats
    xyz: Floats
    tail: Ints
    head: Ints
    geometry: Ints
    first: Ints
    count: Ints

    def __len__(self) -> int:
        return len(self.tail)

    @cached_property
    def sag_m(self) -> Floats:
        """Farthest that a piece may be from its chord, (p,) [m]."""
        return chord_offsets_m(self.lonlat, self.xyz, self.tail, self.head, self.edges)

    def only(self, kept: Bools) -> Segments:
        """Leave out the pieces of some geometries; the others keep their numbers.

        Parameters
        ----------
        kept : ndarray of bool, (g,)

        Returns
        -------
        Segments
        """
        here = kept[self.geometry]
        count = np.where(kept, self.count, 0)
        return Segments(
            self.edges,
            self.lonlat,
            self.xyz,
            self.tail[here],
            self.head[here],
            self.geometry[here],
            np.cumsum(count) - count,
            count,
        )

    def before_m(self, piece: Ints, foot: Floats) -> Floats:
        """Length of the geometry up to a place on one of its pieces.

        Parameters
        ----------
        piece : ndarray of int, (n,)
        foot : ndarray, (n, 2) [degrees], on the piece

        Returns
        -------
        ndarray, (n,) [m]
        """
        geometry, place = np.unique(self.geometry[piece], return_inverse=True)
        _, each = expand_ranges(self.first[geometry], self.count[geometry])
        head = self.head[each]
        each_m = self._span_m(self.tail[each], self.lonlat[head], self.xyz[head])
        until_m = np.cumsum(each_m) - each_m
        begin = np.cumsum(self.count[geometry]) - self.count[geometry]
        at = begin[place] + piece - self.first[self.geometry[piece]]
        rest_m = self._span_m(self.tail[piece], foot, to_ecef(foot))
        before_m: Floats = until_m[at] - until_m[begin[place]] + rest_m
        return before_m

    def _span_m(self, vertex: Ints, end: Floats, end_xyz: Floats) -> Floats:
        """Geodesic distance from vertices to places [m]."""
        return distance_m(self.lonlat[vertex], end, vector_norms(end_xyz - self.xyz[vertex]))

    def middle(self) -> Floats:
        """Middles of the chords, (p, 3) [m]."""
        return 0.5 * (self.xyz[self.tail] + self.xyz[self.head])

    def reach_m(self) -> Floats:
        """Farthest that the true piece may be from the middle of its chord, (p,) [m]."""
        chord = self.xyz[self.head] - self.xyz[self.tail]
        return 0.5 * vector_norms(chord) + self.sag_m


def build_segments(paths: VertexPaths, xyz: Floats, edges: Edges, geometry_count: int) -> Segments:
    """Make pieces of paths that are cut already.

    Parameters
    ----------
    paths : VertexPaths
    xyz : ndarray, (v, 3) [m], their vertices in space
    edges : "geodesic" or "planar"
    geometry_count : int, those without a path included

    Returns
    -------
    Segments
    """
    tail = edge_tails(paths)
    head = tail + 1
    vertices = np.bincount(paths.path, minlength=len(paths.geometry))
    alone = np.flatnonzero(vertices == 1)
    if len(alone):
        alone = (np.cumsum(vertices) - 1)[alone]
        tail, head = np.concatenate((tail, alone)), np.concatenate((head, alone))
        order = np.argsort(tail, kind="stable")
        tail, head = tail[order], head[order]
    geometry = paths.geometry[paths.path[tail]]
    count = np.bincount(geometry, minlength=geometry_count)
    first = np.cumsum(count) - count
    return Segments(edges, paths.lonlat, xyz, tail, head, geometry, first, count)


def segment_runs(pieces: Segments, middle: Floats, reach_m: Floats) -> SegmentRuns:
    """Gather consecutive pieces of a geometry into runs.

    Parameters
    ----------
    pieces : Segments
    middle : ndarray, (p, 3) [m], and reach_m : ndarray, (p,) [m], as the pieces give them

    Returns
    -------
    SegmentRuns
    """
    place = np.arange(len(pieces)) - pieces.first[pieces.geometry]
    first = np.flatnonzero(place % RUN_COUNT == 0)
    count = np.diff(np.append(first, len(pieces)))
    if not len(first):
        return SegmentRuns(first, count, first, np.zeros((0, 3)), np.zeros(0))
    center = np.add.reduceat(middle, first, axis=0) / count[:, None]
    away_m = vector_norms(middle - np.repeat(center, count, axis=0))
    radius_m = np.maximum.reduceat(away_m + reach_m, first)
    return SegmentRuns(first, count, pieces.geometry[first], center, radius_m)


def chords(pieces: Segments, xyz: Floats, piece: Ints) -> tuple[Floats, Floats]:
    """Measure from points to the chords of pieces, in space.

    Parameters
    ----------
    pieces : Segments
    xyz : ndarray, (m, 3) [m]
    piece : ndarray of int, (m,)

    Returns
    -------
    share : ndarray, (m,), where on the piece, 0 (tail) to 1 (head)
    chord_m : ndarray, (m,) [m]
    """
    start = pieces.xyz[pieces.tail[piece]]
    along = pieces.xyz[pieces.head[piece]] - start
    away = xyz - start
    squared = np.einsum("ij,ij->i", along, along)
    share: Floats = np.einsum("ij,ij->i", along, away) / np.where(squared > 0.0, squared, 1.0)
    share = np.clip(share, 0.0, 1.0)
    away -= share[:, None] * along
    return share, vector_norms(away)


def position(pieces: Segments, piece: Ints, share: Floats) -> tuple[Floats, Floats]:
    """Find the point at a share of each piece, on the ellipsoid, and which way the piece runs.

    A geodesic of 4 km is the shadow of its chord along the ellipsoid's normal, to a
    micrometre; the ends are the vertices themselves.

    Parameters
    ----------
    pieces : Segments
    piece : ndarray of int, (m,)
    share : ndarray, (m,), 0 to 1

    Returns
    -------
    lonlat : ndarray, (m, 2) [degrees]
    tangent : ndarray, (m, 2) [m], east and north, a whole piece long
    """
    tail, head = pieces.tail[piece], pieces.head[piece]
    if pieces.edges == "planar":
        step = pieces.lonlat[head] - pieces.lonlat[tail]
        lonlat = pieces.lonlat[tail] + share[:, None] * step
        lat = np.radians(lonlat[:, 1])
        per_radian = np.column_stack((prime_vertical_m(lat) * np.cos(lat), meridian_m(lat)))
        tangent = np.radians(step) * per_radian
    else:
        chord = pieces.xyz[head] - pieces.xyz[tail]
        lonlat = to_lonlat(pieces.xyz[tail] + share[:, None] * chord)
        lonlat = np.where((share == 0.0)[:, None], pieces.lonlat[tail], lonlat)
        tangent = to_east_north(lonlat, chord)
    return np.where((share == 1.0)[:, None], pieces.lonlat[head], lonlat), tangent
