"""The part of a raster that a region needs → a :class:`screening.model.RasterGrid`."""

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
"""How far around a region a raster is read: circles of this radius are whole at its edge."""
MARGIN_CELLS = 2
"""... and at least so many cells: between the middles of cells, one more is asked for."""
KM_PER_DEGREE = 110.5
"""Least length of a degree of latitude [km]."""
_LATTICE = 33
"""Places along each side of a box that are looked up; what bulges between them is less
than ``_BULGE`` of what they span."""
_BULGE = 0.01
_EXACT_TYPES = ("uint8", "int8", "uint16", "int16", "float32")
"""Types whose every value a float32 holds, so that nodata can be told from the rest."""
_MAX_CELLS_IN_MEMORY = 1 << 24
"""Cells of all bands that are decoded at once: little beside the grid itself."""
_CACHE_BYTES = 1 << 27
"""What GDAL may keep of decoded blocks: a stripe is enough, and all of them cost time."""


def read_grid(
    raster: Any, numbers: Sequence[int], bands: Sequence[str], near: BaseGeometry | None
) -> RasterGrid:
    """Read the blocks of some bands that a region touches, scaled, NaN where no data.

    Parameters
    ----------
    raster : open rasterio dataset, with a CRS and a transform
    numbers : sequence of int, bands from 1
    bands : sequence of str, what to call them
    near : shapely geometry in longitude, latitude; None reads all

    Returns
    -------
    RasterGrid, of 0 rows or columns where the region does not touch the raster

    Raises
    ------
    UnreadableError
        For a raster without a CRS or position.
    """
    if raster.crs is None or raster.transform.is_identity:
        raise UnreadableError(
            "expected a raster with a declared CRS and position, got none; declare it"
        )
    window = _window(raster, near)
    values = np.empty((len(numbers), window.height, window.width), dtype=np.float32)
    with _is_small_window():
        for stripe in _stripes(raster, window, len(numbers)):
            top = stripe.row_off - window.row_off
            for number, band in zip(numbers, values, strict=True):
                _read(raster, number, stripe, band[top : top + stripe.height])
    transform = tuple(float(value) for value in raster.window_transform(window)[:6])
    return RasterGrid(values, tuple(bands), transform, raster.crs.to_wkt())  # type: ignore[arg-type]


@contextmanager
def _is_small_window() -> Iterator[None]:
    """Keep GDAL from holding a second copy of all that is read; then as it was."""
    from rasterio.env import get_gdal_config, set_gdal_config

    before = get_gdal_config("GDAL_CACHEMAX")
    set_gdal_config("GDAL_CACHEMAX", min(before, _CACHE_BYTES))
    try:
        yield
    finally:
        set_gdal_config("GDAL_CACHEMAX", before)


def _read(raster: Any, number: int, stripe: Window, into: NDArray[np.float32]) -> None:
    """Read a part of a band: unpacked, NaN where no data."""
    raster.read(number, window=stripe, out=into)
    at = number - 1
    nodata, flags = raster.nodatavals[at], [flag.name for flag in raster.mask_flag_enums[at]]
    if flags == ["all_valid"]:
        unknown = None
    elif flags == ["nodata"] and raster.dtypes[at] in _EXACT_TYPES:
        unknown = into == np.float32(nodata)
    else:
        unknown = raster.read_masks(number, window=stripe) == 0
    scale, offset = raster.scales[at], raster.offsets[at]
    if scale != 1.0 or offset != 0.0:
        into[:] = into.astype(np.float64) * scale + offset
    if unknown is not None:
        into[unknown] = np.nan


def _window(raster: Any, near: BaseGeometry | None) -> Window:
    """Give the smallest window that holds a region and its margin."""
    from rasterio.windows import Window

    if near is None:
        return Window(0, 0, raster.width, raster.height)
    cells = Cells(raster.transform[:6], raster.crs.to_wkt(), raster.height, raster.width)
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for part in shapely.get_parts(near):
        places = cells.of(_lattice(part.bounds))
        if not np.isfinite(places).all():
            return Window(0, 0, raster.width, raster.height)
        low = np.minimum(low, places.min(axis=1))
        high = np.maximum(high, places.max(axis=1))
    slack = MARGIN_CELLS + _BULGE * (high - low)
    size = np.array([raster.width, raster.height])
    first, last = np.floor(low - slack), np.ceil(high + slack) + 1
    past = np.array(cells.goes_round) & ((first < 0) | (last > size))
    first = np.clip(np.where(past, 0, first), 0, size).astype(int)
    last = np.clip(np.where(past, size, last), first, size).astype(int)
    return Window(*(int(n) for n in (*first, *(last - first))))


def _lattice(bounds: Sequence[float]) -> NDArray[np.float64]:
    """Spread places over a box of longitudes and latitudes, its edges and margin included."""
    west, south, east, north = bounds
    margin = MARGIN_KM / KM_PER_DEGREE
    south, north = max(south - margin, -90.0), min(north + margin, 90.0)
    parallel = math.cos(math.radians(max(abs(south), abs(north))))
    wide = min(margin / max(parallel, 1e-6), 180.0 - min((east - west) / 2.0, 180.0))
    lon, lat = np.meshgrid(
        np.linspace(west - wide, east + wide, _LATTICE), np.linspace(south, north, _LATTICE)
    )
    return np.column_stack([lon.ravel(), lat.ravel()])


def _stripes(raster: Any, window: Window, n_bands: int) -> Iterator[Window]:
    """Cut a window along the raster's blocks, so that each block is decoded once."""
    from rasterio.windows import Window

    high = raster.block_shapes[0][0]
    step = high * max(1, _MAX_CELLS_IN_MEMORY // (n_bands * max(window.width, 1) * high))
    row, end = window.row_off, window.row_off + window.height
    while row < end and window.width:
        stop = min((row // step + 1) * step, end)
        yield Window(window.col_off, row, window.width, stop - row)
        row = stop


def raster_extent(raster: Any) -> BaseGeometry:
    """Give the box that a raster fills, in longitudes -180 to 180.

    Parameters
    ----------
    raster : open rasterio dataset, with a CRS and a transform

    Returns
    -------
    Polygon, or MultiPolygon where it crosses the dateline, in longitude, latitude
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
            shapely.box(max(west + turn, -180.0), south, min(east + turn, 180.0), north)
            for turn in (-360.0, 0.0, 360.0)
            if west + turn < 180.0 and east + turn > -180.0
        ]
    )
