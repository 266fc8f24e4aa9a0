"""Where lines meet: ends near ends, ends near lines, shared vertices; never mere crossings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from screening.geodesy import GeodesicIndex
from screening.network.lines import STEPS_PER_DEGREE, Lines

if TYPE_CHECKING:
    from screening.geodesy.arrays import Bools, Floats, Ints

TOUCHING_M = 2.0
"""Under this two places are one, and an end is where it should be [m]."""
M_PER_DEGREE = 111_200.0
"""For telling lines apart, not for distances."""


@dataclass(frozen=True)
class Stretches:
    """Lines cut at their junctions, a row a piece, by line and then along it.

    Attributes
    ----------
    line : ndarray of int, (n,)
    from_m, to_m : ndarray, (n,) [m] along the line
    tail, head : ndarray of int, (n,), nodes at both
    same_as : ndarray of int, (n,), the piece whose trench this one is too (mostly itself)
    node_lonlat : ndarray, (nodes, 2) [degrees]
    """

    line: Ints
    from_m: Floats
    to_m: Floats
    tail: Ints
    head: Ints
    same_as: Ints
    node_lonlat: Floats


@dataclass(frozen=True)
class Cuts:
    """Places on lines where something may meet: a row a place."""

    line: Ints
    at_m: Floats
    lonlat: Floats


def node(
    lines: Lines, extra_line: Ints, extra_m: Floats, extra_lonlat: Floats, snap_m: float
) -> tuple[Stretches, list[str]]:
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
    stretches : Stretches
    notes : list of str, how much was mended
    """
    if len(lines) == 0:
        none = np.zeros(0, dtype=np.int64)
        nowhere = np.zeros((0, 2))
        return Stretches(none, np.zeros(0), np.zeros(0), none, none, none, nowhere), []
    cuts, pairs, notes = _cuts(lines, snap_m)
    cuts = Cuts(
        np.concatenate((cuts.line, extra_line)),
        np.concatenate((cuts.at_m, extra_m)),
        np.vstack((cuts.lonlat, extra_lonlat)),
    )
    order, node_of, node_lonlat = _nodes(cuts, np.vstack((pairs, _touching(cuts))))
    line, at_m, nodes = cuts.line[order], cuts.at_m[order], node_of[order]
    whole = np.flatnonzero(line[1:] == line[:-1])
    found = Stretches(
        line[whole],
        at_m[whole],
        at_m[whole + 1],
        nodes[whole],
        nodes[whole + 1],
        np.arange(len(whole)),
        node_lonlat,
    )
    found = _without_stubs(found, snap_m)
    found, merged = _one_trench(lines, _split(lines, found, snap_m), snap_m)
    if merged:
        notes.append(f"{merged} stretches drawn twice counted as one trench")
    return found, notes


def _cuts(lines: Lines, snap_m: float) -> tuple[Cuts, Ints, list[str]]:
    """List ends, shared vertices and the feet of ends; and which of them are one place."""
    n = len(lines)
    shared, shared_pairs = _shared(lines)
    vertex = np.concatenate((lines.first[:-1], lines.first[1:] - 1, shared))
    ends = _ends(lines, vertex[: 2 * n], snap_m)
    near_end, near_line, foot_m, foot, gap_m = _feet(lines, ends, snap_m)
    number = 2 * n + np.arange(len(shared))
    feet = 2 * n + len(shared) + np.arange(len(near_end))
    same_end = _ends_among(lines, shared)
    pairs = np.vstack(
        (
            ends.pairs,
            number[shared_pairs],
            np.column_stack((number, same_end))[same_end >= 0],
            np.column_stack((near_end, feet)),
        )
    ).astype(np.int64)
    cuts = Cuts(
        np.concatenate((lines.line[vertex], near_line)),
        np.concatenate((lines.along_m[vertex], foot_m)),
        np.vstack((lines.lonlat[vertex], foot)),
    )
    gaps = ends.gaps + int((gap_m > TOUCHING_M).sum())
    notes = [f"{gaps} gaps of at most {snap_m:g} m closed at route ends"] if gaps else []
    return cuts, pairs, notes


@dataclass(frozen=True)
class Ends:
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


def _ends(lines: Lines, vertex: Ints, snap_m: float) -> Ends:
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
    return Ends(lonlat, meeting.astype(np.int64), first, pairs, gaps)


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


def _ends_among(lines: Lines, vertex: Ints) -> Ints:
    """Give the cut of each vertex that is an end of its line; −1 for the others."""
    n = len(lines)
    line = lines.line[vertex]
    found = np.full(len(vertex), -1)
    found = np.where(vertex == lines.first[line], line, found)
    return np.where(vertex == lines.first[line + 1] - 1, n + line, found)


def _feet(lines: Lines, ends: Ends, snap_m: float) -> tuple[Ints, Ints, Floats, Floats, Floats]:
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


def _touching(cuts: Cuts) -> Ints:
    """Pair neighbouring cuts of a line that are one place."""
    order = np.lexsort((cuts.at_m, cuts.line))
    line, at_m = cuts.line[order], cuts.at_m[order]
    close = np.flatnonzero((np.diff(line) == 0) & (np.diff(at_m) < TOUCHING_M))
    return np.column_stack((order[close], order[close + 1]))


