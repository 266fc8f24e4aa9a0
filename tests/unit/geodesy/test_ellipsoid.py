"""Positions in space, and the bounds that make a search by chords exact."""

from __future__ import annotations

import numpy as np
import pytest

from screening.geodesy.arrays import Floats
from screening.geodesy.ellipsoid import (
    GEOD,
    MAX_DISTANCE_M,
    SHORT_CHORD_M,
    distance_m,
    inverse,
    longest_chord_m,
    longest_geodesic_m,
    to_ecef,
    to_lonlat,
    vector_norms,
)


def everywhere(count: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    return np.column_stack((rng.uniform(-180, 180, count), lat))


def test_position_comes_back() -> None:
    points = np.vstack((everywhere(2000, 0), [[0, 90], [0, -90], [180, 0], [-180, 89.999999]]))
    back = to_lonlat(to_ecef(points))
    _, _, off_m = inverse(points, back)
    assert off_m.max() < 1e-8


def test_a_short_chord_tells_the_distance() -> None:
    rng = np.random.default_rng(5)
    start = np.vstack((everywhere(20_000, 5), [[0, 0], [0, 0], [10, 89.99], [180, 60]]))
    azimuth = np.append(rng.uniform(0, 360, len(start) - 2), [0.0, 90.0])
    metres = np.append(
        rng.uniform(0, 2.0 * SHORT_CHORD_M, len(start) - 2), [SHORT_CHORD_M, SHORT_CHORD_M]
    )
    end = np.column_stack(GEOD.fwd(*start.T, azimuth, metres)[:2])
    found_m = distance_m(start, end, vector_norms(to_ecef(end) - to_ecef(start)))
    assert np.abs(found_m - inverse(start, end)[2]).max() < 1.4e-6


def test_shadow_of_a_chord_is_the_geodesic() -> None:
    start = everywhere(2000, 1)
    azimuth = np.random.default_rng(1).uniform(0, 360, len(start))
    half_m, whole_m = np.full(len(start), 2000.0), np.full(len(start), 4000.0)
    end = np.column_stack(GEOD.fwd(*start.T, azimuth, whole_m)[:2])
    middle = np.column_stack(GEOD.fwd(*start.T, azimuth, half_m)[:2])
    shadow = to_lonlat(0.5 * (to_ecef(start) + to_ecef(end)))
    assert inverse(middle, shadow)[2].max() < 1e-6


@pytest.mark.parametrize("scale", [1e-4, 0.01, 1.0, 30.0])
@pytest.mark.parametrize("antipodal", [False, True])
def test_geodesic_lies_between_the_bounds(scale: float, antipodal: bool) -> None:
    start = everywhere(5000, 2)
    end = start * [1, -1] + [180, 0] if antipodal else start.copy()
    end += np.random.default_rng(3).normal(0, scale, end.shape)
    end[:, 1] = np.clip(end[:, 1], -90, 90)
    _, _, distance_m = inverse(start, end)
    chord_m = vector_norms(to_ecef(end) - to_ecef(start))
    assert (longest_geodesic_m(chord_m) >= distance_m - 1e-7).all()
    assert (longest_chord_m(distance_m) >= chord_m - 1e-7).all()


def test_bounds_are_tight_at_screening_distances() -> None:
    chord_m = np.array([50_000.0, 500_000.0])
    limit_m = longest_chord_m(longest_geodesic_m(chord_m))
    np.testing.assert_array_less(limit_m - chord_m, [0.003, 3.0])


def test_farthest_is_half_a_meridian() -> None:
    _, _, half_m = GEOD.inv(0.0, 90.0, 0.0, -90.0)
    assert 0.0 < MAX_DISTANCE_M - half_m < 1.0
