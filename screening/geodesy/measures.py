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
"""Largest radius of a circle [m]: a quarter of the way round, so that it holds one pole at most."""


def length_m(geometries: Any, *, edges: Edges = "geodesic") -> Floats:
    """Measure lines, and the edges of polygons, along the ellipsoid.

    Parameters
    ----------
    geometries : array-like of shapely geometries or None, (n,), in longitude, latitude
    edges : "geodesic" or "planar", see GeodesicIndex

    Returns
    -------
    ndarray, (n,) [m]; the rings' length of a polygon, 0 of a point or an empty geometry,
        NaN of None

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
        paths, _ = densify(paths, edges)
    tail = edge_tails(paths)
    _, _, edge_m = inverse(paths.lonlat[tail], paths.lonlat[tail + 1])
    geometry = paths.geometry[paths.path[tail]]
    total_m = np.bincount(geometry, weights=edge_m, minlength=len(array))
    return np.where(shapely.is_missing(array), np.nan, total_m)


def circle(lon: float, lat: float, radius_m: float, *, vertex_count: int = 128) -> shapely.Polygon:
    """Draw the circle of all points at a geodesic distance.

    Parameters
    ----------
    lon, lat : float [degrees], the centre
    radius_m : float [m], more than 0, at most a quarter of the way round the earth
    vertex_count : int, at least 8

    Returns
    -------
    Polygon in longitude, latitude, counter-clockwise
        Longitudes run on past 180 where it crosses the dateline. A circle that holds a
        pole is closed along that pole, so that it is right on a flat map.

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
    check_radius(radius_m, where, most_m=MAX_CIRCLE_M)
    if np.isnan(center).any() or radius_m == 0.0 or vertex_count < 8:
        raise InputError(
            f"{where}: expected a centre, a radius above 0 and 8 or more vertices, got"
            f" ({lon!r}, {lat!r}), {radius_m!r} and {vertex_count!r}; give all three."
        )
    azimuth = -np.linspace(0.0, 360.0, vertex_count, endpoint=False)
    same = np.ones(vertex_count)
    around = GEOD.fwd(same * center[0], same * center[1], azimuth, same * float(radius_m))
    return shapely.Polygon(_closed(np.column_stack(around[:2])))


def _closed(ring: Floats) -> Floats:
    """Close a ring, longitudes running on; along the pole where it goes round the earth."""
    lon = np.unwrap(np.append(ring[:, 0], ring[0, 0]), period=360.0)
    turn = lon[-1] - lon[0]
    if abs(turn) < 180.0:
        ring = np.column_stack((lon[:-1] - 360.0 * np.round(lon.mean() / 360.0), ring[:, 1]))
        return np.vstack((ring, ring[0]))
    begin = int(np.argmin(np.sign(turn) * normalize_longitude(ring[:, 0])))
    ring = np.roll(ring, -begin, axis=0)
    ring[:, 0] = np.unwrap(normalize_longitude(ring[:, 0]), period=360.0)
    pole = np.copysign(90.0, turn)
    end = ring[0] + [turn, 0.0]
    return np.vstack((ring, end, [end[0], pole], [ring[0, 0], pole], ring[0]))
