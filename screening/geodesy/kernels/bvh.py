"""A bounding volume hierarchy over segments: eight segments per leaf, eight children per node.

Built bottom up from leaves in the order of a Hilbert curve. Boxes are float32: half the memory
traffic of float64, and eight of them per register.
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import (
    BVH,
    SAGITTA_PER_CHORD_SQ,
    WIDTH,
    Leaves,
    Runs,
    SegmentArrays,
    SegmentLengths,
    Shorts,
    Singles,
)
from screening.geodesy.kernels.hilbert_curve import MAX_CELL, hilbert_position
from screening.geodesy.kernels.jit import kernel
from screening.geodesy.kernels.scalar_ellipsoid import geodesic_from_chord_m

EMPTY_SLOT_M = 1e12
"""Coordinates of empty slots [m]: farther than any segment, and finite when squared."""
ROUNDING_M = 0.75
"""Margin of the boxes [m]. Near 6,400 km a float32 is off by up to a quarter of a metre, both of
the box and of the query point; the third quarter is reserve."""
SAMPLE_COUNT = 8_192
"""Vertices that the frame of the Hilbert curve is fitted to; others are clamped to its edge."""
MAX_RUN_COUNT = 8
"""Consecutive segments of a line that stay together: measured, searches are as fast as with 1,
and there is less to sort."""
BAND_BIT = 40
"""Lowest bit of the band in a key; the position on the Hilbert curve takes 33 bits."""


def build_bvh(segments: SegmentArrays, band: Ints, band_count: int) -> BVH:
    """Build a hierarchy over segments.

    Parameters
    ----------
    segments : SegmentArrays
    band : ndarray of int, (g,), the band of each geometry; -1 for those to be ignored
    band_count : int

    Returns
    -------
    BVH, one tree per band
    """
    frame = _choose_frame(segments.xyz)
    runs = _sort_runs(segments, band, frame)
    segment_count = np.bincount(runs.key >> BAND_BIT, weights=runs.counts, minlength=band_count)
    leaf_count = -(-segment_count.astype(np.int64) // WIDTH)
    leaf_end = np.cumsum(leaf_count)
    leaves = _allocate_leaves(int(leaf_count.sum()), int(runs.counts.sum()))
    fill_leaves(segments, runs, leaf_end - leaf_count, leaves)
    bound_leaves(leaves)
    boxes, child, first_leaf, child_leaves, root = _build_levels(leaves.box, leaf_count)
    return BVH(
        ends=leaves.ends,
        geometry=leaves.geometry,
        members=leaves.members[: leaves.member_start[-1]].copy(),
        member_start=leaves.member_start,
        boxes=boxes,
        child=child,
        first_leaf=first_leaf,
        child_leaves=child_leaves,
        root=root,
        leaf_end=leaf_end,
        frame=frame,
    )


def _choose_frame(xyz: Floats) -> Floats:
    """Fit the view of the Hilbert curve: from above the centre, as wide as the vertices.

    Returns
    -------
    ndarray, (12,)
        Two axes across the view (0 to 5), the outward direction (6 to 8), the lower corner
        (9 and 10) [m] and the cells per metre (11).
    """
    sample = xyz[:: 1 + len(xyz) // SAMPLE_COUNT]
    center = sample.mean(axis=0) if len(sample) else np.zeros(3)
    size = float(np.sqrt(center @ center))
    # Vertices all around the earth may average to its centre, which has no "above".
    outward = center / size if size > 1.0 else np.array([1.0, 0.0, 0.0])
    across = np.cross(outward, np.eye(3)[int(np.abs(outward).argmin())])
    across /= np.sqrt(across @ across)
    axes = np.stack((across, np.cross(outward, across)))
    view = sample @ axes.T if len(sample) else np.zeros((1, 2))
    low = view.min(axis=0)
    width = max(float((view.max(axis=0) - low).max()), 1e-3)
    return np.concatenate((axes.ravel(), outward, low, [MAX_CELL / width]))


def _sort_runs(segments: SegmentArrays, band: Ints, frame: Floats) -> Runs:
    """Sort runs by band, then along the Hilbert curve; drop those without a band."""
    runs = Runs(*np.empty((3, len(segments.tail)), dtype=np.int64))
    count = gather_runs(segments, band, frame, runs)
    order = np.argsort(runs.key[:count])
    order = order[np.searchsorted(runs.key[:count], 0, sorter=order) :]
    return Runs(runs.first[order], runs.counts[order], runs.key[order])


def _allocate_leaves(leaf_count: int, segment_count: int) -> Leaves:
    return Leaves(
        np.full((leaf_count, 6, WIDTH), EMPTY_SLOT_M),
        np.full((leaf_count, WIDTH), -1, dtype=np.int32),
        np.empty(segment_count, dtype=np.int32),
        np.zeros(leaf_count + 1, dtype=np.int32),
        np.empty((leaf_count, 6), dtype=np.float32),
    )


@kernel
def gather_runs(segments: SegmentArrays, band: Ints, frame: Floats, runs: Runs) -> int:
    """Gather up to eight consecutive, connected segments into runs; return their number.

    A run's position on the curve is that of the midpoint between its ends.
    """
    xyz, tail, head, geometry = segments
    count, first = 0, 0
    for i in range(len(tail)):
        may_grow = i + 1 < len(tail) and i + 1 - first < MAX_RUN_COUNT
        if may_grow and tail[i + 1] == head[i] and geometry[i + 1] == geometry[i]:
            continue
        a, b = tail[first], head[i]
        x, y, z = xyz[a, 0] + xyz[b, 0], xyz[a, 1] + xyz[b, 1], xyz[a, 2] + xyz[b, 2]
        run_band = band[geometry[i]]
        position = hilbert_position(0.5 * x, 0.5 * y, 0.5 * z, frame)
        runs.first[count], runs.counts[count] = first, i + 1 - first
        runs.key[count] = -1 if run_band < 0 else (run_band << BAND_BIT) + position
        count += 1
        first = i + 1
    return count


@kernel
def fill_leaves(segments: SegmentArrays, runs: Runs, first_leaf: Ints, leaves: Leaves) -> None:
    """Write the ends and geometries of sorted runs to leaves; each band starts a new leaf."""
    xyz, tail, head, geometry = segments
    ends, owner, members = leaves.ends, leaves.geometry, leaves.members
    slot_index, band, member = 0, -1, 0
    for run in range(len(runs.first)):
        if runs.key[run] >> BAND_BIT != band:
            band = runs.key[run] >> BAND_BIT
            slot_index = first_leaf[band] * WIDTH
        for segment in range(runs.first[run], runs.first[run] + runs.counts[run]):
            leaf, slot = slot_index // WIDTH, slot_index % WIDTH
            for axis in range(3):
                ends[leaf, axis, slot] = xyz[tail[segment], axis]
                ends[leaf, axis + 3, slot] = xyz[head[segment], axis]
            owner[leaf, slot] = geometry[segment]
            if slot == 0 or members[member - 1] != geometry[segment]:
                members[member] = geometry[segment]
                member += 1
            leaves.member_start[leaf + 1] = member
            slot_index += 1


@kernel
def bound_leaves(leaves: Leaves) -> None:
    """Compute a box around each leaf's segments, with margins for sagitta and rounding."""
    for leaf in range(len(leaves.ends)):
        low_x, low_y, low_z = np.inf, np.inf, np.inf
        high_x, high_y, high_z, max_square = -np.inf, -np.inf, -np.inf, 0.0
        for c in range(WIDTH):
            if leaves.geometry[leaf, c] < 0:
                break
            ax, bx = leaves.ends[leaf, 0, c], leaves.ends[leaf, 3, c]
            ay, by = leaves.ends[leaf, 1, c], leaves.ends[leaf, 4, c]
            az, bz = leaves.ends[leaf, 2, c], leaves.ends[leaf, 5, c]
            max_square = max(max_square, (bx - ax) ** 2 + (by - ay) ** 2 + (bz - az) ** 2)
            low_x, high_x = min(low_x, min(ax, bx)), max(high_x, max(ax, bx))
            low_y, high_y = min(low_y, min(ay, by)), max(high_y, max(ay, by))
            low_z, high_z = min(low_z, min(az, bz)), max(high_z, max(az, bz))
        margin = ROUNDING_M + max_square * SAGITTA_PER_CHORD_SQ
        box = leaves.box[leaf]
        box[0], box[1], box[2] = low_x - margin, low_y - margin, low_z - margin
        box[3], box[4], box[5] = high_x + margin, high_y + margin, high_z + margin


