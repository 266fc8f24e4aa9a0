"""Parallel segments between two junctions: one trench digitized twice, or two trenches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.geodesy import GeodesicIndex
from screening.network.junctions import LinePositions, Segments, merge_nodes

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints
    from screening.network.route_cleaning import Lines

M_PER_DEGREE = 111_200.0
"""Of latitude. Accurate enough to compare lines with a tolerance, not to state distances."""
LENGTH_TOLERANCE = 0.02
"""Two digitizations of one trench differ in length by at most this share, plus the snapping
tolerance at both ends. A cheap test before the Hausdorff distance."""


def merge_parallel(lines: Lines, segments: Segments, snap_m: float) -> tuple[Segments, int]:
    """Merge segments in one trench; split other parallel segments and loops at midpoint.

    After that no two nodes have more than one edge between them, as the adjacency matrix
    and the bridge search require.

    Parameters
    ----------
    lines : Lines
    segments : Segments
    snap_m : float [m], segments between the same nodes that stay this close share a trench

    Returns
    -------
    segments : Segments
    count : int, number of segments merged into another
    """
    segments = _split_parallel(lines, segments, snap_m)
    first = _first_parallel(segments)
    merged_count = int((_is_parallel(segments) & _same_trench(lines, segments, snap_m)).sum())
    same_as = np.where(segments.same_as < 0, -1, first)
    return replace(segments, same_as=same_as), merged_count


def _split_parallel(lines: Lines, segments: Segments, snap_m: float) -> Segments:
    """Cut loops, and all but the first of several trenches between two nodes, at midpoint."""
    is_loop = (segments.tail == segments.head) & (segments.same_as >= 0)
    other_trench = _is_parallel(segments) & ~_same_trench(lines, segments, snap_m)
    cut = np.flatnonzero(is_loop | other_trench)
    if len(cut) == 0:
        return segments
    middle_m = 0.5 * (segments.from_m[cut] + segments.to_m[cut])
    middle = [
        lines.substring(int(line), float(m), float(m))[0]
        for line, m in zip(segments.line[cut], middle_m, strict=True)
    ]
    lonlat, node = _merge_midpoints(np.array(middle), segments.line[cut], lines.layer, snap_m)
    return _insert_nodes(segments, cut, middle_m, node, lonlat)


def _insert_nodes(
    segments: Segments, cut: Ints, middle_m: Floats, node: Ints, lonlat: Floats
) -> Segments:
    """Replace each segment that is cut by its two halves, in place."""
    node = node + len(segments.node_lonlat)
    repeats = np.ones(len(segments), dtype=np.int64)
    repeats[cut] = 2
    row = np.repeat(np.arange(len(repeats)), repeats)
    is_second = np.diff(row, prepend=-1) == 0
    is_half = repeats[row] == 2
    from_m, to_m = segments.from_m[row], segments.to_m[row]
    tail, head = segments.tail[row], segments.head[row]
    first_half, second_half = is_half & ~is_second, is_half & is_second
    to_m[first_half], head[first_half] = middle_m, node
    from_m[second_half], tail[second_half] = middle_m, node
    return Segments(
        segments.line[row],
        from_m,
        to_m,
        tail,
        head,
        np.where(segments.same_as[row] < 0, -1, np.arange(len(row))),
        np.vstack((segments.node_lonlat, lonlat)),
    )


def _merge_midpoints(lonlat: Floats, line: Ints, layer: Ints, snap_m: float) -> tuple[Floats, Ints]:
    """Merge midpoints of one layer within the tolerance, so that their halves share a trench."""
    near = GeodesicIndex(shapely.points(lonlat)).within(lonlat, snap_m)
    same_layer = layer[line[near.point_index]] == layer[line[near.geometry_index]]
    pairs = np.column_stack((near.point_index[same_layer], near.geometry_index[same_layer]))
    positions = LinePositions(line, np.zeros(len(lonlat)), lonlat)
    _, node, node_lonlat = merge_nodes(positions, pairs)
    return node_lonlat, node


def _first_parallel(segments: Segments) -> Ints:
    """Return the first segment between the same two nodes; stubs are their own."""
    low = np.minimum(segments.tail, segments.head)
    high = np.maximum(segments.tail, segments.head)
    key = low * (len(segments.node_lonlat) + 1) + high
    key = np.where(segments.same_as < 0, -1 - np.arange(len(key)), key)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return np.asarray(first[group.ravel()])


def _is_parallel(segments: Segments) -> Bools:
    return np.asarray(_first_parallel(segments) != np.arange(len(segments)))


def _same_trench(lines: Lines, segments: Segments, snap_m: float) -> Bools:
    """Flag segments in the trench of the first segment between the same nodes."""
    first = _first_parallel(segments)
    same = np.zeros(len(first), dtype=bool)
    length = segments.to_m - segments.from_m
    similar = np.abs(length - length[first]) <= LENGTH_TOLERANCE * length + 2.0 * snap_m
    for row in np.flatnonzero((first != np.arange(len(first))) & similar):
        same[row] = _hausdorff_m(lines, segments, int(row), int(first[row])) <= snap_m
    return same


def _hausdorff_m(lines: Lines, segments: Segments, a: int, b: int) -> float:
    """Approximate the Hausdorff distance of two segments on an equirectangular plane [m]."""
    vertices = [
        lines.substring(int(segments.line[k]), float(segments.from_m[k]), float(segments.to_m[k]))
        for k in (a, b)
    ]
    lon, lat = vertices[0][0]
    scale = np.array([np.cos(np.radians(lat)), 1.0]) * M_PER_DEGREE
    plane = [
        shapely.LineString(
            np.column_stack((np.mod(xy[:, 0] - lon + 180.0, 360.0) - 180.0, xy[:, 1] - lat)) * scale
        )
        for xy in vertices
    ]
    return float(shapely.hausdorff_distance(plane[0], plane[1], densify=0.25))
