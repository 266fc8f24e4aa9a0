"""Packets of adjacent query points, and the leaves near any of them, collected once per band.

Packet traversal as in ray tracing (I. Wald et al., Computer Graphics Forum 20 (2001)): the
tree is walked once for a packet of coherent queries. Here the points' bounding box replaces
the packet's frustum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.aabb import box_distance_sq
from screening.geodesy.kernels.array_types import BVH, WIDTH, Singles
from screening.geodesy.kernels.jit import inner

MAX_LEAF_COUNT = 64
"""Leaves collected per band; where more are near, each point traverses the tree itself."""
GROW_BELOW, SHRINK_ABOVE = 24, 32
"""The next packet is larger where this one collected fewer leaves, smaller where more: measured."""
MIN_POINT_COUNT, MAX_POINT_COUNT = 4, 32
"""Points in a packet."""
SOLO_COUNT = 64
"""Points that traverse the tree alone, after a packet of the smallest size had too many leaves."""


class QueryPacket(NamedTuple):
    """Adjacent points, and the leaves near any of them; each thread needs its own.

    Attributes
    ----------
    size : ndarray of int, (1,), points in the next packet
    solo_count : ndarray of int, (1,), points before it that traverse the tree alone
    box : ndarray of float32, (6,) [m], lower, then upper x y z of the points
    bound_m : ndarray, (bands,) [m], the previous point's distance to its nearest geometry
    leaf_count : ndarray of int, (bands,), leaves collected; -1 where there were too many
    leaf : ndarray of int, (bands, MAX_LEAF_COUNT)
    leaf_box : ndarray of float32, (bands, 6, MAX_LEAF_COUNT) [m]
    leaf_distance_sq : ndarray of float32, (MAX_LEAF_COUNT,) [m²], from the current point
    """

    size: Ints
    solo_count: Ints
    box: Singles
    bound_m: Floats
    leaf_count: Ints
    leaf: Ints
    leaf_box: Singles
    leaf_distance_sq: Singles


def allocate_packet(tree: BVH) -> QueryPacket:
    """Allocate the packet of one thread."""
    band_count = len(tree.root)
    return QueryPacket(
        size=np.full(1, MIN_POINT_COUNT),
        solo_count=np.zeros(1, np.int64),
        box=np.empty(6, np.float32),
        bound_m=np.empty(band_count),
        leaf_count=np.full(band_count, -1),
        leaf=np.empty((band_count, MAX_LEAF_COUNT), np.int64),
        leaf_box=np.empty((band_count, 6, MAX_LEAF_COUNT), np.float32),
        leaf_distance_sq=np.empty(MAX_LEAF_COUNT, np.float32),
    )


@inner
def next_packet_size(packet: QueryPacket) -> int:
    """Return the size of the next packet: 1 while points traverse the tree alone."""
    if packet.solo_count[0] > 0:
        packet.solo_count[0] -= 1
        return 1
    return int(packet.size[0])


@inner
def bound_packet(xyz: Floats, order: Ints, begin: int, end: int, packet: QueryPacket) -> float:
    """Compute the box of a packet; return the largest squared distance from its first point."""
    first, max_square = order[begin], 0.0
    for axis in range(3):
        packet.box[axis] = packet.box[axis + 3] = np.float32(xyz[first, axis])
    for turn in range(begin + 1, end):
        square = 0.0
        for axis in range(3):
            at = xyz[order[turn], axis]
            square += (at - xyz[first, axis]) ** 2
            packet.box[axis] = min(np.float32(at), packet.box[axis])
            packet.box[axis + 3] = max(np.float32(at), packet.box[axis + 3])
        max_square = max(max_square, square)
    return max_square


@inner
def collect_leaves(
    tree: BVH, band: int, max_distance_sq: float, stack: Ints, packet: QueryPacket
) -> None:
    """Collect a band's leaves whose boxes are near the packet's, up to a squared distance [m²]."""
    count, top = 0, 1
    stack[0] = tree.root[band]
    while top > 0 and count >= 0:
        top -= 1
        node = stack[top]
        child = tree.child[node]
        for c in range(WIDTH):
            if box_distance_sq(tree, node, c, packet.box) > max_distance_sq:
                continue
            if child >= 0:
                stack[top] = child + c
                top += 1
            elif count == MAX_LEAF_COUNT:
                count = -1
                break
            else:
                packet.leaf[band, count] = tree.first_leaf[node] + c
                for side in range(6):
                    packet.leaf_box[band, side, count] = tree.boxes[node, side, c]
                count += 1
    packet.leaf_count[band] = count


@inner
def adapt_packet_size(packet: QueryPacket) -> None:
    """Choose the size of the next packet by the number of leaves that this one collected.

    Where even a small packet has many, the points are so far apart that each traverses the
    tree alone. Density changes along the curve, so a packet is tried again after some points.
    """
    max_count = 0
    for band in range(len(packet.leaf_count)):
        count = packet.leaf_count[band]
        max_count = max(max_count, MAX_LEAF_COUNT if count < 0 else count)
    if max_count < GROW_BELOW:
        packet.size[0] = min(packet.size[0] + 1, MAX_POINT_COUNT)
    elif max_count > SHRINK_ABOVE:
        packet.size[0] -= 1
    if packet.size[0] < MIN_POINT_COUNT:
        packet.size[0], packet.solo_count[0] = MIN_POINT_COUNT, SOLO_COUNT


@inner
def leaf_distances_sq(point: Floats, band: int, packet: QueryPacket) -> None:
    """Compute the squared distances from a point to the boxes of a band's leaves, in float32."""
    zero = np.float32(0.0)
    x, y, z = np.float32(point[0]), np.float32(point[1]), np.float32(point[2])
    for c in range(packet.leaf_count[band]):
        dx = max(max(packet.leaf_box[band, 0, c] - x, x - packet.leaf_box[band, 3, c]), zero)
        dy = max(max(packet.leaf_box[band, 1, c] - y, y - packet.leaf_box[band, 4, c]), zero)
        dz = max(max(packet.leaf_box[band, 2, c] - z, z - packet.leaf_box[band, 5, c]), zero)
        packet.leaf_distance_sq[c] = dx * dx + dy * dy + dz * dz
