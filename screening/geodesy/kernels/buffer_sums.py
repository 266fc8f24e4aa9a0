"""What lies within several radii of each point: which geometries, and how much line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import WIDTH, Held, Line, Radii, Shorts, Sums, Tree
from screening.geodesy.kernels.circle_intersection import COLUMNS, OUT, ROOM, WEIGHT, WITHIN, settle
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import BLUR_M
from screening.geodesy.kernels.query_block import Block, block_of, end_of, gather, number
from screening.geodesy.kernels.scalar_ellipsoid import Triple, arc_m, foot

HEAD, CHORD, ALONG, LINE = WIDTH, 2 * WIDTH, 3 * WIDTH, 4 * WIDTH


class Work(NamedTuple):
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
    beyond: Shorts
    lane: Ints
    rim: Floats
    rim_at: Ints
    many: Ints
    whole_m: Floats
    part_m: Floats


def work_of(tree: Tree, geometry_count: int, radius_count: int) -> tuple[Work, Block]:
    """Make room to work in; a thread needs its own."""
    work = Work(
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
    return work, block_of(tree, geometry_count)


@kernel
def around(
    layer: tuple[Tree, Line],
    sites: tuple[Floats, Ints, Held],
    radii: Radii,
    room: tuple[Work, Block],
    sums: Sums,
) -> None:
    """Count, add up and measure what is within each radius of each point.

    Points that are side by side share the leaves that are near to them.
    """
    tree, line = layer
    xyz, order, held = sites
    work, block = room
    begin = 0
    while begin < len(order):
        end = end_of(xyz, order, begin, radii, block)
        gather(tree, radii, begin, block)
        for turn in range(begin, end):
            i = order[turn]
            work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
            for name in range(block.many[1]):
                block.level[name] = len(radii.metres)
            for place in range(held.first[i], held.first[i + 1]):
                block.level[number(held.geometry[place], begin, block)] = 0
            for k in range(len(radii.metres) + 1):
                work.whole_m[k], work.part_m[k] = 0.0, 0.0
            sums.sure[i] = look(tree, line, radii, work, block)
            tell(i, radii, len(line.length_m) > 0, work, block, sums)
        begin = end


@inner
def tell(i: int, radii: Radii, measured: bool, work: Work, block: Block, sums: Sums) -> None:
    """Count the geometries found, add up their values and the line."""
    total_m, names = 0.0, block.many[1]
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
def look(tree: Tree, line: Line, radii: Radii, work: Work, block: Block) -> bool:
    """Look at the leaves near a block from one of its points; tell if every count is certain."""
    sure, measured, radius_count = True, len(line.length_m) > 0, len(radii.metres)
    rims, takes = sort_out(radii, work.point, block)
    for one in range(takes):
        j = block.within[one]
        at = block.beyond[j]
        if measured:
            work.whole_m[at] += line.before_m[block.leaf[j] + 1] - line.before_m[block.leaf[j]]
        for place in range(block.begin[j], block.begin[j + 1]):
            name = block.names[place]
            block.level[name] = min(block.level[name], at)
    for one in range(rims):
        j = block.cut[one]
        low, high = int(block.beyond[j]), radius_count - int(block.inside[j])
        chords(tree, block.leaf[j], work)
        sure &= names(tree, radii, j, low, high, work, block)
        if measured:
            lines(tree, line, radii, block.leaf[j], low, high, work)
        if one == rims - 1 or work.many[0] > ROOM - 2 * WIDTH * radius_count:
            settle(work.point, work.rim, work.rim_at, work.many[0], work.part_m)
            work.many[0] = 0
    return sure


@inner
def sort_out(radii: Radii, point: Floats, block: Block) -> tuple[int, int]:
    """Put the leaves that radii cut in ``cut``, those within one in ``within``; count both."""
    leaves, radius_count = block.many[0], len(radii.metres)
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
                block.beyond[j] = 1 if block.least[j] > beyond else 0
                block.inside[j] = 1 if block.most[j] <= within else 0
        else:
            for j in range(leaves):
                block.beyond[j] += 1 if block.least[j] > beyond else 0
                block.inside[j] += 1 if block.most[j] <= within else 0
    rims, takes = 0, 0
    for j in range(leaves):
        whole = block.beyond[j] + block.inside[j] == radius_count
        block.cut[rims], block.within[takes] = j, j
        rims += not whole
        takes += whole & (block.beyond[j] < radius_count)
    return rims, takes


@inner
def chords(tree: Tree, leaf: int, work: Work) -> None:
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
def ends(tree: Tree, leaf: int, c: int) -> tuple[Triple, Triple]:
    """Both ends of a piece."""
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    return tail, (tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c])


@inner
def names(tree: Tree, radii: Radii, j: int, low: int, high: int, work: Work, block: Block) -> bool:
    """Find the least radius of each geometry in a leaf; tell whether that is certain."""
    for c in range(2 * WIDTH):
        work.beyond[c] = 0
    for k in range(low, high):
        most, least = radii.piece_most[k], radii.piece_least[k]
        for c in range(tree.ends.shape[2]):
            beyond = 1 if work.piece[c + CHORD] > most else 0
            work.beyond[c] += beyond
            work.beyond[c + WIDTH] += (1 if work.piece[c + CHORD] > least else 0) - beyond
    blurs = 0
    for c in range(WIDTH):
        blurs += work.beyond[c + WIDTH]
    sure = True
    for c in range(WIDTH):
        name, at = block.owner[j, c], low + work.beyond[c]
        if blurs and work.beyond[c + WIDTH] and name and at < block.level[name]:
            tail, head = ends(tree, block.leaf[j], c)
            metres, _, _ = foot(work.point, tail, head, work.piece[c + ALONG])
            at = low
            for k in range(low, high):
                at += metres > radii.metres[k]
                sure &= abs(metres - radii.metres[k]) >= BLUR_M
        block.level[name] = min(block.level[name], at)
    return sure


@inner
def lines(tree: Tree, line: Line, radii: Radii, leaf: int, low: int, high: int, work: Work) -> None:
    """Add the line of a leaf that is within the radii that cut it, and within those after."""
    work.whole_m[high] += line.before_m[leaf + 1] - line.before_m[leaf]
    for k in range(low, high):
        least, most, near = radii.least[k], radii.piece_most[k], 0
        for c in range(tree.ends.shape[2]):
            farther = max(work.piece[c], work.piece[c + HEAD])
            work.piece[c + LINE] = line.length_m[leaf, c] if farther <= least else 0.0
        for c in range(WIDTH):
            work.lane[near] = c
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
            cut(tree, line, radii, leaf, work.lane[one], k, work)


@inner
def cut(tree: Tree, line: Line, radii: Radii, leaf: int, c: int, k: int, work: Work) -> None:
    """Put the places where a piece leaves a circle aside."""
    tail, head = ends(tree, leaf, c)
    length_m, radius_m = line.length_m[leaf, c], radii.metres[k]
    at_tail = is_in(work.point, tail, work.piece[c], radii, k)
    at_head = is_in(work.point, head, work.piece[c + HEAD], radii, k)
    if at_tail and at_head:
        work.part_m[k] += length_m
        return
    middle = 0.0 if at_tail else 1.0
    if not (at_tail or at_head):
        middle = work.piece[c + ALONG]
        if work.piece[c + CHORD] > radii.piece_least[k]:
            metres, middle, _ = foot(work.point, tail, head, middle)
            if metres >= radius_m:
                return
    if at_head:
        work.part_m[k] += length_m
    for end in range(2):
        if at_tail if end == 0 else at_head:
            continue
        j = work.many[0]
        work.rim[j], work.rim[j + 3 * ROOM] = tail[0] - work.point[0], head[0] - tail[0]
        work.rim[j + ROOM], work.rim[j + 4 * ROOM] = tail[1] - work.point[1], head[1] - tail[1]
        work.rim[j + 2 * ROOM], work.rim[j + 5 * ROOM] = tail[2] - work.point[2], head[2] - tail[2]
        work.rim[j + 6 * ROOM] = radius_m
        work.rim[j + WEIGHT * ROOM] = length_m if end else -length_m
        work.rim[j + WITHIN * ROOM] = middle
        work.rim[j + OUT * ROOM] = float(end)
        work.rim_at[j] = k
        work.many[0] = j + 1


@inner
def is_in(point: Floats, other: Triple, square: float, radii: Radii, k: int) -> bool:
    """Tell whether two points are at most a radius apart: by chord, or where near by geodesic."""
    if square <= radii.least[k]:
        return True
    if square > radii.most[k]:
        return False
    away_m = arc_m(point[0], point[1], point[2], other[0], other[1], other[2])
    return away_m <= float(radii.metres[k])
