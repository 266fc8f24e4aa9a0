"""What lies within several radii of each point: which geometries, and how much line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import (
    BVH,
    WIDTH,
    BufferSums,
    ContainingPolygons,
    Radii,
    SegmentLengths,
    Shorts,
)
from screening.geodesy.kernels.circle_intersection import (
    COLUMNS,
    OUT,
    ROOM,
    WEIGHT,
    WITHIN,
    solve_crossings,
)
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import BLUR_M
from screening.geodesy.kernels.query_block import (
    QueryBlock,
    allocate_block,
    block_end,
    gather,
    local_id,
)
from screening.geodesy.kernels.scalar_ellipsoid import Triple, ellipsoid_foot, geodesic_m

HEAD, CHORD, ALONG, LINE = WIDTH, 2 * WIDTH, 3 * WIDTH, 4 * WIDTH


class BufferWorkspace(NamedTuple):
    """What is known of the point in hand, and room to work in.

    Attributes
    ----------
    point : ndarray, (3,) [m]
    piece : ndarray, (40,), of a leaf's pieces: squares of the chords to both ends and to the
        nearest place [m²], share of the way to that place, what is whole within [m]
    beyond : ndarray of int32, (16,), how many radii each piece is beyond, and blurs
    lane : ndarray of int, (9,), places in a leaf that are looked at
    rim, rim_at : ndarray, (columns × ROOM,) and of int, (ROOM,), see ``crossing``
    many : ndarray of int, (1,), how many crossings are put aside
    whole_m, part_m : ndarray, (r + 1,) [m], line within a radius and all after; within this one
    """

    point: Floats
    piece: Floats
    radii_beyond: Shorts
    leaf_stack: Ints
    crossing_buffer: Floats
    crossing_target: Ints
    counts: Ints
    whole_m: Floats
    part_m: Floats


def allocate_workspace(
    tree: BVH, geometry_count: int, radius_count: int
) -> tuple[BufferWorkspace, QueryBlock]:
    """Make room to work in; a thread needs its own."""
    work = BufferWorkspace(
        np.empty(3),
        np.empty(5 * WIDTH),
        np.empty(2 * WIDTH, np.int32),
        np.empty(WIDTH + 1, np.int64),
        np.empty(COLUMNS * ROOM),
        np.empty(ROOM, np.int64),
        np.zeros(1, np.int64),
        np.empty(radius_count + 1),
        np.empty(radius_count + 1),
    )
    return work, allocate_block(tree, geometry_count)


@kernel
def buffer_sums(
    layer: tuple[BVH, SegmentLengths],
    sites: tuple[Floats, Ints, ContainingPolygons],
    radii: Radii,
    room: tuple[BufferWorkspace, QueryBlock],
    sums: BufferSums,
) -> None:
    """Count, add up and measure what is within each radius of each point.

    Points that are side by side share the leaves that are near to them.
    """
    tree, line = layer
    xyz, order, held = sites
    work, block = room
    begin = 0
    while begin < len(order):
        end = block_end(xyz, order, begin, radii, block)
        gather(tree, radii, begin, block)
        for turn in range(begin, end):
            i = order[turn]
            work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
            for name in range(block.counts[1]):
                block.level[name] = len(radii.metres)
            for place in range(held.first[i], held.first[i + 1]):
                block.level[local_id(held.geometry[place], begin, block)] = 0
            for k in range(len(radii.metres) + 1):
                work.whole_m[k], work.part_m[k] = 0.0, 0.0
            sums.sure[i] = scan_leaves(tree, line, radii, work, block)
            write_sums(i, radii, len(line.length_m) > 0, work, block, sums)
        begin = end


@inner
def write_sums(
    i: int, radii: Radii, measured: bool, work: BufferWorkspace, block: QueryBlock, sums: BufferSums
) -> None:
    """Count the geometries found, add up their values and the line."""
    total_m, names = 0.0, block.counts[1]
    for k in range(len(radii.metres)):
        many = 0
        for name in range(1, names):
            many += 1 if block.level[name] <= k else 0
        sums.many[i, k] = many
        if measured:
            total_m += work.whole_m[k]
            sums.length_m[i, k] = total_m + work.part_m[k]
        if len(sums.value):
            total = 0.0
            for name in range(1, names):
                if block.level[name] <= k:
                    total += sums.value[block.geometry[name]]
            sums.total[i, k] = total


@inner
def scan_leaves(
    tree: BVH, line: SegmentLengths, radii: Radii, work: BufferWorkspace, block: QueryBlock
) -> bool:
    """Look at the leaves near a block from one of its points; tell if every count is certain."""
    sure, measured, radius_count = True, len(line.length_m) > 0, len(radii.metres)
    rims, takes = classify_leaves(radii, work.point, block)
    for one in range(takes):
        j = block.within[one]
        at = block.radii_beyond[j]
        if measured:
            work.whole_m[at] += line.before_m[block.leaf[j] + 1] - line.before_m[block.leaf[j]]
        for place in range(block.begin[j], block.begin[j + 1]):
            name = block.names[place]
            block.level[name] = min(block.level[name], at)
    for one in range(rims):
        j = block.cut[one]
        low, high = int(block.radii_beyond[j]), radius_count - int(block.inside[j])
        chords(tree, block.leaf[j], work)
        sure &= mark_geometries(tree, radii, j, low, high, work, block)
        if measured:
            lines(tree, line, radii, block.leaf[j], low, high, work)
        if one == rims - 1 or work.counts[0] > ROOM - 2 * WIDTH * radius_count:
            solve_crossings(
                work.point, work.crossing_buffer, work.crossing_target, work.counts[0], work.part_m
            )
            work.counts[0] = 0
    return sure


@inner
def classify_leaves(radii: Radii, point: Floats, block: QueryBlock) -> tuple[int, int]:
    """Put the leaves that radii cut in ``cut``, those within one in ``within``; count both."""
    leaves, radius_count = block.counts[0], len(radii.metres)
    none = np.float32(0.0)
    x, y, z = np.float32(point[0]), np.float32(point[1]), np.float32(point[2])
    for j in range(leaves):
        ax, bx = block.box[0, j] - x, block.box[3, j] - x
        ay, by = block.box[1, j] - y, block.box[4, j] - y
        az, bz = block.box[2, j] - z, block.box[5, j] - z
        dx, dy, dz = max(max(ax, -bx), none), max(max(ay, -by), none), max(max(az, -bz), none)
        ex, ey, ez = max(-ax, bx), max(-ay, by), max(-az, bz)
        block.least[j] = dx * dx + dy * dy + dz * dz
        block.most[j] = ex * ex + ey * ey + ez * ez
    for k in range(radius_count):
        beyond, within = radii.box_most[k], radii.box_least[k]
        if k == 0:
            for j in range(leaves):
                block.radii_beyond[j] = 1 if block.least[j] > beyond else 0
                block.inside[j] = 1 if block.most[j] <= within else 0
        else:
            for j in range(leaves):
                block.radii_beyond[j] += 1 if block.least[j] > beyond else 0
                block.inside[j] += 1 if block.most[j] <= within else 0
    rims, takes = 0, 0
    for j in range(leaves):
        whole = block.radii_beyond[j] + block.inside[j] == radius_count
        block.cut[rims], block.within[takes] = j, j
        rims += not whole
        takes += whole & (block.radii_beyond[j] < radius_count)
    return rims, takes


@inner
def chords(tree: BVH, leaf: int, work: BufferWorkspace) -> None:
    """Squares of the chords to a leaf's pieces: to the tail, the head and the nearest place."""
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.ends.shape[2]):
        ax, ay = x - tree.ends[leaf, 0, c], y - tree.ends[leaf, 1, c]
        az = z - tree.ends[leaf, 2, c]
        bx, by = x - tree.ends[leaf, 3, c], y - tree.ends[leaf, 4, c]
        bz = z - tree.ends[leaf, 5, c]
        dx, dy, dz = ax - bx, ay - by, az - bz
        share = (dx * ax + dy * ay + dz * az) / max(dx * dx + dy * dy + dz * dz, 1e-30)
        share = min(max(share, 0.0), 1.0)
        work.piece[c] = ax * ax + ay * ay + az * az
        work.piece[c + HEAD] = bx * bx + by * by + bz * bz
        ax, ay, az = ax - share * dx, ay - share * dy, az - share * dz
        work.piece[c + CHORD] = ax * ax + ay * ay + az * az
        work.piece[c + ALONG] = share


