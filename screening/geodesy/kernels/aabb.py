"""How far a child's box is from a box around points."""

from __future__ import annotations

import numpy as np

from screening.geodesy.kernels.array_types import BVH, Singles
from screening.geodesy.kernels.jit import inner


@inner
def box_distance_sq(tree: BVH, node: int, c: int, corner: Singles) -> np.float32:
    """Square of the distance between a node's c-th box and another, in single precision [m²]."""
    none = np.float32(0.0)
    square = none
    for axis in range(3):
        low, high = tree.boxes[node, axis, c], tree.boxes[node, axis + 3, c]
        away = max(max(low - corner[axis + 3], corner[axis] - high), none)
        square += away * away
    return square
