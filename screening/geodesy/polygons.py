"""Point in polygon, with edges that are geodesics, across the dateline and the poles.

A polygon is projected to a flat chart on which its edges are straight to a quarter of a
millimetre, and tested there. The chart is longitude and latitude, unwrapped along the ring so
that it has no break at the dateline. For rings near or around a pole it is a polar chart:
the angle from the pole is the radius, the longitude the direction. A ring around a pole
contains the pole that its vertices are nearer to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from screening.geodesy.arrays import Bools, Floats, Ints, Objects, find_run_starts
from screening.geodesy.ellipsoid import normalize_longitude, to_ecef, to_lonlat
from screening.geodesy.input_checks import Edges
from screening.geodesy.vertices import VertexPaths, division_fractions, edge_tails, insert_vertices

STRAIGHTNESS_M = 2.5e-4
"""Largest distance of an edge from the straight line that represents it on the chart [m]."""
POLAR_DEG = 80.0
"""Polygons that reach this latitude are projected to a polar chart [degrees]."""
M_PER_DEGREE = 111_700.0
"""Upper bound on the length of a degree of latitude [m]."""

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

    def select(self, keep: Bools) -> PolygonChart:
        """Keep the polygons of some geometries.

        Parameters
        ----------
        keep : ndarray of bool, (g,)

        Returns
        -------
        PolygonChart
        """
        rows = keep[self.geometry]
        return PolygonChart(self.pole, self.polygons[rows], self.geometry[rows])

    def to_lonlat(self, xy: Floats) -> Floats:
        """Convert coordinates of the chart into longitude and latitude.

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

    def find_containing(self, lonlat: Floats) -> tuple[Ints, Ints]:
        """Pair points with the polygons that contain them, boundary included.

        Parameters
        ----------
        lonlat : ndarray, (n, 2) [degrees]

        Returns
        -------
        row, geometry : ndarray of int, (m,); a pair may occur twice
        """
        row = np.arange(len(lonlat))
        if self.pole == FLAT:
            # Polygons start in -180..180 and may continue east: repeat the points there.
            lon = normalize_longitude(lonlat[:, 0])
            turns = int((shapely.bounds(self.polygons)[:, 2].max() + 180.0) // 360.0) + 1
            lon = (lon[None, :] + 360.0 * np.arange(turns)[:, None]).ravel()
            xy = np.column_stack((lon, np.tile(lonlat[:, 1], turns)))
            row = np.tile(row, turns)
        else:
            xy = _to_polar(lonlat, np.full(len(lonlat), self.pole))
        points: Any = shapely.points(xy)
        tree = shapely.STRtree(points)
        polygon, point = tree.query(self.polygons, predicate="intersects")
        return row[point], self.geometry[polygon]


def polygon_charts(paths: VertexPaths, edges: Edges) -> tuple[PolygonChart, ...]:
    """Project the polygons among the paths to charts.

    Parameters
    ----------
    paths : VertexPaths, densified where edges are geodesics, as in the input where planar
    edges : "geodesic" or "planar"

    Returns
    -------
    tuple of PolygonChart; empty where there is no polygon
    """
    if not (paths.polygon >= 0).any():
        return ()
    rings = _select_rings(paths)
    pole = np.zeros(len(rings.geometry), dtype=np.int64)
    if edges == "geodesic":
        rings, winding = _unwrap_longitude(rings)
        pole = _choose_charts(rings, winding)
    rings = _shift_longitude(rings)
    if edges == "geodesic":
        rings = _densify_on_charts(rings, pole)
    return tuple(
        _build_chart(rings, pole == p, p) for p in (NORTH, FLAT, SOUTH) if (pole == p).any()
    )


def points_in_polygons(charts: tuple[PolygonChart, ...], lonlat: Floats) -> tuple[Ints, Ints]:
    """Pair points with the polygons that contain them, boundary included.

    Parameters
    ----------
    charts : tuple of PolygonChart
    lonlat : ndarray, (n, 2) [degrees]

    Returns
    -------
    row, geometry : ndarray of int, (m,); a pair may occur twice
    """
    pairs = [chart.find_containing(lonlat) for chart in charts]
    empty = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([empty, *(row for row, _ in pairs)]),
        np.concatenate([empty, *(geometry for _, geometry in pairs)]),
    )


def _select_rings(paths: VertexPaths) -> VertexPaths:
    """Keep the rings only, renumbered."""
    is_ring = paths.polygon >= 0
    number = np.cumsum(is_ring) - 1
    rows = is_ring[paths.path]
    return VertexPaths(
        paths.lonlat[rows],
        number[paths.path[rows]],
        paths.geometry[is_ring],
        paths.polygon[is_ring],
    )


