"""How far the fiber is, whose, which ways it leads, and how many milliseconds to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from screening import joins
from screening.catalog.fields import metro_column
from screening.factors import route_diversity
from screening.factors.factor import Factor, IndexRequest
from screening.factors.fiber_latency import (
    MS_PER_US,
    ROUND_TRIP,
    SitePaths,
    round_trip_ms,
    straight_km,
)
from screening.factors.fiber_network import (
    Network,
    build_network,
    hub_buildings,
    major_hubs,
    select_metros,
)
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PROVIDERS_RADIUS_KM = 10.0
"""Radius of ``fiber_providers_within_10km_count`` [km]."""


def connectivity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the fiber and hub columns.

    FactorParameters
    ----------
    sites : Sites
    layers : layers by kind; ``fiber_routes`` and ``points_of_presence`` are used
    parameters : FactorParameters, those of routes, hubs, laterals, metros and round trips

    Returns
    -------
    FactorResult

    Source
    ------
    docs/science/connectivity.md
    """
    present = joins.vector_layers(layers, "points_of_presence")
    routes = joins.vector_layers(layers, "fiber_routes")
    found = _HubRoutes(sites, parameters)
    if present:
        found.straight_to_hub(major_hubs(present, parameters))
    if routes:
        found.to_fiber(routes)
    if present and routes:
        found.over_routes(present, routes)
    for name in parameters.metros if present else ():
        found.to_metro(name, present)
    return found.result()


