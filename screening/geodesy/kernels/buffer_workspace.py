"""The state of one buffer query, and the chords from its point to the segments of a leaf."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import BVH, WIDTH, Shorts
from screening.geodesy.kernels.circle_intersection import CAPACITY, COLUMNS
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.scalar_ellipsoid import Triple

HEAD, CHORD, FRACTION, INSIDE = WIDTH, 2 * WIDTH, 3 * WIDTH, 4 * WIDTH
"""Offsets in ``BufferWorkspace.leaf_values``; the tail's is 0."""


class BufferWorkspace(NamedTuple):
    """The state of the current point, and scratch arrays; each thread needs its own.

    Attributes
    ----------
    point : ndarray, (3,) [m]
    leaf_values : ndarray, (40,)
        Per segment of a leaf: squared chords to the tail, the head and the chord's foot [m²],
        fraction of the foot, length of a segment that is entirely inside [m].
    beyond_count : ndarray of int32, (16,)
        Radii that each segment is beyond, then radii for which its chord does not decide.
    slots : ndarray of int, (9,), slots of a leaf that a circle may intersect
    crossing_buffer : ndarray, (COLUMNS * CAPACITY,), see ``circle_intersection.COLUMNS``
    crossing_target : ndarray of int, (CAPACITY,), the radius of each crossing
    crossing_count : ndarray of int, (1,)
    cumulative_m : ndarray, (r + 1,) [m], length within this radius and all larger ones
    partial_m : ndarray, (r + 1,) [m], length within this radius, not counted above
    """

    point: Floats
    leaf_values: Floats
    beyond_count: Shorts
    slots: Ints
    crossing_buffer: Floats
    crossing_target: Ints
    crossing_count: Ints
    cumulative_m: Floats
    partial_m: Floats


def allocate_workspace(radius_count: int) -> BufferWorkspace:
    """Allocate the workspace of one thread."""
    return BufferWorkspace(
        point=np.empty(3),
        leaf_values=np.empty(5 * WIDTH),
        beyond_count=np.empty(2 * WIDTH, np.int32),
        slots=np.empty(WIDTH + 1, np.int64),
        crossing_buffer=np.empty(COLUMNS * CAPACITY),
        crossing_target=np.empty(CAPACITY, np.int64),
        crossing_count=np.zeros(1, np.int64),
        cumulative_m=np.empty(radius_count + 1),
        partial_m=np.empty(radius_count + 1),
    )


@inner
def measure_leaf_chords(tree: BVH, leaf: int, work: BufferWorkspace) -> None:
    """Compute the squared chords to a leaf's segments: to the tail, the head and the foot."""
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.ends.shape[2]):
        ax, ay = x - tree.ends[leaf, 0, c], y - tree.ends[leaf, 1, c]
        az = z - tree.ends[leaf, 2, c]
        bx, by = x - tree.ends[leaf, 3, c], y - tree.ends[leaf, 4, c]
        bz = z - tree.ends[leaf, 5, c]
        dx, dy, dz = ax - bx, ay - by, az - bz
        fraction = (dx * ax + dy * ay + dz * az) / max(dx * dx + dy * dy + dz * dz, 1e-30)
        fraction = min(max(fraction, 0.0), 1.0)
        work.leaf_values[c] = ax * ax + ay * ay + az * az
        work.leaf_values[c + HEAD] = bx * bx + by * by + bz * bz
        ax, ay, az = ax - fraction * dx, ay - fraction * dy, az - fraction * dz
        work.leaf_values[c + CHORD] = ax * ax + ay * ay + az * az
        work.leaf_values[c + FRACTION] = fraction


@inner
def segment_ends(tree: BVH, leaf: int, c: int) -> tuple[Triple, Triple]:
    """Tail and head of a segment [m]."""
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    return tail, (tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c])
