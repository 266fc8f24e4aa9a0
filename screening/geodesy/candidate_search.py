"""Candidate segments: a superset of those that decide a query, found by chords.

The pure path's search. A k-d tree over the midpoints of the chords proposes segments; bounds
on chord and geodesic prune them (``docs/science/geodesy.md``, *Method*, steps 2 and 3). No
segment that could be the answer is ever pruned, so exact geodesics to the candidates suffice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening.geodesy.arrays import BATCH_COUNT, Floats, Ints, expand_ranges, split_by_cost
from screening.geodesy.ellipsoid import longest_chord_m, longest_geodesic_m
from screening.geodesy.segments import SegmentRuns, Segments, measure_chords, segment_runs
from screening.geodesy.tie_breaking import kth_smallest

MARGIN_M = 1e-4
"""Added to every bound [m]: more than all rounding, and more than the distance of a tie."""
LEAF_COUNT = 32
"""Segments in a leaf of the k-d tree: measured, a fifth faster than scipy's 16."""
NEIGHBOUR_COUNTS = (16, 128, 1024)
"""Neighbours requested from the tree, in turn, before runs are searched instead."""


@dataclass(frozen=True)
class Candidates:
    """Pairs of a point and a segment that may be nearest to each other.

    Attributes
    ----------
    row : ndarray of int, (m,), the point; ascending
    segment : ndarray of int, (m,)
    fraction : ndarray, (m,), the chord's nearest point, 0 to 1
    """

    row: Ints
    segment: Ints
    fraction: Floats


