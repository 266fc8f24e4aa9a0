"""A kind's style as the web map's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.catalog.layer_kind import Column, LayerKind
    from screening.catalog.styles import StyleClass


def style_payload(kind: LayerKind) -> dict[str, Any]:
    """Give how the map draws, names and lists a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Returns
    -------
    dict, ``title group geometry visible overview columns classes``
        Each column has ``title unit codes list``: its codes' titles, and whether a cell lists
        several names, divided by semicolons.
    """
    shown = [column for column in kind.columns if column.name not in ("id", "site_id")]
    return {
        "title": kind.title,
        "group": kind.group,
        "geometry": "point" if kind.geometry[0] == "stations" else kind.geometry[0],
        "visible": kind.visible,
        "overview": kind.overview,
        "columns": {column.name: _column_payload(column) for column in shown},
        "classes": [_class_payload(each) for each in kind.style.classes],
    }


def _column_payload(column: Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "unit": "" if column.unit == "-" else column.unit,
        "codes": {code.value: code.title for code in column.codes},
        "list": column.parse == "names",
    }


def _class_payload(each: StyleClass) -> dict[str, Any]:
    symbol = each.symbol
    return {
        "title": each.title,
        "colour": symbol.colour,
        "size": round(symbol.size, 2),
        "marker": symbol.marker,
        "dash": " ".join(f"{length:g}" for length in symbol.dash) or None,
        "opacity": symbol.opacity,
        "edge": symbol.edge,
    }
