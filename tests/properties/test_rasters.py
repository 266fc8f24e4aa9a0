"""What holds of rasters at sites whatever they hold and wherever the sites are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.joins.raster_cells import sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.model import CRS, RasterGrid

TRANSFORM = (0.05, 0.0, -101.0, 0.0, -0.05, 33.0)
seeds = st.integers(0, 10**6)


def world(seed: int, gaps: float = 0.3) -> tuple[RasterGrid, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.uniform(-20, 45, (2, 40, 40)).astype(np.float32)
    values[:, rng.random((40, 40)) < gaps] = np.nan
    points = rng.uniform([-101.2, 30.8], [-98.8, 33.2], (40, 2))
    return RasterGrid(values, ("a", "b"), TRANSFORM, CRS), points


def answers(grid: RasterGrid, points: np.ndarray) -> list[np.ndarray]:
    means, fraction = buffer_means(grid, points, 12_000.0)
    return [sample_grid(grid, points), sample_grid(grid, points, "nearest"), means, fraction]


patient = settings(deadline=None)  # how long a draw takes says nothing on a busy machine


@patient
@given(seeds)
def test_no_mean_leaves_what_the_cells_hold(seed: int) -> None:
    grid, points = world(seed)
    low, high = np.nanmin(grid.values), np.nanmax(grid.values)
    *found, fraction = answers(grid, points)
    for each in found:
        known = each[~np.isnan(each)]
        assert ((known >= low - 1e-4) & (known <= high + 1e-4)).all()
    assert ((fraction >= 0) & (fraction <= 1)).all()
    assert (np.isnan(found[2]).any(axis=0) == (fraction == 0)).all()


@patient
@given(seeds, st.integers(-2, 2))
def test_turns_of_longitude_change_nothing(seed: int, turns: int) -> None:
    grid, points = world(seed)
    turned = points + np.array([360.0 * turns, 0.0])
    for one, other in zip(answers(grid, points), answers(grid, turned), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@patient
@given(seeds)
def test_a_site_ignores_the_others(seed: int) -> None:
    grid, points = world(seed)
    order = np.random.default_rng(seed).permutation(len(points))[:7]
    for every, some in zip(answers(grid, points), answers(grid, points[order]), strict=True):
        np.testing.assert_allclose(every[..., order], some, rtol=1e-9, atol=1e-9)


@patient
@given(seeds)
def test_turning_the_raster_over_changes_nothing(seed: int) -> None:
    grid, points = world(seed)
    a, b, c, d, e, f = grid.transform
    over = RasterGrid(
        np.ascontiguousarray(grid.values[:, ::-1]), grid.bands, (a, b, c, d, -e, f + 40 * e), CRS
    )
    for one, other in zip(answers(grid, points), answers(over, points), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


@patient
@given(seeds)
def test_more_data_never_lowers_the_coverage(seed: int) -> None:
    grid, points = world(seed)
    known = np.nan_to_num(grid.values, nan=1.0)
    few = buffer_means(grid, points, 12_000.0)[1]
    many = buffer_means(RasterGrid(known, grid.bands, TRANSFORM, CRS), points, 12_000.0)[1]
    assert (many >= few - 1e-12).all()
