"""A subset of QML, the style format of QGIS: symbols and rules.

Sizes are in millimetres, colours are ``#rrggbb``, and expressions are QGIS expressions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

_EXPRESSION = "3"
"""``QgsProperty::Type``: an expression."""


@dataclass(frozen=True)
class Symbol:
    """How a feature is drawn.

    Attributes
    ----------
    kind : str, ``marker``, ``line`` or ``fill``
    strokes : tuple of Element, from :func:`marker`, :func:`line` and :func:`fill`
    opacity : float, 0..1
    """

    kind: str
    strokes: tuple[Element, ...]
    opacity: float = 1.0

    def element(self, name: str) -> Element:
        """Build the XML element with a name."""
        symbol = Element(
            "symbol",
            {"type": self.kind, "name": name, "alpha": f"{self.opacity:g}"}
            | {"clip_to_extent": "1", "force_rhr": "0"},
        )
        symbol.extend(self.strokes)
        return symbol


@dataclass(frozen=True)
class Rule:
    """The symbol of the features that match a filter, within a range of scales.

    Attributes
    ----------
    label : str, legend text
    where : str, an expression; ``""`` for all, ``ELSE`` for features without another rule
    symbol : Symbol or None for a heading of other rules
    rules : tuple of Rule, children
    from_scale, to_scale : int, smallest and largest scale denominator; 0 for no limit
    """

    label: str
    where: str = ""
    symbol: Symbol | None = None
    rules: tuple[Rule, ...] = ()
    from_scale: int = 0
    to_scale: int = 0


def rgba(colour: str, opacity: float = 1.0) -> str:
    """Convert a colour to QGIS's format.

    Examples
    --------
    >>> rgba("#fde725"), rgba("#000000", 0)
    ('253,231,37,255', '0,0,0,0')
    """
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def option_map(values: Mapping[str, str | Element]) -> Element:
    """Build a map of options; an Element is a nested map."""
    element = Element("Option", {"type": "Map"})
    for name, value in values.items():
        if isinstance(value, Element):
            value.set("name", name)
            element.append(value)
        else:
            SubElement(element, "Option", {"name": name, "type": "QString", "value": value})
    return element


def data_defined(properties: Mapping[str, str], tag: str = "data_defined_properties") -> Element:
    """Build data-defined properties, such as a size that depends on a column."""
    entries: dict[str, str | Element] = {}
    for name, expression in properties.items():
        entry = option_map({"expression": expression})
        entry.insert(0, Element("Option", {"name": "active", "type": "bool", "value": "true"}))
        entry.append(Element("Option", {"name": "type", "type": "int", "value": _EXPRESSION}))
        entries[name] = entry
    element = Element(tag)
    element.append(
        option_map({"name": "", "properties": option_map(entries), "type": "collection"})
    )
    return element


def marker(
    shape: str,
    size: float,
    fill: str,
    *,
    edge: str,
    edge_width: float = 0.2,
    size_expression: str = "",
) -> Element:
    """Build a marker symbol layer.

    Parameters
    ----------
    shape : str, ``circle``, ``square``, ``diamond``, …
    size : float [mm]
    fill : str, a colour; ``""`` for hollow
    edge : str, a colour
    edge_width : float [mm]
    size_expression : str, an expression for the size; ``""`` for the fixed size
    """
    values = {
        "name": shape,
        "size": f"{size:g}",
        "size_unit": "MM",
        "color": rgba(fill) if fill else rgba("#ffffff", 0),
        "outline_color": rgba(edge),
        "outline_style": "solid",
        "outline_width": f"{edge_width:g}",
        "outline_width_unit": "MM",
    }
    return _stroke("SimpleMarker", values, {"size": size_expression} if size_expression else {})


def line(colour: str, width: float, dash: str = "", *, level: int = 0) -> Element:
    """Build a line symbol layer, for a line or the outline of an area.

    Parameters
    ----------
    colour : str
    width : float [mm]
    dash : str, lengths of strokes and gaps [mm], such as ``"2;1"``; ``""`` for none
    level : int, symbol level; higher levels are drawn on top
    """
    values = {
        "line_color": rgba(colour),
        "line_style": "solid",
        "line_width": f"{width:g}",
        "line_width_unit": "MM",
        "capstyle": "flat" if dash else "round",
        "joinstyle": "round",
        "use_custom_dash": "1" if dash else "0",
        "customdash": dash or "5;2",
        "customdash_unit": "MM",
    }
    return _stroke("SimpleLine", values, level=level)


def fill(colour: str, *, level: int = 0) -> Element:
    """Build a fill symbol layer without an outline."""
    values = {"color": rgba(colour), "style": "solid", "outline_style": "no"}
    return _stroke("SimpleFill", values, level=level)


def _stroke(
    kind: str,
    values: Mapping[str, str],
    properties: Mapping[str, str] | None = None,
    level: int = 0,
) -> Element:
    stroke = Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(level)})
    stroke.append(option_map(values))
    if properties:
        stroke.append(data_defined(properties))
    return stroke


@dataclass
class _SymbolTable:
    """Symbols in the order in which rules refer to them."""

    symbols: Element = field(default_factory=lambda: Element("symbols"))

    def rule(self, rule: Rule, key: str) -> Element:
        element = Element("rule", {"key": key, "label": rule.label})
        element.attrib.update(rule_limits(rule.where, rule.from_scale, rule.to_scale))
        if rule.symbol is not None:
            name = str(len(self.symbols))
            element.set("symbol", name)
            self.symbols.append(rule.symbol.element(name))
        element.extend(self.rule(child, f"{key}-{i}") for i, child in enumerate(rule.rules))
        return element


def rule_limits(where: str, from_scale: int, to_scale: int) -> dict[str, str]:
    """Build the attributes of a rule's filter and scale limits."""
    limits = {"filter": where} if where else {}
    if from_scale or to_scale:
        limits |= {"scalemindenom": str(from_scale), "scalemaxdenom": str(to_scale)}
    return limits


def renderer(rules: Sequence[Rule], *, order: str = "", levels: bool = False) -> Element:
    """Build a rule-based renderer.

    Parameters
    ----------
    rules : sequence of Rule
    order : str, an expression; features with higher values are drawn on top
    levels : bool, use symbol levels for the drawing order
    """
    element = Element("renderer-v2", {"type": "RuleRenderer", "forceraster": "0"})
    element.set("symbollevels", "1" if levels else "0")
    element.set("enableorderby", "1" if order else "0")
    table = _SymbolTable()
    root = SubElement(element, "rules", {"key": "all"})
    root.extend(table.rule(rule, f"rule-{i}") for i, rule in enumerate(rules))
    element.append(table.symbols)
    if order:
        clauses = SubElement(element, "orderby")
        clause = SubElement(clauses, "orderByClause", {"asc": "1", "nullsFirst": "1"})
        clause.text = order
    return element
