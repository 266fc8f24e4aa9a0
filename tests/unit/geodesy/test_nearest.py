"""Nearest: known answers, odd geometries, ties."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from screening.geodesy import GeodesicIndex, nearest
from screening.geodesy.ellipsoid import GEOD


def test_degree_of_equator_and_meridian() -> None:
    index, distance_m = nearest([[1, 0], [0, 89]], [Point(0, 0), Point(123, 90)])
    assert index.tolist() == [0, 1]
    # WGS84: a degree of equator, and the last degree of a meridian.
    np.testing.assert_allclose(distance_m, [111_319.4908, 111_693.8647], atol=5e-4)


def test_foot_is_on_the_geodesic_not_the_parallel() -> None:
    line = LineString([(-100, 50), (-80, 50)])
    _, geodesic_m = nearest([[-90, 50]], [line])
    _, planar_m = nearest([[-90, 50]], [line], edges="planar")
    assert geodesic_m[0] == pytest.approx(47_900, rel=0.01)
    assert planar_m[0] < 1e-6


def test_nothing_to_find() -> None:
    for geometries in ([], [None], [Point(), LineString(), MultiPolygon()]):
        index, distance_m = nearest([[0, 0], [1, 1]], geometries)
        assert index.tolist() == [-1, -1]
        assert np.isnan(distance_m).all()


def test_point_that_is_not_known() -> None:
    index, distance_m = nearest([[np.nan, 5], [5, np.nan], [5, 5]], [Point(5, 5)])
    assert index.tolist() == [-1, -1, 0]
    np.testing.assert_array_equal(distance_m, [np.nan, np.nan, 0.0])


def test_no_points() -> None:
    index, distance_m = nearest(np.zeros((0, 2)), [Point(0, 0)])
    assert index.shape == distance_m.shape == (0,)
    assert nearest([], [Point(0, 0)], k=3)[0].shape == (0, 3)


def test_fewer_geometries_than_asked_for() -> None:
    index, distance_m = nearest([[0, 0]], [Point(2, 0), None, Point(1, 0)], k=4)
    assert index.tolist() == [[2, 0, -1, -1]]
    assert np.isnan(distance_m[0, 2:]).all()
    assert distance_m[0, 0] < distance_m[0, 1]


@pytest.mark.parametrize(
    "geometry",
    [
        LineString([(5, 5), (5, 5)]),
        LineString([(5, 5), (5, 5), (5, 6)]),
        MultiPoint([(9, 9), (5, 5)]),
        MultiLineString([[(9, 9), (8, 8)], [(5, 5), (5, 7)]]),
        LinearRing([(5, 5), (6, 6), (6, 5)]),
        GeometryCollection([Point(9, 9), GeometryCollection([LineString([(5, 5), (6, 5)])])]),
        Polygon([(5, 5), (5, 5), (5, 5)]),
        shapely.transform(Point(5, 5), lambda xy: np.add(xy, (720, 0))),
        Point(5, 5, 1234),
    ],
    ids=str,
)
def test_every_kind_of_geometry(geometry: shapely.Geometry) -> None:
    _, _, truth_m = GEOD.inv(4.9, 5.0, 5.0, 5.0)
    index, distance_m = nearest([[5, 5], [4.9, 5.0]], [Point(0, 0), geometry])
    assert index.tolist() == [1, 1]
    np.testing.assert_allclose(distance_m, [0.0, truth_m], atol=1e-6)


def test_same_geometries_answer_with_the_lowest_index() -> None:
    line = LineString([(0, 0), (0, 3)])
    same = [line.reverse(), line, LineString([(0, 0), (0, 1), (0, 3)]), Point(0, 2)]
    index, distance_m = nearest([[1, 2], [-1, 2]], [Point(40, 40), *same], k=4)
    assert index[:, :3].tolist() == [[1, 2, 3], [1, 2, 3]]
    assert (distance_m[:, 0] == distance_m[:, 2]).all()


def test_lines_that_meet_at_a_substation_tie() -> None:
    hub = (-97.123456789, 31.987654321)
    lines = [LineString([hub, (-97 + 0.3 * np.cos(a), 33 + 0.1 * a)]) for a in range(6)]
    index, distance_m = nearest([[-97.2, 31.5]], lines, k=6)
    assert index.tolist() == [[0, 1, 2, 3, 4, 5]]
    assert np.ptp(distance_m) == 0.0


def test_more_twins_than_the_tree_is_asked_for() -> None:
    index, distance_m = nearest([[1.0, 1.1]], [Point(9, 9)] + [Point(1, 1)] * 3000, k=3)
    assert index.tolist() == [[1, 2, 3]]
    assert np.ptp(distance_m) == 0.0


def test_few_geometries_of_very_many_pieces() -> None:
    rng = np.random.default_rng(4)
    walks = np.cumsum(rng.normal(0, 0.02, (5, 3000, 2)), axis=1) + rng.uniform(-5, 5, (5, 1, 2))
    lines = [LineString(walk) for walk in walks]
    points = rng.uniform(-8, 8, (40, 2))
    index, distance_m = nearest(points, lines, k=5)
    alone = np.column_stack([nearest(points, [line])[1] for line in lines])
    np.testing.assert_allclose(distance_m, np.sort(alone, axis=1), atol=1e-6)
    np.testing.assert_array_equal(index, np.argsort(alone, axis=1))


def test_point_beside_the_dateline() -> None:
    lines = [LineString([(179.9, -1), (179.9, 1)]), LineString([(-178, -1), (-178, 1)])]
    index, distance_m = nearest([[-179.9, 0], [180, 0], [-180, 0], [179.99, 0]], lines)
    assert index.tolist() == [0, 0, 0, 0]
    np.testing.assert_allclose(distance_m / 111_319.4908, [0.2, 0.1, 0.1, 0.09], rtol=1e-6)


def test_line_across_the_dateline() -> None:
    point = [[180.0, 0.1]]
    _, short_m = nearest(point, [LineString([(170, 0), (-170, 0)])])
    _, planar_m = nearest(point, [LineString([(170, 0), (190, 0)])], edges="planar")
    _, long_m = nearest(point, [LineString([(170, 0), (-170, 0)])], edges="planar")
    assert short_m == pytest.approx(planar_m, abs=1e-6)
    assert long_m[0] > 1_000_000


def test_geodesic_over_the_pole() -> None:
    line = LineString([(0, 80), (180, 80)])
    _, distance_m = nearest([[77, 90], [90, 89], [-90, 89]], [line])
    assert distance_m[0] < 1e-6
    np.testing.assert_allclose(distance_m[1:], 111_693.8647, atol=5e-4)


def test_every_size_in_one_answer() -> None:
    world = [Point(0, 0), LineString([(10, 10), (60, 50)]), box(-60, -40, -20, 0)]
    index, distance_m = GeodesicIndex(world).nearest([[-0.5, 0.1], [30, 31], [-40, -20]])
    assert index.tolist() == [0, 1, 2]
    assert distance_m[2] == 0.0
