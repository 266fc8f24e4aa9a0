"""Styles of features, independent of the output format.

A style is one of three: :class:`Single`, :class:`Graduated` by a number, :class:`Categorised`
by a code. The backends in ``screening.writers.styles`` turn it into QML, KML, SVG and the web
map's JSON, so that a layer has the same style and the same legend in every output.

Sizes are CSS pixels, scales are denominators: a class with ``to_scale = 3_000_000`` is drawn at
1 : 3,000,000 and larger scales.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Marker = Literal["circle", "square", "diamond"]
Placement = Literal["around", "along", "within"]


@dataclass(frozen=True)
class Symbol:
    """The symbol of a point, a line or an area.

    Attributes
    ----------
    colour : str, ``#rrggbb``, of the marker, the stroke or the fill
    size : float [px], diameter of a marker, width of a line, width of an area's outline
    marker : str, shape of a marker
    dash : tuple of float [px], lengths of dashes and gaps; empty for a solid line
    opacity : float, 0..1
    edge : str, ``#rrggbb``, outline of a marker or an area
    """

    colour: str
    size: float
    marker: Marker = "circle"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    edge: str = "#ffffff"


@dataclass(frozen=True)
class StyleClass:
    """A class of features with the same symbol and one legend entry.

    Attributes
    ----------
    title : str
    symbol : Symbol
    lower : float or None, lower bound of a graduated class; None matches the rest, including
        unknown values
    values : tuple of str, codes of a categorised class; empty matches the rest
    to_scale : int, smallest scale at which the class is drawn; 0 for any
    overview : bool, drawn on printed maps of the whole region
    """

    title: str
    symbol: Symbol
    lower: float | None = None
    values: tuple[str, ...] = ()
    to_scale: int = 0
    overview: bool = True


@dataclass(frozen=True)
class Single:
    """One symbol for all features."""

    symbol: Symbol
    title: str
    to_scale: int = 0
    column: str = ""

    @property
    def classes(self) -> tuple[StyleClass, ...]:
        """The single class."""
        return (StyleClass(self.title, self.symbol, to_scale=self.to_scale),)


@dataclass(frozen=True)
class Graduated:
    """Symbols by the value of a numeric column.

    Attributes
    ----------
    column : str
    classes : tuple of StyleClass, the highest first, the last with ``lower = None``
    """

    column: str
    classes: tuple[StyleClass, ...]


@dataclass(frozen=True)
class Categorised:
    """Symbols by the code in a column.

    Attributes
    ----------
    column : str
    classes : tuple of StyleClass, in legend order; one may have no ``values``
    """

    column: str
    classes: tuple[StyleClass, ...]


Style = Single | Graduated | Categorised


@dataclass(frozen=True)
class ColourRamp:
    """An equal-interval colour ramp from the lowest to the highest value of a raster band.

    Attributes
    ----------
    colours : tuple of str, ``#rrggbb``
    opacity : float, 0..1
    """

    colours: tuple[str, ...]
    opacity: float = 0.75


@dataclass(frozen=True)
class MapLabel:
    """A label of features.

    Attributes
    ----------
    columns : tuple of str, concatenated; numbers with their unit
    colour : str
    size_pt : float [pt]
    placement : str
    classes : tuple of int, positions of the style's classes that are labelled; empty for all
    named : bool or None, only features with (True) or without (False) a proper name; None for
        both
    first_known : bool, use only the first known column
    priority : int, 0..10; the higher wins if two labels collide
    to_scale : int, smallest scale at which the label is visible; 0 for any
    """

    columns: tuple[str, ...]
    colour: str
    size_pt: float = 7.0
    placement: Placement = "around"
    classes: tuple[int, ...] = ()
    named: bool | None = None
    first_known: bool = False
    priority: int = 0
    to_scale: int = 0
