"""Statistics within several radii of each point: which geometries, and the length of lines.

Each point has a *radius index* per geometry: the smallest radius that the geometry is within.
A leaf's box is beyond a radius, entirely within it, or neither; only in the last case are its
segments looked at.
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import (
    BVH,
    WIDTH,
    BufferSums,
    ContainingPolygons,
    RadiusBounds,
    SegmentLengths,
)
from screening.geodesy.kernels.buffer_workspace import (
    CHORD,
    FRACTION,
    BufferWorkspace,
    measure_leaf_chords,
    segment_ends,
)
from screening.geodesy.kernels.circle_intersection import CAPACITY, solve_crossings
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import AMBIGUITY_M
from screening.geodesy.kernels.query_block import (
    QueryBlock,
    assign_id,
    collect_leaves,
    find_block_end,
)
from screening.geodesy.kernels.scalar_ellipsoid import ellipsoid_foot
from screening.geodesy.kernels.segment_clipping import add_leaf_lengths


@kernel
def buffer_sums(
    layer: tuple[BVH, SegmentLengths],
    queries: tuple[Floats, Ints, ContainingPolygons],
    radii: RadiusBounds,
    workspace: tuple[BufferWorkspace, QueryBlock],
    sums: BufferSums,
) -> None:
    """Count, sum and measure what is within each radius of each point.

    Adjacent points form a block and share the leaves near them.
    """
    tree, lengths = layer
    xyz, order, containing = queries
    work, block = workspace
    begin = 0
    while begin < len(order):
        end = find_block_end(xyz, order, begin, radii, block)
        collect_leaves(tree, radii, begin, block)
        for turn in range(begin, end):
            i = order[turn]
            work.point[0], work.point[1], work.point[2] = xyz[i, 0], xyz[i, 1], xyz[i, 2]
            for local_id in range(block.counts[1]):
                block.radius_index[local_id] = len(radii.radius_m)
            for j in range(containing.first[i], containing.first[i + 1]):
                block.radius_index[assign_id(containing.geometry[j], begin, block)] = 0
            for k in range(len(radii.radius_m) + 1):
                work.cumulative_m[k], work.partial_m[k] = 0.0, 0.0
            sums.certain[i] = scan_leaves(tree, lengths, radii, work, block)
            write_sums(i, radii, len(lengths.length_m) > 0, work, block, sums)
        begin = end


@inner
def write_sums(
    i: int,
    radii: RadiusBounds,
    measure: bool,
    work: BufferWorkspace,
    block: QueryBlock,
    sums: BufferSums,
) -> None:
    """Write one point's counts, totals and lengths from its radius indices."""
    cumulative_m, id_count = 0.0, block.counts[1]
    for k in range(len(radii.radius_m)):
        count = 0
        for local_id in range(1, id_count):
            count += 1 if block.radius_index[local_id] <= k else 0
        sums.counts[i, k] = count
        if measure:
            cumulative_m += work.cumulative_m[k]
            sums.length_m[i, k] = cumulative_m + work.partial_m[k]
        if len(sums.values):
            total = 0.0
            for local_id in range(1, id_count):
                if block.radius_index[local_id] <= k:
                    total += sums.values[block.geometry[local_id]]
            sums.total[i, k] = total


@inner
def scan_leaves(
    tree: BVH,
    lengths: SegmentLengths,
    radii: RadiusBounds,
    work: BufferWorkspace,
    block: QueryBlock,
) -> bool:
    """Find what is near one point in the leaves of its block; whether every count is certain."""
    certain, measure, radius_count = True, len(lengths.length_m) > 0, len(radii.radius_m)
    partial_count, complete_count = classify_leaves(radii, work.point, block)
    for n in range(complete_count):
        add_complete_leaf(lengths, block.complete[n], measure, work, block)
    for n in range(partial_count):
        j = block.partial[n]
        leaf = block.leaf[j]
        # The radii in between neither contain nor exclude the leaf's box.
        first, last = int(block.beyond_count[j]), radius_count - int(block.within_count[j])
        measure_leaf_chords(tree, leaf, work)
        certain &= mark_geometries(tree, radii, j, (first, last), work, block)
        if measure:
            add_leaf_lengths(tree, lengths, radii, leaf, (first, last), work)
        # Solve before the next leaf could overflow the buffer: two crossings per segment.
        room = CAPACITY - 2 * WIDTH * radius_count
        if n == partial_count - 1 or work.crossing_count[0] > room:
            count = work.crossing_count[0]
            solve_crossings(
                work.point, work.crossing_buffer, work.crossing_target, count, work.partial_m
            )
            work.crossing_count[0] = 0
    return certain


