"""The foot point: the nearest point of a segment, solved with exact geodesics.

Iteration after S. Baselga and J. C. Martínez-Llario, Stud. Geophys. Geod. 62 (2018) 353-363
(``docs/science/geodesy.md``, *Method*, step 4).
"""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.ellipsoid import SEMI_MAJOR_M, inverse
from screening.geodesy.segments import Segments, interpolate

DISTANCE_TOLERANCE_M = 1e-8
"""An iteration ends where the step would shorten the distance by no more than this [m] ..."""
FOOT_TOLERANCE_M = 1e-7
"""... or where the step itself is no longer than this [m]."""
MAX_NEWTON_STEPS = 12
BISECTION_STEPS = 14

MAX_CROSSING_STEPS = 40
CROSSING_TOLERANCE_M = 1e-6
"""Accuracy of the point where a segment crosses a circle, along the segment [m]."""

MAX_UNIMODAL_M = 4_000_000.0
"""Beyond this distance a geodesic segment may have several local minima of distance [m]."""
MAX_UNIMODAL_BEND = 0.25
"""The same limit for a planar edge: distance over its radius of geodesic curvature, which for
a parallel is the earth's radius over the tangent of the latitude."""


def nearest_on_segments(
    segments: Segments,
    points: Floats,
    segment: Ints,
    fraction: Floats,
    *,
    refine_foot: bool = False,
) -> tuple[Floats, Floats, Floats]:
    """Find the nearest point of each segment, and the geodesic distance to it.

    Newton's method on half the squared distance as a function of the fraction: at the foot
    point the geodesic meets the segment at a right angle, or the segment ends there.

    Parameters
    ----------
    segments : Segments
    points : ndarray, (m, 2) [degrees]
    segment : ndarray of int, (m,)
    fraction : ndarray, (m,), initial guess on the segment, 0 to 1
    refine_foot : bool
        Whether the foot point must be accurate to FOOT_TOLERANCE_M. The distance alone is
        stationary at the foot point and needs fewer steps.

    Returns
    -------
    distance_m : ndarray, (m,) [m]
    foot : ndarray, (m, 2) [degrees]
    fraction : ndarray, (m,)
    """
    fraction = fraction.copy()
    distance_m, foot = np.zeros(len(segment)), np.zeros((len(segment), 2))
    todo = np.arange(len(segment))
    for _ in range(MAX_NEWTON_STEPS):
        distance_m[todo], foot[todo], slope, length_sq = _evaluate(
            segments, points[todo], segment[todo], fraction[todo]
        )
        curvature = length_sq * _distance_curvature(distance_m[todo])
        new = np.clip(fraction[todo] - slope / curvature, 0.0, 1.0)
        step_m = np.abs(new - fraction[todo]) * np.sqrt(length_sq)
        moving = step_m > (FOOT_TOLERANCE_M if refine_foot else _step_tolerance_m(distance_m[todo]))
        fraction[todo[moving]] = new[moving]
        todo = todo[moving]
        if not len(todo):
            break
    hard = np.union1d(np.flatnonzero(_may_be_multimodal(segments, segment, distance_m)), todo)
    if len(hard):
        distance_m[hard], foot[hard], fraction[hard] = _minimize_by_brackets(
            segments, points[hard], segment[hard]
        )
    return distance_m, foot, fraction


def circle_crossings(
    segments: Segments,
    points: Floats,
    segment: Ints,
    *,
    outside: Floats,
    inside: Floats,
    radius_m: float,
) -> Floats:
    """Find where segments cross a circle: safeguarded Newton's method on the squared distance.

    The root stays bracketed by a point outside the circle and one inside; a step that leaves
    the bracket is replaced by bisection.

    Parameters
    ----------
    segments : Segments
    points : ndarray, (m, 2) [degrees], the centres
    segment : ndarray of int, (m,)
    outside, inside : ndarray, (m,), fractions of the segment outside and inside the circle
    radius_m : float [m]

    Returns
    -------
    ndarray, (m,), fractions of the segment
    """
    fraction = 0.5 * (outside + inside)
    for _ in range(MAX_CROSSING_STEPS):
        distance_m, _, slope, length_sq = _evaluate(segments, points, segment, fraction)
        is_outside = distance_m > radius_m
        outside = np.where(is_outside, fraction, outside)
        inside = np.where(is_outside, inside, fraction)
        nonzero_slope = np.where(np.abs(slope) > 1e-12, slope, 1e-12)
        new = fraction - (distance_m**2 - radius_m**2) / (2.0 * nonzero_slope)
        leaves_bracket = (new - outside) * (new - inside) > 0.0
        new = np.where(leaves_bracket, 0.5 * (outside + inside), new)
        converged = np.abs(new - fraction) * np.sqrt(length_sq) < CROSSING_TOLERANCE_M
        fraction = new
        if converged.all():
            break
    return fraction


