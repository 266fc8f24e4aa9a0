"""The nearest geometry of each point, by walking the tree of boxes."""

from __future__ import annotations

import math

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import FARTHEST_M
from screening.geodesy.kernels.array_types import BVH, SAG_PER_M, WIDTH, NearestResult
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import (
    MAX_SAG_M,
    SINGLE,
    UNKNOWN_M,
    NearestWorkspace,
    prune_chord_m,
    push_candidate,
    select_nearest,
)
from screening.geodesy.kernels.query_packet import (
    QueryPacket,
    adapt_packet_size,
    bounding_box,
    gather,
    leaf_distances_sq,
    next_packet_size,
)
from screening.geodesy.kernels.scalar_ellipsoid import FAR_M, ellipsoid_foot, max_arc_m

LIMIT, SHARE = WIDTH, 2 * WIDTH


@kernel
def nearest(
    tree: BVH,
    xyz: Floats,
    order: Ints,
    held: Ints,
    room: tuple[NearestWorkspace, QueryPacket],
    found: NearestResult,
) -> None:
    """Find each point's nearest geometry in each band, or in one searched before it.

    ``held`` is (n, bands), the lowest polygon of the band that holds a point, or -1; it may
    be empty. The first point of a flock walks the tree; how far it is from the nearest
    geometry bounds the leaves that matter to the others, which are gathered for them all.
    """
    work, flock = room
    begin = 0
    while begin < len(order):
        end = min(begin + next_packet_size(flock), len(order))
        for band in range(len(tree.root)):
            flock.bound_m[band] = UNKNOWN_M
            flock.gathered[band] = -1 if tree.root[band] >= 0 else 0
        for turn in range(begin, end):
            i = order[turn]
            moved_m = start_query(xyz, i, work)
            for band in range(len(tree.root)):
                if len(held) and held[i, band] >= 0:
                    push_candidate(0.0, held[i, band], work)
                if tree.root[band] >= 0:
                    bound_m = min(flock.bound_m[band] + moved_m, UNKNOWN_M)
                    work.seed[band] = traverse(tree, band, bound_m, work, flock)
                    flock.bound_m[band] = work.best_m[0]
                chosen, sure = select_nearest(work)
                found.geometry[i, band], found.sure[i, band] = chosen, sure
                found.distance_m[i, band] = work.best_m[0] if chosen >= 0 else np.nan
            if turn == begin and end > begin + 1:
                wide_m = max_arc_m(math.sqrt(bounding_box(xyz, order, begin, end, flock)))
                for band in range(len(tree.root)):
                    if tree.root[band] >= 0:
                        reach = prune_chord_m(min(flock.bound_m[band] + wide_m, FARTHEST_M))
                        gather(tree, band, reach * reach * SINGLE, work.node, flock)
                adapt_packet_size(flock)
        begin = end


@inner
def start_query(xyz: Floats, i: int, work: NearestWorkspace) -> float:
    """Take the next point in hand, of which nothing is known; how far it is from the last."""
    square = 0.0
    for axis in range(3):
        square += (xyz[i, axis] - work.point[axis]) ** 2
        work.point[axis] = xyz[i, axis]
    work.best_m[0], work.filled[0] = UNKNOWN_M, 0
    return max_arc_m(math.sqrt(square))


@inner
def traverse(
    tree: BVH, band: int, bound_m: float, work: NearestWorkspace, flock: QueryPacket
) -> int:
    """Look at a band's pieces, the seed's leaf first, then the nearest boxes; the best leaf."""
    seed = int(work.seed[band])
    winner, before = seed, work.best_m[0]
    limit = prune_chord_m(min(before, bound_m)) ** 2 * SINGLE
    work.node[0], work.node_distance_sq[0] = tree.root[band], 0.0
    top = 1 if flock.gathered[band] < 0 else push_leaves(band, limit, work, flock)
    work.node[top], work.node_distance_sq[top] = -1 - seed, 0.0
    top += 1
    seeded = False
    while top > 0:
        top -= 1
        node = int(work.node[top])
        if work.node_distance_sq[top] > limit or (node == -1 - seed and seeded):
            continue
        if node >= 0:
            top = push_children(tree, node, limit, top, work)
            continue
        seeded = True
        scan_leaf(tree, -1 - node, work)
        if work.best_m[0] < before:
            winner, before = -1 - node, work.best_m[0]
        limit = min(limit, prune_chord_m(before) ** 2 * SINGLE)
    return winner


