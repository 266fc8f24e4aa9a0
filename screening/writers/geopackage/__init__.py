"""``screening.gpkg``: all layers and tables, with styles, descriptions and a QGIS project."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyogrio

from screening.writers.geopackage import metadata_tables
from screening.writers.geopackage.layer_frames import FID, GEOMETRY, layer_frames
from screening.writers.geopackage.project import project_archive
from screening.writers.geopackage.raster_tables import describe, write_rasters
from screening.writers.geopackage.table_definitions import list_tables, unique_identifier
from screening.writers.geopackage.table_styles import styles
from screening.writers.styles.pictured_rasters import select_rasters

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from screening.model import ScreeningResult
    from screening.writers.geopackage.table_definitions import LayerDefinition

__all__ = ["write", "write_project"]

FIXED_DATE = "2000-01-01T00:00:00.000Z"
"""Date of every entry, so that the same screening gives the same bytes."""

VERSION = "1.3"
"""GeoPackage version, the newest that QGIS 3.22 opens without a warning."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the GeoPackage.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; an existing file is replaced
    """
    path.unlink(missing_ok=True)
    frames, rasters = layer_frames(screening), select_rasters(screening)
    with _fixed_date(FIXED_DATE) as options:
        write_rasters(path, rasters, options | {"VERSION": VERSION})
        for table in list_tables():
            _write_table(path, table, frames[table.name])
        metadata_tables.add_styles(path, styles(frames), FIXED_DATE)
    archive = project_archive(screening, path.name, frames)
    with metadata_tables.open_geopackage(path) as database:
        metadata_tables.describe(database, frames)
        describe(database, rasters)
        metadata_tables.add_project(database, screening.name, archive)


def write_project(screening: ScreeningResult, path: Path, package: str = "screening.gpkg") -> None:
    """Write the QGIS project beside the GeoPackage that contains its layers.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the ``.qgz`` to write
    package : str, name of the GeoPackage in the same folder
    """
    path.write_bytes(project_archive(screening, package, layer_frames(screening)))


def _write_table(path: Path, table: LayerDefinition, frame: pd.DataFrame) -> None:
    spatial = {"geometry_type": table.geometry, "GEOMETRY_NAME": GEOMETRY} if table.geometry else {}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=table.name,
        driver="GPKG",
        promote_to_multi=table.geometry.startswith("Multi"),
        dataset_options={"VERSION": VERSION} if not path.exists() else None,
        FID=FID,
        IDENTIFIER=unique_identifier(table.name, table.title),
        DESCRIPTION=table.abstract,
        **spatial,
    )


@contextlib.contextmanager
def _fixed_date(timestamp: str) -> Iterator[dict[str, str]]:
    """Set GDAL's current date, and disable disk synchronization (done later)."""
    options = {"OGR_CURRENT_DATE": timestamp, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    previous = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield options
    finally:
        pyogrio.set_gdal_config_options(previous)
