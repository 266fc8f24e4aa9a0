"""Named bands of a raster → a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import LayerError, did_you_mean, format_known
from screening.model import RasterLayer
from screening.readers.file_checks import check_file
from screening.readers.layers.layer_columns import layer_label
from screening.readers.layers.layer_metadata import LayerMetadata, layer_info
from screening.readers.rasters.band_checks import check_limits, check_order
from screening.readers.rasters.band_units import DeclaredUnit, convert_units, declared_units
from screening.readers.rasters.raster_files import open_raster
from screening.readers.rasters.raster_windows import raster_extent, read_grid

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import LayerKind
    from screening.model import LayerSpec


def read_bands(
    kind: LayerKind, spec: LayerSpec, metadata: LayerMetadata, boundaries: gpd.GeoDataFrame
) -> RasterLayer:
    """Read the bands of a kind.

    Parameters
    ----------
    kind : LayerKind, whose columns are the bands
    spec : LayerSpec
        ``columns`` maps our band to the file's, by description or number from 1; only the
        cells in and around ``near`` are read.
    metadata : LayerMetadata
    boundaries : GeoDataFrame, from :func:`screening.readers.regions.read_boundaries`

    Returns
    -------
    RasterLayer, bands in the order of ``kind.columns``, in the CRS of the file

    Raises
    ------
    LayerError
        For bands that are not there, declare an unknown unit, hold what cannot be, or
        contradict each other.
    UnreadableError, RegionError
    """
    bands = tuple(column.name for column in kind.columns)
    check_file(spec.path)
    with open_raster(spec.path) as raster:
        numbers = _numbers(spec, bands, raster.descriptions)
        grid = read_grid(raster, [numbers[band] for band in bands], bands, spec.near)
        declared = declared_units(raster, [numbers[band] for band in bands])
        extent = raster_extent(raster)
        whole = grid.values.shape[1:] == raster.shape
    notes = _check_bands(kind, spec, declared, grid.values, whole=whole)
    info = layer_info(
        spec, metadata, rows=len(grid.bands), extent=extent, boundaries=boundaries, notes=notes
    )
    return RasterLayer(info, grid)


def _numbers(
    spec: LayerSpec, bands: Sequence[str], descriptions: Sequence[str | None]
) -> Mapping[str, int]:
    """Say which number each of our bands has in the file."""
    file_bands = {text: number for number, text in enumerate(descriptions, start=1) if text}
    file_bands |= {str(number): number for number in range(1, len(descriptions) + 1)}
    listed = ", ".join(
        f"{number} {text}" if text else str(number)
        for number, text in enumerate(descriptions, start=1)
    )
    problems = [
        f"columns: expected a band of {spec.kind}, got {ours!r}; {did_you_mean(ours, bands)}"
        f"known: {format_known(bands, max_count=40)}; name one of these"
        for ours in spec.columns
        if ours not in bands
    ]
    requested = {band: spec.columns.get(band, band) for band in bands}
    if len(bands) == len(descriptions) == 1 and not spec.columns:
        return {bands[0]: 1}
    problems += [
        f"{_key(spec, band)}: expected a band of the file, got {name!r}; known: {listed}; name one"
        for band, name in requested.items()
        if name not in file_bands and band in spec.columns
    ]
    problems += _shared_bands(requested, descriptions)
    missing = [name for band, name in requested.items() if name not in file_bands and name == band]
    if missing:
        problems.append(
            f"expected {len(bands)} bands, lacks {format_known(missing)}; known: {listed}; "
            f"{_advice(spec, missing[0])}"
        )
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return {band: file_bands[name] for band, name in requested.items()}


def _shared_bands(
    requested: Mapping[str, str], descriptions: Sequence[str | None]
) -> Iterator[str]:
    """Say where two bands of the file have one name, or two of ours are to be one band."""
    for ours, name in requested.items():
        numbers = [str(n) for n, text in enumerate(descriptions, start=1) if text == name]
        if len(numbers) > 1:
            yield (
                f"band {ours}: expected one band named {name!r}, got {len(numbers)} "
                f"(numbers {', '.join(numbers)}); write its number into `columns`"
            )
    for name in sorted({*requested.values()}):
        ours = format_known([band for band, theirs in requested.items() if theirs == name])
        if list(requested.values()).count(name) > 1:
            yield f"columns: expected a band of the file for each of {ours}, got {name!r} for all"


def _key(spec: LayerSpec, band: str) -> str:
    """Name the key of the config that says which band of the file is ours."""
    return f"columns.{band}" if spec.measure is None else "column"


def _advice(spec: LayerSpec, band: str) -> str:
    if spec.measure is not None:
        return 'write column = "1" with the number or description of the band'
    return f'write columns = {{{band} = "1"}} with their numbers or descriptions'


def _check_bands(
    kind: LayerKind,
    spec: LayerSpec,
    declared: Sequence[DeclaredUnit],
    values: NDArray[np.float32],
    *,
    whole: bool,
) -> tuple[str, ...]:
    """Convert declared units; refuse values that no climate has; say what was changed."""
    notes, problems = convert_units(kind.columns, declared, values)
    if not problems:
        problems = check_limits(kind.columns, values)
    if not problems:
        more, problems = check_order(kind.columns, values)
        notes += more
    known = [bool(np.isfinite(band).any()) for band in values]
    empty = not any(known)
    if whole and not all(known):
        lacking = [c.name for c, has in zip(kind.columns, known, strict=True) if not has]
        bands = "" if empty else f" in {format_known(lacking, max_count=4)}"
        problems.append(f"expected values, got nodata only{bands}; export it again")
    if problems:
        raise LayerError(*(f"{layer_label(spec)}: {problem}" for problem in problems))
    return (*notes, *(("holds no data in the region",) if empty else ()))
