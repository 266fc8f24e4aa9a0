"""The nearest point on one geometry of each point."""

from __future__ import annotations

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import SAG_PER_M, FootPoints, SegmentArrays
from screening.geodesy.kernels.jit import kernel
from screening.geodesy.kernels.nearest_state import prune_chord_m
from screening.geodesy.kernels.scalar_ellipsoid import FAR_M, ellipsoid_foot

UNKNOWN_M = 1e30
FOOT_TOLERANCE_M = 30_000.0
"""Farthest that feet are right to half a millimetre [m]: beyond, a geodesic leaves in another
direction than the plane section does, by more than that at its end; the pure path answers."""


@kernel
def foot_points(
    parts: SegmentArrays, first: Ints, count: Ints, xyz: Floats, wanted: Ints, spots: FootPoints
) -> None:
    """Find the piece of the wanted geometry, and the share of it, nearest to each point."""
    for i in range(len(xyz)):
        x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        best, reach, most = UNKNOWN_M, UNKNOWN_M, 0.0
        for piece in range(first[wanted[i]], first[wanted[i]] + count[wanted[i]]):
            a, b = parts.xyz[parts.tail[piece]], parts.xyz[parts.head[piece]]
            dx, dy, dz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
            ax, ay, az = x - a[0], y - a[1], z - a[2]
            square = dx * dx + dy * dy + dz * dz
            share = (dx * ax + dy * ay + dz * az) / max(square, 1e-30)
            share = min(max(share, 0.0), 1.0)
            ax, ay, az = ax - share * dx, ay - share * dy, az - share * dz
            chord = ax * ax + ay * ay + az * az
            if chord > (reach + square * SAG_PER_M) ** 2 or chord > FAR_M * FAR_M:
                continue
            tail, head = (a[0], a[1], a[2]), (b[0], b[1], b[2])
            metres, share, _ = ellipsoid_foot(xyz[i], tail, head, share)
            metres, share, _ = ellipsoid_foot(xyz[i], tail, head, share)
            if metres < best:
                best, reach, most = (
                    metres,
                    prune_chord_m(metres),
                    FOOT_TOLERANCE_M if square > 0.0 else FAR_M - 1.0,
                )
                spots.piece[i], spots.share[i] = piece, share
        spots.sure[i] = best < most
