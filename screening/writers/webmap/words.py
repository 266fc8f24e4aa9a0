"""Every word the page itself says, in one place; facts take theirs from ``screening.fields``."""

from __future__ import annotations

METHODS = {"wsm": "weighted sum", "wpm": "weighted product"}

GROUPS = {
    "identity": "Site",
    "score": "Score",
    "power": "Power",
    "connectivity": "Connectivity",
    "cooling": "Cooling",
    "conversion": "Conversion",
    "constraints": "Constraints",
    "carried": "From the sites table",
}
"""Headings of the groups of ``screening.fields``; others are shown capitalised."""

ASSETS = {
    "name": "Name",
    "voltage_kv": "Voltage [kV]",
    "capacity_mva": "Capacity [MVA]",
    "circuits": "Circuits",
    "owner": "Owner",
    "provider": "Providers",
    "kind": "Kind",
    "networks_count": "Networks",
    "source": "Source",
}
"""Columns of the drawn layers that a click on one shows, in this order."""

WORDS = {
    "title": "Which mines can become AI data centers",
    "described": "{region} · profile {profile} · {method}",
    "skip": "Skip to the ranking",
    "map": "Map of the sites",
    "no_script": "This page draws itself with JavaScript, which is switched off here.",
    # tabs
    "tabs": "Parts of the screening",
    "tab_ranking": "Ranking",
    "tab_method": "Method",
    "tab_sources": "Sources",
    "tab_notes": "Notes",
    # ranking
    "filter_hint": "Name, operator, status …",
    "filter": "Filter by name, operator or status",
    "shown": "{shown} of {total} sites",
    "rank": "#",
    "rank_long": "Rank",
    "name": "Site",
    "operator": "Operator",
    "status": "Status",
    "grid_mw": "MW",
    "grid_mw_long": "Grid power, MW",
    "score": "Score",
    "coverage_fraction": "Data",
    "coverage_long": "Share of the weight that had data",
    "ranked": "Ranked",
    "unscored": "Not scored",
    "excluded": "Excluded",
    "unscored_why": "Not scored: a fact is unknown",
    "excluded_why": "Excluded: fails a constraint",
    "missing": "Unknown: {facts}",
    "unverified": "Unverified: {what}",
    "none_found": "No site matches.",
    # the card
    "of_ranked": "Rank {rank} of {total}",
    "no_rank": "No rank",
    "score_of": "Score {score}",
    "unknown": "unknown",
    "excluded_by": "Excluded by",
    "unverified_title": "Not verified",
    "unscored_title": "Not scored",
    "criteria": "Why this score",
    "position": "Position",
    "coverage": "Weight with data",
    "connections": "Connections",
    "build_list": "To build",
    "here": "{count} sites at this spot",
    "zoom_in": "Zoom in to tell the others apart.",
    # layers and legend
    "layers": "Layers and legend",
    "more": "Boundaries and base map",
    "sites": "Sites",
    "score_legend": "Score",
    "size_legend": "Grid power [MW]",
    "grid": "Grid",
    "transmission_lines": "Transmission lines",
    "substations": "Substations",
    "connectivity": "Connectivity",
    "fiber_routes": "Fiber routes",
    "fiber_corridor": "Fiber corridors",
    "points_of_presence": "Points of presence",
    "to_substation": "substation",
    "to_line": "line",
    "to_fiber": "fiber",
    "to_hub": "hub",
    "connections_all": "of all sites",
    "boundaries": "Boundaries",
    "states": "States",
    "counties": "Counties",
    "cities": "Names of cities",
    "base": "Base map",
    "base_plain": "Plain, offline",
    "base_online": "{name}, online",
    # method
    "weights": "Criteria",
    "weight": "Weight",
    "anchors": "Worst → best",
    "constraints": "Constraints",
    "at_least": "at least {limit}",
    "at_most": "at most {limit}",
    "outcomes": "{passed} pass · {failed} fail · {unknown} unknown",
    "method_note": "A score runs from 0 (worst on every criterion) to 100 (best on every one) and "
    "never depends on the other sites. What is unknown stays unknown.",
    # sources and notes
    "licence": "Licence",
    "retrieved": "retrieved {date}",
    "rows": "{count} rows",
    "precise_to": "positions to ± {km} km",
    "made_with": "Drawn by screening with Leaflet. This file needs no network; only the online "
    "base maps ask for one.",
    "no_notes": "Nothing to note.",
}
