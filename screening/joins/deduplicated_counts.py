"""Counts of assets around a site, where several layers may hold the same asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex
from screening.joins.coverage import KM, coordinates
from screening.joins.distance_bounds import open_edges
from screening.joins.feature_index import FeatureSet
from screening.joins.nearest import within
from screening.joins.points_and_areas import SAME_KM, points_in_areas
from screening.joins.voltage_bounds import is_possible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Sites


def count_within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> tuple[pd.DataFrame, int]:
    """Count the assets around each site; an asset that several features show counts once.

    Assets of *different* layers are one where they have the same voltage and lie no farther
    apart than both layers' precision (at least ``SAME_KM``); the nearest are paired first, and
    each once. A point and an area, of any layers, are one where the point lies in the area, or
    within ``SAME_KM`` of it with the same name and voltage; of points in one area that have
    different names, only those of one name are. Two points, or two areas, of one layer are
    never merged.

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
    pairs = within(sites, assets, radius_km, at_least_kv)
    near = np.unique(pairs["asset"].to_numpy(dtype=np.int64))
    first = _first_duplicates(assets, near)
    original = pd.Series(first, index=near).reindex(pairs["asset"]).to_numpy()
    counts = pairs.assign(original=original).groupby("site_id")["original"].nunique()
    described = assets.describes_within(sites, radius_km, at_least_kv)
    complete = assets.is_complete_within(sites, radius_km, at_least_kv)
    certain = counts.reindex(sites.frame.index).fillna(0).astype(float).where(described)
    more = pd.Series(_count_possible(sites, assets, radius_km, at_least_kv), certain.index)
    edge_km = np.where(complete, np.nan, assets.complete_within_km(sites, at_least_kv))
    table = pd.DataFrame(
        {
            "count": certain.where(complete & (more == 0)),
            "count_min": certain,
            "count_max": (certain + more).where(complete),
            "why": _count_reasons(more, open_edges(sites, assets, edge_km)),
        }
    )
    table["why"] = table["why"].where(described & table["count"].isna(), None)
    return table, int((first != near).sum())


def _count_possible(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> NDArray[np.float64]:
    """Count the assets around each site that may have the voltage, but not certainly."""
    site_count = len(sites.frame)
    if assets.possible is None:
        return np.zeros(site_count)
    pairs = assets.possible.index.within(coordinates(sites), radius_km * KM)
    asset = pairs.geometry_index
    may_be = is_possible(assets.kv_low[asset], assets.kv_high[asset], at_least_kv)
    return np.bincount(pairs.point_index[may_be], minlength=site_count).astype(float)


def _count_reasons(more: pd.Series, edges: list[str]) -> list[str | None]:
    """Say why a count is not known: assets of unknown voltage, the edge of a layer."""
    reasons = []
    for count, edge in zip(more.astype(int), edges, strict=True):
        noun = "asset" if count == 1 else "assets"
        unknown = f"{count} more {noun} of unknown or ranged voltage" if count else ""
        reasons.append("; ".join(filter(None, (unknown, edge))) or None)
    return reasons


def _first_duplicates(assets: FeatureSet, near: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map each asset to the first that is the same one, (m,)."""
    sizes = [len(layer.frame) for layer in assets.layers]
    layer_of = np.repeat(np.arange(len(sizes)), sizes)[near]
    first = np.arange(len(near))
    if not len(near):
        return near
    shapes = np.concatenate([layer.frame.geometry.to_numpy() for layer in assets.layers])[near]
    kv = assets.frame["voltage_kv"].to_numpy(dtype=float)[near]
    names = _names(assets.frame)[near]
    points, areas = points_in_areas(shapes, kv, names)
    first[points] = areas
    # an area stands for its points; what is left is compared across layers
    alone = first == np.arange(len(near))
    places = shapely.get_coordinates(shapely.centroid(shapes))
    km = np.nan_to_num(assets.frame["_precision_km"].to_numpy(dtype=float)[near])
    for later in np.unique(layer_of)[1:]:
        for voltage in np.unique(kv[layer_of == later]):
            same = alone & (kv == voltage)
            ours = np.flatnonzero((layer_of == later) & same)
            earlier = np.flatnonzero((layer_of < later) & same)
            mine, theirs = _pair_duplicates(places, km, ours, earlier)
            first[mine] = first[theirs]
    return near[first[first]]


def _names(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Give names for comparison, empty where unknown."""
    if "name" not in frame:
        return np.full(len(frame), "", dtype=object)
    return frame["name"].fillna("").astype(str).str.strip().str.casefold().to_numpy(dtype=object)


def _pair_duplicates(
    places: NDArray[np.float64],
    km: NDArray[np.float64],
    ours: NDArray[np.int64],
    theirs: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair duplicates, the nearest first; an asset is in one pair at most."""
    pairs = [np.empty((2, 0), dtype=np.int64)]
    while len(ours) and len(theirs):
        there, metres = GeodesicIndex(shapely.points(places[theirs])).nearest(places[ours])
        back, _ = GeodesicIndex(shapely.points(places[ours])).nearest(places[theirs])
        same = metres / KM <= np.fmax(SAME_KM, km[ours] + km[theirs[there]])
        found = np.flatnonzero(same & (back[there] == np.arange(len(ours))))
        if not len(found):
            break
        pairs.append(np.stack([ours[found], theirs[there[found]]]))
        theirs = np.delete(theirs, there[found])
        ours = np.delete(ours, found)
    mine, other = np.concatenate(pairs, axis=1)
    return mine, other
