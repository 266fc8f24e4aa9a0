"""What lies within a radius of each point: attributes added up, and length of line."""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import BEND_LOW_M, SEMI_MAJOR_M
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest import BLUR_M, LIMIT, SHARE, Work
from screening.geodesy.kernels.shapes import SAG_PER_M, WIDTH, Held, Totals, Tree
from screening.geodesy.kernels.surface import (
    Triple,
    arc_m,
    foot,
    most_chord_m,
    on_piece,
)

ROUNDING_M = 1e-4
"""Between a bound by chords and its use [m]."""
ROOT_STEPS = 8
ROOT_M = 1e-6
"""How near the place where a piece leaves the circle is found [m]."""


@inner
def least_chord_m(arc: float) -> float:
    """Chord below which every geodesic is shorter than an arc."""
    return 2.0 * BEND_LOW_M * math.sin(0.5 * arc / BEND_LOW_M) - ROUNDING_M


@kernel
def add_up(
    tree: Tree, xyz: Floats, order: Ints, radius_m: float, held: Held, work: Work, sums: Totals
) -> None:
    """Add up the values of the geometries within a radius of each point, each once."""
    for turn in range(len(order)):
        i = order[turn]
        work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        for place in range(held.first[i], held.first[i + 1]):
            count(held.geometry[place], i, sums)
        work.node[0] = tree.root[0]
        top = 1 if tree.root[0] >= 0 else 0
        while top > 0:
            node = work.node[top - 1]
            top = sort_out(tree, node, radius_m, top - 1, work)
            for c in range(WIDTH):
                if work.lane[c] == 0:
                    continue
                leaf = tree.leaf[node] + c * tree.span[node]
                if work.lane[c] == 1:
                    count_near(tree, leaf, radius_m, i, work, sums)
                    continue
                for part in range(leaf, min(leaf + tree.span[node], tree.last[0])):
                    for slot in range(WIDTH):
                        if tree.names[part, slot] < 0:
                            break
                        count(tree.names[part, slot], i, sums)


@inner
def sort_out(tree: Tree, node: int, radius_m: float, top: int, work: Work) -> int:
    """Tell of each child whether it is out (0), at the rim (1) or in (2); rims are put aside.

    Only leaves at the rim are left as 1: nodes are put aside for later.
    """
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.boxes.shape[2]):
        ax, bx = tree.boxes[node, 0, c] - x, tree.boxes[node, 3, c] - x
        ay, by = tree.boxes[node, 1, c] - y, tree.boxes[node, 4, c] - y
        az, bz = tree.boxes[node, 2, c] - z, tree.boxes[node, 5, c] - z
        dx, dy, dz = max(max(ax, -bx), 0.0), max(max(ay, -by), 0.0), max(max(az, -bz), 0.0)
        ex, ey, ez = max(-ax, bx), max(-ay, by), max(-az, bz)
        work.chord[c] = dx * dx + dy * dy + dz * dz
        work.chord[c + LIMIT] = ex * ex + ey * ey + ez * ez
    outer, inside = (most_chord_m(radius_m) + ROUNDING_M) ** 2, least_chord_m(radius_m)
    inside = inside * inside if inside > 0.0 else -1.0
    child = tree.child[node]
    for c in range(WIDTH):
        work.lane[c] = 0 if work.chord[c] > outer else 1
        if work.lane[c] == 1 and work.chord[c + LIMIT] <= inside:
            work.lane[c] = 2
        elif work.lane[c] == 1 and child >= 0:
            work.lane[c] = 0
            work.node[top] = child + c
            top += 1
    return top


@inner
def chords(tree: Tree, leaf: int, work: Work) -> None:
    """Squared chords, squared lengths and shares of a leaf's pieces."""
    x, y, z = work.point[0], work.point[1], work.point[2]
    for c in range(tree.ends.shape[2]):
        dx = tree.ends[leaf, 3, c] - tree.ends[leaf, 0, c]
        dy = tree.ends[leaf, 4, c] - tree.ends[leaf, 1, c]
        dz = tree.ends[leaf, 5, c] - tree.ends[leaf, 2, c]
        ax, ay = x - tree.ends[leaf, 0, c], y - tree.ends[leaf, 1, c]
        az = z - tree.ends[leaf, 2, c]
        length = dx * dx + dy * dy + dz * dz
        share = (dx * ax + dy * ay + dz * az) / max(length, 1e-30)
        share = min(max(share, 0.0), 1.0)
        ax, ay, az = ax - share * dx, ay - share * dy, az - share * dz
        work.chord[c] = ax * ax + ay * ay + az * az
        work.chord[c + LIMIT] = length
        work.chord[c + SHARE] = share


@inner
def piece(tree: Tree, leaf: int, c: int) -> tuple[Triple, Triple]:
    """Both ends of a piece."""
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    return tail, (tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c])


@inner
def count(geometry: int, i: int, sums: Totals) -> None:
    """Add a geometry's value, unless it was added for this point already."""
    if sums.seen[geometry] != i:
        sums.seen[geometry] = i
        sums.total[i] += sums.value[geometry]


