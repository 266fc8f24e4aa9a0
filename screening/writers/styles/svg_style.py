"""A kind's classes drawn on a canvas of SVG, and their swatches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from screening.writers.styles.svg import dash_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.catalog.styles import Symbol
    from screening.writers.styles.svg import Canvas

PT_PER_PX = 0.45
"""Printed maps are smaller than screens: a CSS pixel of the catalogue becomes less than a point."""


def draw_class(
    canvas: Canvas,
    kind: LayerKind,
    symbol: Symbol,
    shapes: NDArray[np.object_],
    *,
    opacity: float | None = None,
) -> None:
    """Draw the features of a class.

    Parameters
    ----------
    canvas : Canvas
    kind : LayerKind
    symbol : Symbol
    shapes : ndarray of single geometries in longitude, latitude, those in view
    opacity : float or None, in place of the symbol's
    """
    size = symbol.size * PT_PER_PX
    style = {"opacity": f"{symbol.opacity if opacity is None else opacity:g}"}
    if symbol.dash:
        style["stroke-dasharray"] = dash_array(*(length * PT_PER_PX for length in symbol.dash))
    if kind.geometry[0] == "line":
        canvas.lines(shapes, symbol.colour, size, **style)
    elif kind.geometry[0] == "polygon":
        canvas.areas(shapes, symbol.colour, opacity=style["opacity"])
        canvas.lines(shapely.boundary(shapes), symbol.edge, size)
    else:
        for place in shapely.get_coordinates(shapes):
            canvas.symbol(place, symbol.marker, size, symbol.colour, symbol.edge)
