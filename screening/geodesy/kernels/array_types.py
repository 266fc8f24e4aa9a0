"""Arguments and results of kernels: named tuples of arrays, which numba can unpack.

Arrays over the eight segments of a leaf have the segment as the last axis, so that a loop over
a leaf reads adjacent memory and is vectorized.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.ellipsoid import MIN_CURVATURE_RADIUS_M

Singles = NDArray[np.float32]
Shorts = NDArray[np.int32]

WIDTH = 8
"""Segments in a leaf and children of a node: eight float32 fill one 256-bit register."""
SAGITTA_PER_CHORD_SQ = 1.0 / (7.99 * MIN_CURVATURE_RADIUS_M)
"""Upper bound on a segment's sagitta over the square of its chord [1/m]; see
``vertices.chord_sagittas_m``."""


class SegmentArrays(NamedTuple):
    """Segments, as in :class:`screening.geodesy.segments.Segments`.

    Attributes
    ----------
    xyz : ndarray, (v, 3) [m]
    tail, head, geometry : ndarray of int, (s,)
    """

    xyz: Floats
    tail: Ints
    head: Ints
    geometry: Ints


class Runs(NamedTuple):
    """Up to eight consecutive segments, sorted and stored in leaves together.

    Attributes
    ----------
    first, counts : ndarray of int, (r,), the segments
    key : ndarray of int, (r,)
        The band in the high bits, the position on the Hilbert curve in the low ones; -1 for
        a geometry without a band.
    """

    first: Ints
    counts: Ints
    key: Ints


class Leaves(NamedTuple):
    """Leaves of eight segments.

    Attributes
    ----------
    ends : ndarray, (leaves, 6, 8) [m], x y z of the tail, then of the head
    geometry : ndarray of int32, (leaves, 8), -1 in empty slots; only the last leaf of a band
        has any, at its end
    members : ndarray of int32, (m,), the geometries of each leaf, adjacent duplicates dropped
    member_start : ndarray of int32, (leaves + 1,), the first member of each leaf
    box : ndarray of float32, (leaves, 6) [m], lower, then upper x y z
    """

    ends: Floats
    geometry: Shorts
    members: Shorts
    member_start: Shorts
    box: Singles


class BVH(NamedTuple):
    """A bounding volume hierarchy over segments, one tree per band.

    The leaves of a band are adjacent and in the order of the Hilbert curve. So are the leaves
    below each node, and the children of a node: child ``c`` is ``child + c`` where it is a
    node, and leaf ``-1 - child + c`` where it is a leaf.

    Attributes
    ----------
    ends : ndarray, (leaves, 6, 8) [m], x y z of the tail, then of the head
    geometry : ndarray of int32, (leaves, 8), of each segment; -1 in empty slots
    members : ndarray of int32, (m,), the geometries of each leaf, adjacent duplicates dropped
    member_start : ndarray of int32, (leaves + 1,), the first member of each leaf
    boxes : ndarray of float32, (nodes, 6, 8) [m], lower, then upper x y z of each child
    child : ndarray of int32, (nodes,), the first child: a node, or -1 - leaf
    first_leaf : ndarray of int32, (nodes,), the first leaf below the node
    child_leaves : ndarray of int32, (nodes,), leaves below each full child
    root : ndarray of int, (bands,), the top node of each band; -1 for a band without segments
    leaf_end : ndarray of int, (bands,), the leaf after the last one of each band
    frame : ndarray, (12,), the view of the Hilbert curve, see ``bvh._choose_frame``
    """

    ends: Floats
    geometry: Shorts
    members: Shorts
    member_start: Shorts
    boxes: Singles
    child: Shorts
    first_leaf: Shorts
    child_leaves: Shorts
    root: Ints
    leaf_end: Ints
    frame: Floats


class SegmentLengths(NamedTuple):
    """The lengths of the segments of a hierarchy.

    Attributes
    ----------
    length_m : ndarray, (leaves, 8) [m]
    before_m : ndarray, (leaves + 1,) [m], total length of all leaves before each leaf
    """

    length_m: Floats
    before_m: Floats


class NearestResult(NamedTuple):
    """Nearest geometries per point and band, (n, bands).

    Attributes
    ----------
    geometry : ndarray of int, -1 where there is none
    distance_m : ndarray [m]; NaN where there is none
    certain : ndarray of bool; where False, the pure path must compute the result
    """

    geometry: Ints
    distance_m: Floats
    certain: Bools


class ContainingPolygons(NamedTuple):
    """The polygons that contain each point.

    Attributes
    ----------
    first : ndarray of int, (n + 1,), the first polygon of each point
    geometry : ndarray of int, (m,), of each polygon, by point
    """

    first: Ints
    geometry: Ints


class RadiusBounds(NamedTuple):
    """Radii, and bounds on squared chords that decide most comparisons with them.

    A chord whose square exceeds ``beyond_sq`` belongs to a geodesic longer than the radius. One
    whose square is at most ``within_sq`` belongs to a geodesic no longer than it; -1 where no
    chord is short enough. Chords between the two need a geodesic.

    Attributes
    ----------
    radius_m : ndarray, (r,) [m], ascending
    beyond_sq, within_sq : ndarray, (r,) [m²], for chords between points of the surface
    segment_beyond_sq, segment_within_sq : ndarray, (r,) [m²], for the distance in space to
        the chord of a segment
    box_beyond_sq, box_within_sq : ndarray of float32, (r,) [m²], for distances to a box
    """

    radius_m: Floats
    beyond_sq: Floats
    within_sq: Floats
    segment_beyond_sq: Floats
    segment_within_sq: Floats
    box_beyond_sq: Singles
    box_within_sq: Singles


class BufferSums(NamedTuple):
    """Statistics within each radius of each point.

    Attributes
    ----------
    values : ndarray, (g,), of each geometry; (0,) where nothing is to be summed
    counts : ndarray of int, (n, r)
    total : ndarray, (n, r), sum of the values
    length_m : ndarray, (n, r) [m]; (0, r) where it is not wanted
    certain : ndarray of bool, (n,); where False, the pure path must compute the row
    """

    values: Floats
    counts: Ints
    total: Floats
    length_m: Floats
    certain: Bools


class FootPoints(NamedTuple):
    """Foot points on segments.

    Attributes
    ----------
    segment : ndarray of int, (n,)
    fraction : ndarray, (n,), of the segment's length from its tail
    certain : ndarray of bool, (n,); where False, the pure path must compute the row
    """

    segment: Ints
    fraction: Floats
    certain: Bools
