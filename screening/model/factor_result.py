"""The result of a factor's computation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class FactorResult:
    """The columns that a factor derives, and what is drawn of them.

    Attributes
    ----------
    columns : DataFrame, indexed like the sites, in the same order
    connections : GeoDataFrame or None
        Lines from site to asset: ``site_id kind name distance_km geometry``.
    paths : GeoDataFrame or None
        Paths along fiber routes: ``site_id kind name route_km geometry``; kind primary,
        diverse, shared or cut.
    notes : tuple of str, corrections of the data to report
    incomplete_layers : tuple of str, names of partially read layers whose unread
        geometries could change a value; such a value is missing until they are read
    """

    columns: pd.DataFrame
    connections: gpd.GeoDataFrame | None = None
    paths: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()
    incomplete_layers: tuple[str, ...] = ()
