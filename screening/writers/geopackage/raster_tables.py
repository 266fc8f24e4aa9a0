"""Raster tables of the GeoPackage, one per pictured band, and their style in QGIS."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from screening.writers.geopackage.table_definitions import unique_identifier
from screening.writers.styles.pictured_rasters import Raster

if TYPE_CHECKING:
    from pathlib import Path

NODATA = -9999.0


def write_rasters(path: Path, rasters: tuple[Raster, ...], options: dict[str, str]) -> None:
    """Write rasters into a new GeoPackage, before its vector layers.

    Parameters
    ----------
    path : Path of the file, which does not exist yet
    rasters : tuple of Raster
    options : dict of GDAL configuration options, including ``VERSION``
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
                RASTER_IDENTIFIER=unique_identifier(raster.table, raster.title),
                RASTER_DESCRIPTION=raster.title,
                TILE_FORMAT="TIFF",
                APPEND_SUBDATASET="YES" if path.exists() else "NO",
                **({} if path.exists() else {"VERSION": options["VERSION"]}),
            ) as file:
                file.write(np.nan_to_num(raster.cells, nan=NODATA).astype("float32"), 1)


def describe(database: sqlite3.Connection, rasters: tuple[Raster, ...]) -> None:
    """Store the quantity, the unit and the no-data value, because GDAL assumes heights.

    Parameters
    ----------
    database : Connection, to the GeoPackage
    rasters : tuple of Raster
    """
    if not rasters:  # the table exists only with rasters
        return
    database.executemany(
        "UPDATE gpkg_2d_gridded_coverage_ancillary "
        "SET data_null = ?, field_name = ?, quantity_definition = ?, uom = ? "
        "WHERE tile_matrix_set_name = ?",
        [
            (NODATA, raster.table, raster.title, raster.band.unit, raster.table)
            for raster in rasters
        ],
    )


def style_elements(raster: Raster) -> Iterator[Element]:
    """Build a raster's style for a project layer: an equal-interval colour ramp and its legend.

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
    renderer = SubElement(
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
        SubElement(renderer, "rastershader"),
        "colorrampshader",
        {"colorRampType": "INTERPOLATED", "classificationMode": "1", "clip": "0"}
        | {"minimumValue": str(low), "maximumValue": str(high)},
    )
    steps = np.linspace(low, high, len(ramp.colours))
    for value, colour in zip(steps, ramp.colours, strict=True):
        entry = {"value": f"{value:g}", "label": f"{value:.0f}", "color": colour, "alpha": "255"}
        SubElement(shader, "item", entry)
    yield pipe
