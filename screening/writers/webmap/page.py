"""The page as a folium map: fixed element names, no requests, a panel beside the map."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from screening.writers.webmap.assets import (
    ICON,
    STYLES,
    data_uri,
    in_json,
    in_script,
    leaflet_script,
    leaflet_style,
    marker_images,
    own,
)
from screening.writers.webmap.javascript import join_modules
from screening.writers.webmap.map_strings import STRINGS
from screening.writers.webmap.payload import payload

if TYPE_CHECKING:
    from screening.model import ScreeningResult

MAX_ZOOM = 18

SIDES = ("header", "html", "script")
"""Macros of an element's template, each for one part of the document."""

NAME = "map_screening"
"""Global variable of the map; ``static/map.js`` reads it."""


class RawHtml(Element):
    """HTML that is inserted verbatim (branca would render it as a template again)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Page(Figure):
    """A self-contained HTML document with a language attribute.

    Parameters
    ----------
    data : dict, from :func:`screening.writers.webmap.payload.payload`
    """

    _template = Template(own("page.html"))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(height="700px")
        self._id = "page"
        self.title = escape(f"{STRINGS['title']} · {data['run']['region']}")
        self.icon = data_uri(ICON.encode(), "image/svg+xml")
        self.header = Element()  # without branca's tags, which would be duplicates
        self.header._parent = self
        for part in (self.header, self.html, self.script):
            part._id = "part"


class OfflineMap(folium.Map):
    """A folium map that loads neither jQuery nor Bootstrap, and Leaflet from the page itself."""

    _template = Template(own("map.html"))
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (folium's interface)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(location=(0.0, 0.0), tiles=None, zoom_start=5)
        self._name, _, self._id = NAME.partition("_")
        self.map_name = NAME
        self.words = _escape_strings()
        self.leaflet_script = leaflet_script()
        self.leaflet_style = leaflet_style()
        self.marker_images = in_json(dict(marker_images()))
        self.leaflet_options = json.dumps(
            {
                "center": [0.0, 0.0],
                "zoom": 5,
                "zoomSnap": 0.25,
                "minZoom": 2,
                "maxZoom": MAX_ZOOM,
                "preferCanvas": True,
                "zoomControl": False,
            }
        )

    def render(self, **kwargs: Any) -> str:
        """Render the map into its page."""
        return _render_macros(self, **kwargs)


class Panel(MacroElement):
    """The ranking beside the map, the layers on it, and the data of both.

    Parameters
    ----------
    data : dict, from :func:`screening.writers.webmap.payload.payload`
    """

    _template = Template(own("panel.html"))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panel"
        self._id = "screening"
        self.words = _escape_strings()
        self.region = escape(data["run"]["region"])
        self.data = in_json(data)
        self.script = in_script(join_modules("main"))
        self.style = "\n".join(own(name) for name in STYLES)

    def render(self, **kwargs: Any) -> str:
        """Render the panel into the page."""
        return _render_macros(self, **kwargs)


def to_map(screening: ScreeningResult) -> folium.Map:
    """Build a folium map of a screening, to which callers may add layers.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    folium.Map
        Two renderings of its root are identical unless elements were added.
    """
    data = payload(screening)
    page, folium_map = Page(data), OfflineMap()
    page.add_child(folium_map)
    folium_map.add_child(Panel(data))
    return folium_map


def _render_macros(element: MacroElement, **kwargs: Any) -> str:
    """Render an element's macros into the parts of its page, then its children."""
    page = element.get_root()
    assert isinstance(page, Figure)
    for name in SIDES:
        macro = getattr(element._template.module, name)
        getattr(page, name).add_child(RawHtml(macro(element, kwargs)), name=element.get_name())
    for child in element._children.values():
        child.render(**kwargs)
    return ""


@cache
def _escape_strings() -> dict[str, str]:
    return {name: escape(text) for name, text in STRINGS.items()}
