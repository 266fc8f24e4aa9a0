"""One query without an index of one's own: build, query, discard."""

from __future__ import annotations

from typing import Any

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.index import GeodesicIndex, PairsWithin
from screening.geodesy.input_checks import Edges


def nearest(
    points: Any, geometries: Any, *, k: int = 1, edges: Edges = "geodesic"
) -> tuple[Ints, Floats]:
    """Find the nearest geometries of each point, in metres over the WGS84 ellipsoid.

    Parameters
    ----------
    points : array-like, (n, 2), longitude and latitude [degrees]
    geometries : array-like of shapely points, lines, polygons (multi too) or None, (m,)
    k : int, number of neighbours
    edges : "geodesic" or "planar", see GeodesicIndex

    Returns
    -------
    index : ndarray of int, (n,), or (n, k) where k > 1; -1 where there is none
    distance_m : ndarray, of the same shape [m]; NaN where there is none

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import LineString, box
    >>> index, distance_m = nearest([[-97.0, 30.5]], [LineString([(-98, 30), (-96, 30)])])
    >>> index, distance_m.round(3)
    (array([0]), array([55007.297]))
    >>> nearest([[-97.0, 30.5]], [box(-98, 30, -96, 31)])
    (array([0]), array([0.]))
    """
    return GeodesicIndex(geometries, edges=edges).nearest(points, k)


def within(
    points: Any, geometries: Any, radius_m: float, *, edges: Edges = "geodesic"
) -> PairsWithin:
    """Find every geometry within a radius of each point, over the WGS84 ellipsoid.

    Parameters
    ----------
    points : array-like, (n, 2), longitude and latitude [degrees]
    geometries : array-like of shapely points, lines, polygons (multi too) or None, (m,)
    radius_m : float [m]
    edges : "geodesic" or "planar", see GeodesicIndex

    Returns
    -------
    PairsWithin

    Raises
    ------
    InputError

    Examples
    --------
    >>> from shapely import Point
    >>> pairs = within([[0, 0], [5, 5]], [Point(0, 0.1), Point(9, 9), Point(0.1, 0)], 20_000)
    >>> pairs.geometry_index, pairs.distance_m.round(3), pairs.count(2)
    (array([0, 2]), array([11057.428, 11131.949]), array([2, 0]))
    """
    return GeodesicIndex(geometries, edges=edges).within(points, radius_m)
