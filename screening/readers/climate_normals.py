"""Monthly normals: a raster with bands of temperature, dew point and elevation."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import LayerError, known
from screening.model import RasterLayer
from screening.readers.column_names import close_to
from screening.readers.files import UnreadableError, check_file
from screening.readers.layer_features import place_of
from screening.readers.layer_statements import Statement, info_of
from screening.readers.raster_windows import extent_of, read_grid

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.model import LayerSpec

MEASURES = ("tmax_c", "tmin_c", "dew_point_c")
BANDS = (*(f"{name}_{month:02d}" for name in MEASURES for month in range(1, 13)), "elevation_m")
"""Monthly mean of the daily maxima, of the daily minima, and of the dew point [°C], the
months 01 to 12; elevation of the ground [m]."""

_POSSIBLE = {"c": (-90.0, 60.0), "m": (-450.0, 9000.0)}
"""Least and greatest values [°C], [m] that occur on Earth."""


def read_climate_normals(
    spec: LayerSpec, said: Statement, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of monthly normals.

    Parameters
    ----------
    spec : LayerSpec
        ``columns`` maps our band to the file's, by description or number from 1; only the
        cells in and around ``near`` are read.
    said : Statement
    boundaries : GeoDataFrame, from :func:`screening.region.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``BANDS``, in the CRS of the file

    Raises
    ------
    LayerError
        For bands that are not there, or hold what no climate does.
    UnreadableError, RegionError
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    check_file(spec.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            raster = rasterio.open(spec.path)
        with raster:
            numbers = _numbers(spec, raster.descriptions)
            grid = read_grid(raster, [numbers[band] for band in BANDS], BANDS, spec.near)
            extent = extent_of(raster)
            whole = grid.values.shape[1:] == raster.shape
    except RasterioIOError as error:
        raise UnreadableError(
            f"expected a raster that GDAL reads, got an error ({error})"
        ) from error
    notes = _checked(spec, grid.values, whole=whole)
    info = info_of(
        spec, said, rows=len(grid.bands), extent=extent, boundaries=boundaries, notes=notes
    )
    return RasterLayer(info, grid)


def _numbers(spec: LayerSpec, descriptions: Sequence[str | None]) -> Mapping[str, int]:
    """Say which number each of our bands has in the file."""
    there = {text: number for number, text in enumerate(descriptions, start=1) if text}
    there |= {str(number): number for number in range(1, len(descriptions) + 1)}
    told = ", ".join(
        f"{number} {text}" if text else str(number)
        for number, text in enumerate(descriptions, start=1)
    )
    problems = [
        f"columns: expected a band of {spec.kind}, got {ours!r}; {close_to(ours, BANDS)}"
        f"known: {known(BANDS, most=40)}; name one of these"
        for ours in spec.columns
        if ours not in BANDS
    ]
    asked = {band: spec.columns.get(band, band) for band in BANDS}
    problems += [
        f"columns.{band}: expected a band of the file, got {name!r}; known: {told}; name one"
        for band, name in asked.items()
        if name not in there and band in spec.columns
    ]
    missing = [name for band, name in asked.items() if name not in there and name == band]
    if missing:
        problems.append(
            f"expected {len(BANDS)} bands, lacks {known(missing)}; known: {told}; "
            f'write columns = {{{missing[0]} = "1"}} with their numbers or descriptions'
        )
    if problems:
        raise LayerError(*(f"{place_of(spec)}: {problem}" for problem in problems))
    return {band: there[name] for band, name in asked.items()}


def _checked(spec: LayerSpec, values: NDArray[np.float32], *, whole: bool) -> tuple[str, ...]:
    """Refuse values that no climate has; note where a part of a raster has none."""
    problems = []
    for band, cells in zip(BANDS, values, strict=True):
        unit = "m" if band == "elevation_m" else "c"
        low, high = _POSSIBLE[unit]
        finite = cells[np.isfinite(cells)]
        if len(finite) and not (low <= finite.min() and finite.max() <= high):
            problems.append(
                f"{place_of(spec)}: band {band}: expected {'m' if unit == 'm' else '°C'} within "
                f"{low:g}..{high:g}, got {finite.min():g}..{finite.max():g}; declare the "
                "raster's scale, offset and nodata"
            )
    empty = not np.isfinite(values).any()
    if empty and whole:
        problems.append(f"{place_of(spec)}: expected values, got nodata only; export it again")
    if problems:
        raise LayerError(*problems)
    return ("holds no data in the region",) if empty else ()
