"""File → sites and layers. What a layer is read as is its kind's record in ``catalog.kinds``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from screening.catalog.kinds import KINDS
from screening.catalog.kinds.custom_kinds import custom_kind
from screening.catalog.layer_kind import LayerKind
from screening.errors import LayerError, RegionError, did_you_mean, format_known
from screening.model import PartialRead, VectorLayer
from screening.readers.file_checks import UnreadableError
from screening.readers.layers.layer_columns import layer_label
from screening.readers.layers.layer_metadata import LayerMetadata, read_metadata
from screening.readers.layers.spatial_filter import MARGIN_KM
from screening.readers.layers.vector_reader import read_vector_layer
from screening.readers.rasters.raster_bands import read_bands
from screening.readers.sites.site_reader import read_sites, site_warnings
from screening.readers.weather.station_years import read_climate_hourly
from screening.readers.weather.weather_parsing import read_weather

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from screening.model import Layer, LayerSpec

__all__ = [
    "READERS",
    "Reader",
    "read_layer",
    "read_layers",
    "read_sites",
    "read_weather",
    "site_warnings",
]

Reader = Callable[
    [LayerKind, "LayerSpec", LayerMetadata, "gpd.GeoDataFrame"],
    "Layer",
]
"""Kind, specification, metadata, named boundaries → layer."""

READERS: Mapping[str, Reader] = {
    "point": read_vector_layer,
    "line": read_vector_layer,
    "polygon": read_vector_layer,
    "raster": read_bands,
    "stations": lambda _, *arguments: read_climate_hourly(*arguments),
}
"""Reader by the first geometry of a kind."""


def read_layer(spec: LayerSpec, boundaries: gpd.GeoDataFrame) -> Layer:
    """Read a layer of any kind.

    Parameters
    ----------
    spec : LayerSpec
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`; the names
        that ``covers`` may use

    Returns
    -------
    VectorLayer or RasterLayer, with the columns or bands of ``docs/layers.md``

    Raises
    ------
    LayerError
        With every problem of the layer.
    """
    kind = KINDS.get(spec.kind) if spec.measure is None else custom_kind(spec.measure)
    if kind is None:
        raise LayerError(
            f"{layer_label(spec)}: expected a kind that is read, got {spec.kind!r}; "
            f"{did_you_mean(spec.kind, KINDS)}known: {format_known(KINDS)}; name one of these"
        )
    metadata, problems = read_metadata(spec)
    layer = None
    try:
        layer = READERS[kind.geometry[0]](kind, spec, metadata, boundaries)
    except LayerError as error:
        problems += error.problems
    except RegionError as error:
        problems += [f"{layer_label(spec)}: covers: {problem}" for problem in error.problems]
    except UnreadableError as error:
        problems.append(f"{layer_label(spec)}: {error}")
    if layer is None or problems:
        raise LayerError(*problems)
    if isinstance(layer, VectorLayer) and spec.near is not None:
        return _mark_partial(layer, spec.near)
    return layer


def _mark_partial(layer: VectorLayer, near: BaseGeometry) -> VectorLayer:
    """State the extent that was read, where distant geometries were not."""
    if not layer.frame.geometry.isna().any():
        return layer
    return replace(layer, partial_read=PartialRead(near.bounds, MARGIN_KM))


def read_layers(
    specs: Iterable[LayerSpec],
    boundaries: gpd.GeoDataFrame,
    near: BaseGeometry | None = None,
) -> dict[str, list[Layer]]:
    """Read all layers of a config.

    Parameters
    ----------
    specs : iterable of LayerSpec
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`
    near : shapely geometry in longitude, latitude, or None
        The region of the sites: rasters, and the geometries of power layers, are read
        around it only. None reads all.

    Returns
    -------
    dict of kind to layers, both in the order of ``specs``

    Raises
    ------
    LayerError
        With every problem of every layer.
    """
    layers: dict[str, list[Layer]] = {}
    problems: list[str] = []
    for spec in specs:
        try:
            layers.setdefault(spec.kind, []).append(
                read_layer(replace(spec, near=near), boundaries)
            )
        except LayerError as error:
            problems += error.problems
    if problems:
        raise LayerError(*problems)
    return layers
