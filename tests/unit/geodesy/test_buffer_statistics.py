"""Counts, sums, lengths and areas within a radius; and how far along a line."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

from screening.errors import InputError
from screening.geodesy import (
    GeodesicIndex,
    area_within,
    buffer_statistics,
    circle,
    count_within,
    length_m,
    length_within,
    sum_within,
)
from screening.geodesy.ellipsoid import GEOD

CENTERS = [(-97.0, 31.0), (180.0, -40.0), (20.0, 89.9), (-130.0, -70.0), (0.0, 0.0)]


def spread(center: tuple[float, float], away_m: float, seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    here = np.full((count, 2), center)
    reach_m = away_m * np.sqrt(rng.uniform(0, 1, count))
    return np.column_stack(GEOD.fwd(*here.T, rng.uniform(0, 360, count), reach_m)[:2])


def sample_edge(line: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Midpoints of equal steps along an edge, and the step [m]."""
    azimuth, _, whole_m = GEOD.inv(*line[0], *line[1])
    at_m = (np.arange(count) + 0.5) * whole_m / count
    same = np.full((count, 2), line[0])
    return np.column_stack(GEOD.fwd(*same.T, np.full(count, azimuth), at_m)[:2]), whole_m / count


def test_counts_and_sums_are_those_of_the_pairs() -> None:
    rng = np.random.default_rng(1)
    lines = [LineString(rng.uniform((-100, 29), (-94, 34), (5, 2))) for _ in range(50)]
    index = GeodesicIndex([*lines, None, box(-97, 30, -96, 31), Point(-97, 31)])
    points = np.vstack((rng.uniform((-100, 29), (-94, 34), (100, 2)), [[np.nan, 1]]))
    values = rng.uniform(0, 5, len(index))
    for radius_m in (0.0, 10_000.0, 60_000.0, 300_000.0):
        pairs = index.within(points, radius_m)
        counted = count_within(index, points, radius_m)
        np.testing.assert_array_equal(counted, pairs.count(len(points)))
        sums = np.bincount(pairs.point_index, values[pairs.geometry_index], len(points))
        np.testing.assert_allclose(sum_within(index, points, radius_m, values), sums)


RADII_M = [30_000.0, 0.01, 5_000.0, 210_000.0, 30_000.0, 120_000.0]


@pytest.mark.parametrize("center", CENTERS)
def test_around_is_what_measuring_to_everything_gives(center: tuple[float, float]) -> None:
    ends = spread(center, 150_000.0, 1, 30).reshape(10, 3, 2)
    lines = [LineString(np.unwrap(line, period=360.0, axis=0)) for line in ends]
    posts = [Point(at) for at in spread(center, 90_000.0, 2, 10)]
    yards = [circle(*at, 8_000.0, vertex_count=16) for at in spread(center, 90_000.0, 3, 4)]
    geometries = [*lines, None, *posts, *yards, *lines[:4], LineString(), *yards[:2]]
    points = np.vstack((spread(center, 120_000.0, 4, 25), [[np.nan, 0.0]], ends[:3, 0]))
    values = np.random.default_rng(5).uniform(0.0, 9.0, len(geometries))
    each_m = np.column_stack([GeodesicIndex([one]).nearest(points)[1] for one in geometries])
    line_m = np.sum(
        [buffer_statistics(GeodesicIndex([one]), points, RADII_M).length_m for one in geometries],
        axis=0,
    )
    got = buffer_statistics(GeodesicIndex(geometries), points, RADII_M, values=values)
    near = each_m[:, :, None] <= np.array(RADII_M)
    np.testing.assert_array_equal(got.count, near.sum(axis=1))
    np.testing.assert_allclose(got.total, np.einsum("ngr,g->nr", near, values), rtol=1e-12)
    np.testing.assert_allclose(got.length_m, line_m, rtol=0, atol=1e-3)
    assert got.count[:, 0].max() > 3
    assert not got.count[25].any()


def test_around_agrees_with_each_radius_alone() -> None:
    rng = np.random.default_rng(8)
    starts = rng.uniform((-99, 29), (-95, 33), (60, 1, 2))
    index = GeodesicIndex([LineString(x) for x in starts + rng.uniform(-0.2, 0.2, (60, 4, 2))])
    points = rng.uniform((-99, 29), (-95, 33), (40, 2))
    together = buffer_statistics(index, points, RADII_M)
    for column, radius_m in enumerate(RADII_M):
        np.testing.assert_array_equal(
            together.count[:, column], count_within(index, points, radius_m)
        )
        np.testing.assert_allclose(
            together.length_m[:, column], length_within(index, points, radius_m), atol=1e-6
        )
    order = rng.permutation(40)
    mixed = buffer_statistics(index, points[order], RADII_M)
    np.testing.assert_array_equal(mixed.count, together.count[order])
    np.testing.assert_allclose(mixed.length_m, together.length_m[order], rtol=0, atol=1e-6)


