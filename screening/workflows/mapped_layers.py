"""The layers of a result that maps show: connections, paths, clipped input layers, rasters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from screening.catalog.kinds import mapped_kinds
from screening.model import CRS, RasterLayer, layer_features

if TYPE_CHECKING:
    from screening.catalog.layer_kind import LayerKind
    from screening.model import FactorResult, Layer
    from screening.readers.regions import Region

MARGIN_DEGREES = 0.5
"""Margin around the region within which features are mapped."""


def connections_layer(results: Sequence[FactorResult]) -> gpd.GeoDataFrame:
    """Gather the lines from sites to their nearest assets.

    Parameters
    ----------
    results : sequence of FactorResult

    Returns
    -------
    GeoDataFrame, ``site_id kind name distance_km geometry``
    """
    parts = [result.connections for result in results if result.connections is not None]
    columns = ["site_id", "kind", "name", "distance_km", "geometry"]
    if not parts:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=CRS)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True)[columns], crs=CRS)


def path_layers(results: Sequence[FactorResult]) -> dict[str, gpd.GeoDataFrame]:
    """Gather the paths along fiber routes.

    Parameters
    ----------
    results : sequence of FactorResult

    Returns
    -------
    dict, ``fiber_paths`` to GeoDataFrame; empty where there are no paths
    """
    paths = [result.paths for result in results if result.paths is not None]
    return {"fiber_paths": paths[0]} if paths and len(paths[0]) else {}


def clip_layers(
    layers: Mapping[str, Sequence[Layer]], region: Region
) -> dict[str, gpd.GeoDataFrame]:
    """Select the features of the mapped kinds near the region.

    Parameters
    ----------
    layers : layers by kind
    region : Region

    Returns
    -------
    dict of kind to GeoDataFrame, the layers of a kind in one table
    """
    clipped = {}
    for kind in mapped_kinds():
        frames = [
            clip(frame, region)
            for layer in layers.get(kind.name, [])
            if (frame := layer_features(layer)) is not None
        ]
        if frames:
            frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS)
            clipped[kind.name] = frame.drop(columns=_repeated_bounds(kind, frame))
    return clipped


def _repeated_bounds(kind: LayerKind, frame: gpd.GeoDataFrame) -> list[str]:
    """List the columns of upper bounds that say no more than the columns of lower ones."""
    return [
        column.name
        for column in kind.columns
        if column.upper_of
        and column.name in frame
        and frame[column.name].equals(frame[column.upper_of])
    ]


def clip(frame: gpd.GeoDataFrame, region: Region) -> gpd.GeoDataFrame:
    """Select the features whose bounds meet the region's, with a margin.

    Parameters
    ----------
    frame : GeoDataFrame
    region : Region

    Returns
    -------
    GeoDataFrame
    """
    west, south, east, north = region.geometry.bounds
    margin = MARGIN_DEGREES
    return frame.cx[west - margin : east + margin, south - margin : north + margin]


def mapped_rasters(layers: Mapping[str, Sequence[Layer]]) -> dict[str, RasterLayer]:
    """Select the first raster of each kind.

    Parameters
    ----------
    layers : layers by kind

    Returns
    -------
    dict of kind to RasterLayer
    """
    return {
        kind: layer
        for kind, group in layers.items()
        for layer in group[:1]
        if isinstance(layer, RasterLayer)
    }
