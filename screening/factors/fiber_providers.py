"""Count the fiber providers around each site."""

from __future__ import annotations

import pandas as pd

from screening import joins
from screening.catalog.carrier_names import listed_names, unify_names
from screening.model import Sites

PROVIDERS_RADIUS_KM = 10.0
"""Radius of ``fiber_providers_within_10km_count`` [km]."""


def count_providers(sites: Sites, routes: joins.FeatureSet) -> dict[str, pd.Series]:
    """Count distinct providers; unknown if no route has one, as the layer may not state them.

    Parameters
    ----------
    sites : Sites
    routes : FeatureSet, of fiber routes with ``provider``

    Returns
    -------
    dict of column to Series, the count and its bounds
        Where a layer that does not state its coverage ends within the circle, there are at
        least the providers that it names.
    """
    pairs = joins.within(sites, routes, PROVIDERS_RADIUS_KM)
    spelling = unify_names(map(listed_names, routes.frame["provider"]))  # of several layers
    lists = [[spelling[name] for name in listed_names(text)] for text in pairs["provider"]]
    providers = pairs.assign(provider=pd.Series(lists, pairs.index)).explode("provider")
    counts = providers.dropna(subset="provider").groupby("site_id")["provider"].nunique()
    count = joins.align_counts(counts, sites, routes, PROVIDERS_RADIUS_KM)
    count = count.where(count > 0)
    stem = "fiber_providers_within_10km"
    return {
        f"{stem}_count": count,
        f"{stem}_min_count": counts.reindex(sites.frame.index).astype(float),
        f"{stem}_max_count": count,
    }