@inner
def within_ends(tree: BVH, leaf: int, c: int) -> tuple[Triple, Triple]:
    """Both ends of a piece."""
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    return tail, (tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c])


@inner
def mark_geometries(
    tree: BVH, radii: Radii, j: int, low: int, high: int, work: BufferWorkspace, block: QueryBlock
) -> bool:
    """Find the least radius of each geometry in a leaf; tell whether that is certain."""
    for c in range(2 * WIDTH):
        work.radii_beyond[c] = 0
    for k in range(low, high):
        most, least = radii.piece_most[k], radii.piece_least[k]
        for c in range(tree.ends.shape[2]):
            beyond = 1 if work.piece[c + CHORD] > most else 0
            work.radii_beyond[c] += beyond
            work.radii_beyond[c + WIDTH] += (1 if work.piece[c + CHORD] > least else 0) - beyond
    blurs = 0
    for c in range(WIDTH):
        blurs += work.radii_beyond[c + WIDTH]
    sure = True
    for c in range(WIDTH):
        name, at = block.owner[j, c], low + work.radii_beyond[c]
        if blurs and work.radii_beyond[c + WIDTH] and name and at < block.level[name]:
            tail, head = within_ends(tree, block.leaf[j], c)
            metres, _, _ = ellipsoid_foot(work.point, tail, head, work.piece[c + ALONG])
            at = low
            for k in range(low, high):
                at += metres > radii.metres[k]
                sure &= abs(metres - radii.metres[k]) >= BLUR_M
        block.level[name] = min(block.level[name], at)
    return sure


