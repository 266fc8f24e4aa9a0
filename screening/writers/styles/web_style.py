"""A kind's style as the web map's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.catalog.layer_kind import Column, LayerKind
    from screening.catalog.styles import StyleClass


def style_payload(kind: LayerKind) -> dict[str, Any]:
    """Describe the style, the title and the columns of a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Returns
    -------
    dict
        Keys ``title``, ``group``, ``geometry``, ``visible``, ``overview``, ``columns`` and
        ``classes``. A column has ``title``, ``unit``, ``codes`` (titles of its codes) and
        ``list`` (a cell contains several names, separated by semicolons).
    """
    columns = [column for column in kind.columns if column.name not in ("id", "site_id")]
    return {
        "title": kind.title,
        "group": kind.group,
        "geometry": "point" if kind.geometry[0] == "stations" else kind.geometry[0],
        "visible": kind.visible,
        "overview": kind.overview,
        "columns": {column.name: _column_payload(column) for column in columns},
        "classes": [_class_payload(style_class) for style_class in kind.style.classes],
    }


def _column_payload(column: Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "unit": "" if column.unit == "-" else column.unit,
        "codes": {code.value: code.title for code in column.codes},
        "list": column.parse == "names",
    }


def _class_payload(style_class: StyleClass) -> dict[str, Any]:
    symbol = style_class.symbol
    return {
        "title": style_class.title,
        "colour": symbol.colour,
        "size": round(symbol.size, 2),
        "marker": symbol.marker,
        "dash": " ".join(f"{length:g}" for length in symbol.dash) or None,
        "opacity": symbol.opacity,
        "edge": symbol.edge,
    }
