"""One band of a raster at the sites and around them, with how much it may be off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.geodesy.ellipsoid import GEOD
from screening.joins.coverage import KM, coordinates, is_covered
from screening.joins.feature_index import MIN_COVERED_SHARE
from screening.joins.position_error import position_error_km
from screening.joins.raster_cells import cell_index, raster_cells
from screening.joins.raster_sampling import circle_means, sample
from screening.joins.zonal_statistics import buffer_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import RasterGrid, RasterLayer, Sites

    Floats = NDArray[np.float64]

BEARINGS = np.arange(0.0, 360.0, 11.25)
"""Directions in which the rim of a circle is followed among the cells [°]."""
SHIFTS = np.arange(0.0, 360.0, 45.0)
"""Directions in which a circle is moved by the positional error [°]."""


def cell_values(sites: Sites, layer: RasterLayer) -> pd.DataFrame:
    """Read the cell that each site lies in.

    Parameters
    ----------
    sites : Sites
    layer : RasterLayer, of one band

    Returns
    -------
    DataFrame, indexed like the sites
        ``value``, NaN outside the layer and in a cell without data, and where more than a tenth
        of the cells within the positional error has none; ``precision``, the largest difference
        to any of these cells.
    """
    values = sample(sites, [layer], "nearest").iloc[:, 0].to_numpy(dtype=float).copy()
    error_km = position_error_km(sites, layer)
    off = np.where(np.isnan(error_km) | np.isnan(values), np.nan, 0.0)
    points = coordinates(sites)
    for row in np.flatnonzero((error_km > 0) & ~np.isnan(values)):
        cells = _cells_within(layer.grid, points[row], error_km[row] * KM)
        known = cells[~np.isnan(cells)]
        if len(known) < MIN_COVERED_SHARE * len(cells):
            values[row] = off[row] = np.nan
        elif len(known):
            off[row] = np.abs(known - values[row]).max()
    return pd.DataFrame({"value": values, "precision": off}, index=sites.frame.index)


def _cells_within(grid: RasterGrid, point: Floats, radius_m: float) -> Floats:
    """List the values of the cells that a circle may touch, NaN beyond the raster."""
    cells, bands = raster_cells(grid)
    there = np.broadcast_to(point, (len(BEARINGS), 2))
    away = np.full(len(BEARINGS), radius_m)
    lon, lat, _ = GEOD.fwd(there[:, 0], there[:, 1], BEARINGS, away)
    rim = cells.of(np.column_stack([lon, lat]))
    if not np.isfinite(rim).all():
        return np.array([np.nan])
    first, last = cell_index(rim.min(axis=1)), cell_index(rim.max(axis=1))
    columns, rows = np.meshgrid(np.arange(first[0], last[0] + 1), np.arange(first[1], last[1] + 1))
    column, row = columns.ravel(), rows.ravel()
    middle = cells.lonlat(column.astype(float), row.astype(float))
    corner = cells.lonlat(column + 0.5, row + 0.5)
    half_m = GEOD.inv(middle[:, 0], middle[:, 1], corner[:, 0], corner[:, 1])[2]
    here = np.broadcast_to(point, middle.shape)
    far_m = GEOD.inv(here[:, 0], here[:, 1], middle[:, 0], middle[:, 1])[2]
    touched = far_m <= radius_m + half_m
    number, inside = cells.at(column[touched], row[touched])
    return np.where(inside, bands[0].take(number), np.nan)


def mean_in_circle(sites: Sites, layer: RasterLayer, radius_km: float) -> pd.DataFrame:
    """Average a band over a circle around each site.

    Parameters
    ----------
    sites : Sites
    layer : RasterLayer, of one band
    radius_km : float [km]

    Returns
    -------
    DataFrame, indexed like the sites
        ``value``, NaN where less than nine tenths of the circle has data; ``precision``, the
        largest change when the circle moves by the positional error in one of eight directions.
    """
    means, share = circle_means(sites, [layer], radius_km)
    known = is_covered(layer, sites) & (share.to_numpy() >= MIN_COVERED_SHARE)
    values = np.where(known, means.iloc[:, 0].to_numpy(dtype=float), np.nan)
    error_km = position_error_km(sites, layer)
    off = np.where(np.isnan(error_km) | np.isnan(values), np.nan, 0.0)
    rows = np.flatnonzero((error_km > 0) & ~np.isnan(values))
    points = coordinates(sites)[rows]
    for bearing in SHIFTS if len(rows) else ():
        lon, lat, _ = GEOD.fwd(
            points[:, 0], points[:, 1], np.full(len(rows), bearing), error_km[rows] * KM
        )
        moved, _ = buffer_means(layer.grid, np.column_stack([lon, lat]), radius_km * KM)
        off[rows] = np.fmax(off[rows], np.abs(moved[0] - values[rows]))
    return pd.DataFrame({"value": values, "precision": off}, index=sites.frame.index)
