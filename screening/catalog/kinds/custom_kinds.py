"""Kinds of custom layers: one a layer, so that each has its title, table and legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.catalog import palette
from screening.catalog.layer_kind import ID, SOURCE, Column, LayerKind
from screening.catalog.styles import ColourRamp, MapLabel, Single, Symbol

if TYPE_CHECKING:
    from screening.catalog.custom_measures import Measure

GROUP = "Custom"
_NAME = Column("name", "Name", "Name in the layer's own file.", aliases=("name",), parse="name")
_SIZES = {"point": 6.0, "line": 1.6, "polygon": 0.8}
"""Sizes of symbols [px]."""


def custom_kind(measure: Measure) -> LayerKind:
    """Make the kind of a custom layer.

    Parameters
    ----------
    measure : Measure

    Returns
    -------
    LayerKind, without a life cycle
    """
    text = measure.rule.text.format(
        column=measure.column or "the band", radius=f"{measure.radius_km:g}"
    )
    if measure.is_raster:
        return LayerKind(
            name=measure.kind_name,
            title=measure.title,
            description=f"{measure.title}: {text}.",
            group=GROUP,
            geometry=("raster",),
            columns=(_value(measure, measure.title, pictured=True),),
            ramp=ColourRamp(palette.RASTER),
            has_life_cycle=False,
            visible=False,
        )
    drawn = measure.drawn_geometry
    others = tuple(name for name in measure.rule.geometry if name != drawn)
    values = (_value(measure, measure.column),) if measure.column else ()
    symbol = Symbol(palette.OWN, _SIZES[drawn], opacity=0.45 if drawn == "polygon" else 0.9)
    return LayerKind(
        name=measure.kind_name,
        title=measure.title,
        description=f"{measure.title}: {text}.",
        group=GROUP,
        geometry=(drawn, *others),
        columns=(ID, _NAME, *values, SOURCE),
        style=Single(symbol, measure.title),
        labels=(MapLabel(("name",), palette.STONE, to_scale=600_000),),
        has_life_cycle=False,
    )


def _value(measure: Measure, title: str, *, pictured: bool = False) -> Column:
    return Column(
        measure.value_column,
        title,
        "Value that the measure takes.",
        measure.unit,
        parse="number",
        required=True,
        pictured=pictured,
        digits=measure.digits,
    )