def test_around_nothing() -> None:
    for geometries in ([], [None, LineString()]):
        got = buffer_statistics(GeodesicIndex(geometries), [[0, 0], [np.nan, 1]], [5.0, 9e5])
        assert got.count.tolist() == [[0, 0], [0, 0]]
        assert not got.length_m.any()
    here = buffer_statistics(GeodesicIndex([Point(0, 0)]), [[0, 0]], [])
    assert here.count.shape == here.length_m.shape == here.total.shape == (1, 0)
    assert buffer_statistics(GeodesicIndex([Point(0, 0)]), np.zeros((0, 2)), [1.0]).count.shape == (
        0,
        1,
    )


def test_a_value_that_is_not_known_spoils_its_own_sums_only() -> None:
    index = GeodesicIndex([Point(0, 0), Point(0, 0.2), Point(0, 0.4)])
    got = buffer_statistics(
        index, [[0, 0]], [10_000.0, 30_000.0, 90_000.0], values=[1.0, np.nan, 2.0]
    )
    np.testing.assert_array_equal(got.total, [[1.0, np.nan, np.nan]])


def test_the_boundary_counts() -> None:
    _, _, boundary_m = GEOD.inv(0.0, 0.0, 1.0, 0.0)
    index = GeodesicIndex([Point(1, 0)])
    assert count_within(index, [[0, 0]], boundary_m).tolist() == [1]
    assert count_within(index, [[0, 0]], boundary_m - 1e-6).tolist() == [0]


@pytest.mark.parametrize("center", CENTERS)
def test_length_against_small_steps(center: tuple[float, float]) -> None:
    ends = spread(center, 60_000.0, 4, 24).reshape(12, 2, 2)
    index = GeodesicIndex([LineString(line) for line in ends])
    points = spread(center, 40_000.0, 5, 6)
    total_m = np.zeros(6)
    for line in ends:
        middle, step_m = sample_edge(line, 4000)
        for row, point in enumerate(points):
            away_m = GEOD.inv(*np.full((4000, 2), point).T, *middle.T)[2]
            total_m[row] += step_m * np.count_nonzero(away_m <= 20_000.0)
    np.testing.assert_allclose(length_within(index, points, 20_000.0), total_m, atol=200.0)
    whole = length_within(index, points, 190_000.0)
    np.testing.assert_allclose(whole, length_m([LineString(line) for line in ends]).sum())


def test_length_of_a_chord_of_the_circle() -> None:
    azimuth = np.array([-90.0, 90.0])
    middle = GEOD.fwd(10.0, 50.0, 0.0, 12_000.0)
    lon, lat, _ = GEOD.fwd([middle[0]] * 2, [middle[1]] * 2, azimuth, [40_000.0] * 2)
    index = GeodesicIndex([LineString(np.column_stack((lon, lat)))])
    got_m = length_within(index, [[10.0, 50.0]], 20_000.0)[0]

    def past_m(at_m: float) -> float:
        there = GEOD.fwd(middle[0], middle[1], 90.0, at_m)
        return float(GEOD.inv(10.0, 50.0, there[0], there[1])[2] - 20_000.0)

    low, high = 15_000.0, 17_000.0
    for _ in range(60):
        half = 0.5 * (low + high)
        low, high = (half, high) if past_m(half) < 0.0 else (low, half)
    assert got_m == pytest.approx(2.0 * low, abs=1e-3)


def test_length_reversed_split_and_turned_is_the_same() -> None:
    line = np.array([(-97.4, 31.1), (-96.9, 31.0), (-96.6, 31.4)])
    points = spread((-97.0, 31.1), 30_000.0, 6, 50)
    plain = length_within(GeodesicIndex([LineString(line)]), points, 15_000.0)
    for other in (
        [LineString(line[::-1])],
        [LineString(line[:2]), LineString(line[1:])],
        [LineString(np.add(line, (360, 0)))],
        [MultiLineString([line[:2], line[1:]])],
    ):
        there = length_within(GeodesicIndex(other), points, 15_000.0)
        np.testing.assert_allclose(there, plain, atol=1e-3)
    assert plain.max() > 25_000


def test_length_of_nothing() -> None:
    assert length_within(GeodesicIndex([]), [[0, 0]], 5.0).tolist() == [0.0]
    assert length_within(GeodesicIndex([Point(0, 0)]), [[0, 0], [np.nan, 0]], 5.0).sum() == 0.0


