"""How truly diverse a site's ways to the hubs are: a site at a time, a block at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from screening.network.augmented_graph import AugmentedGraph, attach_sites
from screening.network.bridges import ENOUGH, NO_LATERAL, BridgeFinder
from screening.network.disjoint_paths import DisjointPathFinder
from screening.network.graph import M_PER_KM
from screening.network.route_geometry import Path, SharedPath, path_geometry, shared_length

if TYPE_CHECKING:
    from screening.geodesy.arrays import Floats, Ints
    from screening.network.graph import FiberGraph

SITES_PER_BATCH = 512
SAME_KM = 1e-3
"""Stretches that end so near each other are one; shorter ones are none [route-km]."""
ABOUT_KM = 0.5
"""How far to both sides a junction is drawn [route-km]."""


@dataclass(frozen=True)
class DiversitySettings:
    """What counts as near.

    Attributes
    ----------
    lateral_km : float [km], longest lateral
    at_site_km : float [km], a lateral so short ends at the site itself
    diversity_km : float [km], ways so near each other share a trench, for all we know
    last_km : float [route-km] at the site, where ways cannot but meet
    """

    lateral_km: float
    at_site_km: float
    diversity_km: float
    last_km: float


@dataclass(frozen=True)
class Diversity:
    """What is known of one site's ways to the hubs.

    Attributes
    ----------
    routes_count : int, ways to different hubs that share no stretch, at most 4
    nodes_count : int, ways that share no junction, at most 4
    second_lateral_km : float [route-km] of the lateral to build beside the nearest for two
        disjoint ways; 0 where the nearest is enough, NaN where none does
    primary : Path or None, the shortest way to a hub
    hub : int, the place that it ends at; −1 where there is none
    pair : two Ways or None, that share no stretch and are shortest together, the shorter first;
        now and then that is not the primary
    pair_hubs : two ints, the places that they end at
    together : SharedPath or None, of the two
    cut : tuple of Path, stretches of the primary that are on every way
    cut_junctions : tuple of Path, the primary about each junction that is on every way, where
        no stretch is
    one_hub : bool, whether every way ends at the same hub
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
    graph: FiberGraph, hubs: Ints, points: Floats, reckoning: DiversitySettings
) -> Iterator[Diversity]:
    """Look at every site's ways to the hubs.

    Parameters
    ----------
    graph : FiberGraph
    hubs : ndarray of int, places of the graph that are hubs
    points : ndarray, (n, 2) [degrees]
    reckoning : DiversitySettings

    Yields
    ------
    Diversity, one a point, in their order
    """
    for start in range(0, len(points), SITES_PER_BATCH):
        block = points[start : start + SITES_PER_BATCH]
        most_m, at_site_m = reckoning.lateral_km * M_PER_KM, reckoning.at_site_km * M_PER_KM
        tapped = attach_sites(graph, hubs, block, most_m, at_site_m)
        ways, cuts = DisjointPathFinder(tapped), BridgeFinder(tapped)
        for site in range(len(block)):
            yield _of_site(tapped, reckoning, ways, cuts, site)


def _of_site(
    tapped: AugmentedGraph,
    reckoning: DiversitySettings,
    ways: DisjointPathFinder,
    cuts: BridgeFinder,
    site: int,
) -> Diversity:
    row = cuts.second_lateral(site)
    lateral_km = {NO_LATERAL: np.nan, ENOUGH: 0.0}.get(row)
    found = Diversity(0, 0, float(tapped.lateral_km[row]) if lateral_km is None else lateral_km)
    shortest = ways.shortest(site)
    if not shortest:
        return found
    primary = path_geometry(tapped, shortest)
    found = replace(found, routes_count=1, nodes_count=1, hub=shortest[-2], primary=primary)
    bridges = cuts.of_site(site)
    if bridges:
        stretches = tuple(_stretches(tapped, primary, bridges))
        one_hub = any(node < tapped.graph.place_count for node in bridges)
        return replace(found, cut=stretches, single_hub=one_hub)
    return _with_pair(reckoning, ways, cuts, site, shortest, found)


def _with_pair(
    reckoning: DiversitySettings,
    ways: DisjointPathFinder,
    cuts: BridgeFinder,
    site: int,
    shortest: list[int],
    found: Diversity,
) -> Diversity:
    """Add what two disjoint ways say."""
    tapped = ways.tapped
    count, pair = ways.routes(site, shortest)
    assert pair is not None, "without a bridge there are two ways"
    assert found.primary is not None, "a site with two ways has a shortest"
    one = found.primary if pair[0] == shortest else path_geometry(tapped, pair[0])
    other = path_geometry(tapped, pair[1])
    near = shared_length(
        one, other, within_km=reckoning.diversity_km, but_last_km=reckoning.last_km
    )
    junctions = cuts.junctions_of_site(site)
    return replace(
        found,
        routes_count=count,
        nodes_count=1 if junctions else ways.nodes(site, shortest, pair, count),
        disjoint_pair=(one, other),
        pair_hubs=(pair[0][-2], pair[1][-2]),
        shared_path=near,
        cut_junctions=tuple(_about(tapped, found.primary, node) for node in junctions),
    )


def _about(tapped: AugmentedGraph, way: Path, node: int) -> Path:
    """Cut the surroundings of a junction out of a way that passes it."""
    at_km = way.km - float(tapped.reach.km[node])
    return way.part(max(at_km - ABOUT_KM, 0.0), min(at_km + ABOUT_KM, way.km))


def _stretches(tapped: AugmentedGraph, way: Path, bridges: list[int]) -> Iterator[Path]:
    """Cut what is on every way out of the primary, neighbours together."""
    rest_km = tapped.reach.km
    begin = end = -1.0
    for node in bridges:
        parent = int(tapped.reach.towards[node])
        if parent == tapped.sink:
            continue
        from_km, to_km = way.km - rest_km[node], way.km - rest_km[parent]
        if from_km > end + SAME_KM:
            if end > begin + SAME_KM:
                yield way.part(begin, end)
            begin = from_km
        end = to_km
    if end > begin + SAME_KM:
        yield way.part(begin, end)
