"""Noding: ends snap to ends and lines, coinciding vertices connect, mere crossings do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from screening.geodesy import GeodesicIndex
from screening.network.junctions import LinePositions, Segments, merge_nodes
from screening.network.parallel_routes import merge_parallel
from screening.network.route_cleaning import STEPS_PER_DEGREE, Lines

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints

TOUCHING_M = 2.0
"""Positions this close are one, and an end this close to another closes no gap [m]. More than
the diagonal of a grid step in which vertices coincide (1.6 m)."""


def node_lines(
    lines: Lines, extra_line: Ints, extra_m: Floats, extra_lonlat: Floats, snap_m: float
) -> tuple[Segments, list[str]]:
    """Cut lines where they meet lines of their own layer, and at further positions.

    Ends of routes snap to whatever is within the tolerance; other vertices connect only if
    they coincide. Two lines that cross between their vertices do not connect: fiber routes
    pass over each other without a splice.

    Parameters
    ----------
    lines : Lines
    extra_line, extra_m, extra_lonlat : ndarray, (k,), (k,) [m] and (k, 2) [degrees]
        Further positions to cut at, such as those where hubs connect.
    snap_m : float [m]

    Returns
    -------
    segments : Segments
    notes : list of str, number and kind of repairs
    """
    if len(lines) == 0:
        no_ints, no_points = np.zeros(0, dtype=np.int64), np.zeros((0, 2))
        none = np.zeros(0)
        return Segments(no_ints, none, none, no_ints, no_ints, no_ints, no_points), []
    cuts, pairs, notes = _find_cuts(lines, snap_m)
    cuts = LinePositions(
        np.concatenate((cuts.line, extra_line)),
        np.concatenate((cuts.at_m, extra_m)),
        np.vstack((cuts.lonlat, extra_lonlat)),
    )
    segments = _mark_stubs(_cut_lines(cuts, pairs), snap_m)
    segments, merged_count = merge_parallel(lines, segments, snap_m)
    if merged_count:
        notes.append(f"{merged_count} parallel segments merged into one trench")
    return segments, notes


def _cut_lines(cuts: LinePositions, pairs: Ints) -> Segments:
    """Merge cuts into nodes; list the segments between successive cuts of a line."""
    pairs = np.vstack((pairs, _pair_touching(cuts)))
    order, node, node_lonlat = merge_nodes(cuts, pairs)
    line, at_m, node = cuts.line[order], cuts.at_m[order], node[order]
    begin = np.flatnonzero(line[1:] == line[:-1])
    return Segments(
        line[begin],
        at_m[begin],
        at_m[begin + 1],
        node[begin],
        node[begin + 1],
        np.arange(len(begin)),
        node_lonlat,
    )


def _find_cuts(lines: Lines, snap_m: float) -> tuple[LinePositions, Ints, list[str]]:
    """List line ends, shared vertices and feet of ends; pair those that are one node.

    Cuts are numbered in that order: the tails of n lines, their heads, the vertices, the feet.
    """
    n = len(lines)
    shared, shared_pairs = _shared_vertices(lines)
    vertex = np.concatenate((lines.first[:-1], lines.first[1:] - 1, shared))
    ends = _snap_ends(lines, vertex[: 2 * n], snap_m)
    near_end, near_line, foot_m, foot, gap_m = _find_feet(lines, ends, snap_m)
    shared_cut = 2 * n + np.arange(len(shared))
    foot_cut = 2 * n + len(shared) + np.arange(len(near_end))
    end_cut = _end_cuts(lines, shared)
    pairs = np.vstack(
        (
            ends.pairs,
            shared_cut[shared_pairs],
            np.column_stack((shared_cut, end_cut))[end_cut >= 0],
            np.column_stack((near_end, foot_cut)),
        )
    ).astype(np.int64)
    cuts = LinePositions(
        np.concatenate((lines.line[vertex], near_line)),
        np.concatenate((lines.along_m[vertex], foot_m)),
        np.vstack((lines.lonlat[vertex], foot)),
    )
    gap_count = ends.gap_count + int((gap_m > TOUCHING_M).sum())
    notes = [f"{gap_count} gaps of at most {snap_m:g} m closed at route ends"] if gap_count else []
    return cuts, pairs, notes


@dataclass(frozen=True)
class LineEnds:
    """The ends of lines, tails then heads, and which of them meet.

    Attributes
    ----------
    lonlat : ndarray, (2n, 2) [degrees]
    junction : ndarray of int, (2n,), the same number for ends that meet
    first : ndarray of int, one end of each distinct place
    pairs : ndarray of int, (k, 2), ends that meet; their connected components are the junctions
    gap_count : int, pairs of places that are joined across a gap
    """

    lonlat: Floats
    junction: Ints
    first: Ints
    pairs: Ints
    gap_count: int


def _snap_ends(lines: Lines, vertex: Ints, snap_m: float) -> LineEnds:
    """Find which ends of a layer are within the tolerance of one another."""
    lonlat, layer = lines.lonlat[vertex], lines.layer[lines.line[vertex]]
    keys = _place_keys(lines, vertex)
    # Searching each distinct place once avoids a pair for every two ends of a busy junction.
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    near = GeodesicIndex(shapely.points(lonlat[first])).within(lonlat[first], snap_m)
    end, other = first[near.point_index], first[near.geometry_index]
    snaps = (end < other) & (layer[end] == layer[other])
    gap_count = int((snaps & (near.distance_m > TOUCHING_M)).sum())
    pairs = np.vstack(
        (
            np.column_stack((first[place], np.arange(len(vertex)))),
            np.column_stack((end[snaps], other[snaps])),
        )
    )
    adjacency = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(vertex), len(vertex)))
    _, junction = connected_components(adjacency, directed=False)
    return LineEnds(lonlat, junction.astype(np.int64), first, pairs, gap_count)


def _place_keys(lines: Lines, vertex: Ints) -> Ints:
    """Return a number per vertex, the same for those of one layer in one grid step.

    Longitudes are taken modulo 360°, so that 180° and −180° coincide.
    """
    steps = np.rint(lines.lonlat[vertex] * STEPS_PER_DEGREE).astype(np.int64)
    turn = 360 * STEPS_PER_DEGREE
    layer = lines.layer[lines.line[vertex]]
    return (layer * turn + np.mod(steps[:, 0], turn)) * turn + steps[:, 1]


def _shared_vertices(lines: Lines) -> tuple[Ints, Ints]:
    """List vertices that coincide with another of their layer; pair them by row."""
    keys = _place_keys(lines, np.arange(len(lines.lonlat)))
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    vertex = np.flatnonzero(count[place] > 1)
    order = np.argsort(place[vertex], kind="stable")
    vertex = vertex[order]
    row = np.flatnonzero(np.diff(place[vertex]) == 0)
    return vertex, np.column_stack((row, row + 1))


def _end_cuts(lines: Lines, vertex: Ints) -> Ints:
    """Return the cut of each vertex that is an end of its line; −1 for the others."""
    n = len(lines)
    line = lines.line[vertex]
    cut = np.full(len(vertex), -1)
    cut = np.where(vertex == lines.first[line], line, cut)
    return np.where(vertex == lines.first[line + 1] - 1, n + line, cut)


def _find_feet(
    lines: Lines, ends: LineEnds, snap_m: float
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Find the feet of ends that stop near another line of their layer.

    Lines whose own end is part of the same junction are left out: they meet already.

    Returns end, line, metres along the line, position of the foot, metres from it.
    """
    n = len(lines)
    near = lines.index.within(ends.lonlat[ends.first], snap_m)
    end, line = ends.first[near.point_index], near.geometry_index
    snaps = lines.layer[line] == lines.layer[end % n]
    for line_end in (line, n + line):
        snaps &= ends.junction[line_end] != ends.junction[end]
    end, line = end[snaps], line[snaps]
    along_m = lines.index.along(ends.lonlat[end], line)
    foot = lines.index.foot(ends.lonlat[end], line)
    return end, line, along_m, foot, near.distance_m[snaps]


def _pair_touching(cuts: LinePositions) -> Ints:
    """Pair neighbouring cuts of a line that are one position."""
    order = np.lexsort((cuts.at_m, cuts.line))
    line, at_m = cuts.line[order], cuts.at_m[order]
    touching = np.flatnonzero((np.diff(line) == 0) & (np.diff(at_m) < TOUCHING_M))
    return np.column_stack((order[touching], order[touching + 1]))


def _mark_stubs(segments: Segments, snap_m: float) -> Segments:
    """Mark short loops, which lie inside a snapped junction and lead nowhere, with −1.

    Two ends within the tolerance of a junction are at most twice the tolerance apart.
    """
    is_loop = segments.tail == segments.head
    is_stub = is_loop & (segments.to_m - segments.from_m <= 2.0 * snap_m)
    return replace(segments, same_as=np.where(is_stub, -1, segments.same_as))
