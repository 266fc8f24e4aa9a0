"""The areas in which layers are complete, and which sites lie in them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.geodesy import GeodesicIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.model import Layer, Sites, VectorLayer

KM = 1000.0
OPEN_EDGE_KM = 1.0
"""How exact the edge of a bounding box is taken to be [km].

A judgement. The box is drawn through the outermost features: what lies beside them is known,
and a line along the edge bows out of it.
"""


def coordinates(sites: Sites) -> NDArray[np.float64]:
    """Return the positions of the sites.

    Parameters
    ----------
    sites : Sites

    Returns
    -------
    ndarray, (n_sites, 2), longitude, latitude
    """
    columns = (sites.frame[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    return np.column_stack(tuple(columns))


def is_covered(layer: Layer, sites: Sites) -> NDArray[np.bool_]:
    """Tell which sites a layer covers.

    Parameters
    ----------
    layer : VectorLayer, RasterLayer or StationLayer
    sites : Sites

    Returns
    -------
    ndarray of bool, (n_sites,)
    """
    shapely.prepare(layer.info.coverage)
    return np.asarray(shapely.covers(layer.info.coverage, sites.frame.geometry.to_numpy()))


def complete_km(layer: VectorLayer, sites: Sites) -> NDArray[np.float64]:
    """Give the radius around each site within which a layer is complete.

    Parameters
    ----------
    layer : VectorLayer
    sites : Sites

    Returns
    -------
    ndarray, (n_sites,) [km]; −inf outside its coverage. A layer that does not state its
    coverage is complete up to the edge of its bounding box, and at least within
    ``OPEN_EDGE_KM``.
    """
    info = layer.info
    inside = is_covered(layer, sites)
    beyond_km = info.complete_beyond_km
    if not info.coverage_stated and np.isinf(beyond_km):  # nobody stated what lies beyond
        beyond_km = 0.0
    radius_km = np.where(inside, beyond_km, -np.inf)
    if np.isfinite(beyond_km) and inside.any():
        rim = _boundary_index(info.coverage)
        edge_km = rim.nearest(coordinates(sites)[inside])[1] / KM
        radius_km[inside] += edge_km if info.coverage_stated else np.fmax(edge_km, OPEN_EDGE_KM)
    return radius_km


@lru_cache(maxsize=8)
def _boundary_index(area: BaseGeometry) -> GeodesicIndex:
    """Index the boundary of an area; every query of its layers needs it."""
    return GeodesicIndex([area.boundary], edges="planar")
