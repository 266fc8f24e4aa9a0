"""Lengths and circles on the WGS84 ellipsoid."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from screening.errors import InputError
from screening.geodesy.arrays import Floats
from screening.geodesy.ellipsoid import GEOD, inverse, normalize_longitude
from screening.geodesy.input_checks import (
    Edges,
    check_edges,
    check_radius,
    validate_geometries,
    validate_points,
)
from screening.geodesy.vertices import densify, edge_tails, extract_vertices

MAX_CIRCLE_M = 10_000_000.0
"""Largest radius of a circle [m]: a quarter of a meridian, so that it contains at most one pole."""


def length_m(geometries: Any, *, edges: Edges = "geodesic") -> Floats:
    """Measure lines, and the edges of polygons, along the ellipsoid.

    Parameters
    ----------
    geometries : array-like of shapely geometries or None, (n,), in longitude, latitude
    edges : "geodesic" or "planar", see GeodesicIndex

    Returns
    -------
    ndarray, (n,) [m]
        The length of all rings for a polygon, 0 for a point or an empty geometry, NaN for
        None.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString
    >>> length_m([LineString([(0, 0), (1, 0)]), None]).round(3)
    array([111319.491,        nan])
    """
    check_edges(edges, "geodesy.length_m")
    array = validate_geometries(geometries, "geodesy.length_m")
    paths = extract_vertices(array, "geodesy.length_m")
    if edges == "planar":
        # A straight line in longitude and latitude has no closed length: sum short geodesics.
        paths, _ = densify(paths, edges)
    tail = edge_tails(paths)
    _, _, edge_m = inverse(paths.lonlat[tail], paths.lonlat[tail + 1])
    geometry = paths.geometry[paths.path[tail]]
    total_m = np.bincount(geometry, weights=edge_m, minlength=len(array))
    return np.where(shapely.is_missing(array), np.nan, total_m)


def circle(lon: float, lat: float, radius_m: float, *, vertex_count: int = 128) -> shapely.Polygon:
    """Build the polygon of all points at a geodesic distance from a centre.

    Parameters
    ----------
    lon, lat : float [degrees], the centre
    radius_m : float [m], more than 0, at most a quarter of a meridian
    vertex_count : int, at least 8

    Returns
    -------
    Polygon in longitude, latitude, counter-clockwise
        Longitudes continue past 180 where it crosses the dateline. A circle that contains
        a pole is closed along that pole, so that it covers the right area on a flat map.

    Raises
    ------
    InputError

    Examples
    --------
    >>> ring = circle(-97.0, 31.0, 25_000.0)
    >>> [round(v, 3) for v in ring.bounds]
    [-97.262, 30.775, -96.738, 31.225]
    """
    where = "geodesy.circle"
    center = validate_points([[lon, lat]], where)[0]
    check_radius(radius_m, where, max_m=MAX_CIRCLE_M)
    if np.isnan(center).any() or radius_m == 0.0 or vertex_count < 8:
        raise InputError(
            f"{where}: expected a centre, a radius above 0 and 8 or more vertices, got"
            f" ({lon!r}, {lat!r}), {radius_m!r} and {vertex_count!r}; give all three."
        )
    azimuth = -np.linspace(0.0, 360.0, vertex_count, endpoint=False)
    ones = np.ones(vertex_count)
    lon_, lat_, _ = GEOD.fwd(ones * center[0], ones * center[1], azimuth, ones * float(radius_m))
    return shapely.Polygon(_close_ring(np.column_stack((lon_, lat_))))


def _close_ring(ring: Floats) -> Floats:
    """Close a ring whose longitudes may cross the dateline or wind around a pole."""
    lon = np.unwrap(np.append(ring[:, 0], ring[0, 0]), period=360.0)
    winding_deg = lon[-1] - lon[0]
    if abs(winding_deg) < 180.0:
        turns = np.round(lon.mean() / 360.0)  # the centre of the ring belongs in -180 to 180
        ring = np.column_stack((lon[:-1] - 360.0 * turns, ring[:, 1]))
        return np.vstack((ring, ring[0]))
    return _close_along_pole(ring, winding_deg)


def _close_along_pole(ring: Floats, winding_deg: float) -> Floats:
    """Close a ring that winds once around a pole, by edges along the map's edge and the pole.

    The ring starts at the vertex nearest to the dateline in the direction of travel, so that
    all longitudes lie within one turn. Going east (positive winding) counter-clockwise
    leaves the north pole on the left, the inside.
    """
    start = int(np.argmin(np.sign(winding_deg) * normalize_longitude(ring[:, 0])))
    ring = np.roll(ring, -start, axis=0)
    ring[:, 0] = np.unwrap(normalize_longitude(ring[:, 0]), period=360.0)
    pole = np.copysign(90.0, winding_deg)
    end = ring[0] + [winding_deg, 0.0]
    return np.vstack((ring, end, [end[0], pole], [ring[0, 0], pole], ring[0]))
