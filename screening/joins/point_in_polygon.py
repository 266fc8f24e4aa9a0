"""The area of a layer that contains a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.model import Sites, VectorLayer

if TYPE_CHECKING:
    from numpy.typing import NDArray


def containing_area(sites: Sites, layer: VectorLayer) -> NDArray[np.intp]:
    """Find the area that each site lies in, or on the border of.

    Parameters
    ----------
    sites : Sites
    layer : VectorLayer, of polygons

    Returns
    -------
    ndarray of int, (n_sites,), row of the layer, the first of several; -1 for none
    """
    tree = shapely.STRtree(layer.frame.geometry.to_numpy())
    site, area = tree.query(sites.frame.geometry.to_numpy(), predicate="intersects")
    found = np.full(len(sites.frame), -1, dtype=np.intp)
    order = np.lexsort((area, site))[::-1]
    found[site[order]] = area[order]  # the first of several is written last
    return found
