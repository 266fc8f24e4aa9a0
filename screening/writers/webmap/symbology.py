"""Colours of scores, of the sites' lines and of the ground, and the online base maps."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xyzservices import providers

from screening.catalog import palette
from screening.catalog.kinds import mapped_kinds
from screening.catalog.output_kinds import CONNECTIONS, FIBER_PATHS, OUTPUT_KINDS
from screening.writers.styles.web_style import style_payload

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind


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


LIGHT: dict[str, Any] = {
    "outside": palette.OUTSIDE,
    "land": palette.LAND,
    "within": palette.PAPER,
    "state": palette.STATE_EDGE,
    "county": palette.COUNTY_EDGE,
    "region": "#4b5563",
    "site": {"edge": "#1f2933", "unscored": palette.ASH, "excluded": "#5d6670"},
}
DARK: dict[str, Any] = {
    "outside": "#0f151b",
    "land": "#161d24",
    "within": "#1e262e",
    "state": "#4d5a66",
    "county": "#2d3843",
    "region": "#8fa1b2",
    "site": {"edge": "#e8edf2", "unscored": "#8b959e", "excluded": "#a9b4be"},
}
"""Colours of the ground and of the marks' edges, on a light page and on a dark one."""


MIN_CONTRAST = 4.0
"""Least contrast of marks and lines against a dark ground; WCAG 2.2 (1.4.11) requires 3."""

MAX_SATURATION = 0.65
"""Lightened colours stay below it: a saturated brown would turn into a signal orange."""

_LIGHTNESS_STEP = 0.02


def symbols() -> dict[str, Any]:
    """Give the palette, the lines of the sites, the ground and the base maps, for JSON.

    Returns
    -------
    dict, ``score connections paths on_dark ground tiles``
    """
    return {
        "score": list(palette.SCORE),
        "connections": _classes_by_code(CONNECTIONS),
        "paths": _classes_by_code(FIBER_PATHS),
        "on_dark": _dark_substitutes(),
        "ground": {"light": LIGHT, "dark": DARK},
        "tiles": [vars(each) for each in TILES],
    }


def _classes_by_code(kind: LayerKind) -> dict[str, Any]:
    """Give the classes of a categorised kind by the code that each stands for."""
    return {
        code: drawn
        for each, drawn in zip(kind.style.classes, style_payload(kind)["classes"], strict=True)
        for code in each.values
    }


def _dark_substitutes() -> dict[str, str]:
    """Give a lighter colour for each that marks and lines have and a dark ground would hide."""
    kinds = [each for each in mapped_kinds() if each.geometry[0] != "polygon"]
    colours = [
        each.symbol.colour
        for kind in (*kinds, *OUTPUT_KINDS.values())
        for each in kind.style.classes
    ]
    lighter = {colour: _lightened(colour) for colour in dict.fromkeys(colours)}
    return {colour: other for colour, other in lighter.items() if other != colour}


def _lightened(colour: str) -> str:
    """Raise a colour's lightness until it reads on the dark ground; the hue stays."""
    ground = _luminance(DARK["within"])
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    while (_luminance(colour) + 0.05) / (ground + 0.05) < MIN_CONTRAST:
        lightness = min(1.0, lightness + _LIGHTNESS_STEP)
        channels = colorsys.hls_to_rgb(hue, lightness, min(saturation, MAX_SATURATION))
        colour = "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
    return colour


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
