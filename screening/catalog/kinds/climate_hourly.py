"""Typical years of weather stations: EPW or TMY3 files."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import Column, LayerKind
from screening.catalog.styles import MapLabel, Single, Symbol

CLIMATE_HOURLY = LayerKind(
    name="climate_hourly",
    title="Weather stations",
    description="Stations whose typical years were read: 8,760 hours each.",
    group="Climate",
    geometry=("stations",),
    columns=(
        Column("name", "Name", "Name of the station in its file's header."),
        Column("elevation_m", "Elevation", "Elevation of the station.", "m"),
    ),
    style=Single(Symbol(palette.STATION, 6.0), "Weather stations"),
    labels=(MapLabel(("name",), palette.STATION, to_scale=1_500_000),),
    visible=False,
)
