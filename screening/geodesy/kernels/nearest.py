"""The nearest geometry of each point, by walking the tree of boxes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.shapes import SAG_PER_M, WIDTH, Found, Singles, Tree
from screening.geodesy.kernels.surface import FAR_M, foot, most_arc_m, most_chord_m
from screening.geodesy.paths import SAG_M
from screening.geodesy.ranking import TIE_M

MOST_SAG_M = 1.01 * SAG_M
"""No piece is farther from its chord [m]."""
ROOM = 32
"""Nearly equal geometries that are kept for a point; more are left to the pure path."""
SLACK_M = ROOM * TIE_M + 1e-4
"""How much farther than the best a geometry is kept [m]: a chain of ties is in there."""
BLUR_M = 5e-7
"""Where a difference is this near to a tie, the pure path decides [m]."""
UNKNOWN_M = 1e30
LIMIT, SHARE = WIDTH, 2 * WIDTH
STACK = 96
"""Nodes put aside at most: seven a level of ten levels, and a node's eight."""
SINGLE = 1.000_001
"""More than what single precision takes from a squared distance."""


class Work(NamedTuple):
    """What is known of the point in hand, and room to work in.

    Attributes
    ----------
    point : ndarray, (3,) [m]
    best_m : ndarray, (1,) [m], the least distance so far
    filled : ndarray of int, (1,), geometries kept; ROOM + 1 where there was no room
    kept_m, kept : ndarray, (ROOM,), their distances [m] and numbers
    away : ndarray of float32, (8,) [m²], to the boxes of a node
    chord : ndarray, (24,), of a leaf's pieces: squares of the chord and of its limit [m²],
        share of the way along the piece
    lane : ndarray of int, (9,), places in a leaf that are looked at
    node, node_away : ndarray, (STACK,), nodes put aside and how far their boxes are [m²]
    seed : ndarray of int, (bands,), the leaf that held the answer before
    """

    point: Floats
    best_m: Floats
    filled: Ints
    kept_m: Floats
    kept: Ints
    away: Singles
    chord: Floats
    lane: Ints
    node: Ints
    node_away: Singles
    seed: Ints


def work_of(tree: Tree) -> Work:
    """Make room to work in; a thread needs its own."""
    whole, single = np.int64, np.float32
    return Work(
        np.empty(3),
        np.empty(1),
        np.empty(1, whole),
        np.empty(ROOM),
        np.empty(ROOM, whole),
        np.empty(WIDTH, single),
        np.empty(3 * WIDTH),
        np.empty(WIDTH + 1, whole),
        np.empty(STACK, whole),
        np.empty(STACK, single),
        tree.last - 1,
    )


@kernel
def nearest(tree: Tree, xyz: Floats, order: Ints, held: Ints, work: Work, found: Found) -> None:
    """Find each point's nearest geometry in each band, or in one searched before it.

    ``held`` is (n, bands), the lowest polygon of the band that holds a point, or -1; it may
    be empty.
    """
    bands = len(tree.root)
    for place in range(len(order)):
        i = order[place]
        work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        work.best_m[0], work.filled[0] = UNKNOWN_M, 0
        for band in range(bands):
            if len(held) and held[i, band] >= 0:
                keep(0.0, held[i, band], work)
            if tree.root[band] >= 0:
                work.seed[band] = walk(tree, band, work)
            chosen, sure = settle(work)
            found.geometry[i, band], found.sure[i, band] = chosen, sure
            found.distance_m[i, band] = work.best_m[0] if chosen >= 0 else np.nan


@inner
def walk(tree: Tree, band: int, work: Work) -> int:
    """Look at a band's pieces, the seed's leaf first, then the nearest boxes; the best leaf."""
    seed = int(work.seed[band])
    winner, before, limit = seed, work.best_m[0], np.inf
    work.node[0], work.node_away[0] = tree.root[band], 0.0
    work.node[1], work.node_away[1] = -1 - seed, 0.0
    top = 2
    while top > 0:
        top -= 1
        node = int(work.node[top])
        if work.node_away[top] > limit or (node == -1 - seed and top != 1):
            continue
        if node >= 0:
            top = spread(tree, node, limit, top, work)
            continue
        look(tree, -1 - node, work)
        if work.best_m[0] < before:
            winner, before = -1 - node, work.best_m[0]
        limit = reach_m(before) ** 2 * SINGLE
    return winner


