"""Distances between axis-aligned bounding boxes (AABB)."""

from __future__ import annotations

import numpy as np

from screening.geodesy.kernels.array_types import BVH, Singles
from screening.geodesy.kernels.jit import inner


@inner
def box_distance_sq(tree: BVH, node: int, c: int, box: Singles) -> np.float32:
    """Squared distance between a node's c-th child box and another box, in float32 [m²].

    0 where they overlap: along each axis at most one of the two gaps is positive.
    """
    zero = np.float32(0.0)
    square = zero
    for axis in range(3):
        low, high = tree.boxes[node, axis, c], tree.boxes[node, axis + 3, c]
        gap = max(max(low - box[axis + 3], box[axis] - high), zero)
        square += gap * gap
    return square
