"""Where segments cross circles: crossings are buffered and solved together, eight per register."""

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

CAPACITY = 1024
"""Crossings in the buffer."""
WEIGHT, INSIDE, OUTSIDE, FRACTION, RESIDUAL = 7, 8, 9, 10, 11
COLUMNS = 12
"""Columns of the buffer, each of CAPACITY numbers: vector from the point to the tail (0 to 2)
and from tail to head (3 to 5) [m], radius (6) [m], length that the fraction counts for (7)
[m], fractions of the segment inside and outside the circle (8, 9), and the result: the
fraction of the crossing (10), and a value that is negative once it is accurate (11)."""
MAX_ROOT_STEPS = 40
ROOT_TOLERANCE_M = 1e-6
"""Accuracy of a crossing, along the segment [m]."""


@inner
def solve_crossings(
    point: Floats, buffer: Floats, target: Ints, count: int, length_m: Floats
) -> None:
    """Solve the buffered crossings, and add the lengths that they cut off.

    The initial guess is the intersection of the chord with a ball whose radius is the chord
    of the circle's radius. One step of Newton's method on the squared distance suffices for
    nearly all; after it the error is at most about ``step² length / (2 slope)``, which the
    residual compares with the tolerance without a division. The first loop has no branch, so
    that it is vectorized.
    """
    px, py, pz = point[0], point[1], point[2]
    for j in range(count):
        ax, ay, az = buffer[j], buffer[j + CAPACITY], buffer[j + 2 * CAPACITY]
        dx, dy, dz = (
            buffer[j + 3 * CAPACITY],
            buffer[j + 4 * CAPACITY],
            buffer[j + 5 * CAPACITY],
        )
        radius_m, outside = buffer[j + 6 * CAPACITY], buffer[j + OUTSIDE * CAPACITY]
        square, along = dx * dx + dy * dy + dz * dz, ax * dx + ay * dy + az * dz
        ball_m = radius_m * (1.0 - (radius_m / SEMI_MAJOR_M) ** 2 / 24.0)
        root = along * along - square * (ax * ax + ay * ay + az * az - ball_m * ball_m)
        fraction = ((2.0 * outside - 1.0) * math.sqrt(max(root, 0.0)) - along) / square
        fraction = min(max(fraction, 0.0), 1.0)
        x, y, z = px + ax + fraction * dx, py + ay + fraction * dy, pz + az + fraction * dz
        x, y, z, _, _, _ = project_to_ellipsoid(x, y, z)
        tx, ty, tz = x - px, y - py, z - pz
        distance_m = geodesic_from_chord_m(px, py, pz, tx, ty, tz)
        slope = tx * dx + ty * dy + tz * dz
        step = (distance_m * distance_m - radius_m * radius_m) / (2.0 * slope)
        residual = step * step * square * math.sqrt(square) - 2.0 * ROOT_TOLERANCE_M * abs(slope)
        buffer[j + FRACTION * CAPACITY] = min(max(fraction - step, 0.0), 1.0)
        buffer[j + RESIDUAL * CAPACITY] = residual
    for j in range(count):
        if not buffer[j + RESIDUAL * CAPACITY] < 0.0:  # not accurate, or NaN
            buffer[j + FRACTION * CAPACITY] = solve_one_crossing(point, buffer, j)
        length_m[target[j]] += buffer[j + WEIGHT * CAPACITY] * buffer[j + FRACTION * CAPACITY]


@inner
def solve_one_crossing(point: Floats, buffer: Floats, j: int) -> float:
    """Solve one crossing: Newton's method, bracketed by a fraction outside and one inside.

    A step out of the bracket, or a division by a zero slope, is replaced by bisection.
    """
    dx, dy, dz = buffer[j + 3 * CAPACITY], buffer[j + 4 * CAPACITY], buffer[j + 5 * CAPACITY]
    radius_m = buffer[j + 6 * CAPACITY]
    inside, outside = buffer[j + INSIDE * CAPACITY], buffer[j + OUTSIDE * CAPACITY]
    x, y, z = point[0], point[1], point[2]
    square = dx * dx + dy * dy + dz * dz
    fraction = buffer[j + FRACTION * CAPACITY]
    for _ in range(MAX_ROOT_STEPS):
        if (fraction - outside) * (fraction - inside) > 0.0 or fraction != fraction:
            fraction = 0.5 * (outside + inside)
        qx, qy = x + buffer[j] + fraction * dx, y + buffer[j + CAPACITY] + fraction * dy
        qz = z + buffer[j + 2 * CAPACITY] + fraction * dz
        qx, qy, qz, _, _, _ = project_to_ellipsoid(qx, qy, qz)
        distance_m = geodesic_m(x, y, z, qx, qy, qz)
        slope = (qx - x) * dx + (qy - y) * dy + (qz - z) * dz
        if distance_m > radius_m:
            outside = fraction
        else:
            inside = fraction
        if slope == 0.0:
            fraction = 0.5 * (outside + inside)
            continue
        step = (distance_m * distance_m - radius_m * radius_m) / (2.0 * slope)
        fraction -= step
        if step * step * square * math.sqrt(square) < 2.0 * ROOT_TOLERANCE_M * abs(slope):
            break
    return float(min(max(fraction, 0.0), 1.0))
