"""Scalar geometry on the ellipsoid: projection, geodesics from chords, foot points.

The ellipsoid is the level surface ``x²/a² + y²/a² + z²/b² = 1``. Its gradient gives the
normal without latitudes, so kernels need hardly any trigonometry.
"""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats
from screening.geodesy.ellipsoid import (
    ECCENTRICITY_2,
    MAX_CURVATURE_RADIUS_M,
    MAX_DISTANCE_M,
    MIN_CURVATURE_RADIUS_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
)
from screening.geodesy.kernels.jit import inner, kernel

MAX_KERNEL_DISTANCE_M = 250_000.0
"""Longest geodesic that :func:`geodesic_m` computes [m], to 0.2 µm there."""
Triple = tuple[float, float, float]

INV_A2 = 1.0 / SEMI_MAJOR_M**2
INV_B2 = 1.0 / SEMI_MINOR_M**2


@kernel
def ecef(lonlat: Floats, xyz: Floats) -> None:
    """Convert (n, 2) degrees into (n, 3) earth-centred metres; see ``ellipsoid.to_ecef``."""
    for i in range(len(lonlat)):
        lon, lat = math.radians(lonlat[i, 0]), math.radians(lonlat[i, 1])
        sin_lat = math.sin(lat)
        normal = SEMI_MAJOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * sin_lat * sin_lat)
        flat = normal * math.cos(lat)
        xyz[i, 0] = flat * math.cos(lon)
        xyz[i, 1] = flat * math.sin(lon)
        xyz[i, 2] = normal * (1.0 - ECCENTRICITY_2) * sin_lat


@inner
def normal_curvature(x: float, y: float, z: float, tx: float, ty: float, tz: float) -> float:
    """Compute the ellipsoid's normal curvature [1/m] at a point near it, along a direction.

    The second fundamental form of a level surface F = 1: the Hessian of F along the tangent
    over the length of its gradient. The direction is first made tangent; the last factor
    corrects for a point that is off the surface, where F is not 1.
    """
    gx, gy, gz = x * INV_A2, y * INV_A2, z * INV_B2
    square = gx * gx + gy * gy + gz * gz
    rise = (tx * gx + ty * gy + tz * gz) / square
    ex, ey, ez = tx - rise * gx, ty - rise * gy, tz - rise * gz
    hessian = (ex * ex + ey * ey) * INV_A2 + ez * ez * INV_B2
    level = math.sqrt((x * gx + y * gy + z * gz) / square)
    return hessian / (ex * ex + ey * ey + ez * ez) * level


@inner
def geodesic_m(px: float, py: float, pz: float, qx: float, qy: float, qz: float) -> float:
    """Geodesic between two surface points at most MAX_KERNEL_DISTANCE_M apart."""
    tx, ty, tz = qx - px, qy - py, qz - pz
    if tx * tx + ty * ty + tz * tz == 0.0:
        return 0.0
    return geodesic_from_chord_m(px, py, pz, tx, ty, tz)


@inner
def geodesic_from_chord_m(
    px: float, py: float, pz: float, tx: float, ty: float, tz: float
) -> float:
    """Geodesic from a surface point along a nonzero chord to another.

    The arc over the chord of a plane curve whose curvature changes evenly is that of a circle
    with four fifths of the curvature in the middle and a tenth of that at either end. With
    ``u = (chord curvature / 2)²`` the circle's arc is ``chord asin(√u) / √u``; the series of
    the arcsine is cut after u⁴. Measured against Karney's geodesics:
    ``docs/science/geodesy.md``, *Kernels*, Geodesics.
    """
    chord = math.sqrt(tx * tx + ty * ty + tz * tz)
    middle = normal_curvature(px + 0.5 * tx, py + 0.5 * ty, pz + 0.5 * tz, tx, ty, tz)
    ends = normal_curvature(px, py, pz, tx, ty, tz) + normal_curvature(
        px + tx, py + ty, pz + tz, tx, ty, tz
    )
    half = 0.5 * chord * (0.8 * middle + 0.1 * ends)
    u = half * half
    series = 1.0 / 6.0 + u * (3.0 / 40.0 + u * (15.0 / 336.0 + u * (105.0 / 3456.0)))
    return chord * (1.0 + u * series)


