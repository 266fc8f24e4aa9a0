"""The geometries of the report's maps, spatially indexed once and shared by all maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from screening.writers.styles.classification import class_indices, mapped_layers

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.catalog.styles import StyleClass
    from screening.model import ScreeningResult

Box = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""

DETAIL_FRACTION = 1 / 900
SMALL_DETAIL_FRACTION = 1 / 350
"""Simplification tolerance as a share of a map's width [-], for a large and a small map."""


def expand_box(box: Any, fraction: float) -> Box:
    """Expand a box by a share of its longer side.

    Examples
    --------
    >>> expand_box((0, 0, 10, 5), 0.1)
    (-1.0, -1.0, 11.0, 6.0)
    """
    west, south, east, north = (float(edge) for edge in box)
    margin = max(fraction * max(east - west, north - south), 1e-3)
    return west - margin, south - margin, east + margin, north + margin


class Shapes:
    """Geometries of one style class, with a spatial index.

    Parameters
    ----------
    shapes : array of shapely geometries in longitude, latitude
    """

    def __init__(self, shapes: Any) -> None:
        geometries = np.asarray(shapes, dtype=object)
        is_void = shapely.is_missing(geometries) | shapely.is_empty(geometries)
        self._shapes = geometries[~is_void]
        self._tree = shapely.STRtree(self._shapes)

    def within(self, box: Box, detail: float = DETAIL_FRACTION) -> NDArray[np.object_]:
        """Select the geometries in a box, clip them to it and simplify them.

        Parameters
        ----------
        box : tuple of four floats [degrees]
        detail : float, simplification tolerance as a share of the box's width [-]

        Returns
        -------
        ndarray of single-part geometries
        """
        indices = np.sort(self._tree.query(shapely.box(*box)))
        clipped = shapely.clip_by_rect(self._shapes[indices], *expand_box(box, 0.02))
        simplified = shapely.simplify(clipped, (box[2] - box[0]) * detail)
        parts = shapely.get_parts(np.asarray(simplified, dtype=object))
        return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


@dataclass(frozen=True)
class ClassShapes:
    """Features of one style class of a layer.

    Attributes
    ----------
    style_class : StyleClass
    shapes : Shapes; points if the kind is drawn as points
    count : int, number of features
    """

    style_class: StyleClass
    shapes: Shapes
    count: int


@dataclass(frozen=True)
class MapLayer:
    """A layer of the report's maps.

    Attributes
    ----------
    kind : LayerKind
    classes : tuple of ClassShapes, in legend order
    """

    kind: LayerKind
    classes: tuple[ClassShapes, ...]


@dataclass(frozen=True)
class MapData:
    """Base map and layers of a screening.

    Attributes
    ----------
    bounds : tuple of four floats, of the region [degrees]
    states, region : Shapes, areas
    state_edges, county_edges, region_edges : Shapes, lines
    layers : tuple of MapLayer, the topmost first
    """

    bounds: Box
    states: Shapes
    region: Shapes
    state_edges: Shapes
    county_edges: Shapes
    region_edges: Shapes
    layers: tuple[MapLayer, ...]


def map_data(screening: ScreeningResult) -> MapData:
    """Prepare the base map and the layers of a screening.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    MapData
    """
    level = screening.boundaries["level"].to_numpy(dtype=object)
    areas = _geometries(screening.boundaries)
    states, counties = areas[level == "state"], areas[level == "county"]
    region = _geometries(screening.region)
    west, south, east, north = (float(edge) for edge in screening.region.total_bounds)
    return MapData(
        bounds=(west, south, east, north),
        states=Shapes(states),
        region=Shapes(region),
        state_edges=Shapes(shapely.boundary(states)),
        county_edges=Shapes(shapely.boundary(counties)),
        region_edges=Shapes(shapely.boundary(region)),
        layers=tuple(_map_layer(kind, frame) for kind, frame in mapped_layers(screening)),
    )


def _geometries(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    return np.asarray(frame.geometry.array, dtype=object)


def _map_layer(kind: LayerKind, frame: gpd.GeoDataFrame) -> MapLayer:
    shapes = _geometries(frame)
    if kind.geometry[0] in ("point", "stations"):
        shapes = shapely.point_on_surface(shapes)
    indices = class_indices(kind.style, frame)
    classes = tuple(
        ClassShapes(style_class, Shapes(shapes[indices == index]), int((indices == index).sum()))
        for index, style_class in enumerate(kind.style.classes)
    )
    return MapLayer(kind, classes)
