"""Area of polygons within a radius of each point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from screening.geodesy.arrays import Floats, Ints, Objects, expand_ranges
from screening.geodesy.ellipsoid import ECCENTRICITY_2, GEOD, SEMI_MAJOR_M
from screening.geodesy.index import GeodesicIndex
from screening.geodesy.input_checks import Edges, check_radius, validate_points
from screening.geodesy.polygons import PolygonChart

MAX_RADIUS_M = 2_000_000.0
"""Largest radius whose area is measured [m]."""
CIRCLE_VERTEX_COUNT = 720
"""Vertices of the polygon that approximates a circle; its area is the circle's to 1e-9."""
STEP_DEG = 0.02
"""Longest edge of a planar polygon on its chart, before projection [degrees]."""
BATCH_PAIR_COUNT = 4_096
"""Pairs of a point and a polygon that are intersected at once."""


def area_within(index: GeodesicIndex, points: Any, radius_m: float) -> Floats:
    """Measure the area of polygons within a radius of each point.

    Circle and polygon are projected to Lambert's azimuthal equal-area projection around the
    point, which preserves the ellipsoid's areas, and intersected there.

    Parameters
    ----------
    index : GeodesicIndex, of polygons that do not reach the far side of the earth
    points : array-like, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], geodesic, at most 2,000 km

    Returns
    -------
    ndarray, (n,) [m²], accurate to about a millionth of the circle's area
        Overlapping polygons count separately; 0 where there is none, or the point is NaN.

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
    check_radius(radius_m, where, max_m=MAX_RADIUS_M)
    lonlat = validate_points(points, where)
    total_m2 = np.zeros(len(lonlat))
    if radius_m == 0.0 or not index.layer.charts:
        return total_m2
    pairs = index.within(lonlat, radius_m)
    for chart in index.layer.charts:
        row, polygon = _pair_with_chart(chart, pairs.point_index, pairs.geometry_index)
        for begin in range(0, len(row), BATCH_PAIR_COUNT):
            batch = slice(begin, begin + BATCH_PAIR_COUNT)
            center = lonlat[row[batch]]
            shapes = _project_polygons(chart, polygon[batch], center, index.layer.segments.edges)
            circles = _project_circles(center, float(radius_m))
            area_m2 = shapely.area(shapely.intersection(shapes, circles))
            np.add.at(total_m2, row[batch], area_m2)
    return total_m2


def _pair_with_chart(chart: PolygonChart, row: Ints, geometry: Ints) -> tuple[Ints, Ints]:
    """Replace pairs of a point and a geometry by pairs of a point and a polygon of the chart.

    A geometry may have several polygons on a chart, or none.
    """
    order = np.argsort(chart.geometry, kind="stable")
    owner = chart.geometry[order]
    first = np.searchsorted(owner, geometry, side="left")
    pair, position = expand_ranges(first, np.searchsorted(owner, geometry, side="right") - first)
    return row[pair], order[position]


def _project_polygons(chart: PolygonChart, polygon: Ints, center: Floats, edges: Edges) -> Objects:
    """Project one polygon per centre to the equal-area projection around it."""
    shapes = chart.polygons[polygon]
    if edges == "planar":
        # Straight on the chart, curved in the projection. Geodesic edges are short already.
        shapes = shapely.segmentize(shapes, STEP_DEG)
    xy, shape = shapely.get_coordinates(shapes, return_index=True)
    flat: Objects = shapely.set_coordinates(
        shapes.copy(), equal_area(chart.to_lonlat(xy), center[shape])
    )
    invalid = ~shapely.is_valid(flat)
    flat[invalid] = shapely.make_valid(flat[invalid])
    return flat


def _project_circles(center: Floats, radius_m: float) -> Objects:
    """Project the geodesic circle around each centre.

    A regular polygon of n vertices on a circle has ``sin(t) / t`` of its area, with ``t`` the
    angle of 2 pi / n; the vertices are moved outwards to make up for it.
    """
    azimuth = np.tile(np.linspace(0.0, 360.0, CIRCLE_VERTEX_COUNT, endpoint=False), len(center))
    origin = np.repeat(center, CIRCLE_VERTEX_COUNT, axis=0)
    lon, lat, _ = GEOD.fwd(origin[:, 0], origin[:, 1], azimuth, np.full(len(azimuth), radius_m))
    ring = equal_area(np.column_stack((lon, lat)), origin).reshape(-1, CIRCLE_VERTEX_COUNT, 2)
    angle = 2.0 * math.pi / CIRCLE_VERTEX_COUNT
    circles: Any = shapely.polygons(ring * math.sqrt(angle / math.sin(angle)))
    return circles  # type: ignore[no-any-return]


def equal_area(lonlat: Floats, center: Floats) -> Floats:
    """Project positions to Lambert's azimuthal equal-area projection, one centre for each.

    Snyder's equation 24-2 for the sphere, on authalic latitudes. Areas are exact; the distortion
    of angles that his ellipsoidal form reduces does not matter, as the circle has it too.

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
    dlon = np.radians(lonlat[:, 0] - center[:, 0])
    sin, sin_center = _authalic_sine(lonlat[:, 1]), _authalic_sine(center[:, 1])
    cos, cos_center = np.sqrt(1.0 - sin**2), np.sqrt(1.0 - sin_center**2)
    cos_angle = sin_center * sin + cos_center * cos * np.cos(dlon)
    # The antipode of the centre, where 1 + cos_angle is 0, is a whole circle: keep it finite.
    scale = AUTHALIC_RADIUS_M * np.sqrt(2.0 / np.maximum(1.0 + cos_angle, 1e-12))
    x, y = cos * np.sin(dlon), cos_center * sin - sin_center * cos * np.cos(dlon)
    return np.column_stack((scale * x, scale * y))


def _area_from_equator(sine: Floats) -> Floats:
    """Compute the area of a zone from the equator to a latitude.

    Per radian of longitude and squared semi-major axis: half of Snyder's q (equation 3-12).
    """
    e = math.sqrt(ECCENTRICITY_2)
    q = sine / (1.0 - ECCENTRICITY_2 * sine**2) + np.arctanh(e * sine) / e
    return 0.5 * (1.0 - ECCENTRICITY_2) * q


AREA_TO_POLE = float(_area_from_equator(np.ones(1))[0])
AUTHALIC_RADIUS_M = SEMI_MAJOR_M * math.sqrt(AREA_TO_POLE)
"""Radius of the sphere that has the ellipsoid's area [m]: 6,371,007.18."""


def _authalic_sine(lat: Floats) -> Floats:
    """Compute the sine of the authalic latitude (Snyder, equation 3-11)."""
    sine = _area_from_equator(np.sin(np.radians(lat)))
    return np.clip(sine / AREA_TO_POLE, -1.0, 1.0)
