"""Properties of distances in every world: against brute force and against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from screening.geodesy import GeodesicIndex, buffer_statistics, length_m
from screening.geodesy.ellipsoid import GEOD
from screening.numba_dispatch import CHOICE

Floats = NDArray[np.float64]

SAME_M = 1e-6
GOLDEN = (5**0.5 - 1) / 2

# name: centre longitude, latitude, half width in degrees of longitude and latitude
WORLDS = {
    "equator": (-60.0, 0.0, 3.0, 3.0),
    "north": (25.0, 70.0, 6.0, 3.0),
    "dateline": (180.0, -17.0, 4.0, 4.0),
    "tiny": (-97.0, 31.0, 2e-4, 2e-4),
    "continental": (-98.0, 39.0, 28.0, 12.0),
    "pole": (0.0, 88.0, 180.0, 2.0),
}


# Edges here may be nearly antipodal, where dividing and shifting move them by micrometres.
GLOBE = {"globe": (0.0, 0.0, 180.0, 80.0)}


@pytest.fixture(scope="module", autouse=True, params=["off", "on"], ids=["pure", "kernels"])
def path(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run everything with the pure path and with the kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, request.param)
        yield


@dataclass(frozen=True)
class World:
    lines: list[Floats]
    points: Floats

    @property
    def geometries(self) -> list[shapely.LineString]:
        return [shapely.LineString(line) for line in self.lines]


def world_of(name: str, seed: int, *, line_count: int = 5, point_count: int = 12) -> World:
    rng = np.random.default_rng(seed)
    lon, lat, wide, high = (WORLDS | GLOBE)[name]

    def some(count: int) -> Floats:
        return rng.uniform((lon - wide, lat - high), (lon + wide, lat + high), (count, 2))

    lines = [some(int(rng.integers(2, 5))) for _ in range(line_count)]
    return World(lines, some(point_count))


worlds = st.builds(world_of, st.sampled_from(sorted(WORLDS)), st.integers(0, 10**6))
quick = settings(max_examples=8, deadline=None)


def turned(lonlat: Floats, turns: int) -> Floats:
    return np.column_stack((lonlat[:, 0] + 360.0 * turns, lonlat[:, 1]))


def along(start: Floats, end: Floats, edges: str) -> Callable[[Floats], tuple[Floats, Floats]]:
    if edges == "planar":
        return lambda t: tuple((start + t[:, None] * (end - start)).T)
    azimuth, _, length_m = GEOD.inv(*start.T, *end.T)
    return lambda t: GEOD.fwd(*start.T, azimuth, t * length_m)[:2]


def brute_force_m(points: Floats, start: Floats, end: Floats, edges: str) -> Floats:
    """Distance to each edge: 40 samples, then golden section around the best of them."""
    at = along(start, end, edges)

    def away(t: Floats) -> Floats:
        return np.asarray(GEOD.inv(*points.T, *at(t))[2])

    samples = np.linspace(0.0, 1.0, 41)
    sampled = np.stack([away(np.full(len(points), t)) for t in samples])
    best = sampled.argmin(axis=0)
    low, high = samples[np.maximum(best - 1, 0)], samples[np.minimum(best + 1, 40)]
    for _ in range(45):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        nearer = away(left) < away(right)
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    return np.minimum(away(0.5 * (low + high)), sampled.min(axis=0))


@pytest.mark.parametrize("edges", ["geodesic", "planar"])
@pytest.mark.parametrize("name", sorted(WORLDS | GLOBE))
def test_no_worse_than_brute_force(name: str, edges: str) -> None:
    world = world_of(name, seed=7, line_count=4, point_count=60)
    start = np.concatenate([line[:-1] for line in world.lines])
    end = np.concatenate([line[1:] for line in world.lines])
    owner = np.repeat(np.arange(4), [len(line) - 1 for line in world.lines])
    n, m = len(world.points), len(start)
    truth_m = brute_force_m(
        np.repeat(world.points, m, axis=0), np.tile(start, (n, 1)), np.tile(end, (n, 1)), edges
    ).reshape(n, m)
    each_m = np.column_stack([truth_m[:, owner == line].min(axis=1) for line in range(4)])
    index = GeodesicIndex(world.geometries, edges=edges)  # type: ignore[arg-type]
    which, distance_m = index.nearest(world.points, k=4)
    np.testing.assert_allclose(distance_m, np.sort(each_m, axis=1), atol=SAME_M)
    np.testing.assert_allclose(np.take_along_axis(each_m, which, 1), distance_m, atol=SAME_M)


@quick
@given(worlds)
def test_never_beaten_by_another_candidate(world: World) -> None:
    which, distance_m = GeodesicIndex(world.geometries).nearest(world.points)
    each_m = np.column_stack(
        [GeodesicIndex([line]).nearest(world.points)[1] for line in world.geometries]
    )
    assert (distance_m <= each_m.min(axis=1) + SAME_M).all()
    np.testing.assert_allclose(each_m[np.arange(len(which)), which], distance_m, atol=SAME_M)


@quick
@given(worlds, st.sampled_from(["geodesic", "planar"]))
def test_reversing_lines_changes_nothing(world: World, edges: str) -> None:
    turned = [line.reverse() for line in world.geometries]
    ahead, back = (
        GeodesicIndex(lines, edges=edges).nearest(world.points, k=3)  # type: ignore[arg-type]
        for lines in (world.geometries, turned)
    )
    np.testing.assert_array_equal(ahead[0], back[0])
    np.testing.assert_allclose(ahead[1], back[1], atol=SAME_M)


@quick
@given(worlds, st.sampled_from(["geodesic", "planar"]), st.floats(0.01, 0.99))
def test_splitting_lines_changes_nothing(world: World, edges: str, share: float) -> None:
    split = []
    for line in world.lines:
        at = along(line[:-1], line[1:], edges)
        new = np.column_stack(at(np.full(len(line) - 1, share)))
        if edges == "geodesic":
            split.append(np.insert(line, np.arange(1, len(line)), new, axis=0))
        else:
            split.append(np.vstack((*np.stack((line[:-1], new), axis=1), line[-1:])))
    whole, parts = (
        GeodesicIndex(shapes, edges=edges).nearest(world.points, k=3)  # type: ignore[arg-type]
        for shapes in (world.geometries, [shapely.LineString(line) for line in split])
    )
    np.testing.assert_array_equal(whole[0], parts[0])
    np.testing.assert_allclose(whole[1], parts[1], atol=SAME_M)


@quick
@given(worlds, st.sampled_from(["geodesic", "planar"]))
def test_kernels_equal_the_pure_path(world: World, edges: str) -> None:
    index = GeodesicIndex([*world.geometries, None, *world.geometries[:2]], edges=edges)  # type: ignore[arg-type]
    results = []
    for choice in ("off", "on"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(CHOICE, choice)
            results.append(index.nearest(world.points))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=0, atol=SAME_M)


@quick
@given(worlds, st.integers(-2, 2), st.integers(-2, 2))
def test_whole_turns_change_nothing(world: World, points_turns: int, lines_turns: int) -> None:
    here = GeodesicIndex(world.geometries).nearest(world.points, k=2)
    moved = [shapely.LineString(turned(line, lines_turns)) for line in world.lines]
    there = GeodesicIndex(moved).nearest(turned(world.points, points_turns), k=2)
    np.testing.assert_array_equal(here[0], there[0])
    np.testing.assert_allclose(here[1], there[1], atol=SAME_M)


@quick
@given(worlds, st.integers(1, 7))
def test_neighbours_are_in_order_and_begin_with_the_nearest(world: World, k: int) -> None:
    index = GeodesicIndex([None, *world.geometries])
    which, distance_m = (v.reshape(-1, k) for v in index.nearest(world.points, k=k))
    known = min(k, 5)
    assert (np.diff(distance_m[:, :known], axis=1) >= 0.0).all()
    assert (which[:, :known] > 0).all()
    assert (which[:, known:] == -1).all()
    first, first_m = index.nearest(world.points)
    np.testing.assert_array_equal(which[:, 0], first)
    np.testing.assert_allclose(distance_m[:, 0], first_m, rtol=0, atol=SAME_M)


@quick
@given(worlds, st.floats(0.0, 1.0))
def test_within_is_consistent_with_nearest(world: World, share: float) -> None:
    index = GeodesicIndex(world.geometries)
    which, distance_m = index.nearest(world.points, k=5)
    radius_m = float(np.quantile(distance_m, share)) + 1e-3
    pairs = index.within(world.points, radius_m)
    near = distance_m <= radius_m
    np.testing.assert_array_equal(pairs.count(len(world.points)), near.sum(axis=1))
    by_geometry = np.take_along_axis(distance_m, np.argsort(which, axis=1), 1)
    np.testing.assert_allclose(
        pairs.distance_m, by_geometry[pairs.point_index, pairs.geometry_index], atol=2e-5
    )


@quick
@given(worlds, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4))
def test_one_pass_is_consistent_with_nearest(world: World, shares: list[float]) -> None:
    index = GeodesicIndex(world.geometries)
    _, distance_m = index.nearest(world.points, k=5)
    radii_m = np.quantile(distance_m, shares) + 1e-3
    got = buffer_statistics(index, world.points, radii_m, values=np.full(5, 2.0))
    near = distance_m[:, :, None] <= radii_m
    np.testing.assert_array_equal(got.count, near.sum(axis=1))
    np.testing.assert_array_equal(got.total, 2.0 * got.count)
    whole_m = length_m(world.geometries).sum()
    order = np.argsort(radii_m)
    assert (np.diff(got.length_m[:, order], axis=1) >= -1e-3).all()
    assert (got.length_m <= whole_m * (1.0 + 1e-9)).all()


@quick
@given(worlds, st.floats(0.01, 0.99), st.integers(-1, 1))
def test_one_pass_ignores_how_lines_are_drawn(world: World, share: float, turns: int) -> None:
    index = GeodesicIndex(world.geometries)
    _, distance_m = index.nearest(world.points, k=5)
    radii_m = np.quantile(distance_m, [0.3, 0.8]) + 1e-3
    redrawn = []
    for line in world.lines:
        new = np.column_stack(along(line[:-1], line[1:], "geodesic")(np.full(len(line) - 1, share)))
        more = np.insert(line, np.arange(1, len(line)), new, axis=0)[::-1]
        redrawn.append(shapely.LineString(turned(more, turns)))
    plain, other = (
        buffer_statistics(GeodesicIndex(lines), world.points, radii_m)
        for lines in (world.geometries, redrawn)
    )
    np.testing.assert_array_equal(plain.count, other.count)
    # a circle that a line all but touches cuts off metres where its radius moves by nanometres
    np.testing.assert_allclose(plain.length_m, other.length_m, rtol=1e-9, atol=0.5)


@quick
@given(worlds, st.floats(0.0, 1.0), st.sampled_from(["geodesic", "planar"]))
def test_site_on_a_line_is_at_no_distance(world: World, share: float, edges: str) -> None:
    start = np.array([line[0] for line in world.lines])
    end = np.array([line[1] for line in world.lines])
    on_line = np.column_stack(along(start, end, edges)(np.full(len(start), share)))
    index = GeodesicIndex(world.geometries, edges=edges)  # type: ignore[arg-type]
    assert index.nearest(on_line)[1].max() < 1e-3


@quick
@given(worlds)
def test_duplicates_tie_at_the_lowest_index(world: World) -> None:
    twins = [*world.geometries, *(line.reverse() for line in world.geometries)]
    which, distance_m = GeodesicIndex(twins).nearest(world.points, k=2)
    np.testing.assert_array_equal(which[:, 1], which[:, 0] + 5)
    np.testing.assert_array_equal(distance_m[:, 0], distance_m[:, 1])


@quick
@given(worlds, st.randoms(use_true_random=False))
def test_order_of_points_and_neighbours_do_not_matter(world: World, random: object) -> None:
    order = np.arange(len(world.points))
    random.shuffle(order)  # type: ignore[attr-defined]
    index = GeodesicIndex(world.geometries)
    which, distance_m = index.nearest(world.points)
    other, other_m = index.nearest(world.points[order])
    np.testing.assert_array_equal(other, which[order])
    np.testing.assert_array_equal(other_m, distance_m[order])


@quick
@given(st.sampled_from(sorted(WORLDS)), st.integers(0, 10**6))
def test_polygon_distance_is_to_its_ring_outside_and_zero_inside(name: str, seed: int) -> None:
    lon, lat, _, _ = WORLDS[name]
    rng = np.random.default_rng(seed)
    radius_m = 10 ** rng.uniform(2.0, 6.0)
    corners = np.sort(rng.uniform(0.0, 360.0, 9)) * 0.2 + np.arange(9) * 36.0
    here = np.full((9, 2), (lon, lat))
    ring = np.column_stack(GEOD.fwd(*here.T, corners, radius_m * rng.uniform(0.5, 1.0, 9))[:2])
    polygon, ring_index = (
        GeodesicIndex([shapely.Polygon(ring)]),
        GeodesicIndex([shapely.LinearRing(ring)]),
    )
    azimuth = rng.uniform(0.0, 360.0, 9)
    # Corners are at most 110 degrees apart: no edge comes nearer than half of cos 55 of the radius.
    inner = np.column_stack(GEOD.fwd(*here.T, azimuth, np.full(9, 0.25 * radius_m))[:2])
    outer = np.column_stack(GEOD.fwd(*here.T, azimuth, np.full(9, 1.2 * radius_m))[:2])
    assert (polygon.nearest(inner)[1] == 0.0).all()
    np.testing.assert_allclose(polygon.nearest(outer)[1], ring_index.nearest(outer)[1], atol=SAME_M)
    assert (ring_index.nearest(outer)[1] > 0.0).all()
