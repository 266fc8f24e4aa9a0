"""The nearest geometry of each point, by best-first traversal of the hierarchy.

Two bounds prune from the start. The previous point on the Hilbert curve is near: by the
triangle inequality its distance plus the distance between both is an upper bound. And the leaf
that contained its result is scanned first. In float32 the comparisons keep FLOAT32_MARGIN.
"""

from __future__ import annotations

import math

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import MAX_DISTANCE_M
from screening.geodesy.kernels.array_types import BVH, SAGITTA_PER_CHORD_SQ, WIDTH, NearestResult
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import (
    FLOAT32_MARGIN,
    SAGITTA_BOUND_M,
    UNKNOWN_M,
    NearestWorkspace,
    prune_chord_m,
    push_candidate,
    select_nearest,
)
from screening.geodesy.kernels.query_packet import (
    QueryPacket,
    adapt_packet_size,
    bound_packet,
    collect_leaves,
    leaf_distances_sq,
    next_packet_size,
)
from screening.geodesy.kernels.scalar_ellipsoid import (
    MAX_KERNEL_DISTANCE_M,
    ellipsoid_foot,
    max_arc_m,
)

LIMIT, FRACTION = WIDTH, 2 * WIDTH
"""Offsets in ``NearestWorkspace.leaf_values``."""


@kernel
def nearest(
    tree: BVH,
    xyz: Floats,
    order: Ints,
    containing: Ints,
    workspace: tuple[NearestWorkspace, QueryPacket],
    result: NearestResult,
) -> None:
    """Find each point's nearest geometry in each band or in one of the bands before it.

    ``containing`` is (n, bands), the lowest polygon of the band that contains a point, or -1;
    it may be empty. The first point of a packet traverses the tree; its distance to the
    nearest geometry bounds the leaves that matter to the others, which are collected once.
    """
    work, packet = workspace
    begin = 0
    while begin < len(order):
        end = min(begin + next_packet_size(packet), len(order))
        for band in range(len(tree.root)):
            packet.bound_m[band] = UNKNOWN_M
            packet.leaf_count[band] = -1 if tree.root[band] >= 0 else 0
        for turn in range(begin, end):
            query_point(tree, xyz, order[turn], containing, work, packet, result)
            if turn == begin and end > begin + 1:
                width_m = max_arc_m(math.sqrt(bound_packet(xyz, order, begin, end, packet)))
                for band in range(len(tree.root)):
                    if tree.root[band] >= 0:
                        farthest_m = min(packet.bound_m[band] + width_m, MAX_DISTANCE_M)
                        reach_m = prune_chord_m(farthest_m)
                        max_sq = reach_m * reach_m * FLOAT32_MARGIN
                        collect_leaves(tree, band, max_sq, work.stack, packet)
                adapt_packet_size(packet)
        begin = end


@inner
def query_point(
    tree: BVH,
    xyz: Floats,
    i: int,
    containing: Ints,
    work: NearestWorkspace,
    packet: QueryPacket,
    result: NearestResult,
) -> None:
    """Find the nearest geometry of one point, band by band.

    Candidates are carried over from band to band: those of a higher class belong to the
    lower ones, too.
    """
    moved_m = start_query(xyz, i, work)
    for band in range(len(tree.root)):
        if len(containing) and containing[i, band] >= 0:
            push_candidate(0.0, containing[i, band], work)
        if tree.root[band] >= 0:
            bound_m = min(packet.bound_m[band] + moved_m, UNKNOWN_M)
            work.seed[band] = traverse(tree, band, bound_m, work, packet)
            packet.bound_m[band] = work.best_m[0]
        geometry, certain = select_nearest(work)
        result.geometry[i, band], result.certain[i, band] = geometry, certain
        result.distance_m[i, band] = work.best_m[0] if geometry >= 0 else np.nan


@inner
def start_query(xyz: Floats, i: int, work: NearestWorkspace) -> float:
    """Reset the state for the next point; return its distance from the previous one [m]."""
    square = 0.0
    for axis in range(3):
        square += (xyz[i, axis] - work.point[axis]) ** 2
        work.point[axis] = xyz[i, axis]
    work.best_m[0], work.candidate_count[0] = UNKNOWN_M, 0
    return max_arc_m(math.sqrt(square))


@inner
def traverse(
    tree: BVH, band: int, bound_m: float, work: NearestWorkspace, packet: QueryPacket
) -> int:
    """Search a band: the seed leaf first, then the nearest boxes; return the best leaf."""
    seed = int(work.seed[band])
    best_leaf, best_m = seed, work.best_m[0]
    limit = prune_chord_m(min(best_m, bound_m)) ** 2 * FLOAT32_MARGIN
    work.stack[0], work.stack_distance_sq[0] = tree.root[band], 0.0
    top = 1 if packet.leaf_count[band] < 0 else push_leaves(band, limit, work, packet)
    work.stack[top], work.stack_distance_sq[top] = -1 - seed, 0.0
    top += 1
    seed_done = False
    while top > 0:
        top -= 1
        node = int(work.stack[top])
        if work.stack_distance_sq[top] > limit or (node == -1 - seed and seed_done):
            continue
        if node >= 0:
            top = push_children(tree, node, limit, top, work)
            continue
        seed_done = True
        scan_leaf(tree, -1 - node, work)
        if work.best_m[0] < best_m:
            best_leaf, best_m = -1 - node, work.best_m[0]
        limit = min(limit, prune_chord_m(best_m) ** 2 * FLOAT32_MARGIN)
    return best_leaf


