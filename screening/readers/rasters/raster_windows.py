"""Window reads: the part of a raster around a region as a :class:`screening.model.RasterGrid`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from screening.joins.raster_cells import Cells
from screening.model import CRS, RasterGrid
from screening.readers.file_checks import UnreadableError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rasterio.windows import Window
    from shapely.geometry.base import BaseGeometry

MARGIN_KM = 50.0
"""Margin around a region [km]: a circle of this radius at the region's edge is read completely."""
MARGIN_CELLS = 2
"""Minimum margin in cells: bilinear interpolation needs one cell beyond a position."""
KM_PER_DEGREE = 110.5
"""Minimum length of a degree of latitude [km], at the equator, rounded down."""
_LATTICE_POINTS = 33
"""Points per side of the box that are transformed to cells; between them, the edges of the box
bulge by less than ``_BULGE_FRACTION`` of its size."""
_BULGE_FRACTION = 0.01
_EXACT_TYPES = ("uint8", "int8", "uint16", "int16", "float32")
"""Types that float32 represents exactly, so that nodata can be compared by value."""
_MAX_CELLS_IN_MEMORY = 1 << 24
"""Cells of all bands that are decoded at once, which is small compared with the grid."""
_CACHE_BYTES = 1 << 27
"""GDAL's block cache while reading: one stripe fits, and a larger cache is slower."""


def read_grid(
    raster: Any, numbers: Sequence[int], bands: Sequence[str], near: BaseGeometry | None
) -> RasterGrid:
    """Read the window around a region from some bands, scaled, NaN for nodata.

    Parameters
    ----------
    raster : open rasterio dataset, with a CRS and a transform
    numbers : sequence of int, band numbers from 1
    bands : sequence of str, their names in the grid
    near : shapely geometry in longitude, latitude; None reads the full raster

    Returns
    -------
    RasterGrid, with 0 rows or columns if the region does not touch the raster

    Raises
    ------
    UnreadableError
        For a raster without CRS or georeferencing.
    """
    if raster.crs is None or raster.transform.is_identity or raster.transform.is_degenerate:
        raise UnreadableError(
            "expected a raster with a declared CRS and position, got none; declare it"
        )
    window = _window_around(raster, near)
    values = np.empty((len(numbers), window.height, window.width), dtype=np.float32)
    with _limit_gdal_cache():
        for stripe in _stripes(raster, window, len(numbers)):
            top = stripe.row_off - window.row_off
            for number, band in zip(numbers, values, strict=True):
                _read_stripe(raster, number, stripe, band[top : top + stripe.height])
    transform = tuple(float(value) for value in raster.window_transform(window)[:6])
    return RasterGrid(values, tuple(bands), transform, raster.crs.to_wkt())  # type: ignore[arg-type]


@contextmanager
def _limit_gdal_cache() -> Iterator[None]:
    """Keep GDAL from caching a second copy of everything that is read."""
    from rasterio.env import get_gdal_config, set_gdal_config

    before = get_gdal_config("GDAL_CACHEMAX")
    set_gdal_config("GDAL_CACHEMAX", min(before, _CACHE_BYTES))
    try:
        yield
    finally:
        set_gdal_config("GDAL_CACHEMAX", before)


def _read_stripe(raster: Any, number: int, stripe: Window, out: NDArray[np.float32]) -> None:
    """Read a stripe of a band: scale and offset applied, NaN for nodata."""
    raster.read(number, window=stripe, out=out)
    index = number - 1
    nodata, flags = raster.nodatavals[index], [flag.name for flag in raster.mask_flag_enums[index]]
    if flags == ["all_valid"]:
        is_nodata = None
    elif flags == ["nodata"] and raster.dtypes[index] in _EXACT_TYPES:
        # comparing values spares a second read of the blocks for the mask
        is_nodata = out == np.float32(nodata)
    else:
        is_nodata = raster.read_masks(number, window=stripe) == 0
    scale, offset = raster.scales[index], raster.offsets[index]
    if scale != 1.0 or offset != 0.0:
        out[:] = out.astype(np.float64) * scale + offset
    if is_nodata is not None:
        out[is_nodata] = np.nan


