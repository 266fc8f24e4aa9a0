"""Style classes drawn on an SVG canvas."""

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
"""Points per CSS pixel of the catalog; below 0.75, as printed maps are smaller than screens."""


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
    shapes : ndarray of single-part geometries in longitude, latitude, clipped to the canvas
    opacity : float or None, overrides the symbol's opacity
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
        positions = shapely.get_coordinates(shapes)
        canvas.symbols(positions, symbol.marker, size, symbol.colour, symbol.edge)
