"""Lengths and circles."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

from screening.geodesy import circle, length_m
from screening.geodesy.ellipsoid import GEOD, SEMI_MAJOR_M

QUARTER_MERIDIAN_M = 10_001_965.729


def test_quarter_meridian_and_equator() -> None:
    lines = [LineString([(7, 0), (7, 90)]), LineString([(0, 0), (90, 0)])]
    expected = [QUARTER_MERIDIAN_M, SEMI_MAJOR_M * np.pi / 2]
    np.testing.assert_allclose(length_m(lines), expected, atol=1e-3)
    np.testing.assert_allclose(length_m(lines, edges="planar"), expected, atol=0.2)


def test_parallel_is_longer_than_the_geodesic() -> None:
    line = [LineString([(0, 60), (90, 60)])]
    e2 = 0.00669437999014
    parallel_m = np.pi / 2 * SEMI_MAJOR_M * 0.5 / np.sqrt(1 - 0.75 * e2)
    assert length_m(line, edges="planar")[0] == pytest.approx(parallel_m, rel=1e-7)
    assert length_m(line)[0] < 0.93 * parallel_m


def test_parts_add_up_and_missing_stays_missing() -> None:
    one, two = [(0, 0), (1, 1)], [(5, 5), (5, 6), (6, 6)]
    each = length_m([LineString(one), LineString(two)])
    whole = length_m([MultiLineString([one, two]), None, Point(0, 0), LineString()])
    np.testing.assert_allclose(whole, [each.sum(), np.nan, 0.0, 0.0])
    assert length_m([]).shape == (0,)


def test_polygon_counts_its_holes() -> None:
    shell, hole = box(0, 0, 4, 4).exterior, box(1, 1, 2, 2).exterior
    assert length_m([Polygon(shell, [hole])])[0] == pytest.approx(length_m([shell, hole]).sum())


@pytest.mark.parametrize("lon", [-97.0, 179.9, 180.0, -180.0, 263.0])
@pytest.mark.parametrize("lat", [0.0, 60.0, -89.0, 90.0, 89.0])
def test_circle_is_at_its_radius_and_valid(lon: float, lat: float) -> None:
    disc = circle(lon, lat, 250_000.0)
    ring = np.asarray(disc.exterior.coords)
    ring = ring[np.abs(ring[:, 1]) < 90.0]
    _, _, away_m = GEOD.inv(np.full(len(ring), lon), np.full(len(ring), lat), *ring.T)
    np.testing.assert_allclose(away_m, 250_000.0, atol=1e-6)
    assert disc.is_valid
    assert disc.exterior.is_ccw
    assert np.abs(disc.centroid.x) <= 181.0
