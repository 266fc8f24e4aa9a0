"""A finished run: everything a writer needs, nothing left to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from screening.model.layers import RasterLayer
from screening.model.profile import ProfileResult

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class ScreeningResult:
    """A run's results: everything a writer needs, nothing left to compute.

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
    record : mapping, what ``run.json`` holds
    robustness : mapping of table name to DataFrame: ``acceptability`` (``site_id rank
        acceptability_fraction``), ``central_weights`` (``site_id factor weight_fraction
        confidence_fraction``), ``tipping`` (a row a criterion) and ``agreement`` (a row a
        method); none where ranks were not drawn
    judgements : tuple of ProfileResult, the run's own profile first, then the config's others
    not_judged : mapping of a profile's name to why its judgement is not among them
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
    record: Mapping[str, Any] = field(default_factory=dict)
    robustness: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    profile_results: tuple[ProfileResult, ...] = ()
    unavailable_profiles: Mapping[str, str] = field(default_factory=dict)
    rasters: Mapping[str, RasterLayer] = field(default_factory=dict)
