"""The raster bands that outputs show, and their images."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.kinds import known_kinds
from screening.catalog.layer_kind import Column, LayerKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.model import RasterGrid, ScreeningResult

MAX_PX = 512
"""Maximum number of columns or rows of an image."""


@dataclass(frozen=True)
class Raster:
    """One band of a raster layer.

    Attributes
    ----------
    kind : LayerKind
    band : Column
    cells : ndarray, (n_rows, n_columns), NaN for no data
    grid : RasterGrid, source of the CRS and the transform
    """

    kind: LayerKind
    band: Column
    cells: NDArray[np.float32]
    grid: RasterGrid

    @property
    def table(self) -> str:
        """Table name in the GeoPackage."""
        return f"{self.kind.group.lower()}_{self.band.name}"

    @property
    def title(self) -> str:
        """Title in the legend, with the unit."""
        return self.band.label


def select_rasters(screening: ScreeningResult) -> tuple[Raster, ...]:
    """Select the pictured bands that have data.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    tuple of Raster; empty if the screening has no rasters
    """
    rasters = (
        Raster(kind, band, layer.grid.values[layer.grid.bands.index(band.name)], layer.grid)
        for kind in known_kinds().values()
        if (layer := screening.rasters.get(kind.name)) is not None
        for band in kind.columns
        if band.pictured and band.name in layer.grid.bands
    )
    return tuple(raster for raster in rasters if np.isfinite(raster.cells).any())


def render_png(raster: Raster) -> tuple[bytes, tuple[float, float, float, float]]:
    """Render a raster in longitude and latitude, with the colour ramp of its kind.

    Parameters
    ----------
    raster : Raster

    Returns
    -------
    png : bytes, RGBA, transparent for no data
    bounds : west, south, east, north [degrees]
    """
    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile

    cells, bounds = warp_cells(raster, "EPSG:4326")
    height, width = cells.shape
    with MemoryFile() as memory, warnings.catch_warnings():
        # the bounds are returned separately, not in the PNG
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with memory.open(driver="PNG", width=width, height=height, count=4, dtype="uint8") as file:
            file.write(colour_cells(raster.kind, cells))
        png = bytes(memory.read())
    return png, bounds


def warp_cells(
    raster: Raster, crs: str
) -> tuple[NDArray[np.float32], tuple[float, float, float, float]]:
    """Warp a raster into another CRS, by nearest neighbour.

    Parameters
    ----------
    raster : Raster
    crs : str

    Returns
    -------
    cells : ndarray, (n_rows, n_columns), the northern row first, NaN for no data; at
        most ``MAX_PX`` columns or rows
    bounds : west, south, east, north, in the units of ``crs``
    """
    from affine import Affine
    from rasterio.transform import array_bounds
    from rasterio.warp import calculate_default_transform, reproject

    rows, columns = raster.cells.shape
    source = Affine(*raster.grid.transform)
    edges = array_bounds(rows, columns, source)
    scale = min(1.0, MAX_PX / max(rows, columns))
    size = {"dst_width": max(1, round(columns * scale)), "dst_height": max(1, round(rows * scale))}
    target, width, height = calculate_default_transform(
        raster.grid.crs, crs, columns, rows, *edges, **size
    )
    cells = np.full((height, width), np.nan, dtype=np.float32)
    reproject(
        np.ascontiguousarray(raster.cells, dtype=np.float32),
        cells,
        src_transform=source,
        src_crs=raster.grid.crs,
        dst_transform=target,
        dst_crs=crs,
        src_nodata=np.nan,
        dst_nodata=np.nan,
    )
    west, south, east, north = array_bounds(height, width, target)
    return cells, (west, south, east, north)


def colour_cells(kind: LayerKind, cells: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Colour cells by the ramp of their kind, scaled to the lowest and the highest cell.

    Parameters
    ----------
    kind : LayerKind, with a ramp
    cells : ndarray, (n_rows, n_columns), NaN for no data

    Returns
    -------
    ndarray of uint8, (4, n_rows, n_columns), red, green, blue, opacity
    """
    assert kind.ramp is not None
    is_known = np.isfinite(cells)
    low, high = (
        (float(cells[is_known].min()), float(cells[is_known].max())) if is_known.any() else (0, 1)
    )
    share = np.where(is_known, (cells - low) / ((high - low) or 1.0), 0.0)
    channels = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in kind.ramp.colours])
    steps = np.linspace(0.0, 1.0, len(channels))
    image = np.stack(
        [np.interp(share, steps, channels[:, i]) for i in range(3)] + [255.0 * is_known]
    )
    return np.asarray(np.rint(image), dtype=np.uint8)
