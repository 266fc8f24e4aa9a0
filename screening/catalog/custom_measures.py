"""Measures of custom layers: what a config derives from a file of its own, as a fact.

A measure is data. The field of its column is in ``catalog.fields``, the kind of its layer in
``catalog.kinds``, and the computation in ``factors.custom``. As with the columns of metros, the
names are the config's: ``catalog.declared_measures`` makes those of a run known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, get_args

CUSTOM = "custom"
"""The kind of such a layer in a config."""
RASTER_SUFFIXES = (".tif", ".tiff")
"""Endings of rasters."""
Shape = Literal["point", "line", "polygon"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


@dataclass(frozen=True)
class MeasureRule:
    """What a measure takes, and what its fact is.

    Attributes
    ----------
    text : str, what is measured; ``{radius}`` and ``{column}`` are filled in
    geometry : tuple of str, geometry types of a vector layer; empty where it takes none
    takes_raster : bool
    column : str, "required", "of rasters" or "never": whether a column or band is named
    takes_radius : bool
    unit : str, the only unit; ``""`` where the config states it
    suffix : str, how the name of the fact ends; ``""`` where the unit decides
    is_bounded : bool, a fact that is undecided is given by bounds
    has_precision : bool, a fact has an uncertainty
    digits : int, decimals to show
    """

    text: str
    geometry: tuple[Shape, ...] = ()
    takes_raster: bool = False
    column: str = "never"
    takes_radius: bool = False
    unit: str = ""
    suffix: str = ""
    is_bounded: bool = False
    has_precision: bool = True
    digits: int = 2


RULES: Mapping[str, MeasureRule] = {
    "nearest_km": MeasureRule(
        "distance to the nearest feature",
        SHAPES,
        unit="km",
        is_bounded=True,
        digits=1,
    ),
    "value_at": MeasureRule(
        "{column} at the site",
        ("polygon",),
        takes_raster=True,
        column="required",
        is_bounded=True,
    ),
    "inside": MeasureRule(
        "1 inside one of the areas, 0 outside all",
        ("polygon",),
        unit="-",
        is_bounded=True,
        has_precision=False,
        digits=0,
    ),
    "count_within": MeasureRule(
        "features within {radius} km",
        SHAPES,
        takes_radius=True,
        unit="-",
        suffix="_count",
        digits=0,
    ),
    "sum_within": MeasureRule(
        "sum of {column} over the features within {radius} km",
        SHAPES,
        column="required",
        takes_radius=True,
    ),
    "length_within": MeasureRule(
        "length of the lines within {radius} km, cut off at the circle",
        ("line",),
        takes_radius=True,
        unit="km",
        digits=1,
    ),
    "share_within": MeasureRule(
        "share of the circle of {radius} km that lies in the areas",
        ("polygon",),
        takes_radius=True,
        unit="-",
        suffix="_fraction",
        digits=3,
    ),
    "mean_within": MeasureRule(
        "mean of {column} in the circle of {radius} km",
        takes_raster=True,
        column="required",
        takes_radius=True,
    ),
}
"""By name, as ``measure`` of a config."""

UNIT_SUFFIXES: Mapping[str, str] = {
    "km": "_km",
    "m": "_m",
    "m²": "_m2",
    "ha": "_ha",
    "MW": "_mw",
    "MVA": "_mva",
    "kV": "_kv",
    "ms": "_ms",
    "°C": "_c",
    "MUSD": "_musd",
    "kPa": "_kpa",
}
"""How the name of a fact of a unit ends, as in the catalogue."""


@dataclass(frozen=True)
class Measure:
    """One measure of one custom layer.

    Attributes
    ----------
    name : str, the column of the fact
    layer : str, name of the layer in the config
    how : str, key of :data:`RULES`
    unit : str
    title : str
    path : str, of the file
    column : str, column of the file, or number or description of the band; ``""`` for none
    radius_km : float [km], 0 where it takes none
    source : str, as the config states it
    digits : int, decimals to show
    geometry : str or None, geometry of most features; None where the file was not read
    """

    name: str
    layer: str = ""
    how: str = "inside"
    unit: str = ""
    title: str = ""
    path: str = ""
    column: str = ""
    radius_km: float = 0.0
    source: str = ""
    digits: int = 2
    geometry: Shape | None = None

    @property
    def rule(self) -> MeasureRule:
        """The rule of the measure."""
        return RULES[self.how]

    @property
    def kind_name(self) -> str:
        """Name of the kind of its layer, which no other layer has."""
        return f"{CUSTOM}_{self.name}"

    @property
    def is_raster(self) -> bool:
        """Whether its file is a raster."""
        return is_raster_path(self.path)

    @property
    def drawn_geometry(self) -> Shape:
        """Geometry of features that outputs draw: that of the file, once it was read."""
        return self.geometry or (self.rule.geometry or SHAPES)[0]

    @property
    def value_column(self) -> str:
        """Column of the layer, or band of the raster, that holds the values."""
        return self.name if self.is_raster else "value"

    @property
    def has_precision(self) -> bool:
        """Whether the fact has an uncertainty: of a value in an area, there are bounds."""
        return self.rule.has_precision and (self.is_raster or self.how != "value_at")

    @property
    def is_bounded(self) -> bool:
        """Whether an undecided fact has bounds: the value of a cell has an uncertainty."""
        return self.rule.is_bounded and not self.is_raster

    def derived_name(self, word: str) -> str:
        """Name a column beside the fact's.

        Parameters
        ----------
        word : str, ``precision``, ``min``, ``max`` or ``why``

        Returns
        -------
        str

        Examples
        --------
        >>> Measure("school_km", unit="km").derived_name("min")
        'school_min_km'
        >>> Measure("in_flood_zone", unit="-").derived_name("why")
        'in_flood_zone_why'
        """
        suffix = self.rule.suffix or UNIT_SUFFIXES.get(self.unit, "")
        stem = self.name.removesuffix(suffix) if suffix else self.name
        return f"{stem}_{word}" if word == "why" else f"{stem}_{word}{suffix}"

    @property
    def why(self) -> str:
        """Column of the reason why the fact is undecided; ``""`` for none."""
        return self.derived_name("why") if self.is_bounded else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The fact's column and those beside it."""
        words = ["precision"] if self.has_precision else []
        words += ["min", "max", "why"] if self.is_bounded else []
        return (self.name, *map(self.derived_name, words))


