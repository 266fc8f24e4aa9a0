"""How much warmer and moister a later year is: a raster of deltas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.readers.rasters.raster_bands import read_bands

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, RasterLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

BANDS = ("delta_dry_bulb_c", "delta_dew_point_c")
"""Rise of the mean dry bulb and of the mean dew point over the years of the data [K]."""
_POSSIBLE = dict.fromkeys(BANDS, (-10.0, 15.0, "K"))


def read_climate_deltas(
    spec: LayerSpec, said: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of deltas.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps our band to the file's, by description or number from 1.
    said : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``BANDS``, in the CRS of the file

    Raises
    ------
    LayerError
        For bands that are not there, or hold what no scenario does.
    UnreadableError, RegionError
    """
    return read_bands(spec, said, boundaries, _POSSIBLE)
