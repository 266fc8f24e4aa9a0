"""Area of polygons within a radius of each point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from screening.geodesy.arrays import Floats, Ints, Objects, expand_ranges
from screening.geodesy.ellipsoid import ECCENTRICITY_2, GEOD, SEMI_MAJOR_M
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import check_radius, validate_points
from screening.geodesy.polygons import PolygonChart

MAX_RADIUS_M = 2_000_000.0
"""Largest radius whose area is measured [m]."""
RIM_COUNT = 720
"""Corners of the polygon that stands for a circle; it has the circle's area to 1e-9."""
STEP_DEG = 0.02
"""Longest edge on a chart of straight longitudes and latitudes [degrees]."""
PAIR_COUNT = 4_096
"""Pairs of a point and a polygon that are cut at once."""


def area_within(index: GeodesicIndex, points: Any, radius_m: float) -> Floats:
    """Measure the area of polygons within a radius of each point.

    Point and polygon are drawn on Lambert's azimuthal equal-area projection around the
    point, which keeps the ellipsoid's areas, and cut there.

    Parameters
    ----------
    index : GeodesicIndex, of polygons that do not reach the far side of the earth
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic, at most 2,000 km

    Returns
    -------
    ndarray, (n,) [m²], right to about a millionth of the circle; polygons that overlap
        count each; 0 where there is none, or the point is NaN

    Raises
    ------
    InputError

    Source
    ------
    J. P. Snyder, Map Projections: A Working Manual (1987), section 24.

    Examples
    --------
    >>> from shapely import box
    >>> index = GeodesicIndex([box(-1, 0, 1, 1)])
    >>> half_disc = area_within(index, [[0, 0]], 10_000.0)
    >>> round(float(half_disc[0]) / 1e4**2, 4)
    1.5708
    """
    where = "geodesy.area_within"
    check_radius(radius_m, where, most_m=MAX_RADIUS_M)
    lonlat = validate_points(points, where)
    total_m2 = np.zeros(len(lonlat))
    if radius_m == 0.0 or not index.layer.charts:
        return total_m2
    pairs = index.within(lonlat, radius_m)
    for chart in index.layer.charts:
        row, polygon = _of_chart(chart, pairs.point_index, pairs.geometry_index)
        for begin in range(0, len(row), PAIR_COUNT):
            few = slice(begin, begin + PAIR_COUNT)
            area_m2 = _areas(chart, polygon[few], lonlat[row[few]], float(radius_m), index)
            np.add.at(total_m2, row[few], area_m2)
    return total_m2


def _of_chart(chart: PolygonChart, row: Ints, geometry: Ints) -> tuple[Ints, Ints]:
    """Pair points with the chart's polygons of their geometries."""
    order = np.argsort(chart.geometry, kind="stable")
    here = chart.geometry[order]
    first = np.searchsorted(here, geometry, side="left")
    which, place = expand_ranges(first, np.searchsorted(here, geometry, side="right") - first)
    return row[which], order[place]


def _areas(
    chart: PolygonChart, polygon: Ints, center: Floats, radius_m: float, index: GeodesicIndex
) -> Floats:
    """Areas of polygons within circles, one a pair."""
    shapes = chart.polygons[polygon]
    if index.layer.pieces.edges == "planar":
        shapes = shapely.segmentize(shapes, STEP_DEG)
    at, of = shapely.get_coordinates(shapes, return_index=True)
    drawn: Objects = shapely.set_coordinates(shapes.copy(), equal_area(chart.back(at), center[of]))
    broken = ~shapely.is_valid(drawn)
    drawn[broken] = shapely.make_valid(drawn[broken])
    azimuth = np.tile(np.linspace(0.0, 360.0, RIM_COUNT, endpoint=False), len(center))
    around = np.repeat(center, RIM_COUNT, axis=0)
    away_m = np.full(len(azimuth), radius_m)
    lon, lat, _ = GEOD.fwd(around[:, 0], around[:, 1], azimuth, away_m)
    rim = equal_area(np.column_stack((lon, lat)), around).reshape(-1, RIM_COUNT, 2)
    turn = 2.0 * math.pi / RIM_COUNT
    circles = shapely.polygons(rim * math.sqrt(turn / math.sin(turn)))
    area_m2: Floats = shapely.area(shapely.intersection(drawn, circles))
    return area_m2


def equal_area(lonlat: Floats, center: Floats) -> Floats:
    """Draw positions on Lambert's azimuthal equal-area projection around a centre each.

    Parameters
    ----------
    lonlat, center : ndarray, (n, 2) [degrees]

    Returns
    -------
    ndarray, (n, 2) [m], east and north

    Examples
    --------
    >>> equal_area(np.array([[0.1, 0.0]]), np.array([[0.0, 0.0]])).round(1)
    array([[11119.5,     0. ]])
    """
    east = np.radians(lonlat[:, 0] - center[:, 0])
    sin, at = _authalic(lonlat[:, 1]), _authalic(center[:, 1])
    cos, across = np.sqrt(1.0 - sin**2), np.sqrt(1.0 - at**2)
    toward = at * sin + across * cos * np.cos(east)
    scale = AUTHALIC_M * np.sqrt(2.0 / np.maximum(1.0 + toward, 1e-12))
    x, y = cos * np.sin(east), across * sin - at * cos * np.cos(east)
    return np.column_stack((scale * x, scale * y))


def _to_pole(sine: Floats) -> Floats:
    """Area from the equator to a latitude, over a strip a radian wide, by the axis squared."""
    e = math.sqrt(ECCENTRICITY_2)
    bent = sine / (1.0 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e
    return 0.5 * (1.0 - ECCENTRICITY_2) * bent


POLE = float(_to_pole(np.ones(1))[0])
AUTHALIC_M = SEMI_MAJOR_M * math.sqrt(POLE)
"""Radius of the sphere that has the ellipsoid's area [m]: 6,371,007.18."""


def _authalic(lat: Floats) -> Floats:
    """Sine of the latitude on the sphere of the same area."""
    return np.clip(_to_pole(np.sin(np.radians(lat))) / POLE, -1.0, 1.0)
