"""Search indexes over large layers, loaded from the cache or built before factors need them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening import cache, geodesy
from screening.array_file import StoredArrays
from screening.errors import InputError
from screening.factors import index_requests
from screening.geodesy.index_arrays import to_arrays
from screening.joins.prepared_index import (
    attach_index,
    build_index,
    content_digest,
    restore_index,
)
from screening.joins.same_stations import share_voltages
from screening.joins.voltage_bounds import possible_classes
from screening.model import VectorLayer
from screening.version import __version__

if TYPE_CHECKING:
    from screening.model import FactorParameters, Layer

Thresholds = tuple[float, ...]
MIN_SEGMENTS = 70_000
"""Layers of fewer segments are indexed faster than a cached index is loaded."""
SEGMENT_DEGREES = 4.0 / 111.0
"""Approximate maximum length of a segment of an index [degrees]."""


class IndexPreparer:
    """Attaches prepared indexes to layers; the same layers get the same indexes."""

    def __init__(self) -> None:
        self._groups: list[tuple[Sequence[Layer], list[Thresholds], list[Layer]]] = []

    def __call__(
        self, layers: Mapping[str, Sequence[Layer]], parameters: FactorParameters
    ) -> dict[str, list[Layer]]:
        """Attach the indexes that the factors will use, where layers are large.

        Substations share the voltages that are stated of the same station first.

        Parameters
        ----------
        layers : layers by kind
        parameters : FactorParameters

        Returns
        -------
        layers by kind; without indexes where the cache is off
        """
        requests = index_requests(parameters) if cache.is_enabled() else {}
        return {
            kind: self._prepare_group(group, requests.get(kind, []))
            for kind, group in layers.items()
        }

    def _prepare_group(self, group: Sequence[Layer], requests: list[Thresholds]) -> list[Layer]:
        for other, other_requests, prepared in self._groups:
            same = len(other) == len(group) and all(map(_is, other, group))
            if same and other_requests == requests:
                return prepared
        prepared = _attach_indexes(group, requests)
        self._groups.append((list(group), requests, prepared))
        return prepared


def _is(first: object, second: object) -> bool:
    return first is second


def _attach_indexes(group: Sequence[Layer], requests: list[Thresholds]) -> list[Layer]:
    layers = [layer for layer in group if isinstance(layer, VectorLayer)]
    if layers and len(layers) == len(group) and layers[0].info.kind == "substations":
        layers = share_voltages(layers)
        group = layers
    if not requests or len(layers) < len(group) or _segment_count(layers) < MIN_SEGMENTS:
        return list(group)
    content = content_digest(layers)
    for at_least_kv, possible in product(requests, (False, True)):
        if possible and (not at_least_kv or np.isnan(possible_classes(layers, at_least_kv)).all()):
            continue
        stored = _load_or_build(layers, at_least_kv, content, possible=possible)
        layers = attach_index(layers, at_least_kv, stored.content, stored.arrays, possible=possible)
    return list(layers)


def _segment_count(layers: Sequence[VectorLayer]) -> float:
    """Estimate the number of segments of an index from vertices and lengths."""
    geometries = np.concatenate([layer.frame.geometry.to_numpy() for layer in layers])
    lengths = np.nansum(shapely.length(geometries))
    return float(shapely.get_num_coordinates(geometries).sum() + lengths / SEGMENT_DEGREES)


def _load_or_build(
    layers: Sequence[VectorLayer], at_least_kv: Thresholds, content: str, *, possible: bool
) -> StoredArrays:
    """Load an index, or build and store it where the file is missing or no index."""
    code = cache.source_digest(Path(geodesy.__file__).parent)
    versions = [version(name) for name in ("numpy", "pyproj", "scipy", "shapely")]
    key = cache.make_key("index", __version__, versions, code, content, at_least_kv, possible)
    stored = cache.load(key)
    if stored is not None:
        with contextlib.suppress(InputError):
            restore_index(layers, at_least_kv, stored.content, stored.arrays)
            return stored
    stored = StoredArrays(*to_arrays(build_index(layers, at_least_kv, possible=possible)))
    cache.store(key, stored)
    return stored
