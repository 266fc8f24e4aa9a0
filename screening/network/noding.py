"""Where lines meet: ends near ends, ends near lines, shared vertices; never mere crossings."""

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
"""Under this two places are one, and an end is where it should be [m]."""


def node_lines(
    lines: Lines, extra_line: Ints, extra_m: Floats, extra_lonlat: Floats, snap_m: float
) -> tuple[Segments, list[str]]:
    """Cut lines where they meet lines of their own layer, and where something joins them.

    Route ends meet what is within the tolerance; other vertices meet where they are the
    same place. Two lines that cross between their vertices do not meet.

    Parameters
    ----------
    lines : Lines
    extra_line, extra_m, extra_lonlat : ndarray, (k,), (k,) [m] and (k, 2) [degrees]
        Further places to cut at, such as where hubs join.
    snap_m : float [m]

    Returns
    -------
    stretches : Segments
    notes : list of str, how much was mended
    """
    if len(lines) == 0:
        none = np.zeros(0, dtype=np.int64)
        nowhere = np.zeros((0, 2))
        return Segments(none, np.zeros(0), np.zeros(0), none, none, none, nowhere), []
    cuts, pairs, notes = _cuts(lines, snap_m)
    cuts = LinePositions(
        np.concatenate((cuts.line, extra_line)),
        np.concatenate((cuts.at_m, extra_m)),
        np.vstack((cuts.lonlat, extra_lonlat)),
    )
    order, node_of, node_lonlat = merge_nodes(cuts, np.vstack((pairs, _touching(cuts))))
    line, at_m, nodes = cuts.line[order], cuts.at_m[order], node_of[order]
    whole = np.flatnonzero(line[1:] == line[:-1])
    found = Segments(
        line[whole],
        at_m[whole],
        at_m[whole + 1],
        nodes[whole],
        nodes[whole + 1],
        np.arange(len(whole)),
        node_lonlat,
    )
    found = _without_stubs(found, snap_m)
    found, merged = merge_parallel(lines, found, snap_m)
    if merged:
        notes.append(f"{merged} stretches drawn twice counted as one trench")
    return found, notes


def _cuts(lines: Lines, snap_m: float) -> tuple[LinePositions, Ints, list[str]]:
    """List ends, shared vertices and the feet of ends; and which of them are one place."""
    n = len(lines)
    shared, shared_pairs = _shared(lines)
    vertex = np.concatenate((lines.first[:-1], lines.first[1:] - 1, shared))
    ends = _line_ends(lines, vertex[: 2 * n], snap_m)
    near_end, near_line, foot_m, foot, gap_m = _foot_points(lines, ends, snap_m)
    number = 2 * n + np.arange(len(shared))
    feet = 2 * n + len(shared) + np.arange(len(near_end))
    same_end = _ends_near(lines, shared)
    pairs = np.vstack(
        (
            ends.pairs,
            number[shared_pairs],
            np.column_stack((number, same_end))[same_end >= 0],
            np.column_stack((near_end, feet)),
        )
    ).astype(np.int64)
    cuts = LinePositions(
        np.concatenate((lines.line[vertex], near_line)),
        np.concatenate((lines.along_m[vertex], foot_m)),
        np.vstack((lines.lonlat[vertex], foot)),
    )
    gaps = ends.gaps + int((gap_m > TOUCHING_M).sum())
    notes = [f"{gaps} gaps of at most {snap_m:g} m closed at route ends"] if gaps else []
    return cuts, pairs, notes


@dataclass(frozen=True)
class LineEnds:
    """The ends of lines, tails then heads, and which of them meet.

    Attributes
    ----------
    lonlat : ndarray, (2n, 2) [degrees]
    meeting : ndarray of int, (2n,), ends that meet have one number
    first : ndarray of int, one end of each place
    pairs : ndarray of int, (k, 2), ends that meet, enough to tell them all
    gaps : int, pairs of places that are joined across a gap
    """

    lonlat: Floats
    meeting: Ints
    first: Ints
    pairs: Ints
    gaps: int


