"""The nearest feature of each site, and the features within a radius."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.joins.feature_index import KM, FeatureSet, coordinates
from screening.model import CRS, FactorResult, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray


def nearest(sites: Sites, assets: FeatureSet) -> pd.DataFrame:
    """Find each site's nearest asset, of any voltage.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet, gathered for no voltage or for one

    Returns
    -------
    DataFrame, as of :func:`nearest_by_voltage`
    """
    (found,) = nearest_by_voltage(sites, assets)
    return found


def nearest_by_voltage(sites: Sites, assets: FeatureSet) -> list[pd.DataFrame]:
    """Find each site's nearest asset of at least each voltage, in one pass.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet

    Returns
    -------
    list of DataFrame, one per voltage of ``assets.at_least_kv``, indexed like the sites
        ``distance_km precision_km foot_longitude foot_latitude incomplete`` and the
        asset's attributes; all missing where no layer covers the site, or there is no
        asset, or an asset nearer by more than the precision may lie where no layer is
        complete. ``precision_km`` is the site's plus the layer's; a precision that is not
        stated counts as 0, NaN where neither is. ``incomplete`` is True, and the rest
        missing, where a geometry that was not read may be nearer.
    """
    index, metres = assets.index.nearest(coordinates(sites))
    return [
        _nearest_table(sites, assets, index[:, level], metres[:, level], at_least_kv)
        for level, at_least_kv in enumerate(assets.at_least_kv or (None,))
    ]


def _nearest_table(
    sites: Sites,
    assets: FeatureSet,
    index: NDArray[np.int64],
    metres: NDArray[np.float64],
    at_least_kv: float | None,
) -> pd.DataFrame:
    """Lay out the nearest asset of each site where it is certain to be the nearest."""
    complete_km = assets.complete_within_km(sites, at_least_kv)
    beyond = ~(metres / KM <= assets.read_within_km(sites))
    incomplete = beyond & (complete_km > -np.inf) & bool(assets.partially_read)
    layer_km = assets.frame["_precision_km"].reindex(index).to_numpy(dtype=float)
    precision_km = _sum_known(sites.frame["coord_precision_km"].to_numpy(dtype=float), layer_km)
    least_km = metres / KM - np.nan_to_num(precision_km)
    index = np.where((least_km <= complete_km) & ~incomplete, index, -1)
    hit = index >= 0
    found = assets.frame.drop(columns="_precision_km").reindex(index)
    found = found.set_axis(sites.frame.index)
    feet = assets.index.index.foot(coordinates(sites), index)
    found["distance_km"] = np.where(hit, metres / KM, np.nan)
    found["precision_km"] = np.where(hit, precision_km, np.nan)
    return found.assign(foot_longitude=feet[:, 0], foot_latitude=feet[:, 1], incomplete=incomplete)


def _sum_known(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    neither = np.isnan(one) & np.isnan(other)
    return np.where(neither, np.nan, np.nan_to_num(one) + np.nan_to_num(other))


def within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float | None = None
) -> pd.DataFrame:
    """List the assets within a radius of each site.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    radius_km : float [km]
    at_least_kv : float [kV] or None, no less than the least voltage of ``assets``

    Returns
    -------
    DataFrame, one row per pair, ordered by site, with ``site_id``, ``asset`` (its row in
    ``assets.frame``), ``distance_km`` and the asset's attributes; no row for sites whose
    surroundings no layer describes, or not every geometry was read of
    """
    pairs = assets.index.index.within(coordinates(sites), radius_km * KM)
    kept = assets.is_complete_within(sites, radius_km, at_least_kv)[pairs.point_index]
    if at_least_kv is not None:
        kv = assets.frame["voltage_kv"].to_numpy(dtype=float)
        kept &= kv[pairs.geometry_index] >= at_least_kv
    rows = assets.frame.iloc[pairs.geometry_index[kept]].reset_index(drop=True)
    return rows.drop(columns="_precision_km").assign(
        site_id=sites.frame.index.to_numpy()[pairs.point_index[kept]],
        asset=pairs.geometry_index[kept],
        distance_km=pairs.distance_m[kept] / KM,
    )


def align_counts(
    counts: pd.Series,
    sites: Sites,
    assets: FeatureSet,
    radius_km: float,
    at_least_kv: float | None = None,
) -> pd.Series:
    """Align counts with the sites: 0 where there is no asset, NaN where it is unknown.

    Parameters
    ----------
    counts : Series, indexed by ``site_id``
    sites : Sites
    assets : FeatureSet
    radius_km : float [km], of :func:`within`
    at_least_kv : float [kV] or None, of :func:`within`

    Returns
    -------
    Series of float, indexed like the sites
    """
    spread = counts.reindex(sites.frame.index).fillna(0).astype(float)
    return spread.where(assets.is_complete_within(sites, radius_km, at_least_kv))


def connection_lines(sites: Sites, found: pd.DataFrame, kind: str) -> gpd.GeoDataFrame:
    """Draw straight lines from the sites to their nearest assets.

    Parameters
    ----------
    sites : Sites
    found : DataFrame, from :func:`nearest`
    kind : str, of the assets

    Returns
    -------
    GeoDataFrame, ``site_id kind name distance_km geometry``; one row per site with an asset
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


def factor_result(
    sites: Sites,
    columns: dict[str, object],
    drawn: Sequence[gpd.GeoDataFrame],
    notes: Sequence[str] = (),
    incomplete_layers: Iterable[str] = (),
) -> FactorResult:
    """Compose the result of a factor.

    Parameters
    ----------
    sites : Sites
    columns : dict of column name to Series indexed like the sites
    drawn : sequence of GeoDataFrame, from :func:`connection_lines`
    notes : sequence of str, corrections of the data to report
    incomplete_layers : iterable of str, from :func:`incomplete_layers`; a name may repeat

    Returns
    -------
    FactorResult
    """
    lines = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True), crs=CRS) if drawn else None
    return FactorResult(
        pd.DataFrame(columns, index=sites.frame.index),
        lines,
        notes=tuple(notes),
        incomplete_layers=tuple(dict.fromkeys(incomplete_layers)),
    )


def incomplete_layers(
    sites: Sites,
    assets: FeatureSet,
    *,
    nearest_tables: Iterable[pd.DataFrame] = (),
    radius_km: float | None = None,
) -> tuple[str, ...]:
    """Name the layers that must be read in full before every value can be computed.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    nearest_tables : iterable of DataFrame, from :func:`nearest_by_voltage`
    radius_km : float [km] or None, the radius of :func:`within` or ``count_within``

    Returns
    -------
    tuple of str, the partially read layers of ``assets``; empty where the geometries that
    were read suffice
    """
    lacking = any(bool(table["incomplete"].any()) for table in nearest_tables)
    if radius_km is not None:
        lacking |= not assets.is_read_within(sites, radius_km).all()
    return assets.partially_read if lacking else ()
