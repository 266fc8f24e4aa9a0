"""Texts that several outputs share.

The names and descriptions of columns are in ``screening.catalog.fields``.
"""

from __future__ import annotations

UNKNOWN = "unknown"

GROUPS = {
    "identity": "Site",
    "score": "Score",
    "power": "Power",
    "connectivity": "Connectivity",
    "cooling": "Climate and cooling",
    "conversion": "Conversion",
    "custom": "Layers of your own",
    "carried": "From the sites table",
}
"""Headings of the groups of ``screening.catalog.fields``; other groups are capitalized."""

MISSING = {
    "unknown": "a site with an unknown value has no score",
    "renormalise": "the weight of unknown values is spread over the rest",
}

STATES = {
    "ranked": "Ranked",
    "unscored": "No score: a fact is unknown",
    "excluded": "Excluded: fails a constraint",
}

STATUS = {
    "mining": "Mining",
    "converting": "Converting",
    "converted": "Converted",
    "ai-native": "Built for AI",
    "planned": "Planned",
    "closed": "Closed",
    "cancelled": "Cancelled",
}
"""Titles of the present use of a site, a code of the starter table."""

OUTCOMES = {"pass": "Pass", "caution": "Caution", "fail": "Fail", "unknown": "Unknown"}
"""Titles of the outcomes of a constraint, by its code."""

VALUES = {
    ("sites", "status"): STATUS,
    ("sites", "connectivity_basis"): {
        "routes": "Fiber routes",
        "corridors": "Corridors between cities",
        "proximity": "Proximity to points of presence",
    },
    ("sites", "rtt_basis"): {
        "routes": "Fiber routes",
        "corridors": "Corridors between cities",
        "proximity": "Straight line to the hub",
        "stated": "As the sites table states",
    },
    ("sites", "climate_basis"): {
        "hourly": "Typical year, hourly",
        "morphed": "Hourly, morphed to the site",
        "normals": "Monthly normals",
    },
    ("boundaries", "level"): {"state": "State", "county": "County"},
}
"""Titles of codes, by table and column."""

RELATIONS = {
    "build_list": "Build list of the site",
    "connections": "Connections of the site",
    "fiber_paths": "Fiber paths of the site",
}
"""Titles of the relations between the sites and other tables in QGIS."""

LAYOUT = {
    "name": "Print map",
    "title": "Which mines can become AI data centers",
    "about": "{region} · profile {profile} · {method}. Number: rank. Colour: score, 0 to 100. "
    "Size: grid power, gross MW.",
    "sources": "Sources: {sources}",
}