class _HubRoutes:
    """What is found of the sites, one question after the other."""

    def __init__(self, sites: Sites, parameters: FactorParameters) -> None:
        self.sites, self.parameters = sites, parameters
        self.index = sites.frame.index
        self.columns: dict[str, pd.Series] = {}
        self.drawn: list[gpd.GeoDataFrame] = []
        self.near: pd.DataFrame | None = None
        self.hub: pd.DataFrame | None = None
        self.ways: SitePaths | None = None
        self.phrases = pd.Series("", index=self.index, dtype=object)
        self.paths: gpd.GeoDataFrame | None = None
        self.incomplete: list[str] = []

    def straight_to_hub(self, hubs: list[VectorLayer]) -> None:
        """Find the nearest major hub by the straight line."""
        assets = joins.index_features(hubs)
        self.hub = joins.nearest(self.sites, assets)
        self.incomplete += joins.incomplete_layers(self.sites, assets, nearest_tables=[self.hub])

    def to_fiber(self, routes: Sequence[VectorLayer]) -> None:
        """Find the nearest route, and who is near."""
        fiber = joins.index_features(routes)
        self.near = near = joins.nearest(self.sites, fiber)
        self.incomplete += joins.incomplete_layers(
            self.sites, fiber, nearest_tables=[near], radius_km=PROVIDERS_RADIUS_KM
        )
        factor = self.parameters.route_factor
        self.columns |= {
            "fiber_distance_km": near["distance_km"],
            "fiber_precision_km": near["precision_km"],
            "fiber_provider": near["provider"],
            "fiber_lateral_km": near["distance_km"] * factor,
            "fiber_lateral_precision_km": near["precision_km"] * factor
            + near["distance_km"] * self.parameters.route_factor_precision,
            "fiber_providers_within_10km_count": _providers(self.sites, fiber),
        }
        self.drawn.append(joins.connection_lines(self.sites, near, "fiber"))

    def over_routes(self, present: list[VectorLayer], routes: Sequence[VectorLayer]) -> None:
        """Find the ways over the network."""
        assert self.near is not None
        assert self.hub is not None
        hubs = hub_buildings(major_hubs(present, self.parameters), self.parameters)
        metros = select_metros(present, self.parameters.metros)
        net = build_network(routes, hubs, metros, self.parameters)
        known = self.near["distance_km"].notna() & self.hub["distance_km"].notna()
        self.ways = SitePaths(net, self.sites, known, self.parameters)
        if self.parameters.route_diversity:
            self._diversity(net, known & self.ways.km.notna(), present, routes)

    def _diversity(
        self,
        net: Network,
        known: pd.Series,
        present: list[VectorLayer],
        routes: Sequence[VectorLayer],
    ) -> None:
        """Look at how many ways there are, where the site is placed well enough to tell.

        Where the layers do not know all routes about a site, there may be more ways than
        found: counts and cuts stay unknown then, but for what more ways could not change.
        """
        assert self.near is not None
        longest_km = self.parameters.max_lateral_km
        placed = ~(self.near["precision_km"] > 0.5 * longest_km)
        around = joins.index_features(routes).is_complete_within(self.sites, longest_km)
        asked = np.flatnonzero(known & placed)
        points = joins.coordinates(self.sites)[asked]
        looked = route_diversity.route_diversity(
            net, self.index[asked], points, around[asked], select_metros(present)
        )
        columns = looked.columns.reindex(self.index)
        self.columns |= {str(name): columns[name] for name in columns}
        self.phrases = looked.phrases.reindex(self.index).fillna("")
        self.paths = looked.paths

    def to_metro(self, name: str, present: list[VectorLayer]) -> None:
        """Give the round trip to a metro, over routes where there is a way."""
        metro = select_metros(present, [name])
        if metro.empty:
            return
        points = metro[["longitude", "latitude"]].to_numpy(dtype=float)
        km = straight_km(self.sites, np.repeat(points[:1], len(self.index), axis=0))
        straight = round_trip_ms(km * self.parameters.route_factor, self.parameters)
        over = straight * np.nan if self.ways is None else self.ways.to_metro(name)
        knows = self.hub is not None and self.hub["distance_km"].notna()
        self.columns[metro_column(name)] = over.fillna(straight).where(knows)

    def result(self) -> FactorResult:
        """Put together what was found."""
        notes: tuple[str, ...] = ()
        if self.hub is not None:
            self._hub_columns(self.hub)
        self.columns["connectivity_basis"] = self._basis()
        if self.hub is not None:
            self.columns["rtt_basis"] = self._way_basis()
            self.columns["fiber_summary"] = self._summary()
        if self.ways is not None:
            notes = tuple(f"fiber network: {note}" for note in self.ways.net.graph.notes)
        held = joins.factor_result(
            self.sites, dict(self.columns), self.drawn, incomplete_layers=self.incomplete
        )
        return replace(held, paths=self.paths, notes=notes)

    def _hub_columns(self, hub: pd.DataFrame) -> None:
        """Say which hub, how far, and how long a round trip takes."""
        parameters, factor = self.parameters, self.parameters.route_factor
        spread = parameters.route_factor_precision
        hub = hub.copy()
        estimate_km = hub["distance_km"] * factor
        off_km = hub["precision_km"].fillna(0.0) * factor + hub["distance_km"] * spread
        nothing = pd.Series(np.nan, index=self.index)
        km = nothing if self.ways is None else self.ways.km
        if self.ways is not None:
            hub = self.ways.instead(hub)
            assert self.near is not None
            over = self.near["precision_km"].fillna(0.0) * factor + self.ways.loose_km * spread
            self.columns["hub_route_km"] = km
            self.columns["hub_route_precision_km"] = over.where(km.notna())
            off_km = over.where(km.notna(), off_km)
        ms_per_km = ROUND_TRIP * parameters.us_per_km * MS_PER_US
        self.columns |= {
            "hub_name": hub["name"],
            "hub_distance_km": hub["distance_km"],
            "hub_precision_km": hub["precision_km"],
            "rtt_ms": round_trip_ms(km.fillna(estimate_km), parameters),
            "rtt_precision_ms": off_km * ms_per_km,
            "rtt_floor_ms": hub["distance_km"] * ms_per_km,
        }
        self.drawn.insert(0, joins.connection_lines(self.sites, hub, "hub"))

    def _basis(self) -> pd.Series:
        """Say what the fiber figures rest on, the weakest of it."""
        basis = pd.Series(None, index=self.index, dtype=object)
        if self.hub is not None:
            basis = basis.mask(self.hub["distance_km"].notna(), "proximity")
        if self.near is not None:
            kind = np.where(self.near["kind"] == "corridor", "corridors", "routes")
            basis = basis.mask(self.near["distance_km"].notna(), kind)
        if self.ways is not None:
            basis = basis.mask(self.ways.on_corridor, "corridors")
        return basis

    def _way_basis(self) -> pd.Series:
        """Say what the round trip rests on: a way over routes, or a straight line."""
        assert self.hub is not None
        basis = pd.Series(None, index=self.index, dtype=object)
        basis = basis.mask(self.hub["distance_km"].notna(), "proximity")
        if self.ways is not None:
            over = np.where(self.ways.on_corridor, "corridors", "routes")
            basis = basis.mask(self.ways.km.notna(), over)
        return basis

    def _summary(self) -> pd.Series:
        """Say the most important of it in a sentence."""
        columns = self.columns
        route_km = columns.get("hub_route_km", pd.Series(np.nan, index=self.index))
        rows = zip(
            columns["rtt_ms"], columns["hub_name"], route_km, columns["hub_distance_km"],
            columns["rtt_basis"], self.phrases, strict=True,
        )  # fmt: skip
        return pd.Series([_sentence(*row) for row in rows], index=self.index, dtype=object)


