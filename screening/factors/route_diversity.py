"""What a site's ways to the hubs are worth: counts, kilometres, cuts, and lines to draw."""

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
"""Ways are drawn of so many sites at most: nobody looks at more, and they fill the memory."""
MIN_SHARED_KM = 1.0
"""Under this two ways share nothing to speak of [km]."""
UNKNOWN = -1
"""A count that is not known."""
NO_SINGLE_POINT_OF_FAILURE = "no single stretch or junction"

COLUMNS = (
    *("disjoint_routes_count", "disjoint_nodes_count", "second_lateral_km"),
    *("diverse_hub_name", "diverse_route_km", "shared_km", "separation_km"),
    *("fiber_cut", "fiber_cut_km"),
)


@dataclass
class DiversityTable:
    """Columns, phrases and drawn ways of the sites looked at, in their order.

    Attributes
    ----------
    columns : DataFrame, of :data:`COLUMNS`
    phrases : Series of str, what the summary adds
    paths : GeoDataFrame, ``site_id kind name route_km geometry``
    """

    columns: pd.DataFrame
    phrases: pd.Series
    paths: gpd.GeoDataFrame


@dataclass
class _MappedPaths:
    rows: dict[str, list[object]] = field(default_factory=lambda: defaultdict(list))

    def add(self, site_id: object, kind: str, name: str, way: Path) -> None:
        row = {"site_id": site_id, "kind": kind, "name": name, "route_km": way.km}
        for key, value in row.items():
            self.rows[key].append(value)
        self.rows["geometry"].append(shapely.LineString(way.lonlat))


def route_diversity(
    network: Network,
    site_ids: pd.Index,
    points: NDArray[np.float64],
    surveyed: NDArray[np.bool_],
    places: pd.DataFrame,
) -> DiversityTable:
    """Look at the ways of sites.

    Parameters
    ----------
    network : Network
    site_ids : Index, (n,)
    points : ndarray, (n, 2) [degrees]
    surveyed : ndarray of bool, (n,), where the layers know every route about the site; else
        counts are known where they cannot grow, and cuts where there are none
    places : DataFrame, ``name longitude latitude``, what cuts are named after

    Returns
    -------
    DiversityTable
    """
    say, drawn = RelativeLocation(places), _MappedPaths()
    rows, phrases = [], []
    found = analyze_diversity(network.graph, network.hub_nodes, points, network.reckoning)
    for site_id, sure, one in zip(site_ids, surveyed, found, strict=True):
        one = one if sure else _as_far_as_known(one)
        cut = _cut_text(network, one, say)
        rows.append(_row(network, one, cut))
        phrases.append(_phrase(one, cut, say))
        if len(rows) <= MAX_MAPPED_SITES:
            _draw(drawn, network, site_id, one, cut)
    columns = pd.DataFrame(rows, columns=list(COLUMNS), index=site_ids)
    names = ["site_id", "kind", "name", "route_km", "geometry"]
    paths = gpd.GeoDataFrame(
        {name: drawn.rows[name] for name in names}, geometry="geometry", crs=CRS
    )
    return DiversityTable(columns, pd.Series(phrases, index=site_ids, dtype=object), paths)


def _as_far_as_known(one: Diversity) -> Diversity:
    """Leave out what a route that the layers do not know could change."""
    enough = one.second_lateral_km == 0.0
    return replace(
        one,
        routes_count=one.routes_count if one.routes_count == MAX_PATHS else UNKNOWN,
        nodes_count=one.nodes_count if one.nodes_count == MAX_PATHS else UNKNOWN,
        second_lateral_km=0.0 if enough else np.nan,
        cut=(),
        cut_junctions=(),
        single_hub=False,
    )


def _row(network: Network, one: Diversity, cut: str) -> tuple[object, ...]:
    near = one.shared_path
    return (
        np.nan if one.routes_count == UNKNOWN else float(one.routes_count),
        np.nan if one.nodes_count == UNKNOWN else float(one.nodes_count),
        one.second_lateral_km,
        network.hubs["name"].iloc[one.pair_hubs[1]] if one.disjoint_pair else None,
        one.disjoint_pair[1].km if one.disjoint_pair else np.nan,
        near.shared_km if near else np.nan,
        near.separation_km if near else np.nan,
        cut or None,
        float(sum(way.km for way in one.cut)) if cut else np.nan,
    )


def _cut_text(network: Network, one: Diversity, say: RelativeLocation) -> str:
    """Say what every way runs through."""
    if one.primary is None:
        return ""
    said = []
    if one.cut:
        longest = max(one.cut, key=lambda way: way.km)
        km = sum(way.km for way in one.cut)
        route = _route_name(network, longest)
        where = _where(say, longest)
        said.append(f"every route runs through {km:.0f} km" + route + where)
    if one.single_hub:
        said.append(f"every route ends at {network.hubs['name'].iloc[one.hub]}")
    said += [f"every route passes one junction{_where(say, way)}" for way in one.cut_junctions[:1]]
    if not said and UNKNOWN in (one.routes_count, one.nodes_count):
        return ""
    return "; ".join(said) or NO_SINGLE_POINT_OF_FAILURE


def _route_name(network: Network, way: Path) -> str:
    """Name the route that most of a way is on."""
    graph, km = network.graph, np.diff(way.at_km)
    on = way.line >= 0
    if not on.any():
        return ""
    route = graph.lines.route[way.line[on]]
    total = np.bincount(route, weights=km[on])
    name = graph.routes.name[int(np.argmax(total))]
    return f" of {name}" if name else ""


def _where(say: RelativeLocation, way: Path) -> str:
    lon, lat = way.position(np.array([0.5 * (way.at_km[0] + way.at_km[-1])]))[0]
    words = say(float(lon), float(lat))
    comma = "," if words[:1].isdigit() else ""
    return f"{comma} {words}" if words else ""


def _phrase(one: Diversity, cut: str, say: RelativeLocation) -> str:
    if one.primary is None:
        return ""
    if one.disjoint_pair is None or one.shared_path is None:
        return cut
    shared = one.shared_path.shared_km
    if shared < MIN_SHARED_KM:
        return f"a second route of {one.disjoint_pair[1].km:.0f} km shares none of it"
    longest = one.disjoint_pair[0].part(*one.shared_path.longest)
    return f"both routes share {shared:.0f} km{_where(say, longest)}"


def _draw(drawn: _MappedPaths, network: Network, site_id: object, one: Diversity, cut: str) -> None:
    if one.primary is None:
        return
    name = network.hubs["name"]
    drawn.add(site_id, "primary", name.iloc[one.hub], one.primary)
    for way, hub in zip(one.disjoint_pair or (), one.pair_hubs, strict=False):
        if way is not one.primary:
            drawn.add(site_id, "diverse", name.iloc[hub], way)
    if one.disjoint_pair and one.shared_path and one.shared_path.shared_km >= MIN_SHARED_KM:
        shared = one.disjoint_pair[0].part(*one.shared_path.longest)
        near = f"longest stretch within {network.reckoning.diversity_km:g} km of each other"
        drawn.add(site_id, "shared", near, shared)
    for way in (*one.cut, *one.cut_junctions):
        drawn.add(site_id, "cut", cut, way)
