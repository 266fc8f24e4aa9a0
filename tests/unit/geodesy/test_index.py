"""The index: within, foot points, pickling, threads, and invalid arguments."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from shapely import LineString, Point, box

from screening.errors import InputError
from screening.geodesy import GeodesicIndex, PairsWithin, circle, length_m, nearest, within
from screening.geodesy.ellipsoid import GEOD

WORLD = [
    LineString([(-98, 30), (-96, 30.5), (-95, 32)]),
    None,
    Point(-97, 31),
    box(-99, 31.5, -98, 32.5),
    Point(),
]


@pytest.fixture(scope="module")
def index() -> GeodesicIndex:
    return GeodesicIndex(WORLD)


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return np.random.default_rng(5).uniform((-100, 29), (-94, 34), (500, 2))


def test_length_counts_what_is_missing_too(index: GeodesicIndex) -> None:
    assert len(index) == 5


def test_within_is_sorted_and_complete(index: GeodesicIndex, points: np.ndarray) -> None:
    pairs = index.within(points, 90_000.0)
    order = np.lexsort((pairs.geometry_index, pairs.point_index))
    np.testing.assert_array_equal(order, np.arange(len(order)))
    which, distance_m = index.nearest(points, k=5)
    near = distance_m <= 90_000.0
    np.testing.assert_array_equal(pairs.count(len(points)), near.sum(axis=1))
    found = set(zip(pairs.point_index.tolist(), pairs.geometry_index.tolist(), strict=True))
    rows = np.broadcast_to(np.arange(len(points))[:, None], near.shape)
    assert found == set(zip(rows[near].tolist(), which[near].tolist(), strict=True))


def test_within_counts_the_rim_and_the_inside() -> None:
    _, _, rim_m = GEOD.inv(0.0, 0.0, 1.0, 0.0)
    assert within([[0, 0]], [Point(1, 0)], rim_m).count(1).tolist() == [1]
    assert within([[0, 0]], [Point(1, 0)], rim_m - 1e-6).count(1).tolist() == [0]
    assert within([[0, 0]], [box(-1, -1, 1, 1)], 0.0).distance_m.tolist() == [0.0]


def test_within_of_the_whole_earth(index: GeodesicIndex) -> None:
    pairs = index.within([[83, -31], [np.nan, 0], [0, 90]], 2.1e7)
    assert pairs.count(3).tolist() == [3, 0, 3]


def test_within_nothing() -> None:
    assert within([[0, 0]], [], 5.0).count(1).tolist() == [0]
    assert within([], [Point(0, 0)], 5.0).count(0).tolist() == []


def test_foot_is_where_the_distance_ends(index: GeodesicIndex, points: np.ndarray) -> None:
    which, distance_m = index.nearest(points, k=3)
    for place in range(3):
        feet = index.foot(points, which[:, place])
        _, _, away_m = GEOD.inv(*points.T, *feet.T)
        np.testing.assert_allclose(away_m, distance_m[:, place], atol=1e-5)


def test_foot_inside_on_nothing_and_across_the_dateline() -> None:
    index = GeodesicIndex([box(0, 0, 1, 1), LineString([(179, -1), (181, 1)])])
    feet = index.foot([[0.5, 0.5], [7, 7], [np.nan, 1], [181, 0.99]], [0, -1, 0, 1])
    np.testing.assert_array_equal(feet[0], [0.5, 0.5])
    assert np.isnan(feet[1:3]).all()
    np.testing.assert_allclose(feet[3], [-179.005, 0.995], atol=1e-3)


def test_pickle_answers_the_same(index: GeodesicIndex, points: np.ndarray) -> None:
    again = pickle.loads(pickle.dumps(index))
    for one, other in zip(index.nearest(points, k=2), again.nearest(points, k=2), strict=True):
        np.testing.assert_array_equal(one, other)


def test_threads_answer_the_same(index: GeodesicIndex, points: np.ndarray) -> None:
    whole = index.nearest(points)[1]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda part: index.nearest(part)[1], np.split(points, 20)))
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_points_are_left_as_they_were() -> None:
    points = np.array([[1.0, np.nan], [190.0, 5.0]])
    before = points.copy()
    nearest(points, [Point(0, 0)])
    np.testing.assert_array_equal(points, before)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (lambda: nearest([1, 2], []), r"shape \(n, 2\), got \(2,\)"),
        (lambda: nearest([["a", 5]], []), "expected points as numbers"),
        (
            lambda: nearest([[31, -103.5]], []),
            "latitude in -90 to 90.*point 0; put longitude first",
        ),
        (lambda: nearest([[np.inf, 5]], []), "degrees"),
        (lambda: nearest([[1, 5]], [Point(1, 2), 3]), "got int at geometry 1"),
        (lambda: nearest([[1, 5]], [[1, 2]]), "got list at geometry 0"),
        (lambda: nearest([[1, 5]], Point(1, 1)), "got one Point; put it in a list"),
        (lambda: nearest([[1, 5]], [Point(6e5, 3e6)] * 9), "0, 1, 2, 3, 4 and 4 more; .*EPSG:4326"),
        (lambda: nearest([[1, 5]], [Point(1, 1)], k=0), "expected k as a whole number from 1"),
        (lambda: nearest([[1, 5]], [Point(1, 1)], k=True), "expected k as a whole number"),
        (lambda: within([[1, 5]], [Point(1, 1)], -1.0), "expected radius_m as metres"),
        (lambda: within([[1, 5]], [Point(1, 1)], np.nan), "expected radius_m as metres"),
        (lambda: length_m([None], edges="flat"), "known: geodesic, planar"),  # type: ignore[arg-type]
        (lambda: GeodesicIndex(WORLD).foot([[1, 2]], [5]), "each -1 to 4.*5 to 5"),
        (lambda: GeodesicIndex(WORLD).foot([[1, 2]], [0.0]), "got float64"),
        (lambda: circle(0, 0, 2e7), "at most 10,000,000"),
        (lambda: circle(0, 0, 0), "a radius above 0"),
        (
            lambda: PairsWithin(np.array([4]), np.array([0]), np.zeros(1)).count(3),
            "5 or more, got 3",
        ),
    ],
)
def test_invalid_arguments(query: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=f"^geodesy\\..*{message}"):
        query()
