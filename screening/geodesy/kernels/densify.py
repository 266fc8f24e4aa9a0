"""Densification of edges up to 100 km along the geodesic, without solving inverse problems.

The new vertices start below the chord and are moved sideways onto the geodesic
(``docs/science/geodesy.md``, *Kernels*, Densification: 5 nm of lateral error at 32 km, 25 nm at
99 km).
"""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import ECCENTRICITY_2
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.scalar_ellipsoid import geodesic_m, project_to_ellipsoid
from screening.geodesy.vertices import MAX_SEGMENT_M, MAX_UNDIVIDED_CHORD_M

MAX_EDGE_M = 100_000.0
"""Longest chord of an edge that is divided here [m]; equal parts of the chord then become
segments that are equal to a hundred-thousandth."""
WORKSPACE_ROWS = 32
"""More than the segments of such an edge, 26."""


@kernel
def count(xyz: Floats, path: Ints, counts: Ints) -> None:
    """Count the segments of the edge from each vertex to the next; 0 where it is too long."""
    for i in range(len(xyz) - 1):
        x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        dx, dy, dz = xyz[i + 1, 0] - x, xyz[i + 1, 1] - y, xyz[i + 1, 2] - z
        square = dx * dx + dy * dy + dz * dz
        counts[i] = 1
        if square <= MAX_UNDIVIDED_CHORD_M * MAX_UNDIVIDED_CHORD_M or path[i + 1] != path[i]:
            continue
        counts[i] = 0
        if square <= MAX_EDGE_M * MAX_EDGE_M:
            length_m = geodesic_m(x, y, z, xyz[i + 1, 0], xyz[i + 1, 1], xyz[i + 1, 2])
            counts[i] = max(1, math.ceil(length_m / MAX_SEGMENT_M))
    counts[len(xyz) - 1] = 1


@kernel
def insert_vertices(
    old: tuple[Floats, Floats, Ints],
    counts: Ints,
    new: tuple[Floats, Floats, Ints],
    workspace: Floats,
) -> None:
    """Copy vertices (degrees, earth-centred, path) and insert those that divide edges.

    Where a count is negative, the vertices are left for the caller to fill in. The loop that
    divides a chord stays in this body: as an inlined function it is compiled to other fused
    multiply-adds, and results differ by a nanometre.
    """
    old_lonlat, old_xyz, old_path = old
    lonlat, xyz, path = new
    at = 0
    for i in range(len(counts)):
        lonlat[at, 0], lonlat[at, 1] = old_lonlat[i, 0], old_lonlat[i, 1]
        for axis in range(3):
            xyz[at, axis] = old_xyz[i, axis]
        for step in range(abs(counts[i])):
            path[at + step] = old_path[i]
        if counts[i] > 1:
            x, y, z = old_xyz[i, 0], old_xyz[i, 1], old_xyz[i, 2]
            dx, dy, dz = old_xyz[i + 1, 0] - x, old_xyz[i + 1, 1] - y, old_xyz[i + 1, 2] - z
            for axis in range(3):
                # The end of the edge; the next vertex of the path overwrites it with itself.
                xyz[at + counts[i], axis] = old_xyz[i + 1, axis]
            for step in range(1, counts[i]):
                fraction = step / counts[i]
                px, py, pz, _, _, _ = project_to_ellipsoid(
                    x + fraction * dx, y + fraction * dy, z + fraction * dz
                )
                xyz[at + step, 0], xyz[at + step, 1], xyz[at + step, 2] = px, py, pz
            snap_to_geodesic(xyz, at, counts[i], workspace)
            for step in range(at + 1, at + counts[i]):
                x, y, z = xyz[step, 0], xyz[step, 1], xyz[step, 2]
                # On the surface itself the geodetic latitude has this closed form.
                flat = (1.0 - ECCENTRICITY_2) * math.sqrt(x * x + y * y)
                lonlat[step, 0] = math.degrees(math.atan2(y, x))
                lonlat[step, 1] = math.degrees(math.atan2(z, flat))
        at += abs(counts[i])


@inner
def snap_to_geodesic(xyz: Floats, first: int, count: int, workspace: Floats) -> None:
    """Move the vertices between two ends sideways until they lie on the geodesic.

    A geodesic turns neither left nor right: its geodesic curvature is zero. The turn at each
    vertex depends linearly on the sideways shifts of it and its two neighbours, so the shifts
    solve a tridiagonal system (Thomas algorithm). The forward sweep stores the two
    coefficients of each row in columns 0 and 1 and the sideways direction in 2 to 4; the
    backward sweep computes the shifts.
    """
    for step in range(1, count):
        eliminate_row(xyz, first + step, step, workspace)
    shift = 0.0
    for step in range(count - 1, 0, -1):
        shift = workspace[step, 1] + workspace[step, 0] * shift
        i = first + step
        x, y = xyz[i, 0] + shift * workspace[step, 2], xyz[i, 1] + shift * workspace[step, 3]
        x, y, z, _, _, _ = project_to_ellipsoid(x, y, xyz[i, 2] + shift * workspace[step, 4])
        xyz[i, 0], xyz[i, 1], xyz[i, 2] = x, y, z


@inner
def eliminate_row(xyz: Floats, i: int, step: int, workspace: Floats) -> None:
    """Set up the equation of one vertex and eliminate the shift of the vertex before it.

    Row 0 of the workspace is zero: the first end does not move.
    """
    x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
    ax, ay, az = x - xyz[i - 1, 0], y - xyz[i - 1, 1], z - xyz[i - 1, 2]
    bx, by, bz = xyz[i + 1, 0] - x, xyz[i + 1, 1] - y, xyz[i + 1, 2] - z
    before = 1.0 / math.sqrt(ax * ax + ay * ay + az * az)
    after = 1.0 / math.sqrt(bx * bx + by * by + bz * bz)
    _, _, _, nx, ny, nz = project_to_ellipsoid(x, y, z)
    tx, ty, tz = ax + bx, ay + by, az + bz
    sx, sy, sz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
    size = 1.0 / math.sqrt(sx * sx + sy * sy + sz * sz)
    sx, sy, sz = sx * size, sy * size, sz * size
    turn = (bx * sx + by * sy + bz * sz) * after - (ax * sx + ay * sy + az * sz) * before
    pivot = before + after - before * workspace[step - 1, 0]
    workspace[step, 0] = after / pivot
    workspace[step, 1] = (turn + before * workspace[step - 1, 1]) / pivot
    workspace[step, 2], workspace[step, 3], workspace[step, 4] = sx, sy, sz
