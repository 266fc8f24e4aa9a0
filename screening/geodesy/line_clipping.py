"""The length of lines inside circles, by the pure path.

A segment of at most 4 km is taken to have one minimum of distance, its foot point: the
part inside a circle lies between at most two crossings, one on either side of it.
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Floats, Ints
from screening.geodesy.ellipsoid import inverse, to_ecef
from screening.geodesy.foot_point import circle_crossings, nearest_on_segments
from screening.geodesy.segment_index import SegmentIndex
from screening.geodesy.segments import Segments


def add_clipped_lengths(
    layer: SegmentIndex, lonlat: Floats, radii_m: Floats, length_m: Floats
) -> None:
    """Add the length of lines within each radius of each point, without kernels.

    Parameters
    ----------
    layer : SegmentIndex
    lonlat : ndarray, (n, 2) [degrees]
    radii_m : ndarray, (r,) [m], ascending
    length_m : ndarray, (n, r) [m], added to in place
    """
    segments = layer.segments
    for pairs, _ in layer.finder.segments_within(to_ecef(lonlat), float(radii_m[-1])):
        center = lonlat[pairs.row]
        tail = segments.lonlat[segments.tail[pairs.segment]]
        head = segments.lonlat[segments.head[pairs.segment]]
        ends_m = inverse(center, tail)[2], inverse(center, head)[2]
        foot_m, _, foot = nearest_on_segments(segments, center, pairs.segment, pairs.fraction)
        segment_m = inverse(tail, head)[2]
        for column, radius_m in enumerate(radii_m):
            inside = _inside_fraction(
                segments, center, pairs.segment, ends_m, (foot_m, foot), float(radius_m)
            )
            inside_m = inside * segment_m
            length_m[:, column] += np.bincount(pairs.row, weights=inside_m, minlength=len(lonlat))


def _inside_fraction(
    segments: Segments,
    center: Floats,
    segment: Ints,
    ends_m: tuple[Floats, Floats],
    foot: tuple[Floats, Floats],
    radius_m: float,
) -> Floats:
    """Compute the fraction of each segment inside a circle.

    Parameters
    ----------
    segments : Segments
    center : ndarray, (m, 2) [degrees]
    segment : ndarray of int, (m,)
    ends_m : distances of tail and head, (m,) [m] each
    foot : distance of the foot point, (m,) [m], and its fraction of the segment, (m,)
    radius_m : float [m]
    """
    foot_m, foot_fraction = foot
    limits = []
    for end, end_m in ((0.0, ends_m[0]), (1.0, ends_m[1])):
        limit = np.where(end_m <= radius_m, end, np.nan)
        # The end is outside, the foot point inside: the segment enters between them.
        crossing = np.flatnonzero(np.isnan(limit) & (foot_m < radius_m))
        limit[crossing] = circle_crossings(
            segments,
            center[crossing],
            segment[crossing],
            outside=np.full(len(crossing), end),
            inside=foot_fraction[crossing],
            radius_m=radius_m,
        )
        limits.append(limit)
    inside: Floats = np.nan_to_num(limits[1] - limits[0])
    return inside