class CandidateFinder:
    """A k-d tree over the midpoints of segments, and bounding spheres of runs of them.

    Parameters
    ----------
    segments : Segments
    """

    def __init__(self, segments: Segments) -> None:
        from scipy.spatial import cKDTree  # slow to import, and not needed by the kernels

        self.segments = segments
        midpoint, radius_m = segments.midpoints(), segments.bounding_radii_m()
        self.tree = cKDTree(midpoint, leafsize=LEAF_COUNT, balanced_tree=False)
        self.runs: SegmentRuns = segment_runs(segments, midpoint, radius_m)
        self.max_radius_m = float(radius_m.max(initial=0.0))
        self.geometry_count = int(np.count_nonzero(segments.count))

    def nearest(self, xyz: Floats, k: int) -> Iterator[Candidates]:
        """Find the segments that may belong to the k nearest geometries of each point.

        Most points need few neighbours; those for which the bound is not reached are queried
        again with more.

        Parameters
        ----------
        xyz : ndarray, (n, 3) [m]
        k : int

        Yields
        ------
        Candidates, each point in one of them
        """
        k = min(k, self.geometry_count)
        todo = np.arange(len(xyz)) if k else np.zeros(0, dtype=np.int64)
        for neighbour_count in NEIGHBOUR_COUNTS:
            neighbour_count = min(max(neighbour_count, 8 * k), len(self.segments))
            incomplete = []
            for batch in split_by_cost(np.full(len(todo), neighbour_count)):
                candidates, rest = self._query_tree(xyz, todo[batch], neighbour_count, k)
                incomplete.append(rest)
                yield candidates
            todo = np.concatenate(incomplete) if incomplete else todo
        yield from self._query_runs(xyz, todo, k)

    def within(self, xyz: Floats, radius_m: float) -> Iterator[Candidates]:
        """Find the segments that may be the nearest of a geometry within a radius.

        Parameters
        ----------
        xyz : ndarray, (n, 3) [m]
        radius_m : float [m]

        Yields
        ------
        Candidates, each point in one of them
        """
        for pairs, chord_m in self.segments_within(xyz, radius_m):
            yield self.prune_per_geometry(pairs, chord_m)

    def segments_within(self, xyz: Floats, radius_m: float) -> Iterator[tuple[Candidates, Floats]]:
        """Find every segment that may come within a radius.

        Parameters
        ----------
        xyz : ndarray, (n, 3) [m]
        radius_m : float [m]

        Yields
        ------
        pairs : Candidates, each point in one of them
        chord_m : ndarray, (m,) [m]
        """
        limit_m = float(longest_chord_m(np.array(radius_m))) + MARGIN_M
        # No point of a segment is farther from the midpoint of its chord than max_radius_m.
        search_m = limit_m + self.max_radius_m
        cost = self.tree.query_ball_point(xyz, search_m, return_length=True)
        for batch in split_by_cost(np.asarray(cost, dtype=np.int64)):
            pairs = type(self.tree)(xyz[batch]).sparse_distance_matrix(
                self.tree, search_m, output_type="ndarray"
            )
            pairs = pairs[np.argsort(pairs["i"], kind="stable")]
            row, segment = pairs["i"] + batch.start, pairs["j"]
            fraction, chord_m = measure_chords(self.segments, xyz[row], segment)
            near = np.flatnonzero(chord_m - self.segments.sagitta_m[segment] <= limit_m)
            yield Candidates(row[near], segment[near], fraction[near]), chord_m[near]

    def prune_per_geometry(self, pairs: Candidates, chord_m: Floats) -> Candidates:
        """Keep the segments that may be the nearest of their geometry.

        Parameters
        ----------
        pairs : Candidates
        chord_m : ndarray, (m,) [m]

        Returns
        -------
        Candidates
        """
        geometry = self.segments.geometry[pairs.segment]
        order = np.lexsort((geometry, pairs.row))
        # One key per point and geometry: the prune then works as for k = 1 on these "rows".
        key = pairs.row[order] * len(self.segments.first) + geometry[order]
        sagitta_m = self.segments.sagitta_m[pairs.segment[order]]
        order = order[_prune(key, key, chord_m[order], sagitta_m, 1)[0]]
        return Candidates(pairs.row[order], pairs.segment[order], pairs.fraction[order])

    def _prune_for_k(self, pairs: Candidates, chord_m: Floats, k: int) -> Candidates:
        """Drop segments that are near enough but not the nearest of their geometry.

        For k = 1 the bound of the row is that of its nearest geometry already.
        """
        return pairs if k == 1 else self.prune_per_geometry(pairs, chord_m)

    def _query_tree(
        self, xyz: Floats, rows: Ints, neighbour_count: int, k: int
    ) -> tuple[Candidates, Ints]:
        """Query the segments with the nearest midpoints; also return the incomplete rows.

        A segment that the tree did not return has a midpoint at least as far as the last one
        returned, and is nearer than that by at most max_radius_m.
        """
        neighbours: Any
        midpoint_m: Any
        midpoint_m, neighbours = self.tree.query(xyz[rows], k=np.arange(1, neighbour_count + 1))
        row, segment = np.repeat(np.arange(len(rows)), neighbour_count), neighbours.ravel()
        fraction, chord_m = measure_chords(self.segments, xyz[rows[row]], segment)
        near, limit_m = _prune(
            row, self.segments.geometry[segment], chord_m, self.segments.sagitta_m[segment], k
        )
        complete = midpoint_m[:, -1] - self.max_radius_m > limit_m
        if neighbour_count == len(self.segments):
            complete[:] = True
        near = near[complete[row[near]]]
        pairs = Candidates(rows[row[near]], segment[near], fraction[near])
        return self._prune_for_k(pairs, chord_m[near], k), rows[~complete]

    def _query_runs(self, xyz: Floats, rows: Ints, k: int) -> Iterator[Candidates]:
        """Search all bounding spheres of runs, then the segments of those near enough."""
        for outer in split_by_cost(np.full(len(rows), len(self.runs.first)), 4 * BATCH_COUNT):
            batch = rows[outer]
            row, run = self._near_runs(xyz[batch], k)
            cost = np.bincount(row, weights=self.runs.count[run], minlength=len(batch))
            for part in split_by_cost(cost.astype(np.int64)):
                members = slice(*np.searchsorted(row, (part.start, part.stop)))
                yield self._query_members(xyz, batch, (row[members], run[members]), k)

    def _query_members(
        self, xyz: Floats, batch: Ints, near_runs: tuple[Ints, Ints], k: int
    ) -> Candidates:
        """Search the segments of pairs of a point of the batch and a run."""
        row, run = near_runs
        pair, segment = expand_ranges(self.runs.first[run], self.runs.count[run])
        row = row[pair]
        fraction, chord_m = measure_chords(self.segments, xyz[batch[row]], segment)
        near, _ = _prune(
            row, self.segments.geometry[segment], chord_m, self.segments.sagitta_m[segment], k
        )
        pairs = Candidates(batch[row[near]], segment[near], fraction[near])
        return self._prune_for_k(pairs, chord_m[near], k)

    def _near_runs(self, xyz: Floats, k: int) -> tuple[Ints, Ints]:
        """Pair points with the runs that may contain one of their k nearest geometries.

        A geometry is no farther than the far side of any of its spheres; the k-th smallest
        of these bounds is therefore no less than the distance to the k-th geometry.
        """
        from scipy.spatial.distance import cdist

        center_m = cdist(xyz, self.runs.center)
        first = np.flatnonzero(np.diff(self.runs.geometry, prepend=-1))
        upper_m = np.minimum.reduceat(center_m + self.runs.radius_m, first, axis=1)
        limit_m = _chord_limit_m(np.partition(upper_m, k - 1, axis=1)[:, k - 1])
        row, run = np.nonzero(center_m - self.runs.radius_m <= limit_m[:, None])
        return row, run


def _chord_limit_m(upper_m: Floats) -> Floats:
    """Compute the chord beyond which nothing is as near as a point at a chord of upper_m.

    The point's geodesic is at most ``longest_geodesic_m(upper_m)``; a geodesic no longer than
    that has at most the chord ``longest_chord_m`` of it.
    """
    return longest_chord_m(longest_geodesic_m(upper_m)) + MARGIN_M


def _prune(
    row: Ints, geometry: Ints, chord_m: Floats, sagitta_m: Floats, k: int
) -> tuple[Ints, Floats]:
    """Find the pairs that may belong to the k nearest of their row; and each row's limit.

    The segment lies within its sagitta of the chord, so its distance in space is between
    ``chord_m - sagitta_m`` and ``chord_m + sagitta_m``.
    """
    first, upper_m = kth_smallest(row, geometry, chord_m + sagitta_m, k)
    limit_m = _chord_limit_m(upper_m)
    count = np.diff(np.append(first, len(row)))
    return np.flatnonzero(chord_m - sagitta_m <= np.repeat(limit_m, count)), limit_m
