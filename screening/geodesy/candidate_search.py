"""Candidates: every piece that may hold the answer, found by chords, with a proven margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from screening.geodesy.arrays import BATCH_COUNT, Floats, Ints, batches, expand_ranges
from screening.geodesy.ellipsoid import longest_chord_m, longest_geodesic_m
from screening.geodesy.segments import SegmentRuns, Segments, chords, segment_runs
from screening.geodesy.tie_breaking import kth_smallest

MARGIN_M = 1e-4
"""Added to every bound [m]: above all rounding, and above what counts as a tie."""
LEAF_COUNT = 32
"""Pieces in a leaf of the tree: measured, a fifth faster than scipy's 16."""
WIDTHS = (16, 128, 1024)
"""How many neighbours the tree is asked for, before runs are looked at instead."""


@dataclass(frozen=True)
class Candidates:
    """Points and pieces that may be nearest to each other.

    Attributes
    ----------
    row : ndarray of int, (m,), the point; ascending
    piece : ndarray of int, (m,)
    share : ndarray, (m,), where on the chord, 0 to 1
    """

    row: Ints
    piece: Ints
    share: Floats


class CandidateFinder:
    """A tree over the middles of pieces, and balls around runs of them.

    Parameters
    ----------
    pieces : Segments
    """

    def __init__(self, pieces: Segments) -> None:
        from scipy.spatial import cKDTree  # where kernels answer, nobody waits for it

        self.pieces = pieces
        middle, reach_m = pieces.middle(), pieces.reach_m()
        self.tree = cKDTree(middle, leafsize=LEAF_COUNT, balanced_tree=False)
        self.runs: SegmentRuns = segment_runs(pieces, middle, reach_m)
        self.reach_m = float(reach_m.max(initial=0.0))
        self.held_count = int(np.count_nonzero(pieces.count))

    def nearest(self, xyz: Floats, k: int) -> Iterator[Candidates]:
        """Find the pieces that may be among the k nearest geometries of each point.

        Parameters
        ----------
        xyz : ndarray, (n, 3) [m]
        k : int

        Yields
        ------
        Candidates, each point in one of them
        """
        k = min(k, self.held_count)
        todo = np.arange(len(xyz)) if k else np.zeros(0, dtype=np.int64)
        for width in WIDTHS:
            width = min(max(width, 8 * k), len(self.pieces))
            left = []
            for part in batches(np.full(len(todo), width)):
                found, unsure = self._by_tree(xyz, todo[part], width, k)
                left.append(unsure)
                yield found
            todo = np.concatenate(left) if left else todo
        yield from self._by_runs(xyz, todo, k)

    def within(self, xyz: Floats, radius_m: float) -> Iterator[Candidates]:
        """Find the pieces that may be the nearest of a geometry within a radius.

        Parameters
        ----------
        xyz : ndarray, (n, 3) [m]
        radius_m : float [m]

        Yields
        ------
        Candidates, each point in one of them
        """
        for near, chord_m in self.pieces_within(xyz, radius_m):
            yield self.per_geometry(near, chord_m)

    def pieces_within(self, xyz: Floats, radius_m: float) -> Iterator[tuple[Candidates, Floats]]:
        """Find every piece that may come within a radius.

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
        cost = self.tree.query_ball_point(xyz, limit_m + self.reach_m, return_length=True)
        for part in batches(np.asarray(cost, dtype=np.int64)):
            near = type(self.tree)(xyz[part]).sparse_distance_matrix(
                self.tree, limit_m + self.reach_m, output_type="ndarray"
            )
            near = near[np.argsort(near["i"], kind="stable")]
            row, piece = near["i"] + part.start, near["j"]
            share, chord_m = chords(self.pieces, xyz[row], piece)
            kept = np.flatnonzero(chord_m - self.pieces.sag_m[piece] <= limit_m)
            yield Candidates(row[kept], piece[kept], share[kept]), chord_m[kept]

    def per_geometry(self, pairs: Candidates, chord_m: Floats) -> Candidates:
        """Keep the pieces that may be the nearest of their geometry.

        Parameters
        ----------
        pairs : Candidates
        chord_m : ndarray, (m,) [m]

        Returns
        -------
        Candidates
        """
        geometry = self.pieces.geometry[pairs.piece]
        order = np.lexsort((geometry, pairs.row))
        both = pairs.row[order] * len(self.pieces.first) + geometry[order]
        kept = _possible(both, both, chord_m[order], self.pieces.sag_m[pairs.piece[order]], 1)[0]
        order = order[kept]
        return Candidates(pairs.row[order], pairs.piece[order], pairs.share[order])

    def _sparing(self, found: Candidates, chord_m: Floats, k: int) -> Candidates:
        """Leave out pieces that are near enough, but not the nearest of their geometry."""
        return found if k == 1 else self.per_geometry(found, chord_m)

    def _by_tree(self, xyz: Floats, rows: Ints, width: int, k: int) -> tuple[Candidates, Ints]:
        """Look at the pieces with the nearest middles; tell for which points that is not enough."""
        middle_m, near = self.tree.query(xyz[rows], k=np.arange(1, width + 1))
        row, piece = np.repeat(np.arange(len(rows)), width), near.ravel()
        share, chord_m = chords(self.pieces, xyz[rows[row]], piece)
        kept, limit_m = _possible(
            row, self.pieces.geometry[piece], chord_m, self.pieces.sag_m[piece], k
        )
        sure = np.asarray(middle_m)[:, -1] - self.reach_m > limit_m
        if width == len(self.pieces):
            sure[:] = True
        kept = kept[sure[row[kept]]]
        found = Candidates(rows[row[kept]], piece[kept], share[kept])
        return self._sparing(found, chord_m[kept], k), rows[~sure]

    def _by_runs(self, xyz: Floats, rows: Ints, k: int) -> Iterator[Candidates]:
        """Look at every run from afar, then at the pieces of those near enough."""
        for part in batches(np.full(len(rows), len(self.runs.first)), 4 * BATCH_COUNT):
            here = rows[part]
            row, run = self._near_runs(xyz[here], k)
            cost = np.bincount(row, weights=self.runs.count[run], minlength=len(here))
            for few in batches(cost.astype(np.int64)):
                inside = slice(*np.searchsorted(row, (few.start, few.stop)))
                which, piece = expand_ranges(
                    self.runs.first[run[inside]], self.runs.count[run[inside]]
                )
                local = row[inside][which]
                share, chord_m = chords(self.pieces, xyz[here[local]], piece)
                kept, _ = _possible(
                    local, self.pieces.geometry[piece], chord_m, self.pieces.sag_m[piece], k
                )
                found = Candidates(here[local[kept]], piece[kept], share[kept])
                yield self._sparing(found, chord_m[kept], k)

    def _near_runs(self, xyz: Floats, k: int) -> tuple[Ints, Ints]:
        """Pair points with the runs that may hold one of their k nearest geometries."""
        from scipy.spatial.distance import cdist

        away_m = cdist(xyz, self.runs.center)
        first = np.flatnonzero(np.diff(self.runs.geometry, prepend=-1))
        upper_m = np.minimum.reduceat(away_m + self.runs.radius_m, first, axis=1)
        limit_m = _limit_m(np.partition(upper_m, k - 1, axis=1)[:, k - 1])
        row, run = np.nonzero(away_m - self.runs.radius_m <= limit_m[:, None])
        return row, run


def _limit_m(upper_m: Floats) -> Floats:
    """Chord beyond which nothing is as near as a point at a chord of at most upper_m."""
    return longest_chord_m(longest_geodesic_m(upper_m)) + MARGIN_M


def _possible(
    row: Ints, geometry: Ints, chord_m: Floats, sag_m: Floats, k: int
) -> tuple[Ints, Floats]:
    """Places of the pairs that may be among the k nearest of their row, and each row's limit."""
    first, least_m = kth_smallest(row, geometry, chord_m + sag_m, k)
    limit_m = _limit_m(least_m)
    count = np.diff(np.append(first, len(row)))
    return np.flatnonzero(chord_m - sag_m <= np.repeat(limit_m, count)), limit_m
