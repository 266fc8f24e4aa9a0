"""A tree of boxes over pieces: eight pieces a leaf, eight boxes a node, along a Hilbert curve."""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import (
    BVH,
    SAG_PER_M,
    WIDTH,
    Leaves,
    Runs,
    SegmentArrays,
    SegmentLengths,
    Shorts,
    Singles,
)
from screening.geodesy.kernels.jit import kernel
from screening.geodesy.kernels.scalar_ellipsoid import CELLS, geodesic_from_chord_m, hilbert

NOWHERE_M = 1e12
"""Where the empty places of a leaf are [m]."""
ROUNDING_M = 0.75
"""Boxes are larger by this [m]: box and point are each off by a quarter in single precision."""
SEEN_COUNT = 8_192
"""Points that the view is chosen by; those beyond it are put at its rim."""
RUN_COUNT = 8
"""Consecutive pieces of a line that stay together: measured, as fast as 1 and quicker to sort."""
BAND_BIT = 40
"""Where the band stands in a key, above the place on the curve."""


def build_bvh(parts: SegmentArrays, band: Ints, band_count: int) -> BVH:
    """Build a tree over pieces.

    Parameters
    ----------
    parts : Segments
    band : ndarray of int, (g,), the band of each geometry; -1 for those left out
    band_count : int

    Returns
    -------
    BVH, each band a tree of its own
    """
    frame = _frame(parts.xyz)
    runs = Runs(*np.empty((3, len(parts.tail)), dtype=np.int64))
    many = run_keys(parts, band, frame, runs)
    order = np.argsort(runs.key[:many])
    order = order[np.searchsorted(runs.key[:many], 0, sorter=order) :]
    runs = Runs(runs.first[order], runs.many[order], runs.key[order])
    held = np.bincount(runs.key >> BAND_BIT, weights=runs.many, minlength=band_count)
    count = -(-held.astype(np.int64) // WIDTH)
    last = np.cumsum(count)
    leaves = _empty(int(count.sum()), int(runs.many.sum()))
    fill_leaves(parts, runs, last - count, leaves)
    enclose(leaves)
    boxes, child, leaf, span, root = _levels(leaves.box, count)
    return BVH(
        ends=leaves.ends,
        owner=leaves.owner,
        names=leaves.names[: leaves.begin[-1]].copy(),
        begin=leaves.begin,
        boxes=boxes,
        child=child,
        leaf=leaf,
        span=span,
        root=root,
        last=last,
        frame=frame,
    )


def _empty(count: int, piece_count: int) -> Leaves:
    """Make leaves with nothing in them."""
    return Leaves(
        np.full((count, 6, WIDTH), NOWHERE_M),
        np.full((count, WIDTH), -1, dtype=np.int32),
        np.empty(piece_count, dtype=np.int32),
        np.zeros(count + 1, dtype=np.int32),
        np.empty((count, 6), dtype=np.float32),
    )


def _frame(xyz: Floats) -> Floats:
    """Choose the view: from above the middle, as wide as some thousands of the points need."""
    xyz = xyz[:: 1 + len(xyz) // SEEN_COUNT]
    middle = xyz.mean(axis=0) if len(xyz) else np.zeros(3)
    size = float(np.sqrt(middle @ middle))
    out = middle / size if size > 1.0 else np.array([1.0, 0.0, 0.0])
    aside = np.cross(out, np.eye(3)[int(np.abs(out).argmin())])
    aside /= np.sqrt(aside @ aside)
    axes = np.stack((aside, np.cross(out, aside)))
    seen = xyz @ axes.T if len(xyz) else np.zeros((1, 2))
    low = seen.min(axis=0)
    wide = max(float((seen.max(axis=0) - low).max()), 1e-3)
    return np.concatenate((axes.ravel(), out, low, [CELLS / wide]))


@kernel
def run_keys(parts: SegmentArrays, band: Ints, frame: Floats, runs: Runs) -> int:
    """Gather up to eight consecutive pieces into runs, with their places; return how many."""
    xyz, tail, head, geometry = parts
    many, begin = 0, 0
    for i in range(len(tail)):
        more = i + 1 < len(tail) and i + 1 - begin < RUN_COUNT
        if more and tail[i + 1] == head[i] and geometry[i + 1] == geometry[i]:
            continue
        a, b = tail[begin], head[i]
        x, y, z = xyz[a, 0] + xyz[b, 0], xyz[a, 1] + xyz[b, 1], xyz[a, 2] + xyz[b, 2]
        of = band[geometry[i]]
        place = hilbert(0.5 * x, 0.5 * y, 0.5 * z, frame)
        runs.first[many], runs.many[many] = begin, i + 1 - begin
        runs.key[many] = -1 if of < 0 else (of << BAND_BIT) + place
        many += 1
        begin = i + 1
    return many


@kernel
def fill_leaves(parts: SegmentArrays, runs: Runs, start: Ints, leaves: Leaves) -> None:
    """Lay runs of pieces into leaves: ends and owners."""
    xyz, tail, head, geometry = parts
    ends, owner, names = leaves.ends, leaves.owner, leaves.names
    place, of, name = 0, -1, 0
    for run in range(len(runs.first)):
        if runs.key[run] >> BAND_BIT != of:
            of = runs.key[run] >> BAND_BIT
            place = start[of] * WIDTH
        for piece in range(runs.first[run], runs.first[run] + runs.many[run]):
            leaf, slot = place // WIDTH, place % WIDTH
            for axis in range(3):
                ends[leaf, axis, slot] = xyz[tail[piece], axis]
                ends[leaf, axis + 3, slot] = xyz[head[piece], axis]
            owner[leaf, slot] = geometry[piece]
            if slot == 0 or names[name - 1] != geometry[piece]:
                names[name] = geometry[piece]
                name += 1
            leaves.begin[leaf + 1] = name
            place += 1


@kernel
def enclose(leaves: Leaves) -> None:
    """Put a box around each leaf's pieces and their bow."""
    for leaf in range(len(leaves.ends)):
        low_x, low_y, low_z = np.inf, np.inf, np.inf
        high_x, high_y, high_z, most = -np.inf, -np.inf, -np.inf, 0.0
        for c in range(WIDTH):
            if leaves.owner[leaf, c] < 0:
                break
            ax, bx = leaves.ends[leaf, 0, c], leaves.ends[leaf, 3, c]
            ay, by = leaves.ends[leaf, 1, c], leaves.ends[leaf, 4, c]
            az, bz = leaves.ends[leaf, 2, c], leaves.ends[leaf, 5, c]
            most = max(most, (bx - ax) ** 2 + (by - ay) ** 2 + (bz - az) ** 2)
            low_x, high_x = min(low_x, min(ax, bx)), max(high_x, max(ax, bx))
            low_y, high_y = min(low_y, min(ay, by)), max(high_y, max(ay, by))
            low_z, high_z = min(low_z, min(az, bz)), max(high_z, max(az, bz))
        pad = ROUNDING_M + most * SAG_PER_M
        box = leaves.box[leaf]
        box[0], box[1], box[2] = low_x - pad, low_y - pad, low_z - pad
        box[3], box[4], box[5] = high_x + pad, high_y + pad, high_z + pad


@kernel
def measure(ends: Floats, length_m: Floats) -> None:
    """Measure the pieces of leaves."""
    for leaf in range(len(ends)):
        for c in range(ends.shape[2]):
            x, y, z = ends[leaf, 0, c], ends[leaf, 1, c], ends[leaf, 2, c]
            dx, dy, dz = ends[leaf, 3, c] - x, ends[leaf, 4, c] - y, ends[leaf, 5, c] - z
            some = dx * dx + dy * dy + dz * dz > 0.0
            arc = geodesic_from_chord_m(x, y, z, dx if some else 1.0, dy, dz)
            length_m[leaf, c] = arc if some else 0.0


def segment_lengths(tree: BVH) -> SegmentLengths:
    """Measure the pieces of a tree.

    Parameters
    ----------
    tree : BVH

    Returns
    -------
    SegmentLengths
    """
    length_m = np.empty(tree.owner.shape)
    measure(tree.ends, length_m)
    return SegmentLengths(length_m, np.concatenate(([0.0], np.cumsum(length_m.sum(axis=1)))))


def _levels(box: Singles, leaves: Ints) -> tuple[Singles, Shorts, Shorts, Shorts, Ints]:
    """Gather boxes by eights until one node is left, band by band, the leaves' first."""
    boxes, rows = [np.zeros((0, 6, WIDTH), np.float32)], [np.zeros((3, 0), np.int32)]
    root, nodes, start = [], 0, 0
    for count in leaves.tolist():
        here, below, wide = box[start : start + count], -1 - start, 1
        while count and (wide == 1 or len(here) > 1):
            by_eight = _by_eight(here)
            number = np.arange(len(by_eight), dtype=np.int32)
            step = -WIDTH if wide == 1 else WIDTH
            first = start + WIDTH * wide * number
            rows.append(np.stack((below + step * number, first, np.full_like(number, wide))))
            boxes.append(by_eight.transpose(0, 2, 1))
            low, high = by_eight[:, :, :3].min(axis=1), by_eight[:, :, 3:].max(axis=1)
            here = np.concatenate((low, high), axis=1)
            below, nodes, wide = nodes, nodes + len(number), wide * WIDTH
        root.append(nodes - 1 if count else -1)
        start += count
    child, leaf, span = np.concatenate(rows, axis=1).astype(np.int32)
    return np.ascontiguousarray(np.concatenate(boxes)), child, leaf, span, np.array(root)


def _by_eight(box: Singles) -> Singles:
    """Lay boxes out by eights, filled up with boxes that nothing is near to."""
    empty = np.array([[np.inf] * 3 + [-np.inf] * 3], dtype=np.float32)
    full = np.concatenate((box, np.repeat(empty, -len(box) % WIDTH, axis=0)))
    return full.reshape(-1, WIDTH, 6)
