"""Every kernel run once on almost nothing, so that it is compiled or loaded."""

from __future__ import annotations

import numpy as np

from screening.geodesy.kernels import entry_points
from screening.geodesy.kernels.array_types import ContainingPolygons, SegmentArrays


def warm_up() -> None:
    """Run every kernel once."""
    lonlat = np.array([[0.0, 0.0], [0.01, 0.01]])
    zero, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    entry_points.densify_lines(lonlat, entry_points.ecef(lonlat), zero.repeat(2), one.repeat(2))
    entry_points.count_pieces(entry_points.ecef(lonlat), zero.repeat(2))
    parts = SegmentArrays(entry_points.ecef(lonlat), zero, one, zero)
    tree = entry_points.build_bvh(parts, zero, 1)
    entry_points.nearest(tree, lonlat, np.zeros((0, 1), dtype=np.int64))
    held = ContainingPolygons(np.zeros(3, dtype=np.int64), np.zeros(0, dtype=np.int64))
    entry_points.buffer_sums(
        tree, entry_points.segment_lengths(tree), lonlat, np.array([1000.0]), held, np.ones(1)
    )
    entry_points.foot_points(parts, zero, one, lonlat, np.zeros(2, dtype=np.int64))