@inner
def spread(tree: Tree, node: int, limit: float, top: int, work: Work) -> int:
    """Put a node's children that are near enough aside, the nearest last."""
    none = np.float32(0.0)
    x, y, z = np.float32(work.point[0]), np.float32(work.point[1]), np.float32(work.point[2])
    for c in range(tree.boxes.shape[2]):
        dx = max(max(tree.boxes[node, 0, c] - x, x - tree.boxes[node, 3, c]), none)
        dy = max(max(tree.boxes[node, 1, c] - y, y - tree.boxes[node, 4, c]), none)
        dz = max(max(tree.boxes[node, 2, c] - z, z - tree.boxes[node, 5, c]), none)
        work.away[c] = dx * dx + dy * dy + dz * dz
    child = tree.child[node]
    step = 1 if child >= 0 else -1
    end = top
    for c in range(WIDTH):
        work.node[end], work.node_away[end] = child + step * c, work.away[c]
        end += work.away[c] <= limit
    for one in range(top + 1, end):
        place, what, away = one, work.node[one], work.node_away[one]
        while place > top and work.node_away[place - 1] < away:
            work.node[place], work.node_away[place] = (
                work.node[place - 1],
                work.node_away[place - 1],
            )
            place -= 1
        work.node[place], work.node_away[place] = what, away
    return end


@inner
def look(tree: Tree, leaf: int, work: Work) -> None:
    """Measure a leaf's pieces: chords of all, geodesics of those near enough."""
    reach = reach_m(work.best_m[0])
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
        work.lane[near] = c
        near += work.chord[c] <= work.chord[c + LIMIT]
        first = c if work.chord[c] < work.chord[first] else first
    for one in range(-1, near):
        c = first if one < 0 else work.lane[one]
        if near > 0 and (one < 0 or (c != first and work.chord[c] <= reach * reach)):
            measure(tree, leaf, c, work)
            reach = reach_m(work.best_m[0]) + MOST_SAG_M


@inner
def measure(tree: Tree, leaf: int, c: int, work: Work) -> None:
    """Measure the geodesic to one piece, or bound it from above where it is far."""
    if work.chord[c] > FAR_M * FAR_M:
        chord = math.sqrt(work.chord[c]) + 1.0
        work.best_m[0] = min(work.best_m[0], most_arc_m(chord))
        return
    tail = tree.ends[leaf, 0, c], tree.ends[leaf, 1, c], tree.ends[leaf, 2, c]
    head = tree.ends[leaf, 3, c], tree.ends[leaf, 4, c], tree.ends[leaf, 5, c]
    metres, _, _ = foot(work.point, tail, head, work.chord[c + SHARE])
    keep(metres, tree.owner[leaf, c], work)


@inner
def reach_m(best_m: float) -> float:
    """Chord beyond which no piece can matter."""
    return most_chord_m(best_m + SLACK_M) + 1e-6 if best_m < UNKNOWN_M else UNKNOWN_M


@inner
def keep(metres: float, geometry: int, work: Work) -> None:
    """Remember a geometry at a distance, once, and forget those that are too far now."""
    work.best_m[0] = min(work.best_m[0], metres)
    most = work.best_m[0] + SLACK_M
    if metres > most or work.filled[0] > ROOM:
        return
    stay = 0
    for old in range(work.filled[0]):
        if work.kept[old] == geometry:
            metres = min(metres, work.kept_m[old])
        elif work.kept_m[old] <= most:
            work.kept_m[stay], work.kept[stay] = work.kept_m[old], work.kept[old]
            stay += 1
    work.filled[0] = stay + 1
    if stay < ROOM:
        work.kept_m[stay], work.kept[stay] = metres, geometry


@inner
def settle(work: Work) -> tuple[int, bool]:
    """Choose the lowest of the nearest, and tell whether that is certain."""
    best_m = work.best_m[0]
    if best_m == UNKNOWN_M:
        return -1, True
    if best_m > FAR_M - 1.0 or work.filled[0] > ROOM:
        return -1, False
    if work.filled[0] == 1:
        return work.kept[0], True
    chosen = lowest(TIE_M - BLUR_M, work)
    return chosen, chosen == lowest(TIE_M + BLUR_M, work)


@inner
def lowest(tie_m: float, work: Work) -> int:
    """Lowest geometry in the chain of ties that begins with the best."""
    end, before, chosen = work.best_m[0], -1.0, -1
    while end > before:
        before = end
        for one in range(work.filled[0]):
            if work.kept_m[one] <= before + tie_m:
                end = max(end, work.kept_m[one])
                chosen = work.kept[one] if chosen < 0 else min(chosen, work.kept[one])
    return chosen