def _window_around(raster: Any, near: BaseGeometry | None) -> Window:
    """Compute the smallest window that contains a region and its margin."""
    from rasterio.windows import Window

    if near is None:
        return Window(0, 0, raster.width, raster.height)
    cells = Cells(raster.transform[:6], raster.crs.to_wkt(), raster.height, raster.width)
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for part in shapely.get_parts(near):
        positions = cells.of(_lattice_points(part.bounds))
        if not np.isfinite(positions).all():  # outside the domain of the raster's projection
            return Window(0, 0, raster.width, raster.height)
        low = np.minimum(low, positions.min(axis=1))
        high = np.maximum(high, positions.max(axis=1))
    margin = MARGIN_CELLS + _BULGE_FRACTION * (high - low)
    size = np.array([raster.width, raster.height])
    first, last = np.floor(low - margin), np.ceil(high + margin) + 1
    # a global raster is read in full width if the window crosses its seam
    crosses_seam = np.array(cells.goes_round) & ((first < 0) | (last > size))
    first = np.clip(np.where(crosses_seam, 0, first), 0, size).astype(int)
    last = np.clip(np.where(crosses_seam, size, last), first, size).astype(int)
    return Window(*(int(n) for n in (*first, *(last - first))))


def _lattice_points(bounds: Sequence[float]) -> NDArray[np.float64]:
    """Spread points over a box of longitudes and latitudes, with its margin and edges."""
    west, south, east, north = bounds
    margin = MARGIN_KM / KM_PER_DEGREE
    south, north = max(south - margin, -90.0), min(north + margin, 90.0)
    parallel = math.cos(math.radians(max(abs(south), abs(north))))
    lon_margin = min(margin / max(parallel, 1e-6), 180.0 - min((east - west) / 2.0, 180.0))
    lon, lat = np.meshgrid(
        np.linspace(west - lon_margin, east + lon_margin, _LATTICE_POINTS),
        np.linspace(south, north, _LATTICE_POINTS),
    )
    return np.column_stack([lon.ravel(), lat.ravel()])


def _stripes(raster: Any, window: Window, n_bands: int) -> Iterator[Window]:
    """Divide a window along the raster's blocks, so that each block is decoded once."""
    from rasterio.windows import Window

    block_rows = raster.block_shapes[0][0]
    row_cells = n_bands * max(window.width, 1)
    step = block_rows * max(1, _MAX_CELLS_IN_MEMORY // (row_cells * block_rows))
    row, end = window.row_off, window.row_off + window.height
    while row < end and window.width:
        stop = min((row // step + 1) * step, end)
        yield Window(window.col_off, row, window.width, stop - row)
        row = stop


def raster_extent(raster: Any) -> BaseGeometry:
    """Compute the extent of a raster, in longitudes -180 to 180.

    Parameters
    ----------
    raster : open rasterio dataset, with a CRS and a transform

    Returns
    -------
    Polygon, or MultiPolygon if it crosses the dateline, in longitude, latitude
    """
    to_degrees = Transformer.from_crs(raster.crs.to_wkt(), CRS, always_xy=True)
    left, bottom, right, top = raster.bounds
    west, south, east, north = to_degrees.transform_bounds(
        min(left, right), min(bottom, top), max(left, right), max(bottom, top)
    )
    south, north = max(south, -90.0), min(north, 90.0)
    if west > east:
        east += 360.0
    if east - west >= 360.0 - 1e-9:
        return shapely.box(-180.0, south, 180.0, north)
    if west >= -180.0 and east <= 180.0:
        return shapely.box(west, south, east, north)
    return shapely.union_all(
        [
            shapely.box(max(west + shift, -180.0), south, min(east + shift, 180.0), north)
            for shift in (-360.0, 0.0, 360.0)
            if west + shift < 180.0 and east + shift > -180.0
        ]
    )
