"""The nouns of a screening, as frozen values over GeoDataFrames.

Every geometry is in longitude, latitude (EPSG:4326); every table of sites is
indexed by ``site_id``. Nothing here reads, computes or writes.
"""

from __future__ import annotations

from screening.model.factor import Factor, FactorResult
from screening.model.layers import (
    CRS,
    Excerpt,
    Grid,
    Layer,
    LayerInfo,
    Layers,
    LayerSpec,
    RasterLayer,
    Sites,
    StationLayer,
    Stations,
    VectorLayer,
)
from screening.model.profile import (
    Change,
    Constraint,
    Criterion,
    Draws,
    Judgement,
    Missing,
    Parameters,
    Profile,
)
from screening.model.screening_result import Screening

__all__ = [
    "CRS",
    "Change",
    "Constraint",
    "Criterion",
    "Draws",
    "Excerpt",
    "Factor",
    "FactorResult",
    "Grid",
    "Judgement",
    "Layer",
    "LayerInfo",
    "LayerSpec",
    "Layers",
    "Missing",
    "Parameters",
    "Profile",
    "RasterLayer",
    "Screening",
    "Sites",
    "StationLayer",
    "Stations",
    "VectorLayer",
]
