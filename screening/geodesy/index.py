"""Geometries prepared for repeated queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from screening.errors import InputError
from screening.geodesy.arrays import Floats, Ints, split_rows
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
    PURE_BLOCK_COUNT,
    SegmentIndex,
    build_segment_index,
    nearest_by_bvh,
)


@dataclass(frozen=True)
class PairsWithin:
    """Pairs of a point and a geometry within a radius, sorted by point, then geometry.

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
        n_points : int, the number of points of the query

        Returns
        -------
        ndarray of int, (n_points,)

        Raises
        ------
        InputError
            Where a pair belongs to a point beyond n_points.
        """
        min_points = int(self.point_index.max(initial=-1)) + 1
        if n_points < min_points:
            raise InputError(
                f"geodesy.PairsWithin.count: expected n_points of {min_points} or more,"
                f" got {n_points}; give the number of points of the query."
            )
        return np.bincount(self.point_index, minlength=n_points)


class GeodesicIndex:
    """Geometries on the WGS84 ellipsoid, prepared once; distances are exact geodesics.

    Immutable: it can be pickled, and queried from many threads.

    Parameters
    ----------
    geometries : array-like of shapely points, lines, polygons (multi too) or None, (n,)
        In longitude, latitude [degrees]; longitudes may continue past 180. None and empty
        geometries are never returned.
    edges : "geodesic" or "planar"
        What joins two vertices: the geodesic, or the straight line in longitude and
        latitude, which is not always the shorter way round the earth (from 170 to -170 it
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
        return len(self.layer.segments.first)

    def nearest(self, points: Any, k: int = 1) -> tuple[Ints, Floats]:
        """Find the nearest geometries of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        k : int, number of neighbours

        Returns
        -------
        index : ndarray of int, (n,), or (n, k) where k > 1, nearest first
            Ties go to the lowest index; -1 where no geometry is left or the point is NaN.
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
        kernels = self.layer.kernels_for(len(known)) if k == 1 else None
        if kernels is not None:
            band = np.zeros(len(self), dtype=np.int64)
            index[known], distance_m[known], certain = nearest_by_bvh(
                kernels, self.layer.bvh, self.layer.charts, lonlat[known], band
            )
            todo = known[~certain[:, 0]]
        if len(todo):
            index[todo], distance_m[todo] = self.layer.nearest(lonlat[todo], k)
        return (index[:, 0], distance_m[:, 0]) if k == 1 else (index, distance_m)

    def within(self, points: Any, radius_m: float) -> PairsWithin:
        """Find every geometry within a radius of each point.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        radius_m : float [m], geodesic; a geometry at exactly this distance counts

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
        rows, geometries, distances = [none], [none], [np.zeros(0)]
        known = np.flatnonzero(~np.isnan(lonlat[:, 0]))
        for block in split_rows(len(known), PURE_BLOCK_COUNT):
            centers = lonlat[known[block]]
            candidates = self.layer.finder.within(to_ecef(centers), float(radius_m))
            row, geometry, distance_m = self.layer.measure_candidates(centers, candidates)
            near = distance_m <= radius_m
            rows.append(known[block][row[near]])
            geometries.append(geometry[near])
            distances.append(distance_m[near])
        return PairsWithin(
            np.concatenate(rows), np.concatenate(geometries), np.concatenate(distances)
        )

    def foot(self, points: Any, index: Any) -> Floats:
        """Find the foot point, the nearest point on a given geometry, for each point.

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
        geometry, known = self._select_rows(lonlat, index, "geodesy.foot")
        feet = np.full((len(lonlat), 2), np.nan)
        _, _, feet[known] = self.layer.foot_points(lonlat[known], geometry[known])
        row, polygon = points_in_polygons(self.layer.charts, lonlat[known])
        inside = known[row[polygon == geometry[known[row]]]]
        feet[inside] = lonlat[inside]
        feet[:, 0] = normalize_longitude(feet[:, 0])
        return feet

    def along(self, points: Any, index: Any) -> Floats:
        """Measure the distance along a given line to each point's foot point on it.

        Parameters
        ----------
        points : array-like, (n, 2), longitude and latitude [degrees]
        index : array-like of int, (n,), the geometry of each point; -1 for none

        Returns
        -------
        ndarray, (n,) [m], from the line's first vertex, geodesic
            Parts and rings are concatenated without the gaps between them; NaN where there
            is no geometry or point.

        Raises
        ------
        InputError
        """
        lonlat = validate_points(points, "geodesy.along")
        geometry, known = self._select_rows(lonlat, index, "geodesy.along")
        along_m = np.full(len(lonlat), np.nan)
        segment, _, foot = self.layer.foot_points(lonlat[known], geometry[known])
        along_m[known] = self.layer.segments.length_before_m(segment, foot)
        return along_m

    def _select_rows(self, lonlat: Floats, index: Any, where: str) -> tuple[Ints, Ints]:
        """Validate the geometry of each point; and find the rows that can be measured."""
        geometry = self._validate_index(index, len(lonlat), where)
        known = (geometry >= 0) & ~np.isnan(lonlat[:, 0])
        known[known] = self.layer.segments.count[geometry[known]] > 0
        return geometry, np.flatnonzero(known)

    def _validate_index(self, index: Any, n_points: int, where: str) -> Ints:
        """Validate the geometry of each point."""
        geometry = np.asarray(index)
        if geometry.size == 0 and n_points == 0:
            return np.zeros(0, dtype=np.int64)
        whole = geometry.dtype.kind in "iu" and geometry.shape == (n_points,)
        if not whole or geometry.min() < -1 or geometry.max() >= len(self):
            span = f", {geometry.min()} to {geometry.max()}" if geometry.size else ""
            raise InputError(
                f"{where}: expected index as whole numbers of shape ({n_points},), each"
                f" -1 to {len(self) - 1}, got {geometry.dtype} of shape {geometry.shape}{span};"
                " give what nearest returned."
            )
        return geometry.astype(np.int64)
