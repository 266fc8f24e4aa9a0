"""Monthly normals: a raster with bands of temperature, dew point and elevation."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from screening.errors import LayerError, known
from screening.model import CRS, Grid, RasterLayer
from screening.readers.column_names import close_to
from screening.readers.files import UnreadableError, check_file
from screening.readers.layer_features import place_of
from screening.readers.layer_statements import Statement, info_of

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
        ``columns`` maps our band to the file's, by description or number from 1.
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
            grid, extent = _grid(spec, raster)
    except RasterioIOError as error:
        raise UnreadableError(
            f"expected a raster that GDAL reads, got an error ({error})"
        ) from error
    info = info_of(spec, said, rows=len(grid.bands), extent=extent, boundaries=boundaries, notes=())
    return RasterLayer(info, grid)


def _grid(spec: LayerSpec, raster: Any) -> tuple[Grid, Any]:
    if raster.crs is None or raster.transform.is_identity:
        raise UnreadableError(
            "expected a raster with a declared CRS and position, got none; declare it"
        )
    numbers = _numbers(spec, raster.descriptions)
    values = np.empty((len(BANDS), raster.height, raster.width), dtype=np.float32)
    for place, band in enumerate(BANDS):
        number = numbers[band]
        read = raster.read(number, masked=True).astype(np.float64).filled(np.nan)
        values[place] = read * raster.scales[number - 1] + raster.offsets[number - 1]
    _check_possible(spec, values)
    to_degrees = Transformer.from_crs(raster.crs.to_wkt(), CRS, always_xy=True)
    extent = shapely.box(*to_degrees.transform_bounds(*raster.bounds))
    transform = tuple(float(value) for value in raster.transform[:6])
    return Grid(values, BANDS, transform, raster.crs.to_wkt()), extent  # type: ignore[arg-type]


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


def _check_possible(spec: LayerSpec, values: NDArray[np.float32]) -> None:
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
    if not np.isfinite(values).any():
        problems.append(f"{place_of(spec)}: expected values, got nodata only; export it again")
    if problems:
        raise LayerError(*problems)
