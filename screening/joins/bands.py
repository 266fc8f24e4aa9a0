"""What a raster says at the sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Transformer

from screening.joins.assets import coordinates, covered
from screening.model import CRS, Grid, RasterLayer, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample(sites: Sites, layers: Sequence[RasterLayer]) -> pd.DataFrame:
    """Read rasters at the sites, bilinear between cell centres.

    A cell without data never enters a mean: the weights of the others are scaled up,
    and a site whose own cell has none is unknown. The first layer that knows a site
    answers for it.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands

    Returns
    -------
    DataFrame, indexed like the sites, a column a band, NaN where not known
    """
    points = coordinates(sites)
    bands = layers[0].grid.bands
    values = np.full((len(points), len(bands)), np.nan)
    for layer in layers:
        todo = covered(layer, sites) & np.isnan(values).all(axis=1)
        values[todo] = _bilinear(layer.grid, points[todo])
    return pd.DataFrame(values, index=sites.frame.index, columns=list(bands))


def _bilinear(grid: Grid, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate (n_points, n_bands) from the four cell centres around each point."""
    a, b, c, d, e, f = grid.transform
    to_grid = Transformer.from_crs(CRS, grid.crs, always_xy=True)
    x, y = to_grid.transform(points[:, 0], points[:, 1])
    column, row = np.linalg.solve([[a, b], [d, e]], np.stack([x - c, y - f])) - 0.5
    n_rows, n_columns = grid.values.shape[1:]
    total = np.zeros((len(points), len(grid.bands)))
    weight = np.zeros_like(total)
    for step_row, step_column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        i = np.floor(row).astype(int) + step_row
        j = np.floor(column).astype(int) + step_column
        share = (1 - np.abs(row - i)) * (1 - np.abs(column - j))
        inside = (i >= 0) & (i < n_rows) & (j >= 0) & (j < n_columns)
        cell = grid.values[:, np.where(inside, i, 0), np.where(inside, j, 0)].T
        known = inside[:, None] & ~np.isnan(cell)
        total += np.where(known, cell, 0.0) * share[:, None]
        weight += known * share[:, None]
    i, j = np.rint(row).astype(int), np.rint(column).astype(int)
    inside = (i >= 0) & (i < n_rows) & (j >= 0) & (j < n_columns)
    own = grid.values[:, np.where(inside, i, 0), np.where(inside, j, 0)].T
    known = inside[:, None] & ~np.isnan(own)
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=known & (weight > 0))
