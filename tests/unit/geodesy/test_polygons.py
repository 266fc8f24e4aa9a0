"""Polygons: the distance inside is 0, also with bent edges, self-crossings, or a pole inside."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from screening.geodesy import GeodesicIndex, circle, nearest
from screening.geodesy.ellipsoid import GEOD


def contains(points: object, polygon: shapely.Geometry, edges: str = "geodesic") -> list[bool]:
    _, distance_m = GeodesicIndex([polygon], edges=edges).nearest(points)  # type: ignore[arg-type]
    return (distance_m == 0.0).tolist()


def test_inside_hole_and_outside() -> None:
    ring = box(0, 0, 4, 4).exterior
    square = Polygon(ring, [box(1, 1, 2, 2).exterior])
    assert contains([[3, 3], [1.5, 1.5], [5, 5], [0.5, 3]], square) == [True, False, False, True]


def test_distance_from_a_hole_is_to_its_rim() -> None:
    ring = box(1, 1, 2, 2).exterior
    point = [[1.4, 1.6]]
    _, hole_m = nearest(point, [Polygon(box(0, 0, 4, 4).exterior, [ring])])
    _, ring_m = nearest(point, [ring])
    assert hole_m == ring_m > 0.0


def test_parts_of_a_multipolygon() -> None:
    parts = MultiPolygon([box(0, 0, 1, 1), box(3, 3, 4, 4)])
    assert contains([[0.5, 0.5], [3.5, 3.5], [2, 2]], parts) == [True, True, False]


def test_geodesic_edge_bulges_polewards() -> None:
    wide = box(-110, 30, -80, 50)
    bulge = [[-95, 50.5], [-95, 30.2]]
    assert contains(bulge, wide) == [True, False]
    assert contains(bulge, wide, "planar") == [False, True]


@pytest.mark.parametrize("lat", [-70.0, 5.0, 50.0])
def test_a_millimetre_beside_a_long_edge(lat: float) -> None:
    ring = np.array([(10, lat), (22, lat + 3), (20, lat + 9), (10, lat)])
    index = GeodesicIndex([Polygon(ring)])
    for start, end in pairwise(ring):
        azimuth, _, length_m = GEOD.inv(*start, *end)
        lon, at_lat, back = GEOD.fwd(*start, azimuth, 0.37 * length_m)
        right = GEOD.fwd(lon, at_lat, back + 270.0, 0.001)[:2]
        left = GEOD.fwd(lon, at_lat, back + 90.0, 0.001)[:2]
        _, distance_m = index.nearest([right, left])
        np.testing.assert_allclose(distance_m, [0.001, 0.0], atol=1e-6)


@pytest.mark.parametrize("turns", [-360, 0, 360, 720])
def test_across_the_dateline(turns: float) -> None:
    points = [[180, 0], [-180, 0], [175, 0], [-175, 2], [160, 0], [0, 0], [535, 1]]
    expected = [False, False, True, True, False, False, True]
    hole = box(178, -1, 182, 1).exterior
    run_on = Polygon(box(170, -10, 190, 10).exterior, [hole])
    moved = shapely.transform(run_on, lambda xy: np.add(xy, (turns, 0)))
    jumping = shapely.transform(
        moved, lambda xy: np.column_stack(((xy[:, 0] + 180) % 360 - 180, xy[:, 1]))
    )
    assert contains(points, moved) == expected
    assert contains(points, moved, "planar") == expected
    assert contains(points, jumping) == expected


@pytest.mark.parametrize("pole", [-90.0, 90.0])
def test_ring_around_a_pole(pole: float) -> None:
    lat = pole - np.sign(pole) * np.array([20, 15, 20, 24, 20])
    closed = Polygon(np.column_stack(([-180, -90, 0, 90, 180], lat)))
    along = Polygon(
        np.vstack((np.column_stack(([-180, -90, 0, 90, 180], lat)), [[180, pole], [-180, pole]]))
    )
    points = [[0, pole], [33, 0.9 * pole], [180, 0.85 * pole], [-180, 0.6 * pole], [0, -pole]]
    expected = [True, True, True, False, False]
    assert contains(points, closed) == expected
    assert contains(points, along) == expected
    assert contains(points, along, "planar") == expected


def test_edges_over_the_pole() -> None:
    triangle = Polygon([(0, 85), (120, 85), (-120, 85)])
    half = Polygon([(0, 85), (90, 85), (180, 85)])
    assert contains([[0, 90], [60, 88.5], [60, 86]], triangle) == [True, True, False]
    assert contains([[45, 89], [-90, 89.9], [90, 85.1]], half) == [True, False, True]


def test_whole_earth_as_a_planar_box() -> None:
    points = [[180, 0], [-180, 90], [0, -90], [17, 4]]
    assert contains(points, box(-180, -90, 180, 90), "planar") == [True] * 4


def test_ring_that_crosses_itself() -> None:
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert contains([[0.3, 1], [1.7, 1], [1, 1.5]], bow) == [True, True, False]


def test_overlapping_polygons_tie_at_nothing() -> None:
    index, distance_m = nearest(
        [[2, 2]], [box(9, 9, 10, 10), box(1, 1, 4, 4), box(0, 0, 3, 3)], k=3
    )
    assert index.tolist() == [[1, 2, 0]]
    assert distance_m[0, :2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("center", [(-97.0, 31.0), (180.0, -40.0), (20.0, 89.0), (-130.0, -87.0)])
def test_inside_agrees_with_a_circle(center: tuple[float, float]) -> None:
    disc = circle(*center, 400_000.0, vertex_count=720)
    azimuth = np.linspace(0, 360, 50)
    near, far = (
        np.column_stack(GEOD.fwd(*np.full((50, 2), center).T, azimuth, np.full(50, r))[:2])
        for r in (399_900.0, 400_100.0)
    )
    index = GeodesicIndex([disc])
    assert (index.nearest(near)[1] == 0.0).all()
    np.testing.assert_allclose(index.nearest(far)[1], 100.0, atol=5.0)
