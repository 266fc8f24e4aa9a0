"""How far, to which, how many: sites against features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.joins.assets import KM, Assets, coordinates
from screening.model import CRS, FactorResult, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray


def nearest(sites: Sites, assets: Assets) -> pd.DataFrame:
    """Find each site's nearest asset.

    Parameters
    ----------
    sites : Sites
    assets : Assets

    Returns
    -------
    DataFrame, indexed like the sites
        ``distance_km precision_km foot_longitude foot_latitude`` and the asset's
        attributes; all missing where no layer covers the site, or there is no asset, or
        one nearer by more than the precision may lie where no layer knows.
        ``precision_km`` is the site's plus the layer's; what is not stated counts as exact,
        NaN where neither is.
    """
    points = coordinates(sites)
    index, metres = assets.index.nearest(points)
    layer_km = assets.frame["_precision_km"].reindex(index).to_numpy(dtype=float)
    precision_km = _sum_known(sites.frame["coord_precision_km"].to_numpy(dtype=float), layer_km)
    least_km = metres / KM - np.nan_to_num(precision_km)
    index = np.where(least_km <= assets.known_to_km(sites), index, -1)
    hit = index >= 0
    found = assets.frame.drop(columns="_precision_km").reindex(index)
    found = found.set_axis(sites.frame.index)
    feet = assets.index.foot(points, index)
    found["distance_km"] = np.where(hit, metres / KM, np.nan)
    found["precision_km"] = np.where(hit, precision_km, np.nan)
    return found.assign(foot_longitude=feet[:, 0], foot_latitude=feet[:, 1])


def _sum_known(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    neither = np.isnan(one) & np.isnan(other)
    return np.where(neither, np.nan, np.nan_to_num(one) + np.nan_to_num(other))


def within(sites: Sites, assets: Assets, radius_km: float) -> pd.DataFrame:
    """List the assets within a radius of each site.

    Parameters
    ----------
    sites : Sites
    assets : Assets
    radius_km : float [km]

    Returns
    -------
    DataFrame, a row a pair, ordered by site, with ``site_id``, ``distance_km`` and
    the asset's attributes; nothing for sites whose surroundings no layer knows
    """
    pairs = assets.index.within(coordinates(sites), radius_km * KM)
    kept = assets.knows_around(sites, radius_km)[pairs.point_index]
    rows = assets.frame.iloc[pairs.geometry_index[kept]].reset_index(drop=True)
    return rows.drop(columns="_precision_km").assign(
        site_id=sites.frame.index.to_numpy()[pairs.point_index[kept]],
        distance_km=pairs.distance_m[kept] / KM,
    )


def per_site(counts: pd.Series, sites: Sites, assets: Assets, radius_km: float) -> pd.Series:
    """Spread counts by site over all sites: 0 where none, NaN where not known.

    Parameters
    ----------
    counts : Series, indexed by ``site_id``
    sites : Sites
    assets : Assets
    radius_km : float [km], of :func:`within`

    Returns
    -------
    Series of float, indexed like the sites
    """
    spread = counts.reindex(sites.frame.index).fillna(0).astype(float)
    return spread.where(assets.knows_around(sites, radius_km))


def connections(sites: Sites, found: pd.DataFrame, kind: str) -> gpd.GeoDataFrame:
    """Draw the straight connections of :func:`nearest`.

    Parameters
    ----------
    sites : Sites
    found : DataFrame, from :func:`nearest`
    kind : str, what the connection goes to

    Returns
    -------
    GeoDataFrame, ``site_id kind name distance_km geometry``; a row a site that has one
    """
    hit = found["distance_km"].notna().to_numpy()
    ends = found.loc[hit, ["foot_longitude", "foot_latitude"]].to_numpy(dtype=float)
    lines = shapely.linestrings(np.stack([coordinates(sites)[hit], ends], axis=1))
    return gpd.GeoDataFrame(
        {
            "site_id": sites.frame.index[hit],
            "kind": kind,
            "name": found.loc[hit, "name"].to_numpy(),
            "distance_km": found.loc[hit, "distance_km"].to_numpy(),
        },
        geometry=lines,
        crs=CRS,
    )


def result(
    sites: Sites, columns: dict[str, object], drawn: Sequence[gpd.GeoDataFrame]
) -> FactorResult:
    """Bundle a theme's columns and connections.

    Parameters
    ----------
    sites : Sites
    columns : dict of column name to Series indexed like the sites
    drawn : sequence of GeoDataFrame, from :func:`connections`

    Returns
    -------
    FactorResult
    """
    lines = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True), crs=CRS) if drawn else None
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index), lines)
