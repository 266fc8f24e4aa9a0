"""The sites of a run in its region."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from screening.errors import SitesError, format_known

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import Sites
    from screening.readers.regions import Region


OUTSIDE = "outside the region"
"""The reason for which a site is left out."""


def select_sites_in_region(sites: Sites, region: Region) -> Sites:
    """Select the sites in a region or on its border.

    Parameters
    ----------
    sites : Sites
    region : Region

    Returns
    -------
    Sites

    Raises
    ------
    SitesError
        Where there is none.
    """
    shapely.prepare(region.geometry)
    inside = shapely.covers(region.geometry, sites.frame.geometry.to_numpy())
    if not inside.any():
        west, south, east, north = sites.frame.total_bounds
        raise SitesError(
            f"{sites.path}: expected sites in the region {region.name}, got none of "
            f"{len(inside)}; they lie within {west:.2f},{south:.2f},{east:.2f},{north:.2f}"
            f"{missing_minus_hint(sites.frame, region)}; choose another --region or other --sites"
        )
    left_out = dict(sites.left_out)
    if not inside.all():
        left_out[OUTSIDE] = int((~inside).sum())
    return replace(sites, frame=sites.frame[inside], left_out=left_out)


def missing_minus_hint(outside: gpd.GeoDataFrame, region: Region) -> str:
    """Name the sites that would lie in the region if their longitude were negative.

    Parameters
    ----------
    outside : GeoDataFrame, sites that do not lie in the region
    region : Region

    Returns
    -------
    str, to append to a message; empty where there is no such site
    """
    longitude, latitude = outside["longitude"].to_numpy(), outside["latitude"].to_numpy()
    mirrored = np.asarray(shapely.points(-longitude, latitude))
    positive = outside["longitude"] > 0
    names = outside.index[positive & shapely.covers(region.geometry, mirrored)]
    if names.empty:
        return ""
    return (
        f"; {len(names)} would lie inside with a minus before the longitude, which is negative "
        f"west of Greenwich: {format_known(names, max_count=5)}"
    )
