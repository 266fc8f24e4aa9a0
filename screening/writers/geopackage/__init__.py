"""``screening.gpkg``: every layer and table, styled, described, with a QGIS project inside."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyogrio

from screening.writers.geopackage import metadata_tables
from screening.writers.geopackage.layer_frames import FID, GEOMETRY, layer_frames
from screening.writers.geopackage.project import project_archive
from screening.writers.geopackage.raster_tables import describe, write_rasters
from screening.writers.geopackage.styles import styles
from screening.writers.geopackage.table_definitions import list_tables
from screening.writers.styles.pictured_rasters import select_rasters

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from screening.model import ScreeningResult
    from screening.writers.geopackage.table_definitions import LayerDefinition

__all__ = ["write", "write_project"]

DATED = "2000-01-01T00:00:00.000Z"
"""The date of every entry: two writes of one screening are the same bytes."""

VERSION = "1.3"
"""Of the format; the newest that QGIS 3.22 takes without a warning."""


def write(screening: ScreeningResult, path: Path) -> None:
    """Write the GeoPackage.

    Parameters
    ----------
    screening : ScreeningResult
    path : Path of the file to write; a file of that name is replaced
    """
    path.unlink(missing_ok=True)
    held, rasters = layer_frames(screening), select_rasters(screening)
    with _dated(DATED) as options:
        write_rasters(path, rasters, options | {"VERSION": VERSION})
        for table in list_tables():
            _write_table(path, table, held[table.name])
        metadata_tables.add_styles(path, styles(held), DATED)
    archive = project_archive(screening, path.name, held)
    with metadata_tables.open_geopackage(path) as database:
        metadata_tables.describe(database, held)
        describe(database, rasters)
        metadata_tables.add_project(database, screening.name, archive)


def write_project(screening: ScreeningResult, path: Path, package: str = "screening.gpkg") -> None:
    """Write the QGIS project beside the GeoPackage that holds its layers.

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
        IDENTIFIER=table.title,
        DESCRIPTION=table.abstract,
        **spatial,
    )


@contextlib.contextmanager
def _dated(moment: str) -> Iterator[dict[str, str]]:
    """Have GDAL write this date instead of now's, and leave waiting for the disk to the end."""
    options = {"OGR_CURRENT_DATE": moment, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield options
    finally:
        pyogrio.set_gdal_config_options(before)
