"""How things are drawn: what the map and its legend both read, beside the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xyzservices import providers

from screening.catalog import palette
from screening.writers.webmap.map_strings import WORDS

DASHES = {"substation": None, "line": "6 4", "fiber": "2 5", "hub": "10 5 2 5"}
"""A dash a kind of connection, so that they are told apart without colour."""

CORRIDOR_DASH = "7 5"
"""Fiber routes are drawn through, corridors (where a route may be) dashed."""

FIBER_WIDTH_PX = 1.8


@dataclass(frozen=True)
class Tiles:
    """An online base map, chosen by hand only.

    Attributes
    ----------
    label, url, attribution : str; the address in Leaflet's template form
    max_zoom : int
    needs_referer : bool, answers only pages that a server sent, not opened files
    """

    label: str
    url: str
    attribution: str
    max_zoom: int
    needs_referer: bool = False


def _tiles(label: str, provider: str, *, needs_referer: bool = False) -> Tiles:
    found = providers.query_name(provider)
    url = found.build_url()
    max_zoom = int(found.get("max_zoom", 18))
    return Tiles(label, url, str(found.html_attribution), max_zoom, needs_referer)


TILES = (
    _tiles("Streets (Esri)", "Esri.WorldStreetMap"),
    _tiles("Aerial (Esri)", "Esri.WorldImagery"),
    _tiles("OpenStreetMap", "OpenStreetMap.Mapnik", needs_referer=True),
)


RASTER = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
"""Five even steps of ColorBrewer's YlOrBr, low to high: not the scores' colours."""

ON_DARK = {
    "#6a1452": "#c86bb0",
    palette.FIBER: "#56a8de",
    palette.POINT: "#3f9bd6",
    "#7b4fa3": "#b592d8",
    "#8c2d04": "#e0814f",
}
"""What stands for a colour of the palette that is too dark for a dark ground."""

STRESS = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
"""Five even steps of ColorBrewer's Blues, for a score of 0 to 5."""

WATER, OTHER = "#4a90b8", "#8a6d9b"
"""Of water, and of layers of other kinds."""

LIGHT = {
    "outside": palette.OUTSIDE,
    "land": palette.LAND,
    "within": palette.PAPER,
    "state": palette.STATE_EDGE,
    "county": palette.COUNTY_EDGE,
    "region": "#4b5563",
    "site": {"edge": "#1f2933", "unscored": palette.ASH, "excluded": "#5d6670"},
}
DARK = {
    "outside": "#0f151b",
    "land": "#161d24",
    "within": "#1e262e",
    "state": "#4d5a66",
    "county": "#2d3843",
    "region": "#8fa1b2",
    "site": {"edge": "#e8edf2", "unscored": "#8b959e", "excluded": "#a9b4be"},
}
"""Colours of the ground and of the marks' edges, on a light page and on a dark one."""


def symbols() -> dict[str, Any]:
    """Give everything above, and the palette, as JSON can say it.

    Returns
    -------
    dict, ``score voltages connections paths fiber point raster water other ground tiles``
    """
    return {
        "score": list(palette.SCORE),
        "voltages": [vars(each) for each in palette.VOLTAGES],
        "connections": {
            kind: {"label": WORDS[f"to_{kind}"], "colour": colour, "dash": DASHES[kind]}
            for kind, colour in palette.CONNECTIONS.items()
        },
        "paths": {
            kind: {"label": WORDS[f"path_{kind}"], **vars(look)}
            for kind, look in palette.PATHS.items()
        },
        "fiber": {"colour": palette.FIBER, "width": FIBER_WIDTH_PX, "dash": CORRIDOR_DASH},
        "point": palette.POINT,
        "raster": list(RASTER),
        "water": WATER,
        "stress": list(STRESS),
        "other": OTHER,
        "on_dark": ON_DARK,
        "ground": {"light": LIGHT, "dark": DARK},
        "tiles": [vars(each) for each in TILES],
    }
