"""The features of layers, ready to be searched, and the areas in which they are complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from screening.geodesy import ClassIndex, circle
from screening.joins.coverage import KM, complete_km, coordinates, is_covered
from screening.joins.prepared_index import build_index, find_index
from screening.joins.voltage_bounds import layer_voltage_bounds, possible_classes
from screening.model import CRS, Layers, RasterLayer, Sites, StationLayer, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray

LayerT = TypeVar("LayerT", VectorLayer, RasterLayer, StationLayer)

MIN_COVERED_SHARE = 0.9
"""Minimum share of a circle that layers must cover for a count in it to be known [-]."""


def find_layers(layers: Layers, kind: str, layer_type: type[LayerT]) -> list[LayerT]:
    """Find the layers of a kind, with their type.

    Parameters
    ----------
    layers : layers by kind
    kind : str
    layer_type : VectorLayer, RasterLayer or StationLayer, that the kind is read as

    Returns
    -------
    list of ``layer_type``, empty where there is none
    """
    return [layer for layer in layers.get(kind, ()) if isinstance(layer, layer_type)]


@dataclass(frozen=True)
class FeatureSet:
    """The features of layers of one kind, ready to be searched.

    Attributes
    ----------
    frame : DataFrame, attributes, one row per feature, 0..n-1, with ``_precision_km``
    index : ClassIndex, over the features in the same order, by voltage
    layers : tuple of VectorLayer
    at_least_kv : tuple of float [kV], voltages that may be queried; empty where the
        features have none
    possible : ClassIndex or None, over the features that may have such a voltage, but not
        certainly, by the highest that they may have; None where there is none
    kv_low, kv_high : ndarray, (n,) [kV], bounds of the features' voltages; −inf and inf where
        there is no bound, empty where none may be queried
    """

    frame: pd.DataFrame
    index: ClassIndex
    layers: tuple[VectorLayer, ...]
    at_least_kv: tuple[float, ...] = ()
    possible: ClassIndex | None = None
    kv_low: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    kv_high: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def partially_read(self) -> tuple[str, ...]:
        """Names of the layers whose distant geometries were not read."""
        return tuple(layer.info.name for layer in self.layers if layer.partial_read)

    def read_within_km(self, sites: Sites) -> NDArray[np.float64]:
        """Give the radius around each site within which every geometry was read.

        Parameters
        ----------
        sites : Sites

        Returns
        -------
        ndarray, (n_sites,) [km]; inf where the layers were read in full, −inf outside the
        extent of a partially read one
        """
        points = coordinates(sites)
        radius_km = np.full(len(points), np.inf)
        for part in (layer.partial_read for layer in self.layers if layer.partial_read):
            west, south, east, north = part.bounds
            inside = (points >= (west, south)).all(axis=1) & (points <= (east, north)).all(axis=1)
            radius_km = np.fmin(radius_km, np.where(inside, part.margin_km, -np.inf))
        return radius_km

    def is_read_within(self, sites: Sites, radius_km: float) -> NDArray[np.bool_]:
        """Tell at which sites every geometry within a radius was read.

        Parameters
        ----------
        sites : Sites
        radius_km : float [km]

        Returns
        -------
        ndarray of bool, (n_sites,)
        """
        return self.read_within_km(sites) >= radius_km

    def complete_within_km(
        self, sites: Sites, at_least_kv: float | None = None
    ) -> NDArray[np.float64]:
        """Give the radius around each site within which the layers are complete.

        Parameters
        ----------
        sites : Sites
        at_least_kv : float [kV] or None
            Only layers that are complete from this voltage count; None: all do.

        Returns
        -------
        ndarray, (n_sites,) [km]; −inf where no layer covers the site, inf where a layer that
        covers it is complete at any distance
        """
        known = np.full(len(sites.frame), -np.inf)
        for layer in self._complete_layers(at_least_kv):
            known = np.fmax(known, complete_km(layer, sites))
        return known

    def has_open_edge(self, sites: Sites, at_least_kv: float | None = None) -> NDArray[np.bool_]:
        """Tell which sites lie in the bounding box of a layer that does not state its coverage.

        Beyond the edge of such a box the answer is not known, but up to the edge it is.

        Parameters
        ----------
        sites : Sites
        at_least_kv : float [kV] or None, as of :meth:`complete_within_km`

        Returns
        -------
        ndarray of bool, (n_sites,)
        """
        inside = np.zeros(len(sites.frame), dtype=bool)
        for layer in self._complete_layers(at_least_kv):
            if not layer.info.coverage_stated:
                inside |= is_covered(layer, sites)
        return inside

    def is_complete_within(
        self, sites: Sites, radius_km: float, at_least_kv: float | None = None
    ) -> NDArray[np.bool_]:
        """Tell where the layers are complete, and read, in at least nine tenths of a circle.

        A layer that does not state its coverage counts only where it holds all of the circle.

        Parameters
        ----------
        sites : Sites
        radius_km : float [km]
        at_least_kv : float [kV] or None, as of :meth:`complete_within_km`

        Returns
        -------
        ndarray of bool, (n_sites,)
        """
        known = self.complete_within_km(sites, at_least_kv) >= radius_km
        read = self.is_read_within(sites, radius_km)
        stated = [x for x in self._complete_layers(at_least_kv) if x.info.coverage_stated]
        covered = np.zeros(len(known), dtype=bool)
        for layer in stated:
            covered |= is_covered(layer, sites)
        partly = np.flatnonzero(~known & covered)
        if len(partly):
            area = shapely.union_all([layer.info.coverage for layer in stated])
            where = coordinates(sites)[partly]
            discs = np.array([circle(lon, lat, radius_km * KM) for lon, lat in where])
            inside = shapely.area(shapely.intersection(discs, area)) / shapely.area(discs)
            known[partly] = inside >= MIN_COVERED_SHARE
        return known & read

    def describes_within(
        self, sites: Sites, radius_km: float, at_least_kv: float | None = None
    ) -> NDArray[np.bool_]:
        """Tell where the assets that the layers hold in a circle are at least a part of all.

        Parameters
        ----------
        sites : Sites
        radius_km : float [km]
        at_least_kv : float [kV] or None, as of :meth:`complete_within_km`

        Returns
        -------
        ndarray of bool, (n_sites,); True where :meth:`is_complete_within` is, and in the
        bounding box of a layer that does not state its coverage
        """
        at_least = self.has_open_edge(sites, at_least_kv) & self.is_read_within(sites, radius_km)
        return at_least | self.is_complete_within(sites, radius_km, at_least_kv)

    def _complete_layers(self, at_least_kv: float | None) -> list[VectorLayer]:
        """Leave out layers that are complete from a higher voltage only."""
        return [
            layer
            for layer in self.layers
            if at_least_kv is None or layer.info.complete_min_kv <= at_least_kv
        ]


def index_features(
    layers: Sequence[VectorLayer], *, at_least_kv: Sequence[float] = ()
) -> FeatureSet:
    """Gather the features of layers, with a search index.

    Parameters
    ----------
    layers : sequence of VectorLayer, of one kind
    at_least_kv : sequence of float [kV]
        Voltages that will be queried, each as a minimum; empty: voltage does not matter.
        Features of layers that are not complete from such a voltage count, but these layers
        do not make an answer known.

    Returns
    -------
    FeatureSet
    """
    parts = [layer.frame.assign(_precision_km=feature_precision_km(layer)) for layer in layers]
    if parts:
        frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)
    else:
        frame = gpd.GeoDataFrame({"_precision_km": []}, geometry=[], crs=CRS)
    index = find_index(layers, at_least_kv)
    if index is None:
        index = build_index(layers, at_least_kv)
    attributes = pd.DataFrame(frame.drop(columns="geometry"))
    found = FeatureSet(attributes, index, tuple(layers), tuple(at_least_kv))
    if not at_least_kv:
        return found
    low, high = layer_voltage_bounds(layers)
    return replace(found, possible=_possible_index(layers, at_least_kv), kv_low=low, kv_high=high)


def _possible_index(
    layers: Sequence[VectorLayer], at_least_kv: Sequence[float]
) -> ClassIndex | None:
    """Index the features that may have a queried voltage, where there are any."""
    if np.isnan(possible_classes(layers, at_least_kv)).all():
        return None
    index = find_index(layers, at_least_kv, possible=True)
    return build_index(layers, at_least_kv, possible=True) if index is None else index


def feature_precision_km(layer: VectorLayer) -> NDArray[np.float64]:
    """Give the precision of each feature: the layer's, or its own where it is worse.

    Parameters
    ----------
    layer : VectorLayer

    Returns
    -------
    ndarray, (n,) [km]
    """
    own = layer.frame.get("coord_precision_km", pd.Series(np.nan, index=layer.frame.index))
    precision_km: NDArray[np.float64] = np.fmax(layer.info.precision_km, own.to_numpy(dtype=float))
    return precision_km
