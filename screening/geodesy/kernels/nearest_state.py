"""The state of one nearest-neighbour query, and the choice of its result among near ties."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import BVH, WIDTH, Singles
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.scalar_ellipsoid import MAX_KERNEL_DISTANCE_M, max_chord_m
from screening.geodesy.tie_breaking import TIE_M
from screening.geodesy.vertices import MAX_SAGITTA_M

SAGITTA_BOUND_M = 1.01 * MAX_SAGITTA_M
"""Upper bound on the distance of any segment from its chord [m]. One percent more than planned,
as segments divided by chord are equal to a hundred-thousandth only."""
CANDIDATE_COUNT = 32
"""Near ties that are stored for a point; the pure path computes points that have more."""
CANDIDATE_MARGIN_M = CANDIDATE_COUNT * TIE_M + 1e-4
"""How much farther than the best a candidate is stored [m]: a chain of ties among all
candidates, each TIE_M from the one before, is within this."""
AMBIGUITY_M = 5e-7
"""Differences this near to a tie (or to a radius) are decided by the pure path [m]: more than
the kernels' error, so that both paths give the same index."""
UNKNOWN_M = 1e30
STACK_SIZE = 96
"""Entries of the traversal stack: each of ten levels leaves seven siblings, the last node adds
eight children; ten levels hold 8**10 leaves."""
FLOAT32_MARGIN = 1.000_001
"""Factor above the relative error of a squared distance in float32."""


class NearestWorkspace(NamedTuple):
    """The state of the current query, and scratch arrays; each thread needs its own.

    Attributes
    ----------
    point : ndarray, (3,) [m]
    best_m : ndarray, (1,) [m], upper bound on the distance, mostly the smallest so far
    candidate_count : ndarray of int, (1,), CANDIDATE_COUNT + 1 after an overflow
    candidate_m, candidate : ndarray, (CANDIDATE_COUNT,), distances [m] and geometries
    child_distance_sq : ndarray of float32, (8,) [m²], to the boxes of a node
    leaf_values : ndarray, (24,)
        Per segment of a leaf: squared distance to the chord (0 to 7) and its limit (8 to 15)
        [m²], fraction of the chord's foot (16 to 23).
    slots : ndarray of int, (9,), slots of a leaf that need a closer look
    stack, stack_distance_sq : ndarray, (STACK_SIZE,)
        Nodes (or -1 - leaf) to visit, and the squared distances to their boxes [m²].
    seed : ndarray of int, (bands,), the leaf that contained the previous query's result
    """

    point: Floats
    best_m: Floats
    candidate_count: Ints
    candidate_m: Floats
    candidate: Ints
    child_distance_sq: Singles
    leaf_values: Floats
    slots: Ints
    stack: Ints
    stack_distance_sq: Singles
    seed: Ints


def allocate_workspace(tree: BVH) -> NearestWorkspace:
    """Allocate the workspace of one thread."""
    return NearestWorkspace(
        point=np.zeros(3),
        best_m=np.empty(1),
        candidate_count=np.empty(1, np.int64),
        candidate_m=np.empty(CANDIDATE_COUNT),
        candidate=np.empty(CANDIDATE_COUNT, np.int64),
        child_distance_sq=np.empty(WIDTH, np.float32),
        leaf_values=np.empty(3 * WIDTH),
        slots=np.empty(WIDTH + 1, np.int64),
        stack=np.empty(STACK_SIZE, np.int64),
        stack_distance_sq=np.empty(STACK_SIZE, np.float32),
        seed=tree.leaf_end - 1,
    )


@inner
def prune_chord_m(best_m: float) -> float:
    """Chord beyond which no segment can be the result or tie with it.

    A chord is no longer than its geodesic; the micrometre is above the error of best_m.
    """
    return max_chord_m(best_m + CANDIDATE_MARGIN_M) + 1e-6 if best_m < UNKNOWN_M else UNKNOWN_M


@inner
def push_candidate(distance_m: float, geometry: int, work: NearestWorkspace) -> None:
    """Store a geometry at a distance, once, and drop candidates that are too far now."""
    work.best_m[0] = min(work.best_m[0], distance_m)
    limit_m = work.best_m[0] + CANDIDATE_MARGIN_M
    if distance_m > limit_m or work.candidate_count[0] > CANDIDATE_COUNT:
        return
    count = 0
    for old in range(work.candidate_count[0]):
        if work.candidate[old] == geometry:
            distance_m = min(distance_m, work.candidate_m[old])
        elif work.candidate_m[old] <= limit_m:
            work.candidate_m[count], work.candidate[count] = (
                work.candidate_m[old],
                work.candidate[old],
            )
            count += 1
    work.candidate_count[0] = count + 1
    if count < CANDIDATE_COUNT:
        work.candidate_m[count], work.candidate[count] = distance_m, geometry


@inner
def select_nearest(work: NearestWorkspace) -> tuple[int, bool]:
    """Choose the lowest index among the ties for nearest; and whether that is certain.

    It is certain where a slightly smaller and a slightly larger tie distance agree.
    """
    best_m = work.best_m[0]
    if best_m == UNKNOWN_M:
        return -1, True
    if best_m > MAX_KERNEL_DISTANCE_M - 1.0 or work.candidate_count[0] > CANDIDATE_COUNT:
        return -1, False
    if work.candidate_count[0] == 1:
        return work.candidate[0], True
    lowest = lowest_tied_index(TIE_M - AMBIGUITY_M, work)
    return lowest, lowest == lowest_tied_index(TIE_M + AMBIGUITY_M, work)


@inner
def lowest_tied_index(tie_m: float, work: NearestWorkspace) -> int:
    """Lowest geometry in the chain of ties that starts with the best.

    Candidates are unsorted, so the chain is extended until nothing changes. The rule is that
    of ``tie_breaking.k_nearest_table``.
    """
    end_m, previous_m, lowest = work.best_m[0], -1.0, -1
    while end_m > previous_m:
        previous_m = end_m
        for j in range(work.candidate_count[0]):
            if work.candidate_m[j] <= previous_m + tie_m:
                end_m = max(end_m, work.candidate_m[j])
                lowest = work.candidate[j] if lowest < 0 else min(lowest, work.candidate[j])
    return lowest
