"""When kernels are used, and that their results equal those of the pure path."""

from __future__ import annotations

import gc
import logging
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from shapely import LineString, Point, box

from screening.geodesy import (
    ClassIndex,
    GeodesicIndex,
    backend,
    buffer_statistics,
    count_within,
    length_within,
    nearest,
    sum_within,
)
from screening.geodesy.ellipsoid import GEOD, to_ecef, vector_norms
from screening.geodesy.vertices import densify, extract_vertices
from screening.numba_dispatch import CHOICE

WORLDS = {
    "texas": (-100.0, 31.0, 4.0, 3.0),
    "dateline": (180.0, -17.0, 3.0, 3.0),
    "pole": (0.0, 88.0, 180.0, 2.0),
    "tiny": (-97.0, 31.0, 2e-4, 2e-4),
    "globe": (0.0, 0.0, 180.0, 85.0),
}


def world(name: str, seed: int = 3) -> tuple[list[object], np.ndarray]:
    """Lines (many share an end), points, polygons and gaps; and query points."""
    rng = np.random.default_rng(seed)
    lon, lat, wide, high = WORLDS[name]

    def some(count: int) -> np.ndarray:
        return rng.uniform((lon - wide, lat - high), (lon + wide, lat + high), (count, 2))

    hubs = some(12)
    lines = [
        LineString(np.vstack((hubs[rng.integers(12)], some(int(rng.integers(1, 4))))))
        for _ in range(60)
    ]
    posts = [Point(at) for at in [*some(40), *hubs]]
    size = 0.02 * min(wide, high)
    yards = [box(x, y, x + size, y + size) for x, y in some(20)] if name != "pole" else []
    return [*lines, None, *posts, *yards, *yards[:5]], np.vstack((some(400), hubs))


def both(monkeypatch: pytest.MonkeyPatch, query) -> list:  # type: ignore[no-untyped-def]
    answers = []
    for choice in ("off", "on"):
        monkeypatch.setenv(CHOICE, choice)
        answers.append(query())
    return answers


