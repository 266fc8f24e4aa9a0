"""The segments and polygons of geometries, and the structures that search them.

Each query has two implementations, the kernels and the pure path. They prune with the same
bounds and break ties by the same rule; the kernels flag results that they cannot decide
(see ``certain``), and the pure path computes those again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.geodesy import backend
from screening.geodesy.arrays import (
    Bools,
    Floats,
    Ints,
    Objects,
    expand_ranges,
    find_run_starts,
    split_by_cost,
    split_rows,
)
from screening.geodesy.candidate_search import CandidateFinder, Candidates
from screening.geodesy.ellipsoid import to_ecef
from screening.geodesy.foot_point import nearest_on_segments
from screening.geodesy.input_checks import Edges
from screening.geodesy.polygons import PolygonChart, points_in_polygons, polygon_charts
from screening.geodesy.segments import Segments, build_segments, interpolate, measure_chords
from screening.geodesy.tie_breaking import k_nearest_table, nearest_per_geometry
from screening.geodesy.vertices import densify, extract_vertices

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import BVH, SegmentArrays, SegmentLengths

PURE_BLOCK_COUNT = 65_536
"""Points processed at once by the pure path."""
KERNEL_BLOCK_COUNT = 1_048_576
"""Points processed at once by the kernels, which need far less memory per point."""
POINT_S = 1.5e-5
"""Estimated time per point without kernels [s]."""
SEGMENT_S = 6e-7
"""Estimated time per segment to build the pure path's k-d tree [s]."""


@dataclass(frozen=True)
class SegmentIndex:
    """Decomposed geometries, with search structures that are built on first use.

    Attributes
    ----------
    segments : Segments
    charts : tuple of PolygonChart, the polygons
    """

    segments: Segments
    charts: tuple[PolygonChart, ...]

    @cached_property
    def finder(self) -> CandidateFinder:
        """The pure path's k-d tree."""
        return CandidateFinder(self.segments)

    @cached_property
    def arrays(self) -> SegmentArrays:
        """The segments as the kernels take them."""
        from screening.geodesy.kernels.array_types import SegmentArrays

        segments = self.segments
        return SegmentArrays(segments.xyz, segments.tail, segments.head, segments.geometry)

    @cached_property
    def bvh(self) -> BVH:
        """The kernels' bounding volume hierarchy, of one band."""
        from screening.geodesy.kernels.bvh import build_bvh

        return build_bvh(self.arrays, np.zeros(len(self.segments.first), dtype=np.int64), 1)

    @cached_property
    def lengths(self) -> SegmentLengths:
        """The lengths of the segments in the kernels' hierarchy."""
        from screening.geodesy.kernels.bvh import segment_lengths

        return segment_lengths(self.bvh)

    def select(self, keep: Bools) -> SegmentIndex:
        """Keep some geometries; their numbers do not change.

        Parameters
        ----------
        keep : ndarray of bool, (g,)

        Returns
        -------
        SegmentIndex
        """
        if keep[self.segments.count > 0].all():
            return self
        charts = (chart.select(keep) for chart in self.charts)
        return SegmentIndex(self.segments.select(keep), tuple(c for c in charts if len(c.geometry)))

    def kernels_for(self, point_count: int, *, has_finder: bool | None = None) -> Any:
        """Choose the kernels or, by None, the pure path.

        Parameters
        ----------
        point_count : int
        has_finder : bool or None
            Whether the pure path's k-d trees exist; None looks at this index's own.

        Returns
        -------
        The module of the kernels, or None
        """
        if self.segments.edges == "planar" or not len(self.segments):
            return None
        has_finder = "finder" in self.__dict__ if has_finder is None else has_finder
        return backend.kernels_if_worthwhile(
            point_count * POINT_S + len(self.segments) * (0.0 if has_finder else SEGMENT_S)
        )

    def nearest(self, lonlat: Floats, k: int) -> tuple[Ints, Floats]:
        """Find the nearest geometries of each point by the pure path.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees], no NaN
        k : int

        Returns
        -------
        index : ndarray of int, (n, k)
        distance_m : ndarray, (n, k) [m]
        """
        index = np.full((len(lonlat), k), -1, dtype=np.int64)
        distance_m = np.full((len(lonlat), k), np.nan)
        for rows in split_rows(len(lonlat), PURE_BLOCK_COUNT):
            block = lonlat[rows]
            pairs = self.measure_candidates(block, self.finder.nearest(to_ecef(block), k))
            index[rows], distance_m[rows] = k_nearest_table(*pairs, row_count=len(block), k=k)
        return index, distance_m

    def measure_candidates(
        self, lonlat: Floats, candidates: Iterator[Candidates]
    ) -> tuple[Ints, Ints, Floats]:
        """Measure the geodesic distances of candidates.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees]
        candidates : iterator of Candidates

        Returns
        -------
        row, geometry : ndarray of int, (m,)
            Each pair once, by row, then geometry; including the polygons that contain a
            point.
        distance_m : ndarray, (m,) [m]
        """
        row, geometry = points_in_polygons(self.charts, lonlat)
        rows, geometries, distances = [row], [geometry], [np.zeros(len(row))]
        for pairs in candidates:
            pair_m, _, _ = nearest_on_segments(
                self.segments, lonlat[pairs.row], pairs.segment, pairs.fraction
            )
            rows.append(pairs.row)
            geometries.append(self.segments.geometry[pairs.segment])
            distances.append(pair_m)
        row, geometry = np.concatenate(rows), np.concatenate(geometries)
        distance_m = np.concatenate(distances)
        best = nearest_per_geometry(row, geometry, distance_m)
        return row[best], geometry[best], distance_m[best]

    def foot_points(self, lonlat: Floats, geometry: Ints) -> tuple[Ints, Floats, Floats]:
        """Find the foot point on a given geometry for each point.

        A polygon counts as its rings, also for a point inside.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees], no NaN
        geometry : ndarray of int, (n,), geometries that have segments

        Returns
        -------
        segment : ndarray of int, (n,)
        fraction : ndarray, (n,), of the segment's length from its tail
        foot : ndarray, (n, 2) [degrees]
        """
        segment, fraction = np.zeros(len(lonlat), dtype=np.int64), np.zeros(len(lonlat))
        foot = np.empty((len(lonlat), 2))
        todo = np.arange(len(lonlat))
        kernels = self.kernels_for(len(lonlat))
        if kernels is not None:
            first, count = self.segments.first, self.segments.count
            feet = kernels.foot_points(self.arrays, first, count, lonlat, geometry)
            segment, fraction = feet.segment, feet.fraction
            foot = interpolate(self.segments, segment, fraction)[0]
            todo = np.flatnonzero(~feet.certain)
        for batch in split_by_cost(self.segments.count[geometry[todo]]):
            rows = todo[batch]
            segment[rows], fraction[rows], foot[rows] = self._pure_foot_points(
                lonlat[rows], geometry[rows]
            )
        return segment, fraction, foot

    def _pure_foot_points(self, lonlat: Floats, geometry: Ints) -> tuple[Ints, Floats, Floats]:
        """Find foot points without kernels, by the chords of all segments of the geometry."""
        row, segment = expand_ranges(self.segments.first[geometry], self.segments.count[geometry])
        fraction, chord_m = measure_chords(self.segments, to_ecef(lonlat)[row], segment)
        pairs = self.finder.prune_per_geometry(Candidates(row, segment, fraction), chord_m)
        distance_m, foot, fraction = nearest_on_segments(
            self.segments, lonlat[pairs.row], pairs.segment, pairs.fraction, refine_foot=True
        )
        order = np.lexsort((distance_m, pairs.row))
        order = order[find_run_starts(pairs.row[order])]
        return pairs.segment[order], fraction[order], foot[order]


