"""Counts of assets around a site, where several layers may hold the same asset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex
from screening.joins.feature_index import KM, FeatureSet
from screening.joins.nearest import align_counts, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import Sites

SAME_KM = 0.5
"""Assets of two layers with one voltage within this distance are one, however precise [km].

A judgement: half the size of a large switchyard, since one layer may place it at its gate and
another at its centre.
"""


def count_within(
    sites: Sites, assets: FeatureSet, radius_km: float, at_least_kv: float
) -> tuple[pd.Series, int]:
    """Count the assets around each site; an asset that several layers hold counts once.

    Assets of *different* layers are one where they have the same voltage and lie no farther
    apart than both layers' precision (at least ``SAME_KM``); the nearest are paired first, and
    each once. Two assets of one layer are never merged.

    Parameters
    ----------
    sites : Sites
    assets : FeatureSet
    radius_km : float [km]
    at_least_kv : float [kV], no less than the least voltage of ``assets``

    Returns
    -------
    counts : Series of float, indexed like the sites; 0 where there is none, NaN where unknown
    duplicates : int, assets that another layer holds too
    """
    pairs = within(sites, assets, radius_km, at_least_kv)
    near = np.unique(pairs["asset"].to_numpy(dtype=np.int64))
    first = _first_duplicates(assets, near)
    original = pd.Series(first, index=near).reindex(pairs["asset"]).to_numpy()
    counts = pairs.assign(original=original).groupby("site_id")["original"].nunique()
    duplicates = int((first != near).sum())
    return align_counts(counts, sites, assets, radius_km, at_least_kv), duplicates


def _first_duplicates(assets: FeatureSet, near: NDArray[np.int64]) -> NDArray[np.int64]:
    """Map each asset to its duplicate in the first layer that holds it, (m,)."""
    sizes = [len(layer.frame) for layer in assets.layers]
    layer_of = np.repeat(np.arange(len(sizes)), sizes)[near]
    first = near.copy()
    if len(np.unique(layer_of)) < 2:
        return first
    shapes = np.concatenate([layer.frame.geometry.to_numpy() for layer in assets.layers])[near]
    places = shapely.get_coordinates(shapely.centroid(shapes))
    kv = assets.frame["voltage_kv"].to_numpy(dtype=float)[near]
    km = np.nan_to_num(assets.frame["_precision_km"].to_numpy(dtype=float)[near])
    for later in np.unique(layer_of)[1:]:
        for voltage in np.unique(kv[layer_of == later]):
            ours = np.flatnonzero((layer_of == later) & (kv == voltage))
            earlier = np.flatnonzero((layer_of < later) & (kv == voltage))
            mine, theirs = _pair_duplicates(places, km, ours, earlier)
            first[mine] = first[theirs]
    return first


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