def _line_ends(lines: Lines, vertex: Ints, snap_m: float) -> LineEnds:
    """Find which ends of a layer are within the tolerance of one another."""
    lonlat, layer = lines.lonlat[vertex], lines.layer[lines.line[vertex]]
    _, first, place = np.unique(_keys(lines, vertex), return_index=True, return_inverse=True)
    near = GeodesicIndex(shapely.points(lonlat[first])).within(lonlat[first], snap_m)
    one, other = first[near.point_index], first[near.geometry_index]
    across = (one < other) & (layer[one] == layer[other])
    gaps = int((across & (near.distance_m > TOUCHING_M)).sum())
    pairs = np.vstack(
        (
            np.column_stack((first[place], np.arange(len(vertex)))),
            np.column_stack((one[across], other[across])),
        )
    )
    joined = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(vertex), len(vertex)))
    _, meeting = connected_components(joined, directed=False)
    return LineEnds(lonlat, meeting.astype(np.int64), first, pairs, gaps)


def _keys(lines: Lines, vertex: Ints) -> Ints:
    """Give places numbers, so that vertices of a layer that lie at one have one number."""
    steps = np.rint(lines.lonlat[vertex] * STEPS_PER_DEGREE).astype(np.int64)
    turn = 360 * STEPS_PER_DEGREE
    layer = lines.layer[lines.line[vertex]]
    return (layer * turn + np.mod(steps[:, 0], turn)) * turn + steps[:, 1]


def _shared(lines: Lines) -> tuple[Ints, Ints]:
    """List vertices that lie where another of their layer does; and pairs of them, by row."""
    keys = _keys(lines, np.arange(len(lines.lonlat)))
    _, place, count = np.unique(keys, return_inverse=True, return_counts=True)
    vertex = np.flatnonzero(count[place] > 1)
    order = np.argsort(place[vertex], kind="stable")
    vertex = vertex[order]
    follows = np.flatnonzero(np.diff(place[vertex]) == 0)
    return vertex, np.column_stack((follows, follows + 1))


def _ends_near(lines: Lines, vertex: Ints) -> Ints:
    """Give the cut of each vertex that is an end of its line; −1 for the others."""
    n = len(lines)
    line = lines.line[vertex]
    found = np.full(len(vertex), -1)
    found = np.where(vertex == lines.first[line], line, found)
    return np.where(vertex == lines.first[line + 1] - 1, n + line, found)


def _foot_points(
    lines: Lines, ends: LineEnds, snap_m: float
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Find the places within other lines that an end stops at.

    End, line, metres along it, position, metres off it.

    Lines whose own end it meets are left out.
    """
    n = len(lines)
    near = lines.index.within(ends.lonlat[ends.first], snap_m)
    end, line = ends.first[near.point_index], near.geometry_index
    kept = lines.layer[line] == lines.layer[end % n]
    for own in (line, n + line):
        kept &= ends.meeting[own] != ends.meeting[end]
    end, line = end[kept], line[kept]
    along_m = lines.index.along(ends.lonlat[end], line)
    foot = lines.index.foot(ends.lonlat[end], line)
    return end, line, along_m, foot, near.distance_m[kept]


def _touching(cuts: LinePositions) -> Ints:
    """Pair neighbouring cuts of a line that are one place."""
    order = np.lexsort((cuts.at_m, cuts.line))
    line, at_m = cuts.line[order], cuts.at_m[order]
    close = np.flatnonzero((np.diff(line) == 0) & (np.diff(at_m) < TOUCHING_M))
    return np.column_stack((order[close], order[close + 1]))


def _without_stubs(found: Segments, snap_m: float) -> Segments:
    """Mark the stretches that fit into a junction: they lead nowhere, ``same_as`` −1."""
    stub = (found.tail == found.head) & (found.to_m - found.from_m <= 2.0 * snap_m)
    return replace(found, same_as=np.where(stub, -1, found.same_as))