@inner
def count_near(tree: Tree, leaf: int, radius_m: float, i: int, work: Work, sums: Totals) -> None:
    """Count the geometries of a leaf's pieces that are near enough."""
    new = False
    for c in range(WIDTH):
        name = tree.names[leaf, c]
        new |= name >= 0 and sums.seen[name] != i
    if not new:
        return
    chords(tree, leaf, work)
    outer, inside = most_chord_m(radius_m) + ROUNDING_M, least_chord_m(radius_m)
    for c in range(WIDTH):
        geometry = tree.owner[leaf, c]
        sag = work.chord[c + LIMIT] * SAG_PER_M
        if geometry < 0 or sums.seen[geometry] == i or work.chord[c] > (outer + sag) ** 2:
            continue
        if inside < sag or work.chord[c] > (inside - sag) ** 2:
            tail, head = piece(tree, leaf, c)
            metres, _, _ = foot(work.point, tail, head, work.chord[c + SHARE])
            if abs(metres - radius_m) < BLUR_M:
                sums.sure[i] = False
            if metres > radius_m:
                continue
        count(geometry, i, sums)


@kernel
def lengths(
    tree: Tree, xyz: Floats, order: Ints, radius_m: float, work: Work, total_m: Floats
) -> None:
    """Measure the line within a radius of each point."""
    for turn in range(len(order)):
        i = order[turn]
        work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        total = 0.0
        work.node[0] = tree.root[0]
        top = 1 if tree.root[0] >= 0 else 0
        while top > 0:
            node = work.node[top - 1]
            top = sort_out(tree, node, radius_m, top - 1, work)
            for c in range(WIDTH):
                if work.lane[c] == 0:
                    continue
                leaf = tree.leaf[node] + c * tree.span[node]
                if work.lane[c] == 2:
                    last = min(leaf + tree.span[node], tree.last[0])
                    total += tree.before_m[last] - tree.before_m[leaf]
                else:
                    total += length_near(tree, leaf, radius_m, work)
        total_m[i] = total


@inner
def length_near(tree: Tree, leaf: int, radius_m: float, work: Work) -> float:
    """Length within the radius of a leaf's pieces."""
    chords(tree, leaf, work)
    outer, inside, total = most_chord_m(radius_m) + ROUNDING_M, least_chord_m(radius_m), 0.0
    for c in range(WIDTH):
        square = work.chord[c + LIMIT]
        if square == 0.0 or work.chord[c] > (outer + square * SAG_PER_M) ** 2:
            continue
        tail, head = piece(tree, leaf, c)
        at_tail = is_in(work.point, tail, inside, outer, radius_m)
        at_head = is_in(work.point, head, inside, outer, radius_m)
        first, last = 0.0, 1.0
        if not (at_tail and at_head):
            middle = 0.0 if at_tail else 1.0
            if not (at_tail or at_head):
                metres, middle, _ = foot(work.point, tail, head, work.chord[c + SHARE])
                if metres >= radius_m:
                    continue
            if not at_tail:
                first = rim(work.point, tail, head, 0.0, middle, radius_m)
            if not at_head:
                last = rim(work.point, tail, head, 1.0, middle, radius_m)
        total += (last - first) * tree.length_m[leaf, c]
    return total


@inner
def is_in(point: Floats, other: Triple, inside: float, outer: float, radius_m: float) -> bool:
    """Tell whether two points are at most a radius apart: by chord, or where near by geodesic."""
    dx, dy, dz = other[0] - point[0], other[1] - point[1], other[2] - point[2]
    square = dx * dx + dy * dy + dz * dz
    if square > outer * outer:
        return False
    if inside > 0.0 and square <= inside * inside:
        return True
    return arc_m(point[0], point[1], point[2], other[0], other[1], other[2]) <= radius_m


@inner
def rim(
    point: Floats, tail: Triple, head: Triple, out: float, within: float, radius_m: float
) -> float:
    """Share of a piece at the radius, between one out of the circle and one in it.

    Where the chord crosses a ball, then Newton's method on the squared distance, kept
    between the two.
    """
    x, y, z = point[0], point[1], point[2]
    dx, dy, dz = head[0] - tail[0], head[1] - tail[1], head[2] - tail[2]
    ax, ay, az = tail[0] - x, tail[1] - y, tail[2] - z
    square, along = dx * dx + dy * dy + dz * dz, ax * dx + ay * dy + az * dz
    ball = radius_m * (1.0 - (radius_m / SEMI_MAJOR_M) ** 2 / 24.0)
    root = along * along - square * (ax * ax + ay * ay + az * az - ball * ball)
    wide = math.sqrt(max(root, 0.0)) * (1.0 if out > within else -1.0)
    share = (wide - along) / square
    for _ in range(ROOT_STEPS):
        if (share - out) * (share - within) > 0.0:
            share = 0.5 * (out + within)
        qx, qy, qz = on_piece(tail, head, share)
        metres = arc_m(x, y, z, qx, qy, qz)
        slope = (qx - x) * dx + (qy - y) * dy + (qz - z) * dz
        if metres > radius_m:
            out = share
        else:
            within = share
        if slope == 0.0:
            continue
        step = (metres * metres - radius_m * radius_m) / (2.0 * slope)
        share -= step
        if step * step * square * math.sqrt(square) < 2.0 * ROOT_M * abs(slope):
            break
    return float(min(max(share, 0.0), 1.0))
