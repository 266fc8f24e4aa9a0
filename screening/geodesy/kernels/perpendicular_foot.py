"""The foot point on one given geometry for each point."""

from __future__ import annotations

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.array_types import SAGITTA_PER_CHORD_SQ, FootPoints, SegmentArrays
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.nearest_state import UNKNOWN_M, prune_chord_m
from screening.geodesy.kernels.scalar_ellipsoid import (
    MAX_KERNEL_DISTANCE_M,
    Triple,
    ellipsoid_foot,
)

MAX_FOOT_DISTANCE_M = 30_000.0
"""Farthest that foot points are accurate to half a millimetre [m]. Farther away the direction of
the geodesic differs from that of the plane section by more than that at the foot point; the
pure path computes these."""


@kernel
def foot_points(
    segments: SegmentArrays, first: Ints, count: Ints, xyz: Floats, geometry: Ints, feet: FootPoints
) -> None:
    """Find the segment of the given geometry, and the fraction of it, nearest to each point."""
    for i in range(len(xyz)):
        best_m, prune_m, max_m = UNKNOWN_M, UNKNOWN_M, 0.0
        for segment in range(first[geometry[i]], first[geometry[i]] + count[geometry[i]]):
            a, b = segments.xyz[segments.tail[segment]], segments.xyz[segments.head[segment]]
            tail, head = (a[0], a[1], a[2]), (b[0], b[1], b[2])
            fraction, chord_sq, length_sq = chord_foot(xyz[i], tail, head)
            limit_m = prune_m + length_sq * SAGITTA_PER_CHORD_SQ
            if chord_sq > limit_m**2 or chord_sq > MAX_KERNEL_DISTANCE_M * MAX_KERNEL_DISTANCE_M:
                continue
            # Two Newton steps: the foot point itself is wanted, not the distance alone.
            distance_m, fraction, _ = ellipsoid_foot(xyz[i], tail, head, fraction)
            distance_m, fraction, _ = ellipsoid_foot(xyz[i], tail, head, fraction)
            if distance_m < best_m:
                best_m, prune_m = distance_m, prune_chord_m(distance_m)
                # The foot point of a single point is that point, at any distance.
                max_m = MAX_FOOT_DISTANCE_M if length_sq > 0.0 else MAX_KERNEL_DISTANCE_M - 1.0
                feet.segment[i], feet.fraction[i] = segment, fraction
        feet.certain[i] = best_m < max_m


@inner
def chord_foot(point: Floats, tail: Triple, head: Triple) -> tuple[float, float, float]:
    """Foot of the perpendicular on a chord: fraction, squared distance, squared length [m²]."""
    dx, dy, dz = head[0] - tail[0], head[1] - tail[1], head[2] - tail[2]
    ax, ay, az = point[0] - tail[0], point[1] - tail[1], point[2] - tail[2]
    length_sq = dx * dx + dy * dy + dz * dz
    fraction = (dx * ax + dy * ay + dz * az) / max(length_sq, 1e-30)
    fraction = min(max(fraction, 0.0), 1.0)
    ax, ay, az = ax - fraction * dx, ay - fraction * dy, az - fraction * dz
    return fraction, ax * ax + ay * ay + az * az, length_sq
