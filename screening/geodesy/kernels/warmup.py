"""One run of every kernel on minimal input, so that each is compiled or loaded from the cache."""

from __future__ import annotations

import numpy as np

from screening.geodesy.kernels import entry_points
from screening.geodesy.kernels.array_types import ContainingPolygons, SegmentArrays


def warm_up() -> None:
    """Run every kernel once, with the argument types of real calls."""
    lonlat = np.array([[0.0, 0.0], [0.01, 0.01]])
    zero, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    xyz = entry_points.ecef(lonlat)
    entry_points.densify_lines(lonlat, xyz, zero.repeat(2), one.repeat(2))
    entry_points.count_segments(xyz, zero.repeat(2))
    segments = SegmentArrays(xyz, zero, one, zero)
    tree = entry_points.build_bvh(segments, zero, 1)
    entry_points.nearest(tree, lonlat, np.zeros((0, 1), dtype=np.int64))
    containing = ContainingPolygons(np.zeros(3, dtype=np.int64), np.zeros(0, dtype=np.int64))
    entry_points.buffer_sums(
        tree, entry_points.segment_lengths(tree), lonlat, np.array([1000.0]), containing, np.ones(1)
    )
    entry_points.foot_points(segments, zero, one, lonlat, np.zeros(2, dtype=np.int64))
