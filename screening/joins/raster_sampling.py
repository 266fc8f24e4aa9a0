"""What a raster says at the sites, and in circles around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.errors import InputError
from screening.joins.feature_index import KM, coordinates, is_covered
from screening.joins.raster_cells import Method, sample_grid
from screening.joins.zonal_statistics import buffer_means
from screening.model import RasterLayer, Sites

FARTHEST_KM = 5000.0
"""Greatest radius of a circle [km]: an eighth of the way round the earth."""

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample(
    sites: Sites, layers: Sequence[RasterLayer], method: Method = "bilinear"
) -> pd.DataFrame:
    """Read rasters at the sites.

    A cell without data never enters a mean: the weights of the others are scaled up,
    and a site whose own cell has none is unknown. The first layer that knows a site
    answers for it.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands, one at least
    method : "bilinear" between the middles of cells, or "nearest": the cell that holds
        the site

    Returns
    -------
    DataFrame, indexed like the sites, a column a band, NaN where not known

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

    Each cell counts by the area of it that the circle holds; a cell without data counts
    not at all, and lowers the coverage instead. The first layer that covers a site and
    has data in its circle answers for it.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands, one at least
    radius_km : float [km], above 0, at most ``FARTHEST_KM``

    Returns
    -------
    means : DataFrame, indexed like the sites, a column a band, NaN where not known
    coverage_fraction : Series, indexed like the sites
        Share of the circle's area that has data, of the band that has least.

    Raises
    ------
    InputError
    """
    if not 0 < radius_km <= FARTHEST_KM:
        raise InputError(
            f"joins.circle_means: expected a radius_km above 0 and at most {FARTHEST_KM:g}, "
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