@inner
def lines(
    tree: BVH,
    line: SegmentLengths,
    radii: Radii,
    leaf: int,
    low: int,
    high: int,
    work: BufferWorkspace,
) -> None:
    """Add the line of a leaf that is within the radii that cut it, and within those after."""
    work.whole_m[high] += line.before_m[leaf + 1] - line.before_m[leaf]
    for k in range(low, high):
        least, most, near = radii.least[k], radii.piece_most[k], 0
        for c in range(tree.ends.shape[2]):
            farther = max(work.piece[c], work.piece[c + HEAD])
            work.piece[c + LINE] = line.length_m[leaf, c] if farther <= least else 0.0
        for c in range(WIDTH):
            work.leaf_stack[near] = c
            near += (work.piece[c + CHORD] <= most) & (
                max(work.piece[c], work.piece[c + HEAD]) > least
            )
        four = work.piece[LINE] + work.piece[LINE + 1], work.piece[LINE + 2] + work.piece[LINE + 3]
        more = (
            work.piece[LINE + 4] + work.piece[LINE + 5],
            work.piece[LINE + 6] + work.piece[LINE + 7],
        )
        work.part_m[k] += (four[0] + four[1]) + (more[0] + more[1])
        for one in range(near):
            clipped_length_m(tree, line, radii, leaf, work.leaf_stack[one], k, work)


@inner
def clipped_length_m(
    tree: BVH, line: SegmentLengths, radii: Radii, leaf: int, c: int, k: int, work: BufferWorkspace
) -> None:
    """Put the places where a piece leaves a circle aside."""
    tail, head = within_ends(tree, leaf, c)
    length_m, radius_m = line.length_m[leaf, c], radii.metres[k]
    at_tail = within_radius(work.point, tail, work.piece[c], radii, k)
    at_head = within_radius(work.point, head, work.piece[c + HEAD], radii, k)
    if at_tail and at_head:
        work.part_m[k] += length_m
        return
    middle = 0.0 if at_tail else 1.0
    if not (at_tail or at_head):
        middle = work.piece[c + ALONG]
        if work.piece[c + CHORD] > radii.piece_least[k]:
            metres, middle, _ = ellipsoid_foot(work.point, tail, head, middle)
            if metres >= radius_m:
                return
    if at_head:
        work.part_m[k] += length_m
    for end in range(2):
        if at_tail if end == 0 else at_head:
            continue
        j = work.counts[0]
        work.crossing_buffer[j], work.crossing_buffer[j + 3 * ROOM] = (
            tail[0] - work.point[0],
            head[0] - tail[0],
        )
        work.crossing_buffer[j + ROOM], work.crossing_buffer[j + 4 * ROOM] = (
            tail[1] - work.point[1],
            head[1] - tail[1],
        )
        work.crossing_buffer[j + 2 * ROOM], work.crossing_buffer[j + 5 * ROOM] = (
            tail[2] - work.point[2],
            head[2] - tail[2],
        )
        work.crossing_buffer[j + 6 * ROOM] = radius_m
        work.crossing_buffer[j + WEIGHT * ROOM] = length_m if end else -length_m
        work.crossing_buffer[j + WITHIN * ROOM] = middle
        work.crossing_buffer[j + OUT * ROOM] = float(end)
        work.crossing_target[j] = k
        work.counts[0] = j + 1


@inner
def within_radius(point: Floats, other: Triple, square: float, radii: Radii, k: int) -> bool:
    """Tell whether two points are at most a radius apart: by chord, or where near by geodesic."""
    if square <= radii.least[k]:
        return True
    if square > radii.most[k]:
        return False
    away_m = geodesic_m(point[0], point[1], point[2], other[0], other[1], other[2])
    return away_m <= float(radii.metres[k])
