"""What lies within several radii of each point: which geometries, and how much line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.crossing import COLUMNS, OUT, ROOM, WEIGHT, WITHIN, settle
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest import BLUR_M, STACK
from screening.geodesy.kernels.shapes import WIDTH, Held, Line, Radii, Singles, Sums, Tree
from screening.geodesy.kernels.surface import Triple, arc_m, foot

HEAD, CHORD, ALONG, LINE = WIDTH, 2 * WIDTH, 3 * WIDTH, 4 * WIDTH
FAR = WIDTH


class Work(NamedTuple):
    """What is known of the point in hand, and room to work in.

    Attributes
    ----------
    point : ndarray, (3,) [m]
    node, low, high : ndarray of int, (STACK,), nodes put aside, and which radii may cut them:
        they are out of those before low, and in those from high on
    box : ndarray of float32, (16,) [m²], least and most to the boxes of a node
    piece : ndarray, (40,), of a leaf's pieces: squares of the chords to both ends and to the
        nearest place [m²], share of the way to that place, what is whole within [m]
    lane : ndarray of int, (9,), places in a leaf that are looked at
    seen : ndarray of int, (g,), when a geometry was found last, and at which radius
    found : ndarray of int, (g,), the geometries found
    rim, rim_at : ndarray, (columns × ROOM,) and of int, (ROOM,), see ``crossing``
    many : ndarray of int, (2,), how many are found, and how many crossings are put aside
    whole_m, part_m : ndarray, (r + 1,) [m], line within a radius and all after; within this one
    """

    point: Floats
    node: Ints
    low: Ints
    high: Ints
    box: Singles
    piece: Floats
    lane: Ints
    seen: Ints
    found: Ints
    rim: Floats
    rim_at: Ints
    many: Ints
    whole_m: Floats
    part_m: Floats


def work_of(geometry_count: int, radius_count: int) -> Work:
    """Make room to work in; a thread needs its own."""
    whole = np.int64
    return Work(
        np.empty(3),
        np.empty(STACK, whole),
        np.empty(STACK, whole),
        np.empty(STACK, whole),
        np.empty(2 * WIDTH, np.float32),
        np.empty(5 * WIDTH),
        np.empty(WIDTH + 1, whole),
        np.full(geometry_count, np.iinfo(whole).max),
        np.empty(geometry_count, whole),
        np.empty(COLUMNS * ROOM),
        np.empty(ROOM, whole),
        np.zeros(2, whole),
        np.empty(radius_count + 1),
        np.empty(radius_count + 1),
    )


@kernel
def around(
    layer: tuple[Tree, Line],
    sites: tuple[Floats, Ints, Held],
    radii: Radii,
    work: Work,
    sums: Sums,
) -> None:
    """Count, add up and measure what is within each radius of each point, in one walk."""
    xyz, order, held = sites
    radius_count = len(radii.metres)
    for turn in range(len(order)):
        i = order[turn]
        first = (len(order) - turn) * (radius_count + 1)
        work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        work.many[0], work.many[1] = 0, 0
        for k in range(radius_count + 1):
            work.whole_m[k], work.part_m[k] = 0.0, 0.0
        for place in range(held.first[i], held.first[i + 1]):
            find(held.geometry[place], first, first + radius_count, work)
        sums.sure[i] = walk(layer[0], layer[1], radii, first, work)
        if len(layer[1].length_m):
            total_m = 0.0
            for k in range(radius_count):
                total_m += work.whole_m[k]
                sums.length_m[i, k] = total_m + work.part_m[k]
        tell(i, first, radius_count, work, sums)


@inner
def find(geometry: int, when: int, end: int, work: Work) -> None:
    """Remember the least radius that a geometry is within."""
    if when < work.seen[geometry]:
        if work.seen[geometry] >= end:
            work.found[work.many[0]] = geometry
            work.many[0] += 1
        work.seen[geometry] = when


@inner
def tell(i: int, first: int, radius_count: int, work: Work, sums: Sums) -> None:
    """Count the geometries found, and add up their values."""
    for one in range(work.many[0]):
        geometry = work.found[one]
        at = work.seen[geometry] - first
        for k in range(at, radius_count):
            sums.count[i, k] += 1
        if len(sums.value):
            for k in range(at, radius_count):
                sums.total[i, k] += sums.value[geometry]


@inner
def walk(tree: Tree, line: Line, radii: Radii, first: int, work: Work) -> bool:
    """Go down the tree where a radius cuts its boxes; tell whether every count is certain."""
    radius_count, sure = len(radii.metres), True
    work.node[0], work.low[0], work.high[0] = tree.root[0], 0, radius_count
    top = 1 if tree.root[0] >= 0 else 0
    while True:
        if top == 0 or work.many[1] > ROOM - 2 * WIDTH * radius_count:
            settle(work.point, work.rim, work.rim_at, work.many[1], work.part_m)
            work.many[1] = 0
            if top == 0:
                return sure
        top -= 1
        node, low, high = work.node[top], work.low[top], work.high[top]
        boxes(tree, node, work)
        for c in range(WIDTH):
            if work.box[c] > radii.box_most[radius_count - 1]:
                continue
            lo, hi = low, high
            while lo < hi and work.box[c] > radii.box_most[lo]:
                lo += 1
            while lo < hi and work.box[c + FAR] <= radii.box_least[hi - 1]:
                hi -= 1
            leaf = tree.leaf[node] + c * tree.span[node]
            if lo == hi:
                take(tree, line, leaf, tree.span[node], first, lo, work, radius_count)
            elif tree.child[node] >= 0:
                work.node[top], work.low[top], work.high[top] = tree.child[node] + c, lo, hi
                top += 1
            else:
                chords(tree, leaf, work)
                sure &= names(tree, radii, leaf, first, lo, hi, work)
                if len(line.length_m):
                    lines(tree, line, radii, leaf, lo, hi, work)
    return sure


@inner
def boxes(tree: Tree, node: int, work: Work) -> None:
    """Squares of the least and the most distance to a node's boxes."""
    none = np.float32(0.0)
    x, y, z = np.float32(work.point[0]), np.float32(work.point[1]), np.float32(work.point[2])
    for c in range(tree.boxes.shape[2]):
        ax, bx = tree.boxes[node, 0, c] - x, tree.boxes[node, 3, c] - x
        ay, by = tree.boxes[node, 1, c] - y, tree.boxes[node, 4, c] - y
        az, bz = tree.boxes[node, 2, c] - z, tree.boxes[node, 5, c] - z
        dx, dy, dz = max(max(ax, -bx), none), max(max(ay, -by), none), max(max(az, -bz), none)
        ex, ey, ez = max(-ax, bx), max(-ay, by), max(-az, bz)
        work.box[c] = dx * dx + dy * dy + dz * dz
        work.box[c + FAR] = ex * ex + ey * ey + ez * ez


