"""Read climate-change deltas: a raster of the warming between today and a later year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.readers.rasters.raster_bands import read_bands

if TYPE_CHECKING:
    import geopandas as gpd

    from screening.model import LayerSpec, RasterLayer
    from screening.readers.layers.layer_metadata import LayerMetadata

BANDS = ("delta_dry_bulb_c", "delta_dew_point_c")
"""Rise of the mean dry bulb and of the mean dew point over those of the climate data [K]."""
_VALID_RANGES = dict.fromkeys(BANDS, (-10.0, 15.0, "K"))


def read_climate_deltas(
    spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of deltas.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps a band to a band of the file, by description or by number from 1.
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``BANDS``, in the CRS of the file

    Raises
    ------
    LayerError
        For missing bands, or values outside the range of any scenario.
    UnreadableError, RegionError
    """
    return read_bands(spec, metadata, boundaries, _VALID_RANGES)