@pytest.mark.parametrize("name", WORLDS)
class TestBothPathsAgree:
    """Same index; distances to a micrometre."""

    ONCE = True

    def test_nearest(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        geometries, points = world(name)
        pure, fast = both(monkeypatch, lambda: GeodesicIndex(geometries).nearest(points))
        np.testing.assert_array_equal(pure[0], fast[0])
        np.testing.assert_allclose(pure[1], fast[1], rtol=0, atol=1e-6)

    def test_classes(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        geometries, points = world(name)
        kv = np.random.default_rng(1).choice([np.nan, 69, 138, 230, 345], len(geometries))
        pure, fast = both(
            monkeypatch,
            lambda: ClassIndex(geometries, kv, [230, 500, 138, 345, 138]).nearest(points),
        )
        np.testing.assert_array_equal(pure[0], fast[0])
        np.testing.assert_allclose(pure[1], fast[1], rtol=0, atol=1e-6)

    @pytest.mark.parametrize("spread", [1e-4, 1e-2, 0.3])
    def test_company_changes_nothing(
        self, name: str, spread: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        geometries, some = world(name)
        rng = np.random.default_rng(4)
        aside = rng.normal(0.0, spread, (40, 100, 2)) * WORLDS[name][2:]
        points = (some[rng.integers(0, len(some), 40), None] + aside).reshape(-1, 2)
        points[:, 1] = np.clip(points[:, 1], -90.0, 90.0)
        kv = rng.choice([np.nan, 69, 138, 345], len(geometries))
        monkeypatch.setenv(CHOICE, "on")
        index = ClassIndex(geometries, kv, [69, 138, 345])
        together = index.nearest(points)
        for one in rng.integers(0, len(points), 100).tolist():
            alone = index.nearest(points[one : one + 1])
            np.testing.assert_array_equal(together[0][one], alone[0][0])
            np.testing.assert_array_equal(together[1][one], alone[1][0])

    def test_around(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        geometries, points = world(name)
        points = points[:60]
        values = np.random.default_rng(2).uniform(0, 9, len(geometries))
        radius_m = 15.0 if name == "tiny" else 150_000.0

        def query() -> tuple[np.ndarray, ...]:
            index = GeodesicIndex(geometries)
            return (
                count_within(index, points, radius_m),
                sum_within(index, points, radius_m, values),
                length_within(index, points, radius_m),
            )

        pure, fast = both(monkeypatch, query)
        np.testing.assert_array_equal(pure[0], fast[0])
        np.testing.assert_allclose(pure[1], fast[1], rtol=1e-12)
        np.testing.assert_allclose(pure[2], fast[2], rtol=0, atol=1e-3)
        assert pure[0].max() > 2

    def test_feet(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        geometries, points = world(name)
        points = points[:150]
        geometry = np.random.default_rng(5).integers(-1, len(geometries), len(points))
        pure, fast = both(
            monkeypatch,
            lambda: (
                GeodesicIndex(geometries).foot(points, geometry),
                GeodesicIndex(geometries).along(points, geometry),
            ),
        )
        off = np.abs(pure[0] - fast[0])
        off[:, 0] = np.minimum(off[:, 0], 360.0 - off[:, 0]) * np.cos(np.radians(pure[0][:, 1]))
        np.testing.assert_array_equal(np.isnan(pure[0]), np.isnan(fast[0]))
        assert np.nanmax(off) < 1e-6
        np.testing.assert_allclose(pure[1], fast[1], rtol=0, atol=1e-3)


def test_more_duplicates_than_a_kernel_stores() -> None:
    index, distance_m = nearest([[1.0, 1.1]], [Point(9, 9)] + [Point(1, 1)] * 100)
    assert index.tolist() == [1]
    assert distance_m[0] == pytest.approx(11_057.4, abs=0.1)


def test_a_tie_is_a_hundredth_of_a_millimetre() -> None:
    lat_m = 110_574.3886
    posts = [Point(0, 1 + off_m / lat_m) for off_m in (0.8e-5, 0.0, 1.2e-5, 3e-5)]
    assert nearest([[0, 0]], posts)[0].tolist() == [0]
    assert nearest([[0, 0]], posts[1:])[0].tolist() == [0]
    assert nearest([[0, 0]], posts[::-1])[0].tolist() == [1]


@pytest.mark.parametrize("at", [(0.0, 90.0), (-97.0, 31.0), (180.0, 0.0)])
def test_segments_of_a_nanometre(at: tuple[float, float]) -> None:
    hair = [at, (at[0], at[1] - 1e-14), (at[0] + 1e-13, at[1]), at]
    away = (at[0], at[1] - 0.01)
    which, distance_m = nearest([at, away], [Point(5, 5), LineString(hair), Point(at)])
    assert which.tolist() == [1, 1]
    assert distance_m[0] < 1e-6
    assert distance_m[1] == pytest.approx(nearest([away], [Point(at)])[1][0], abs=1e-6)


def test_far_results_come_from_the_pure_path() -> None:
    index, distance_m = nearest([[0, 0], [0, 0.5]], [Point(150, 10), Point(9, 9)])
    assert index.tolist() == [1, 1]
    assert distance_m.min() > 1_300_000


def test_pickle_takes_the_tree_along() -> None:
    geometries, points = world("texas")
    index = GeodesicIndex(geometries)
    before = index.nearest(points)
    after = pickle.loads(pickle.dumps(index)).nearest(points)
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


def test_kernels_divide_edges_on_the_geodesic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOICE, "on")
    rng = np.random.default_rng(4)
    for length_m in (4_100.0, 30_000.0, 99_000.0, 150_000.0):
        start = np.column_stack((rng.uniform(-180, 180, 300), rng.uniform(-89, 89, 300)))
        azimuth = rng.uniform(-180, 180, 300)
        end = np.column_stack(GEOD.fwd(*start.T, azimuth, np.full(300, length_m))[:2])
        paths = extract_vertices(
            np.array([LineString(line) for line in np.stack((start, end), axis=1)]), "test"
        )
        dense, xyz = densify(paths, "geodesic")
        assert vector_norms(np.diff(xyz, axis=0))[np.diff(dense.path) == 0].max() < 4_001.0
        np.testing.assert_allclose(to_ecef(dense.lonlat), xyz, rtol=0, atol=1e-8)
        first = start[dense.path]
        there, _, away_m = GEOD.inv(*first.T, *dense.lonlat.T)
        aside_m = np.abs(np.sin(np.radians(there - azimuth[dense.path]))) * away_m
        assert aside_m[away_m > 1.0].max() < 1e-7


def test_threads_share_one_pass() -> None:
    geometries, points = world("texas")
    index = GeodesicIndex(geometries)
    whole = buffer_statistics(index, points, [20_000.0, 90_000.0])
    with ThreadPoolExecutor(4) as pool:
        parts = list(
            pool.map(
                lambda part: buffer_statistics(index, part, [20_000.0, 90_000.0]),
                np.array_split(points, 16),
            )
        )
    np.testing.assert_array_equal(np.concatenate([part.count for part in parts]), whole.count)
    length = np.concatenate([part.length_m for part in parts])
    np.testing.assert_allclose(length, whole.length_m, rtol=0, atol=1e-6)


def test_threads_share_an_index() -> None:
    geometries, points = world("texas")
    index = ClassIndex(geometries, np.arange(len(geometries)), [0, 50])
    whole = index.nearest(points)[1]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda part: index.nearest(part)[1], np.array_split(points, 16)))
    np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_nothing_is_leaked() -> None:
    index = GeodesicIndex(world("texas")[0])
    points = np.zeros((8, 2))
    index.nearest(points)
    gc.collect()
    watched = points, index.layer.segments.xyz
    before = [sys.getrefcount(one) for one in watched]
    for _ in range(20):
        index.nearest(points)
    assert [sys.getrefcount(one) for one in watched] == before


class TestChoice:
    """Small jobs stay pure; large ones are worth loading, the largest compiling."""

    ONCE = True

    @pytest.fixture(autouse=True)
    def auto(self, path: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(CHOICE)

    def test_not_loaded_for_a_small_job(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backend, "_loaded", lambda: False)
        assert backend.kernels_if_worthwhile(0.5 * backend.COST.load_s) is None

    def test_not_compiled_for_a_middling_job(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backend, "_loaded", lambda: False)
        monkeypatch.setattr(backend, "kernels_are_compiled", lambda: False)
        assert backend.kernels_if_worthwhile(2.0 * backend.COST.load_s) is None
        assert backend.kernels_if_worthwhile(2.0 * backend.COST.compile_s) is not None

    def test_used_once_loaded(self) -> None:
        backend.prepare()
        assert backend.kernels_are_compiled()
        assert backend.kernels_if_worthwhile(1e-6) is not None

    def test_never_without_numba(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(backend, "numba_available", lambda: False)
        backend.prepare()
        assert backend.kernels_if_worthwhile(1e9) is None
        assert not backend.kernels_are_compiled()
        assert nearest([[0, 0]], [Point(0, 1)])[0].tolist() == [0]

    def test_compilation_is_logged(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(backend, "kernels_are_compiled", lambda: False)
        with caplog.at_level(logging.INFO, logger=backend.__name__):
            backend._load_kernels.__wrapped__()
        assert [record.message for record in caplog.records] == [
            "compiling kernels, once; this takes about 15 s"
        ]