@inner
def take(
    tree: Tree,
    line: Line,
    leaf: int,
    span: int,
    first: int,
    at: int,
    work: Work,
    radius_count: int,
) -> None:
    """Take in leaves that are wholly within a radius."""
    last = min(leaf + span, tree.last[0])
    if len(line.length_m):
        work.whole_m[at] += line.before_m[last] - line.before_m[leaf]
    for part in range(leaf, last):
        for slot in range(WIDTH):
            if tree.names[part, slot] < 0:
                break
            find(tree.names[part, slot], first + at, first + radius_count, work)


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
def names(
    tree: Tree, radii: Radii, leaf: int, first: int, low: int, high: int, work: Work
) -> bool:
    """Find the least radius of each geometry in a leaf; tell whether that is certain."""
    radius_count, sure = len(radii.metres), True
    for c in range(WIDTH):
        geometry = tree.owner[leaf, c]
        if geometry < 0:
            break
        if work.seen[geometry] <= first + low:
            continue
        at, chord = low, work.piece[c + CHORD]
        while at < high and chord > radii.piece_most[at]:
            at += 1
        if at < high and chord > radii.piece_least[at] and work.seen[geometry] > first + at:
            tail, head = ends(tree, leaf, c)
            metres, _, _ = foot(work.point, tail, head, work.piece[c + ALONG])
            sure &= abs(metres - radii.metres[at]) >= BLUR_M
            while at < high and metres > radii.metres[at]:
                at += 1
                sure &= at == high or abs(metres - radii.metres[at]) >= BLUR_M
        if at < radius_count:
            find(geometry, first + at, first + radius_count, work)
    return sure


@inner
def lines(
    tree: Tree, line: Line, radii: Radii, leaf: int, low: int, high: int, work: Work
) -> None:
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
        j = work.many[1]
        work.rim[j], work.rim[j + 3 * ROOM] = tail[0] - work.point[0], head[0] - tail[0]
        work.rim[j + ROOM], work.rim[j + 4 * ROOM] = tail[1] - work.point[1], head[1] - tail[1]
        work.rim[j + 2 * ROOM], work.rim[j + 5 * ROOM] = tail[2] - work.point[2], head[2] - tail[2]
        work.rim[j + 6 * ROOM] = radius_m
        work.rim[j + WEIGHT * ROOM] = length_m if end else -length_m
        work.rim[j + WITHIN * ROOM] = middle
        work.rim[j + OUT * ROOM] = float(end)
        work.rim_at[j] = k
        work.many[1] = j + 1


@inner
def is_in(point: Floats, other: Triple, square: float, radii: Radii, k: int) -> bool:
    """Tell whether two points are at most a radius apart: by chord, or where near by geodesic."""
    if square <= radii.least[k]:
        return True
    if square > radii.most[k]:
        return False
    return arc_m(point[0], point[1], point[2], other[0], other[1], other[2]) <= radii.metres[k]