@inner
def max_arc_m(chord_m: float) -> float:
    """Upper bound on a geodesic by its chord; see ``ellipsoid.longest_geodesic_m``."""
    ratio = chord_m / (2.0 * MIN_CURVATURE_RADIUS_M)
    return 2.0 * MIN_CURVATURE_RADIUS_M * math.asin(ratio) if ratio < 1.0 else MAX_DISTANCE_M


@inner
def max_chord_m(arc_m: float) -> float:
    """Upper bound on a chord by its geodesic; see ``ellipsoid.longest_chord_m``.

    The sine's alternating series, cut after a positive term, is above the sine.
    """
    u = (0.5 * arc_m / MAX_CURVATURE_RADIUS_M) ** 2
    return arc_m * (1.0 - u * (1.0 / 6.0 - u / 120.0))


@inner
def project_to_ellipsoid(
    x: float, y: float, z: float
) -> tuple[float, float, float, float, float, float]:
    """Project a point at most metres below the surface onto it; and the outward normal there.

    One Newton step along the gradient of the level function. The error is of the order of
    depth² over earth radius: below 0.1 µm for the 0.32 m under a segment's chord.
    """
    gx, gy, gz = x * INV_A2, y * INV_A2, z * INV_B2
    steep = math.sqrt(gx * gx + gy * gy + gz * gz)
    nx, ny, nz = gx / steep, gy / steep, gz / steep
    depth = (1.0 - (x * gx + y * gy + z * gz)) / (2.0 * steep)
    return x + depth * nx, y + depth * ny, z + depth * nz, nx, ny, nz


@inner
def ellipsoid_foot(
    point: Floats, tail: Triple, head: Triple, fraction: float
) -> tuple[float, float, Triple]:
    """Foot point on a segment: distance [m], fraction of the segment, position in space.

    One step of Newton's method from the chord's foot, on the component of the direction to
    the point that is tangent to the ellipsoid and along the segment. The rest is below 2 mm
    along the segment at MAX_KERNEL_DISTANCE_M and moves the distance by less than a hundredth
    of a nanometre.
    """
    px, py, pz = point[0], point[1], point[2]
    dx, dy, dz = head[0] - tail[0], head[1] - tail[1], head[2] - tail[2]
    square = dx * dx + dy * dy + dz * dz
    if square > 0.0:
        x, y, z = tail[0] + fraction * dx, tail[1] + fraction * dy, tail[2] + fraction * dz
        x, y, z, nx, ny, nz = project_to_ellipsoid(x, y, z)
        vx, vy, vz = px - x, py - y, pz - z
        rise = dx * nx + dy * ny + dz * nz
        slope = vx * dx + vy * dy + vz * dz - (vx * nx + vy * ny + vz * nz) * rise
        level = max(square - rise * rise, 0.5 * square)
        fraction = min(max(fraction + slope / level, 0.0), 1.0)
    x, y, z = interpolate(tail, head, fraction)
    return geodesic_m(px, py, pz, x, y, z), fraction, (x, y, z)


@inner
def interpolate(tail: Triple, head: Triple, fraction: float) -> Triple:
    """Position at a fraction of a segment.

    The ends are the vertices themselves, so that lines that share one tie exactly.
    """
    if fraction == 0.0:
        return tail
    if fraction == 1.0:
        return head
    x = tail[0] + fraction * (head[0] - tail[0])
    y = tail[1] + fraction * (head[1] - tail[1])
    z = tail[2] + fraction * (head[2] - tail[2])
    x, y, z, _, _, _ = project_to_ellipsoid(x, y, z)
    return x, y, z
