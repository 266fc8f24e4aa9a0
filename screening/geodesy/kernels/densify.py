"""Long edges cut on the geodesic."""

from __future__ import annotations

import math

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import ECCENTRICITY_2
from screening.geodesy.kernels.jit import inner, kernel
from screening.geodesy.kernels.scalar_ellipsoid import geodesic_m, project_to_ellipsoid
from screening.geodesy.vertices import PIECE_M, UNCUT_M

NEAR_M = 100_000.0
"""Longest edge that is cut here [m]: its pieces are equal to a hundred-thousandth."""
ROOM = 32
"""More than the pieces of such an edge."""


@kernel
def count(xyz: Floats, path: Ints, many: Ints) -> None:
    """Count the pieces of the edge from each vertex to the next; 0 where it is too long."""
    for i in range(len(xyz) - 1):
        x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        dx, dy, dz = xyz[i + 1, 0] - x, xyz[i + 1, 1] - y, xyz[i + 1, 2] - z
        square = dx * dx + dy * dy + dz * dz
        many[i] = 1
        if square <= UNCUT_M * UNCUT_M or path[i + 1] != path[i]:
            continue
        many[i] = 0
        if square <= NEAR_M * NEAR_M:
            length_m = geodesic_m(x, y, z, xyz[i + 1, 0], xyz[i + 1, 1], xyz[i + 1, 2])
            many[i] = max(1, math.ceil(length_m / PIECE_M))
    many[len(xyz) - 1] = 1


@kernel
def insert_vertices(
    old: tuple[Floats, Floats, Ints], many: Ints, new: tuple[Floats, Floats, Ints], room: Floats
) -> None:
    """Lay vertices out (degrees, in space, their paths), those that cut edges between them.

    Where the number of pieces is negative, room is left for the cuts.
    """
    at = 0
    for i in range(len(many)):
        new[0][at, 0], new[0][at, 1] = old[0][i, 0], old[0][i, 1]
        for axis in range(3):
            new[1][at, axis] = old[1][i, axis]
        for step in range(abs(many[i])):
            new[2][at + step] = old[2][i]
        if many[i] > 1:
            x, y, z = old[1][i, 0], old[1][i, 1], old[1][i, 2]
            dx, dy, dz = old[1][i + 1, 0] - x, old[1][i + 1, 1] - y, old[1][i + 1, 2] - z
            for axis in range(3):
                new[1][at + many[i], axis] = old[1][i + 1, axis]
            for step in range(1, many[i]):
                share = step / many[i]
                px, py, pz, _, _, _ = project_to_ellipsoid(
                    x + share * dx, y + share * dy, z + share * dz
                )
                new[1][at + step, 0], new[1][at + step, 1], new[1][at + step, 2] = px, py, pz
            snap_to_geodesic(new[1], at, many[i], room)
            for step in range(at + 1, at + many[i]):
                x, y, z = new[1][step, 0], new[1][step, 1], new[1][step, 2]
                flat = (1.0 - ECCENTRICITY_2) * math.sqrt(x * x + y * y)
                new[0][step, 0] = math.degrees(math.atan2(y, x))
                new[0][step, 1] = math.degrees(math.atan2(z, flat))
        at += abs(many[i])


@inner
def snap_to_geodesic(xyz: Floats, first: int, many: int, room: Floats) -> None:
    """Move the places between two aside until they lie on the geodesic.

    There the way turns neither left nor right, so that how much it does, moved by some
    metres each, gives as many equations, of three unknowns each.
    """
    for one in range(1, many):
        i = first + one
        x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        ax, ay, az = x - xyz[i - 1, 0], y - xyz[i - 1, 1], z - xyz[i - 1, 2]
        bx, by, bz = xyz[i + 1, 0] - x, xyz[i + 1, 1] - y, xyz[i + 1, 2] - z
        before, after = (
            1.0 / math.sqrt(ax * ax + ay * ay + az * az),
            1.0 / math.sqrt(bx * bx + by * by + bz * bz),
        )
        _, _, _, nx, ny, nz = project_to_ellipsoid(x, y, z)
        tx, ty, tz = ax + bx, ay + by, az + bz
        sx, sy, sz = ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx
        size = 1.0 / math.sqrt(sx * sx + sy * sy + sz * sz)
        sx, sy, sz = sx * size, sy * size, sz * size
        turn = (bx * sx + by * sy + bz * sz) * after - (ax * sx + ay * sy + az * sz) * before
        rest = before + after - before * room[one - 1, 0]
        room[one, 0] = after / rest
        room[one, 1] = (turn + before * room[one - 1, 1]) / rest
        room[one, 2], room[one, 3], room[one, 4] = sx, sy, sz
    aside = 0.0
    for one in range(many - 1, 0, -1):
        aside = room[one, 1] + room[one, 0] * aside
        i = first + one
        x, y = xyz[i, 0] + aside * room[one, 2], xyz[i, 1] + aside * room[one, 3]
        x, y, z, _, _, _ = project_to_ellipsoid(x, y, xyz[i, 2] + aside * room[one, 4])
        xyz[i, 0], xyz[i, 1], xyz[i, 2] = x, y, z
