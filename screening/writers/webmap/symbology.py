"""Colours of scores, connections and base map, and the online base maps."""

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
    """An online base map, off by default.

    Attributes
    ----------
    label, url, attribution : str; ``url`` is a Leaflet template
    max_zoom : int
    needs_referer : bool, serves only pages from a web server, not local files
    """

    label: str
    url: str
    attribution: str
    max_zoom: int
    needs_referer: bool = False


def _tiles(label: str, provider: str, *, needs_referer: bool = False) -> Tiles:
    provider_tiles = providers.query_name(provider)
    url = provider_tiles.build_url()
    max_zoom = int(provider_tiles.get("max_zoom", 18))
    return Tiles(label, url, str(provider_tiles.html_attribution), max_zoom, needs_referer)


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
"""Colours of the base map and of the marker outlines, in the light and the dark theme."""


MIN_CONTRAST = 4.0
"""Minimum contrast of markers and lines on the dark theme; WCAG 2.2 (1.4.11) requires 3."""

MAX_SATURATION = 0.65
"""Maximum for lightened colours: a saturated brown would become a signal orange."""

_LIGHTNESS_STEP = 0.02


def symbols() -> dict[str, Any]:
    """Gather the palette, the site lines, the themes and the base maps, for JSON.

    Returns
    -------
    dict, keys ``score``, ``connections``, ``paths``, ``on_dark``, ``ground`` and ``tiles``
    """
    return {
        "score": list(palette.SCORE),
        "connections": _classes_by_code(CONNECTIONS),
        "paths": _classes_by_code(FIBER_PATHS),
        "on_dark": _dark_substitutes(),
        "ground": {"light": LIGHT, "dark": DARK},
        "tiles": [vars(tiles) for tiles in TILES],
    }


def _classes_by_code(kind: LayerKind) -> dict[str, Any]:
    """Map each code of a categorised kind to its style class."""
    return {
        code: payload
        for style_class, payload in zip(
            kind.style.classes, style_payload(kind)["classes"], strict=True
        )
        for code in style_class.values
    }


def _dark_substitutes() -> dict[str, str]:
    """Map the colours of markers and lines with low contrast on the dark theme to lighter ones."""
    kinds = [kind for kind in mapped_kinds() if kind.geometry[0] != "polygon"]
    colours = [
        style_class.symbol.colour
        for kind in (*kinds, *OUTPUT_KINDS.values())
        for style_class in kind.style.classes
    ]
    lighter = {colour: _lighten(colour) for colour in dict.fromkeys(colours)}
    return {colour: light for colour, light in lighter.items() if light != colour}


def _lighten(colour: str) -> str:
    """Raise a colour's lightness to the minimum contrast on the dark theme; keep its hue."""
    background = _luminance(DARK["within"])
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    while (_luminance(colour) + 0.05) / (background + 0.05) < MIN_CONTRAST:
        lightness = min(1.0, lightness + _LIGHTNESS_STEP)
        channels = colorsys.hls_to_rgb(hue, lightness, min(saturation, MAX_SATURATION))
        colour = "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
    return colour


def _luminance(colour: str) -> float:
    """Compute the relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
