"""How far a site and what a layer shows of it may be apart from where they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from screening.joins.coverage import KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Layer, Sites

    Floats = NDArray[np.float64]
    AtRadius = Callable[[NDArray[np.intp], float], Floats]


def position_error_km(sites: Sites, layer: Layer) -> Floats:
    """Add the positional errors of the sites and of a layer.

    Parameters
    ----------
    sites : Sites
    layer : Layer

    Returns
    -------
    ndarray, (n_sites,) [km]; one that is not stated counts as 0, NaN where neither is
    """
    site_km = sites.frame["coord_precision_km"].to_numpy(dtype=float)
    own_km = layer.info.precision_km
    total: Floats = np.nan_to_num(site_km) + np.nan_to_num(own_km)
    return np.where(np.isnan(site_km) & np.isnan(own_km), np.nan, total)


def circle_precision(
    error_km: Floats, radius_km: float, values: Floats, within: AtRadius
) -> Floats:
    """Say how much a sum over a circle may be off, as its centre may be.

    Wherever the centre is within the error, the circle contains the one that is smaller by the
    error, and lies in the one that is larger by it.

    Parameters
    ----------
    error_km : ndarray, (n_sites,) [km], from :func:`position_error_km`
    radius_km : float [km]
    values : ndarray, (n_sites,), at the stated positions
    within : callable, rows of the sites and radius [m] to values, which grow with the radius

    Returns
    -------
    ndarray, (n_sites,), NaN where the error is
    """
    off = np.where(np.isnan(error_km) | np.isnan(values), np.nan, 0.0)
    for each_km in np.unique(error_km[error_km > 0]):
        rows = np.flatnonzero((error_km == each_km) & ~np.isnan(values))
        least = np.zeros(len(rows))
        if radius_km > each_km:
            least = within(rows, (radius_km - each_km) * KM)
        most = within(rows, (radius_km + each_km) * KM)
        off[rows] = np.fmax(most - values[rows], values[rows] - least)
    return off
