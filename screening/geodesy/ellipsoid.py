"""The WGS84 ellipsoid: earth-centred coordinates, and bounds on a geodesic from its chord.

A *chord*, the straight line through the earth between two points of its surface, is cheap
and has no seam at the dateline or the poles, so candidates are found by chords. Two bounds
make that exact. The normal curvature of the ellipsoid along a geodesic is at least that of a
circle of radius ``MAX_CURVATURE_RADIUS_M`` and at most that of one of radius
``MIN_CURVATURE_RADIUS_M``. By Schur's comparison theorem the geodesic's length lies between
the arcs of these circles over the same chord (``docs/science/geodesy.md``, *Method*, step 3).
The two arcs differ by 3 mm at 50 km and 3 m at 500 km.
"""

from __future__ import annotations

import math

import numpy as np
from pyproj import Geod

from screening.geodesy.arrays import Floats

GEOD = Geod(ellps="WGS84")
"""PROJ's geodesics, accurate to about 15 nm.
Source: C. F. F. Karney, J. Geodesy 87 (2013) 43-55."""

SEMI_MAJOR_M = 6_378_137.0
"""WGS84 semi-major axis [m]. Source: NGA.STND.0036 (2014), table 3.1."""
FLATTENING = 1.0 / 298.257223563
"""WGS84 flattening. Source: NGA.STND.0036 (2014), table 3.1."""
SEMI_MINOR_M = SEMI_MAJOR_M * (1.0 - FLATTENING)
ECCENTRICITY_2 = FLATTENING * (2.0 - FLATTENING)
SECOND_ECCENTRICITY_2 = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2)

MIN_CURVATURE_RADIUS_M = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2)
"""Smallest radius of curvature of a geodesic [m]: along the meridian, at the equator."""
MAX_CURVATURE_RADIUS_M = SEMI_MAJOR_M / math.sqrt(1.0 - ECCENTRICITY_2) * 1.0001
"""Largest radius of curvature [m], at a pole, and a ten-thousandth more: a geodesic is no
plane curve, its torsion turns the direction out of a plane by up to 0.2 degrees a radian."""
SHORT_CHORD_M = 5_000.0
"""Longest chord from which :func:`distance_m` derives the geodesic's length [m]."""
MAX_DISTANCE_M = 20_003_932.0
"""Upper bound on every distance [m]: half a meridian, 20,003,931.459 m, rounded up."""


def to_ecef(lonlat: Floats) -> Floats:
    """Convert longitude and latitude into earth-centred, earth-fixed coordinates (ECEF).

    Parameters
    ----------
    lonlat : ndarray, (n, 2) [degrees]

    Returns
    -------
    ndarray, (n, 3) [m]

    Examples
    --------
    >>> to_ecef(np.array([[0.0, 0.0], [90.0, 0.0]])).round(3) + 0.0
    array([[6378137.,       0.,       0.],
           [      0., 6378137.,       0.]])
    """
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    normal = prime_vertical_m(lat)
    flat = normal * np.cos(lat)
    return np.column_stack(
        (flat * np.cos(lon), flat * np.sin(lon), normal * (1.0 - ECCENTRICITY_2) * np.sin(lat))
    )


def to_lonlat(xyz: Floats) -> Floats:
    """Project points near the surface onto it, along the ellipsoid's normal.

    Parameters
    ----------
    xyz : ndarray, (n, 3) [m], within a few metres of the surface

    Returns
    -------
    ndarray, (n, 2), longitude and latitude [degrees]

    Source
    ------
    B. R. Bowring, Survey Review 23 (1976) 323-327; one step, exact to 1e-9 m near the surface.

    Examples
    --------
    >>> to_lonlat(to_ecef(np.array([[-98.75, 31.5]]))).round(12)
    array([[-98.75,  31.5 ]])
    """
    x, y, z = xyz.T
    flat = np.hypot(x, y)
    reduced = np.arctan2(z * SEMI_MAJOR_M, flat * SEMI_MINOR_M)
    lat = np.arctan2(
        z + SECOND_ECCENTRICITY_2 * SEMI_MINOR_M * np.sin(reduced) ** 3,
        flat - ECCENTRICITY_2 * SEMI_MAJOR_M * np.cos(reduced) ** 3,
    )
    lonlat: Floats = np.degrees(np.column_stack((np.arctan2(y, x), lat)))
    return lonlat


def prime_vertical_m(lat_rad: Floats) -> Floats:
    """Compute the radius of curvature in the prime vertical (across the meridian).

    Parameters
    ----------
    lat_rad : ndarray, (n,) [radians]

    Returns
    -------
    ndarray, (n,) [m]
    """
    radius_m: Floats = SEMI_MAJOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(lat_rad) ** 2)
    return radius_m


def meridian_m(lat_rad: Floats) -> Floats:
    """Compute the radius of curvature along the meridian.

    Parameters
    ----------
    lat_rad : ndarray, (n,) [radians]

    Returns
    -------
    ndarray, (n,) [m]
    """
    across_m = prime_vertical_m(lat_rad)
    return across_m**3 * ((1.0 - ECCENTRICITY_2) / SEMI_MAJOR_M**2)


