"""The data classes of a screening. They hold data only and can be pickled.

Every geometry is in longitude, latitude (EPSG:4326); every table of sites is indexed by
``site_id``. Nothing here reads, computes or writes.
"""

from __future__ import annotations

from screening.model.factor_parameters import FactorParameters
from screening.model.factor_result import FactorResult
from screening.model.layers import (
    CRS,
    Layer,
    LayerInfo,
    Layers,
    LayerSpec,
    PartialRead,
    PreparedIndex,
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
    Missing,
    MonteCarloSettings,
    Profile,
    ProfileResult,
)
from screening.model.run_metadata import (
    InputFile,
    PortfolioTotals,
    ProfileSettings,
    RankSampling,
    RunMetadata,
    SiteCounts,
)
from screening.model.screening_result import ScreeningResult

__all__ = [
    "CRS",
    "ColumnOverride",
    "Constraint",
    "Criterion",
    "FactorParameters",
    "FactorResult",
    "InputFile",
    "Layer",
    "LayerInfo",
    "LayerSpec",
    "Layers",
    "Missing",
    "MonteCarloSettings",
    "PartialRead",
    "PortfolioTotals",
    "PreparedIndex",
    "Profile",
    "ProfileResult",
    "ProfileSettings",
    "RankSampling",
    "RasterGrid",
    "RasterLayer",
    "RunMetadata",
    "ScreeningResult",
    "SiteCounts",
    "Sites",
    "StationLayer",
    "Stations",
    "VectorLayer",
    "layer_features",
]
