"""Points side by side: the leaves that are near any of them, gathered once a band."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.aabb import box_distance_sq
from screening.geodesy.kernels.array_types import BVH, WIDTH, Singles
from screening.geodesy.kernels.jit import inner

MAX_COUNT = 64
"""Leaves gathered at most; where more are near, points walk the tree by themselves."""
FEW_COUNT, MANY_COUNT = 24, 32
"""With fewer leaves than this the next flock is larger, with more it is smaller: measured."""
LEAST_COUNT, POINT_COUNT, ALONE_COUNT = 4, 32, 64
"""Points in a flock at least and at most; how many walk alone where that does not pay."""


class QueryPacket(NamedTuple):
    """Points side by side, and the leaves near to any of them.

    Attributes
    ----------
    size, alone : ndarray of int, (1,), points that the next flock is to have, and points
        before it that walk alone
    corner : ndarray of float32, (6,) [m], least and most x y z of the points
    bound_m : ndarray, (bands,) [m], how far it is from the nearest geometry
    gathered : ndarray of int, (bands,), how many leaves; -1 where there were too many
    leaf : ndarray of int, (bands, MOST_COUNT)
    box : ndarray of float32, (bands, 6, MOST_COUNT) [m]
    away : ndarray of float32, (MOST_COUNT,) [m²], from the point in hand
    """

    size: Ints
    solo_count: Ints
    corner: Singles
    bound_m: Floats
    gathered: Ints
    leaf: Ints
    box: Singles
    leaf_distance_sq: Singles


def allocate_packet(tree: BVH) -> QueryPacket:
    """Make room for a flock; a thread needs its own."""
    bands, single = len(tree.root), np.float32
    return QueryPacket(
        np.full(1, LEAST_COUNT),
        np.zeros(1, np.int64),
        np.empty(6, single),
        np.empty(bands),
        np.full(bands, -1),
        np.empty((bands, MAX_COUNT), np.int64),
        np.empty((bands, 6, MAX_COUNT), single),
        np.empty(MAX_COUNT, single),
    )


@inner
def next_packet_size(flock: QueryPacket) -> int:
    """Tell how many points come next: one alone, or a flock."""
    if flock.solo_count[0] > 0:
        flock.solo_count[0] -= 1
        return 1
    return int(flock.size[0])


@inner
def bounding_box(xyz: Floats, order: Ints, begin: int, end: int, flock: QueryPacket) -> float:
    """Put a box around points; the square of the farthest from the first [m²]."""
    first, farthest = order[begin], 0.0
    for axis in range(3):
        flock.corner[axis] = flock.corner[axis + 3] = np.float32(xyz[first, axis])
    for place in range(begin + 1, end):
        square = 0.0
        for axis in range(3):
            at = xyz[order[place], axis]
            square += (at - xyz[first, axis]) ** 2
            flock.corner[axis] = min(np.float32(at), flock.corner[axis])
            flock.corner[axis + 3] = max(np.float32(at), flock.corner[axis + 3])
        farthest = max(farthest, square)
    return farthest


@inner
def gather(tree: BVH, band: int, limit: float, node: Ints, flock: QueryPacket) -> None:
    """Gather a band's leaves whose boxes are near the flock's: squares up to a limit [m²]."""
    many, top = 0, 1
    node[0] = tree.root[band]
    while top > 0 and many >= 0:
        top -= 1
        here = node[top]
        child = tree.child[here]
        for c in range(WIDTH):
            if box_distance_sq(tree, here, c, flock.corner) > limit:
                continue
            if child >= 0:
                node[top] = child + c
                top += 1
            elif many == MAX_COUNT:
                many = -1
                break
            else:
                flock.leaf[band, many] = tree.leaf[here] + c
                for side in range(6):
                    flock.box[band, side, many] = tree.boxes[here, side, c]
                many += 1
    flock.gathered[band] = many


@inner
def adapt_packet_size(flock: QueryPacket) -> None:
    """Choose the size of the next flock by how many leaves this one had to gather.

    Where even a small one has many, points are so far apart that each walks by itself; after
    some of them a flock is tried again.
    """
    most = 0
    for band in range(len(flock.gathered)):
        most = max(most, MAX_COUNT if flock.gathered[band] < 0 else flock.gathered[band])
    if most < FEW_COUNT:
        flock.size[0] = min(flock.size[0] + 1, POINT_COUNT)
    elif most > MANY_COUNT:
        flock.size[0] -= 1
    if flock.size[0] < LEAST_COUNT:
        flock.size[0], flock.solo_count[0] = LEAST_COUNT, ALONE_COUNT


@inner
def leaf_distances_sq(point: Floats, band: int, flock: QueryPacket) -> None:
    """Measure from a point, in single precision, to the boxes of a band's leaves."""
    none = np.float32(0.0)
    x, y, z = np.float32(point[0]), np.float32(point[1]), np.float32(point[2])
    for c in range(flock.gathered[band]):
        dx = max(max(flock.box[band, 0, c] - x, x - flock.box[band, 3, c]), none)
        dy = max(max(flock.box[band, 1, c] - y, y - flock.box[band, 4, c]), none)
        dz = max(max(flock.box[band, 2, c] - z, z - flock.box[band, 5, c]), none)
        flock.leaf_distance_sq[c] = dx * dx + dy * dy + dz * dz
