"""The project's print layout: the map on a landscape page, with legend, scale bar and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from screening.catalog import palette
from screening.catalog.labels import LAYOUT
from screening.catalog.methods import get_method_title
from screening.reporting.explain_score import left_out_description
from screening.writers.styles.qml import rgba

if TYPE_CHECKING:
    from screening.model import ScreeningResult

PAGE, MAP, LABEL, LEGEND, SCALE_BAR = "65638", "65639", "65641", "65642", "65646"
"""Type numbers of layout items in QGIS."""

PAGE_MM = (297.0, 210.0)
MAP_MM = (10.0, 27.0, 207.0, 165.0)
"""Left, top, width and height of the map [mm]."""

SIDE_MM = (222.0, 27.0, 65.0, 150.0)
_SIZES_PT = {"title": 12, "group": 10, "subgroup": 8.5, "symbol": 7, "symbolLabel": 7}


def layout(
    screening: ScreeningResult, extent: Mapping[str, str], titles: Mapping[str, str]
) -> Element:
    """Build the layout.

    Parameters
    ----------
    screening : ScreeningResult
    extent : mapping of ``xmin``, ``ymin``, ``xmax`` and ``ymax`` of the region, in the
        project CRS
    titles : mapping of layer id to title, for the layers of the legend

    Returns
    -------
    Element
    """
    element = Element(
        "Layout",
        {"name": LAYOUT["name"], "units": "mm", "printResolution": "300", "worldFileMap": ""},
    )
    pages = SubElement(element, "PageCollection")
    pages.append(_page())
    items = (
        _label("title", LAYOUT["title"], (10, 8, 277, 9), 18, bold=True),
        _label("about", _about(screening), (10, 17, 277, 8), 9),
        _map(extent),
        _legend(titles),
        _scale_bar(),
        _label("sources", _sources(screening), (10, 194, 277, 12), 6.5, palette.MUTED),
    )
    element.extend(items[::-1])  # QGIS draws the last item first
    return element


def _about(screening: ScreeningResult) -> str:
    return LAYOUT["about"].format(
        region=", ".join(map(str, screening.region["name"])),
        profile=screening.profile,
        method=get_method_title(screening.method)
        + left_out_description(screening.metadata.left_out_criteria),
    )


def _sources(screening: ScreeningResult) -> str:
    names = [str(source) for source in screening.provenance["source"] if source]
    return LAYOUT["sources"].format(sources="; ".join(dict.fromkeys(names)))


def _uuid(name: str) -> str:
    """Derive an item's id from its name, so that the same screening gives the same bytes."""
    return "{" + str(uuid5(NAMESPACE_URL, f"screening/layout/{name}")) + "}"


def _item(kind: str, name: str, box: tuple[float, ...], **attributes: str) -> Element:
    left, top, width, height = box
    uuid = _uuid(name)
    defaults = {
        "type": kind,
        "uuid": uuid,
        "templateUuid": uuid,
        "id": name,
        "position": f"{left:g},{top:g},mm",
        "positionOnPage": f"{left:g},{top:g},mm",
        "size": f"{width:g},{height:g},mm",
        "referencePoint": "0",
        "visibility": "1",
        "opacity": "1",
        "background": "false",
        "frame": "false",
        "positionLock": "false",
        "excludeFromExports": "0",
        "itemRotation": "0",
        "blendMode": "0",
        "zValue": "1",
    }
    return Element("LayoutItem", defaults | attributes)


def _page() -> Element:
    page = _item(PAGE, "page", (0, 0, *PAGE_MM), background="true")
    SubElement(page, "BackgroundColor", {"red": "255", "green": "255", "blue": "255"})
    symbol = SubElement(page, "symbol", {"type": "fill", "name": "", "alpha": "1"})
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0"})
    options = SubElement(layer, "Option", {"type": "Map"})
    for name, value in (("color", rgba(palette.PAPER)), ("outline_style", "no")):
        SubElement(options, "Option", {"name": name, "type": "QString", "value": value})
    return page


def _map(extent: Mapping[str, str]) -> Element:
    attributes = {"frame": "true", "background": "true", "drawCanvasItems": "false"}
    item = _item(MAP, "map", MAP_MM, **attributes, keepLayerSet="false", followPreset="false")
    SubElement(item, "FrameColor", _channels(palette.STATE_EDGE))
    SubElement(item, "BackgroundColor", _channels(palette.OUTSIDE))
    SubElement(item, "Extent", _fit_to_map(extent))
    SubElement(item, "LayerSet")
    return item


