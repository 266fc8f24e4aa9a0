"""Leaves that are near a block of points, gathered once for all of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.aabb import box_distance_sq
from screening.geodesy.kernels.array_types import BVH, WIDTH, Radii, Shorts, Singles
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.nearest_state import STACK

POINT_COUNT = 64
"""Most points in a block."""
WIDE_FRACTION = 0.7
"""How wide a block may be, by the largest radius: measured."""


class QueryBlock(NamedTuple):
    """Points side by side, and the leaves near to any of them.

    Attributes
    ----------
    corner : ndarray of float32, (6,) [m], least and most x y z of the points
    many : ndarray of int, (2,), how many leaves, and names with that of nothing
    leaf : ndarray of int, (leaves,), as the tree counts them
    box : ndarray of float32, (6, leaves) [m]
    owner : ndarray of int32, (leaves, 8), the names of the pieces' geometries; 0 is nothing
    names, begin : ndarray of int32, the names of each leaf, and where they begin
    geometry : ndarray of int, (g + 1,), of each name
    name : ndarray of int32, (g,), of each geometry, if it was given in the block that
    given : ndarray of int, (g,), tells
    level : ndarray of int32, (g + 1,), the least radius that each name is within
    least, most : ndarray of float32, (leaves,) [m²], to the box
    beyond, inside : ndarray of int32, (leaves,), how many radii it is beyond, and within
    cut, within : ndarray of int, (leaves + 1,), leaves that radii cut; that are within one
    node : ndarray of int, (STACK,), nodes put aside
    """

    corner: Singles
    counts: Ints
    leaf: Ints
    box: Singles
    owner: Shorts
    names: Shorts
    begin: Shorts
    geometry: Ints
    name: Shorts
    epoch: Ints
    level: Shorts
    least: Singles
    most: Singles
    radii_beyond: Shorts
    inside: Shorts
    cut: Ints
    within: Ints
    node: Ints


def allocate_block(tree: BVH, geometry_count: int) -> QueryBlock:
    """Make room for a block."""
    leaves, whole, short, single = len(tree.owner), np.int64, np.int32, np.float32
    return QueryBlock(
        np.empty(6, single),
        np.zeros(2, whole),
        np.empty(leaves, whole),
        np.empty((6, leaves), single),
        np.empty((leaves, WIDTH), short),
        np.empty(len(tree.names), short),
        np.zeros(leaves + 1, short),
        np.empty(geometry_count + 1, whole),
        np.empty(geometry_count, short),
        np.full(geometry_count, -1, whole),
        np.empty(geometry_count + 1, short),
        np.empty(leaves, single),
        np.empty(leaves, single),
        np.empty(leaves, short),
        np.empty(leaves, short),
        np.empty(leaves + 1, whole),
        np.empty(leaves + 1, whole),
        np.empty(STACK, whole),
    )


@inner
def block_end(xyz: Floats, order: Ints, begin: int, radii: Radii, block: QueryBlock) -> int:
    """Find the end of the block that begins at a point."""
    wide = WIDE_FRACTION * radii.metres[len(radii.metres) - 1]
    for axis in range(3):
        block.corner[axis] = block.corner[axis + 3] = np.float32(xyz[order[begin], axis])
    end = begin + 1
    while end < min(begin + POINT_COUNT, len(order)):
        fits = True
        for axis in range(3):
            at = np.float32(xyz[order[end], axis])
            fits &= max(at, block.corner[axis + 3]) - min(at, block.corner[axis]) <= wide
        if not fits:
            break
        for axis in range(3):
            at = np.float32(xyz[order[end], axis])
            block.corner[axis] = min(at, block.corner[axis])
            block.corner[axis + 3] = max(at, block.corner[axis + 3])
        end += 1
    return end


@inner
def gather(tree: BVH, radii: Radii, when: int, block: QueryBlock) -> None:
    """Gather the leaves that any point of a block may be within a radius of."""
    farthest = radii.box_most[len(radii.box_most) - 1]
    block.counts[0], block.counts[1] = 0, 1
    block.node[0] = tree.root[0]
    top = 1 if tree.root[0] >= 0 else 0
    while top > 0:
        top -= 1
        node = block.node[top]
        for c in range(WIDTH):
            if box_distance_sq(tree, node, c, block.corner) > farthest:
                continue
            if tree.child[node] >= 0:
                block.node[top] = tree.child[node] + c
                top += 1
            else:
                append_leaf(tree, node, c, when, block)


@inner
def append_leaf(tree: BVH, node: int, c: int, when: int, block: QueryBlock) -> None:
    """Put a leaf among those of the block."""
    j, leaf = block.counts[0], tree.leaf[node] + c
    block.counts[0] = j + 1
    block.leaf[j] = leaf
    for side in range(6):
        block.box[side, j] = tree.boxes[node, side, c]
    for slot in range(WIDTH):
        geometry = tree.owner[leaf, slot]
        block.owner[j, slot] = local_id(geometry, when, block) if geometry >= 0 else 0
    place = block.begin[j]
    for one in range(tree.begin[leaf], tree.begin[leaf + 1]):
        block.names[place] = block.name[tree.names[one]]
        place += 1
    block.begin[j + 1] = place


@inner
def local_id(geometry: int, when: int, block: QueryBlock) -> int:
    """Name a geometry, the same throughout a block."""
    if block.epoch[geometry] != when:
        block.epoch[geometry] = when
        block.name[geometry] = block.counts[1]
        block.geometry[block.counts[1]] = geometry
        block.counts[1] += 1
    return int(block.name[geometry])