@inner
def push_leaves(band: int, limit: float, work: NearestWorkspace, packet: QueryPacket) -> int:
    """Push a packet's leaves that are near enough, the nearest last; return the stack's top.

    Every leaf is written, but the top moves only for near ones: a branch would be mispredicted.
    """
    leaf_distances_sq(work.point, band, packet)
    top = 0
    for c in range(packet.leaf_count[band]):
        work.stack[top], work.stack_distance_sq[top] = (
            -1 - packet.leaf[band, c],
            packet.leaf_distance_sq[c],
        )
        top += packet.leaf_distance_sq[c] <= limit
    sort_stack(0, top, work)
    return top


@inner
def push_children(tree: BVH, node: int, limit: float, top: int, work: NearestWorkspace) -> int:
    """Push a node's children that are near enough, the nearest last; return the stack's top."""
    zero = np.float32(0.0)
    x, y, z = np.float32(work.point[0]), np.float32(work.point[1]), np.float32(work.point[2])
    for c in range(tree.boxes.shape[2]):
        dx = max(max(tree.boxes[node, 0, c] - x, x - tree.boxes[node, 3, c]), zero)
        dy = max(max(tree.boxes[node, 1, c] - y, y - tree.boxes[node, 4, c]), zero)
        dz = max(max(tree.boxes[node, 2, c] - z, z - tree.boxes[node, 5, c]), zero)
        work.child_distance_sq[c] = dx * dx + dy * dy + dz * dz
    child = tree.child[node]
    step = 1 if child >= 0 else -1
    end = top
    for c in range(WIDTH):
        work.stack[end], work.stack_distance_sq[end] = child + step * c, work.child_distance_sq[c]
        end += work.child_distance_sq[c] <= limit
    sort_stack(top, end, work)
    return end


@inner
def sort_stack(begin: int, end: int, work: NearestWorkspace) -> None:
    """Sort part of the stack, the nearest last: insertion sort, as entries are few."""
    for i in range(begin + 1, end):
        place, node, distance_sq = i, work.stack[i], work.stack_distance_sq[i]
        while place > begin and work.stack_distance_sq[place - 1] < distance_sq:
            work.stack[place], work.stack_distance_sq[place] = (
                work.stack[place - 1],
                work.stack_distance_sq[place - 1],
            )
            place -= 1
        work.stack[place], work.stack_distance_sq[place] = node, distance_sq


@inner
def scan_leaf(tree: BVH, leaf: int, work: NearestWorkspace) -> None:
    """Measure a leaf's segments: chords of all, geodesics of those near enough.

    The segment of the nearest chord comes first, since its geodesic excludes most others.
    """
    reach_m = prune_chord_m(work.best_m[0])
    measure_leaf_chords(tree, leaf, reach_m, work)
    near, first = 0, 0
    for c in range(WIDTH):
        work.slots[near] = c
        near += work.leaf_values[c] <= work.leaf_values[c + LIMIT]
        first = c if work.leaf_values[c] < work.leaf_values[first] else first
    for j in range(-1, near):
        c = first if j < 0 else work.slots[j]
        if near > 0 and (j < 0 or (c != first and work.leaf_values[c] <= reach_m * reach_m)):
            measure_segment(tree, leaf, c, work)
            reach_m = prune_chord_m(work.best_m[0]) + SAGITTA_BOUND_M


@inner
def measure_leaf_chords(tree: BVH, leaf: int, reach_m: float, work: NearestWorkspace) -> None:
    """Compute for each segment the distance to its chord, the limit of that, and the fraction.

    A segment is nearer than its chord by at most its sagitta, which is added to the limit.
    """
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.ends.shape[2]):
        dx = tree.ends[leaf, 3, c] - tree.ends[leaf, 0, c]
        dy = tree.ends[leaf, 4, c] - tree.ends[leaf, 1, c]
        dz = tree.ends[leaf, 5, c] - tree.ends[leaf, 2, c]
        ax, ay, az = x - tree.ends[leaf, 0, c], y - tree.ends[leaf, 1, c], z - tree.ends[leaf, 2, c]
        length_sq = dx * dx + dy * dy + dz * dz
        fraction = (dx * ax + dy * ay + dz * az) / max(length_sq, 1e-30)
        fraction = min(max(fraction, 0.0), 1.0)
        ax, ay, az = ax - fraction * dx, ay - fraction * dy, az - fraction * dz
        limit_m = reach_m + length_sq * SAGITTA_PER_CHORD_SQ
        work.leaf_values[c] = ax * ax + ay * ay + az * az
        work.leaf_values[c + LIMIT] = limit_m * limit_m
        work.leaf_values[c + FRACTION] = fraction


@inner
def measure_segment(tree: BVH, leaf: int, c: int, work: NearestWorkspace) -> None:
    """Measure the geodesic to one segment, or bound it from above where it is far.

    The bound alone prunes: the pure path computes results beyond MAX_KERNEL_DISTANCE_M. The
    metre is more than a sagitta.
    """
    if work.leaf_values[c] > MAX_KERNEL_DISTANCE_M * MAX_KERNEL_DISTANCE_M:
        chord_m = math.sqrt(work.leaf_values[c]) + 1.0
        work.best_m[0] = min(work.best_m[0], max_arc_m(chord_m))
        return
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    head = tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c]
    distance_m, _, _ = ellipsoid_foot(work.point, tail, head, work.leaf_values[c + FRACTION])
    push_candidate(distance_m, tree.geometry[leaf, c], work)
