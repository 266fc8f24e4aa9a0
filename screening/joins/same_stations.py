"""Which features of layers show the same station, and what voltage it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from screening.geodesy import GeodesicIndex
from screening.joins.coverage import KM
from screening.joins.feature_index import feature_precision_km
from screening.joins.points_and_areas import SAME_KM, Features, points_in_areas
from screening.joins.voltage_bounds import layer_voltage_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import VectorLayer

KM_PER_DEGREE = 111.0
"""Of a meridian, rounded down: what is near is sought too far rather than too near."""


@dataclass(frozen=True)
class LayerFeatures:
    """The features of layers of one kind, in their order, as stations are told apart by them.

    Attributes
    ----------
    features : Features
    layer_of : ndarray of int, (n,), position of each one's layer
    """

    features: Features
    layer_of: NDArray[np.int64]

    @classmethod
    def of(cls, layers: Sequence[VectorLayer]) -> LayerFeatures:
        """Gather the features of layers; at least one layer."""
        low, high = layer_voltage_bounds(layers)
        frames = [layer.frame for layer in layers]
        features = Features(
            np.concatenate([frame.geometry.to_numpy() for frame in frames]),
            low,
            high,
            np.concatenate([_names(frame) for frame in frames]),
            np.nan_to_num(np.concatenate([feature_precision_km(layer) for layer in layers])),
        )
        sizes = [len(frame) for frame in frames]
        return cls(features, np.repeat(np.arange(len(sizes)), sizes))

    def find_originals(self, near: NDArray[np.int64]) -> NDArray[np.int64]:
        """Map features to the first that shows the same station.

        Parameters
        ----------
        near : ndarray of int, (m,), rows of features; only these are compared

        Returns
        -------
        ndarray of int, (m,), rows of features
        """
        if not len(near):
            return near
        some, layer_of = self.features.take(near), self.layer_of[near]
        first = np.arange(len(near))
        points, areas = points_in_areas(some)
        first[points] = areas
        # an area stands for its points; what is left is compared across layers
        alone = first == np.arange(len(near))
        places = shapely.get_coordinates(shapely.centroid(some.shapes))
        for later in np.unique(layer_of)[1:]:
            ours, theirs = alone & (layer_of == later), alone & (layer_of < later)
            for low, high, others in _voltages(some, ours):
                mine = np.flatnonzero(ours & (some.low == low) & (some.high == high))
                other = np.flatnonzero(theirs & others)
                paired, original = _pair_duplicates(places, some.km, mine, other)
                first[paired] = first[original]
                ours[paired] = theirs[original] = False
        while (first[first] != first).any():
            first = first[first]
        return near[first]


def _voltages(
    some: Features, ours: NDArray[np.bool_]
) -> list[tuple[float, float, NDArray[np.bool_]]]:
    """List the voltages to compare, and which features may have them; equal ones come first."""
    own = np.unique(np.column_stack([some.low[ours], some.high[ours]]), axis=0)
    equal = [
        (low, high, (some.low == low) & (some.high == high)) for low, high in own if low == high
    ]
    unsure = some.low < some.high
    if not unsure.any():
        return equal
    may_be = [(low, high, some.may_have(low, high) & (unsure | (low < high))) for low, high in own]
    return equal + may_be


def share_voltages(layers: Sequence[VectorLayer]) -> list[VectorLayer]:
    """Give features of unknown or ranged voltage what others of the same station state.

    Parameters
    ----------
    layers : sequence of VectorLayer, of substations

    Returns
    -------
    list of VectorLayer, the same ones where nothing changes
        The voltage of each such feature is within the bounds of all features of its station,
        unless these contradict each other.
    """
    low, high = layer_voltage_bounds(layers)
    unsure = np.flatnonzero(low < high)
    if not len(unsure):
        return list(layers)
    gathered = LayerFeatures.of(layers)
    near = _neighbours(gathered.features, _neighbours(gathered.features, unsure))
    station = gathered.find_originals(near)
    least, most = (np.full(len(low), end) for end in (-np.inf, np.inf))
    np.maximum.at(least, station, low[near])
    np.minimum.at(most, station, high[near])
    agree = (low[near] < high[near]) & (least[station] <= most[station])
    new_low, new_high = low.copy(), high.copy()
    new_low[near[agree]], new_high[near[agree]] = least[station[agree]], most[station[agree]]
    return [
        _with_voltages(layer, new_low[rows], new_high[rows])
        if ((new_low != low) | (new_high != high))[rows].any()
        else layer
        for position, layer in enumerate(layers)
        for rows in [gathered.layer_of == position]
    ]


def _with_voltages(
    layer: VectorLayer, low: NDArray[np.float64], high: NDArray[np.float64]
) -> VectorLayer:
    kv, max_kv = (np.where(np.isinf(bound), np.nan, bound) for bound in (low, high))
    frame = layer.frame.assign(voltage_kv=kv, voltage_max_kv=max_kv)
    return replace(layer, frame=gpd.GeoDataFrame(frame))


def _neighbours(features: Features, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the features that may show the same stations as some, with these."""
    shapes = features.shapes
    rows = rows[~(shapely.is_missing(shapes[rows]) | shapely.is_empty(shapes[rows]))]
    if not len(rows):
        return rows
    far_km = max(SAME_KM, 2 * float(features.km.max()))
    latitude = np.fmin(np.abs(shapely.bounds(shapes[rows])[:, [1, 3]]).max(axis=1), 89.0)
    degrees = far_km / KM_PER_DEGREE / np.cos(np.radians(latitude))
    tree = shapely.STRtree(shapes)
    return np.unique(tree.query(shapes[rows], predicate="dwithin", distance=degrees)[1])


def _names(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Give names for comparison, empty where unknown."""
    if "name" not in frame:
        return np.full(len(frame), "", dtype=object)
    return frame["name"].fillna("").astype(str).str.strip().str.casefold().to_numpy(dtype=object)


def _pair_duplicates(
    places: NDArray[np.float64],
    km: NDArray[np.float64],
    ours: NDArray[np.int64],
    theirs: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair duplicates, the nearest first; an asset is in one pair at most."""
    pairs = [np.empty((2, 0), dtype=np.int64)]
    while len(ours) and len(theirs):
        there, metres = GeodesicIndex(shapely.points(places[theirs])).nearest(places[ours])
        back, _ = GeodesicIndex(shapely.points(places[ours])).nearest(places[theirs])
        same = metres / KM <= np.fmax(SAME_KM, km[ours] + km[theirs[there]])
        found = np.flatnonzero(same & (back[there] == np.arange(len(ours))))
        if not len(found):
            break
        pairs.append(np.stack([ours[found], theirs[there[found]]]))
        theirs = np.delete(theirs, there[found])
        ours = np.delete(ours, found)
    mine, other = np.concatenate(pairs, axis=1)
    return mine, other