@inner
def push_leaves(band: int, limit: float, work: NearestWorkspace, flock: QueryPacket) -> int:
    """Put a flock's leaves that are near enough aside, the nearest last."""
    leaf_distances_sq(work.point, band, flock)
    end = 0
    for c in range(flock.gathered[band]):
        work.node[end], work.node_distance_sq[end] = (
            -1 - flock.leaf[band, c],
            flock.leaf_distance_sq[c],
        )
        end += flock.leaf_distance_sq[c] <= limit
    sort_stack(0, end, work)
    return end


@inner
def push_children(tree: BVH, node: int, limit: float, top: int, work: NearestWorkspace) -> int:
    """Put a node's children that are near enough aside, the nearest last."""
    none = np.float32(0.0)
    x, y, z = np.float32(work.point[0]), np.float32(work.point[1]), np.float32(work.point[2])
    for c in range(tree.boxes.shape[2]):
        dx = max(max(tree.boxes[node, 0, c] - x, x - tree.boxes[node, 3, c]), none)
        dy = max(max(tree.boxes[node, 1, c] - y, y - tree.boxes[node, 4, c]), none)
        dz = max(max(tree.boxes[node, 2, c] - z, z - tree.boxes[node, 5, c]), none)
        work.leaf_distance_sq[c] = dx * dx + dy * dy + dz * dz
    child = tree.child[node]
    step = 1 if child >= 0 else -1
    end = top
    for c in range(WIDTH):
        work.node[end], work.node_distance_sq[end] = child + step * c, work.leaf_distance_sq[c]
        end += work.leaf_distance_sq[c] <= limit
    sort_stack(top, end, work)
    return end


@inner
def sort_stack(begin: int, end: int, work: NearestWorkspace) -> None:
    """Sort what was put aside, the nearest last: few, and mostly sorted."""
    for one in range(begin + 1, end):
        place, what, away = one, work.node[one], work.node_distance_sq[one]
        while place > begin and work.node_distance_sq[place - 1] < away:
            work.node[place], work.node_distance_sq[place] = (
                work.node[place - 1],
                work.node_distance_sq[place - 1],
            )
            place -= 1
        work.node[place], work.node_distance_sq[place] = what, away


@inner
def scan_leaf(tree: BVH, leaf: int, work: NearestWorkspace) -> None:
    """Measure a leaf's pieces: chords of all, geodesics of those near enough."""
    reach = prune_chord_m(work.best_m[0])
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.ends.shape[2]):
        dx = tree.ends[leaf, 3, c] - tree.ends[leaf, 0, c]
        dy = tree.ends[leaf, 4, c] - tree.ends[leaf, 1, c]
        dz = tree.ends[leaf, 5, c] - tree.ends[leaf, 2, c]
        ax, ay, az = x - tree.ends[leaf, 0, c], y - tree.ends[leaf, 1, c], z - tree.ends[leaf, 2, c]
        length = dx * dx + dy * dy + dz * dz
        share = (dx * ax + dy * ay + dz * az) / max(length, 1e-30)
        share = min(max(share, 0.0), 1.0)
        ax, ay, az = ax - share * dx, ay - share * dy, az - share * dz
        limit = reach + length * SAG_PER_M
        work.chord[c] = ax * ax + ay * ay + az * az
        work.chord[c + LIMIT] = limit * limit
        work.chord[c + SHARE] = share
    near, first = 0, 0
    for c in range(WIDTH):
        work.leaf_stack[near] = c
        near += work.chord[c] <= work.chord[c + LIMIT]
        first = c if work.chord[c] < work.chord[first] else first
    for one in range(-1, near):
        c = first if one < 0 else work.leaf_stack[one]
        if near > 0 and (one < 0 or (c != first and work.chord[c] <= reach * reach)):
            segment_distance(tree, leaf, c, work)
            reach = prune_chord_m(work.best_m[0]) + MAX_SAG_M


@inner
def segment_distance(tree: BVH, leaf: int, c: int, work: NearestWorkspace) -> None:
    """Measure the geodesic to one piece, or bound it from above where it is far."""
    if work.chord[c] > FAR_M * FAR_M:
        chord = math.sqrt(work.chord[c]) + 1.0
        work.best_m[0] = min(work.best_m[0], max_arc_m(chord))
        return
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    head = tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c]
    metres, _, _ = ellipsoid_foot(work.point, tail, head, work.chord[c + SHARE])
    push_candidate(metres, tree.owner[leaf, c], work)
