"""The nearest geometry of at least each class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from shapely import LineString, Point, box

from screening.errors import InputError
from screening.geodesy import ClassIndex, GeodesicIndex, nearest, nearest_by_class

RNG = np.random.default_rng(8)
LINES = [LineString(RNG.uniform((-100, 29), (-94, 34), (4, 2))) for _ in range(80)]
KV = RNG.choice([69.0, 138.0, 230.0, 345.0, np.nan], 80)
POINTS = RNG.uniform((-101, 28), (-93, 35), (150, 2))


@pytest.mark.parametrize("edges", ["geodesic", "planar"])
def test_same_as_asking_class_by_class(edges: str) -> None:
    thresholds = [230.0, 0.0, 345.0]
    which, distance_m = nearest_by_class(POINTS, LINES, KV, thresholds, edges=edges)  # type: ignore[arg-type]
    for column, threshold in enumerate(thresholds):
        selected = [line if kv >= threshold else None for line, kv in zip(LINES, KV, strict=True)]
        index, alone_m = nearest(POINTS, selected, edges=edges)  # type: ignore[arg-type]
        np.testing.assert_array_equal(which[:, column], index)
        np.testing.assert_allclose(distance_m[:, column], alone_m, atol=1e-6)


def test_higher_classes_are_never_nearer() -> None:
    _, distance_m = nearest_by_class(POINTS, LINES, KV, [69, 138, 230, 345])
    assert (np.diff(distance_m, axis=1) >= 0.0).all()


def test_ties_between_classes_go_to_the_lowest_index() -> None:
    hub = (-97.0, 31.0)
    spokes = [LineString([hub, (-97 + 0.2 * a, 33)]) for a in range(4)]
    which, _ = nearest_by_class([[-97.0, 30.0]], spokes, [138, 345, 69, 345], [60, 138, 200])
    assert which.tolist() == [[0, 0, 1]]


def test_polygons_hold_in_their_own_class() -> None:
    yards = [box(0, 0, 2, 2), box(0, 0, 3, 3), box(9, 9, 10, 10)]
    which, distance_m = nearest_by_class([[1, 1], [2.5, 1]], yards, [345, 138, 500], [138, 345])
    assert which.tolist() == [[0, 0], [1, 0]]
    assert distance_m[:, 0].tolist() == [0.0, 0.0]
    assert distance_m[1, 1] > 50_000


def test_nothing_of_a_class_no_class_no_points() -> None:
    index = ClassIndex([Point(0, 0), Point(1, 1)], [69, np.nan], [69, 345])
    which, distance_m = index.nearest([[0, 1], [np.nan, 0]])
    assert which.tolist() == [[0, -1], [-1, -1]]
    assert np.isnan(distance_m[:, 1]).all()
    assert ClassIndex([], [], [5]).nearest([[0, 0]])[0].tolist() == [[-1]]
    assert ClassIndex([Point(0, 0)], [1], []).nearest([[0, 0]])[0].shape == (1, 0)
    assert index.nearest([])[0].shape == (0, 2)


def test_takes_an_index_that_is_there() -> None:
    ready = GeodesicIndex(LINES)
    index = ClassIndex(ready, KV, [138])
    assert index.index is ready
    np.testing.assert_array_equal(
        index.nearest(POINTS)[0], nearest_by_class(POINTS, LINES, KV, [138])[0]
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (lambda: ClassIndex([Point(0, 0)], [1, 2], [1]), r"classes of shape \(1,\), got \(2,\)"),
        (lambda: ClassIndex([Point(0, 0)], [1], 5), r"thresholds of shape \(t,\), got \(\)"),
        (lambda: ClassIndex([Point(0, 0)], ["high"], [1]), "classes as numbers, got list"),
        (lambda: ClassIndex([Point(0, 0)], [1], [np.nan]), "leave the NaN out"),
    ],
)
def test_invalid_arguments(query: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=f"^geodesy\\.ClassIndex: .*{message}"):
        query()
