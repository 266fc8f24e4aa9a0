"""Decomposition of geometries into paths of vertices: single points, lines and rings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from screening.geodesy import backend
from screening.geodesy.arrays import Bools, Floats, Ints, Objects, expand_ranges
from screening.geodesy.ellipsoid import (
    GEOD,
    MAX_CURVATURE_RADIUS_M,
    MIN_CURVATURE_RADIUS_M,
    inverse,
    to_ecef,
    vector_norms,
)
from screening.geodesy.input_checks import Edges, check_positions

MAX_SEGMENT_M = 4_000.0
"""Longest segment [m]; its chord runs up to 0.32 m below the surface."""
MAX_UNDIVIDED_CHORD_M = MAX_SEGMENT_M - 0.001
"""An edge with a longer chord may be longer than a segment [m]: an arc of 4 km exceeds its
chord by 0.07 mm."""
MAX_SAGITTA_M = MAX_SEGMENT_M**2 / (8.0 * MIN_CURVATURE_RADIUS_M)
"""Largest distance of a segment from its chord [m]: the sagitta of the most curved arc."""

PREPARE_S = 1.5e-6
"""Estimated time per vertex for densification without kernels [s]."""

POLYGON = 3
FIRST_COLLECTION = 4
"""Shapely's type numbers: 3 is Polygon, 4 and up are collections."""


@dataclass(frozen=True)
class VertexPaths:
    """Vertices in order, and what each belongs to.

    Attributes
    ----------
    lonlat : ndarray, (v, 2) [degrees], longitudes as in the input (any number of turns)
    path : ndarray of int, (v,), the path of each vertex; ascending
    geometry : ndarray of int, (paths,), the geometry of each path; ascending
    polygon : ndarray of int, (paths,), the polygon of each ring (shell first, then holes);
        -1 for points and lines
    """

    lonlat: Floats
    path: Ints
    geometry: Ints
    polygon: Ints


def extract_vertices(geometries: Objects, where: str) -> VertexPaths:
    """Decompose geometries; None and empty ones yield no path.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, (n,)
    where : str, name of the public function, for messages

    Returns
    -------
    VertexPaths

    Raises
    ------
    InputError
        Where a vertex is no longitude and latitude.
    """
    parts, geometry = _explode(geometries)
    area = shapely.get_type_id(parts) == POLYGON
    rings, polygon = shapely.get_rings(parts[area], return_index=True)
    paths = np.concatenate((parts[~area], rings))
    geometry = np.concatenate((geometry[~area], geometry[area][polygon]))
    polygon = np.concatenate((np.full(int((~area).sum()), -1), polygon))
    # Stable, so that a polygon's rings stay adjacent and its shell stays the first of them.
    order = np.argsort(geometry, kind="stable")
    lonlat, path = shapely.get_coordinates(paths[order], return_index=True)
    geometry = geometry[order]
    check_positions(lonlat, geometry[path], where)
    return VertexPaths(lonlat, path.astype(np.int64), geometry.astype(np.int64), polygon[order])


def _explode(geometries: Objects) -> tuple[Objects, Ints]:
    """Split multi-geometries and (nested) collections into single parts, and drop empty ones."""
    present = ~shapely.is_missing(geometries)
    parts, geometry = geometries[present], np.flatnonzero(present)
    while (shapely.get_type_id(parts) >= FIRST_COLLECTION).any():
        parts, parent = shapely.get_parts(parts, return_index=True)
        geometry = geometry[parent]
    nonempty = ~shapely.is_empty(parts)
    return parts[nonempty], geometry[nonempty]


def edge_tails(paths: VertexPaths) -> Ints:
    """Find the first vertex of each edge; its second is the next vertex.

    Parameters
    ----------
    paths : VertexPaths

    Returns
    -------
    ndarray of int
    """
    return np.flatnonzero(paths.path[1:] == paths.path[:-1])


