"""The fiber graph: shortest ways, disjoint routes, cuts. Opens no file.

Lines of any number of layers become a graph whose nodes are where routes meet; hubs and
sites join the nearest route of each provider. Lengths are geodesic.
"""

from __future__ import annotations

from screening.network.disjoint_paths import MOST
from screening.network.diversity import Diversity, Reckoning, diversities
from screening.network.graph import FiberGraph, build
from screening.network.route_cleaning import Routes
from screening.network.route_geometry import Together, Way
from screening.network.shortest_paths import Reach, Routed, reach, routed, straight_km, weights

__all__ = [
    "MOST",
    "Diversity",
    "FiberGraph",
    "Reach",
    "Reckoning",
    "Routed",
    "Routes",
    "Together",
    "Way",
    "build",
    "diversities",
    "reach",
    "routed",
    "straight_km",
    "weights",
]
