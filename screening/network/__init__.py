"""The fiber graph: shortest paths, disjoint paths, bridges. Opens no file.

The routes of any number of layers become a graph whose nodes are the junctions of routes;
hubs and sites connect to the nearest route of each provider. Lengths are geodesic.
"""

from __future__ import annotations

from screening.network.disjoint_paths import MAX_PATHS
from screening.network.diversity import Diversity, DiversitySettings, analyze_diversity
from screening.network.graph import FiberGraph, build_graph
from screening.network.route_cleaning import Routes
from screening.network.route_geometry import Path, SharedPath
from screening.network.shortest_paths import (
    ShortestPathTree,
    SiteRoutes,
    adjacency_matrix,
    route_sites,
    shortest_path_tree,
    straight_km,
)

__all__ = [
    "MAX_PATHS",
    "Diversity",
    "DiversitySettings",
    "FiberGraph",
    "Path",
    "Routes",
    "SharedPath",
    "ShortestPathTree",
    "SiteRoutes",
    "adjacency_matrix",
    "analyze_diversity",
    "build_graph",
    "route_sites",
    "shortest_path_tree",
    "straight_km",
]
