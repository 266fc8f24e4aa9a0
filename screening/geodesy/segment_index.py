"""A layer's pieces and polygons, and every way to search them: compiled, or pure."""

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
    batches,
    expand_ranges,
    run_starts,
)
from screening.geodesy.candidate_search import CandidateFinder, Candidates
from screening.geodesy.ellipsoid import to_ecef
from screening.geodesy.foot_point import nearest_on_segments
from screening.geodesy.input_checks import Edges
from screening.geodesy.polygons import PolygonChart, points_in_polygons, polygon_charts
from screening.geodesy.segments import Segments, build_segments, chords, position
from screening.geodesy.tie_breaking import k_nearest_table, nearest_per_geometry
from screening.geodesy.vertices import densify, extract_vertices

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import BVH, SegmentArrays, SegmentLengths

BLOCK_COUNT = 65_536
"""Points answered at once by the pure path."""
WIDE_BLOCK_COUNT = 1_048_576
"""Points answered at once by kernels."""
POINT_S = 1.5e-5
"""About what a point takes without kernels [s]."""
PIECE_S = 6e-7
"""About what a piece adds to making the pure path's tree [s]."""


@dataclass(frozen=True)
class SegmentIndex:
    """Geometries taken apart.

    Attributes
    ----------
    pieces : Segments
    charts : tuple of PolygonChart, the polygons
    """

    pieces: Segments
    charts: tuple[PolygonChart, ...]

    @cached_property
    def finder(self) -> CandidateFinder:
        """The pure path's tree."""
        return CandidateFinder(self.pieces)

    @cached_property
    def parts(self) -> SegmentArrays:
        """The pieces as kernels take them."""
        from screening.geodesy.kernels.array_types import SegmentArrays

        here = self.pieces
        return SegmentArrays(here.xyz, here.tail, here.head, here.geometry)

    @cached_property
    def tree(self) -> BVH:
        """The kernels' tree."""
        from screening.geodesy.kernels.bvh import build_bvh

        return build_bvh(self.parts, np.zeros(len(self.pieces.first), dtype=np.int64), 1)

    @cached_property
    def line(self) -> SegmentLengths:
        """How long the pieces of the kernels' tree are."""
        from screening.geodesy.kernels.bvh import segment_lengths

        return segment_lengths(self.tree)

    def only(self, kept: Bools) -> SegmentIndex:
        """Leave out some geometries; the others keep their numbers.

        Parameters
        ----------
        kept : ndarray of bool, (g,)

        Returns
        -------
        SegmentIndex
        """
        if kept[self.pieces.count > 0].all():
            return self
        charts = (chart.only(kept) for chart in self.charts)
        return SegmentIndex(self.pieces.only(kept), tuple(c for c in charts if len(c.geometry)))

    def kernels_for(self, point_count: int, *, made: bool | None = None) -> Any:
        """Choose kernels or, by None, the pure path.

        Parameters
        ----------
        point_count : int
        made : bool or None, whether the pure path's trees are made; None: whether its own is

        Returns
        -------
        The module of the kernels, or None
        """
        if self.pieces.edges == "planar" or not len(self.pieces):
            return None
        made = "finder" in self.__dict__ if made is None else made
        return backend.kernels_if_worthwhile(
            point_count * POINT_S + len(self.pieces) * (0.0 if made else PIECE_S)
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
        for rows in blocks(len(lonlat), BLOCK_COUNT):
            here = lonlat[rows]
            found = self.finder.nearest(to_ecef(here), k)
            row, geometry, away_m = self.measured(here, found)
            index[rows], distance_m[rows] = k_nearest_table(
                row, geometry, away_m, row_count=len(here), k=k
            )
        return index, distance_m

    def measured(self, lonlat: Floats, found: Iterator[Candidates]) -> tuple[Ints, Ints, Floats]:
        """Measure candidates.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees]
        found : iterator of Candidates

        Returns
        -------
        row, geometry : ndarray of int, (m,), each pair once, polygons around points included
        distance_m : ndarray, (m,) [m], geodesic
        """
        row, geometry = points_in_polygons(self.charts, lonlat)
        rows, geometries, distances = [row], [geometry], [np.zeros(len(row))]
        for pairs in found:
            away_m, _, _ = nearest_on_segments(
                self.pieces, lonlat[pairs.row], pairs.piece, pairs.share
            )
            rows.append(pairs.row)
            geometries.append(self.pieces.geometry[pairs.piece])
            distances.append(away_m)
        row, geometry = np.concatenate(rows), np.concatenate(geometries)
        distance_m = np.concatenate(distances)
        chosen = nearest_per_geometry(row, geometry, distance_m)
        return row[chosen], geometry[chosen], distance_m[chosen]

    def foot_points(self, lonlat: Floats, wanted: Ints) -> tuple[Ints, Floats, Floats]:
        """Find the nearest place on the wanted geometry of each point; insides do not count.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees], no NaN
        wanted : ndarray of int, (n,), geometries that have pieces

        Returns
        -------
        piece : ndarray of int, (n,)
        share : ndarray, (n,), of the way along the piece
        foot : ndarray, (n, 2) [degrees]
        """
        piece, share = np.zeros(len(lonlat), dtype=np.int64), np.zeros(len(lonlat))
        foot = np.empty((len(lonlat), 2))
        todo = np.arange(len(lonlat))
        fast = self.kernels_for(len(lonlat))
        if fast is not None:
            here = self.pieces
            found = fast.foot_points(self.parts, here.first, here.count, lonlat, wanted)
            piece, share = found.piece, found.share
            foot = position(here, piece, share)[0]
            todo = np.flatnonzero(~found.sure)
        for part in batches(self.pieces.count[wanted[todo]]):
            rows = todo[part]
            piece[rows], share[rows], foot[rows] = self._pure_foot_points(
                lonlat[rows], wanted[rows]
            )
        return piece, share, foot

    def _pure_foot_points(self, lonlat: Floats, wanted: Ints) -> tuple[Ints, Floats, Floats]:
        """Do the same for a few points, without kernels."""
        row, piece = expand_ranges(self.pieces.first[wanted], self.pieces.count[wanted])
        share, chord_m = chords(self.pieces, to_ecef(lonlat)[row], piece)
        pairs = self.finder.per_geometry(Candidates(row, piece, share), chord_m)
        away_m, foot, share = nearest_on_segments(
            self.pieces, lonlat[pairs.row], pairs.piece, pairs.share, settled=True
        )
        order = np.lexsort((away_m, pairs.row))
        order = order[run_starts(pairs.row[order])]
        return pairs.piece[order], share[order], foot[order]


def build_segment_index(geometries: Objects, edges: Edges, where: str) -> SegmentIndex:
    """Take geometries apart.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, (n,)
    edges : "geodesic" or "planar"
    where : str, the function's name, for messages

    Returns
    -------
    SegmentIndex

    Raises
    ------
    InputError
    """
    paths = extract_vertices(geometries, where)
    pieced, xyz = densify(paths, edges)
    pieces = build_segments(pieced, xyz, edges, len(geometries))
    return SegmentIndex(pieces, polygon_charts(pieced if edges == "geodesic" else paths, edges))


def blocks(count: int, size: int) -> Iterator[slice]:
    """Split rows into runs of a size.

    Parameters
    ----------
    count, size : int

    Yields
    ------
    slice of rows
    """
    yield from (slice(at, min(at + size, count)) for at in range(0, count, size))


def nearest_by_tree(
    fast: Any, tree: BVH, charts: tuple[PolygonChart, ...], lonlat: Floats, band: Ints
) -> tuple[Ints, Floats, Bools]:
    """Find the nearest geometry of each point by kernels, in each band and those before it.

    Parameters
    ----------
    fast : module of the kernels
    tree : BVH
    charts : tuple of PolygonChart, the polygons
    lonlat : ndarray, (n, 2) [degrees], no NaN
    band : ndarray of int, (g,), the band of each geometry; -1 for those left out

    Returns
    -------
    index : ndarray of int, (n, bands)
    distance_m : ndarray, (n, bands) [m]
    sure : ndarray of bool, (n, bands); where not, the pure path must answer
    """
    shape = len(lonlat), len(tree.root)
    index, distance_m, sure = np.empty(shape, np.int64), np.empty(shape), np.empty(shape, bool)
    for rows in blocks(len(lonlat), WIDE_BLOCK_COUNT):
        held = _containing_polygons(charts, lonlat[rows], band, shape[1])
        found = fast.nearest(tree, lonlat[rows], held)
        index[rows], distance_m[rows], sure[rows] = found
    return index, distance_m, sure


def _containing_polygons(
    charts: tuple[PolygonChart, ...], lonlat: Floats, band: Ints, band_count: int
) -> Ints:
    """Lowest polygon of each band that holds each point, (n, bands); (0, bands) for none."""
    row, geometry = points_in_polygons(charts, lonlat)
    row, geometry = row[band[geometry] >= 0], geometry[band[geometry] >= 0]
    if not len(row):
        return np.zeros((0, band_count), dtype=np.int64)
    held = np.full((len(lonlat), band_count), len(band), dtype=np.int64)
    np.minimum.at(held, (row, band[geometry]), geometry)
    return np.where(held == len(band), -1, held)
