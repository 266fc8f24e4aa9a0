"""Which polygons a point is in, with edges that are geodesics, across the dateline and poles.

A polygon is drawn on a flat chart on which its edges are straight to a quarter of a
millimetre, and asked there. The chart is longitude and latitude, unrolled along the ring so
that nothing breaks at the dateline; near a pole, and for a ring around one, it is the polar
chart (the angle from the pole as radius, the longitude as direction). A ring around a pole
holds the pole that its vertices are nearer to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from screening.geodesy.arrays import Bools, Floats, Ints, Objects, run_starts
from screening.geodesy.ellipsoid import normalize_longitude, to_ecef, to_lonlat
from screening.geodesy.input_checks import Edges
from screening.geodesy.vertices import VertexPaths, division_fractions, edge_tails, insert_vertices

STRAIGHT_M = 2.5e-4
"""Farthest that an edge may be from the line that stands for it on the chart [m]."""
POLAR_DEG = 80.0
"""Polygons that reach this latitude are drawn on a polar chart [degrees]."""
M_PER_DEGREE = 111_700.0
"""No degree of latitude is longer [m]."""

NORTH, FLAT, SOUTH = 1, 0, -1


@dataclass(frozen=True)
class PolygonChart:
    """Polygons on one chart.

    Attributes
    ----------
    pole : 1 north, -1 south, 0 longitude and latitude
    polygons : ndarray of Polygon, (a,), in degrees of the chart
    geometry : ndarray of int, (a,)
    """

    pole: int
    polygons: Objects
    geometry: Ints

    def only(self, kept: Bools) -> PolygonChart:
        """Leave out the polygons of some geometries.

        Parameters
        ----------
        kept : ndarray of bool, (g,)

        Returns
        -------
        PolygonChart
        """
        here = kept[self.geometry]
        return PolygonChart(self.pole, self.polygons[here], self.geometry[here])

    def back(self, xy: Floats) -> Floats:
        """Turn places on the chart into positions.

        Parameters
        ----------
        xy : ndarray, (n, 2), in degrees of the chart

        Returns
        -------
        ndarray, (n, 2), longitude and latitude [degrees]
        """
        if self.pole == FLAT:
            return xy
        lat = self.pole * (90.0 - np.hypot(xy[:, 0], xy[:, 1]))
        return np.column_stack((np.degrees(np.arctan2(xy[:, 1], xy[:, 0])), lat))

    def holding(self, lonlat: Floats) -> tuple[Ints, Ints]:
        """Pair points with the polygons they are in or on.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees]

        Returns
        -------
        row, geometry : ndarray of int, (m,); a pair may come twice
        """
        row = np.arange(len(lonlat))
        if self.pole == FLAT:
            lon = normalize_longitude(lonlat[:, 0])
            turns = int((shapely.bounds(self.polygons)[:, 2].max() + 180.0) // 360.0) + 1
            lon = (lon[None, :] + 360.0 * np.arange(turns)[:, None]).ravel()
            xy = np.column_stack((lon, np.tile(lonlat[:, 1], turns)))
            row = np.tile(row, turns)
        else:
            xy = _polar(lonlat, np.full(len(lonlat), self.pole))
        tree = shapely.STRtree(np.asarray(shapely.points(xy), dtype=object))
        polygon, point = tree.query(self.polygons, predicate="intersects")
        return row[point], self.geometry[polygon]


def polygon_charts(paths: VertexPaths, edges: Edges) -> tuple[PolygonChart, ...]:
    """Draw the polygons among the paths on charts.

    Parameters
    ----------
    paths : VertexPaths, cut where edges are geodesics, as they came where planar
    edges : "geodesic" or "planar"

    Returns
    -------
    tuple of Chart; empty where there is no polygon
    """
    if not (paths.polygon >= 0).any():
        return ()
    rings = _rings(paths)
    pole = np.zeros(len(rings.geometry), dtype=np.int64)
    if edges == "geodesic":
        rings, winding = _unrolled(rings)
        pole = _poles(rings, winding)
    rings = _shift_longitude(rings)
    if edges == "geodesic":
        rings = _straightened(rings, pole)
    return tuple(_chart(rings, pole == p, p) for p in (NORTH, FLAT, SOUTH) if (pole == p).any())


def points_in_polygons(charts: tuple[PolygonChart, ...], lonlat: Floats) -> tuple[Ints, Ints]:
    """Pair points with the polygons they are in or on.

    Parameters
    ----------
    charts : tuple of PolygonChart
    lonlat : ndarray, (n, 2) [degrees]

    Returns
    -------
    row, geometry : ndarray of int, (m,); a pair may come twice
    """
    found = [chart.holding(lonlat) for chart in charts]
    none = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([none, *(row for row, _ in found)]),
        np.concatenate([none, *(geometry for _, geometry in found)]),
    )


def _rings(paths: VertexPaths) -> VertexPaths:
    """Keep the rings only, numbered anew."""
    ring = paths.polygon >= 0
    number = np.cumsum(ring) - 1
    kept = ring[paths.path]
    return VertexPaths(
        paths.lonlat[kept], number[paths.path[kept]], paths.geometry[ring], paths.polygon[ring]
    )


def _unrolled(rings: VertexPaths) -> tuple[VertexPaths, Ints]:
    """Make longitudes run on across the dateline; tell how often each ring goes round."""
    lon = rings.lonlat[:, 0]
    first = run_starts(rings.path)
    turns = np.zeros(len(lon), dtype=np.int64)
    turns[1:] = np.cumsum(-np.round(np.diff(lon) / 360.0).astype(np.int64))
    turns -= turns[first][rings.path]
    lon = lon + 360.0 * turns
    last = np.append(first[1:], len(lon)) - 1
    winding = np.round((lon[last] - lon[first]) / 360.0).astype(np.int64)
    lonlat = np.column_stack((lon, rings.lonlat[:, 1]))
    return VertexPaths(lonlat, rings.path, rings.geometry, rings.polygon), winding


def _poles(rings: VertexPaths, winding: Ints) -> Ints:
    """Choose the chart of each ring: that of its polygon's shell."""
    first = run_starts(rings.path)
    lat = rings.lonlat[:, 1]
    reach = np.maximum.reduceat(np.abs(lat), first)
    middle = np.add.reduceat(lat, first)
    side = np.where(middle >= 0.0, NORTH, SOUTH)
    polar = (reach > POLAR_DEG) | (winding != 0)
    return np.where(polar, side, FLAT)[_shells(rings)]