def densify(paths: VertexPaths, edges: Edges) -> tuple[VertexPaths, Floats]:
    """Divide edges into segments of at most 4 km that stay within MAX_SAGITTA_M of their chords.

    Parameters
    ----------
    paths : VertexPaths
    edges : "geodesic" or "planar"

    Returns
    -------
    paths : VertexPaths, the vertices of the input with new ones between them
    xyz : ndarray, (v, 3) [m], their earth-centred coordinates
    """
    kernels = backend.kernels_if_worthwhile(len(paths.lonlat) * PREPARE_S)
    if kernels is not None and edges == "geodesic" and len(paths.lonlat):
        return _densify_by_kernels(paths, kernels)
    xyz = to_ecef(paths.lonlat)
    tail = edge_tails(paths)
    counts, azimuth, length_m = _count_segments(paths.lonlat, xyz, tail, edges)
    edge, fraction = division_fractions(counts)
    if not len(edge):
        return paths, xyz
    start = paths.lonlat[tail[edge]]
    if edges == "geodesic":
        between = _solve_direct(start, azimuth[edge], fraction * length_m[edge])
    else:
        between = start + fraction[:, None] * (paths.lonlat[tail[edge] + 1] - start)
    old, is_new = _layout(paths, tail, counts)
    all_xyz = np.empty((len(is_new), 3))
    all_xyz[old], all_xyz[is_new] = xyz, to_ecef(between)
    return insert_vertices(paths, tail, counts, between), all_xyz


def _densify_by_kernels(paths: VertexPaths, kernels: Any) -> tuple[VertexPaths, Floats]:
    """Divide geodesic edges by kernels, those beyond the kernels' reach by PROJ.

    The kernel leaves room for the vertices of the long edges, which it marks by a count of 0.
    """
    xyz = kernels.ecef(paths.lonlat)
    counts = kernels.count_segments(xyz, paths.path)
    long = np.flatnonzero(counts == 0)
    azimuth, _, length_m = inverse(paths.lonlat[long], paths.lonlat[long + 1])
    counts[long] = -np.ceil(length_m / MAX_SEGMENT_M).astype(np.int64)
    lonlat, all_xyz, path = kernels.densify_lines(paths.lonlat, xyz, paths.path, counts)
    if len(long):
        counts = np.abs(counts)
        old = (np.cumsum(counts) - counts)[long]
        edge, fraction = division_fractions(counts[long])
        new = expand_ranges(old + 1, counts[long] - 1)[1]
        start = paths.lonlat[long[edge]]
        lonlat[new] = _solve_direct(start, azimuth[edge], fraction * length_m[edge])
        all_xyz[new] = to_ecef(lonlat[new])
    return VertexPaths(lonlat, path, paths.geometry, paths.polygon), all_xyz


def _solve_direct(start: Floats, azimuth: Floats, distance_m: Floats) -> Floats:
    """Solve the direct geodesic problem: the points at a distance along an azimuth."""
    lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], azimuth, distance_m)
    return np.column_stack((lon, lat))


def division_fractions(counts: Ints) -> tuple[Ints, Floats]:
    """Place the vertices that divide each edge into equal segments.

    Parameters
    ----------
    counts : ndarray of int, (e,), segments of each edge

    Returns
    -------
    edge : ndarray of int, (sum of counts - 1,)
    fraction : ndarray, of the same shape, of the edge's length from its first vertex

    Examples
    --------
    >>> division_fractions(np.array([1, 4]))
    (array([1, 1, 1]), array([0.25, 0.5 , 0.75]))
    """
    edge, step = expand_ranges(np.ones(len(counts), dtype=np.int64), counts - 1)
    return edge, step / counts[edge]


def insert_vertices(paths: VertexPaths, tail: Ints, counts: Ints, between: Floats) -> VertexPaths:
    """Insert vertices into edges.

    Parameters
    ----------
    paths : VertexPaths
    tail : ndarray of int, (e,), the first vertex of each edge
    counts : ndarray of int, (e,), segments that each edge becomes
    between : ndarray, (sum of counts - 1, 2) [degrees], the new vertices, in order

    Returns
    -------
    VertexPaths
    """
    old, is_new = _layout(paths, tail, counts)
    lonlat = np.empty((len(is_new), 2))
    lonlat[old], lonlat[is_new] = paths.lonlat, between
    path = np.repeat(paths.path, np.diff(np.append(old, len(is_new))))
    return VertexPaths(lonlat, path, paths.geometry, paths.polygon)


