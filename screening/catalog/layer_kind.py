"""What a layer kind is: one record that readers, config, writers and documentation derive from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from screening.catalog import palette
from screening.catalog.styles import ColourRamp, MapLabel, Single, Style, Symbol

Geometry = Literal["point", "line", "polygon", "raster", "stations"]
Parser = Literal["text", "name", "number", "voltage", "code", "names", "water_stress"]


@dataclass(frozen=True)
class Code:
    """One value of a column of codes.

    Attributes
    ----------
    value : str, as our tables have it
    title : str, as people read it
    also : tuple of str, other spellings in files; case and punctuation do not count
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
    aliases : tuple of str, names in files, the most exact first; case and underscores do not
        count
    parse : str, key of ``screening.readers.layers.column_parsing.PARSERS``
    inputs : mapping of name to aliases, further columns of the file that the parser reads
    required : bool, a file without the column is refused
    if_stated : bool, the layer has the column only where the file has it
    codes : tuple of Code, for ``parse = "code"``
    minimum, maximum : float, values outside are refused
    without_codes : str, the warning where no feature has a known code
    pictured : bool, of a band: outputs show it
    digits : int, decimals to show at most
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
    codes: tuple[Code, ...] = ()
    minimum: float = float("-inf")
    maximum: float = float("inf")
    without_codes: str = ""
    pictured: bool = False
    digits: int = 0

    @property
    def label(self) -> str:
        """Title with its unit, such as ``Voltage [kV]``."""
        return self.title if self.unit in ("", "-") else f"{self.title} [{self.unit}]"


@dataclass(frozen=True)
class InService:
    """Which features count as built, by a status column.

    Attributes
    ----------
    aliases : tuple of str, names of the status column in files
    excluded : tuple of str, statuses of what is not built; case and punctuation do not count
    """

    aliases: tuple[str, ...]
    excluded: tuple[str, ...]


_PLAIN = Single(Symbol(palette.MUTED, 4.0), "Features")
"""How features of a kind without a style are drawn."""


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer: everything that any room must know of it.

    Attributes
    ----------
    name : str, as ``kind`` in a config
    title, description : str
    group : str, heading in layer trees
    geometry : tuple of str, what a file may hold; the first is what outputs draw
    columns : tuple of Column, in the order of tables and popups; bands of a raster
    style : Single, Graduated or Categorised
    ramp : ColourRamp, of a raster's pictured bands
    labels : tuple of MapLabel
    in_service : InService or None, where files state a life cycle
    features : mapping of column to values, in lower case
        In a file with the column, features with other values are something else:
        ``power = tower`` in a file of lines. Ignored where no feature has one of the values.
    near_only : bool, answers depend on near features alone, so geometries far from the
        region may stay unread
    to_points : bool, areas become a point inside when they are read
    by_state : bool, a table of states may take its polygons from the config's boundaries
    visible : bool, drawn when a map opens
    unnamed_prefix : str, names that begin so are placeholders
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
    in_service: InService | None = None
    features: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near_only: bool = False
    to_points: bool = False
    by_state: bool = False
    visible: bool = True
    unnamed_prefix: str = ""

    def column(self, name: str) -> Column:
        """Give a column by name.

        Raises
        ------
        KeyError
        """
        return next(column for column in self.columns if column.name == name)

    @property
    def overview(self) -> bool:
        """Whether a printed map of the whole region draws any of it."""
        return self.visible and any(each.overview for each in self.style.classes)

    @property
    def is_raster(self) -> bool:
        """Whether layers of the kind are bands of a raster."""
        return self.ramp is not None


ID = Column(
    "id", "Id", "Id in the layer's own file.", aliases=("id", "osm_id", "full_id", "objectid")
)
SOURCE = Column("source", "Source", "Where the row comes from.", aliases=("source",))
