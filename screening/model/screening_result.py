"""The result of a run: every table and figure that writers present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screening.model.layers import RasterLayer
from screening.model.profile import ProfileResult
from screening.model.run_metadata import RunMetadata

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class ScreeningResult:
    """The result of a run. Writers present it and compute nothing.

    Attributes
    ----------
    name, profile, method : str
    sites : GeoDataFrame, indexed by ``site_id``, best rank first; columns of
        ``screening.catalog.fields``, ``value_<criterion>``, and what the input carried
    connections : GeoDataFrame, ``site_id kind name distance_km geometry``
    layers : mapping of layer kind to GeoDataFrame, clipped to the region; and
        ``fiber_paths``, where there are any
    boundaries : GeoDataFrame, ``name level geometry``; the base map
    region : GeoDataFrame, one row ``name geometry``
    criteria, constraints, build_list, provenance : DataFrame
    metadata : RunMetadata, what ``run.json`` is written from
    robustness : mapping of table name to DataFrame: ``acceptability`` (``site_id rank
        acceptability_fraction``), ``central_weights`` (``site_id factor weight_fraction
        confidence_fraction``), ``tipping`` (a row a criterion) and ``agreement`` (a row a
        method); empty where no ranks were drawn
    profile_results : tuple of ProfileResult, the run's own profile first, then the config's others
    unavailable_profiles : mapping of the name of a profile without a result to the reason
    rasters : mapping of kind of layer to RasterLayer, the first of each kind
    """

    name: str
    profile: str
    method: str
    sites: gpd.GeoDataFrame
    connections: gpd.GeoDataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    boundaries: gpd.GeoDataFrame
    region: gpd.GeoDataFrame
    criteria: pd.DataFrame
    constraints: pd.DataFrame
    build_list: pd.DataFrame
    provenance: pd.DataFrame
    metadata: RunMetadata = field(default_factory=RunMetadata)
    robustness: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    profile_results: tuple[ProfileResult, ...] = ()
    unavailable_profiles: Mapping[str, str] = field(default_factory=dict)
    rasters: Mapping[str, RasterLayer] = field(default_factory=dict)
