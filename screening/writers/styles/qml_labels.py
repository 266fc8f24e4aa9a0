"""Labels in QML, the style format of QGIS.

Expressions are QGIS expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from screening.writers.styles.qml import data_defined, rgba, rule_limits


@dataclass(frozen=True)
class Label:
    """A label of features.

    Attributes
    ----------
    text : str, an expression
    where : str, an expression; ``""`` for all
    colour : str
    size : float [pt]
    placement : str, a key of ``PLACEMENTS``
    bold, italic : bool
    halo : str, colour of the text's outline
    priority : str, an expression, 0..10; the higher wins if two labels collide
    from_scale, to_scale : int, smallest and largest scale denominator; 0 for no limit
    """

    text: str
    where: str = ""
    colour: str = "#22262b"
    size: float = 8.0
    placement: str = "around"
    bold: bool = False
    italic: bool = False
    halo: str = "#ffffff"
    priority: str = ""
    from_scale: int = 0
    to_scale: int = 0


PLACEMENTS: Mapping[str, Mapping[str, str]] = {
    "around": {
        "placement": "6",
        "predefinedPositionOrder": "R,TR,BR,L,TL,BL,TSR,BSR",
        "offsetType": "1",
        "dist": "0.6",
    },
    "along": {"placement": "2", "placementFlags": "10", "dist": "0.4"},
    "within": {"placement": "4", "dist": "0", "polygonPlacementFlags": "2"},
}
"""Around a point (outside its symbol), along a line, within an area."""


def labeling(labels: Iterable[Label]) -> Element:
    """Build rule-based labeling; QGIS omits labels that would overlap."""
    element = Element("labeling", {"type": "rule-based"})
    root = SubElement(element, "rules", {"key": "labels"})
    for number, label in enumerate(labels):
        limits = rule_limits(label.where, label.from_scale, label.to_scale)
        rule = SubElement(root, "rule", {"key": f"label-{number}", **limits})
        rule.append(_settings(label))
    return element


def _settings(label: Label) -> Element:
    """Build a label's settings without a font name, so that they work on every machine."""
    settings = Element("settings", {"calloutType": "simple"})
    style = SubElement(
        settings,
        "text-style",
        {
            "fieldName": label.text,
            "isExpression": "1",
            "allowHtml": "0",
            "fontSize": f"{label.size:g}",
            "fontSizeUnit": "Point",
            "fontWeight": "75" if label.bold else "50",
            "namedStyle": "Bold" if label.bold else "Regular",
            "fontItalic": "1" if label.italic else "0",
            "textColor": rgba(label.colour),
            "textOpacity": "1",
        },
    )
    halo = {"bufferDraw": "1", "bufferSize": "0.7", "bufferSizeUnits": "MM"}
    SubElement(
        style, "text-buffer", halo | {"bufferColor": rgba(label.halo), "bufferOpacity": "0.85"}
    )
    SubElement(settings, "text-format", {"wrapChar": "", "multilineAlign": "0"})
    SubElement(settings, "placement", {"distUnits": "MM", **PLACEMENTS[label.placement]})
    obstacle = "1" if label.placement == "around" else "0"  # an area would displace all labels
    SubElement(settings, "rendering", {"obstacle": obstacle, "displayAll": "0", "drawLabels": "1"})
    if label.priority:
        settings.append(data_defined({"Priority": label.priority}, "dd_properties"))
    return settings
