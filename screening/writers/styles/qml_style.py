"""A kind's style and labels as QML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from screening.catalog.styles import Graduated, Single
from screening.writers.styles.qml import (
    Rule,
    Symbol,
    fill,
    line,
    marker,
    renderer,
)
from screening.writers.styles.qml_labels import Label, labeling

if TYPE_CHECKING:
    from screening.catalog import styles
    from screening.catalog.layer_kind import Column, LayerKind

MM_PER_PX = 25.4 / 96
"""Sizes are in CSS pixels in the catalog and in millimetres in QML."""


def style_elements(kind: LayerKind) -> list[Element]:
    """Build the renderer and the labels of a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Returns
    -------
    list of Element
    """
    style = kind.style
    rules = [
        Rule(
            style_class.title,
            class_filter(style, index),
            _symbol(kind.geometry[0], style_class.symbol),
            to_scale=style_class.to_scale,
        )
        for index, style_class in enumerate(style.classes)
    ]
    order = f'coalesce("{style.column}", 0)' if isinstance(style, Graduated) else ""
    labels = [_label(kind, style, label) for label in kind.labels]
    return [renderer(rules, order=order), *([labeling(labels)] if labels else [])]


def class_filter(style: styles.Style, index: int) -> str:
    """Build the expression that selects the features of a class.

    Parameters
    ----------
    style : Single, Graduated or Categorised
    index : int, position in ``style.classes``

    Returns
    -------
    str, ``""`` for all features

    Examples
    --------
    >>> from screening.catalog.kinds import KINDS
    >>> class_filter(KINDS["transmission_lines"].style, 1)
    '"voltage_kv" >= 345 AND "voltage_kv" < 500'
    >>> class_filter(KINDS["transmission_lines"].style, 4)
    'coalesce("voltage_kv" < 138, true)'
    >>> print(class_filter(KINDS["fiber_routes"].style, 0))
    coalesce("kind", '') NOT IN ('corridor')
    """
    if isinstance(style, Single):
        return ""
    column = f'"{style.column}"'
    selected = style.classes[index]
    if isinstance(style, Graduated):
        bounds = [other.lower for other in style.classes if other.lower is not None]
        if selected.lower is None:
            return f"coalesce({column} < {min(bounds):g}, true)"
        above = [bound for bound in bounds if bound > selected.lower]
        upper = f" AND {column} < {min(above):g}" if above else ""
        return f"{column} >= {selected.lower:g}{upper}"
    if selected.values:
        return f"coalesce({column}, '') IN ({_quote(selected.values)})"
    codes = [code for other in style.classes for code in other.values]
    return f"coalesce({column}, '') NOT IN ({_quote(codes)})"


def _quote(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _symbol(geometry: str, symbol: styles.Symbol) -> Symbol:
    size = symbol.size * MM_PER_PX
    if geometry == "line":
        dash = ";".join(f"{length * MM_PER_PX:.2g}" for length in symbol.dash)
        return Symbol("line", (line(symbol.colour, round(size, 3), dash),), symbol.opacity)
    if geometry == "polygon":
        edge = line(symbol.edge, round(size, 3), level=1)
        return Symbol("fill", (fill(symbol.colour), edge), symbol.opacity)
    mark = marker(symbol.marker, round(size, 2), symbol.colour, edge=symbol.edge, edge_width=0.2)
    return Symbol("marker", (mark,), symbol.opacity)


def _label(kind: LayerKind, style: styles.Style, label: styles.MapLabel) -> Label:
    parts = [_text(kind.column(name)) for name in label.columns]
    if len(parts) == 1:
        text = parts[0]
    elif label.first_known:
        text = f"coalesce({', '.join(parts)})"
    else:
        more = ", ".join(f"'  ' || {part}" for part in parts[1:])
        text = f"concat({parts[0]}, {more})"
    return Label(
        text,
        " AND ".join(_conditions(kind, style, label)),
        label.colour,
        label.size_pt,
        label.placement,
        priority=str(label.priority) if label.priority else "",
        to_scale=label.to_scale,
    )


def _text(column: Column) -> str:
    if column.unit in ("", "-"):
        return f'"{column.name}"'
    digits = f", {column.digits}" if column.digits else ""
    return f"round(\"{column.name}\"{digits}) || ' {column.unit}'"


def _conditions(kind: LayerKind, style: styles.Style, label: styles.MapLabel) -> list[str]:
    conditions = []
    if label.classes:
        filters = [f"({class_filter(style, index)})" for index in label.classes]
        conditions.append(f"({' OR '.join(filters)})")
    if label.named is not None and kind.unnamed_prefix:
        negation = "NOT " if label.named else ""
        conditions.append(f"\"name\" {negation}LIKE '{kind.unnamed_prefix}%'")
    return conditions
