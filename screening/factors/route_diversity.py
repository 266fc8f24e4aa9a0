"""Analyse route diversity: disjoint paths to the hubs, and single points of failure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.factors.place_names import RelativeLocation
from screening.model import CRS
from screening.network import MAX_PATHS, Diversity, Path, analyze_diversity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.factors.fiber_network import Network

MAX_MAPPED_SITES = 2_000
"""Paths are drawn for the first sites only: drawing all of a large run would exhaust memory."""
MIN_SHARED_KM = 1.0
"""Shared length below which two paths count as separate in the summary [km]."""
UNKNOWN = -1
"""Stands for an unknown count."""
NO_SINGLE_POINT_OF_FAILURE = "no single stretch or junction"
"""Value of ``fiber_cut`` where no segment or junction is on every path."""

COLUMNS = (
    *("disjoint_routes_count", "disjoint_nodes_count", "second_lateral_km"),
    *("diverse_hub_name", "diverse_route_km", "shared_km", "separation_km"),
    *("fiber_cut", "fiber_cut_km"),
)


@dataclass
class DiversityTable:
    """Results of the analysis, in the order of the sites.

    Attributes
    ----------
    columns : DataFrame, of :data:`COLUMNS`
    phrases : Series of str, the part of ``fiber_summary`` about diversity
    paths : GeoDataFrame, ``site_id kind name route_km geometry``
    """

    columns: pd.DataFrame
    phrases: pd.Series
    paths: gpd.GeoDataFrame


@dataclass
class _MappedPaths:
    rows: dict[str, list[object]] = field(default_factory=lambda: defaultdict(list))

    def add(self, site_id: object, kind: str, name: str, path: Path) -> None:
        row = {"site_id": site_id, "kind": kind, "name": name, "route_km": path.km}
        for key, value in row.items():
            self.rows[key].append(value)
        self.rows["geometry"].append(shapely.LineString(path.lonlat))


def route_diversity(
    network: Network,
    site_ids: pd.Index,
    points: NDArray[np.float64],
    surveyed: NDArray[np.bool_],
    places: pd.DataFrame,
) -> DiversityTable:
    """Analyse the paths of sites to the hubs.

    Parameters
    ----------
    network : Network
    site_ids : Index, (n,)
    points : ndarray, (n, 2) [degrees]
    surveyed : ndarray of bool, (n,)
        Whether the layers contain every route near the site. Elsewhere only counts that
        cannot increase are known, and no single point of failure is.
    places : DataFrame, ``name longitude latitude``, for describing positions

    Returns
    -------
    DiversityTable

    Source
    ------
    docs/science/connectivity.md
    """
    locate, mapped = RelativeLocation(places), _MappedPaths()
    rows, phrases = [], []
    results = analyze_diversity(network.graph, network.hub_nodes, points, network.settings)
    for site_id, is_surveyed, result in zip(site_ids, surveyed, results, strict=True):
        diversity = result if is_surveyed else _drop_uncertain(result)
        failure = _single_failure_text(network, diversity, locate)
        rows.append(_row(network, diversity, failure))
        phrases.append(_phrase(diversity, failure, locate))
        if len(rows) <= MAX_MAPPED_SITES:
            _add_paths(mapped, network, site_id, diversity, failure)
    columns = pd.DataFrame(rows, columns=list(COLUMNS), index=site_ids)
    names = ["site_id", "kind", "name", "route_km", "geometry"]
    paths = gpd.GeoDataFrame(
        {name: mapped.rows[name] for name in names}, geometry="geometry", crs=CRS
    )
    return DiversityTable(columns, pd.Series(phrases, index=site_ids, dtype=object), paths)


def _drop_uncertain(diversity: Diversity) -> Diversity:
    """Drop results that a route missing from the layers could change."""
    suffices = diversity.second_lateral_km == 0.0
    return replace(
        diversity,
        routes_count=diversity.routes_count if diversity.routes_count == MAX_PATHS else UNKNOWN,
        nodes_count=diversity.nodes_count if diversity.nodes_count == MAX_PATHS else UNKNOWN,
        second_lateral_km=0.0 if suffices else np.nan,
        cut=(),
        cut_junctions=(),
        single_hub=False,
    )


def _row(network: Network, diversity: Diversity, failure: str) -> tuple[object, ...]:
    """Build a row of :data:`COLUMNS`."""
    pair, shared = diversity.disjoint_pair, diversity.shared_path
    return (
        np.nan if diversity.routes_count == UNKNOWN else float(diversity.routes_count),
        np.nan if diversity.nodes_count == UNKNOWN else float(diversity.nodes_count),
        diversity.second_lateral_km,
        network.hubs["name"].iloc[diversity.pair_hubs[1]] if pair else None,
        pair[1].km if pair else np.nan,
        shared.shared_km if shared else np.nan,
        shared.separation_km if shared else np.nan,
        failure or None,
        float(sum(segment.km for segment in diversity.cut)) if failure else np.nan,
    )


def _single_failure_text(network: Network, diversity: Diversity, locate: RelativeLocation) -> str:
    """Describe the segments, hub or junction that every path runs through; empty if unknown."""
    if diversity.primary is None:
        return ""
    parts = []
    if diversity.cut:
        longest = max(diversity.cut, key=lambda segment: segment.km)
        km = sum(segment.km for segment in diversity.cut)
        location = _route_name(network, longest) + _relative_location(locate, longest)
        parts.append(f"every route runs through {km:.0f} km{location}")
    if diversity.single_hub:
        parts.append(f"every route ends at {network.hubs['name'].iloc[diversity.hub]}")
    if diversity.cut_junctions:
        location = _relative_location(locate, diversity.cut_junctions[0])
        parts.append(f"every route passes one junction{location}")
    if not parts and UNKNOWN in (diversity.routes_count, diversity.nodes_count):
        return ""
    return "; ".join(parts) or NO_SINGLE_POINT_OF_FAILURE


def _route_name(network: Network, path: Path) -> str:
    """Name the route that the longest part of a path follows."""
    graph, km = network.graph, np.diff(path.at_km)
    on_route = path.line >= 0  # laterals and links follow no line
    if not on_route.any():
        return ""
    route = graph.lines.route[path.line[on_route]]
    total = np.bincount(route, weights=km[on_route])
    name = graph.routes.name[int(np.argmax(total))]
    return f" of {name}" if name else ""


def _relative_location(locate: RelativeLocation, path: Path) -> str:
    """Locate the middle of a path."""
    lon, lat = path.position(np.array([0.5 * (path.at_km[0] + path.at_km[-1])]))[0]
    text = locate(float(lon), float(lat))
    comma = "," if text[:1].isdigit() else ""
    return f"{comma} {text}" if text else ""


def _phrase(diversity: Diversity, failure: str, locate: RelativeLocation) -> str:
    if diversity.primary is None:
        return ""
    if diversity.disjoint_pair is None or diversity.shared_path is None:
        return failure
    shared_km = diversity.shared_path.shared_km
    if shared_km < MIN_SHARED_KM:
        return f"a second route of {diversity.disjoint_pair[1].km:.0f} km shares none of it"
    longest = diversity.disjoint_pair[0].part(*diversity.shared_path.longest)
    return f"both routes share {shared_km:.0f} km{_relative_location(locate, longest)}"


def _add_paths(
    mapped: _MappedPaths, network: Network, site_id: object, diversity: Diversity, failure: str
) -> None:
    """Add the paths of a site that maps draw."""
    if diversity.primary is None:
        return
    hub_names = network.hubs["name"]
    pair, shared = diversity.disjoint_pair, diversity.shared_path
    mapped.add(site_id, "primary", hub_names.iloc[diversity.hub], diversity.primary)
    for path, hub in zip(pair or (), diversity.pair_hubs, strict=False):
        if path is not diversity.primary:
            mapped.add(site_id, "diverse", hub_names.iloc[hub], path)
    if pair and shared and shared.shared_km >= MIN_SHARED_KM:
        name = f"longest stretch within {network.settings.diversity_km:g} km of each other"
        mapped.add(site_id, "shared", name, pair[0].part(*shared.longest))
    for segment in (*diversity.cut, *diversity.cut_junctions):
        mapped.add(site_id, "cut", failure, segment)
