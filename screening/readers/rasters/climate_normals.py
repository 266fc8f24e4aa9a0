"""Monthly normals: a raster with bands of temperature, dew point and elevation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.readers.rasters.raster_bands import read_bands

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, RasterLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

MEASURES = ("tmax_c", "tmin_c", "dew_point_c")
BANDS = (*(f"{name}_{month:02d}" for name in MEASURES for month in range(1, 13)), "elevation_m")
"""Monthly mean of the daily maxima, of the daily minima, and of the dew point [°C], the
months 01 to 12; elevation of the ground [m]."""

_POSSIBLE = {
    band: (-450.0, 9000.0, "m") if band == "elevation_m" else (-90.0, 60.0, "°C") for band in BANDS
}
"""Least and greatest values that occur on Earth, and their unit."""


def read_climate_normals(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of monthly normals.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps our band to the file's, by description or number from 1; only the
        cells in and around ``near`` are read.
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``BANDS``, in the CRS of the file

    Raises
    ------
    LayerError
        For bands that are not there, or hold what no climate does.
    UnreadableError, RegionError
    """
    return read_bands(spec, said, boundaries, _POSSIBLE)
