"""Counts of assets around a site, where several layers may hold the same asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.joins.coverage import KM, coordinates
from screening.joins.distance_bounds import open_edges
from screening.joins.feature_index import FeatureSet
from screening.joins.nearest import within
from screening.joins.same_stations import LayerFeatures
from screening.joins.voltage_bounds import is_possible

if TYPE_CHECKING:
    from screening.model import Sites


def count_within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> tuple[pd.DataFrame, int]:
    """Count the assets around each site; an asset that several features show counts once.

    Assets of *different* layers are one where they have the same voltage and lie no farther
    apart than both layers' precision (at least ``SAME_KM``); the nearest are paired first, and
    each once. What is left is compared likewise where a voltage that is unknown or a range may be
    the other's. A point and an area, of any layers, are one where the point lies in the area, or
    within ``SAME_KM`` of it with the same name and a voltage that may be the same, or beside it
    without a name; of points in one area that have different names, only those of one
    name are. Two points, or two areas, of one layer are never merged.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    radius_km : float [km]
    at_least_kv : float [kV], no less than the least voltage of ``assets``

    Returns
    -------
    counts : DataFrame of ``count count_min count_max why``, indexed like the sites
        ``count_min`` counts the assets that certainly have the voltage, ``count_max`` also
        those that only may; it is NaN where a layer that does not state its coverage ends
        within the circle. ``count`` is both where they are equal, NaN elsewhere. All are NaN
        where nothing is known.
    duplicates : int, features of assets that another feature shows too
    """
    certain = within(sites, assets, radius_km, at_least_kv)[["site_id", "asset"]]
    possible = _possible_within(sites, assets, radius_km, at_least_kv)
    pairs = pd.concat([certain.assign(certain=True), possible.assign(certain=False)])
    near = np.unique(pairs["asset"].to_numpy(dtype=np.int64))
    first = LayerFeatures.of(assets.layers).find_originals(near) if len(near) else near
    original = pd.Series(first, index=near).reindex(pairs["asset"]).to_numpy()
    stations = pairs.assign(original=original).groupby(["site_id", "original"])["certain"].any()
    counts = stations.groupby("site_id").agg(["sum", "count"]).reindex(sites.frame.index).fillna(0)
    described = assets.describes_within(sites, radius_km, at_least_kv)
    complete = assets.is_complete_within(sites, radius_km, at_least_kv)
    least = counts["sum"].astype(float).where(described)
    more = counts["count"] - counts["sum"]
    edge_km = np.where(complete, np.nan, assets.complete_within_km(sites, at_least_kv))
    table = pd.DataFrame(
        {
            "count": least.where(complete & (more == 0)),
            "count_min": least,
            "count_max": (least + more).where(complete),
            "why": _count_reasons(more, open_edges(sites, assets, edge_km)),
        }
    )
    table["why"] = table["why"].where(described & table["count"].isna(), None)
    return table, int((first != near).sum())


def _possible_within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> pd.DataFrame:
    """List the assets around each site that may have the voltage, but not certainly."""
    if assets.possible is None:
        return pd.DataFrame({"site_id": [], "asset": np.zeros(0, dtype=np.int64)})
    pairs = assets.possible.index.within(coordinates(sites), radius_km * KM)
    asset = pairs.geometry_index
    may_be = is_possible(assets.kv_low[asset], assets.kv_high[asset], at_least_kv)
    site_id = sites.frame.index.to_numpy()[pairs.point_index[may_be]]
    return pd.DataFrame({"site_id": site_id, "asset": asset[may_be]})


def _count_reasons(more: pd.Series, edges: list[str]) -> list[str | None]:
    """Say why a count is not known: assets of unknown voltage, the edge of a layer."""
    reasons = []
    for count, edge in zip(more.astype(int), edges, strict=True):
        noun = "asset" if count == 1 else "assets"
        unknown = f"{count} more {noun} of unknown or ranged voltage" if count else ""
        reasons.append("; ".join(filter(None, (unknown, edge))) or None)
    return reasons
