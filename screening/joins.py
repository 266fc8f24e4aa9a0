"""Site × layer → one row a site, always, in the same order, whatever the layer holds.

A layer answers only where it covers; elsewhere the answer is unknown (NaN), never the
far asset across the gap. Every distance is geodesic and carries how far it may be off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from screening.geodesy import GeodesicIndex
from screening.model import CRS, FactorResult, Grid, Layer, Layers, RasterLayer, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

KM = 1000.0


@dataclass(frozen=True)
class Assets:
    """The features of one or more layers that a question is about, ready to be searched.

    Attributes
    ----------
    frame : DataFrame, attributes, a row a feature, 0..n-1, with ``_precision_km``
    index : GeodesicIndex, over the features in the same order
    layers : tuple of VectorLayer, that answer the question where they cover
    """

    frame: pd.DataFrame
    index: GeodesicIndex
    layers: tuple[VectorLayer, ...]

    def known_to_km(self, sites: Sites) -> NDArray[np.float64]:
        """Tell how far around each site the layers know every asset.

        Parameters
        ----------
        sites : Sites

        Returns
        -------
        ndarray, (n_sites,) [km]; −inf where no layer covers the site, inf where one that
        covers it knows no edge
        """
        points = sites.frame.geometry.to_numpy()
        known = np.full(len(points), -np.inf)
        for layer in self.layers:
            inside = covered(layer, sites)
            edge = np.where(inside, layer.info.reach_km, -np.inf)
            if np.isfinite(layer.info.reach_km) and inside.any():
                rim = GeodesicIndex([layer.info.covers.boundary], edges="planar")
                edge[inside] += rim.nearest(coordinates(sites)[inside])[1] / KM
            known = np.fmax(known, edge)
        return known


def vectors(layers: Layers, kind: str) -> list[VectorLayer]:
    """Give the layers of a kind that hold features.

    Parameters
    ----------
    layers : layers by kind
    kind : str

    Returns
    -------
    list of VectorLayer, empty where there is none
    """
    return [layer for layer in layers.get(kind, ()) if isinstance(layer, VectorLayer)]


def rasters(layers: Layers, kind: str) -> list[RasterLayer]:
    """Give the layers of a kind that hold bands.

    Parameters
    ----------
    layers : layers by kind
    kind : str

    Returns
    -------
    list of RasterLayer, empty where there is none
    """
    return [layer for layer in layers.get(kind, ()) if isinstance(layer, RasterLayer)]


def covered(layer: Layer, sites: Sites) -> NDArray[np.bool_]:
    """Tell which sites a layer covers.

    Parameters
    ----------
    layer : VectorLayer or RasterLayer
    sites : Sites

    Returns
    -------
    ndarray of bool, (n_sites,)
    """
    shapely.prepare(layer.info.covers)
    return np.asarray(shapely.covers(layer.info.covers, sites.frame.geometry.to_numpy()))


def assets(layers: Sequence[VectorLayer], *, at_least_kv: float | None = None) -> Assets:
    """Gather the features that a question is about.

    Parameters
    ----------
    layers : sequence of VectorLayer, of one kind
    at_least_kv : float [kV] or None
        Keep features of at least this voltage. Only layers that are complete from
        there on know the answer; features of the others still count as assets.

    Returns
    -------
    Assets
    """
    kept = [_above(layer.frame, at_least_kv) for layer in layers]
    known = [at_least_kv is None or layer.info.complete_from_kv <= at_least_kv for layer in layers]
    parts = [
        part.assign(_precision_km=layer.info.precision_km)
        for part, layer in zip(kept, layers, strict=True)
        if len(part)
    ]
    if not parts:
        frame = gpd.GeoDataFrame({"_precision_km": []}, geometry=[], crs=CRS)
    else:
        frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)
    return Assets(
        pd.DataFrame(frame.drop(columns="geometry")),
        GeodesicIndex(frame.geometry.to_numpy()),
        tuple(layer for layer, knows in zip(layers, known, strict=True) if knows),
    )


def _above(frame: gpd.GeoDataFrame, at_least_kv: float | None) -> gpd.GeoDataFrame:
    return frame if at_least_kv is None else frame[frame["voltage_kv"] >= at_least_kv]


def nearest(sites: Sites, assets: Assets) -> pd.DataFrame:
    """Find each site's nearest asset.

    Parameters
    ----------
    sites : Sites
    assets : Assets

    Returns
    -------
    DataFrame, indexed like the sites
        ``distance_km precision_km foot_longitude foot_latitude`` and the asset's
        attributes; all missing where no layer covers the site, or there is no asset, or
        a nearer one may lie where no layer knows.
        ``precision_km`` is the site's plus the layer's, NaN where either is not stated.
    """
    points = coordinates(sites)
    index, metres = assets.index.nearest(points)
    index = np.where(metres <= assets.known_to_km(sites) * KM, index, -1)
    hit = index >= 0
    found = assets.frame.reindex(index.astype(int)).set_axis(sites.frame.index)
    feet = assets.index.foot(points, index)
    found["distance_km"] = np.where(hit, metres / KM, np.nan)
    found["precision_km"] = np.where(
        hit,
        sites.frame["coord_precision_km"].to_numpy(dtype=float)
        + found.pop("_precision_km").to_numpy(dtype=float),
        np.nan,
    )
    return found.assign(foot_longitude=feet[:, 0], foot_latitude=feet[:, 1])


def within(sites: Sites, assets: Assets, radius_km: float) -> pd.DataFrame:
    """List the assets within a radius of each site.

    Parameters
    ----------
    sites : Sites
    assets : Assets
    radius_km : float [km]

    Returns
    -------
    DataFrame, a row a pair, ordered by site, with ``site_id``, ``distance_km`` and
    the asset's attributes; nothing for sites whose surroundings no layer knows
    """
    pairs = assets.index.within(coordinates(sites), radius_km * KM)
    kept = (assets.known_to_km(sites) >= radius_km)[pairs.point_index]
    rows = assets.frame.iloc[pairs.geometry_index[kept]].reset_index(drop=True)
    return rows.drop(columns="_precision_km").assign(
        site_id=sites.frame.index.to_numpy()[pairs.point_index[kept]],
        distance_km=pairs.distance_m[kept] / KM,
    )


def per_site(counts: pd.Series, sites: Sites, assets: Assets, radius_km: float) -> pd.Series:
    """Spread counts by site over all sites: 0 where none, NaN where not known.

    Parameters
    ----------
    counts : Series, indexed by ``site_id``
    sites : Sites
    assets : Assets
    radius_km : float [km], of :func:`within`

    Returns
    -------
    Series of float, indexed like the sites
    """
    spread = counts.reindex(sites.frame.index).fillna(0).astype(float)
    return spread.where(assets.known_to_km(sites) >= radius_km)


def connections(sites: Sites, found: pd.DataFrame, kind: str) -> gpd.GeoDataFrame:
    """Draw the straight connections of :func:`nearest`.

    Parameters
    ----------
    sites : Sites
    found : DataFrame, from :func:`nearest`
    kind : str, what the connection goes to

    Returns
    -------
    GeoDataFrame, ``site_id kind name distance_km geometry``; a row a site that has one
    """
    hit = found["distance_km"].notna().to_numpy()
    ends = found.loc[hit, ["foot_longitude", "foot_latitude"]].to_numpy(dtype=float)
    lines = shapely.linestrings(np.stack([coordinates(sites)[hit], ends], axis=1))
    return gpd.GeoDataFrame(
        {
            "site_id": sites.frame.index[hit],
            "kind": kind,
            "name": found.loc[hit, "name"].to_numpy(),
            "distance_km": found.loc[hit, "distance_km"].to_numpy(),
        },
        geometry=lines,
        crs=CRS,
    )


def result(
    sites: Sites, columns: dict[str, object], drawn: Sequence[gpd.GeoDataFrame]
) -> FactorResult:
    """Bundle a theme's columns and connections.

    Parameters
    ----------
    sites : Sites
    columns : dict of column name to Series indexed like the sites
    drawn : sequence of GeoDataFrame, from :func:`connections`

    Returns
    -------
    FactorResult
    """
    lines = gpd.GeoDataFrame(pd.concat(drawn, ignore_index=True), crs=CRS) if drawn else None
    return FactorResult(pd.DataFrame(columns, index=sites.frame.index), lines)


def coordinates(sites: Sites) -> NDArray[np.float64]:
    """Give the sites' positions.

    Parameters
    ----------
    sites : Sites

    Returns
    -------
    ndarray, (n_sites, 2), longitude, latitude
    """
    return np.asarray(sites.frame[["longitude", "latitude"]].to_numpy(dtype=float))


def sample(sites: Sites, layers: Sequence[RasterLayer]) -> pd.DataFrame:
    """Read rasters at the sites, bilinear between cell centres.

    A cell without data never enters a mean: the weights of the others are scaled up,
    and a site whose own cell has none is unknown. The first layer that knows a site
    answers for it.

    Parameters
    ----------
    sites : Sites
    layers : sequence of RasterLayer with the same bands

    Returns
    -------
    DataFrame, indexed like the sites, a column a band, NaN where not known
    """
    points = coordinates(sites)
    bands = layers[0].grid.bands
    values = np.full((len(points), len(bands)), np.nan)
    for layer in layers:
        todo = covered(layer, sites) & np.isnan(values).all(axis=1)
        values[todo] = _bilinear(layer.grid, points[todo])
    return pd.DataFrame(values, index=sites.frame.index, columns=list(bands))


def _bilinear(grid: Grid, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate (n_points, n_bands) from the four cell centres around each point."""
    a, b, c, d, e, f = grid.transform
    to_grid = Transformer.from_crs(CRS, grid.crs, always_xy=True)
    x, y = to_grid.transform(points[:, 0], points[:, 1])
    column, row = np.linalg.solve([[a, b], [d, e]], np.stack([x - c, y - f])) - 0.5
    n_rows, n_columns = grid.values.shape[1:]
    total = np.zeros((len(points), len(grid.bands)))
    weight = np.zeros_like(total)
    for step_row, step_column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        i = np.floor(row).astype(int) + step_row
        j = np.floor(column).astype(int) + step_column
        share = (1 - np.abs(row - i)) * (1 - np.abs(column - j))
        inside = (i >= 0) & (i < n_rows) & (j >= 0) & (j < n_columns)
        cell = grid.values[:, np.where(inside, i, 0), np.where(inside, j, 0)].T
        known = inside[:, None] & ~np.isnan(cell)
        total += np.where(known, cell, 0.0) * share[:, None]
        weight += known * share[:, None]
    i, j = np.rint(row).astype(int), np.rint(column).astype(int)
    inside = (i >= 0) & (i < n_rows) & (j >= 0) & (j < n_columns)
    own = grid.values[:, np.where(inside, i, 0), np.where(inside, j, 0)].T
    known = inside[:, None] & ~np.isnan(own)
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=known & (weight > 0))
