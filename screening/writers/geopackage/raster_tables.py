"""Rasters inside the GeoPackage: one a pictured band, and how QGIS draws it."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from screening.catalog.kinds import KINDS
from screening.catalog.layer_kind import Column, LayerKind

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from screening.model import RasterGrid, ScreeningResult

NODATA = -9999.0


@dataclass(frozen=True)
class Raster:
    """One raster of the GeoPackage.

    Attributes
    ----------
    kind : LayerKind
    band : Column
    cells : ndarray, (n_rows, n_columns), NaN where not known
    grid : RasterGrid, whose place on the ground it shares
    """

    kind: LayerKind
    band: Column
    cells: NDArray[np.float32]
    grid: RasterGrid

    @property
    def table(self) -> str:
        """Its name in the package."""
        return f"{self.kind.group.lower()}_{self.band.name}"

    @property
    def title(self) -> str:
        """Its name in the legend, with the unit."""
        return self.band.label


def select_rasters(screening: ScreeningResult) -> tuple[Raster, ...]:
    """Choose the bands that are drawn.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    tuple of Raster; none where the screening has no rasters
    """
    rasters = (
        Raster(kind, band, layer.grid.values[layer.grid.bands.index(band.name)], layer.grid)
        for kind in KINDS.values()
        if (layer := screening.rasters.get(kind.name)) is not None
        for band in kind.columns
        if band.pictured and band.name in layer.grid.bands
    )
    return tuple(raster for raster in rasters if np.isfinite(raster.cells).any())


def write_rasters(path: Path, rasters: tuple[Raster, ...], options: dict[str, str]) -> None:
    """Write rasters into a new GeoPackage; layers are added after them.

    Parameters
    ----------
    path : Path of the file, not there yet
    rasters : tuple of Raster
    options : dict of GDAL's options, set while it writes
    """
    import rasterio
    from affine import Affine

    with rasterio.Env(**options):
        for raster in rasters:
            rows, columns = raster.cells.shape
            with rasterio.open(
                path,
                "w",
                driver="GPKG",
                width=columns,
                height=rows,
                count=1,
                dtype="float32",
                crs=raster.grid.crs,
                transform=Affine(*raster.grid.transform),
                RASTER_TABLE=raster.table,
                RASTER_IDENTIFIER=raster.title,
                RASTER_DESCRIPTION=raster.title,
                TILE_FORMAT="TIFF",
                APPEND_SUBDATASET="YES" if path.exists() else "NO",
                **({} if path.exists() else {"VERSION": options["VERSION"]}),
            ) as file:
                file.write(np.nan_to_num(raster.cells, nan=NODATA).astype("float32"), 1)


def describe(database: sqlite3.Connection, rasters: tuple[Raster, ...]) -> None:
    """Say what rasters hold and which number stands for nothing; GDAL takes all for heights.

    Parameters
    ----------
    database : Connection, to the GeoPackage
    rasters : tuple of Raster
    """
    if not rasters:  # nor is there a table to say it in
        return
    database.executemany(
        "UPDATE gpkg_2d_gridded_coverage_ancillary "
        "SET data_null = ?, field_name = ?, quantity_definition = ?, uom = ? "
        "WHERE tile_matrix_set_name = ?",
        [(NODATA, each.table, each.title, each.band.unit, each.table) for each in rasters],
    )


def style_elements(raster: Raster) -> Iterator[Element]:
    """Give a raster's style, for a project's layer: even steps of colour, and a legend.

    Parameters
    ----------
    raster : Raster

    Yields
    ------
    Element
    """
    ramp = raster.kind.ramp
    assert ramp is not None
    known = raster.cells[np.isfinite(raster.cells)]
    low, high = math.floor(float(known.min())), math.ceil(float(known.max()))
    pipe = Element("pipe")
    drawn = SubElement(
        pipe,
        "rasterrenderer",
        {
            "type": "singlebandpseudocolor",
            "band": "1",
            "opacity": f"{ramp.opacity:g}",
            "alphaBand": "-1",
            "classificationMin": str(low),
            "classificationMax": str(high),
            "nodataColor": "",
        },
    )
    shader = SubElement(
        SubElement(drawn, "rastershader"),
        "colorrampshader",
        {"colorRampType": "INTERPOLATED", "classificationMode": "1", "clip": "0"}
        | {"minimumValue": str(low), "maximumValue": str(high)},
    )
    steps = np.linspace(low, high, len(ramp.colours))
    for value, colour in zip(steps, ramp.colours, strict=True):
        entry = {"value": f"{value:g}", "label": f"{value:.0f}", "color": colour, "alpha": "255"}
        SubElement(shader, "item", entry)
    yield pipe