def vector_norms(vector: Floats) -> Floats:
    """Compute the Euclidean norms of vectors.

    Parameters
    ----------
    vector : ndarray, (n, 3)

    Returns
    -------
    ndarray, (n,), in the vector's unit
    """
    length: Floats = np.sqrt(np.einsum("ij,ij->i", vector, vector))
    return length


def to_east_north(lonlat: Floats, vector: Floats) -> Floats:
    """Resolve earth-centred vectors into their east and north components at points.

    Parameters
    ----------
    lonlat : ndarray, (n, 2) [degrees]
    vector : ndarray, (n, 3), earth-centred

    Returns
    -------
    ndarray, (n, 2), in the vector's unit

    Examples
    --------
    >>> to_east_north(np.array([[0.0, 0.0]]), np.array([[9.0, 2.0, 3.0]]))
    array([[2., 3.]])
    """
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    x, y, z = vector.T
    outward = x * np.cos(lon) + y * np.sin(lon)
    east = y * np.cos(lon) - x * np.sin(lon)
    return np.column_stack((east, z * np.cos(lat) - outward * np.sin(lat)))


def inverse(lonlat_from: Floats, lonlat_to: Floats) -> tuple[Floats, Floats, Floats]:
    """Solve the inverse geodesic problem.

    Parameters
    ----------
    lonlat_from, lonlat_to : ndarray, (n, 2) [degrees]

    Returns
    -------
    azimuth, azimuth_back : ndarray, (n,) [degrees]
        At the first point towards the second, at the second towards the first.
    distance_m : ndarray, (n,) [m]
    """
    azimuth, back, distance_m = GEOD.inv(
        lonlat_from[:, 0], lonlat_from[:, 1], lonlat_to[:, 0], lonlat_to[:, 1]
    )
    return azimuth, back, distance_m


def distance_m(lonlat_from: Floats, lonlat_to: Floats, chord_m: Floats) -> Floats:
    """Compute geodesic distances of points whose chords are known.

    Up to :data:`SHORT_CHORD_M` the arcs of the two bounding circles over the chord differ by
    2.6 µm; the mean of their series, ``chord + chord³ / (24 radius²)``, is returned. Longer
    geodesics are solved exactly.

    Parameters
    ----------
    lonlat_from, lonlat_to : ndarray, (n, 2) [degrees]
    chord_m : ndarray, (n,) [m]

    Returns
    -------
    ndarray, (n,) [m], accurate to 1.3 µm

    Examples
    --------
    >>> ends = np.array([[-98.75, 31.5], [-98.72, 31.52]])
    >>> chord_m = vector_norms(np.diff(to_ecef(ends), axis=0))
    >>> bool(np.isclose(distance_m(ends[:1], ends[1:], chord_m), inverse(ends[:1], ends[1:])[2],
    ...                 rtol=0.0, atol=1.3e-6)[0])
    True
    """
    curvature_sq = 0.5 * (MIN_CURVATURE_RADIUS_M**-2 + MAX_CURVATURE_RADIUS_M**-2)
    arc_m: Floats = chord_m * (1.0 + curvature_sq / 24.0 * chord_m**2)
    long = chord_m > SHORT_CHORD_M
    arc_m[long] = inverse(lonlat_from[long], lonlat_to[long])[2]
    return arc_m


def longest_geodesic_m(chord_m: Floats) -> Floats:
    """Bound the geodesic distance of two surface points from above, by their chord.

    The arc over the chord of the circle of the smallest radius. A chord longer than that
    circle's diameter gives no bound of its own, only the largest distance on earth.

    Parameters
    ----------
    chord_m : ndarray [m]

    Returns
    -------
    ndarray [m], of the same shape

    Examples
    --------
    >>> longest_geodesic_m(np.array([50_000.0])).round(3)
    array([50000.13])
    """
    ratio = chord_m / (2.0 * MIN_CURVATURE_RADIUS_M)
    arc = 2.0 * MIN_CURVATURE_RADIUS_M * np.arcsin(np.minimum(ratio, 1.0))
    return np.where(ratio < 1.0, arc, MAX_DISTANCE_M)


def longest_chord_m(geodesic_m: Floats) -> Floats:
    """Bound the chord of two surface points from above, by their geodesic distance.

    The chord under an arc of the circle of the largest radius, the flattest one. Beyond half
    of that circle the bound remains its diameter.

    Parameters
    ----------
    geodesic_m : ndarray [m]

    Returns
    -------
    ndarray [m], of the same shape

    Examples
    --------
    >>> longest_chord_m(np.array([50_000.0])).round(3)
    array([49999.873])
    """
    half = np.minimum(geodesic_m / (2.0 * MAX_CURVATURE_RADIUS_M), math.pi / 2.0)
    return 2.0 * MAX_CURVATURE_RADIUS_M * np.sin(half)


def normalize_longitude(lon: Floats) -> Floats:
    """Wrap longitudes into -180 (included) to 180 (excluded).

    Longitudes inside the range are returned bit for bit: the modulo would round them.

    Parameters
    ----------
    lon : ndarray [degrees]

    Returns
    -------
    ndarray [degrees], of the same shape

    Examples
    --------
    >>> normalize_longitude(np.array([190.0, 180.0, -97.5, -540.0]))
    array([-170. , -180. ,  -97.5, -180. ])
    """
    inside = (lon >= -180.0) & (lon < 180.0)
    return np.where(inside, lon, (lon + 180.0) % 360.0 - 180.0)
