"""Blocks of adjacent query points, and the leaves near any of them, collected once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.aabb import box_distance_sq
from screening.geodesy.kernels.array_types import BVH, WIDTH, RadiusBounds, Shorts, Singles
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.nearest_state import STACK_SIZE

MAX_POINT_COUNT = 64
"""Most points in a block."""
WIDTH_FRACTION = 0.7
"""Widest block, as a fraction of the largest radius: measured."""


class QueryBlock(NamedTuple):
    """Adjacent points, and the leaves near any of them; each thread needs its own.

    The geometries of a block have local ids from 1, so that a point's state per geometry fits
    in the processor's cache and is reset at the cost of the block's geometries alone. Id 0
    stands for empty slots.

    Attributes
    ----------
    box : ndarray of float32, (6,) [m], lower, then upper x y z of the points
    counts : ndarray of int, (2,), leaves of the block; local ids in use, 0 included
    leaf : ndarray of int, (leaves,), number of each leaf in the tree
    leaf_box : ndarray of float32, (6, leaves) [m]
    segment_id : ndarray of int32, (leaves, 8), local id of each segment's geometry
    member_id, member_start : ndarray of int32
        Local ids of the geometries of each leaf, and the first of each leaf.
    geometry : ndarray of int, (g + 1,), of each local id
    local_id : ndarray of int32, (g,), of each geometry; valid where its epoch is the block's
    epoch : ndarray of int, (g,), the block in which each geometry last received an id
    radius_index : ndarray of int32, (g + 1,)
        Smallest radius that each local id is within, of the current point.
    min_distance_sq, max_distance_sq : ndarray of float32, (leaves,) [m²]
        From the current point to the nearest and the farthest point of each leaf's box.
    beyond_count, within_count : ndarray of int32, (leaves,)
        Radii that the leaf is entirely beyond, and those that it is entirely within.
    partial, complete : ndarray of int, (leaves + 1,)
        Leaves that a circle may intersect; leaves without one that are within a radius.
    stack : ndarray of int, (STACK_SIZE,), nodes to visit
    """

    box: Singles
    counts: Ints
    leaf: Ints
    leaf_box: Singles
    segment_id: Shorts
    member_id: Shorts
    member_start: Shorts
    geometry: Ints
    local_id: Shorts
    epoch: Ints
    radius_index: Shorts
    min_distance_sq: Singles
    max_distance_sq: Singles
    beyond_count: Shorts
    within_count: Shorts
    partial: Ints
    complete: Ints
    stack: Ints


def allocate_block(tree: BVH, geometry_count: int) -> QueryBlock:
    """Allocate the block of one thread."""
    leaf_count = len(tree.geometry)
    return QueryBlock(
        box=np.empty(6, np.float32),
        counts=np.zeros(2, np.int64),
        leaf=np.empty(leaf_count, np.int64),
        leaf_box=np.empty((6, leaf_count), np.float32),
        segment_id=np.empty((leaf_count, WIDTH), np.int32),
        member_id=np.empty(len(tree.members), np.int32),
        member_start=np.zeros(leaf_count + 1, np.int32),
        geometry=np.empty(geometry_count + 1, np.int64),
        local_id=np.empty(geometry_count, np.int32),
        epoch=np.full(geometry_count, -1, np.int64),
        radius_index=np.empty(geometry_count + 1, np.int32),
        min_distance_sq=np.empty(leaf_count, np.float32),
        max_distance_sq=np.empty(leaf_count, np.float32),
        beyond_count=np.empty(leaf_count, np.int32),
        within_count=np.empty(leaf_count, np.int32),
        partial=np.empty(leaf_count + 1, np.int64),
        complete=np.empty(leaf_count + 1, np.int64),
        stack=np.empty(STACK_SIZE, np.int64),
    )


@inner
def find_block_end(
    xyz: Floats, order: Ints, begin: int, radii: RadiusBounds, block: QueryBlock
) -> int:
    """Find the end of the block that starts at a point, and compute the block's box."""
    max_width_m = WIDTH_FRACTION * radii.radius_m[len(radii.radius_m) - 1]
    for axis in range(3):
        block.box[axis] = block.box[axis + 3] = np.float32(xyz[order[begin], axis])
    end = begin + 1
    while end < min(begin + MAX_POINT_COUNT, len(order)):
        fits = True
        for axis in range(3):
            at = np.float32(xyz[order[end], axis])
            fits &= max(at, block.box[axis + 3]) - min(at, block.box[axis]) <= max_width_m
        if not fits:
            break
        for axis in range(3):
            at = np.float32(xyz[order[end], axis])
            block.box[axis] = min(at, block.box[axis])
            block.box[axis + 3] = max(at, block.box[axis + 3])
        end += 1
    return end


@inner
def collect_leaves(tree: BVH, radii: RadiusBounds, epoch: int, block: QueryBlock) -> None:
    """Collect the leaves that any point of a block may be within the largest radius of."""
    max_sq = radii.box_beyond_sq[len(radii.box_beyond_sq) - 1]
    block.counts[0], block.counts[1] = 0, 1
    block.stack[0] = tree.root[0]
    top = 1 if tree.root[0] >= 0 else 0
    while top > 0:
        top -= 1
        node = block.stack[top]
        for c in range(WIDTH):
            if box_distance_sq(tree, node, c, block.box) > max_sq:
                continue
            if tree.child[node] >= 0:
                block.stack[top] = tree.child[node] + c
                top += 1
            else:
                append_leaf(tree, node, c, epoch, block)


@inner
def append_leaf(tree: BVH, node: int, c: int, epoch: int, block: QueryBlock) -> None:
    """Append a leaf, the c-th child of a node, to those of the block."""
    j, leaf = block.counts[0], tree.first_leaf[node] + c
    block.counts[0] = j + 1
    block.leaf[j] = leaf
    for side in range(6):
        block.leaf_box[side, j] = tree.boxes[node, side, c]
    for slot in range(WIDTH):
        geometry = tree.geometry[leaf, slot]
        block.segment_id[j, slot] = assign_id(geometry, epoch, block) if geometry >= 0 else 0
    end = block.member_start[j]
    for member in range(tree.member_start[leaf], tree.member_start[leaf + 1]):
        block.member_id[end] = block.local_id[tree.members[member]]
        end += 1
    block.member_start[j + 1] = end


@inner
def assign_id(geometry: int, epoch: int, block: QueryBlock) -> int:
    """Return a geometry's local id, a new one where the block has none yet.

    The epoch, the block's first point, saves clearing the table for each block.
    """
    if block.epoch[geometry] != epoch:
        block.epoch[geometry] = epoch
        block.local_id[geometry] = block.counts[1]
        block.geometry[block.counts[1]] = geometry
        block.counts[1] += 1
    return int(block.local_id[geometry])
