"""Read the named bands of a raster file as a layer."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import LayerError, format_known
from screening.model import RasterLayer
from screening.readers.column_matching import did_you_mean
from screening.readers.file_checks import UnreadableError, check_file
from screening.readers.layers.layer_features import layer_label
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.rasters.raster_windows import raster_extent, read_grid

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import LayerSpec

ValidRanges = Mapping[str, tuple[float, float, str]]
"""Band, in order, to its minimum, maximum and unit."""


def read_bands(
    spec: LayerSpec,
    metadata: LayerMetadata,
    boundaries: gpd.GeoDataFrame,
    valid_ranges: ValidRanges,
) -> RasterLayer:
    """Read the bands of one kind of raster layer.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps a band to a band of the file, by description or by number from 1;
        only the window around ``near`` is read.
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`
    valid_ranges : mapping of band to minimum, maximum and unit

    Returns
    -------
    RasterLayer, bands in the order of ``valid_ranges``, in the CRS of the file

    Raises
    ------
    LayerError
        For missing bands, or values outside their valid range.
    UnreadableError, RegionError
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    bands = tuple(valid_ranges)
    check_file(spec.path)
    try:
        with warnings.catch_warnings():
            # read_grid reports a raster without georeferencing as an error
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            raster = rasterio.open(spec.path)
        with raster:
            numbers = _band_numbers(spec, bands, raster.descriptions)
            grid = read_grid(raster, [numbers[band] for band in bands], bands, spec.near)
            extent = raster_extent(raster)
            is_full = grid.values.shape[1:] == raster.shape
    except RasterioIOError as error:
        raise UnreadableError(
            f"expected a raster that GDAL reads, got an error ({error})"
        ) from error
    notes = _check_bands(spec, grid.values, valid_ranges, is_full=is_full)
    info = layer_info(
        spec, metadata, rows=len(grid.bands), extent=extent, boundaries=boundaries, notes=notes
    )
    return RasterLayer(info, grid)


def _band_numbers(
    spec: LayerSpec, bands: Sequence[str], descriptions: Sequence[str | None]
) -> Mapping[str, int]:
    """Find the number of each band in the file."""
    by_name = {text: number for number, text in enumerate(descriptions, start=1) if text}
    by_name |= {str(number): number for number in range(1, len(descriptions) + 1)}
    names = {band: spec.columns.get(band, band) for band in bands}
    problems = _band_problems(spec, names, by_name, descriptions)
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return {band: by_name[name] for band, name in names.items()}


def _band_problems(
    spec: LayerSpec,
    names: Mapping[str, str],
    by_name: Mapping[str, int],
    descriptions: Sequence[str | None],
) -> list[str]:
    known = ", ".join(
        f"{number} {text}" if text else str(number)
        for number, text in enumerate(descriptions, start=1)
    )
    problems = [
        f"columns: expected a band of {spec.kind}, got {band!r}; {did_you_mean(band, names)}"
        f"known: {format_known(names, most=40)}; name one of these"
        for band in spec.columns
        if band not in names
    ]
    problems += [
        f"columns.{band}: expected a band of the file, got {name!r}; known: {known}; name one"
        for band, name in names.items()
        if name not in by_name and band in spec.columns
    ]
    missing = [name for band, name in names.items() if name not in by_name and name == band]
    if missing:
        problems.append(
            f"expected {len(names)} bands, lacks {format_known(missing)}; known: {known}; "
            f'write columns = {{{missing[0]} = "1"}} with their numbers or descriptions'
        )
    return problems


def _check_bands(
    spec: LayerSpec, values: NDArray[np.float32], valid_ranges: ValidRanges, *, is_full: bool
) -> tuple[str, ...]:
    """Reject values outside the valid range; a window without data is only a warning."""
    problems = []
    for (band, (low, high, unit)), cells in zip(valid_ranges.items(), values, strict=True):
        finite = cells[np.isfinite(cells)]
        if len(finite) and not (low <= finite.min() and finite.max() <= high):
            problems.append(
                f"{layer_label(spec)}: band {band}: expected {unit} within "
                f"{low:g}..{high:g}, got {finite.min():g}..{finite.max():g}; declare the "
                "raster's scale, offset and nodata"
            )
    is_empty = not np.isfinite(values).any()
    if is_empty and is_full:
        problems.append(f"{layer_label(spec)}: expected values, got nodata only; export it again")
    if problems:
        raise LayerError(*problems)
    return ("contains no data in the region",) if is_empty else ()
