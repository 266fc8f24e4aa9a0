"""Inline SVG: geometries in longitude and latitude on a canvas in millimetres."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from screening.writers.styles.delta_encoding import delta_encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from screening.catalog.styles import Marker
    from screening.writers.report.map_data import Box

UNITS_PER_MM = 20
"""Resolution of the canvas: 0.05 mm."""

PT_MM = 25.4 / 72

_SQUARE = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_DIAMOND = ((0, -1), (1, 0), (0, 1), (-1, 0))


def longitude_scale(box: Box) -> float:
    """Compute the ratio of a degree of longitude to one of latitude at mid-latitude [-].

    Examples
    --------
    >>> round(longitude_scale((0.0, 50.0, 1.0, 70.0)), 6)
    0.5
    """
    return max(math.cos(math.radians((box[1] + box[3]) / 2)), 0.05)


@dataclass
class Canvas:
    """A map canvas, equirectangular about its mid-latitude.

    Attributes
    ----------
    box : tuple of four floats, west, south, east, north [degrees]
    width_mm, height_mm : float
    """

    box: Box
    width_mm: float
    height_mm: float
    _elements: list[str] = field(default_factory=list)

    def project(self, coordinates: Any) -> NDArray[np.int64]:
        """Project longitudes and latitudes, (n, 2), to canvas units."""
        west, south, east, north = self.box
        scale = UNITS_PER_MM * np.array(
            [self.width_mm / (east - west), -self.height_mm / (north - south)]
        )
        origin = np.array([west, north])
        points = np.rint((np.asarray(coordinates, dtype=float) - origin) * scale)
        return np.asarray(points, dtype=np.int64)

    def lines(
        self, parts: NDArray[np.object_], colour: str, width: float, **attributes: str
    ) -> None:
        """Draw lines with a width [pt]."""
        self._path(parts, fill="none", stroke=colour, **_width(width), **attributes)

    def areas(self, parts: NDArray[np.object_], colour: str, **attributes: str) -> None:
        """Fill polygons, without their holes."""
        rings = shapely.get_rings(parts) if len(parts) else parts
        self._path(rings, fill=colour, **{"fill-rule": "evenodd"}, **attributes)

    def _path(self, parts: NDArray[np.object_], **style: str) -> None:
        coordinates, owners = shapely.get_coordinates(parts, return_index=True)
        data = "".join(
            f"M{x} {y}l{' '.join(map(str, steps))}"
            for x, y, *steps in delta_encode(self.project(coordinates), owners)
            if steps
        )
        if data:
            self._elements.append(_element("path", d=data, **style))

    def mark(
        self, at: Iterable[float], size: float, fill: str, edge: str, width: float = 0.6
    ) -> None:
        """Draw a circle with a diameter [pt] at a longitude and latitude."""
        self.symbols([tuple(at)], "circle", size, fill, edge, width)

    def symbols(
        self,
        positions: Any,
        marker: Marker,
        size: float,
        fill: str,
        edge: str,
        edge_width: float = 0.3,
    ) -> None:
        """Draw circles, squares or diamonds.

        Parameters
        ----------
        positions : array-like, (n, 2), longitude, latitude
        marker : "circle", "square" or "diamond"
        size, edge_width : float [pt]
        fill, edge : str, colours
        """
        half = round(size * PT_MM * UNITS_PER_MM / 2)
        style = {"fill": fill, "stroke": edge, **_width(edge_width)}
        for x, y in self.project(positions).tolist():
            if marker == "circle":
                element = _element("circle", cx=str(x), cy=str(y), r=str(half), **style)
            else:
                corners = _SQUARE if marker == "square" else _DIAMOND
                points = " ".join(f"{x + a * half},{y + b * half}" for a, b in corners)
                element = _element("polygon", points=points, **style)
            self._elements.append(element)

    def image(self, png: bytes, box: Box, opacity: float) -> None:
        """Draw an image over a box of longitude and latitude."""
        west, south, east, north = box
        (x, y), (right, bottom) = self.project([(west, north), (east, south)]).tolist()
        place = {"x": str(x), "y": str(y), "width": str(right - x), "height": str(bottom - y)}
        data = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
        style = {"opacity": f"{opacity:g}", "preserveAspectRatio": "none"}
        self._elements.append(_element("image", href=data, **place, **style))

    def ring(
        self, at: tuple[float, float], half_width: float, half_height: float, colour: str
    ) -> None:
        """Draw a dotted ellipse with semi-axes in degrees."""
        corner = (at[0] + half_width, at[1] + half_height)
        (x, y), (right, top) = self.project([at, corner]).tolist()
        style = {
            "fill": "none",
            "stroke": colour,
            **_width(0.6),
            "stroke-dasharray": dash_array(1, 1.5),
        }
        axes = {"rx": str(abs(right - x)), "ry": str(abs(y - top))}
        self._elements.append(_element("ellipse", cx=str(x), cy=str(y), **axes, **style))

    def text(self, x: int, y: int, text: str, size: float, *, bold: bool = False) -> None:
        """Write a text with a size [pt] at a canvas position, with a halo."""
        style = {"font-size": f"{size * PT_MM * UNITS_PER_MM:.0f}", "class": "b" if bold else "t"}
        self._elements.append(_element("text", escape(text), x=str(x), y=str(y), **style))

    def svg(self, title: str, background: str) -> str:
        """Build the SVG element.

        Parameters
        ----------
        title : str, text alternative
        background : str, colour

        Returns
        -------
        str, an ``<svg>`` element
        """
        width, height = (round(UNITS_PER_MM * side) for side in (self.width_mm, self.height_mm))
        rectangle = _element("rect", width=str(width), height=str(height), fill=background)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{self.width_mm:.1f}mm" height="{self.height_mm:.1f}mm" role="img" '
            f'aria-label="{escape(title)}">{rectangle}{"".join(self._elements)}</svg>'
        )


def dash_array(*lengths: float) -> str:
    """Convert dash and gap lengths [pt] to canvas units.

    Examples
    --------
    >>> dash_array(1, 1.5)
    '7 11'
    """
    return " ".join(f"{length * PT_MM * UNITS_PER_MM:.0f}" for length in lengths)


def _width(points: float) -> dict[str, str]:
    return {"stroke-width": f"{points * PT_MM * UNITS_PER_MM:.1f}", "stroke-linejoin": "round"}


def _element(tag: str, inside: str = "", **attributes: str) -> str:
    text = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{text}>{inside}</{tag}>" if inside else f"<{tag}{text}/>"
