"""Areas at the sites: whether a site lies in one, and the value of the one it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex, circle
from screening.joins.coverage import KM, coordinates, is_covered
from screening.joins.point_in_polygon import containing_areas
from screening.joins.position_error import position_error_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Sites, VectorLayer

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

GAP_FRACTION = 1e-6
"""Share of a circle outside all areas that is rounding of their common borders [-]."""


def inside_areas(sites: Sites, layer: VectorLayer) -> pd.DataFrame:
    """Tell which sites lie in an area of a layer, or on its border.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of polygons

    Returns
    -------
    DataFrame, indexed like the sites
        ``value`` 1 inside and 0 outside, ``min`` and ``max`` equal to it. Where a border is
        nearer than the positional error it may be either: ``value`` is NaN, ``min`` 0, ``max``
        1, and ``why`` says so. All missing outside the layer's coverage.
    """
    known = is_covered(layer, sites)
    inside = np.zeros(len(sites.frame))
    inside[containing_areas(sites, layer)[0]] = 1.0
    error_km, border_km = position_error_km(sites, layer), _border_km(sites, layer)
    undecided = border_km < np.nan_to_num(error_km)
    reasons = np.full(len(inside), None, dtype=object)
    for row in np.flatnonzero(known & undecided):
        reasons[row] = (
            f"the border is {border_km[row]:.1f} km off, the position known to "
            f"± {error_km[row]:.1f} km"
        )
    low, high = (np.where(undecided, end, inside) for end in (0.0, 1.0))
    return _bounded(sites, np.where(known, low, np.nan), np.where(known, high, np.nan), reasons)


def _border_km(sites: Sites, layer: VectorLayer) -> Floats:
    """Measure the distance to the border of the areas, dissolved; NaN where it is far."""
    error_m = np.nan_to_num(position_error_km(sites, layer)) * KM
    border_km = np.full(len(error_m), np.nan)
    rows = np.flatnonzero(error_m > 0)
    if not len(rows):
        return border_km
    areas, points = layer.frame.geometry.to_numpy(), coordinates(sites)[rows]
    pairs = GeodesicIndex(areas, edges="planar").within(points, float(error_m.max()))
    if len(pairs.geometry_index):
        union = shapely.union_all(areas[np.unique(pairs.geometry_index)])
        rim = GeodesicIndex([union.boundary], edges="planar")
        border_km[rows] = rim.nearest(points)[1] / KM
    return border_km


def area_values(sites: Sites, layer: VectorLayer, column: str) -> pd.DataFrame:
    """Look up the value of the area that each site lies in.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of polygons
    column : str, numbers

    Returns
    -------
    DataFrame, indexed like the sites, ``value min max why``
        ``value`` is NaN, and ``min`` and ``max`` are given, where areas of several values
        contain the site, or may, as its position is not known better. All but ``why`` are
        missing where no area contains the site, its value is unknown, or a part of the
        positional error lies in no area; all where the layer does not cover the site.
    """
    values = layer.frame[column].to_numpy(dtype=float)
    areas = layer.frame.geometry.to_numpy()
    low, high = np.full((2, len(sites.frame)), np.nan)
    error_km = np.nan_to_num(position_error_km(sites, layer))
    why = np.full(len(low), None, dtype=object)
    site, area = containing_areas(sites, layer)
    reached = _reached(sites, areas, error_km)
    for row in np.flatnonzero(is_covered(layer, sites)):
        own = area[site == row]
        around = np.union1d(own, reached.get(int(row), own)).astype(int)
        within = f"within ± {error_km[row]:.1f} km"
        if not len(own):
            why[row] = "no area contains the site"
        elif np.isnan(values[around]).any():
            why[row] = f"an area {within} has no value" if len(around) > 1 else "it has no value"
        elif error_km[row] > 0 and _has_gap(sites, int(row), error_km[row], areas[around]):
            why[row] = f"a part of what lies {within} is in no area"
        else:
            low[row], high[row] = values[around].min(), values[around].max()
            is_near = len(around) > len(own)
            why[row] = f"areas of several values {f'lie {within}' if is_near else 'contain it'}"
    return _bounded(sites, low, high, why)


def _reached(
    sites: Sites, areas: NDArray[np.object_], error_km: Floats
) -> dict[int, NDArray[np.int64]]:
    """List the areas within the positional error of each site that has one."""
    rows = np.flatnonzero(error_km > 0)
    if not len(rows):
        return {}
    index = GeodesicIndex(areas, edges="planar")
    pairs = index.within(coordinates(sites)[rows], float(error_km.max()) * KM)
    near = pairs.distance_m <= error_km[rows[pairs.point_index]] * KM
    row, area = rows[pairs.point_index[near]], pairs.geometry_index[near]
    return {int(each): area[row == each] for each in np.unique(row)}


def _has_gap(sites: Sites, row: int, error_km: float, areas: NDArray[np.object_]) -> bool:
    """Tell whether a part of the circle of the positional error lies in no area."""
    longitude, latitude = coordinates(sites)[row]
    disc = circle(longitude, latitude, error_km * KM)
    gap = disc.difference(shapely.union_all(areas))
    return bool(gap.area > GAP_FRACTION * disc.area)


def _bounded(sites: Sites, low: Floats, high: Floats, reasons: NDArray[np.object_]) -> pd.DataFrame:
    """Lay out bounds, the value where they are one, and the reason where there is no value."""
    value = np.where(low == high, low, np.nan)
    why = pd.Series(reasons, index=sites.frame.index, dtype=object)
    return pd.DataFrame({"value": value, "min": low, "max": high}, index=why.index).assign(
        why=why.where(np.isnan(value), None)
    )
