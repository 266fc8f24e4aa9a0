"""Segments of at most 4 km in earth-centred coordinates: the items that are searched."""

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
from screening.geodesy.vertices import VertexPaths, chord_sagittas_m, edge_tails

MAX_RUN_COUNT = 32
"""Segments of one geometry under one bounding sphere."""


@dataclass(frozen=True)
class SegmentRuns:
    """Bounding spheres of up to 32 consecutive segments of one geometry.

    Attributes
    ----------
    first, count : ndarray of int, (r,), the segments
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
    """Segments of edges; a single point is a segment of length zero.

    The segments of a geometry are adjacent and in the order of its vertices.

    Attributes
    ----------
    edges : "geodesic" or "planar"
    lonlat : ndarray, (v, 2) [degrees], the vertices
    xyz : ndarray, (v, 3) [m], their earth-centred coordinates
    tail, head : ndarray of int, (s,), the first and the second vertex
    geometry : ndarray of int, (s,), ascending
    first, count : ndarray of int, (g,), the segments of each geometry
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
    def sagitta_m(self) -> Floats:
        """Upper bound on the distance of a segment from its chord, (s,) [m]."""
        return chord_sagittas_m(self.lonlat, self.xyz, self.tail, self.head, self.edges)

    def select(self, keep: Bools) -> Segments:
        """Keep the segments of some geometries; geometry numbers do not change.

        Parameters
        ----------
        keep : ndarray of bool, (g,)

        Returns
        -------
        Segments
        """
        rows = keep[self.geometry]
        count = np.where(keep, self.count, 0)
        return Segments(
            self.edges,
            self.lonlat,
            self.xyz,
            self.tail[rows],
            self.head[rows],
            self.geometry[rows],
            np.cumsum(count) - count,
            count,
        )

    def length_before_m(self, segment: Ints, foot: Floats) -> Floats:
        """Measure a geometry from its first vertex to a point on one of its segments.

        Only the geometries of these segments are measured, each once.

        Parameters
        ----------
        segment : ndarray of int, (n,)
        foot : ndarray, (n, 2) [degrees], on the segment

        Returns
        -------
        ndarray, (n,) [m]
        """
        geometry, place = np.unique(self.geometry[segment], return_inverse=True)
        _, members = expand_ranges(self.first[geometry], self.count[geometry])
        head = self.head[members]
        member_m = self._distance_from_vertex_m(
            self.tail[members], self.lonlat[head], self.xyz[head]
        )
        start_m = np.cumsum(member_m) - member_m
        first = np.cumsum(self.count[geometry]) - self.count[geometry]
        position = first[place] + segment - self.first[self.geometry[segment]]
        rest_m = self._distance_from_vertex_m(self.tail[segment], foot, to_ecef(foot))
        before_m: Floats = start_m[position] - start_m[first[place]] + rest_m
        return before_m

    def _distance_from_vertex_m(self, vertex: Ints, end: Floats, end_xyz: Floats) -> Floats:
        return distance_m(self.lonlat[vertex], end, vector_norms(end_xyz - self.xyz[vertex]))

    def midpoints(self) -> Floats:
        """Compute the midpoints of the chords, (s, 3) [m]."""
        return 0.5 * (self.xyz[self.tail] + self.xyz[self.head])

    def bounding_radii_m(self) -> Floats:
        """Bound the distance of the true segment from the midpoint of its chord, (s,) [m]."""
        chord = self.xyz[self.head] - self.xyz[self.tail]
        return 0.5 * vector_norms(chord) + self.sagitta_m


def build_segments(paths: VertexPaths, xyz: Floats, edges: Edges, geometry_count: int) -> Segments:
    """Build segments from densified paths.

    Parameters
    ----------
    paths : VertexPaths
    xyz : ndarray, (v, 3) [m], earth-centred coordinates of the vertices
    edges : "geodesic" or "planar"
    geometry_count : int, including geometries without a path

    Returns
    -------
    Segments
    """
    tail = edge_tails(paths)
    head = tail + 1
    vertex_count = np.bincount(paths.path, minlength=len(paths.geometry))
    single = np.flatnonzero(vertex_count == 1)
    if len(single):
        single = (np.cumsum(vertex_count) - 1)[single]
        tail, head = np.concatenate((tail, single)), np.concatenate((head, single))
        order = np.argsort(tail, kind="stable")
        tail, head = tail[order], head[order]
    geometry = paths.geometry[paths.path[tail]]
    count = np.bincount(geometry, minlength=geometry_count)
    first = np.cumsum(count) - count
    return Segments(edges, paths.lonlat, xyz, tail, head, geometry, first, count)


