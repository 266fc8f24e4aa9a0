"""Read monthly climate normals: a raster of temperature, dew point and elevation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.readers.rasters.raster_bands import read_bands

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, RasterLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

MEASURES = ("tmax_c", "tmin_c", "dew_point_c")
BANDS = (*(f"{name}_{month:02d}" for name in MEASURES for month in range(1, 13)), "elevation_m")
"""Monthly means of the daily maximum, the daily minimum and the dew point [°C], months 01 to
12; ground elevation [m]."""

_VALID_RANGES = {
    band: (-450.0, 9000.0, "m") if band == "elevation_m" else (-90.0, 60.0, "°C") for band in BANDS
}
"""Minimum and maximum that occur on Earth, and the unit."""


def read_climate_normals(
    spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of monthly normals.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps a band to a band of the file, by description or by number from 1;
        only the window around ``near`` is read.
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``BANDS``, in the CRS of the file

    Raises
    ------
    LayerError
        For missing bands, or values that no climate has.
    UnreadableError, RegionError
    """
    return read_bands(spec, metadata, boundaries, _VALID_RANGES)