def _layout(paths: VertexPaths, tail: Ints, counts: Ints) -> tuple[Ints, Bools]:
    """Find the new positions of the old vertices, and a mask of the new vertices."""
    added = np.zeros(len(paths.path), dtype=np.int64)
    added[tail] = counts - 1
    old = np.arange(len(added)) + np.cumsum(added) - added
    is_new = np.ones(len(added) + int(added.sum()), dtype=bool)
    is_new[old] = False
    return old, is_new


def _count_segments(
    lonlat: Floats, xyz: Floats, tail: Ints, edges: Edges
) -> tuple[Ints, Floats, Floats]:
    """Count the segments of each edge; azimuth and length of the geodesics to be divided."""
    counts = np.ones(len(tail), dtype=np.int64)
    azimuth, length_m = np.zeros(len(tail)), np.zeros(len(tail))
    if edges == "planar":
        max_m, acceleration_m = _planar_bounds(lonlat[tail], lonlat[tail + 1])
        # A curve deviates from its chord by at most an eighth of its second derivative,
        # which n segments reduce by n².
        needed = np.maximum(max_m / MAX_SEGMENT_M, np.sqrt(acceleration_m / (8.0 * MAX_SAGITTA_M)))
        return np.maximum(np.ceil(needed).astype(np.int64), 1), azimuth, length_m
    long = np.flatnonzero(vector_norms(xyz[tail + 1] - xyz[tail]) > MAX_UNDIVIDED_CHORD_M)
    azimuth[long], _, length_m[long] = inverse(lonlat[tail[long]], lonlat[tail[long] + 1])
    counts[long] = np.ceil(length_m[long] / MAX_SEGMENT_M).astype(np.int64)
    return np.maximum(counts, 1), azimuth, length_m


def _planar_bounds(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Bound the length and the second derivative of straight edges in longitude, latitude.

    The position in space is a function of the fraction of the edge, 0 to 1. On a sphere its
    second derivative is at most ``dlat² + 2 sin(lat) dlat dlon + cos(lat) dlon²`` times the
    radius: sine is largest at the end nearest to a pole, cosine at the one nearest to the
    equator (or on the equator, where the edge crosses it). The factor 1.02 covers the change
    of the meridian's radius of curvature on the ellipsoid.
    """
    dlon, dlat = np.abs(np.radians(end - start)).T
    lat = np.abs(np.radians(np.column_stack((start[:, 1], end[:, 1]))))
    crosses_equator = (start[:, 1] < 0.0) != (end[:, 1] < 0.0)
    max_cos = np.cos(np.where(crosses_equator, 0.0, lat.min(axis=1)))
    max_sin = np.sin(lat.max(axis=1))
    length_m = MAX_CURVATURE_RADIUS_M * np.hypot(dlat, max_cos * dlon)
    acceleration = 1.02 * dlat**2 + 2.0 * max_sin * dlat * dlon + max_cos * dlon**2
    return length_m, MAX_CURVATURE_RADIUS_M * acceleration


def chord_sagittas_m(lonlat: Floats, xyz: Floats, tail: Ints, head: Ints, edges: Edges) -> Floats:
    """Bound the distance of segments from their chords.

    Parameters
    ----------
    lonlat, xyz : ndarray, (v, 2) [degrees] and (v, 3) [m]
    tail, head : ndarray of int, (s,), the vertices at the ends
    edges : "geodesic" or "planar"

    Returns
    -------
    ndarray, (s,) [m]
    """
    if edges == "planar":
        return _planar_bounds(lonlat[tail], lonlat[head])[1] / 8.0
    # The sagitta of an arc is chord² / (8 radius) to second order; 7.99 covers the rest.
    chord_m = vector_norms(xyz[head] - xyz[tail])
    return chord_m**2 / (7.99 * MIN_CURVATURE_RADIUS_M)
