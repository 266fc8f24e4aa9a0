"""A kind's style as KML: one shared style a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind
    from screening.catalog.styles import Symbol

DISC = "files/disc.png"
"""White picture of a filled circle, coloured by the style."""

DISC_PX = 12.0
"""Diameter of a mark at scale 0.5."""


def kml_colour(colour: str, opacity: float = 1.0) -> str:
    """Write a colour as KML does: opacity, blue, green, red.

    Examples
    --------
    >>> kml_colour("#fde725"), kml_colour("#000000", 0.5)
    ('ff25e7fd', '80000000')
    """
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def style_id(kind: LayerKind, index: int) -> str:
    """Name the shared style of a class.

    Parameters
    ----------
    kind : LayerKind
    index : int, of ``kind.style.classes``

    Returns
    -------
    str
    """
    return f"{kind.name}-{index}"


def style_elements(kind: LayerKind) -> Iterator[Element]:
    """Give the shared styles of a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Yields
    ------
    Element
    """
    for index, each in enumerate(kind.style.classes):
        name = style_id(kind, index)
        if kind.geometry[0] in ("point", "stations"):
            yield mark_style(name, each.symbol.colour, DISC, 0.5 * each.symbol.size / DISC_PX)
        else:
            filled = kind.geometry[0] == "polygon"
            yield stroke_style(name, each.symbol, filled=filled)


def mark_style(name: str, colour: str, icon: str, scale: float) -> Element:
    """Give the style of a mark.

    Parameters
    ----------
    name : str
    colour : str, ``#rrggbb``
    icon : str, path of a white picture in the archive
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


def stroke_style(name: str, symbol: Symbol, *, filled: bool = False) -> Element:
    """Give the style of a line or an area.

    Parameters
    ----------
    name : str
    symbol : Symbol; KML has no dashes
    filled : bool, an area is filled

    Returns
    -------
    Element
    """
    style = Element("Style", {"id": name})
    element = SubElement(style, "LineStyle")
    edge = symbol.edge if filled else symbol.colour
    SubElement(element, "color").text = kml_colour(edge, symbol.opacity)
    SubElement(element, "width").text = f"{symbol.size:g}"
    area = SubElement(style, "PolyStyle")
    if filled:
        SubElement(area, "color").text = kml_colour(symbol.colour, symbol.opacity)
    SubElement(area, "fill").text = str(int(filled))
    _balloon(style)
    return style


def _balloon(style: Element) -> None:
    """Show the description alone: it is escaped as HTML, a name would not be."""
    SubElement(SubElement(style, "BalloonStyle"), "text").text = "$[description]"
