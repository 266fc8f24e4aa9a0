"""Raster values at the sites, and their means in circles around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.errors import InputError
from screening.joins.coverage import KM, coordinates, is_covered
from screening.joins.raster_cells import Method, sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.model import RasterLayer, Sites

MAX_RADIUS_KM = 5000.0
"""Maximum radius of a circle [km]: an eighth of the earth's circumference."""

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample(
    sites: Sites, layers: Sequence[RasterLayer], method: Method = "bilinear"
) -> pd.DataFrame:
    """Read rasters at the sites.

    A cell without data never enters a mean: the weights of the others are scaled up, and a
    site whose own cell has no data is unknown. The first layer with data at a site gives
    its value.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands, at least one
    method : "bilinear" between the centres of cells, or "nearest": the cell of the site

    Returns
    -------
    DataFrame, indexed like the sites, a column per band, NaN where unknown

    Raises
    ------
    InputError
    """
    points = coordinates(sites)
    bands = layers[0].grid.bands
    values = np.full((len(bands), len(points)), np.nan)
    for layer in layers:
        todo = is_covered(layer, sites) & np.isnan(values).all(axis=0)
        values[:, todo] = sample_grid(layer.grid, points[todo], method)
    return _table(values, sites, bands)


def circle_means(
    sites: Sites, layers: Sequence[RasterLayer], radius_km: float
) -> tuple[pd.DataFrame, pd.Series]:
    """Average rasters over a geodesic circle around each site.

    The weight of a cell is its area within the circle; a cell without data has none, and
    lowers the coverage instead. The first layer that covers a site and has data in its
    circle gives its value.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands, one at least
    radius_km : float [km], above 0, at most ``MAX_RADIUS_KM``

    Returns
    -------
    means : DataFrame, indexed like the sites, a column per band, NaN where unknown
    coverage_fraction : Series, indexed like the sites
        Share of the circle's area with data, of the band with the smallest share.

    Raises
    ------
    InputError
    """
    if not 0 < radius_km <= MAX_RADIUS_KM:
        raise InputError(
            f"joins.circle_means: expected a radius_km above 0 and at most {MAX_RADIUS_KM:g}, "
            f"got {radius_km!r}; give one in km"
        )
    points = coordinates(sites)
    bands = layers[0].grid.bands
    values = np.full((len(bands), len(points)), np.nan)
    fraction = np.zeros(len(points))
    for layer in layers:
        todo = is_covered(layer, sites) & (fraction == 0)
        values[:, todo], fraction[todo] = buffer_means(layer.grid, points[todo], radius_km * KM)
    share = pd.Series(fraction, index=sites.frame.index, name="coverage_fraction")
    return _table(values, sites, bands), share


def _table(values: NDArray[np.float64], sites: Sites, bands: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(values.T, index=sites.frame.index, columns=list(bands))