def segment_runs(segments: Segments, midpoint: Floats, radius_m: Floats) -> SegmentRuns:
    """Group consecutive segments of a geometry under bounding spheres.

    Parameters
    ----------
    segments : Segments
    midpoint : ndarray, (s, 3) [m], and radius_m : ndarray, (s,) [m]
        Bounding spheres of the segments, as :meth:`Segments.midpoints` and
        :meth:`Segments.bounding_radii_m` compute them.

    Returns
    -------
    SegmentRuns
    """
    position = np.arange(len(segments)) - segments.first[segments.geometry]
    first = np.flatnonzero(position % MAX_RUN_COUNT == 0)
    count = np.diff(np.append(first, len(segments)))
    if not len(first):
        return SegmentRuns(first, count, first, np.zeros((0, 3)), np.zeros(0))
    center = np.add.reduceat(midpoint, first, axis=0) / count[:, None]
    offset_m = vector_norms(midpoint - np.repeat(center, count, axis=0))
    run_radius_m = np.maximum.reduceat(offset_m + radius_m, first)
    return SegmentRuns(first, count, segments.geometry[first], center, run_radius_m)


def measure_chords(segments: Segments, xyz: Floats, segment: Ints) -> tuple[Floats, Floats]:
    """Measure straight-line distances from points to the chords of segments.

    Parameters
    ----------
    segments : Segments
    xyz : ndarray, (m, 3) [m]
    segment : ndarray of int, (m,)

    Returns
    -------
    fraction : ndarray, (m,), the chord's nearest point, from 0 (tail) to 1 (head)
    chord_m : ndarray, (m,) [m]
    """
    tail = segments.xyz[segments.tail[segment]]
    along = segments.xyz[segments.head[segment]] - tail
    away = xyz - tail
    along_sq = np.einsum("ij,ij->i", along, along)
    # A chord of length zero (a point) has the fraction 0.
    fraction: Floats = np.einsum("ij,ij->i", along, away) / np.where(along_sq > 0.0, along_sq, 1.0)
    fraction = np.clip(fraction, 0.0, 1.0)
    away -= fraction[:, None] * along
    return fraction, vector_norms(away)


def interpolate(segments: Segments, segment: Ints, fraction: Floats) -> tuple[Floats, Floats]:
    """Compute the point at a fraction of each segment, and the tangent there.

    The projection of a 4 km chord along the ellipsoid's normal agrees with the geodesic to a
    micrometre. Fractions 0 and 1 return the vertices themselves, so that two lines that
    share a vertex have the same distance to a point, bit for bit.

    Parameters
    ----------
    segments : Segments
    segment : ndarray of int, (m,)
    fraction : ndarray, (m,), 0 to 1

    Returns
    -------
    lonlat : ndarray, (m, 2) [degrees]
    tangent : ndarray, (m, 2) [m], east and north, of the segment's length
    """
    tail, head = segments.tail[segment], segments.head[segment]
    if segments.edges == "planar":
        step = segments.lonlat[head] - segments.lonlat[tail]
        lonlat = segments.lonlat[tail] + fraction[:, None] * step
        lat = np.radians(lonlat[:, 1])
        m_per_radian = np.column_stack((prime_vertical_m(lat) * np.cos(lat), meridian_m(lat)))
        tangent = np.radians(step) * m_per_radian
    else:
        chord = segments.xyz[head] - segments.xyz[tail]
        lonlat = to_lonlat(segments.xyz[tail] + fraction[:, None] * chord)
        lonlat = np.where((fraction == 0.0)[:, None], segments.lonlat[tail], lonlat)
        tangent = to_east_north(lonlat, chord)
    return np.where((fraction == 1.0)[:, None], segments.lonlat[head], lonlat), tangent
