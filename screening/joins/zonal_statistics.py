"""Means of a raster's cells in geodesic circles, and how much of each circle had data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.geodesy.ellipsoid import GEOD, MIN_CURVATURE_RADIUS_M, to_ecef
from screening.joins.raster_cells import Cells, blocks, cell_index, raster_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.joins.raster_cells import Floats, Ints
    from screening.model import RasterGrid

CELLS_PER_RADIUS = 2.0
"""Cells longer than the radius over this are split, so that the rim is followed."""
BENT_FRACTION = 0.05
"""Beyond this share of the radius by which a grid bends, a parabola no longer follows it."""
SAMPLE_COUNT = 4096
"""Positions that stand for a circle in which the grid bends too much (poles, huge radii)."""
_FAR = 512
"""A circle that reaches this many cells is sampled; no cell is split into more."""
_FIT_FRACTION = 0.7
"""Where on the way from the centre to the rim the grid's parabola is fitted."""
_PAIRS = 1 << 16
"""Pairs of a circle and a cell that are weighed at once."""
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))


def buffer_means(grid: RasterGrid, points: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Average a grid over geodesic circles, each cell by the area that the circle holds.

    Parameters
    ----------
    grid : RasterGrid
    points : ndarray, (n, 2), longitude and latitude [degrees]
    radius_m : float [m], > 0

    Returns
    -------
    means : ndarray, (n_bands, n), of the part that has data; NaN where none has
    fraction : ndarray, (n,), share of the circle's area that has data, of the band that
        has least; 0 for positions that are NaN

    Source
    ------
    docs/science/rasters.md
    """
    cells, bands = raster_cells(grid)
    means = np.full((len(grid.bands), len(points)), np.nan)
    fraction = np.zeros(len(points))
    if not bands.size:
        return means, fraction
    column, row = cells.of(points)
    for block in blocks(len(points)):
        placed = np.flatnonzero(~np.isnan(column[block] + row[block])) + block.start
        patches = _patches(cells, points[placed], column[placed], row[placed], radius_m)
        straight = patches.split > 0
        for rows, patch in patches.alike(np.flatnonzero(straight)):
            weight, number, inside = patch.weighed(cells, radius_m)
            means[:, placed[rows]], fraction[placed[rows]] = _means(bands, weight, number, inside)
        for at in placed[~straight]:
            number, inside = _scattered(cells, points[at], radius_m)
            weight = np.full((1, SAMPLE_COUNT), 1.0 / SAMPLE_COUNT)
            means[:, [at]], fraction[[at]] = _means(bands, weight, number, inside)
    return means, fraction


@dataclass(frozen=True)
class _Patches:
    """How the grid lies over the ground around each circle's centre.

    Attributes
    ----------
    split : ndarray of int, (n,), into how many by how many each cell is split; 0 where the
        grid bends too much
    reach : ndarray of int, (2, n), how many split cells the circle reaches along columns, rows
    column, row : ndarray of int, (n,), the split cell that holds the centre
    space : ndarray, (n, 6, 3) [m], position in space, less the centre's, of the split
        cell that is (i, j) cells off: by 1, i, j, i², ij, j²
    """

    split: Ints
    reach: Ints
    column: Ints
    row: Ints
    space: Floats

    def alike(self, rows: Ints) -> Any:
        """Yield rows, and their patches, whose circles reach equally many cells."""
        wide, high = self.reach[:, rows]
        key = (self.split[rows] * _FAR + wide) * _FAR + high
        _, first, of_row = np.unique(key, return_index=True, return_inverse=True)
        for kind, one in enumerate(first):
            members = rows[of_row == kind]
            pairs = (2 * int(wide[one]) + 1) * (2 * int(high[one]) + 1)
            for block in blocks(len(members), max(1, _PAIRS // pairs)):
                some = members[block]
                yield (
                    some,
                    _Patches(
                        self.split[some],
                        self.reach[:, some],
                        self.column[some],
                        self.row[some],
                        self.space[some],
                    ),
                )

    def weighed(self, cells: Cells, radius_m: float) -> tuple[Floats, Ints, NDArray[np.bool_]]:
        """Area that the circle holds of each cell it reaches [any unit], and the cell."""
        wide, high = (int(reach[0]) for reach in self.reach)
        i, j = (
            offsets.ravel().astype(float)
            for offsets in np.meshgrid(np.arange(-wide, wide + 1), np.arange(-high, high + 1))
        )
        terms = np.stack([np.ones_like(i), i, j, i * i, i * j, j * j])
        products = (terms[:, None] * terms[None]).reshape(36, -1)
        gram = self.space @ self.space.swapaxes(1, 2)
        away_m = np.sqrt(np.maximum(gram.reshape(-1, 36) @ products, 0.0))
        chord_m = 2.0 * MIN_CURVATURE_RADIUS_M * math.sin(radius_m / (2.0 * MIN_CURVATURE_RADIUS_M))
        area_m2 = self._areas_in_circle(away_m, chord_m, i, j)
        split = int(self.split[0])
        column = (self.column[:, None] + i.astype(np.int64)) // split
        row = (self.row[:, None] + j.astype(np.int64)) // split
        number, inside = cells.at(column, row)
        return area_m2, number, inside

    def _areas_in_circle(self, away_m: Floats, chord_m: float, i: Floats, j: Floats) -> Floats:
        """Area of each cell within the circle, whose rim is all but straight in a cell."""
        centre, by_i, by_j = self.space[:, 0], self.space[:, 1], self.space[:, 2]
        dot = {
            name: np.einsum("nk,nk->n", one, other)[:, None]
            for name, one, other in (
                ("ii", by_i, by_i), ("ij", by_i, by_j), ("jj", by_j, by_j),
                ("ci", centre, by_i), ("cj", centre, by_j),
            )
        }  # fmt: skip
        safe_m = np.maximum(away_m, 1e-9)
        cell_m2 = np.sqrt(dot["ii"] * dot["jj"] - dot["ij"] ** 2)
        sag_m = cell_m2 / (24.0 * chord_m)  # by which the rim bulges, in the mean of a cell
        slope_i = np.abs(dot["ci"] + dot["ii"] * i + dot["ij"] * j) / safe_m
        slope_j = np.abs(dot["cj"] + dot["ij"] * i + dot["jj"] * j) / safe_m
        share = halfplane_share(chord_m - away_m - sag_m, slope_i, slope_j)
        more_i, more_j = self._growth()
        return share * (1.0 + more_i[:, None] * i + more_j[:, None] * j)

    def _growth(self) -> tuple[Floats, Floats]:
        """By what share the cells' area grows from one to the next along i, and j."""
        by_i, by_j, by_ii, by_ij, by_jj = (self.space[:, k] for k in range(1, 6))
        normal = np.cross(by_i, by_j)
        size = np.einsum("nk,nk->n", normal, normal)
        along_i = np.cross(2.0 * by_ii, by_j) + np.cross(by_i, by_ij)
        along_j = np.cross(by_ij, by_j) + np.cross(by_i, 2.0 * by_jj)
        return (
            np.einsum("nk,nk->n", along_i, normal) / size,
            np.einsum("nk,nk->n", along_j, normal) / size,
        )


def halfplane_share(room: Floats, slope_i: Floats, slope_j: Floats) -> Floats:
    """Share of a unit square on which a plane that is 0 at its middle is at most `room`.

    Parameters
    ----------
    room : ndarray
    slope_i, slope_j : ndarray, of the same shape, >= 0; what the plane rises along each side

    Returns
    -------
    ndarray, 0 to 1

    Examples
    --------
    >>> halfplane_share(np.array([0.0, 0.25, 1.0, -1.0]), np.ones(4), np.zeros(4)).round(6)
    array([0.5 , 0.75, 1.  , 0.  ])
    """
    least = 1e-6 * (slope_i + slope_j) + 1e-300
    a, b = np.maximum(slope_i, least), np.maximum(slope_j, least)
    top = np.clip(room + (a + b) / 2.0, 0.0, a + b)
    corner = top * top - np.maximum(top - a, 0.0) ** 2 - np.maximum(top - b, 0.0) ** 2
    share: Floats = np.clip(corner / (2.0 * a * b), 0.0, 1.0)
    return share


def _patches(
    cells: Cells, points: Floats, column: Floats, row: Floats, radius_m: float
) -> _Patches:
    """Fit a parabola to the grid around each centre, as far as the circle reaches."""
    step = np.full(len(points), 0.5)
    metric = _metric(_space(cells, points, column, row, step, step))
    longest_m = np.sqrt(np.maximum(metric[:, 0], metric[:, 2]))
    split = np.nan_to_num(np.ceil(CELLS_PER_RADIUS * longest_m / radius_m), nan=1.0)
    split = split.clip(1, _FAR).astype(np.int64)
    metric /= (split**2)[:, None]
    area = np.maximum(metric[:, 0] * metric[:, 2] - metric[:, 1] ** 2, 1e-12)
    reach = radius_m * np.sqrt(np.stack([metric[:, 2], metric[:, 0]]) / area)
    column_of = cell_index((column + 0.5) * split - 0.5)
    row_of = cell_index((row + 0.5) * split - 0.5)
    space = _space(
        cells, points, (column_of + 0.5) / split - 0.5, (row_of + 0.5) / split - 0.5,
        *(_FIT_FRACTION * reach / split),
    )  # fmt: skip
    bend_m = np.abs(space[:, 3:]).max(axis=(1, 2)) / _FIT_FRACTION**2
    u, v = np.maximum(_FIT_FRACTION * reach, 1e-9)
    space /= np.stack([np.ones(len(u)), u, v, u * u, u * v, v * v], axis=1)[:, :, None]
    bent = ~(np.isfinite(space).all(axis=(1, 2)) & (bend_m < BENT_FRACTION * radius_m))
    around = np.floor(reach * (1.0 + bend_m / radius_m) + 1.0)
    bent |= ~((reach > 0) & (around < _FAR)).all(axis=0)
    reach_count = np.where(bent, 0, around).astype(np.int64)
    return _Patches(np.where(bent, 0, split), reach_count, column_of, row_of, space)


def _metric(space: Floats) -> Floats:
    """Lengths² and dot product of the grid's steps at each centre, (n, 3): ii, ij, jj [m²]."""
    by_i, by_j = 2.0 * space[:, 1], 2.0 * space[:, 2]
    return np.stack(
        [(by_i * by_i).sum(axis=1), (by_i * by_j).sum(axis=1), (by_j * by_j).sum(axis=1)], axis=1
    )


def _space(
    cells: Cells, points: Floats, column: Floats, row: Floats, wide: Floats, high: Floats
) -> Floats:
    """Fit positions in space around places: by 1, u, v, u², uv, v², of u, v in -1..1.

    Returns
    -------
    ndarray, (n, 6, 3) [m], less the position of `points`
    """
    steps = [(u, v) for v in (-1, 0, 1) for u in (-1, 0, 1)]
    at = {(u, v): to_ecef(cells.lonlat(column + u * wide, row + v * high)) for u, v in steps}
    middle = at[0, 0]
    return np.stack(
        [
            middle - to_ecef(points),
            (at[1, 0] - at[-1, 0]) / 2.0,
            (at[0, 1] - at[0, -1]) / 2.0,
            (at[1, 0] + at[-1, 0]) / 2.0 - middle,
            (at[1, 1] + at[-1, -1] - at[1, -1] - at[-1, 1]) / 4.0,
            (at[0, 1] + at[0, -1]) / 2.0 - middle,
        ],
        axis=1,
    )


def _scattered(cells: Cells, point: Floats, radius_m: float) -> tuple[Ints, NDArray[np.bool_]]:
    """Cells under positions spread evenly over one circle, (1, SAMPLE_COUNT)."""
    order = np.arange(SAMPLE_COUNT)
    # a cap of the sphere: its area grows with the square of the chord
    half = math.sin(radius_m / (2.0 * MIN_CURVATURE_RADIUS_M))
    away_m = 2.0 * MIN_CURVATURE_RADIUS_M * np.arcsin(half * np.sqrt((order + 0.5) / SAMPLE_COUNT))
    start = np.broadcast_to(point, (SAMPLE_COUNT, 2))
    lon, lat, _ = GEOD.fwd(
        start[:, 0], start[:, 1], np.degrees(order * _GOLDEN) % 360.0 - 180.0, away_m
    )
    column, row = cells.of(np.column_stack([lon, lat]))
    number, inside = cells.at(cell_index(column), cell_index(row))
    return number[None], inside[None]


def _means(
    bands: Any, weight: Floats, number: Ints, inside: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Weigh each band's cells, (n, k), by the area held; those without data not at all."""
    whole_area = weight.sum(axis=1)
    weight = np.where(inside, weight, 0.0)
    in_grid = weight.sum(axis=1)
    means = np.empty((len(bands), len(weight)))
    least = in_grid.copy()
    for band, into in zip(bands, means, strict=True):
        cell = band.take(number)
        into[:] = np.einsum("nk,nk->n", weight, cell)
        area = in_grid.copy()
        gaps = np.flatnonzero(np.isnan(into))
        known = ~np.isnan(cell[gaps])
        area_m2 = np.where(known, weight[gaps], 0.0)
        area[gaps] = area_m2.sum(axis=1)
        into[gaps] = np.einsum("nk,nk->n", area_m2, np.where(known, cell[gaps], 0.0))
        np.minimum(least, area, out=least)
        np.divide(into, area, out=into, where=area > 0)
        into[area <= 0] = np.nan
    return means, np.clip(least / whole_area, 0.0, 1.0)
