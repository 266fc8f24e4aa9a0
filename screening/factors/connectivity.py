"""Derive connectivity: distance to fiber, providers, paths to hubs, and round-trip times."""

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
from screening.factors.factor import ColumnGroup, Factor, IndexRequest, detailed
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
    uncounted_hub_notes,
)
from screening.factors.fiber_providers import PROVIDERS_RADIUS_KM, count_providers
from screening.factors.fiber_summary import summarize_fiber
from screening.factors.site_columns import site_column, stated_or
from screening.factors.stated_hub import (
    follow_stated_hub,
    is_hub_stated,
    lateral_columns,
    stated_hub_name,
)
from screening.model import FactorParameters, FactorResult, Layers, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def connectivity(sites: Sites, layers: Layers, parameters: FactorParameters) -> FactorResult:
    """Derive the fiber and hub columns.

    Parameters
    ----------
    sites : Sites
    layers : layers by kind; ``fiber_routes`` and ``points_of_presence`` are used
    parameters : FactorParameters; those of routes, hubs, laterals, metros and round trips

    Returns
    -------
    FactorResult

    Source
    ------
    docs/science/connectivity.md
    """
    presence = joins.find_layers(layers, "points_of_presence", VectorLayer)
    routes = joins.find_layers(layers, "fiber_routes", VectorLayer)
    analysis = _Analysis(sites, parameters)
    if presence:
        analysis.find_hubs(major_hubs(presence, parameters))
        analysis.notes += uncounted_hub_notes(presence)
    if routes:
        analysis.find_fiber(routes)
    if routes or "fiber_distance_km" in sites.frame:
        analysis.columns |= lateral_columns(sites, analysis.columns, parameters)
    if presence and routes:
        analysis.find_paths(presence, routes)
    for name in parameters.metros if presence else ():
        analysis.add_metro(name, presence)
    return analysis.result()


