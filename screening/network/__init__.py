"""The fiber graph: shortest ways, disjoint routes, cuts. Opens no file.

Lines of any number of layers become a graph whose nodes are where routes meet; hubs and
sites join the nearest route of each provider. Lengths are geodesic.
"""

from __future__ import annotations

from screening.network.disjoint import MOST
from screening.network.diversity import Diversity, Reckoning, diversities
from screening.network.graph import FiberGraph, build
from screening.network.lines import Routes
from screening.network.reach import Reach, Routed, reach, routed, straight_km, weights
from screening.network.ways import Together, Way

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
