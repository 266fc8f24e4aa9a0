"""Geometries taken apart into paths: single points, lines and rings of vertices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from screening.geodesy import backend
from screening.geodesy.arrays import Bools, Floats, Ints, Objects, expand_ranges
from screening.geodesy.ellipsoid import (
    CURVATURE_HIGH_M,
    CURVATURE_LOW_M,
    GEOD,
    inverse,
    to_ecef,
    vector_norms,
)
from screening.geodesy.input_checks import Edges, check_positions

PIECE_M = 4_000.0
"""Longest piece [m]; a straight line of this length runs 0.32 m under the surface."""
UNCUT_M = PIECE_M - 0.001
"""An edge whose chord is longer may be longer than a piece [m]."""
SAG_M = PIECE_M**2 / (8.0 * CURVATURE_LOW_M)
"""Farthest that an edge's piece may be from the chord between its ends [m]."""

PREPARE_S = 1.5e-6
"""About what preparing a vertex takes without kernels [s]."""

POLYGON = 3
FIRST_COLLECTION = 4
"""Shapely's type numbers: 3 is Polygon, 4 and up are collections."""


@dataclass(frozen=True)
class VertexPaths:
    """Vertices in order, and what each belongs to.

    Attributes
    ----------
    lonlat : ndarray, (v, 2) [degrees], longitudes as they came
    path : ndarray of int, (v,), the path a vertex is of; ascending
    geometry : ndarray of int, (paths,), the geometry a path is of; ascending
    polygon : ndarray of int, (paths,), the polygon a ring is of (shell first, then
        holes); -1 for points and lines
    """

    lonlat: Floats
    path: Ints
    geometry: Ints
    polygon: Ints


def extract_vertices(geometries: Objects, where: str) -> VertexPaths:
    """Take geometries apart; None and empty ones leave nothing.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, (n,)
    where : str, the function's name, for messages

    Returns
    -------
    VertexPaths

    Raises
    ------
    InputError
        Where a vertex is no longitude and latitude.
    """
    parts, geometry = _single(geometries)
    area = shapely.get_type_id(parts) == POLYGON
    rings, polygon = shapely.get_rings(parts[area], return_index=True)
    path = np.concatenate((parts[~area], rings))
    owner = np.concatenate((geometry[~area], geometry[area][polygon]))
    of = np.concatenate((np.full(int((~area).sum()), -1), polygon))
    order = np.argsort(owner, kind="stable")
    lonlat, index = shapely.get_coordinates(path[order], return_index=True)
    owner = owner[order]
    check_positions(lonlat, owner[index], where)
    return VertexPaths(lonlat, index.astype(np.int64), owner.astype(np.int64), of[order])


def _single(geometries: Objects) -> tuple[Objects, Ints]:
    """Split multi-geometries and collections until only single parts are left."""
    known = ~shapely.is_missing(geometries)
    parts, owner = geometries[known], np.flatnonzero(known)
    while (shapely.get_type_id(parts) >= FIRST_COLLECTION).any():
        parts, of = shapely.get_parts(parts, return_index=True)
        owner = owner[of]
    full = ~shapely.is_empty(parts)
    return parts[full], owner[full]


def edge_tails(paths: VertexPaths) -> Ints:
    """Find the vertices that an edge leaves from, to the next vertex.

    Parameters
    ----------
    paths : VertexPaths

    Returns
    -------
    ndarray of int
    """
    return np.flatnonzero(paths.path[1:] == paths.path[:-1])


def densify(paths: VertexPaths, edges: Edges) -> tuple[VertexPaths, Floats]:
    """Cut edges until each is near the chord between its ends, and at most 4 km long.

    Parameters
    ----------
    paths : VertexPaths
    edges : "geodesic" or "planar"

    Returns
    -------
    paths : VertexPaths, with the vertices of before and more between them
    xyz : ndarray, (v, 3) [m], the vertices in space
    """
    fast = backend.kernels_if_worthwhile(len(paths.lonlat) * PREPARE_S)
    if fast is not None and edges == "geodesic" and len(paths.lonlat):
        return _densify_by_kernels(paths, fast)
    xyz = to_ecef(paths.lonlat)
    tail = edge_tails(paths)
    many, azimuth, length_m = _cuts(paths.lonlat, xyz, tail, edges)
    edge, share = division_fractions(many)
    if not len(edge):
        return paths, xyz
    start = paths.lonlat[tail[edge]]
    if edges == "geodesic":
        between = _ahead(start, azimuth[edge], share * length_m[edge])
    else:
        between = start + share[:, None] * (paths.lonlat[tail[edge] + 1] - start)
    place, new = _places(paths, tail, many)
    everywhere = np.empty((len(new), 3))
    everywhere[place], everywhere[new] = xyz, to_ecef(between)
    return insert_vertices(paths, tail, many, between), everywhere