class _Analysis:
    """The connectivity of the sites, computed in steps from the layers that there are.

    Attributes
    ----------
    columns : dict of column to Series
    connections : list of GeoDataFrame, straight lines to fiber and hub
    fiber : DataFrame or None, from :func:`screening.joins.nearest`, the nearest route
    hub : DataFrame or None, likewise, the nearest major hub in a straight line
    site_paths : SitePaths or None, over the network
    phrases : Series of str, the part of the summary about route diversity
    mapped_paths : GeoDataFrame or None
    """

    def __init__(self, sites: Sites, parameters: FactorParameters) -> None:
        self.sites, self.parameters = sites, parameters
        self.index = sites.frame.index
        self.columns: dict[str, pd.Series] = {}
        self.connections: list[gpd.GeoDataFrame] = []
        self.fiber: pd.DataFrame | None = None
        self.hub: pd.DataFrame | None = None
        self.site_paths: SitePaths | None = None
        self.phrases = pd.Series("", index=self.index, dtype=object)
        self.mapped_paths: gpd.GeoDataFrame | None = None
        self.incomplete: list[str] = []
        self.notes: list[str] = []

    def find_hubs(self, hubs: list[VectorLayer]) -> None:
        """Find the nearest major hub in a straight line."""
        index = joins.index_features(hubs)
        self.hub = joins.nearest(self.sites, index)
        self.incomplete += joins.incomplete_layers(self.sites, index, nearest_tables=[self.hub])

    def find_fiber(self, routes: Sequence[VectorLayer]) -> None:
        """Find the nearest route and the providers near the site."""
        index = joins.index_features(routes)
        self.fiber = fiber = joins.nearest(self.sites, index)
        self.incomplete += joins.incomplete_layers(
            self.sites, index, nearest_tables=[fiber], radius_km=PROVIDERS_RADIUS_KM
        )
        self.columns |= {
            **joins.distance_columns(fiber, "fiber_distance"),
            "fiber_precision_km": fiber["precision_km"],
            "fiber_provider": fiber["provider"],
            **count_providers(self.sites, index),
        }
        self.connections.append(joins.connection_lines(self.sites, fiber, "fiber"))

    def find_paths(self, presence: list[VectorLayer], routes: Sequence[VectorLayer]) -> None:
        """Find the paths over the network."""
        assert self.fiber is not None
        assert self.hub is not None
        hubs = hub_buildings(major_hubs(presence, self.parameters), self.parameters)
        metros = select_metros(presence, self.parameters.metros)
        net = build_network(routes, hubs, metros, self.parameters)
        known = self.fiber["distance_km"].notna() & self.hub["distance_min_km"].notna()
        self.site_paths = SitePaths(net, self.sites, known, self.parameters)
        if self.parameters.route_diversity:
            decided = self.hub["distance_km"].notna() & self.site_paths.km.notna()
            self._add_diversity(net, decided, presence, routes)

    def _add_diversity(
        self,
        net: Network,
        known: pd.Series,
        presence: list[VectorLayer],
        routes: Sequence[VectorLayer],
    ) -> None:
        """Analyse route diversity where the positional accuracy is sufficient.

        If site and layer are uncertain by over half of the longest lateral, the site may be
        nearer to another route. If the layers do not contain all routes within the longest
        lateral, there may be more paths: counts and single points of failure stay unknown,
        except those that more paths cannot change.
        """
        assert self.fiber is not None
        lateral_km = self.parameters.max_lateral_km
        is_accurate = ~(self.fiber["precision_km"] > 0.5 * lateral_km)
        surveyed = joins.index_features(routes).is_complete_within(self.sites, lateral_km)
        rows = np.flatnonzero(known & is_accurate)
        points = joins.coordinates(self.sites)[rows]
        diversity = route_diversity.route_diversity(
            net, self.index[rows], points, surveyed[rows], select_metros(presence)
        )
        columns = diversity.columns.reindex(self.index)
        self.columns |= {str(name): columns[name] for name in columns}
        self.phrases = diversity.phrases.reindex(self.index).fillna("")
        self.mapped_paths = diversity.paths

    def add_metro(self, name: str, presence: list[VectorLayer]) -> None:
        """Add the round trip to a metro, over routes if there is a path."""
        metro = select_metros(presence, [name])
        if metro.empty:
            return
        points = metro[["longitude", "latitude"]].to_numpy(dtype=float)
        km = straight_km(self.sites, np.repeat(points[:1], len(self.index), axis=0))
        straight = round_trip_ms(km * self.parameters.route_factor, self.parameters)
        paths = self.site_paths
        over_routes = straight * np.nan if paths is None else paths.to_metro(name)
        unknown = pd.Series(False, index=self.index)
        is_covered = unknown if self.hub is None else self.hub["distance_min_km"].notna()
        self.columns[metro_column(name)] = over_routes.fillna(straight).where(is_covered)

    def result(self) -> FactorResult:
        """Combine the results of all steps."""
        if self.hub is not None:
            self._add_hub_columns(self.hub)
        self.columns["connectivity_basis"] = self._basis()
        if self.hub is not None:
            self.columns["rtt_basis"] = self._round_trip_basis()
            self.columns["fiber_summary"] = self._summary()
        if self.site_paths is not None:
            self.notes += [f"fiber network: {note}" for note in self.site_paths.net.graph.notes]
        joined = joins.factor_result(
            self.sites, dict(self.columns), self.connections, incomplete_layers=self.incomplete
        )
        return replace(joined, paths=self.mapped_paths, notes=tuple(self.notes))

    def _add_hub_columns(self, hub: pd.DataFrame) -> None:
        """Add the hub, its distance and the round-trip time, each with its uncertainty.

        Over routes the uncertainty is that of the site's and layer's positions, and of the
        route factor on the estimated length; on a straight line the factor applies to all of it.
        """
        parameters, factor = self.parameters, self.parameters.route_factor
        factor_error = parameters.route_factor_precision
        decided, lowest_km = hub["distance_km"].notna(), hub["distance_min_km"]
        straight_route_km = hub["distance_max_km"] * factor
        error_km = hub["precision_km"].fillna(0.0) * factor + _longest_km(hub) * factor_error
        route_km = pd.Series(np.nan, index=self.index)
        if self.site_paths is not None:
            assert self.fiber is not None
            route_km = self.site_paths.km
            route_error_km = self.fiber["precision_km"].fillna(0.0) * factor
            route_error_km = route_error_km + self.site_paths.estimated_km * factor_error
            hub = self.site_paths.replace_hub(hub)
            has_path = decided & route_km.notna()
            self.columns["hub_route_km"] = route_km.where(decided)
            self.columns["hub_route_precision_km"] = route_error_km.where(has_path)
            error_km = route_error_km.where(route_km.notna(), error_km)
        ms_per_km = ROUND_TRIP * parameters.us_per_km * MS_PER_US
        round_trip = round_trip_ms(route_km.fillna(straight_route_km), parameters)
        least_round_trip = round_trip_ms(lowest_km, parameters)
        self.columns |= {
            "hub_name": hub["name"],
            **joins.distance_columns(hub, "hub_distance"),
            "hub_precision_km": hub["precision_km"],
            "rtt_ms": round_trip.where(decided),
            "rtt_min_ms": round_trip.where(decided, least_round_trip),
            "rtt_max_ms": round_trip,
            "rtt_precision_ms": error_km * ms_per_km,
            "rtt_floor_ms": hub["distance_km"] * ms_per_km,
        }
        self.columns |= follow_stated_hub(self.sites, self.columns, parameters)
        self.connections.insert(0, joins.connection_lines(self.sites, hub, "hub"))

    def _basis(self) -> pd.Series:
        """State the weakest kind of data that the fiber figures are based on."""
        basis = pd.Series(None, index=self.index, dtype=object)
        if self.hub is not None:
            basis = basis.mask(self.hub["distance_km"].notna(), "proximity")
        if self.fiber is not None:
            kind = np.where(self.fiber["kind"] == "corridor", "corridors", "routes")
            basis = basis.mask(self.fiber["distance_km"].notna(), kind)
        if self.site_paths is not None:
            basis = basis.mask(self.site_paths.on_corridor, "corridors")
        return basis

    def _round_trip_basis(self) -> pd.Series:
        """State what the round trip is based on: a path over routes, or a straight line."""
        assert self.hub is not None
        basis = pd.Series(None, index=self.index, dtype=object)
        basis = basis.mask(self.hub["distance_km"].notna(), "proximity")
        if self.site_paths is not None:
            kind = np.where(self.site_paths.on_corridor, "corridors", "routes")
            basis = basis.mask(self.site_paths.km.notna(), kind)
        basis = basis.where(self.hub["distance_km"].notna(), None)
        return basis.mask(is_hub_stated(self.sites), "stated")

    def _summary(self) -> pd.Series:
        """Summarise hub, latency and route diversity in one sentence per site."""
        columns, sites = self.columns, self.sites
        unknown = pd.Series(np.nan, index=self.index)
        has_own_paths = site_column(sites, "disjoint_routes_count").notna()
        rows = zip(
            stated_or(sites, "rtt_ms", columns["rtt_ms"]),
            stated_hub_name(sites, columns["hub_name"]),
            columns.get("hub_route_km", unknown),
            columns["hub_distance_km"],
            columns["rtt_basis"],
            self.phrases.mask(has_own_paths, ""),
            strict=True,
        )
        return pd.Series([summarize_fiber(*row) for row in rows], index=self.index, dtype=object)


