"""Kernels as functions of arrays; importing this module imports numba.

Each function allocates results and workspaces, which kernels themselves cannot do, and sorts
the points along the Hilbert curve.
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import MIN_CURVATURE_RADIUS_M, longest_chord_m
from screening.geodesy.kernels import buffer_sums as _buffer_kernels
from screening.geodesy.kernels import (
    buffer_workspace,
    densify,
    hilbert_curve,
    query_block,
    scalar_ellipsoid,
)
from screening.geodesy.kernels import perpendicular_foot as _foot_kernels
from screening.geodesy.kernels.array_types import (
    BVH,
    WIDTH,
    BufferSums,
    ContainingPolygons,
    FootPoints,
    NearestResult,
    RadiusBounds,
    SegmentArrays,
    SegmentLengths,
)
from screening.geodesy.kernels.bvh import build_bvh, segment_lengths
from screening.geodesy.kernels.nearest_query import nearest as _nearest
from screening.geodesy.kernels.nearest_state import (
    FLOAT32_MARGIN,
    SAGITTA_BOUND_M,
    allocate_workspace,
)
from screening.geodesy.kernels.query_packet import allocate_packet

__all__ = [
    "BVH",
    "SegmentArrays",
    "buffer_sums",
    "build_bvh",
    "count_segments",
    "densify_lines",
    "ecef",
    "foot_points",
    "nearest",
    "segment_lengths",
]

ROUNDING_M = 1e-4
"""Margin of bounds on chords [m], above the rounding of earth-centred coordinates."""


def ecef(lonlat: Floats) -> Floats:
    """Convert positions into earth-centred coordinates.

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


def count_segments(xyz: Floats, path: Ints) -> Ints:
    """Count the segments of the edge from each vertex to the next.

    Parameters
    ----------
    xyz : ndarray, (v, 3) [m]
    path : ndarray of int, (v,), ascending

    Returns
    -------
    ndarray of int, (v,), 1 at the end of a path; 0 where the edge is too long for ``densify_lines``
    """
    counts = np.empty(len(xyz), dtype=np.int64)
    densify.count(xyz, path, counts)
    return counts


def densify_lines(
    lonlat: Floats, xyz: Floats, path: Ints, counts: Ints
) -> tuple[Floats, Floats, Ints]:
    """Insert vertices on the geodesics of edges.

    Parameters
    ----------
    lonlat, xyz : ndarray, (v, 2) [degrees] and (v, 3) [m]
    path : ndarray of int, (v,)
    counts : ndarray of int, (v,), segments of the edge to the next vertex
        Negative where the new vertices are to be left for the caller to fill in.

    Returns
    -------
    lonlat, xyz, path : the arguments with the new vertices
    """
    size = int(np.abs(counts).sum())
    new = np.empty((size, 2)), np.empty((size, 3)), np.empty(size, dtype=np.int64)
    workspace = np.zeros((densify.WORKSPACE_ROWS, 5))
    densify.insert_vertices((np.ascontiguousarray(lonlat), xyz, path), counts, new, workspace)
    return new


def nearest(tree: BVH, lonlat: Floats, containing: Ints) -> NearestResult:
    """Find the nearest geometry of each point, in each band and those before it.

    Parameters
    ----------
    tree : BVH
    lonlat : ndarray, (n, 2) [degrees]
    containing : ndarray of int, (n, bands)
        The lowest polygon that contains a point, or -1; or (0, bands) where there is none.

    Returns
    -------
    NearestResult
    """
    xyz = ecef(lonlat)
    shape = len(xyz), len(tree.root)
    result = NearestResult(np.empty(shape, np.int64), np.empty(shape), np.empty(shape, bool))
    workspace = allocate_workspace(tree), allocate_packet(tree)
    _nearest(tree, xyz, _hilbert_order(tree, xyz), containing, workspace, result)
    return result


def buffer_sums(
    tree: BVH,
    lengths: SegmentLengths | None,
    lonlat: Floats,
    radii_m: Floats,
    containing: ContainingPolygons,
    values: Floats,
) -> BufferSums:
    """Compute counts, sums and lengths within each radius of each point.

    Parameters
    ----------
    tree : BVH, of one band
    lengths : SegmentLengths, of the tree; None where lengths are not wanted
    lonlat : ndarray, (n, 2) [degrees]
    radii_m : ndarray, (r,) [m], ascending, at least one, at most MAX_KERNEL_DISTANCE_M
    containing : ContainingPolygons, the polygons that contain a point
    values : ndarray, (g,), or (0,) where nothing is to be summed

    Returns
    -------
    BufferSums
    """
    xyz = ecef(lonlat)
    shape = len(xyz), len(radii_m)
    length_m = np.empty((0 if lengths is None else shape[0], shape[1]))
    certain = np.ones(len(xyz), dtype=bool)
    sums = BufferSums(values, np.zeros(shape, np.int64), np.zeros(shape), length_m, certain)
    geometry_count = 1 + int(
        max(tree.geometry.max(initial=-1), containing.geometry.max(initial=-1))
    )
    workspace = (
        buffer_workspace.allocate_workspace(len(radii_m)),
        query_block.allocate_block(tree, geometry_count),
    )
    lengths = lengths or SegmentLengths(np.empty((0, WIDTH)), np.empty(0))
    queries = xyz, _hilbert_order(tree, xyz), containing
    _buffer_kernels.buffer_sums((tree, lengths), queries, _bound_radii(radii_m), workspace, sums)
    return sums


def _bound_radii(radii_m: Floats) -> RadiusBounds:
    """Compute bounds on squared chords, from the arcs of ``ellipsoid``, with margins.

    The shortest chord of a geodesic of this length is that of the most curved circle.
    """
    beyond_m = longest_chord_m(radii_m) + ROUNDING_M
    chord_m = 2.0 * MIN_CURVATURE_RADIUS_M * np.sin(0.5 * radii_m / MIN_CURVATURE_RADIUS_M)
    within_m = chord_m - ROUNDING_M
    within_sq = np.where(within_m > 0.0, within_m**2, -1.0)
    segment_within_m = within_m - SAGITTA_BOUND_M
    return RadiusBounds(
        radius_m=radii_m,
        beyond_sq=beyond_m**2,
        within_sq=within_sq,
        segment_beyond_sq=(beyond_m + SAGITTA_BOUND_M) ** 2,
        segment_within_sq=np.where(segment_within_m > 0.0, segment_within_m**2, -1.0),
        box_beyond_sq=(FLOAT32_MARGIN * beyond_m**2).astype(np.float32),
        box_within_sq=(within_sq / FLOAT32_MARGIN).astype(np.float32),
    )


def foot_points(
    segments: SegmentArrays, first: Ints, count: Ints, lonlat: Floats, geometry: Ints
) -> FootPoints:
    """Find the foot point on a given geometry for each point.

    Parameters
    ----------
    segments : SegmentArrays
    first, count : ndarray of int, (g,), the segments of each geometry
    lonlat : ndarray, (n, 2) [degrees]
    geometry : ndarray of int, (n,)

    Returns
    -------
    FootPoints
    """
    n = len(lonlat)
    feet = FootPoints(np.zeros(n, np.int64), np.zeros(n), np.zeros(n, bool))
    _foot_kernels.foot_points(segments, first, count, ecef(lonlat), geometry, feet)
    return feet


def _hilbert_order(tree: BVH, xyz: Floats) -> Ints:
    """Sort points along the Hilbert curve of the tree, so that neighbours follow each other."""
    position = np.empty(len(xyz), dtype=np.int64)
    hilbert_curve.hilbert_positions(xyz, tree.frame, position)
    return np.argsort(position)
