"""The point in hand: what is known of it, and which of the nearest is its answer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import BVH, WIDTH, Singles
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.scalar_ellipsoid import FAR_M, max_chord_m
from screening.geodesy.tie_breaking import TIE_M
from screening.geodesy.vertices import SAG_M

MAX_SAG_M = 1.01 * SAG_M
"""No piece is farther from its chord [m]."""
ROOM = 32
"""Nearly equal geometries that are kept for a point; more are left to the pure path."""
SLACK_M = ROOM * TIE_M + 1e-4
"""How much farther than the best a geometry is kept [m]: a chain of ties is in there."""
BLUR_M = 5e-7
"""Where a difference is this near to a tie, the pure path decides [m]."""
UNKNOWN_M = 1e30
STACK = 96
"""Nodes put aside at most: seven a level of ten levels, and a node's eight."""
SINGLE = 1.000_001
"""More than what single precision takes from a squared distance."""


class NearestWorkspace(NamedTuple):
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
    leaf_distance_sq: Singles
    chord: Floats
    leaf_stack: Ints
    node: Ints
    node_distance_sq: Singles
    seed: Ints


def allocate_workspace(tree: BVH) -> NearestWorkspace:
    """Make room to work in; a thread needs its own."""
    whole, single = np.int64, np.float32
    return NearestWorkspace(
        np.zeros(3),
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


@inner
def prune_chord_m(best_m: float) -> float:
    """Chord beyond which no piece can matter."""
    return max_chord_m(best_m + SLACK_M) + 1e-6 if best_m < UNKNOWN_M else UNKNOWN_M


@inner
def push_candidate(metres: float, geometry: int, work: NearestWorkspace) -> None:
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
def select_nearest(work: NearestWorkspace) -> tuple[int, bool]:
    """Choose the lowest of the nearest, and tell whether that is certain."""
    best_m = work.best_m[0]
    if best_m == UNKNOWN_M:
        return -1, True
    if best_m > FAR_M - 1.0 or work.filled[0] > ROOM:
        return -1, False
    if work.filled[0] == 1:
        return work.kept[0], True
    chosen = lowest_tied_index(TIE_M - BLUR_M, work)
    return chosen, chosen == lowest_tied_index(TIE_M + BLUR_M, work)


@inner
def lowest_tied_index(tie_m: float, work: NearestWorkspace) -> int:
    """Lowest geometry in the chain of ties that begins with the best."""
    end, before, chosen = work.best_m[0], -1.0, -1
    while end > before:
        before = end
        for one in range(work.filled[0]):
            if work.kept_m[one] <= before + tie_m:
                end = max(end, work.kept_m[one])
                chosen = work.kept[one] if chosen < 0 else min(chosen, work.kept[one])
    return chosen
