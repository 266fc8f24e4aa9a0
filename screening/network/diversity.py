"""Route diversity of sites: disjoint paths, bridges and shared length, in batches of sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from screening.network.augmented_graph import AugmentedGraph, attach_sites
from screening.network.bridges import NEAREST_SUFFICES, NO_LATERAL, BridgeFinder
from screening.network.disjoint_paths import DisjointPathFinder
from screening.network.graph import M_PER_KM
from screening.network.route_geometry import Path, SharedPath, path_geometry, shared_length

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints
    from screening.network.graph import FiberGraph

SITES_PER_BATCH = 512
SAME_KM = 1e-3
"""Bridges whose ends are this close are adjacent; shorter ones are dropped [route-km]."""
JUNCTION_HALF_WIDTH_KM = 0.5
"""Length of the path drawn to either side of a junction [route-km]."""


@dataclass(frozen=True)
class DiversitySettings:
    """Distances that define laterals and shared length.

    Attributes
    ----------
    lateral_km : float [km], longest lateral
    at_site_km : float [km], laterals up to this length end at the site itself
    diversity_km : float [km], paths this close may share a trench and count as shared
    site_exclusion_km : float [route-km] at the site, where all paths necessarily converge
    """

    lateral_km: float
    at_site_km: float
    diversity_km: float
    site_exclusion_km: float


@dataclass(frozen=True)
class Diversity:
    """Route diversity of one site.

    Attributes
    ----------
    routes_count : int, edge-disjoint paths to different hubs, at most 4
    nodes_count : int, node-disjoint paths, at most 4
    second_lateral_km : float [route-km], the lateral that, added to the nearest, gives two
        disjoint paths; 0 where the nearest suffices, NaN where none does
    primary : Path or None, the shortest path to a hub
    hub : int, the place at its end; −1 where there is none
    disjoint_pair : two Paths or None, of all edge-disjoint pairs the one with the smallest
        total length, the shorter first; the primary is not always one of them
    pair_hubs : two ints, the places at their ends
    shared_path : SharedPath or None, of the pair
    cut : tuple of Path, parts of the primary that are on every path: bridges
    cut_junctions : tuple of Path, the primary around each junction that is on every path;
        empty where there are bridges
    single_hub : bool, whether every path ends at the same hub
    """

    routes_count: int
    nodes_count: int
    second_lateral_km: float
    primary: Path | None = None
    hub: int = -1
    disjoint_pair: tuple[Path, Path] | None = None
    pair_hubs: tuple[int, int] = (-1, -1)
    shared_path: SharedPath | None = None
    cut: tuple[Path, ...] = ()
    cut_junctions: tuple[Path, ...] = ()
    single_hub: bool = False


def analyze_diversity(
    graph: FiberGraph, hubs: Ints, points: Floats, settings: DiversitySettings
) -> Iterator[Diversity]:
    """Analyze the route diversity of every site.

    Parameters
    ----------
    graph : FiberGraph
    hubs : ndarray of int, places of the graph that are hubs
    points : ndarray, (n, 2) [degrees]
    settings : DiversitySettings

    Yields
    ------
    Diversity, one per point, in their order
    """
    max_lateral_m, at_site_m = settings.lateral_km * M_PER_KM, settings.at_site_km * M_PER_KM
    for start in range(0, len(points), SITES_PER_BATCH):
        batch = points[start : start + SITES_PER_BATCH]
        augmented = attach_sites(graph, hubs, batch, max_lateral_m, at_site_m)
        analysis = _BatchAnalysis(augmented, settings)
        for site in range(len(batch)):
            yield analysis.analyze(site)


class _BatchAnalysis:
    """Analyzes the sites of one augmented graph."""

    def __init__(self, augmented: AugmentedGraph, settings: DiversitySettings) -> None:
        self.augmented, self.settings = augmented, settings
        self.paths, self.bridges = DisjointPathFinder(augmented), BridgeFinder(augmented)

    def analyze(self, site: int) -> Diversity:
        result = Diversity(0, 0, self._second_lateral_km(site))
        shortest = self.paths.shortest_path(site)
        if not shortest:
            return result
        primary = path_geometry(self.augmented, shortest)
        result = replace(result, routes_count=1, nodes_count=1, hub=shortest[-2], primary=primary)
        bridges = self.bridges.site_bridges(site)
        if not bridges:
            return self._add_disjoint_pair(site, shortest, primary, result)
        # The arc from a hub into the super-sink is a bridge too: then every path ends there.
        single_hub = any(node < self.augmented.graph.place_count for node in bridges)
        parts = tuple(_bridge_parts(self.augmented, primary, bridges))
        return replace(result, cut=parts, single_hub=single_hub)

    def _second_lateral_km(self, site: int) -> float:
        row = self.bridges.second_lateral(site)
        if row == NO_LATERAL:
            return np.nan
        return 0.0 if row == NEAREST_SUFFICES else float(self.augmented.lateral_km[row])

    def _add_disjoint_pair(
        self, site: int, shortest: list[int], primary: Path, result: Diversity
    ) -> Diversity:
        count, pair = self.paths.find_edge_disjoint(site, shortest)
        assert pair is not None, "without a bridge there are two edge-disjoint paths"
        first = primary if pair[0] == shortest else path_geometry(self.augmented, pair[0])
        second = path_geometry(self.augmented, pair[1])
        settings = self.settings
        shared = shared_length(
            first,
            second,
            within_km=settings.diversity_km,
            exclusion_km=settings.site_exclusion_km,
        )
        junctions = self.bridges.site_articulation_points(site)
        nodes_count = (
            1 if junctions else self.paths.count_node_disjoint(site, shortest, pair, count)
        )
        return replace(
            result,
            routes_count=count,
            nodes_count=nodes_count,
            disjoint_pair=(first, second),
            pair_hubs=(pair[0][-2], pair[1][-2]),
            shared_path=shared,
            cut_junctions=tuple(_path_around(self.augmented, primary, node) for node in junctions),
        )


def _path_around(augmented: AugmentedGraph, path: Path, node: int) -> Path:
    """Return the part of a path around a junction that it passes."""
    at_km = path.km - float(augmented.hub_tree.km[node])
    return path.part(
        max(at_km - JUNCTION_HALF_WIDTH_KM, 0.0), min(at_km + JUNCTION_HALF_WIDTH_KM, path.km)
    )


def _bridge_parts(augmented: AugmentedGraph, path: Path, bridges: list[int]) -> Iterator[Path]:
    """Return the parts of a path that are bridges, adjacent ones as one part."""
    rest_km = augmented.hub_tree.km
    begin_km = end_km = -1.0
    for node in bridges:
        parent = int(augmented.hub_tree.parent[node])
        if parent == augmented.sink:
            continue
        from_km, to_km = path.km - rest_km[node], path.km - rest_km[parent]
        if from_km > end_km + SAME_KM:
            if end_km > begin_km + SAME_KM:
                yield path.part(begin_km, end_km)
            begin_km = from_km
        end_km = to_km
    if end_km > begin_km + SAME_KM:
        yield path.part(begin_km, end_km)
