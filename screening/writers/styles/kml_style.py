"""A kind's style as KML: one shared style per class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind
    from screening.catalog.styles import Symbol

DISC = "files/disc.png"
"""White icon of a filled circle; the style colours it."""

DISC_PX = 12.0
"""Diameter of an icon at scale 0.5."""


def kml_colour(colour: str, opacity: float = 1.0) -> str:
    """Convert a colour to KML's order: opacity, blue, green, red.

    Examples
    --------
    >>> kml_colour("#fde725"), kml_colour("#000000", 0.5)
    ('ff25e7fd', '80000000')
    """
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def style_id(kind: LayerKind, index: int) -> str:
    """Return the id of the shared style of a class.

    Parameters
    ----------
    kind : LayerKind
    index : int, position in ``kind.style.classes``

    Returns
    -------
    str
    """
    return f"{kind.name}-{index}"


def style_elements(kind: LayerKind) -> Iterator[Element]:
    """Build the shared styles of a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Yields
    ------
    Element
    """
    for index, style_class in enumerate(kind.style.classes):
        symbol = style_class.symbol
        name = style_id(kind, index)
        if kind.geometry[0] in ("point", "stations"):
            yield mark_style(name, symbol.colour, DISC, 0.5 * symbol.size / DISC_PX)
        else:
            yield stroke_style(name, symbol, is_area=kind.geometry[0] == "polygon")


def mark_style(name: str, colour: str, icon: str, scale: float) -> Element:
    """Build the style of an icon.

    Parameters
    ----------
    name : str
    colour : str, ``#rrggbb``
    icon : str, path of a white icon in the archive
    scale : float [-]

    Returns
    -------
    Element
    """
    style = Element("Style", {"id": name})
    element = SubElement(style, "IconStyle")
    SubElement(element, "color").text = kml_colour(colour)
    SubElement(element, "scale").text = f"{scale:.2g}"
    SubElement(SubElement(element, "Icon"), "href").text = icon
    SubElement(SubElement(style, "LabelStyle"), "scale").text = "0.8"
    _balloon(style)
    return style


def stroke_style(name: str, symbol: Symbol, *, is_area: bool = False) -> Element:
    """Build the style of a line or an area.

    Parameters
    ----------
    name : str
    symbol : Symbol; KML has no dashes
    is_area : bool, fill the shape

    Returns
    -------
    Element
    """
    style = Element("Style", {"id": name})
    element = SubElement(style, "LineStyle")
    edge = symbol.edge if is_area else symbol.colour
    SubElement(element, "color").text = kml_colour(edge, symbol.opacity)
    SubElement(element, "width").text = f"{symbol.size:g}"
    area = SubElement(style, "PolyStyle")
    if is_area:
        SubElement(area, "color").text = kml_colour(symbol.colour, symbol.opacity)
    SubElement(area, "fill").text = str(int(is_area))
    _balloon(style)
    return style


def _balloon(style: Element) -> None:
    """Limit the balloon to the description, which is escaped as HTML; the name is not."""
    SubElement(SubElement(style, "BalloonStyle"), "text").text = "$[description]"
