"""SVG that stands inside a page: shapes in longitude and latitude, on a canvas in millimetres."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from screening.catalog.styles import Marker
    from screening.writers.report.map_data import Box

UNITS_PER_MM = 20
"""The finest that is drawn: a twentieth of a millimetre."""

PT_MM = 25.4 / 72


def longitude_scale(box: Box) -> float:
    """How much shorter a degree of longitude is than one of latitude, mid-map [-].

    Examples
    --------
    >>> round(longitude_scale((0.0, 50.0, 1.0, 70.0)), 6)
    0.5
    """
    return max(math.cos(math.radians((box[1] + box[3]) / 2)), 0.05)


@dataclass
class Canvas:
    """A map in the making: equirectangular about its middle latitude.

    Attributes
    ----------
    box : tuple of four floats, west, south, east, north [degrees]
    width_mm, height_mm : float
    """

    box: Box
    width_mm: float
    height_mm: float
    _drawn: list[str] = field(default_factory=list)

    def places(self, coordinates: Any) -> NDArray[np.int64]:
        """Put longitudes and latitudes, (n, 2), onto the canvas, in its units."""
        west, south, east, north = self.box
        scale = UNITS_PER_MM * np.array(
            [self.width_mm / (east - west), -self.height_mm / (north - south)]
        )
        origin = np.array([west, north])
        places = np.rint((np.asarray(coordinates, dtype=float) - origin) * scale)
        return np.asarray(places, dtype=np.int64)

    def lines(self, parts: NDArray[np.object_], colour: str, width: float, **more: str) -> None:
        """Draw lines of a width [pt]."""
        self._path(parts, fill="none", stroke=colour, **_width(width), **more)

    def areas(self, parts: NDArray[np.object_], colour: str, **more: str) -> None:
        """Fill polygons, their holes left out."""
        rings = shapely.get_rings(parts) if len(parts) else parts
        self._path(rings, fill=colour, **{"fill-rule": "evenodd"}, **more)

    def _path(self, parts: NDArray[np.object_], **looks: str) -> None:
        data = "".join(self._steps(part) for part in parts)
        if data:
            self._drawn.append(_element("path", d=data, **looks))

    def _steps(self, part: Any) -> str:
        """Say a line as its first place and the steps from each to the next."""
        places = self.places(shapely.get_coordinates(part))
        steps = np.diff(places, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if not len(steps):
            return ""
        (x, y), rest = places[0].tolist(), steps.ravel().tolist()
        return f"M{x} {y}l{' '.join(map(str, rest))}"

    def mark(
        self, at: Iterable[float], size: float, fill: str, edge: str, width: float = 0.6
    ) -> None:
        """Draw a circle of a diameter [pt] at a longitude and latitude."""
        x, y = self.places([tuple(at)])[0].tolist()
        radius = f"{size / 2 * PT_MM * UNITS_PER_MM:.0f}"
        looks = {"fill": fill, "stroke": edge, **_width(width)}
        self._drawn.append(_element("circle", cx=str(x), cy=str(y), r=radius, **looks))

    def symbol(
        self, at: Iterable[float], marker: Marker, size: float, fill: str, edge: str
    ) -> None:
        """Draw a circle, square or diamond of a width [pt] at a longitude and latitude."""
        if marker == "circle":
            self.mark(at, size, fill, edge, 0.3)
            return
        half = round(size * PT_MM * UNITS_PER_MM / 2)
        x, y = self.places([tuple(at)])[0].tolist()
        if marker == "square":
            corners = [(x - half, y - half), (x + half, y - half)]
            corners += [(x + half, y + half), (x - half, y + half)]
        else:
            corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        points = " ".join(f"{a},{b}" for a, b in corners)
        style = {"fill": fill, "stroke": edge, **_width(0.3)}
        self._drawn.append(_element("polygon", points=points, **style))

    def image(self, png: bytes, box: Box, opacity: float) -> None:
        """Draw a picture over a box of longitude and latitude."""
        west, south, east, north = box
        (x, y), (right, bottom) = self.places([(west, north), (east, south)]).tolist()
        place = {"x": str(x), "y": str(y), "width": str(right - x), "height": str(bottom - y)}
        data = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
        style = {"opacity": f"{opacity:g}", "preserveAspectRatio": "none"}
        self._drawn.append(_element("image", href=data, **place, **style))

    def ring(self, at: tuple[float, float], across: float, up: float, colour: str) -> None:
        """Draw a dotted ellipse with half axes in degrees."""
        (x, y), (right, top) = self.places([at, (at[0] + across, at[1] + up)]).tolist()
        looks = {
            "fill": "none",
            "stroke": colour,
            **_width(0.6),
            "stroke-dasharray": dash_array(1, 1.5),
        }
        axes = {"rx": str(abs(right - x)), "ry": str(abs(y - top))}
        self._drawn.append(_element("ellipse", cx=str(x), cy=str(y), **axes, **looks))

    def text(self, x: int, y: int, said: str, size: float, *, bold: bool = False) -> None:
        """Write a text of a size [pt] at a place of the canvas, with a halo."""
        looks = {"font-size": f"{size * PT_MM * UNITS_PER_MM:.0f}", "class": "b" if bold else "t"}
        self._drawn.append(_element("text", escape(said), x=str(x), y=str(y), **looks))

    def svg(self, title: str, ground: str) -> str:
        """Give the picture, on a ground of a colour.

        Parameters
        ----------
        title : str, what it shows, for who cannot see it
        ground : str

        Returns
        -------
        str, an ``<svg>`` element
        """
        width, height = (round(UNITS_PER_MM * side) for side in (self.width_mm, self.height_mm))
        floor = _element("rect", width=str(width), height=str(height), fill=ground)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{self.width_mm:.1f}mm" height="{self.height_mm:.1f}mm" role="img" '
            f'aria-label="{escape(title)}">{floor}{"".join(self._drawn)}</svg>'
        )


def dash_array(*lengths: float) -> str:
    """Say dashes and gaps [pt] in the canvas's units.

    Examples
    --------
    >>> dash_array(1, 1.5)
    '7 11'
    """
    return " ".join(f"{length * PT_MM * UNITS_PER_MM:.0f}" for length in lengths)


def _width(points: float) -> dict[str, str]:
    return {"stroke-width": f"{points * PT_MM * UNITS_PER_MM:.1f}", "stroke-linejoin": "round"}


def _element(tag: str, inside: str = "", **attributes: str) -> str:
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}>{inside}</{tag}>" if inside else f"<{tag}{said}/>"
