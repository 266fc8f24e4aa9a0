"""The areas of a layer that contain a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.model import Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray


def containing_areas(sites: Sites, layer: VectorLayer) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find every area that each site lies in, or on the border of.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of polygons

    Returns
    -------
    site, area : ndarray of int, (n_pairs,), rows of the sites and of the layer
    """
    tree = shapely.STRtree(layer.frame.geometry.to_numpy())
    site, area = tree.query(sites.frame.geometry.to_numpy(), predicate="intersects")
    return site, area
