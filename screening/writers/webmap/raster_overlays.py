"""Raster overlays: warped to the map's projection and quantized to 255 levels."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

from screening.catalog.kinds import known_kinds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column, LayerKind
    from screening.catalog.styles import ColourRamp
    from screening.model import RasterGrid, ScreeningResult

WEB_MERCATOR = "EPSG:3857"
STEPS = 254
"""Steps between the lowest and the highest value; 255 is no data."""

LARGEST_PX = 512
"""Most columns or rows of a picture."""


def raster_overlays(screening: ScreeningResult) -> list[dict[str, Any]]:
    """Encode the pictured bands of the screening.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    list of dict, keys ``label``, ``unit``, ``group``, ``colours``, ``opacity``, ``low``, ``high``,
        ``columns``, ``rows``, ``bounds`` and ``steps``
        ``bounds`` are west, south, east, north in degrees; ``steps`` has one byte per cell, the
        northern row first, in base64.
    """
    overlays = []
    for kind in known_kinds().values():
        layer = screening.rasters.get(kind.name)
        if layer is None or kind.ramp is None:
            continue
        for band in kind.columns:
            picture = _picture(layer.grid, band.name) if band.pictured else None
            if picture is not None:
                overlays.append(_style(kind, kind.ramp, band) | picture)
    return overlays


def _style(kind: LayerKind, ramp: ColourRamp, band: Column) -> dict[str, Any]:
    return {
        "label": band.title,
        "unit": "" if band.unit == "-" else band.unit,
        "group": kind.group,
        "colours": list(ramp.colours),
        "opacity": ramp.opacity,
    }


def _picture(grid: RasterGrid, band: str) -> dict[str, Any] | None:
    if band not in grid.bands:
        return None
    values = grid.values[grid.bands.index(band)]
    if not np.isfinite(values).any():  # nor where the window has no cells
        return None
    cells, bounds = _warped(grid, values)
    known = np.isfinite(cells)
    if not known.any():
        return None
    low, high = float(cells[known].min()), float(cells[known].max())
    span = (high - low) or 1.0
    steps = np.full(cells.shape, STEPS + 1, dtype=np.uint8)
    steps[known] = np.rint((cells[known] - low) / span * STEPS).astype(np.uint8)
    return {
        "low": round(low, 2),
        "high": round(high, 2),
        "columns": cells.shape[1],
        "rows": cells.shape[0],
        "bounds": bounds,
        "steps": base64.b64encode(steps.tobytes()).decode("ascii"),
    }


def _warped(grid: RasterGrid, band: NDArray[np.float32]) -> tuple[NDArray[np.float32], list[float]]:
    """Bring a band into the projection of web maps, each cell the nearest of the raster's."""
    from affine import Affine
    from rasterio.transform import array_bounds
    from rasterio.warp import calculate_default_transform, reproject, transform_bounds

    rows, columns = band.shape
    source = Affine(*grid.transform)
    edges = array_bounds(rows, columns, source)
    scale = min(1.0, LARGEST_PX / max(rows, columns))
    size = {"dst_width": max(1, round(columns * scale)), "dst_height": max(1, round(rows * scale))}
    target, width, height = calculate_default_transform(
        grid.crs, WEB_MERCATOR, columns, rows, *edges, **size
    )
    cells = np.full((height, width), np.nan, dtype=np.float32)
    reproject(
        np.ascontiguousarray(band, dtype=np.float32),
        cells,
        src_transform=source,
        src_crs=grid.crs,
        dst_transform=target,
        dst_crs=WEB_MERCATOR,
        src_nodata=np.nan,
        dst_nodata=np.nan,
    )
    degrees = transform_bounds(WEB_MERCATOR, "EPSG:4326", *array_bounds(height, width, target))
    return cells, [round(float(edge), 6) for edge in degrees]
