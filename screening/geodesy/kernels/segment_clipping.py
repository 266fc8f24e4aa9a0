"""The lengths of a leaf's segments inside circles."""

from __future__ import annotations

from screening.geodesy.arrays import Floats
from screening.geodesy.kernels.array_types import BVH, WIDTH, RadiusBounds, SegmentLengths
from screening.geodesy.kernels.buffer_workspace import (
    CHORD,
    FRACTION,
    HEAD,
    INSIDE,
    BufferWorkspace,
    segment_ends,
)
from screening.geodesy.kernels.circle_intersection import CAPACITY, OUTSIDE, WEIGHT
from screening.geodesy.kernels.circle_intersection import INSIDE as INSIDE_FRACTION
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.scalar_ellipsoid import Triple, ellipsoid_foot, geodesic_m


@inner
def add_leaf_lengths(
    tree: BVH,
    lengths: SegmentLengths,
    radii: RadiusBounds,
    leaf: int,
    partial_radii: tuple[int, int],
    work: BufferWorkspace,
) -> None:
    """Add the lengths of a leaf inside the radii that intersect its box, and all larger ones.

    ``partial_radii`` is the range of radii whose circles may intersect the leaf; it is
    entirely within the radius after that. A segment with both ends inside is inside as a
    whole; only those with an end outside and the chord not beyond need a closer look.
    """
    first, last = partial_radii
    work.cumulative_m[last] += lengths.before_m[leaf + 1] - lengths.before_m[leaf]
    values = work.leaf_values
    for k in range(first, last):
        within_sq, beyond_sq, near = radii.within_sq[k], radii.segment_beyond_sq[k], 0
        for c in range(tree.ends.shape[2]):
            farther_sq = max(values[c], values[c + HEAD])
            values[c + INSIDE] = lengths.length_m[leaf, c] if farther_sq <= within_sq else 0.0
        for c in range(WIDTH):
            work.slots[near] = c
            near += (values[c + CHORD] <= beyond_sq) & (
                max(values[c], values[c + HEAD]) > within_sq
            )
        work.partial_m[k] += sum_inside(values)
        for j in range(near):
            clip_segment(tree, lengths, radii, leaf, work.slots[j], k, work)


@inner
def sum_inside(values: Floats) -> float:
    """Add the eight lengths pairwise: the order is fixed, and three additions deep."""
    low = values[INSIDE] + values[INSIDE + 1], values[INSIDE + 2] + values[INSIDE + 3]
    high = values[INSIDE + 4] + values[INSIDE + 5], values[INSIDE + 6] + values[INSIDE + 7]
    return float((low[0] + low[1]) + (high[0] + high[1]))


@inner
def clip_segment(
    tree: BVH,
    lengths: SegmentLengths,
    radii: RadiusBounds,
    leaf: int,
    c: int,
    k: int,
    work: BufferWorkspace,
) -> None:
    """Add a segment's length inside the k-th circle, or buffer its crossings of the circle.

    The length inside is ``length (head crossing - tail crossing)``, where an end inside counts
    as its own crossing: fraction 1 at the head, 0 at the tail. The foot point brackets the
    crossings if both ends are outside.
    """
    tail, head = segment_ends(tree, leaf, c)
    length_m = lengths.length_m[leaf, c]
    tail_inside = is_within(work.point, tail, work.leaf_values[c], radii, k)
    head_inside = is_within(work.point, head, work.leaf_values[c + HEAD], radii, k)
    if tail_inside and head_inside:
        work.partial_m[k] += length_m
        return
    inside = 0.0 if tail_inside else 1.0
    if not (tail_inside or head_inside):
        inside = work.leaf_values[c + FRACTION]
        if work.leaf_values[c + CHORD] > radii.segment_within_sq[k]:
            distance_m, inside, _ = ellipsoid_foot(work.point, tail, head, inside)
            if distance_m >= radii.radius_m[k]:
                return
    if head_inside:
        work.partial_m[k] += length_m
    if not tail_inside:
        push_crossing((tail, head), (-length_m, inside, 0.0), radii.radius_m[k], k, work)
    if not head_inside:
        push_crossing((tail, head), (length_m, inside, 1.0), radii.radius_m[k], k, work)


@inner
def push_crossing(
    ends: tuple[Triple, Triple],
    weights: tuple[float, float, float],
    radius_m: float,
    k: int,
    work: BufferWorkspace,
) -> None:
    """Buffer a crossing: weight [m], fraction inside and fraction outside the k-th circle."""
    tail, head = ends
    weight_m, inside, outside = weights
    j, buffer = work.crossing_count[0], work.crossing_buffer
    for axis in range(3):
        buffer[j + axis * CAPACITY] = tail[axis] - work.point[axis]
        buffer[j + (3 + axis) * CAPACITY] = head[axis] - tail[axis]
    buffer[j + 6 * CAPACITY] = radius_m
    buffer[j + WEIGHT * CAPACITY] = weight_m
    buffer[j + INSIDE_FRACTION * CAPACITY] = inside
    buffer[j + OUTSIDE * CAPACITY] = outside
    work.crossing_target[j] = k
    work.crossing_count[0] = j + 1


@inner
def is_within(point: Floats, other: Triple, chord_sq: float, radii: RadiusBounds, k: int) -> bool:
    """Check whether two surface points are at most a radius apart: by chord, else by geodesic."""
    if chord_sq <= radii.within_sq[k]:
        return True
    if chord_sq > radii.beyond_sq[k]:
        return False
    distance_m = geodesic_m(point[0], point[1], point[2], other[0], other[1], other[2])
    return distance_m <= float(radii.radius_m[k])