def is_raster_path(path: str) -> bool:
    """Tell whether a file is read as a raster.

    Parameters
    ----------
    path : str

    Returns
    -------
    bool
    """
    return PurePath(path).suffix.lower() in RASTER_SUFFIXES


def list_measures(layers: Mapping[str, Mapping[str, Any]]) -> tuple[Measure, ...]:
    """Make the measures of the layers of a config.

    Parameters
    ----------
    layers : mapping of layer name to its table in the config, or in a ``run.json``

    Returns
    -------
    tuple of Measure, of the layers of kind ``custom``
    """
    return tuple(
        Measure(
            name=str(table["name"]),
            layer=name,
            how=str(table["measure"]),
            unit=str(table.get("unit") or RULES[str(table["measure"])].unit),
            title=str(table.get("title") or _title(str(table["name"]))),
            path=str(table["path"]),
            column=str(table.get("column") or ""),
            radius_km=float(table.get("radius_km") or 0.0),
            source=str(table.get("source") or ""),
            digits=_digits(table),
            geometry=next((each for each in SHAPES if each == table.get("geometry")), None),
        )
        for name, table in layers.items()
        if table.get("kind") == CUSTOM
    )


def _digits(table: Mapping[str, Any]) -> int:
    digits = table.get("digits")
    return RULES[str(table["measure"])].digits if digits is None else int(digits)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
