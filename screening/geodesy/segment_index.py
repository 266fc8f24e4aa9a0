"""A layer's pieces and polygons, and every way to search them: compiled, or pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.geodesy import backend
from screening.geodesy.arrays import Bools, Floats, Ints, Objects, batches, expand, starts
from screening.geodesy.candidate_search import Candidates, Finder
from screening.geodesy.ellipsoid import to_ecef
from screening.geodesy.foot_point import closest
from screening.geodesy.input_checks import Edges
from screening.geodesy.polygons import Chart, charts_of, inside
from screening.geodesy.segments import Pieces, chords, pieces_of, position
from screening.geodesy.tie_breaking import one_per_geometry, table
from screening.geodesy.vertices import cut, paths_of

if TYPE_CHECKING:
    from screening.geodesy.kernels.array_types import Line, Parts, Tree

BLOCK_COUNT = 65_536
"""Points answered at once by the pure path."""
WIDE_BLOCK_COUNT = 1_048_576
"""Points answered at once by kernels."""
POINT_S = 1.5e-5
"""About what a point takes without kernels [s]."""
PIECE_S = 6e-7
"""About what a piece adds to making the pure path's tree [s]."""


@dataclass(frozen=True)
class Layer:
    """Geometries taken apart.

    Attributes
    ----------
    pieces : Pieces
    charts : tuple of Chart, the polygons
    """

    pieces: Pieces
    charts: tuple[Chart, ...]

    @cached_property
    def finder(self) -> Finder:
        """The pure path's tree."""
        return Finder(self.pieces)

    @cached_property
    def parts(self) -> Parts:
        """The pieces as kernels take them."""
        from screening.geodesy.kernels.array_types import Parts

        here = self.pieces
        return Parts(here.xyz, here.tail, here.head, here.geometry)

    @cached_property
    def tree(self) -> Tree:
        """The kernels' tree."""
        from screening.geodesy.kernels.bvh import tree_of

        return tree_of(self.parts, np.zeros(len(self.pieces.first), dtype=np.int64), 1)

    @cached_property
    def line(self) -> Line:
        """How long the pieces of the kernels' tree are."""
        from screening.geodesy.kernels.bvh import line_of

        return line_of(self.tree)

    def only(self, kept: Bools) -> Layer:
        """Leave out some geometries; the others keep their numbers.

        Parameters
        ----------
        kept : ndarray of bool, (g,)

        Returns
        -------
        Layer
        """
        if kept[self.pieces.count > 0].all():
            return self
        charts = (chart.only(kept) for chart in self.charts)
        return Layer(self.pieces.only(kept), tuple(c for c in charts if len(c.geometry)))

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
        return backend.worth(point_count * POINT_S + len(self.pieces) * (0.0 if made else PIECE_S))

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
            index[rows], distance_m[rows] = table(row, geometry, away_m, row_count=len(here), k=k)
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
        row, geometry = inside(self.charts, lonlat)
        rows, geometries, distances = [row], [geometry], [np.zeros(len(row))]
        for pairs in found:
            away_m, _, _ = closest(self.pieces, lonlat[pairs.row], pairs.piece, pairs.share)
            rows.append(pairs.row)
            geometries.append(self.pieces.geometry[pairs.piece])
            distances.append(away_m)
        row, geometry = np.concatenate(rows), np.concatenate(geometries)
        distance_m = np.concatenate(distances)
        chosen = one_per_geometry(row, geometry, distance_m)
        return row[chosen], geometry[chosen], distance_m[chosen]

    def spots(self, lonlat: Floats, wanted: Ints) -> tuple[Ints, Floats, Floats]:
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
            found = fast.feet(self.parts, here.first, here.count, lonlat, wanted)
            piece, share = found.piece, found.share
            foot = position(here, piece, share)[0]
            todo = np.flatnonzero(~found.sure)
        for part in batches(self.pieces.count[wanted[todo]]):
            rows = todo[part]
            piece[rows], share[rows], foot[rows] = self._pure_spots(lonlat[rows], wanted[rows])
        return piece, share, foot

    def _pure_spots(self, lonlat: Floats, wanted: Ints) -> tuple[Ints, Floats, Floats]:
        """Do the same for a few points, without kernels."""
        row, piece = expand(self.pieces.first[wanted], self.pieces.count[wanted])
        share, chord_m = chords(self.pieces, to_ecef(lonlat)[row], piece)
        pairs = self.finder.per_geometry(Candidates(row, piece, share), chord_m)
        away_m, foot, share = closest(
            self.pieces, lonlat[pairs.row], pairs.piece, pairs.share, settled=True
        )
        order = np.lexsort((away_m, pairs.row))
        order = order[starts(pairs.row[order])]
        return pairs.piece[order], share[order], foot[order]


def layer_of(geometries: Objects, edges: Edges, where: str) -> Layer:
    """Take geometries apart.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, (n,)
    edges : "geodesic" or "planar"
    where : str, the function's name, for messages

    Returns
    -------
    Layer

    Raises
    ------
    InputError
    """
    paths = paths_of(geometries, where)
    pieced, xyz = cut(paths, edges)
    pieces = pieces_of(pieced, xyz, edges, len(geometries))
    return Layer(pieces, charts_of(pieced if edges == "geodesic" else paths, edges))


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
    fast: Any, tree: Tree, charts: tuple[Chart, ...], lonlat: Floats, band: Ints
) -> tuple[Ints, Floats, Bools]:
    """Find the nearest geometry of each point by kernels, in each band and those before it.

    Parameters
    ----------
    fast : module of the kernels
    tree : Tree
    charts : tuple of Chart, the polygons
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
        held = _held(charts, lonlat[rows], band, shape[1])
        found = fast.nearest(tree, lonlat[rows], held)
        index[rows], distance_m[rows], sure[rows] = found
    return index, distance_m, sure


def _held(charts: tuple[Chart, ...], lonlat: Floats, band: Ints, band_count: int) -> Ints:
    """Lowest polygon of each band that holds each point, (n, bands); (0, bands) for none."""
    row, geometry = inside(charts, lonlat)
    row, geometry = row[band[geometry] >= 0], geometry[band[geometry] >= 0]
    if not len(row):
        return np.zeros((0, band_count), dtype=np.int64)
    held = np.full((len(lonlat), band_count), len(band), dtype=np.int64)
    np.minimum.at(held, (row, band[geometry]), geometry)
    return np.where(held == len(band), -1, held)
