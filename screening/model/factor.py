"""A family of facts, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.model.layers import Layers, Sites
from screening.model.profile import FactorParameters

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class FactorResult:
    """What a factor gives back.

    Attributes
    ----------
    columns : DataFrame, indexed like the sites, in the same order
    connections : GeoDataFrame or None
        Lines from site to asset: ``site_id kind name distance_km geometry``.
    paths : GeoDataFrame or None
        Ways along routes: ``site_id kind name route_km geometry``; kind primary, diverse,
        shared or cut.
    notes : tuple of str, what was mended
    """

    columns: pd.DataFrame
    connections: gpd.GeoDataFrame | None = None
    paths: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factor:
    """A family of facts derived from layers of some kinds.

    Attributes
    ----------
    name : str
    kinds : tuple of str, layer kinds it reads
    fields : tuple of str, columns it gives, each in ``screening.catalog.fields``
    compute : callable, ``(sites, layers, parameters) -> FactorResult``
    needs : tuple of str, columns of earlier factors that it finds in ``sites.frame``;
        NaN where none of them gave it
    uses : tuple of str, likewise, but it does as well without
    """

    name: str
    layer_kinds: tuple[str, ...]
    columns: tuple[str, ...]
    compute: Callable[[Sites, Layers, FactorParameters], FactorResult]
    required_columns: tuple[str, ...] = ()
    optional_columns: tuple[str, ...] = ()
