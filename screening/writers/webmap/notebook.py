"""The page as a folium map, for notebooks that add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from screening.writers.webmap import page as pages
from screening.writers.webmap.assets import own
from screening.writers.webmap.payload import payload

if TYPE_CHECKING:
    from screening.model import ScreeningResult


class RawHtml(Element):
    """Text that stands in the page as it is (branca would read it as a template again)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Give the text."""
        return self.text


def _place(part: MacroElement, **kwargs: Any) -> str:
    """Put an element's macros into the parts of its page, and then its children."""
    page = part.get_root()
    assert isinstance(page, Figure)
    for name in pages.SIDES:
        macro = getattr(part._template.module, name)
        getattr(page, name).add_child(RawHtml(macro(part, kwargs)), name=part.get_name())
    for child in part._children.values():
        child.render(**kwargs)
    return ""


class Page(Figure):
    """An HTML document that says its language and holds all it needs."""

    _template = Template(own(pages.PAGE))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(height="700px")
        self._id = "page"
        vars(self).update(pages.page_facts(data))
        self.header = Element()  # without branca's own tags, which would come twice
        self.header._parent = self
        for part in (self.header, self.html, self.script):
            part._id = "part"


class OfflineMap(folium.Map):
    """A folium map that loads neither jQuery nor Bootstrap, and Leaflet from the page itself."""

    _template = Template(own(pages.MAP))
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (folium's own contract)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(location=(0.0, 0.0), tiles=None, zoom_start=5)
        self._name, _, self._id = pages.NAME.partition("_")
        vars(self).update(pages.map_facts())

    def render(self, **kwargs: Any) -> str:
        """Put the map into its page."""
        return _place(self, **kwargs)


class Panel(MacroElement):
    """The ranking beside the map, the layers on it, and the data of both."""

    _template = Template(own(pages.PANEL))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Panel"
        self._id = "screening"
        vars(self).update(pages.panel_facts(data))

    def render(self, **kwargs: Any) -> str:
        """Put the panel beside the map."""
        return _place(self, **kwargs)


def to_map(screening: ScreeningResult) -> folium.Map:
    """Draw a screening as a folium map; see :func:`screening.writers.webmap.to_map`."""
    data = payload(screening)
    page, drawn = Page(data), OfflineMap()
    page.add_child(drawn)
    drawn.add_child(Panel(data))
    return drawn