@kernel
def measure_segments(ends: Floats, length_m: Floats) -> None:
    """Measure the segments of leaves; points and empty slots have length 0."""
    for leaf in range(len(ends)):
        for c in range(ends.shape[2]):
            x, y, z = ends[leaf, 0, c], ends[leaf, 1, c], ends[leaf, 2, c]
            dx, dy, dz = ends[leaf, 3, c] - x, ends[leaf, 4, c] - y, ends[leaf, 5, c] - z
            has_length = dx * dx + dy * dy + dz * dz > 0.0
            # Without a branch, so that the loop vectorizes; any direction will do for a point.
            arc_m = geodesic_from_chord_m(x, y, z, dx if has_length else 1.0, dy, dz)
            length_m[leaf, c] = arc_m if has_length else 0.0


def segment_lengths(tree: BVH) -> SegmentLengths:
    """Measure the segments of a hierarchy.

    Parameters
    ----------
    tree : BVH

    Returns
    -------
    SegmentLengths
    """
    length_m = np.empty(tree.geometry.shape)
    measure_segments(tree.ends, length_m)
    return SegmentLengths(length_m, np.concatenate(([0.0], np.cumsum(length_m.sum(axis=1)))))


def _build_levels(box: Singles, leaf_count: Ints) -> tuple[Singles, Shorts, Shorts, Shorts, Ints]:
    """Group boxes by eights until one node is left, band by band, bottom up.

    The nodes of a level are adjacent, so the children of a node are, too, and only the last
    node of a level has empty children.

    Returns
    -------
    boxes, child, first_leaf, child_leaves, root : as in BVH
    """
    boxes, rows = [np.zeros((0, 6, WIDTH), np.float32)], [np.zeros((3, 0), np.int32)]
    root, node_count, band_start = [], 0, 0
    for count in leaf_count.tolist():
        level, child, child_leaves = box[band_start : band_start + count], -1 - band_start, 1
        while count and (child_leaves == 1 or len(level) > 1):
            groups = _group_by_eight(level)
            number = np.arange(len(groups), dtype=np.int32)
            step = -WIDTH if child_leaves == 1 else WIDTH
            first_leaf = band_start + WIDTH * child_leaves * number
            rows.append(
                np.stack((child + step * number, first_leaf, np.full_like(number, child_leaves)))
            )
            boxes.append(groups.transpose(0, 2, 1))
            low, high = groups[:, :, :3].min(axis=1), groups[:, :, 3:].max(axis=1)
            level = np.concatenate((low, high), axis=1)
            child, node_count = node_count, node_count + len(number)
            child_leaves *= WIDTH
        root.append(node_count - 1 if count else -1)
        band_start += count
    child_, first_leaf_, child_leaves_ = np.concatenate(rows, axis=1).astype(np.int32)
    all_boxes = np.ascontiguousarray(np.concatenate(boxes))
    return all_boxes, child_, first_leaf_, child_leaves_, np.array(root)


def _group_by_eight(box: Singles) -> Singles:
    """Group boxes by eights, padded with inverted boxes, which are infinitely far away."""
    empty = np.array([[np.inf] * 3 + [-np.inf] * 3], dtype=np.float32)
    padded = np.concatenate((box, np.repeat(empty, -len(box) % WIDTH, axis=0)))
    return padded.reshape(-1, WIDTH, 6)