@inner
def add_complete_leaf(
    lengths: SegmentLengths, j: int, measure: bool, work: BufferWorkspace, block: QueryBlock
) -> None:
    """Count the block's j-th leaf, which no circle intersects, from its smallest radius on."""
    k = block.beyond_count[j]
    if measure:
        leaf = block.leaf[j]
        work.cumulative_m[k] += lengths.before_m[leaf + 1] - lengths.before_m[leaf]
    for member in range(block.member_start[j], block.member_start[j + 1]):
        local_id = block.member_id[member]
        block.radius_index[local_id] = min(block.radius_index[local_id], k)


@inner
def classify_leaves(radii: RadiusBounds, point: Floats, block: QueryBlock) -> tuple[int, int]:
    """List the leaves that circles may intersect in ``partial``, other near ones in ``complete``.

    Returns the lengths of both lists. Each list is written at every leaf, and its length grows
    only for its own: no branches.
    """
    radius_count = len(radii.radius_m)
    bound_distances(point, block)
    for j in range(block.counts[0]):
        block.beyond_count[j] = 0
        block.within_count[j] = 0
    for k in range(radius_count):
        beyond_sq, within_sq = radii.box_beyond_sq[k], radii.box_within_sq[k]
        for j in range(block.counts[0]):
            block.beyond_count[j] += 1 if block.min_distance_sq[j] > beyond_sq else 0
            block.within_count[j] += 1 if block.max_distance_sq[j] <= within_sq else 0
    partial_count, complete_count = 0, 0
    for j in range(block.counts[0]):
        decided = block.beyond_count[j] + block.within_count[j] == radius_count
        block.partial[partial_count], block.complete[complete_count] = j, j
        partial_count += not decided
        complete_count += decided & (block.beyond_count[j] < radius_count)
    return partial_count, complete_count


@inner
def bound_distances(point: Floats, block: QueryBlock) -> None:
    """Compute the squared distances to the nearest and farthest points of the leaves' boxes."""
    zero = np.float32(0.0)
    x, y, z = np.float32(point[0]), np.float32(point[1]), np.float32(point[2])
    for j in range(block.counts[0]):
        ax, bx = block.leaf_box[0, j] - x, block.leaf_box[3, j] - x
        ay, by = block.leaf_box[1, j] - y, block.leaf_box[4, j] - y
        az, bz = block.leaf_box[2, j] - z, block.leaf_box[5, j] - z
        dx, dy, dz = max(max(ax, -bx), zero), max(max(ay, -by), zero), max(max(az, -bz), zero)
        ex, ey, ez = max(-ax, bx), max(-ay, by), max(-az, bz)
        block.min_distance_sq[j] = dx * dx + dy * dy + dz * dz
        block.max_distance_sq[j] = ex * ex + ey * ey + ez * ez


@inner
def mark_geometries(
    tree: BVH,
    radii: RadiusBounds,
    j: int,
    partial_radii: tuple[int, int],
    work: BufferWorkspace,
    block: QueryBlock,
) -> bool:
    """Update the radius indices of the geometries in a leaf; whether they are certain.

    Chords decide on most segments. A geodesic is computed only where the chord is ambiguous
    and the result could still lower the geometry's radius index.
    """
    first, last = partial_radii
    ambiguous = count_radii_beyond(tree, radii, partial_radii, work)
    certain = True
    for c in range(WIDTH):
        local_id, k = block.segment_id[j, c], first + work.beyond_count[c]
        undecided = ambiguous and work.beyond_count[c + WIDTH]
        if undecided and local_id and k < block.radius_index[local_id]:
            tail, head = segment_ends(tree, block.leaf[j], c)
            distance_m, _, _ = ellipsoid_foot(
                work.point, tail, head, work.leaf_values[c + FRACTION]
            )
            k = first
            for radius in range(first, last):
                k += distance_m > radii.radius_m[radius]
                certain &= abs(distance_m - radii.radius_m[radius]) >= AMBIGUITY_M
        block.radius_index[local_id] = min(block.radius_index[local_id], k)
    return certain


@inner
def count_radii_beyond(
    tree: BVH, radii: RadiusBounds, partial_radii: tuple[int, int], work: BufferWorkspace
) -> int:
    """Count, per segment, the radii it is beyond and those its chord does not decide.

    Returns the number of undecided pairs of a segment and a radius in the leaf.
    """
    for c in range(2 * WIDTH):
        work.beyond_count[c] = 0
    for k in range(partial_radii[0], partial_radii[1]):
        beyond_sq, within_sq = radii.segment_beyond_sq[k], radii.segment_within_sq[k]
        for c in range(tree.ends.shape[2]):
            beyond = 1 if work.leaf_values[c + CHORD] > beyond_sq else 0
            not_within = 1 if work.leaf_values[c + CHORD] > within_sq else 0
            work.beyond_count[c] += beyond
            work.beyond_count[c + WIDTH] += not_within - beyond
    undecided = 0
    for c in range(WIDTH):
        undecided += work.beyond_count[c + WIDTH]
    return undecided
