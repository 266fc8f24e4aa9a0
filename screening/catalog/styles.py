"""How features are drawn, independent of any output format.

A style is one of three: :class:`Single`, :class:`Graduated` by a number, :class:`Categorised`
by a code. The backends in ``screening.writers.styles`` turn it into QML, KML, SVG and the web
map's JSON, so that a layer looks alike in every output and has one legend.

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
    """How a point, a line or an area is drawn.

    Attributes
    ----------
    colour : str, ``#rrggbb``, of the mark, the stroke or the fill
    size : float [px], diameter of a mark, width of a line, width of an area's outline
    marker : str, shape of a mark
    dash : tuple of float [px], lengths of dashes and gaps; empty for a solid line
    opacity : float, 0..1
    edge : str, ``#rrggbb``, outline of a mark or an area
    """

    colour: str
    size: float
    marker: Marker = "circle"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    edge: str = "#ffffff"


@dataclass(frozen=True)
class StyleClass:
    """Features that are drawn alike, and their line in the legend.

    Attributes
    ----------
    title : str
    symbol : Symbol
    lower : float or None, of a graduated class: values of at least this; None takes the rest,
        unknown values included
    values : tuple of str, of a categorised class: these codes; empty takes the rest
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
    """Every feature is drawn alike."""

    symbol: Symbol
    title: str
    to_scale: int = 0
    column: str = ""

    @property
    def classes(self) -> tuple[StyleClass, ...]:
        """The one class."""
        return (StyleClass(self.title, self.symbol, to_scale=self.to_scale),)


@dataclass(frozen=True)
class Graduated:
    """Features are drawn by a number.

    Attributes
    ----------
    column : str
    classes : tuple of StyleClass, the highest first, the last with ``lower = None``
    """

    column: str
    classes: tuple[StyleClass, ...]


@dataclass(frozen=True)
class Categorised:
    """Features are drawn by a code.

    Attributes
    ----------
    column : str
    classes : tuple of StyleClass, in the legend's order; one may have no ``values``
    """

    column: str
    classes: tuple[StyleClass, ...]


Style = Single | Graduated | Categorised


@dataclass(frozen=True)
class ColourRamp:
    """Even steps of colour from the lowest to the highest value of a raster's band.

    Attributes
    ----------
    colours : tuple of str, ``#rrggbb``
    opacity : float, 0..1
    """

    colours: tuple[str, ...]
    opacity: float = 0.75


@dataclass(frozen=True)
class MapLabel:
    """Text beside features.

    Attributes
    ----------
    columns : tuple of str, written one after the other; numbers with their unit
    colour : str
    size_pt : float [pt]
    placement : str
    classes : tuple of int, positions of the style's classes that are labelled; empty for all
    named : bool or None, only features with a proper name, or only those without; None for both
    first_known : bool, write only the first column that is known
    priority : int, 0..10, which of two labels that collide is kept
    to_scale : int, smallest scale at which the label is written; 0 for any
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
