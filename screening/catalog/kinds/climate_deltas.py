"""Warming and moistening by a later year: a raster of deltas."""

from __future__ import annotations

from screening.catalog import palette
from screening.catalog.layer_kind import Column, LayerKind
from screening.catalog.styles import ColourRamp

CLIMATE_DELTAS = LayerKind(
    name="climate_deltas",
    title="Climate deltas",
    description="Increase of the mean dry bulb and dew point by a later year.",
    group="Climate",
    geometry=("raster",),
    columns=(
        Column(
            "delta_dry_bulb_c",
            "Rise of the dry bulb",
            "Rise of the mean dry bulb over the years of the data.",
            "K",
            minimum=-10.0,
            maximum=15.0,
            pictured=True,
            digits=1,
        ),
        Column(
            "delta_dew_point_c",
            "Rise of the dew point",
            "Rise of the mean dew point over the years of the data.",
            "K",
            minimum=-10.0,
            maximum=15.0,
            pictured=True,
            digits=1,
        ),
    ),
    ramp=ColourRamp(palette.RASTER),
    visible=False,
)
