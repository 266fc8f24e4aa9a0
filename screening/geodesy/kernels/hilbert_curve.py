"""Positions on a Hilbert curve, which keeps points that are near each other near in memory.

Segments sorted along it give leaves with small boxes; query points sorted along it are near
the one before, whose result bounds their own.
"""

from __future__ import annotations

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.kernels.jit import inner, kernel

LEVELS = 16
"""Levels of the curve: 2¹⁶ cells along each axis of the view."""
MAX_CELL = 2**LEVELS - 1


@inner
def hilbert_position(x: float, y: float, z: float, frame: Floats) -> int:
    """Position on the Hilbert curve over the view from outside; the far side comes after.

    The frame is the view's two axes, its outward direction, its lower corner and its cells
    per metre. Each level's quadrant gives two bits of the position (D. Hilbert, Math. Ann. 38
    (1891) 459-460). The curve is turned in both lower quadrants: their coordinates are
    swapped, and those of the lower right one are mirrored before.
    """
    u = (x * frame[0] + y * frame[1] + z * frame[2] - frame[9]) * frame[11]
    v = (x * frame[3] + y * frame[4] + z * frame[5] - frame[10]) * frame[11]
    column = int(min(max(u, 0.0), MAX_CELL))
    row = int(min(max(v, 0.0), MAX_CELL))
    position = 0 if x * frame[6] + y * frame[7] + z * frame[8] >= 0.0 else 1
    for level in range(LEVELS - 1, -1, -1):
        right, upper = (column >> level) & 1, (row >> level) & 1
        position = 4 * position + ((3 * right) ^ upper)
        # Masks of all ones or all zeros instead of branches.
        lower = upper - 1
        mirrored = lower & -right
        column, row = column ^ mirrored, row ^ mirrored
        swapped = (column ^ row) & lower
        column, row = column ^ swapped, row ^ swapped
    return position


@kernel
def hilbert_positions(xyz: Floats, frame: Floats, position: Ints) -> None:
    """Positions of (n, 3) points on the Hilbert curve of a frame."""
    for i in range(len(xyz)):
        position[i] = hilbert_position(xyz[i, 0], xyz[i, 1], xyz[i, 2], frame)
