"""Timings that guard against regressions: ``pytest benchmarks --benchmark-only``."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.worlds import THRESHOLDS, World, world_of
from screening.geodesy import ClassIndex, GeodesicIndex, backend, count_within, length_within
from screening.numba_dispatch import CHOICE

pytest.importorskip("pytest_benchmark")


@pytest.fixture(scope="module", params=["on", "off"], ids=["kernels", "pure"])
def world(request: pytest.FixtureRequest) -> Any:
    """Build a small world, for the kernels and for the pure path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, request.param)
        backend.prepare()
        yield world_of(line_count=5_000, station_count=4_000, site_count=2_000, seed=1)


@pytest.fixture(scope="module")
def index(world: World) -> GeodesicIndex:
    """Index its lines, with all search structures built."""
    made = GeodesicIndex(world.lines.to_numpy())
    made.nearest(world.sites[:1])
    return made


def test_build(benchmark: Any, world: World) -> None:
    """Decomposing lines and building the tree."""
    lines = world.lines.to_numpy()
    benchmark(lambda: GeodesicIndex(lines).nearest(world.sites[:1]))


def test_nearest(benchmark: Any, world: World, index: GeodesicIndex) -> None:
    """Nearest line."""
    benchmark(index.nearest, world.sites)


def test_nearest_by_class(benchmark: Any, world: World, index: GeodesicIndex) -> None:
    """Nearest line of each voltage."""
    grid = ClassIndex(index, world.kv, THRESHOLDS)
    grid.nearest(world.sites[:1])
    benchmark(grid.nearest, world.sites)


def test_foot(benchmark: Any, world: World, index: GeodesicIndex) -> None:
    """Foot point on the nearest line."""
    which, _ = index.nearest(world.sites)
    benchmark(index.foot, world.sites, which)


def test_count_within(benchmark: Any, world: World, index: GeodesicIndex) -> None:
    """Lines within 25 km."""
    benchmark(count_within, index, world.sites[:200], 25_000.0)


def test_length_within(benchmark: Any, world: World, index: GeodesicIndex) -> None:
    """Kilometres of line within 25 km."""
    benchmark(length_within, index, world.sites[:200], 25_000.0)
