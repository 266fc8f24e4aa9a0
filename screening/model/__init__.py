"""The nouns of a screening, as frozen values over GeoDataFrames.

Every geometry is in longitude, latitude (EPSG:4326); every table of sites is
indexed by ``site_id``. Nothing here reads, computes or writes.
"""

from __future__ import annotations

from screening.model.factor import Factor, FactorResult
from screening.model.layers import (
    CRS,
    Layer,
    LayerInfo,
    Layers,
    LayerSpec,
    PartialRead,
    RasterGrid,
    RasterLayer,
    Sites,
    StationLayer,
    Stations,
    VectorLayer,
    layer_features,
)
from screening.model.profile import (
    ColumnOverride,
    Constraint,
    Criterion,
    FactorParameters,
    Missing,
    MonteCarloSettings,
    Profile,
    ProfileResult,
)
from screening.model.screening_result import ScreeningResult

__all__ = [
    "CRS",
    "ColumnOverride",
    "Constraint",
    "Criterion",
    "Factor",
    "FactorParameters",
    "FactorResult",
    "Layer",
    "LayerInfo",
    "LayerSpec",
    "Layers",
    "Missing",
    "MonteCarloSettings",
    "PartialRead",
    "Profile",
    "ProfileResult",
    "RasterGrid",
    "RasterLayer",
    "ScreeningResult",
    "Sites",
    "StationLayer",
    "Stations",
    "VectorLayer",
    "layer_features",
]
