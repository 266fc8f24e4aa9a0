"""Several ways between two junctions: one trench drawn twice, or two ways."""

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
"""For telling lines apart, not for distances."""
LONGER_FRACTION = 0.02
"""Two ways along one trench are as long but for this share, and the tolerance at both ends."""


def merge_parallel(lines: Lines, found: Segments, snap_m: float) -> tuple[Segments, int]:
    """Let stretches that cannot be told apart be one, and others between two nodes be two.

    Of two ways between the same nodes the second is cut in the middle, and so is a loop, so
    that no two nodes have two edges.

    Parameters
    ----------
    lines : Lines
    found : Segments
    snap_m : float [m], so near each other stretches are in one trench

    Returns
    -------
    stretches : Segments
    count : int, how many were drawn beside another
    """
    found = _split(lines, found, snap_m)
    first = _group_first(found)
    others = int((_parallel(found) & _alike(lines, found, snap_m)).sum())
    same_as = np.where(found.same_as < 0, -1, first)
    return replace(found, same_as=same_as), others


def _split(lines: Lines, found: Segments, snap_m: float) -> Segments:
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
    return Segments(
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
    _, node_of, lonlat = merge_nodes(LinePositions(line, np.zeros(len(at)), at), pairs)
    return lonlat, node_of


def _group_first(found: Segments) -> Ints:
    """Give, of each stretch, the first that runs between the same two nodes."""
    low, high = np.minimum(found.tail, found.head), np.maximum(found.tail, found.head)
    stub = found.same_as < 0
    key = low * (len(found.node_lonlat) + 1) + high
    key = np.where(stub, -1 - np.arange(len(key)), key)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return np.asarray(first[group.ravel()])


def _parallel(found: Segments) -> Bools:
    return np.asarray(_group_first(found) != np.arange(len(found.line)))


def _alike(lines: Lines, found: Segments, snap_m: float) -> Bools:
    """Tell which stretches lie in the trench of the first between the same nodes."""
    first = _group_first(found)
    alike = np.zeros(len(first), dtype=bool)
    length = found.to_m - found.from_m
    close = np.abs(length - length[first]) <= LONGER_FRACTION * length + 2.0 * snap_m
    for row in np.flatnonzero((first != np.arange(len(first))) & close):
        alike[row] = _apart_m(lines, found, int(row), int(first[row])) <= snap_m
    return alike


def _apart_m(lines: Lines, found: Segments, one: int, other: int) -> float:
    """Measure, roughly, how far two stretches stray from one another [m]."""
    ways = [
        lines.stretch(int(found.line[k]), float(found.from_m[k]), float(found.to_m[k]))
        for k in (one, other)
    ]
    lon, lat = ways[0][0]
    scale = np.array([np.cos(np.radians(lat)), 1.0]) * M_PER_DEGREE
    flat = [
        shapely.LineString(
            np.column_stack((np.mod(way[:, 0] - lon + 180.0, 360.0) - 180.0, way[:, 1] - lat))
            * scale
        )
        for way in ways
    ]
    return float(shapely.hausdorff_distance(flat[0], flat[1], densify=0.25))
