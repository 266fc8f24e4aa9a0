"""Points on the ellipsoid, the geodesic between two, and the nearest point of a piece."""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import (
    CURVATURE_HIGH_M,
    CURVATURE_LOW_M,
    ECCENTRICITY_2,
    FARTHEST_M,
    SEMI_MAJOR_M,
    SEMI_MINOR_M,
)
from screening.geodesy.kernels.jit import inner, kernel

FAR_M = 250_000.0
"""Farthest that :func:`geodesic_m` is used [m]; there it is right to 0.2 µm."""
Triple = tuple[float, float, float]

WIDE = 1.0 / SEMI_MAJOR_M**2
TALL = 1.0 / SEMI_MINOR_M**2
CELLS = 65_535
"""Cells of the Hilbert curve along an axis, less one."""


@kernel
def ecef(lonlat: Floats, xyz: Floats) -> None:
    """Turn (n, 2) degrees into (n, 3) earth-centred metres; see ellipsoid.to_ecef."""
    for i in range(len(lonlat)):
        lon, lat = math.radians(lonlat[i, 0]), math.radians(lonlat[i, 1])
        up = math.sin(lat)
        normal = SEMI_MAJOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * up * up)
        flat = normal * math.cos(lat)
        xyz[i, 0] = flat * math.cos(lon)
        xyz[i, 1] = flat * math.sin(lon)
        xyz[i, 2] = normal * (1.0 - ECCENTRICITY_2) * up


@inner
def hilbert(x: float, y: float, z: float, frame: Floats) -> int:
    """Place on a Hilbert curve over the view from outside; the far side comes after."""
    u = (x * frame[0] + y * frame[1] + z * frame[2] - frame[9]) * frame[11]
    v = (x * frame[3] + y * frame[4] + z * frame[5] - frame[10]) * frame[11]
    across = int(min(max(u, 0.0), CELLS))
    along = int(min(max(v, 0.0), CELLS))
    place = 0 if x * frame[6] + y * frame[7] + z * frame[8] >= 0.0 else 1
    for level in range(15, -1, -1):
        right, upper = (across >> level) & 1, (along >> level) & 1
        place = 4 * place + ((3 * right) ^ upper)
        lower = upper - 1
        turned = lower & -right
        across, along = across ^ turned, along ^ turned
        swapped = (across ^ along) & lower
        across, along = across ^ swapped, along ^ swapped
    return place


@kernel
def hilbert_keys(xyz: Floats, frame: Floats, place: Ints) -> None:
    """Places of (n, 3) points on the Hilbert curve of a frame."""
    for i in range(len(xyz)):
        place[i] = hilbert(xyz[i, 0], xyz[i, 1], xyz[i, 2], frame)


@inner
def normal_curvature(x: float, y: float, z: float, tx: float, ty: float, tz: float) -> float:
    """Curvature [1/m] of the ellipsoid through a point near it, along a direction."""
    gx, gy, gz = x * WIDE, y * WIDE, z * TALL
    square = gx * gx + gy * gy + gz * gz
    rise = (tx * gx + ty * gy + tz * gz) / square
    ex, ey, ez = tx - rise * gx, ty - rise * gy, tz - rise * gz
    curved = (ex * ex + ey * ey) * WIDE + ez * ez * TALL
    level = math.sqrt((x * gx + y * gy + z * gz) / square)
    return curved / (ex * ex + ey * ey + ez * ez) * level


@inner
def geodesic_m(px: float, py: float, pz: float, qx: float, qy: float, qz: float) -> float:
    """Geodesic between two points of the surface, at most FAR_M apart, from their chord."""
    tx, ty, tz = qx - px, qy - py, qz - pz
    if tx * tx + ty * ty + tz * tz == 0.0:
        return 0.0
    return geodesic_from_chord_m(px, py, pz, tx, ty, tz)


@inner
def geodesic_from_chord_m(
    px: float, py: float, pz: float, tx: float, ty: float, tz: float
) -> float:
    """Geodesic from a point of the surface to another, by the chord between them, not nothing.

    The chord of a plane curve whose bend changes evenly is that of a circle with four
    fifths of the bend in the middle and a tenth of that at either end.
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
    """Upper bound on a geodesic by its chord; see ellipsoid.longest_geodesic_m."""
    ratio = chord_m / (2.0 * CURVATURE_LOW_M)
    return 2.0 * CURVATURE_LOW_M * math.asin(ratio) if ratio < 1.0 else FARTHEST_M


@inner
def max_chord_m(arc: float) -> float:
    """Upper bound on a chord by its geodesic: the sine's series, cut where it is above."""
    u = (0.5 * arc / CURVATURE_HIGH_M) ** 2
    return arc * (1.0 - u * (1.0 / 6.0 - u / 120.0))


@inner
def project_to_ellipsoid(
    x: float, y: float, z: float
) -> tuple[float, float, float, float, float, float]:
    """Drop a point at most metres below the surface onto it; and the outward normal there."""
    gx, gy, gz = x * WIDE, y * WIDE, z * TALL
    steep = math.sqrt(gx * gx + gy * gy + gz * gz)
    nx, ny, nz = gx / steep, gy / steep, gz / steep
    depth = (1.0 - (x * gx + y * gy + z * gz)) / (2.0 * steep)
    return x + depth * nx, y + depth * ny, z + depth * nz, nx, ny, nz


@inner
def ellipsoid_foot(
    point: Floats, tail: Triple, head: Triple, share: float
) -> tuple[float, float, Triple]:
    """Nearest point of a piece: distance [m], share of the way, place in space.

    One step of Newton's method from the chord's foot: what is left is below 2 mm along
    the piece at FAR_M, and moves the distance by less than a hundredth of a nanometre.
    """
    px, py, pz = point[0], point[1], point[2]
    dx, dy, dz = head[0] - tail[0], head[1] - tail[1], head[2] - tail[2]
    square = dx * dx + dy * dy + dz * dz
    if square > 0.0:
        x, y, z = tail[0] + share * dx, tail[1] + share * dy, tail[2] + share * dz
        x, y, z, nx, ny, nz = project_to_ellipsoid(x, y, z)
        vx, vy, vz = px - x, py - y, pz - z
        rise = dx * nx + dy * ny + dz * nz
        slope = vx * dx + vy * dy + vz * dz - (vx * nx + vy * ny + vz * nz) * rise
        level = max(square - rise * rise, 0.5 * square)
        share = min(max(share + slope / level, 0.0), 1.0)
    x, y, z = on_piece(tail, head, share)
    return geodesic_m(px, py, pz, x, y, z), share, (x, y, z)


@inner
def on_piece(tail: Triple, head: Triple, share: float) -> Triple:
    """Place in space at a share of a piece; the ends are the vertices themselves."""
    if share == 0.0:
        return tail
    if share == 1.0:
        return head
    x = tail[0] + share * (head[0] - tail[0])
    y = tail[1] + share * (head[1] - tail[1])
    z = tail[2] + share * (head[2] - tail[2])
    x, y, z, _, _, _ = project_to_ellipsoid(x, y, z)
    return x, y, z
