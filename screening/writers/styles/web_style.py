"""A kind's style as the web map's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind
    from screening.catalog.styles import StyleClass


def style_payload(kind: LayerKind) -> dict[str, Any]:
    """Give how the map draws, names and lists a kind.

    Parameters
    ----------
    kind : LayerKind, of vector features

    Returns
    -------
    dict, ``title group geometry visible columns codes classes``
    """
    shown = [column for column in kind.columns if column.name not in ("id", "site_id")]
    return {
        "title": kind.title,
        "group": kind.group,
        "geometry": "point" if kind.geometry[0] == "stations" else kind.geometry[0],
        "visible": kind.visible,
        "columns": {column.name: column.label for column in shown},
        "codes": {
            column.name: {code.value: code.title for code in column.codes}
            for column in shown
            if column.codes
        },
        "classes": [_class_payload(each) for each in kind.style.classes],
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
