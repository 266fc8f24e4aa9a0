"""A layer's geometries, ready to be asked again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import normalize_longitude, to_ecef
from screening.geodesy.input_checks import (
    Edges,
    check_edges,
    check_k,
    check_radius,
    validate_geometries,
    validate_points,
)
from screening.geodesy.polygons import points_in_polygons
from screening.geodesy.segment_index import (
    BLOCK_COUNT,
    SegmentIndex,
    blocks,
    build_segment_index,
    nearest_by_tree,
)


@dataclass(frozen=True)
class PairsWithin:
    """Pairs of a point and a geometry that are near enough, by point, then geometry.

    Attributes
    ----------
    point_index, geometry_index : ndarray of int, (m,)
    distance_m : ndarray, (m,) [m]

    Examples
    --------
    >>> pairs = PairsWithin(np.array([0, 0, 2]), np.array([1, 4, 1]), np.array([5.0, 0.0, 9.0]))
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
        array = validate_geometries(geometries, "geodesy.GeodesicIndex")
        self.layer: SegmentIndex = build_segment_index(array, edges, "geodesy.GeodesicIndex")

    def __len__(self) -> int:
        return len(self.layer.pieces.first)

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
        lonlat = validate_points(points, "geodesy.nearest")
        index = np.full((len(lonlat), k), -1, dtype=np.int64)
        distance_m = np.full((len(lonlat), k), np.nan)
        todo = known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
        fast = self.layer.kernels_for(len(known)) if k == 1 else None
        if fast is not None:
            band = np.zeros(len(self), dtype=np.int64)
            index[known], distance_m[known], sure = nearest_by_tree(
                fast, self.layer.tree, self.layer.charts, lonlat[known], band
            )
            todo = known[~sure[:, 0]]
        if len(todo):
            index[todo], distance_m[todo] = self.layer.nearest(lonlat[todo], k)
        return (index[:, 0], distance_m[:, 0]) if k == 1 else (index, distance_m)

    def within(self, points: Any, radius_m: float) -> PairsWithin:
        """Find every geometry within a radius of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        radius_m : float [m], geodesic; a geometry at just this distance counts

        Returns
        -------
        PairsWithin

        Raises
        ------
        InputError
        """
        check_radius(radius_m, "geodesy.within")
        lonlat = validate_points(points, "geodesy.within")
        none = np.zeros(0, dtype=np.int64)
        points_, geometries, distances = [none], [none], [np.zeros(0)]
        known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
        for part in blocks(len(known), BLOCK_COUNT):
            here = lonlat[known[part]]
            found = self.layer.finder.within(to_ecef(here), float(radius_m))
            row, geometry, away_m = self.layer.measured(here, found)
            near = away_m <= radius_m
            points_.append(known[part][row[near]])
            geometries.append(geometry[near])
            distances.append(away_m[near])
        return PairsWithin(
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
        lonlat = validate_points(points, "geodesy.foot")
        wanted, known = self._wanted(lonlat, index, "geodesy.foot")
        feet = np.full((len(lonlat), 2), np.nan)
        _, _, feet[known] = self.layer.foot_points(lonlat[known], wanted[known])
        row, geometry = points_in_polygons(self.layer.charts, lonlat[known])
        held = known[row[geometry == wanted[known[row]]]]
        feet[held] = lonlat[held]
        feet[:, 0] = normalize_longitude(feet[:, 0])
        return feet

    def along(self, points: Any, index: Any) -> Floats:
        """Measure how far along one line each point's nearest place on it is.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        index : array-like of int, (n,), the geometry of each point; -1 for none

        Returns
        -------
        ndarray, (n,) [m], from the line's first vertex, geodesic
            Parts and rings count one after another, without the gaps between them; NaN
            where there is no geometry or point.

        Raises
        ------
        InputError
        """
        lonlat = validate_points(points, "geodesy.along")
        wanted, known = self._wanted(lonlat, index, "geodesy.along")
        along_m = np.full(len(lonlat), np.nan)
        piece, _, foot = self.layer.foot_points(lonlat[known], wanted[known])
        along_m[known] = self.layer.pieces.before_m(piece, foot)
        return along_m

    def _wanted(self, lonlat: Floats, index: Any, where: str) -> tuple[Ints, Ints]:
        """Check the geometries asked for; and which rows have one to measure to."""
        wanted = self._checked_index(index, len(lonlat), where)
        known = (wanted >= 0) & ~np.isnan(lonlat[:, 0])
        known[known] = self.layer.pieces.count[wanted[known]] > 0
        return wanted, np.flatnonzero(known)

    def _checked_index(self, index: Any, n_points: int, where: str) -> Ints:
        """Check the geometries asked for."""
        wanted = np.asarray(index)
        if wanted.size == 0 and n_points == 0:
            return np.zeros(0, dtype=np.int64)
        whole = wanted.dtype.kind in "iu" and wanted.shape == (n_points,)
        if not whole or wanted.min() < -1 or wanted.max() >= len(self):
            span = f", {wanted.min()} to {wanted.max()}" if wanted.size else ""
            raise InputError(
                f"{where}: expected index as whole numbers of shape ({n_points},), each"
                f" -1 to {len(self) - 1}, got {wanted.dtype} of shape {wanted.shape}{span};"
                " give what nearest returned."
            )
        return wanted.astype(np.int64)
