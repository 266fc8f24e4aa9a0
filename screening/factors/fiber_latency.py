"""The shortest ways of the sites over the network, and what light takes on them."""

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
    """Least round trip over a route: glass, and equipment.

    FactorParameters
    ----------
    route_km : Series [route-km]
    parameters : FactorParameters; ``us_per_km equipment_ms``

    Returns
    -------
    Series [ms]

    Examples
    --------
    >>> round_trip_ms(pd.Series([429.0]), FactorParameters()).round(2).tolist()
    [4.7]
    """
    return ROUND_TRIP * parameters.us_per_km * route_km * MS_PER_US + parameters.equipment_ms


@dataclass
class SitePaths:
    """The shortest ways of the sites to hubs and metros; NaN where they cannot be known.

    Attributes
    ----------
    net : Network
    sites : Sites
    known : Series of bool, sites whose ways the layers can know
    parameters : FactorParameters
    km, loose_km : Series [km], the way to a hub; what of it is drawn along corridors, and the
        lateral, whose lengths are estimates
    on_corridor : Series of bool, whether any of it is
    """

    net: Network
    sites: Sites
    known: pd.Series
    parameters: FactorParameters

    def __post_init__(self) -> None:
        graph, hubs = self.net.graph, len(self.net.hubs)
        matrix = network.adjacency_matrix(graph.edges, len(graph.node_lonlat))
        places = [np.arange(hubs), *([hubs + k] for k in range(len(self.net.metros)))]
        reaches = [
            network.shortest_path_tree(matrix, np.array(each, dtype=np.int64)) for each in places
        ]
        points = joins.coordinates(self.sites)
        most_m = self.parameters.max_lateral_km * M_PER_KM
        self.hub_way, *self.metro_ways = network.route_sites(graph, reaches, points, most_m)
        self.km = self._series(self.hub_way.km)
        self.on_corridor = self.km.notna() & self.hub_way.on_corridor
        self.loose_km = self._series(self.hub_way.corridor_km + self.hub_way.lateral_km)

    def _series(self, values: Floats) -> pd.Series:
        return pd.Series(values, index=self.sites.frame.index).where(self.known)

    def instead(self, hub: pd.DataFrame) -> pd.DataFrame:
        """Put the hub that is nearest over routes in place of the one in a straight line.

        FactorParameters
        ----------
        hub : DataFrame, from :func:`screening.joins.nearest`

        Returns
        -------
        DataFrame, the same columns
        """
        over = self.km.notna().to_numpy()
        places = self.net.hubs.iloc[self.hub_way.place[over]]
        points = places[["longitude", "latitude"]].to_numpy(dtype=float)
        hub = hub.copy()
        hub.loc[over, "name"] = places["name"].to_numpy()
        hub.loc[over, ["foot_longitude", "foot_latitude"]] = points
        ends = hub[["foot_longitude", "foot_latitude"]].to_numpy(dtype=float)
        hub["distance_km"] = straight_km(self.sites, ends).where(hub["distance_km"].notna())
        return hub

    def to_metro(self, name: str) -> pd.Series:
        """Give the round trip to a metro.

        FactorParameters
        ----------
        name : str, one of ``net.metros``

        Returns
        -------
        Series [ms]
        """
        names = [each.casefold() for each in self.net.metros["name"]]
        km = self._series(self.metro_ways[names.index(name.casefold())].km)
        return round_trip_ms(km, self.parameters)


def straight_km(sites: Sites, ends: Floats) -> pd.Series:
    """Measure the straight lines from the sites to a place each.

    FactorParameters
    ----------
    sites : Sites
    ends : ndarray, (n_sites, 2) [degrees]

    Returns
    -------
    Series [km]; NaN where there is no place
    """
    km = network.straight_km(joins.coordinates(sites), ends)
    return pd.Series(km, index=sites.frame.index)