def _evaluate(
    segments: Segments, points: Floats, segment: Ints, fraction: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Evaluate the distance and its derivative at a fraction of each segment.

    The first variation of arc length: the distance grows along the segment by the cosine of
    the angle between the segment and the geodesic's extension.

    Returns
    -------
    distance_m, foot : ndarray, (m,) [m] and (m, 2) [degrees]
    slope : ndarray, (m,) [m²], derivative of half the squared distance by the fraction
    length_sq : ndarray, (m,) [m²], squared length of the segment
    """
    foot, tangent = interpolate(segments, segment, fraction)
    _, back, distance_m = inverse(points, foot)
    back = np.radians(back)
    away = -(np.sin(back) * tangent[:, 0] + np.cos(back) * tangent[:, 1])
    # A point, a segment of length zero, must not divide by zero.
    length_sq = np.maximum(np.einsum("ij,ij->i", tangent, tangent), 1e-18)
    return distance_m, foot, distance_m * away, length_sq


def _distance_curvature(distance_m: Floats) -> Floats:
    """Compute the second derivative of half the squared distance at the foot point.

    On a sphere ``angle / tan(angle)``, per squared length; it is 1 on a plane. A sphere is
    good enough: the factor changes the speed of convergence, not the foot point.
    """
    angle = np.clip(distance_m, 1.0, MAX_UNIMODAL_M) / SEMI_MAJOR_M
    return angle / np.tan(angle)


def _step_tolerance_m(distance_m: Floats) -> Floats:
    """Find the step from the foot point that changes the distance by DISTANCE_TOLERANCE_M.

    Beside the foot point the distance grows by ``step² / (2 distance)``.
    """
    return np.maximum(FOOT_TOLERANCE_M, np.sqrt(2.0 * DISTANCE_TOLERANCE_M * distance_m))


def _may_be_multimodal(segments: Segments, segment: Ints, distance_m: Floats) -> Bools:
    """Check where the distance along a segment may have more than one local minimum."""
    multimodal: Bools = distance_m > MAX_UNIMODAL_M
    if segments.edges == "geodesic":
        return multimodal
    ends = segments.lonlat[segments.tail[segment], 1], segments.lonlat[segments.head[segment], 1]
    max_lat = np.minimum(np.maximum(np.abs(ends[0]), np.abs(ends[1])), 89.999_999)
    multimodal |= distance_m * np.tan(np.radians(max_lat)) > MAX_UNIMODAL_BEND * SEMI_MAJOR_M
    return multimodal


def _minimize_by_brackets(
    segments: Segments, points: Floats, segment: Ints
) -> tuple[Floats, Floats, Floats]:
    """Take the best of both ends and, where the distance falls from both, the minimum between."""
    tail, head = np.zeros(len(segment)), np.ones(len(segment))
    best_m, foot, slope_tail, _ = _evaluate(segments, points, segment, tail)
    head_m, head_foot, slope_head, _ = _evaluate(segments, points, segment, head)
    nearer = head_m < best_m
    best_m, best = np.where(nearer, head_m, best_m), np.where(nearer, head, tail)
    foot[nearer] = head_foot[nearer]
    dip = np.flatnonzero((slope_tail < 0.0) & (slope_head > 0.0))
    if len(dip):
        low = _solve_zero_slope(
            segments, points[dip], segment[dip], slope_tail[dip], slope_head[dip]
        )
        low_m, low_foot, _, _ = _evaluate(segments, points[dip], segment[dip], low)
        lower = low_m < best_m[dip]
        dip = dip[lower]
        best_m[dip], foot[dip], best[dip] = low_m[lower], low_foot[lower], low[lower]
    return best_m, foot, best


def _solve_zero_slope(
    segments: Segments, points: Floats, segment: Ints, slope_low: Floats, slope_high: Floats
) -> Floats:
    """Find the fraction of zero slope: bisection and false position in turn.

    False position alone may keep one end of the bracket fixed and converge slowly.
    """
    low, high = np.zeros(len(segment)), np.ones(len(segment))
    middle = low
    for step in range(BISECTION_STEPS):
        secant = (low * slope_high - high * slope_low) / (slope_high - slope_low)
        middle = secant if step % 2 else 0.5 * (low + high)
        slope = _evaluate(segments, points, segment, middle)[2]
        rising = slope > 0.0
        high, low = np.where(rising, middle, high), np.where(rising, low, middle)
        slope_high = np.where(rising, slope, slope_high)
        slope_low = np.where(rising, slope_low, slope)
    return middle
