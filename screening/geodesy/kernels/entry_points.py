"""Kernels called with arrays; importing this loads numba."""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import CURVATURE_LOW_M, longest_chord_m
from screening.geodesy.kernels import buffer_sums as _around
from screening.geodesy.kernels import densify, scalar_ellipsoid
from screening.geodesy.kernels import perpendicular_foot as _feet
from screening.geodesy.kernels.array_types import (
    BVH,
    WIDTH,
    BufferSums,
    ContainingPolygons,
    FootPoints,
    NearestResult,
    Radii,
    SegmentArrays,
    SegmentLengths,
)
from screening.geodesy.kernels.bvh import build_bvh, segment_lengths
from screening.geodesy.kernels.nearest_query import nearest as _nearest
from screening.geodesy.kernels.nearest_state import MAX_SAG_M, SINGLE, allocate_workspace
from screening.geodesy.kernels.query_packet import allocate_packet
from screening.geodesy.kernels.scalar_ellipsoid import FAR_M

__all__ = [
    "BVH",
    "FAR_M",
    "SegmentArrays",
    "buffer_sums",
    "build_bvh",
    "count_pieces",
    "densify_lines",
    "ecef",
    "foot_points",
    "nearest",
    "segment_lengths",
]

ROUNDING_M = 1e-4
"""Between a bound by chords and its use [m]."""


def ecef(lonlat: Floats) -> Floats:
    """Turn positions into earth-centred coordinates.

    Parameters
    ----------
    lonlat : ndarray, (n, 2) [degrees]

    Returns
    -------
    ndarray, (n, 3) [m]
    """
    xyz = np.empty((len(lonlat), 3))
    scalar_ellipsoid.ecef(np.ascontiguousarray(lonlat), xyz)
    return xyz


def count_pieces(xyz: Floats, path: Ints) -> Ints:
    """Count the pieces of the edge from each vertex to the next.

    Parameters
    ----------
    xyz : ndarray, (v, 3) [m]
    path : ndarray of int, (v,), ascending

    Returns
    -------
    ndarray of int, (v,), 1 at the end of a path; 0 where the edge is too long for ``densify_lines``
    """
    many = np.empty(len(xyz), dtype=np.int64)
    densify.count(xyz, path, many)
    return many


def densify_lines(
    lonlat: Floats, xyz: Floats, path: Ints, many: Ints
) -> tuple[Floats, Floats, Ints]:
    """Put vertices on the geodesics of edges.

    Parameters
    ----------
    lonlat, xyz : ndarray, (v, 2) [degrees] and (v, 3) [m]
    path : ndarray of int, (v,)
    many : ndarray of int, (v,), pieces of the edge to the next vertex; negative where only
        room is to be left

    Returns
    -------
    lonlat, xyz, path : as given, with the new vertices
    """
    size = int(np.abs(many).sum())
    new = np.empty((size, 2)), np.empty((size, 3)), np.empty(size, dtype=np.int64)
    room = np.zeros((densify.ROOM, 5))
    densify.insert_vertices((np.ascontiguousarray(lonlat), xyz, path), many, new, room)
    return new


def nearest(tree: BVH, lonlat: Floats, held: Ints) -> NearestResult:
    """Find the nearest geometry of each point, in each band and those before it.

    Parameters
    ----------
    tree : BVH
    lonlat : ndarray, (n, 2) [degrees]
    held : ndarray of int, (n, bands), the lowest polygon that holds a point, or -1;
        or (0, bands) where there is none

    Returns
    -------
    NearestResult
    """
    xyz = ecef(lonlat)
    shape = len(xyz), len(tree.root)
    found = NearestResult(np.empty(shape, np.int64), np.empty(shape), np.empty(shape, bool))
    _nearest(
        tree, xyz, _order(tree, xyz), held, (allocate_workspace(tree), allocate_packet(tree)), found
    )
    return found


def buffer_sums(
    tree: BVH,
    line: SegmentLengths | None,
    lonlat: Floats,
    radii_m: Floats,
    held: ContainingPolygons,
    value: Floats,
) -> BufferSums:
    """Find how many, how much and how much line is within each radius of each point.

    Parameters
    ----------
    tree : BVH, of one band
    line : SegmentLengths, of the tree; None where the length is not wanted
    lonlat : ndarray, (n, 2) [degrees]
    radii_m : ndarray, (r,) [m], ascending, at least one, at most FAR_M
    held : ContainingPolygons, polygons that hold a point
    value : ndarray, (g,), or (0,) where nothing is to be added up

    Returns
    -------
    BufferSums
    """
    xyz = ecef(lonlat)
    shape = len(xyz), len(radii_m)
    length_m = np.empty((0 if line is None else shape[0], shape[1]))
    sure = np.ones(len(xyz), dtype=bool)
    sums = BufferSums(value, np.zeros(shape, np.int64), np.zeros(shape), length_m, sure)
    geometry_count = int(max(tree.owner.max(initial=-1), held.geometry.max(initial=-1))) + 1
    room = _around.allocate_workspace(tree, geometry_count, len(radii_m))
    line = line or SegmentLengths(np.empty((0, WIDTH)), np.empty(0))
    sites = xyz, _order(tree, xyz), held
    _around.buffer_sums((tree, line), sites, _radii(radii_m), room, sums)
    return sums


def _radii(radii_m: Floats) -> Radii:
    """Bound squared chords; see screening.geodesy.ellipsoid."""
    outer = longest_chord_m(radii_m) + ROUNDING_M
    inner = 2.0 * CURVATURE_LOW_M * np.sin(0.5 * radii_m / CURVATURE_LOW_M) - ROUNDING_M
    within = np.where(inner > 0.0, inner**2, -1.0)
    inner -= MAX_SAG_M
    return Radii(
        radii_m,
        outer**2,
        within,
        (outer + MAX_SAG_M) ** 2,
        np.where(inner > 0.0, inner**2, -1.0),
        (SINGLE * outer**2).astype(np.float32),
        (within / SINGLE).astype(np.float32),
    )


def foot_points(
    parts: SegmentArrays, first: Ints, count: Ints, lonlat: Floats, wanted: Ints
) -> FootPoints:
    """Find the nearest place on the wanted geometry of each point.

    Parameters
    ----------
    parts : Segments
    first, count : ndarray of int, (g,), the pieces of each geometry
    lonlat : ndarray, (n, 2) [degrees]
    wanted : ndarray of int, (n,)

    Returns
    -------
    FootPoints
    """
    n = len(lonlat)
    spots = FootPoints(np.zeros(n, np.int64), np.zeros(n), np.zeros(n, bool))
    _feet.foot_points(parts, first, count, ecef(lonlat), wanted, spots)
    return spots


def _order(tree: BVH, xyz: Floats) -> Ints:
    """Put points in the order in which one's answer helps the next."""
    place = np.empty(len(xyz), dtype=np.int64)
    scalar_ellipsoid.hilbert_keys(xyz, tree.frame, place)
    return np.argsort(place)