def _longest_km(found: pd.DataFrame) -> pd.Series:
    """Longest distance that is known to be possible; the shortest where there is no bound."""
    return found["distance_max_km"].fillna(found["distance_min_km"])


def _metro_columns(parameters: FactorParameters) -> tuple[str, ...]:
    return tuple(metro_column(name) for name in parameters.metros)


CONNECTIVITY = Factor(
    name="connectivity",
    groups=(
        ColumnGroup(
            (
                *("fiber_summary", "hub_name", *detailed("hub_distance_km")),
                *("rtt_ms", "rtt_min_ms", "rtt_max_ms", "rtt_precision_ms"),
                *("rtt_floor_ms", "rtt_basis"),
            ),
            all_kinds=("points_of_presence",),
            names=_metro_columns,
        ),
        ColumnGroup(
            ("hub_route_km", "hub_route_precision_km"),
            all_kinds=("fiber_routes", "points_of_presence"),
        ),
        ColumnGroup(
            (
                *(*detailed("fiber_distance_km"), "fiber_provider"),
                *("fiber_lateral_km", "fiber_lateral_min_km", "fiber_lateral_max_km"),
                "fiber_lateral_precision_km",
                *("fiber_providers_within_10km_count", "fiber_providers_within_10km_min_count"),
                "fiber_providers_within_10km_max_count",
            ),
            all_kinds=("fiber_routes",),
        ),
        ColumnGroup(
            route_diversity.COLUMNS,
            all_kinds=("fiber_routes", "points_of_presence"),
            switches=("route_diversity",),
        ),
        ColumnGroup(("connectivity_basis",), any_kind=("fiber_routes", "points_of_presence")),
    ),
    compute=connectivity,
    indexes=(IndexRequest("fiber_routes"),),
    parameters=(
        *("route_factor", "route_factor_precision", "us_per_km", "equipment_ms", "metros"),
        *("hub_min_networks", "snap_m", "hub_snap_km", "hub_snap_coarse_km", "max_lateral_km"),
        *("diversity_km", "site_exclusion_km", "route_diversity"),
    ),
)
