"""What kernels are given: named tuples of arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.ellipsoid import CURVATURE_LOW_M

Singles = NDArray[np.float32]
Shorts = NDArray[np.int32]

WIDTH = 8
"""Pieces in a leaf, and boxes in a node: one register of a processor."""
SAG_PER_M = 1.0 / (7.99 * CURVATURE_LOW_M)
"""A piece's bow over its chord, by the chord's square."""


class SegmentArrays(NamedTuple):
    """Pieces, as in ``screening.geodesy.segments``.

    Attributes
    ----------
    xyz : ndarray, (v, 3) [m]
    tail, head, geometry : ndarray of int, (p,)
    """

    xyz: Floats
    tail: Ints
    head: Ints
    geometry: Ints


class Runs(NamedTuple):
    """Up to eight consecutive pieces, laid into leaves together.

    Attributes
    ----------
    first, many : ndarray of int, (r,), the pieces
    key : ndarray of int, (r,), the band, then the place on the curve; -1 for none
    """

    first: Ints
    many: Ints
    key: Ints


class Leaves(NamedTuple):
    """Pieces by eights.

    Attributes
    ----------
    ends : ndarray, (leaves, 6, 8) [m], tail x y z and head x y z
    owner : ndarray of int32, (leaves, 8), their geometries; -1 at empty places
    names : ndarray of int32, (names,), the same, a row of equal ones of a leaf once
    begin : ndarray of int32, (leaves + 1,), where the names of each leaf begin
    box : ndarray of float32, (leaves, 6) [m], least and most x y z
    """

    ends: Floats
    owner: Shorts
    names: Shorts
    begin: Shorts
    box: Singles


class BVH(NamedTuple):
    """Pieces and the boxes around them.

    Attributes
    ----------
    ends : ndarray, (leaves, 6, 8) [m], tail x y z and head x y z of a leaf's pieces
    owner : ndarray of int32, (leaves, 8), their geometries; -1 at empty places
    names : ndarray of int32, (names,), the same, a row of equal ones of a leaf once
    begin : ndarray of int32, (leaves + 1,), where the names of each leaf begin
    boxes : ndarray of float32, (nodes, 6, 8) [m], least and most x y z below each child
    child : ndarray of int32, (nodes,), the first child: a node, or -1 - leaf
    leaf, span : ndarray of int32, (nodes,), the first leaf below, and leaves in a child
    root, last : ndarray of int, (bands,), top nodes (-1 of a band without pieces), and the
        leaf after the band's last
    frame : ndarray, (12,), the view that the Hilbert curve lies on
    """

    ends: Floats
    owner: Shorts
    names: Shorts
    begin: Shorts
    boxes: Singles
    child: Shorts
    leaf: Shorts
    span: Shorts
    root: Ints
    last: Ints
    frame: Floats


class SegmentLengths(NamedTuple):
    """How long the pieces of a tree are.

    Attributes
    ----------
    length_m : ndarray, (leaves, 8) [m], of the pieces
    before_m : ndarray, (leaves + 1,) [m], of all pieces before a leaf
    """

    length_m: Floats
    before_m: Floats


class NearestResult(NamedTuple):
    """Answers of points and bands, (n, bands).

    Attributes
    ----------
    geometry : ndarray of int, -1 where there is none
    distance_m : ndarray [m]; NaN where there is none
    sure : ndarray of bool; where not, the pure path must answer
    """

    geometry: Ints
    distance_m: Floats
    sure: Bools


class ContainingPolygons(NamedTuple):
    """Polygons that hold a point, by point.

    Attributes
    ----------
    first : ndarray of int, (n + 1,), where each point's begin
    geometry : ndarray of int, (m,)
    """

    first: Ints
    geometry: Ints


class Radii(NamedTuple):
    """Radii, and squared chords that tell of a distance whether it is beyond them.

    Attributes
    ----------
    metres : ndarray, (r,) [m], ascending
    most, least : ndarray, (r,) [m²], between points of the surface: farther is beyond; as
        near is within; -1 where nothing is
    piece_most, piece_least : ndarray, (r,) [m²], the same to the chord of a piece
    box_most, box_least : ndarray of float32, (r,) [m²], the same to a box
    """

    metres: Floats
    most: Floats
    least: Floats
    piece_most: Floats
    piece_least: Floats
    box_most: Singles
    box_least: Singles


class BufferSums(NamedTuple):
    """What is within each radius of each point.

    Attributes
    ----------
    value : ndarray, (g,), of each geometry; (0,) where nothing is to be added up
    many : ndarray of int, (n, r)
    total : ndarray, (n, r), of the values
    length_m : ndarray, (n, r) [m]; (0, r) where it is not wanted
    sure : ndarray of bool, (n,); where not, the pure path must answer
    """

    value: Floats
    many: Ints
    total: Floats
    length_m: Floats
    sure: Bools


class FootPoints(NamedTuple):
    """Places on pieces.

    Attributes
    ----------
    piece : ndarray of int, (n,)
    share : ndarray, (n,), of the way along the piece
    sure : ndarray of bool, (n,); where not, the pure path must answer
    """

    piece: Ints
    share: Floats
    sure: Bools