def _densify_by_kernels(paths: VertexPaths, fast: Any) -> tuple[VertexPaths, Floats]:
    """Cut geodesic edges by kernels, but for very long ones."""
    xyz = fast.ecef(paths.lonlat)
    many = fast.count_pieces(xyz, paths.path)
    far = np.flatnonzero(many == 0)
    azimuth, _, length_m = inverse(paths.lonlat[far], paths.lonlat[far + 1])
    many[far] = -np.ceil(length_m / PIECE_M).astype(np.int64)
    lonlat, everywhere, path = fast.densify_lines(paths.lonlat, xyz, paths.path, many)
    if len(far):
        pieces = np.abs(many)
        place = (np.cumsum(pieces) - pieces)[far]
        edge, share = division_fractions(pieces[far])
        new = expand_ranges(place + 1, pieces[far] - 1)[1]
        start = paths.lonlat[far[edge]]
        lonlat[new] = _ahead(start, azimuth[edge], share * length_m[edge])
        everywhere[new] = to_ecef(lonlat[new])
    return VertexPaths(lonlat, path, paths.geometry, paths.polygon), everywhere


def _ahead(start: Floats, azimuth: Floats, away_m: Floats) -> Floats:
    """Go along geodesics."""
    lon, lat, _ = GEOD.fwd(start[:, 0], start[:, 1], azimuth, away_m)
    return np.column_stack((lon, lat))


def division_fractions(many: Ints) -> tuple[Ints, Floats]:
    """Place the vertices that divide each edge into equal pieces.

    Parameters
    ----------
    many : ndarray of int, (e,), pieces of each edge

    Returns
    -------
    edge : ndarray of int, (sum of many - 1,)
    share : ndarray, of the same shape, of the way along the edge

    Examples
    --------
    >>> division_fractions(np.array([1, 4]))
    (array([1, 1, 1]), array([0.25, 0.5 , 0.75]))
    """
    edge, step = expand_ranges(np.ones(len(many), dtype=np.int64), many - 1)
    return edge, step / many[edge]


def insert_vertices(paths: VertexPaths, tail: Ints, many: Ints, between: Floats) -> VertexPaths:
    """Put vertices into edges.

    Parameters
    ----------
    paths : VertexPaths
    tail : ndarray of int, (e,), the vertex that each edge leaves from
    many : ndarray of int, (e,), pieces that each edge becomes
    between : ndarray, (sum of many - 1, 2) [degrees], the new vertices, in order

    Returns
    -------
    VertexPaths
    """
    place, new = _places(paths, tail, many)
    lonlat = np.empty((len(new), 2))
    lonlat[place], lonlat[new] = paths.lonlat, between
    path = np.repeat(paths.path, np.diff(np.append(place, len(new))))
    return VertexPaths(lonlat, path, paths.geometry, paths.polygon)


def _places(paths: VertexPaths, tail: Ints, many: Ints) -> tuple[Ints, Bools]:
    """Say where the vertices of before go, and where new ones come."""
    more = np.zeros(len(paths.path), dtype=np.int64)
    more[tail] = many - 1
    place = np.arange(len(more)) + np.cumsum(more) - more
    new = np.ones(len(more) + int(more.sum()), dtype=bool)
    new[place] = False
    return place, new


def _cuts(lonlat: Floats, xyz: Floats, tail: Ints, edges: Edges) -> tuple[Ints, Floats, Floats]:
    """Count the pieces of each edge; azimuth and length where a geodesic is cut."""
    many = np.ones(len(tail), dtype=np.int64)
    azimuth, length_m = np.zeros(len(tail)), np.zeros(len(tail))
    if edges == "planar":
        reach_m, bend_m = _planar_bounds(lonlat[tail], lonlat[tail + 1])
        need = np.maximum(reach_m / PIECE_M, np.sqrt(bend_m / (8.0 * SAG_M)))
        return np.maximum(np.ceil(need).astype(np.int64), 1), azimuth, length_m
    long = np.flatnonzero(vector_norms(xyz[tail + 1] - xyz[tail]) > UNCUT_M)
    azimuth[long], _, length_m[long] = inverse(lonlat[tail[long]], lonlat[tail[long] + 1])
    many[long] = np.ceil(length_m[long] / PIECE_M).astype(np.int64)
    return np.maximum(many, 1), azimuth, length_m


def _planar_bounds(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Bound the length, and the second derivative, of straight edges in longitude, latitude.

    The position in space is taken as a function of the share of the way, 0 to 1.
    """
    dlon, dlat = np.abs(np.radians(end - start)).T
    lat = np.abs(np.radians(np.column_stack((start[:, 1], end[:, 1]))))
    across = (start[:, 1] < 0.0) != (end[:, 1] < 0.0)
    widest = np.cos(np.where(across, 0.0, lat.min(axis=1)))
    steepest = np.sin(lat.max(axis=1))
    reach_m = CURVATURE_HIGH_M * np.hypot(dlat, widest * dlon)
    bend = 1.02 * dlat**2 + 2.0 * steepest * dlat * dlon + widest * dlon**2
    return reach_m, CURVATURE_HIGH_M * bend


def chord_offsets_m(lonlat: Floats, xyz: Floats, tail: Ints, head: Ints, edges: Edges) -> Floats:
    """Bound how far a piece may be from the chord between its ends.

    Parameters
    ----------
    lonlat, xyz : ndarray, (v, 2) [degrees] and (v, 3) [m]
    tail, head : ndarray of int, (p,), the vertices at the ends
    edges : "geodesic" or "planar"

    Returns
    -------
    ndarray, (p,) [m]
    """
    if edges == "planar":
        return _planar_bounds(lonlat[tail], lonlat[head])[1] / 8.0
    chord_m = vector_norms(xyz[head] - xyz[tail])
    return chord_m**2 / (7.99 * CURVATURE_LOW_M)