def _shells(rings: VertexPaths) -> Ints:
    """Give, for each ring, the first ring of its polygon."""
    first = run_starts(rings.polygon)
    return np.repeat(first, np.diff(np.append(first, len(rings.polygon))))


def _shift_longitude(rings: VertexPaths) -> VertexPaths:
    """Move polygons by whole turns to begin in -180..180, and holes into their shell."""
    first = run_starts(rings.path)
    west = np.minimum.reduceat(rings.lonlat[:, 0], first)
    shell = _shells(rings)
    hole = np.ceil((west[shell] - west - 1e-9) / 360.0)
    turns = hole - np.floor((west[shell] + 180.0) / 360.0)
    lonlat = rings.lonlat + np.column_stack((360.0 * turns, 0.0 * turns))[rings.path]
    return VertexPaths(lonlat, rings.path, rings.geometry, rings.polygon)


def _straightened(rings: VertexPaths, pole: Ints) -> VertexPaths:
    """Add vertices until the straight lines of the chart follow the geodesics."""
    tail = edge_tails(rings)
    start, end = to_ecef(rings.lonlat[tail]), to_ecef(rings.lonlat[tail + 1])
    of = pole[rings.path]
    middle = _neighbour_ring(to_lonlat(0.5 * (start + end)), rings.lonlat[tail])
    on_chart = _xy(rings.lonlat, of)
    off = _xy(middle, of[tail]) - 0.5 * (on_chart[tail] + on_chart[tail + 1])
    off[:, 0] *= np.where(of[tail] == FLAT, np.cos(np.radians(middle[:, 1])), 1.0)
    off_m = np.hypot(off[:, 0], off[:, 1]) * M_PER_DEGREE
    many = np.maximum(np.ceil(np.sqrt(off_m / STRAIGHT_M)).astype(np.int64), 1)
    edge, share = division_fractions(many)
    between = to_lonlat(start[edge] + share[:, None] * (end - start)[edge])
    return insert_vertices(rings, tail, many, _neighbour_ring(between, rings.lonlat[tail[edge]]))


def _neighbour_ring(lonlat: Floats, near: Floats) -> Floats:
    """Move longitudes by whole turns to within half a turn of others."""
    turns = np.round((near[:, 0] - lonlat[:, 0]) / 360.0)
    return lonlat + np.column_stack((360.0 * turns, 0.0 * turns))


def _xy(lonlat: Floats, pole: Ints) -> Floats:
    """Put positions on their charts."""
    return np.where((pole == FLAT)[:, None], lonlat, _polar(lonlat, pole))


def _polar(lonlat: Floats, pole: Ints) -> Floats:
    """Put positions on the chart of a pole."""
    radius, lon = 90.0 - pole * lonlat[:, 1], np.radians(lonlat[:, 0])
    return np.column_stack((radius * np.cos(lon), radius * np.sin(lon)))


def _chart(rings: VertexPaths, chosen: Bools, pole: int) -> PolygonChart:
    """Draw the chosen rings as polygons."""
    kept = chosen[rings.path]
    number = np.cumsum(chosen) - 1
    xy = _xy(rings.lonlat[kept], np.full(int(kept.sum()), pole))
    ring: Any = shapely.linearrings(xy, indices=number[rings.path[kept]])
    _, polygon = np.unique(rings.polygon[chosen], return_inverse=True)
    drawn: Any = shapely.polygons(ring, indices=polygon)
    return PolygonChart(pole, drawn, rings.geometry[chosen][run_starts(rings.polygon[chosen])])