def build_segment_index(geometries: Objects, edges: Edges, where: str) -> SegmentIndex:
    """Decompose geometries.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, (n,)
    edges : "geodesic" or "planar"
    where : str, name of the public function, for messages

    Returns
    -------
    SegmentIndex

    Raises
    ------
    InputError
    """
    paths = extract_vertices(geometries, where)
    dense, xyz = densify(paths, edges)
    segments = build_segments(dense, xyz, edges, len(geometries))
    # A planar edge is straight on its chart as it is; a geodesic one needs the new vertices.
    return SegmentIndex(segments, polygon_charts(dense if edges == "geodesic" else paths, edges))


def nearest_by_bvh(
    kernels: Any, bvh: BVH, charts: tuple[PolygonChart, ...], lonlat: Floats, band: Ints
) -> tuple[Ints, Floats, Bools]:
    """Find the nearest geometry of each point by kernels, per band including all bands before.

    Parameters
    ----------
    kernels : module of the kernels
    bvh : BVH
    charts : tuple of PolygonChart, the polygons
    lonlat : ndarray, (n, 2) [degrees], no NaN
    band : ndarray of int, (g,), the band of each geometry; -1 for those to be ignored

    Returns
    -------
    index : ndarray of int, (n, bands)
    distance_m : ndarray, (n, bands) [m]
    certain : ndarray of bool, (n, bands); where False, the pure path must compute the row
    """
    shape = len(lonlat), len(bvh.root)
    index, distance_m, certain = np.empty(shape, np.int64), np.empty(shape), np.empty(shape, bool)
    for rows in split_rows(len(lonlat), KERNEL_BLOCK_COUNT):
        containing = _containing_polygons(charts, lonlat[rows], band, shape[1])
        result = kernels.nearest(bvh, lonlat[rows], containing)
        index[rows], distance_m[rows], certain[rows] = result
    return index, distance_m, certain


def _containing_polygons(
    charts: tuple[PolygonChart, ...], lonlat: Floats, band: Ints, band_count: int
) -> Ints:
    """Find the lowest polygon of each band that contains each point.

    Returns
    -------
    ndarray of int, (n, bands), -1 for none; (0, bands) where no point is in a polygon
    """
    row, geometry = points_in_polygons(charts, lonlat)
    row, geometry = row[band[geometry] >= 0], geometry[band[geometry] >= 0]
    if not len(row):
        return np.zeros((0, band_count), dtype=np.int64)
    lowest = np.full((len(lonlat), band_count), len(band), dtype=np.int64)
    np.minimum.at(lowest, (row, band[geometry]), geometry)
    return np.where(lowest == len(band), -1, lowest)
