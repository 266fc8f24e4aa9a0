"""The nearest point on a piece, by geodesics alone."""

from __future__ import annotations

import numpy as np

from screening.geodesy.arrays import Bools, Floats, Ints
from screening.geodesy.ellipsoid import SEMI_MAJOR_M, inverse
from screening.geodesy.segments import Segments, position

DISTANCE_TOLERANCE_M = 1e-8
"""A foot point is good enough when moving it to the best place gains no more [m]."""
FOOT_TOLERANCE_M = 1e-7
"""... or when the best place is no farther than this [m]."""
NEWTON_STEPS = 12
BRACKET_STEPS = 14

RIM_STEPS = 40
RIM_M = 1e-6
"""How near the place where a piece leaves a circle is found [m]."""

FAR_M = 4_000_000.0
"""From here on, distance along a geodesic may have a hump: solve between brackets [m]."""
BENT = 0.25
"""The same, for a planar edge bent by this share of distance over radius."""


def nearest_on_segments(
    pieces: Segments, points: Floats, piece: Ints, share: Floats, *, settled: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Find the nearest point of each piece, and the geodesic to it.

    Newton's method on the distance along the piece: at the nearest point the geodesic
    meets the piece at a right angle, or the piece ends there.

    Parameters
    ----------
    pieces : Segments
    points : ndarray, (m, 2) [degrees]
    piece : ndarray of int, (m,)
    share : ndarray, (m,), where to begin on the piece, 0 to 1
    settled : bool, whether the foot itself is wanted to a micrometre, not the distance alone

    Returns
    -------
    distance_m : ndarray, (m,) [m]
    foot : ndarray, (m, 2) [degrees]
    share : ndarray, (m,)
    """
    share = share.copy()
    distance_m, foot = np.zeros(len(piece)), np.zeros((len(piece), 2))
    todo = np.arange(len(piece))
    for _ in range(NEWTON_STEPS):
        here = piece[todo]
        distance_m[todo], foot[todo], slope, squared = _slope(
            pieces, points[todo], here, share[todo]
        )
        new = np.clip(
            share[todo] - slope / (squared * _normal_curvature(distance_m[todo])), 0.0, 1.0
        )
        move_m = np.abs(new - share[todo]) * np.sqrt(squared)
        rest = move_m > (FOOT_TOLERANCE_M if settled else _tolerance_m(distance_m[todo]))
        share[todo[rest]] = new[rest]
        todo = todo[rest]
        if not len(todo):
            break
    hard = np.flatnonzero(_humped(pieces, piece, distance_m))
    hard = np.union1d(hard, todo)
    if len(hard):
        distance_m[hard], foot[hard], share[hard] = _bracketed(pieces, points[hard], piece[hard])
    return distance_m, foot, share


def circle_crossings(
    pieces: Segments,
    points: Floats,
    piece: Ints,
    *,
    outside: Floats,
    within: Floats,
    radius_m: float,
) -> Floats:
    """Find where pieces cross a circle: Newton's method on distance², between two places.

    Parameters
    ----------
    pieces : Segments
    points : ndarray, (m, 2) [degrees], the centres
    piece : ndarray of int, (m,)
    outside, within : ndarray, (m,), shares of the piece out of the circle and in it
    radius_m : float [m]

    Returns
    -------
    ndarray, (m,), shares of the piece
    """
    share = 0.5 * (outside + within)
    for _ in range(RIM_STEPS):
        metres, _, slope, squared = _slope(pieces, points, piece, share)
        out = metres > radius_m
        outside, within = np.where(out, share, outside), np.where(out, within, share)
        steep = np.where(np.abs(slope) > 1e-12, slope, 1e-12)
        new = share - (metres**2 - radius_m**2) / (2.0 * steep)
        astray = (new - outside) * (new - within) > 0.0
        new = np.where(astray, 0.5 * (outside + within), new)
        done = np.abs(new - share) * np.sqrt(squared) < RIM_M
        share = new
        if done.all():
            break
    return share


def _slope(
    pieces: Segments, points: Floats, piece: Ints, share: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Distance, foot, half the slope of distance² by share [m²], and the length² [m²]."""
    foot, tangent = position(pieces, piece, share)
    _, back, distance_m = inverse(points, foot)
    back = np.radians(back)
    away = -(np.sin(back) * tangent[:, 0] + np.cos(back) * tangent[:, 1])
    squared = np.maximum(np.einsum("ij,ij->i", tangent, tangent), 1e-18)
    return distance_m, foot, distance_m * away, squared


def _normal_curvature(distance_m: Floats) -> Floats:
    """How much slower distance² grows over a round earth than over a flat one, at the foot."""
    angle = np.clip(distance_m, 1.0, FAR_M) / SEMI_MAJOR_M
    return angle / np.tan(angle)


def _tolerance_m(distance_m: Floats) -> Floats:
    """How far a foot may be from the best place, that the distance is right."""
    return np.maximum(FOOT_TOLERANCE_M, np.sqrt(2.0 * DISTANCE_TOLERANCE_M * distance_m))


def _humped(pieces: Segments, piece: Ints, distance_m: Floats) -> Bools:
    """Tell where the distance along a piece may have more than one low."""
    far: Bools = distance_m > FAR_M
    if pieces.edges == "geodesic":
        return far
    ends = pieces.lonlat[pieces.tail[piece], 1], pieces.lonlat[pieces.head[piece], 1]
    steepest = np.radians(np.minimum(np.maximum(np.abs(ends[0]), np.abs(ends[1])), 89.999_999))
    far |= distance_m * np.tan(steepest) > BENT * SEMI_MAJOR_M
    return far


def _bracketed(pieces: Segments, points: Floats, piece: Ints) -> tuple[Floats, Floats, Floats]:
    """Take the best of both ends and, where distance falls from both, the low between."""
    tail, head = np.zeros(len(piece)), np.ones(len(piece))
    best_m, foot, slope_tail, _ = _slope(pieces, points, piece, tail)
    end_m, end, slope_head, _ = _slope(pieces, points, piece, head)
    nearer = end_m < best_m
    best_m, best = np.where(nearer, end_m, best_m), np.where(nearer, head, tail)
    foot[nearer] = end[nearer]
    dip = np.flatnonzero((slope_tail < 0.0) & (slope_head > 0.0))
    if len(dip):
        low = _dip(pieces, points[dip], piece[dip], slope_tail[dip], slope_head[dip])
        low_m, low_foot, _, _ = _slope(pieces, points[dip], piece[dip], low)
        lower = low_m < best_m[dip]
        dip = dip[lower]
        best_m[dip], foot[dip], best[dip] = low_m[lower], low_foot[lower], low[lower]
    return best_m, foot, best


def _dip(
    pieces: Segments, points: Floats, piece: Ints, slope_low: Floats, slope_high: Floats
) -> Floats:
    """Share where the slope turns from falling to rising: false position and halving in turn."""
    low, high = np.zeros(len(piece)), np.ones(len(piece))
    middle = low
    for step in range(BRACKET_STEPS):
        straight = (low * slope_high - high * slope_low) / (slope_high - slope_low)
        middle = straight if step % 2 else 0.5 * (low + high)
        slope = _slope(pieces, points, piece, middle)[2]
        rising = slope > 0.0
        high, low = np.where(rising, middle, high), np.where(rising, low, middle)
        slope_high = np.where(rising, slope, slope_high)
        slope_low = np.where(rising, slope_low, slope)
    return middle
