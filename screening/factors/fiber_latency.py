"""Compute the sites' shortest paths over the fiber network and their round-trip times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening import joins, network
from screening.factors.fiber_network import M_PER_KM, Network
from screening.model import FactorParameters, Sites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MS_PER_US = 1e-3
ROUND_TRIP = 2.0


def round_trip_ms(route_km: pd.Series, parameters: FactorParameters) -> pd.Series:
    """Compute the minimum round-trip time over a route: propagation in glass, plus equipment.

    Parameters
    ----------
    route_km : Series [route-km]
    parameters : FactorParameters; ``us_per_km equipment_ms``

    Returns
    -------
    Series [ms]; 2 × us_per_km × route + equipment (docs/science/connectivity.md)

    Examples
    --------
    >>> round_trip_ms(pd.Series([429.0]), FactorParameters()).round(2).tolist()
    [4.7]
    """
    return ROUND_TRIP * parameters.us_per_km * route_km * MS_PER_US + parameters.equipment_ms


@dataclass
class SitePaths:
    """The shortest paths of the sites to hubs and metros; NaN where unknown.

    Attributes
    ----------
    net : Network
    sites : Sites
    known : Series of bool, sites that the fiber and hub layers cover
    parameters : FactorParameters
    km : Series [km], length of the path to the nearest hub
    estimated_km : Series [km], the part of it along corridors and the lateral, whose lengths
        are estimates
    on_corridor : Series of bool, whether any part of the path follows a corridor
    """

    net: Network
    sites: Sites
    known: pd.Series
    parameters: FactorParameters

    def __post_init__(self) -> None:
        graph, hubs_count = self.net.graph, len(self.net.hubs)
        matrix = network.adjacency_matrix(graph.edges, len(graph.node_lonlat))
        # one tree rooted at all hubs, then one per metro: the graph numbers hubs first
        metro_nodes = ([hubs_count + k] for k in range(len(self.net.metros)))
        trees = [
            network.shortest_path_tree(matrix, np.array(nodes, dtype=np.int64))
            for nodes in (np.arange(hubs_count), *metro_nodes)
        ]
        points = joins.coordinates(self.sites)
        max_lateral_m = self.parameters.max_lateral_km * M_PER_KM
        self.hub_routes, *self.metro_routes = network.route_sites(
            graph, trees, points, max_lateral_m
        )
        self.km = self._series(self.hub_routes.km)
        self.on_corridor = self.km.notna() & self.hub_routes.on_corridor
        self.estimated_km = self._series(self.hub_routes.corridor_km + self.hub_routes.lateral_km)

    def _series(self, values: Floats) -> pd.Series:
        return pd.Series(values, index=self.sites.frame.index).where(self.known)

    def replace_hub(self, hub: pd.DataFrame) -> pd.DataFrame:
        """Replace the hub nearest in a straight line by the one nearest over routes.

        Parameters
        ----------
        hub : DataFrame, from :func:`screening.joins.nearest`

        Returns
        -------
        DataFrame, the same columns
            A hub whose distance is undecided stays as it is.
        """
        decided = hub["distance_km"].notna()
        has_path = (self.km.notna() & decided).to_numpy()
        route_hubs = self.net.hubs.iloc[self.hub_routes.place[has_path]]
        points = route_hubs[["longitude", "latitude"]].to_numpy(dtype=float)
        hub = hub.copy()
        hub.loc[has_path, "name"] = route_hubs["name"].to_numpy()
        hub.loc[has_path, ["foot_longitude", "foot_latitude"]] = points
        ends = hub[["foot_longitude", "foot_latitude"]].to_numpy(dtype=float)
        km = straight_km(self.sites, ends)
        bounds = ["distance_km", "distance_min_km", "distance_max_km"]
        return hub.assign(**{name: hub[name].mask(decided, km) for name in bounds})

    def to_metro(self, name: str) -> pd.Series:
        """Compute the round-trip time to a metro over the network.

        Parameters
        ----------
        name : str, one of ``net.metros``

        Returns
        -------
        Series [ms]; NaN where there is no path
        """
        names = [metro.casefold() for metro in self.net.metros["name"]]
        km = self._series(self.metro_routes[names.index(name.casefold())].km)
        return round_trip_ms(km, self.parameters)


def straight_km(sites: Sites, ends: Floats) -> pd.Series:
    """Compute the geodesic distance from each site to its own end point.

    Parameters
    ----------
    sites : Sites
    ends : ndarray, (n_sites, 2) [degrees]

    Returns
    -------
    Series [km]; NaN where there is no end point
    """
    km = network.straight_km(joins.coordinates(sites), ends)
    return pd.Series(km, index=sites.frame.index)