def _nodes(cuts: Cuts, pairs: Ints) -> tuple[Ints, Ints, Floats]:
    """Order cuts by line and along it; give each its node, and each node its position."""
    n = len(cuts.line)
    joined = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    count, node_of = connected_components(joined, directed=False)
    first = np.full(count, n)
    np.minimum.at(first, node_of, np.arange(n))
    order = np.lexsort((cuts.at_m, cuts.line))
    return order, node_of.astype(np.int64), cuts.lonlat[first]


def _without_stubs(found: Stretches, snap_m: float) -> Stretches:
    """Mark the stretches that fit into a junction: they lead nowhere, ``same_as`` −1."""
    stub = (found.tail == found.head) & (found.to_m - found.from_m <= 2.0 * snap_m)
    return replace(found, same_as=np.where(stub, -1, found.same_as))


def _split(lines: Lines, found: Stretches, snap_m: float) -> Stretches:
    """Cut loops, and all but the first of several ways between two nodes, in the middle."""
    loop = (found.tail == found.head) & (found.same_as >= 0)
    rest = _parallel(found) & ~_alike(lines, found, snap_m)
    cut = np.flatnonzero(loop | rest)
    if len(cut) == 0:
        return found
    middle_m = 0.5 * (found.from_m[cut] + found.to_m[cut])
    at = [
        lines.stretch(int(line), float(m), float(m))[0]
        for line, m in zip(found.line[cut], middle_m, strict=True)
    ]
    places, new = _gathered(np.array(at), found.line[cut], lines.layer, snap_m)
    new = new + len(found.node_lonlat)
    times = np.ones(len(found.line), dtype=np.int64)
    times[cut] = 2
    row = np.repeat(np.arange(len(times)), times)
    second = np.diff(row, prepend=-1) == 0
    halved = times[row] == 2
    from_m, to_m = found.from_m[row], found.to_m[row]
    tail, head = found.tail[row], found.head[row]
    first_half, second_half = halved & ~second, halved & second
    to_m[first_half], head[first_half] = middle_m, new
    from_m[second_half], tail[second_half] = middle_m, new
    return Stretches(
        found.line[row],
        from_m,
        to_m,
        tail,
        head,
        np.where(found.same_as[row] < 0, -1, np.arange(len(row))),
        np.vstack((found.node_lonlat, places)),
    )


def _gathered(at: Floats, line: Ints, layer: Ints, snap_m: float) -> tuple[Floats, Ints]:
    """Make one node of the middles, of one layer, that lie within the tolerance."""
    near = GeodesicIndex(shapely.points(at)).within(at, snap_m)
    same = layer[line[near.point_index]] == layer[line[near.geometry_index]]
    pairs = np.column_stack((near.point_index[same], near.geometry_index[same]))
    _, node_of, lonlat = _nodes(Cuts(line, np.zeros(len(at)), at), pairs)
    return lonlat, node_of


def _group_first(found: Stretches) -> Ints:
    """Give, of each stretch, the first that runs between the same two nodes."""
    low, high = np.minimum(found.tail, found.head), np.maximum(found.tail, found.head)
    stub = found.same_as < 0
    key = low * (len(found.node_lonlat) + 1) + high
    key = np.where(stub, -1 - np.arange(len(key)), key)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return np.asarray(first[group.ravel()])


def _parallel(found: Stretches) -> Bools:
    return np.asarray(_group_first(found) != np.arange(len(found.line)))


def _alike(lines: Lines, found: Stretches, snap_m: float) -> Bools:
    """Tell which stretches lie in the trench of the first between the same nodes."""
    first = _group_first(found)
    alike = np.zeros(len(first), dtype=bool)
    length = found.to_m - found.from_m
    close = np.abs(length - length[first]) <= 0.02 * length + 2.0 * snap_m
    for row in np.flatnonzero((first != np.arange(len(first))) & close):
        alike[row] = _apart_m(lines, found, int(row), int(first[row])) <= snap_m
    return alike


def _apart_m(lines: Lines, found: Stretches, one: int, other: int) -> float:
    """Measure, roughly, how far two stretches stray from one another [m]."""
    ways = [
        lines.stretch(int(found.line[k]), float(found.from_m[k]), float(found.to_m[k]))
        for k in (one, other)
    ]
    lon, lat = ways[0][0]
    scale = np.array([np.cos(np.radians(lat)), 1.0]) * M_PER_DEGREE
    flat = [
        shapely.linestrings(
            np.column_stack((np.mod(way[:, 0] - lon + 180.0, 360.0) - 180.0, way[:, 1] - lat))
            * scale
        )
        for way in ways
    ]
    return float(shapely.hausdorff_distance(*flat, densify=0.25))


def _one_trench(lines: Lines, found: Stretches, snap_m: float) -> tuple[Stretches, int]:
    """Let stretches that cannot be told apart be one; of others between two nodes, the first."""
    first = _group_first(found)
    others = int((_parallel(found) & _alike(lines, found, snap_m)).sum())
    same_as = np.where(found.same_as < 0, -1, first)
    return replace(found, same_as=same_as), others