def _unwrap_longitude(rings: VertexPaths) -> tuple[VertexPaths, Ints]:
    """Make longitudes continuous across the dateline; and count the turns of each ring.

    Densified edges are at most 4 km long, so a step of more than half a turn is a jump at
    the dateline. A ring whose last longitude differs from its first winds around a pole.
    """
    lon = rings.lonlat[:, 0]
    first = find_run_starts(rings.path)
    turns = np.zeros(len(lon), dtype=np.int64)
    turns[1:] = np.cumsum(-np.round(np.diff(lon) / 360.0).astype(np.int64))
    turns -= turns[first][rings.path]
    lon = lon + 360.0 * turns
    last = np.append(first[1:], len(lon)) - 1
    winding = np.round((lon[last] - lon[first]) / 360.0).astype(np.int64)
    lonlat = np.column_stack((lon, rings.lonlat[:, 1]))
    return VertexPaths(lonlat, rings.path, rings.geometry, rings.polygon), winding


def _choose_charts(rings: VertexPaths, winding: Ints) -> Ints:
    """Choose the chart of each ring; holes go to the chart of their shell."""
    first = find_run_starts(rings.path)
    lat = rings.lonlat[:, 1]
    max_lat = np.maximum.reduceat(np.abs(lat), first)
    lat_sum = np.add.reduceat(lat, first)
    hemisphere = np.where(lat_sum >= 0.0, NORTH, SOUTH)
    polar = (max_lat > POLAR_DEG) | (winding != 0)
    return np.where(polar, hemisphere, FLAT)[_shell_of_ring(rings)]


def _shell_of_ring(rings: VertexPaths) -> Ints:
    """Find the shell, the first ring of the polygon, of each ring."""
    first = find_run_starts(rings.polygon)
    return np.repeat(first, np.diff(np.append(first, len(rings.polygon))))


def _shift_longitude(rings: VertexPaths) -> VertexPaths:
    """Move polygons by whole turns so that their west end is in -180..180, holes with shells.

    A hole may be drawn a turn away from its shell; it starts east of the shell's west end,
    but for rounding (1e-9 degrees).
    """
    first = find_run_starts(rings.path)
    west = np.minimum.reduceat(rings.lonlat[:, 0], first)
    shell = _shell_of_ring(rings)
    turns_to_shell = np.ceil((west[shell] - west - 1e-9) / 360.0)
    turns = turns_to_shell - np.floor((west[shell] + 180.0) / 360.0)
    lonlat = rings.lonlat + np.column_stack((360.0 * turns, 0.0 * turns))[rings.path]
    return VertexPaths(lonlat, rings.path, rings.geometry, rings.polygon)


def _densify_on_charts(rings: VertexPaths, pole: Ints) -> VertexPaths:
    """Add vertices until the straight lines of the chart follow the geodesics.

    The deviation at the midpoint falls with the square of the number of parts.
    """
    tail = edge_tails(rings)
    start, end = to_ecef(rings.lonlat[tail]), to_ecef(rings.lonlat[tail + 1])
    chart = pole[rings.path]
    midpoint = _move_to_turn(to_lonlat(0.5 * (start + end)), rings.lonlat[tail])
    xy = _to_chart(rings.lonlat, chart)
    offset = _to_chart(midpoint, chart[tail]) - 0.5 * (xy[tail] + xy[tail + 1])
    offset[:, 0] *= np.where(chart[tail] == FLAT, np.cos(np.radians(midpoint[:, 1])), 1.0)
    offset_m = np.hypot(offset[:, 0], offset[:, 1]) * M_PER_DEGREE
    counts = np.maximum(np.ceil(np.sqrt(offset_m / STRAIGHTNESS_M)).astype(np.int64), 1)
    edge, fraction = division_fractions(counts)
    between = to_lonlat(start[edge] + fraction[:, None] * (end - start)[edge])
    return insert_vertices(rings, tail, counts, _move_to_turn(between, rings.lonlat[tail[edge]]))


def _move_to_turn(lonlat: Floats, reference: Floats) -> Floats:
    """Move longitudes by whole turns to within half a turn of a reference."""
    turns = np.round((reference[:, 0] - lonlat[:, 0]) / 360.0)
    return lonlat + np.column_stack((360.0 * turns, 0.0 * turns))


def _to_chart(lonlat: Floats, pole: Ints) -> Floats:
    """Project positions to one chart each."""
    return np.where((pole == FLAT)[:, None], lonlat, _to_polar(lonlat, pole))


def _to_polar(lonlat: Floats, pole: Ints) -> Floats:
    """Project positions to the chart of a pole."""
    radius, lon = 90.0 - pole * lonlat[:, 1], np.radians(lonlat[:, 0])
    return np.column_stack((radius * np.cos(lon), radius * np.sin(lon)))


def _build_chart(rings: VertexPaths, on_chart: Bools, pole: int) -> PolygonChart:
    """Build the polygons of the rings on one chart."""
    rows = on_chart[rings.path]
    number = np.cumsum(on_chart) - 1
    xy = _to_chart(rings.lonlat[rows], np.full(int(rows.sum()), pole))
    ring: Any = shapely.linearrings(xy, indices=number[rings.path[rows]])
    _, polygon = np.unique(rings.polygon[on_chart], return_inverse=True)
    polygons: Any = shapely.polygons(ring, indices=polygon)
    shell = find_run_starts(rings.polygon[on_chart])
    return PolygonChart(pole, polygons, rings.geometry[on_chart][shell])
