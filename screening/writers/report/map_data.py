"""What the report's maps draw, prepared once: shapes that answer quickly what is in view."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from screening.catalog import palette
from screening.catalog.palette import VoltageClass

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import ScreeningResult

Box = tuple[float, float, float, float]
"""West, south, east, north [degrees]."""

DETAIL_FRACTION = 1 / 900
"""Details finer than this share of a map's width are left out [-]."""


def expand_box(box: Any, fraction: float) -> Box:
    """Give a box with a margin, a share of its longer side.

    Examples
    --------
    >>> expand_box((0, 0, 10, 5), 0.1)
    (-1.0, -1.0, 11.0, 6.0)
    """
    west, south, east, north = (float(edge) for edge in box)
    margin = max(fraction * max(east - west, north - south), 1e-3)
    return west - margin, south - margin, east + margin, north + margin


class Shapes:
    """Shapes of one look, asked for by box.

    Parameters
    ----------
    shapes : array of shapely geometries in longitude, latitude
    """

    def __init__(self, shapes: Any) -> None:
        found = np.asarray(shapes, dtype=object)
        self._shapes = found[~(shapely.is_missing(found) | shapely.is_empty(found))]
        self._tree = shapely.STRtree(self._shapes)

    def within(self, box: Box) -> NDArray[np.object_]:
        """Give the parts in view, cut to it, without details too fine to see.

        Parameters
        ----------
        box : tuple of four floats [degrees]

        Returns
        -------
        ndarray of single geometries
        """
        near = np.sort(self._tree.query(shapely.box(*box)))
        cut = shapely.clip_by_rect(self._shapes[near], *expand_box(box, 0.02))
        fine = shapely.simplify(cut, (box[2] - box[0]) * DETAIL_FRACTION)
        parts = shapely.get_parts(np.asarray(fine, dtype=object))
        return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


@dataclass(frozen=True)
class MapData:
    """Everything around the sites.

    Attributes
    ----------
    bounds : tuple of four floats, of the region [degrees]
    states, region : Shapes, areas
    state_edges, county_edges, region_edges, routes, corridors : Shapes, lines
    grid : tuple of (VoltageClass, Shapes), the highest voltage last, to be drawn on top
    substations : tuple of (VoltageClass, Shapes), points, likewise
    """

    bounds: Box
    states: Shapes
    region: Shapes
    state_edges: Shapes
    county_edges: Shapes
    region_edges: Shapes
    routes: Shapes
    corridors: Shapes
    grid: tuple[tuple[VoltageClass, Shapes], ...]
    substations: tuple[tuple[VoltageClass, Shapes], ...]


def map_data(screening: ScreeningResult) -> MapData:
    """Prepare a screening's surroundings.

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
    fiber = screening.layers.get("fiber_routes")
    routes = _geometries(fiber)
    corridor = np.zeros(len(routes), bool) if fiber is None else _is(fiber, "kind", "corridor")
    points = shapely.point_on_surface(_geometries(screening.layers.get("substations")))
    west, south, east, north = (float(edge) for edge in screening.region.total_bounds)
    return MapData(
        bounds=(west, south, east, north),
        states=Shapes(states),
        region=Shapes(region),
        state_edges=Shapes(shapely.boundary(states)),
        county_edges=Shapes(shapely.boundary(counties)),
        region_edges=Shapes(shapely.boundary(region)),
        routes=Shapes(routes[~corridor]),
        corridors=Shapes(routes[corridor]),
        grid=_by_voltage(
            screening.layers.get("transmission_lines"),
            _geometries(screening.layers.get("transmission_lines")),
        ),
        substations=_by_voltage(screening.layers.get("substations"), points),
    )


def _geometries(frame: gpd.GeoDataFrame | None) -> NDArray[np.object_]:
    return np.empty(0, object) if frame is None else np.asarray(frame.geometry.array, dtype=object)


def _is(frame: gpd.GeoDataFrame, column: str, value: str) -> NDArray[np.bool_]:
    return np.asarray([cell == value for cell in frame[column]], dtype=bool)


def _by_voltage(
    frame: gpd.GeoDataFrame | None, shapes: NDArray[np.object_]
) -> tuple[tuple[VoltageClass, Shapes], ...]:
    if frame is None:
        return ()
    volts = np.nan_to_num(frame["voltage_kv"].to_numpy(dtype=float))
    above, classes = math.inf, []
    for each in palette.VOLTAGES:
        classes.append((each, Shapes(shapes[(volts >= each.from_kv) & (volts < above)])))
        above = each.from_kv
    return tuple(classes[::-1])