def _sentence(
    ms: float, hub: object, route_km: float, straight_km: float, basis: object, phrase: str
) -> str | None:
    """Say where the fiber leads.

    >>> _sentence(6.1, "Dallas", 389.4, 300.0, "routes", "both routes share 41 km")
    '6.1 ms to Dallas over 389 route-km; both routes share 41 km'
    >>> _sentence(5.5, "Dallas", float("nan"), 382.0, "proximity", "")
    'about 5.5 ms to Dallas, 382 km off in a straight line; no way over routes is known'
    """
    if np.isnan(ms):
        return None
    if np.isnan(route_km):
        far = f"about {ms:.1f} ms to {hub}, {straight_km:.0f} km off in a straight line"
        return f"{far}; no way over routes is known"
    along = " along corridors" if basis == "corridors" else ""
    said = f"{ms:.1f} ms to {hub} over {route_km:.0f} route-km{along}"
    return f"{said}; {phrase}" if phrase else said


def _providers(sites: Sites, routes: joins.FeatureSet) -> pd.Series:
    """Count distinct names; unknown where the layer names nobody, as it may not know them."""
    pairs = joins.within(sites, routes, PROVIDERS_RADIUS_KM)
    named = pairs.assign(provider=pairs["provider"].str.split(";")).explode("provider")
    named["provider"] = named["provider"].str.strip()
    counts = named[named["provider"] != ""].groupby("site_id")["provider"].nunique()
    found = joins.align_counts(counts, sites, routes, PROVIDERS_RADIUS_KM)
    return found.where(found > 0)


CONNECTIVITY = Factor(
    name="connectivity",
    layer_kinds=("fiber_routes", "points_of_presence"),
    columns=(
        "fiber_summary",
        "hub_name",
        "hub_distance_km",
        "hub_precision_km",
        "hub_route_km",
        "hub_route_precision_km",
        "rtt_ms",
        "rtt_precision_ms",
        "rtt_floor_ms",
        "rtt_basis",
        "fiber_distance_km",
        "fiber_precision_km",
        "fiber_provider",
        "fiber_lateral_km",
        "fiber_lateral_precision_km",
        "second_lateral_km",
        "fiber_providers_within_10km_count",
        "disjoint_routes_count",
        "disjoint_nodes_count",
        "diverse_hub_name",
        "diverse_route_km",
        "shared_km",
        "separation_km",
        "fiber_cut",
        "fiber_cut_km",
        "connectivity_basis",
    ),
    compute=connectivity,
    indexes=(IndexRequest("fiber_routes"),),
    parameters=(
        *("route_factor", "route_factor_precision", "us_per_km", "equipment_ms", "metros"),
        *("hub_min_networks", "snap_m", "hub_snap_km", "hub_snap_coarse_km", "max_lateral_km"),
        *("diversity_km", "site_exclusion_km", "route_diversity"),
    ),
)