@pytest.mark.parametrize("center", CENTERS)
def test_area_of_a_disc_in_a_disc(center: tuple[float, float]) -> None:
    small = circle(*center, 20_000.0, vertex_count=2048)
    index = GeodesicIndex([small])
    if abs(center[1]) < 88.0:
        alone_m2 = abs(GEOD.geometry_area_perimeter(small)[0])
        assert area_within(index, [center], 50_000.0)[0] == pytest.approx(alone_m2, rel=1e-7)
    disc_m2 = np.pi * 5_000.0**2
    assert area_within(index, [center], 5_000.0)[0] == pytest.approx(disc_m2, rel=1e-6)
    assert area_within(index, [center], 20_000.0)[0] == pytest.approx(np.pi * 4e8, rel=1e-5)


def test_area_with_holes_halves_and_parts() -> None:
    hole = box(-0.05, 0.02, 0.05, 0.08)
    half = Polygon(box(-1, 0, 1, 1).exterior, [hole.exterior])
    index = GeodesicIndex([half, None, LineString([(0, 0), (1, 1)])])
    disc_m2 = np.pi * 20_000.0**2
    hole_m2 = abs(GEOD.geometry_area_perimeter(hole)[0])
    got = area_within(index, [[0, 0], [0, -0.5], [np.nan, 0]], 20_000.0)
    assert got[0] == pytest.approx(0.5 * disc_m2 - hole_m2, rel=1e-5)
    assert got[1:].tolist() == [0.0, 0.0]
    planar = GeodesicIndex([box(-30, 60, 30, 70)], edges="planar")
    assert area_within(planar, [[0, 60]], 9_000.0)[0] < np.pi * 9_000.0**2 / 2.0


def test_area_of_a_ring_that_crosses_itself() -> None:
    bow = Polygon([(0, 0), (0.2, 0.2), (0.2, 0), (0, 0.2)])
    left = Polygon([(0, 0), (0.1, 0.1), (0, 0.2)])
    expected = 2 * abs(GEOD.geometry_area_perimeter(left)[0])
    assert area_within(GeodesicIndex([bow]), [[0.1, 0.1]], 90_000.0)[0] == pytest.approx(
        expected, rel=1e-4
    )


def test_along_a_line() -> None:
    line = LineString([(-98, 30), (-96, 30.5), (-95, 32)])
    whole_m = length_m([line])[0]
    index = GeodesicIndex([line, line.reverse(), Point(0, 0)])
    points = [(-98.0, 30.0), (-95.0, 32.0), (-96.0, 30.5), (-97.0, 31.0)]
    ahead = index.along(points, np.zeros(4, dtype=int))
    back = index.along(points, np.ones(4, dtype=int))
    corner_m = GEOD.inv(-98, 30, -96, 30.5)[2]
    np.testing.assert_allclose(ahead[:3], [0.0, whole_m, corner_m], atol=1e-3)
    np.testing.assert_allclose(ahead + back, whole_m, atol=1e-3)
    feet = index.foot(points, np.zeros(4, dtype=int))
    assert ahead[3] == pytest.approx(GEOD.inv(-98, 30, *feet[3])[2], abs=1e-3)
    rest = index.along([(0, 0), (1, 1), (np.nan, 0)], [2, -1, 0])
    assert rest[0] == 0.0
    assert np.isnan(rest[1:]).all()


def test_invalid_arguments() -> None:
    index = GeodesicIndex([Point(0, 0)])
    with pytest.raises(InputError, match=r"sum_within: expected values of shape \(1,\)"):
        sum_within(index, [[0, 0]], 5.0, [1, 2])
    with pytest.raises(InputError, match=r"geodesy\.buffer_statistics: expected radii_m as a list"):
        buffer_statistics(index, [[0, 0]], 5.0)
    with pytest.raises(
        InputError, match=r"geodesy\.buffer_statistics: expected radius_m as metres"
    ):
        buffer_statistics(index, [[0, 0]], [5.0, -1.0])
    with pytest.raises(
        InputError, match=r"geodesy\.buffer_statistics: expected values of shape \(1,\)"
    ):
        buffer_statistics(index, [[0, 0]], [5.0], values=[1, 2])
    with pytest.raises(InputError, match=r"area_within: expected radius_m .* at most 2,000,000"):
        area_within(index, [[0, 0]], 5e6)
    with pytest.raises(InputError, match=r"geodesy\.along: expected index"):
        index.along([[0, 0]], [4])
