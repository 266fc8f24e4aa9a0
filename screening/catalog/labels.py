"""What report, workbook, KMZ and QGIS project say of themselves, in one place.

Names and meanings of columns are not here but in ``screening.catalog.fields``.
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
    "carried": "From the sites table",
}
"""Headings of the groups of ``screening.catalog.fields``; others are shown capitalised."""

METHODS = {
    "wsm": "weighted sum",
    "wpm": "weighted product",
    "topsis": "TOPSIS",
    "vikor": "VIKOR",
    "promethee_2": "PROMETHEE II",
}

MISSING = {
    "unknown": "a site that lacks a value has no score",
    "renormalise": "the weight of what is unknown is spread over the rest",
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
"""What a site does now, as the starter table says it."""

OUTCOMES = {"pass": "Pass", "fail": "Fail", "unknown": "Unknown"}

VALUES = {
    ("sites", "status"): STATUS,
    ("sites", "connectivity_basis"): {
        "routes": "Fiber routes",
        "corridors": "Corridors between cities",
        "proximity": "Nearness to points of presence",
    },
    ("sites", "climate_basis"): {
        "hourly": "Hours of a typical year",
        "morphed": "Hours moved to the site",
        "normals": "Monthly normals",
    },
    ("boundaries", "level"): {"state": "State", "county": "County"},
}
"""What is shown in the place of a code, by table and column."""

RELATIONS = {
    "build_list": "Build list of the site",
    "connections": "Connections of the site",
    "fiber_paths": "Fiber paths of the site",
}
"""Tables whose rows belong to sites, and what QGIS calls that."""

LAYOUT = {
    "name": "Map to print",
    "title": "Which mines can become AI data centers",
    "about": "{region} · profile {profile} · {method}. Number: rank. Colour: score, 0 to 100. "
    "Size: grid power, gross MW.",
    "sources": "Sources: {sources}",
}
