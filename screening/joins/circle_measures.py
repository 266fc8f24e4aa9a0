"""Counts, sums, lengths and shares of one layer within a circle around each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening import geodesy
from screening.geodesy.ellipsoid import ECCENTRICITY_2, SEMI_MAJOR_M
from screening.joins.coverage import KM, coordinates
from screening.joins.feature_index import FeatureSet, index_features
from screening.joins.position_error import circle_precision, position_error_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.geodesy import GeodesicIndex
    from screening.joins.position_error import AtRadius
    from screening.model import Sites, VectorLayer

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]


def count_in_circle(sites: Sites, layer: VectorLayer, radius_km: float) -> pd.DataFrame:
    """Count the features within a radius, in part or whole.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer
    radius_km : float [km]

    Returns
    -------
    DataFrame, indexed like the sites, ``value precision``; NaN where the layer is not complete
        in nine tenths of the circle
    """
    points, assets = coordinates(sites), index_features([layer])

    def within(rows: Rows, radius_m: float) -> Floats:
        return geodesy.count_within(assets.index.index, points[rows], radius_m).astype(float)

    return _measured(sites, assets, radius_km, within)


def sum_in_circle(sites: Sites, layer: VectorLayer, radius_km: float, column: str) -> pd.DataFrame:
    """Sum a column over the features within a radius, in part or whole.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer
    radius_km : float [km]
    column : str, numbers of 0 or more

    Returns
    -------
    DataFrame, as of :func:`count_in_circle`; NaN also where the value of a feature is unknown
    """
    points, assets = coordinates(sites), index_features([layer])
    values = assets.frame[column].to_numpy(dtype=float)

    def within(rows: Rows, radius_m: float) -> Floats:
        return geodesy.sum_within(assets.index.index, points[rows], radius_m, values)

    return _measured(sites, assets, radius_km, within)


def length_in_circle(sites: Sites, layer: VectorLayer, radius_km: float) -> pd.DataFrame:
    """Measure the lines within a radius, cut off at the circle.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of lines
    radius_km : float [km]

    Returns
    -------
    DataFrame, as of :func:`count_in_circle` [km]
    """
    points, assets = coordinates(sites), index_features([layer])

    def within(rows: Rows, radius_m: float) -> Floats:
        return geodesy.length_within(assets.index.index, points[rows], radius_m) / KM

    return _measured(sites, assets, radius_km, within)


def share_of_circle(sites: Sites, layer: VectorLayer, radius_km: float) -> pd.DataFrame:
    """Measure the share of a circle that lies in areas; where they overlap, once.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of polygons
    radius_km : float [km]

    Returns
    -------
    DataFrame, as of :func:`count_in_circle` [-]
    """
    points, assets = coordinates(sites), index_features([layer])
    reach_km = radius_km + float(np.nanmax(position_error_km(sites, layer), initial=0.0))
    areas = _dissolved(sites, layer, assets.index.index, reach_km)
    disc_m2 = _disc_m2(points[:, 1], radius_km * KM)

    def within(rows: Rows, radius_m: float) -> Floats:
        return np.minimum(geodesy.area_within(areas, points[rows], radius_m) / disc_m2[rows], 1.0)

    return _measured(sites, assets, radius_km, within)


def _dissolved(
    sites: Sites, layer: VectorLayer, index: GeodesicIndex, reach_km: float
) -> GeodesicIndex:
    """Dissolve the areas near the sites, so that no ground counts twice."""
    near = np.unique(index.within(coordinates(sites), reach_km * KM).geometry_index)
    union = shapely.union_all(layer.frame.geometry.to_numpy()[near])
    return geodesy.GeodesicIndex(shapely.get_parts(union), edges="planar")


def _disc_m2(latitude: Floats, radius_m: float) -> Floats:
    """Area of a geodesic circle, to the second term of its series in the radius.

    π r² (1 − K r² / 12) with the Gaussian curvature K of the ellipsoid (Bertrand–Diguet–Puiseux).
    """
    w2 = 1.0 - ECCENTRICITY_2 * np.sin(np.radians(latitude)) ** 2
    curvature = w2**2 / (SEMI_MAJOR_M**2 * (1.0 - ECCENTRICITY_2))
    disc: Floats = np.pi * radius_m**2 * (1.0 - curvature * radius_m**2 / 12.0)
    return disc


def _measured(sites: Sites, assets: FeatureSet, radius_km: float, within: AtRadius) -> pd.DataFrame:
    """Lay out what is within a radius, and its uncertainty, where the layer knows it."""
    values = within(np.arange(len(sites.frame)), radius_km * KM)
    known = assets.is_complete_within(sites, radius_km)
    values = np.where(known, values, np.nan)
    error_km = position_error_km(sites, assets.layers[0])
    precision = circle_precision(error_km, radius_km, values, within)
    return pd.DataFrame({"value": values, "precision": precision}, index=sites.frame.index)