def _fit_to_map(extent: Mapping[str, str]) -> dict[str, str]:
    """Expand an extent about its center to the map's aspect ratio, or QGIS would distort it."""
    west, south, east, north = (float(extent[name]) for name in ("xmin", "ymin", "xmax", "ymax"))
    aspect = MAP_MM[2] / MAP_MM[3]
    margin_x = max(0.0, (north - south) * aspect - (east - west)) / 2
    margin_y = max(0.0, (east - west) / aspect - (north - south)) / 2
    edges = (west - margin_x, south - margin_y, east + margin_x, north + margin_y)
    names = ("xmin", "ymin", "xmax", "ymax")
    return {name: f"{edge:.1f}" for name, edge in zip(names, edges, strict=True)}


def _channels(colour: str) -> dict[str, str]:
    red, green, blue, alpha = rgba(colour).split(",")
    return {"red": red, "green": green, "blue": blue, "alpha": alpha}


def _text_style(size: float, colour: str = palette.INK, *, bold: bool = False) -> Element:
    """Build a text format without a font name, so that it works on every machine."""
    attributes = {"fontSize": f"{size:g}", "fontSizeUnit": "Point", "textColor": rgba(colour)}
    attributes |= {"fontWeight": "75" if bold else "50", "textOpacity": "1", "allowHtml": "0"}
    return Element("text-style", attributes | {"namedStyle": "Bold" if bold else "Regular"})


def _label(
    name: str,
    text: str,
    box: tuple[float, float, float, float],
    size: float,
    colour: str = palette.INK,
    *,
    bold: bool = False,
) -> Element:
    attributes = {"labelText": _literal(text), "halign": "1", "valign": "32", "htmlState": "0"}
    item = _item(LABEL, name, box, **attributes, marginX="0", marginY="0")
    weight = "75" if bold else "50"
    font = {"description": f"Sans Serif,{size:g},-1,5,{weight},0,0,0,0,0", "style": ""}
    SubElement(item, "LabelFont", font)
    SubElement(item, "FontColor", _channels(colour))
    item.append(_text_style(size, colour, bold=bold))
    return item


def _literal(text: str) -> str:
    """Escape ``[%``, which starts an expression in QGIS."""
    return text.replace("[%", "[ %")


def _legend(titles: Mapping[str, str]) -> Element:
    attributes = {"map_uuid": _uuid("map"), "resizeToContents": "1", "symbolWidth": "6"}
    attributes |= {"symbolHeight": "3.5", "boxSpace": "0", "lineSpacing": "1", "columnCount": "1"}
    item = _item(LEGEND, "legend", SIDE_MM, **attributes, title="", fontColor=palette.INK)
    styles = SubElement(item, "styles")
    for name, size in _SIZES_PT.items():
        space = {"title": "3", "group": "3", "subgroup": "3", "symbol": "0.9"}.get(name, "1")
        style = SubElement(styles, "style", {"name": name, "alignment": "1", "marginTop": space})
        weight = "75" if name == "subgroup" else "50"
        description = f"Sans Serif,{size:g},-1,5,{weight},0,0,0,0,0"
        SubElement(style, "styleFont", {"description": description, "style": ""})
        style.append(_text_style(size, bold=name == "subgroup"))
    tree = SubElement(item, "layer-tree-group")
    for layer, title in titles.items():
        SubElement(tree, "layer-tree-layer", {"id": layer, "name": title, "checked": "Qt::Checked"})
    return item


def _scale_bar() -> Element:
    attributes = {
        "mapUuid": _uuid("map"),
        "style": "Single Box",
        "unitType": "km",
        "unitLabel": "km",
    }
    attributes |= {"numMapUnitsPerScaleBarUnit": "1", "numSegments": "2", "numSegmentsLeft": "0"}
    attributes |= {
        "segmentSizeMode": "1",
        "minBarWidth": "25",
        "maxBarWidth": "55",
        "height": "1.6",
    }
    attributes |= {"numUnitsPerSegment": "100", "labelBarSpace": "1", "boxContentSpace": "1"}
    item = _item(SCALE_BAR, "scale", (SIDE_MM[0], 182, 65, 10), **attributes)
    item.append(_text_style(7))
    return item
