"""Layer kinds: the records that configure readers, config, writers and documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from screening.catalog import palette
from screening.catalog.life_cycle import LIFE_CYCLE_CLASSES
from screening.catalog.styles import ColourRamp, MapLabel, Single, Style, Symbol
from screening.errors import did_you_mean, format_known

Geometry = Literal["point", "line", "polygon", "raster", "stations"]
Parser = Literal[
    "text", "name", "number", "count", "voltage", "voltage_limit", "code", "names", "water_stress"
]


@dataclass(frozen=True)
class Code:
    """One value of a column of codes.

    Attributes
    ----------
    value : str, code in the outputs
    title : str, display text
    also : tuple of str, other spellings in files; case and punctuation are ignored
    """

    value: str
    title: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a vector kind, or one band of a raster kind.

    Attributes
    ----------
    name : str
    title : str, heading in outputs
    description : str, one sentence
    unit : str, ``""`` for text, ``"-"`` for a pure number
    aliases : tuple of str, names in files, the most specific first; case and underscores are
        ignored
    parse : str, key of ``screening.readers.layers.column_parsing.PARSERS``
    inputs : mapping of name to aliases, further columns of the file that the parser reads
    required : bool, a file without the column is an error
    if_stated : bool, the layer has the column only if the file has it
    upper_of : str, name of the column whose upper bound this one is; outputs have it only
        where it differs from that column
    codes : tuple of Code, for ``parse = "code"``
    minimum, maximum : float, limits; values outside are an error
    at_most : str, name of the band that this band never exceeds; ``""`` if there is none
    without_codes : str, warning if no feature has a known code
    pictured : bool, outputs show the band
    digits : int, maximum number of decimals
    """

    name: str
    title: str
    description: str
    unit: str = ""
    aliases: tuple[str, ...] = ()
    parse: Parser = "text"
    inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: bool = False
    if_stated: bool = False
    upper_of: str = ""
    codes: tuple[Code, ...] = ()
    minimum: float = float("-inf")
    maximum: float = float("inf")
    at_most: str = ""
    without_codes: str = ""
    pictured: bool = False
    digits: int = 0

    @property
    def label(self) -> str:
        """Title with its unit, such as ``Voltage [kV]``."""
        return self.title if self.unit in ("", "-") else f"{self.title} [{self.unit}]"


@dataclass(frozen=True)
class Exclusion:
    """Features that a kind leaves out unless a config includes them.

    Attributes
    ----------
    name : str, as in ``include`` of a config
    reason : str, completes *left out 3 of 9 features …*
    patterns : tuple of (names of columns, pattern), regular expressions searched in the texts
        of the columns, ignoring case
    unless : str, pattern of texts that are of the kind all the same
    frequencies_hz : tuple of float [Hz], what the column ``frequency`` states of such features
        alone
    """

    name: str
    reason: str
    patterns: tuple[tuple[tuple[str, ...], str], ...]
    unless: str = ""
    frequencies_hz: tuple[float, ...] = ()


_PLAIN = Single(Symbol(palette.MUTED, 4.0), "Features")
"""Default style of a kind."""


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer, with everything that readers and writers need.

    Attributes
    ----------
    name : str, as ``kind`` in a config
    title, description : str
    group : str, heading in layer trees
    geometry : tuple of str, geometry types that a file may have; outputs draw the first
    columns : tuple of Column, in the order of tables and popups; for a raster, its bands
    style : Single, Graduated or Categorised
    ramp : ColourRamp of a raster's pictured bands
    labels : tuple of MapLabel
    has_life_cycle : bool, features that are not in service are excluded
    exclusions : tuple of Exclusion, further features that are excluded
    features : mapping of column to values, in lower case
        In a file with the column, features with other values are of another kind:
        ``power = tower`` in a file of lines. Ignored if no feature has one of the values.
    near_only : bool, results depend only on near features, so geometries far from the
        region may remain unread
    to_points : bool, the reader replaces areas by a point inside
    by_state : bool, a table of states may take its polygons from the config's boundaries
    visible : bool, visible when a map opens
    unnamed_prefix : str, prefix of placeholder names
    """

    name: str
    title: str
    description: str
    group: str
    geometry: tuple[Geometry, ...]
    columns: tuple[Column, ...]
    style: Style = _PLAIN
    ramp: ColourRamp | None = None
    labels: tuple[MapLabel, ...] = ()
    has_life_cycle: bool = True
    exclusions: tuple[Exclusion, ...] = ()
    features: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near_only: bool = False
    to_points: bool = False
    by_state: bool = False
    visible: bool = True
    unnamed_prefix: str = ""

    def column(self, name: str) -> Column:
        """Return a column by name.

        Raises
        ------
        KeyError
        """
        return next(column for column in self.columns if column.name == name)

    @property
    def include_names(self) -> tuple[str, ...]:
        """Classes of features that are excluded unless ``include`` names them."""
        classes = LIFE_CYCLE_CLASSES if self.has_life_cycle and self.is_vector else ()
        return tuple(each.name for each in (*classes, *self.exclusions))

    @property
    def overview(self) -> bool:
        """Whether a printed map of the whole region draws features of the kind."""
        return self.visible and any(style_class.overview for style_class in self.style.classes)

    @property
    def is_raster(self) -> bool:
        """Whether layers of the kind are bands of a raster."""
        return self.ramp is not None

    @property
    def is_vector(self) -> bool:
        """Whether layers of the kind are features of a vector file."""
        return not {"raster", "stations"} & set(self.geometry)


def unknown_class(kind: LayerKind, name: str) -> str:
    """Tell that a name is none of the classes that a kind leaves out.

    Parameters
    ----------
    kind : LayerKind
    name : str, of ``include``

    Returns
    -------
    str, empty if it is one
    """
    known = kind.include_names
    if name in known:
        return ""
    return (
        f"expected a class that {kind.name} leave out, got {name!r}; {did_you_mean(name, known)}"
        f"known: {format_known(known, max_count=40)}; name one of these"
    )


ID = Column(
    "id", "Id", "Id in the layer's own file.", aliases=("id", "osm_id", "full_id", "objectid")
)
SOURCE = Column("source", "Source", "Source of the row.", aliases=("source",))
