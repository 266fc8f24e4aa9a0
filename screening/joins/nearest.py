"""The nearest feature of each site, and the features within a radius."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.joins.coverage import KM, coordinates
from screening.joins.distance_bounds import Nearest, bound_distance, find_nearest
from screening.joins.feature_index import FeatureSet
from screening.joins.points_and_areas import SAME_KM
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
        ``distance_km distance_min_km distance_max_km precision_km why certain_kv certain_kv_max
        kv_max foot_longitude foot_latitude incomplete`` and the asset's attributes; all missing
        where
        no layer covers the site, or there is no asset, or an asset nearer by more than the
        precision may lie where no layer is complete. Where the distance is known only to lie
        between two bounds (:func:`screening.joins.distance_bounds.bound_distance`), these,
        ``precision_km``, ``certain_kv``, ``certain_kv_max`` (bounds of the voltage of the asset
        at ``distance_max_km``) and ``why`` are given, and the rest is missing. ``kv_max`` is the
        upper bound of the asset's voltage; upper bounds are missing where there is none.
        ``precision_km`` is the site's plus the layer's; a precision that is not stated counts
        as 0, NaN where neither is. Where the bounds are as near to each other as that, or as
        ``SAME_KM``, ``distance_km`` is halfway between them, and ``precision_km`` includes them.
        ``incomplete`` is True, and the rest missing, where a geometry that was not read may
        be nearer.
    """
    levels = zip(*find_nearest(sites, assets), assets.at_least_kv or (None,), strict=True)
    return [_nearest_table(sites, assets, *level) for level in levels]


def _nearest_table(
    sites: Sites,
    assets: FeatureSet,
    certain: Nearest,
    possible: Nearest,
    at_least_kv: float | None,
) -> pd.DataFrame:
    """Lay out the nearest asset of each site where it is certain to be the nearest."""
    layer_km = assets.frame["_precision_km"].reindex(certain.index).to_numpy(dtype=float)
    other_km = assets.frame["_precision_km"].reindex(possible.index).to_numpy(dtype=float)
    site_km = sites.frame["coord_precision_km"].to_numpy(dtype=float)
    precision_km = _sum_known(site_km, layer_km)
    bounds = bound_distance(
        sites, assets, certain, possible, at_least_kv=at_least_kv, precision_km=precision_km
    )
    # one precision for both bounds, so it states the larger uncertainty
    either_km = np.fmax(precision_km, _sum_known(site_km, other_km))
    half_km = (bounds.high_km - bounds.low_km) / 2
    close = ~bounds.decided & (2 * half_km <= np.fmax(either_km, SAME_KM)) & bounds.reached
    distance_km = np.where(close, bounds.low_km + half_km, np.nan)
    either_km = np.where(close, np.nan_to_num(either_km) + half_km, either_km)
    index = np.where(bounds.decided, certain.index, -1)
    found = assets.frame.drop(columns="_precision_km").reindex(index)
    found = found.set_axis(sites.frame.index)
    feet = assets.index.index.foot(coordinates(sites), index)
    known = ~np.isnan(bounds.low_km)
    return found.assign(
        distance_km=np.where(bounds.decided, certain.km, distance_km),
        distance_min_km=bounds.low_km,
        distance_max_km=bounds.high_km,
        precision_km=np.where(bounds.decided, precision_km, np.where(known, either_km, np.nan)),
        why=bounds.why,
        certain_kv=_voltages(assets.kv_low, np.where(known, certain.index, -1)),
        certain_kv_max=_voltages(assets.kv_high, np.where(known, certain.index, -1)),
        kv_max=_voltages(assets.kv_high, index),
        foot_longitude=feet[:, 0],
        foot_latitude=feet[:, 1],
        incomplete=bounds.incomplete,
    )


def _voltages(bound: NDArray[np.float64], index: NDArray[np.int64]) -> NDArray[np.float64]:
    """Look up a bound of the assets' voltages; NaN where there is no asset or no bound."""
    kv = np.full(len(index), np.nan)
    if len(bound):
        kv[index >= 0] = bound[index[index >= 0]]
    return np.where(np.isinf(kv), np.nan, kv)


def _sum_known(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    neither = np.isnan(one) & np.isnan(other)
    return np.where(neither, np.nan, np.nan_to_num(one) + np.nan_to_num(other))


def distance_columns(found: pd.DataFrame, stem: str) -> dict[str, pd.Series]:
    """Name the distance to the nearest asset, its bounds and why it is undecided.

    Parameters
    ----------
    found : DataFrame, from :func:`nearest_by_voltage`
    stem : str, such as ``"substation_distance"``

    Returns
    -------
    dict of column to Series: ``STEM_km STEM_min_km STEM_max_km STEM_why``
    """
    return {
        f"{stem}_km": found["distance_km"],
        f"{stem}_min_km": found["distance_min_km"],
        f"{stem}_max_km": found["distance_max_km"],
        f"{stem}_why": found["why"],
    }


def voltage_columns(found: pd.DataFrame, stem: str) -> dict[str, pd.Series]:
    """Name the voltage of the nearest asset, and its bounds.

    Parameters
    ----------
    found : DataFrame, from :func:`nearest_by_voltage`
    stem : str, such as ``"line"``

    Returns
    -------
    dict of column to Series: ``STEM_kv``, missing where the asset's voltage is a range,
    ``STEM_min_kv STEM_max_kv``
    """
    low, high = found["voltage_kv"], found["kv_max"]
    return {f"{stem}_kv": low.where(low == high), f"{stem}_min_kv": low, f"{stem}_max_kv": high}


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
    ``assets.frame``), ``distance_km`` and the asset's attributes; assets that only may have
    the voltage are not listed. No row for sites whose surroundings no layer describes, or not
    every geometry was read of.
    """
    pairs = assets.index.index.within(coordinates(sites), radius_km * KM)
    kept = assets.describes_within(sites, radius_km, at_least_kv)[pairs.point_index]
    if at_least_kv is not None:
        kept &= assets.kv_low[pairs.geometry_index] >= at_least_kv
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
    hit = found["foot_longitude"].notna().to_numpy()
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
