"""How far the fiber is, whose, and how many milliseconds to where networks meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from screening import joins
from screening.model import Factor, FactorResult, Layers, Parameters, Sites, VectorLayer

HUB_KINDS = ("ixp", "carrier_hotel")
PROVIDERS_RADIUS_KM = 10.0
"""Radius of ``fiber_providers_within_10km_count`` [km]."""
US_PER_MS = 1000.0
ROUND_TRIP = 2.0


def connectivity(sites: Sites, layers: Layers, parameters: Parameters) -> FactorResult:
    """Derive the fiber and hub columns.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``fiber_routes`` and ``points_of_presence`` are used
    parameters : Parameters; ``route_factor us_per_km equipment_ms
        hub_networks_count``

    Returns
    -------
    FactorResult

    Source
    ------
    docs/science/connectivity.md
    """
    columns: dict[str, object] = {}
    drawn = []
    basis = pd.Series(None, index=sites.frame.index, dtype=object)
    present = joins.vectors(layers, "points_of_presence")
    routes = joins.vectors(layers, "fiber_routes")
    if present:
        hub = joins.nearest(sites, joins.assets(_major(present, parameters)))
        columns["hub_name"] = hub["name"]
        columns["hub_distance_km"] = hub["distance_km"]
        columns["rtt_ms"] = round_trip_ms(hub["distance_km"], parameters)
        basis = basis.mask(hub["distance_km"].notna(), "proximity")
        drawn.append(joins.connections(sites, hub, "hub"))
    if routes:
        fiber = joins.assets(routes)
        near = joins.nearest(sites, fiber)
        columns["fiber_distance_km"] = near["distance_km"]
        columns["fiber_precision_km"] = near["precision_km"]
        columns["fiber_provider"] = near["provider"]
        columns["fiber_lateral_km"] = near["distance_km"] * parameters.route_factor
        columns["fiber_providers_within_10km_count"] = _providers(sites, fiber)
        surveyed = np.where(near["kind"] == "corridor", "corridors", "routes")
        basis = basis.mask(near["distance_km"].notna(), surveyed)
        drawn.append(joins.connections(sites, near, "fiber"))
    columns["connectivity_basis"] = basis
    return joins.result(sites, columns, drawn)


def round_trip_ms(distance_km: pd.Series, parameters: Parameters) -> pd.Series:
    """Least round trip over a straight distance: glass on a route of usual detour.

    Parameters
    ----------
    distance_km : Series [km], straight
    parameters : Parameters; ``us_per_km route_factor equipment_ms``

    Returns
    -------
    Series [ms]

    Examples
    --------
    >>> round_trip_ms(pd.Series([330.0]), Parameters()).round(2).tolist()
    [4.7]
    """
    glass_us = ROUND_TRIP * parameters.us_per_km * parameters.route_factor * distance_km
    return glass_us / US_PER_MS + parameters.equipment_ms


def _major(layers: Sequence[VectorLayer], parameters: Parameters) -> list[VectorLayer]:
    """Keep exchanges and carrier hotels with enough networks to be worth reaching."""
    return [
        VectorLayer(
            layer.info,
            layer.frame[
                layer.frame["kind"].isin(HUB_KINDS)
                & (layer.frame["networks_count"] >= parameters.hub_networks_count)
            ],
        )
        for layer in layers
    ]


def _providers(sites: Sites, routes: joins.Assets) -> pd.Series:
    """Count distinct names; unknown where the layer names nobody, as it may not know them."""
    pairs = joins.within(sites, routes, PROVIDERS_RADIUS_KM)
    named = pairs.assign(provider=pairs["provider"].str.split(";")).explode("provider")
    named["provider"] = named["provider"].str.strip()
    counts = named[named["provider"] != ""].groupby("site_id")["provider"].nunique()
    found = joins.per_site(counts, sites, routes, PROVIDERS_RADIUS_KM)
    return found.where(found > 0)


CONNECTIVITY = Factor(
    name="connectivity",
    kinds=("fiber_routes", "points_of_presence"),
    fields=(
        "hub_name",
        "hub_distance_km",
        "rtt_ms",
        "fiber_distance_km",
        "fiber_precision_km",
        "fiber_provider",
        "fiber_lateral_km",
        "fiber_providers_within_10km_count",
        "connectivity_basis",
    ),
    compute=connectivity,
)
