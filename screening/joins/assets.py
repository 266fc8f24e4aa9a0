"""What a question is asked of: layers, where they know, and their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.geodesy import GeodesicIndex, circle
from screening.model import CRS, Layer, Layers, RasterLayer, Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray


KM = 1000.0
LEAST_SHARE = 0.9
"""Share of a circle that layers must cover for a count in it to be known [-]."""


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

    def knows_around(self, sites: Sites, radius_km: float) -> NDArray[np.bool_]:
        """Tell where the layers know the assets of a whole circle, or all but a tenth of it.

        Parameters
        ----------
        sites : Sites
        radius_km : float [km]

        Returns
        -------
        ndarray of bool, (n_sites,)
        """
        edge = self.known_to_km(sites)
        known = edge >= radius_km
        partly = np.flatnonzero(~known & np.isfinite(edge))
        if len(partly):
            area = shapely.union_all([layer.info.covers for layer in self.layers])
            where = coordinates(sites)[partly]
            discs = np.array([circle(lon, lat, radius_km * KM) for lon, lat in where])
            inside = shapely.area(shapely.intersection(discs, area)) / shapely.area(discs)
            known[partly] = inside >= LEAST_SHARE
        return known


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
