"""Counts of assets around a site, where several layers may hold the same asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex
from screening.joins.feature_index import KM, FeatureSet
from screening.joins.nearest import align_counts, within
from screening.joins.points_and_areas import SAME_KM, points_in_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Sites


def count_within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> tuple[pd.Series, int]:
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
    counts : Series of float, indexed like the sites; 0 where there is none, NaN where unknown
    duplicates : int, features of assets that another feature shows too
    """
    pairs = within(sites, assets, radius_km, at_least_kv)
    near = np.unique(pairs["asset"].to_numpy(dtype=np.int64))
    first = _first_duplicates(assets, near)
    original = pd.Series(first, index=near).reindex(pairs["asset"]).to_numpy()
    counts = pairs.assign(original=original).groupby("site_id")["original"].nunique()
    duplicates = int((first != near).sum())
    return align_counts(counts, sites, assets, radius_km, at_least_kv), duplicates


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
