"""A layer's geometries, ready to be asked again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.areas import charts_of, inside
from screening.geodesy.arrays import Floats, Ints, batches, expand, starts
from screening.geodesy.closest import closest
from screening.geodesy.ellipsoid import to_ecef, west_east
from screening.geodesy.inputs import (
    Edges,
    check_edges,
    check_k,
    check_radius,
    checked_geometries,
    checked_points,
)
from screening.geodesy.paths import cut, paths_of
from screening.geodesy.pieces import chords, pieces_of
from screening.geodesy.ranking import one_per_geometry, table
from screening.geodesy.search import Candidates, Finder

BLOCK_COUNT = 65_536
"""Points answered at once."""


@dataclass(frozen=True)
class Within:
    """Pairs of a point and a geometry that are near enough, by point, then geometry.

    Attributes
    ----------
    point_index, geometry_index : ndarray of int, (m,)
    distance_m : ndarray, (m,) [m]

    Examples
    --------
    >>> pairs = Within(np.array([0, 0, 2]), np.array([1, 4, 1]), np.array([5.0, 0.0, 9.0]))
    >>> pairs.count(4)
    array([2, 0, 1, 0])
    """

    point_index: Ints
    geometry_index: Ints
    distance_m: Floats

    def count(self, n_points: int) -> Ints:
        """Count the geometries of each point.

        Parameters
        ----------
        n_points : int, how many points were asked about

        Returns
        -------
        ndarray of int, (n_points,)

        Raises
        ------
        InputError
            Where a pair is of a point beyond n_points.
        """
        least = int(self.point_index.max(initial=-1)) + 1
        if n_points < least:
            raise InputError(
                f"geodesy.Within.count: expected n_points of {least} or more, got {n_points};"
                " give the number of points that were asked about."
            )
        return np.bincount(self.point_index, minlength=n_points)


class GeodesicIndex:
    """Geometries on the WGS84 ellipsoid, prepared once; answers are exact geodesics.

    Never changes once made: it can be pickled, and asked from many threads.

    Parameters
    ----------
    geometries : array-like of shapely points, lines, polygons (multi too) or None, (n,)
        In longitude, latitude [degrees]; longitudes may run past 180. None and empty
        geometries are never found.
    edges : "geodesic" or "planar"
        What joins two vertices: the shortest way over the earth, or the straight line in
        longitude and latitude (which may go the long way round: from 170 to -170 it
        crosses Greenwich, from 170 to 190 the dateline).

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> index = GeodesicIndex([LineString([(-98, 30), (-96, 30)]), Point(-97, 31)])
    >>> which, distance_m = index.nearest([[-97, 30.9], [-97, 30.1]])
    >>> which, distance_m.round(3)
    (array([1, 0]), array([11086.861, 10664.29 ]))
    """

    def __init__(self, geometries: Any, *, edges: Edges = "geodesic") -> None:
        check_edges(edges, "geodesy.GeodesicIndex")
        array = checked_geometries(geometries, "geodesy.GeodesicIndex")
        paths = paths_of(array, "geodesy.GeodesicIndex")
        pieced = cut(paths, edges)
        self._count = len(array)
        self._pieces = pieces_of(pieced, edges, len(array))
        self._finder = Finder(self._pieces)
        self._charts = charts_of(pieced if edges == "geodesic" else paths, edges)

    def __len__(self) -> int:
        return self._count

    def nearest(self, points: Any, k: int = 1) -> tuple[Ints, Floats]:
        """Find the nearest geometries of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        k : int, how many

        Returns
        -------
        index : ndarray of int, (n,), or (n, k) where k > 1, nearest first
            Equal distances go to the lowest index; -1 where there is no geometry left
            or the point is NaN.
        distance_m : ndarray, of the same shape [m]
            Geodesic; 0 inside a polygon; NaN where the index is -1.

        Raises
        ------
        InputError
        """
        check_k(k, "geodesy.nearest")
        lonlat = checked_points(points, "geodesy.nearest")
        index = np.full((len(lonlat), k), -1, dtype=np.int64)
        distance_m = np.full((len(lonlat), k), np.nan)
        for rows in _blocks(lonlat):
            here = lonlat[rows]
            found = self._finder.nearest(to_ecef(here), k)
            row, geometry, away_m = self._measured(here, found)
            index[rows], distance_m[rows] = table(row, geometry, away_m, row_count=len(rows), k=k)
        return (index[:, 0], distance_m[:, 0]) if k == 1 else (index, distance_m)

    def within(self, points: Any, radius_m: float) -> Within:
        """Find every geometry within a radius of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        radius_m : float [m], geodesic; a geometry at just this distance counts

        Returns
        -------
        Within

        Raises
        ------
        InputError
        """
        check_radius(radius_m, "geodesy.within")
        lonlat = checked_points(points, "geodesy.within")
        none = np.zeros(0, dtype=np.int64)
        points_, geometries, distances = [none], [none], [np.zeros(0)]
        for rows in _blocks(lonlat):
            here = lonlat[rows]
            found = self._finder.within(to_ecef(here), float(radius_m))
            row, geometry, away_m = self._measured(here, found)
            near = away_m <= radius_m
            points_.append(rows[row[near]])
            geometries.append(geometry[near])
            distances.append(away_m[near])
        return Within(
            np.concatenate(points_), np.concatenate(geometries), np.concatenate(distances)
        )

    def foot(self, points: Any, index: Any) -> Floats:
        """Find the nearest point on one geometry for each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        index : array-like of int, (n,), the geometry of each point; -1 for none

        Returns
        -------
        ndarray, (n, 2), longitude (-180 to 180) and latitude [degrees]
            The point itself inside a polygon; NaN where there is no geometry or point.

        Raises
        ------
        InputError
        """
        lonlat = checked_points(points, "geodesy.foot")
        wanted = self._checked_index(index, len(lonlat))
        feet = np.full((len(lonlat), 2), np.nan)
        known = np.flatnonzero((wanted >= 0) & ~np.isnan(lonlat[:, 0]))
        for part in batches(self._pieces.count[wanted[known]]):
            rows = known[part]
            feet[rows] = self._feet(lonlat[rows], wanted[rows])
        feet[:, 0] = west_east(feet[:, 0])
        return feet

    def _measured(self, lonlat: Floats, found: Iterator[Candidates]) -> tuple[Ints, Ints, Floats]:
        """Geodesic distance of each candidate pair, one a geometry, insides added."""
        row, geometry = inside(self._charts, lonlat)
        rows, geometries, distances = [row], [geometry], [np.zeros(len(row))]
        for pairs in found:
            away_m, _, _ = closest(self._pieces, lonlat[pairs.row], pairs.piece, pairs.share)
            rows.append(pairs.row)
            geometries.append(self._pieces.geometry[pairs.piece])
            distances.append(away_m)
        row, geometry = np.concatenate(rows), np.concatenate(geometries)
        distance_m = np.concatenate(distances)
        chosen = one_per_geometry(row, geometry, distance_m)
        return row[chosen], geometry[chosen], distance_m[chosen]

    def _feet(self, lonlat: Floats, wanted: Ints) -> Floats:
        """Nearest point on the wanted geometry of each point."""
        feet = np.full((len(lonlat), 2), np.nan)
        xyz = to_ecef(lonlat)
        row, piece = expand(self._pieces.first[wanted], self._pieces.count[wanted])
        share, chord_m = chords(self._pieces, xyz[row], piece)
        pairs = self._finder.per_geometry(Candidates(row, piece, share), chord_m)
        away_m, foot, _ = closest(self._pieces, lonlat[pairs.row], pairs.piece, pairs.share)
        order = np.lexsort((away_m, pairs.row))
        order = order[starts(pairs.row[order])]
        feet[pairs.row[order]] = foot[order]
        row, geometry = inside(self._charts, lonlat)
        held = row[geometry == wanted[row]]
        feet[held] = lonlat[held]
        return feet

    def _checked_index(self, index: Any, n_points: int) -> Ints:
        """Check the geometries asked for."""
        wanted = np.asarray(index)
        if wanted.size == 0 and n_points == 0:
            return np.zeros(0, dtype=np.int64)
        whole = wanted.dtype.kind in "iu" and wanted.shape == (n_points,)
        if not whole or wanted.min() < -1 or wanted.max() >= self._count:
            span = f", {wanted.min()} to {wanted.max()}" if wanted.size else ""
            raise InputError(
                f"geodesy.foot: expected index as whole numbers of shape ({n_points},), each"
                f" -1 to {self._count - 1}, got {wanted.dtype} of shape {wanted.shape}{span};"
                " give what nearest returned."
            )
        return wanted.astype(np.int64)


def _blocks(lonlat: Floats) -> Iterator[Ints]:
    """Rows of the points that are not NaN, some thousands at once."""
    known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
    for begin in range(0, len(known), BLOCK_COUNT):
        yield known[begin : begin + BLOCK_COUNT]
