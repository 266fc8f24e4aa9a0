"""Where pieces leave circles: many at once, eight to a register."""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import SEMI_MAJOR_M
from screening.geodesy.kernels.jit import inner
from screening.geodesy.kernels.scalar_ellipsoid import (
    geodesic_from_chord_m,
    geodesic_m,
    project_to_ellipsoid,
)

ROOM = 1024
"""Crossings put aside at once."""
WEIGHT, WITHIN, OUT, SHARE, LEFT = 7, 8, 9, 10, 11
COLUMNS = 12
"""Of a crossing: tail from the point (0 to 2) and head from tail (3 to 5) [m], radius (6) [m],
what the share of the way counts [m], shares in the circle and out of it, and the answer: the
share, and whether more steps are needed."""
ROOT_STEPS = 40
ROOT_M = 1e-6
"""How near the place where a piece leaves the circle is found [m]."""


@inner
def solve_crossings(point: Floats, rim: Floats, at: Ints, many: int, part_m: Floats) -> None:
    """Find the crossings that were put aside, and add what they cut off.

    Where the chord crosses a ball, then a step of Newton's method on the squared distance;
    more of them, kept between a place in the circle and one out of it, where that is not
    enough.
    """
    px, py, pz = point[0], point[1], point[2]
    for j in range(many):
        ax, ay, az = rim[j], rim[j + ROOM], rim[j + 2 * ROOM]
        dx, dy, dz = rim[j + 3 * ROOM], rim[j + 4 * ROOM], rim[j + 5 * ROOM]
        radius_m, out = rim[j + 6 * ROOM], rim[j + OUT * ROOM]
        square, along = dx * dx + dy * dy + dz * dz, ax * dx + ay * dy + az * dz
        ball = radius_m * (1.0 - (radius_m / SEMI_MAJOR_M) ** 2 / 24.0)
        root = along * along - square * (ax * ax + ay * ay + az * az - ball * ball)
        share = ((2.0 * out - 1.0) * math.sqrt(max(root, 0.0)) - along) / square
        share = min(max(share, 0.0), 1.0)
        x, y, z = px + ax + share * dx, py + ay + share * dy, pz + az + share * dz
        x, y, z, _, _, _ = project_to_ellipsoid(x, y, z)
        tx, ty, tz = x - px, y - py, z - pz
        metres = geodesic_from_chord_m(px, py, pz, tx, ty, tz)
        slope = tx * dx + ty * dy + tz * dz
        step = (metres * metres - radius_m * radius_m) / (2.0 * slope)
        rest = step * step * square * math.sqrt(square) - 2.0 * ROOT_M * abs(slope)
        rim[j + SHARE * ROOM] = min(max(share - step, 0.0), 1.0)
        rim[j + LEFT * ROOM] = rest
    for j in range(many):
        if not rim[j + LEFT * ROOM] < 0.0:
            rim[j + SHARE * ROOM] = root_share(point, rim, j)
        part_m[at[j]] += rim[j + WEIGHT * ROOM] * rim[j + SHARE * ROOM]


@inner
def root_share(point: Floats, rim: Floats, j: int) -> float:
    """Share of a piece at the radius, by Newton's method between a place out and one in."""
    dx, dy, dz = rim[j + 3 * ROOM], rim[j + 4 * ROOM], rim[j + 5 * ROOM]
    radius_m, within, out = rim[j + 6 * ROOM], rim[j + WITHIN * ROOM], rim[j + OUT * ROOM]
    x, y, z = point[0], point[1], point[2]
    square = dx * dx + dy * dy + dz * dz
    share = rim[j + SHARE * ROOM]
    for _ in range(ROOT_STEPS):
        if (share - out) * (share - within) > 0.0 or share != share:
            share = 0.5 * (out + within)
        qx, qy, qz = x + rim[j] + share * dx, y + rim[j + ROOM] + share * dy, 0.0
        qz = z + rim[j + 2 * ROOM] + share * dz
        qx, qy, qz, _, _, _ = project_to_ellipsoid(qx, qy, qz)
        metres = geodesic_m(x, y, z, qx, qy, qz)
        slope = (qx - x) * dx + (qy - y) * dy + (qz - z) * dz
        if metres > radius_m:
            out = share
        else:
            within = share
        if slope == 0.0:
            share = 0.5 * (out + within)
            continue
        step = (metres * metres - radius_m * radius_m) / (2.0 * slope)
        share -= step
        if step * step * square * math.sqrt(square) < 2.0 * ROOT_M * abs(slope):
            break
    return float(min(max(share, 0.0), 1.0))
