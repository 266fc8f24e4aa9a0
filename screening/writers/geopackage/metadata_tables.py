"""Metadata tables of the GeoPackage: column descriptions, styles and the QGIS project."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from screening.writers.geopackage.column_definitions import get_column
from screening.writers.geopackage.layer_frames import GEOMETRY
from screening.writers.geopackage.table_definitions import list_tables

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA_EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"

_SCHEMA_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS gpkg_data_columns (
        table_name TEXT NOT NULL,
        column_name TEXT NOT NULL,
        name TEXT,
        title TEXT,
        description TEXT,
        mime_type TEXT,
        constraint_name TEXT,
        CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
        CONSTRAINT gdc_tn UNIQUE (table_name, name)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
        constraint_name TEXT NOT NULL,
        constraint_type TEXT NOT NULL,
        value TEXT,
        min NUMERIC,
        min_is_inclusive BOOLEAN,
        max NUMERIC,
        max_is_inclusive BOOLEAN,
        description TEXT,
        CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
    )
    """,
)


@contextmanager
def open_geopackage(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a GeoPackage for the tables that GDAL does not write; commit unless an error occurs.

    Parameters
    ----------
    path : Path of the GeoPackage

    Yields
    ------
    sqlite3.Connection
    """
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")  # the atomic output syncs the file
        with database:
            yield database


def describe(database: sqlite3.Connection, frames: Mapping[str, pd.DataFrame]) -> None:
    """Store a display name, a title and a description of every column.

    Parameters
    ----------
    database : Connection, from :func:`open_geopackage`
    frames : mapping of table name to its frame
    """
    for statement in _SCHEMA_TABLES:
        database.execute(statement)
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [
            (table, _SCHEMA_EXTENSION)
            for table in ("gpkg_data_columns", "gpkg_data_column_constraints")
        ],
    )
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) "
        "VALUES (?, ?, ?, ?, ?)",
        [row for table, frame in frames.items() for row in _column_rows(table, frame)],
    )


def _column_rows(table: str, frame: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    return [
        (table, name, alias, alias, get_column(table, name).description)
        for name, alias in aliases(table, frame).items()
    ]


def aliases(table: str, frame: pd.DataFrame) -> dict[str, str]:
    """Return the display name of each column.

    Parameters
    ----------
    table : str
    frame : DataFrame or GeoDataFrame of the table

    Returns
    -------
    dict of column to a distinct alias, with its unit
    """
    geometry = getattr(frame, "_geometry_column_name", None)
    columns = [name for name in frame.columns if name != geometry]
    column_aliases: dict[str, str] = {}
    for column in columns:
        label = alias = get_column(table, column).label
        number = 1
        while alias in column_aliases.values():
            number += 1
            alias = f"{label} ({number})"
        column_aliases[column] = alias
    return column_aliases


def add_styles(path: Path, styles: Mapping[str, str], timestamp: str) -> None:
    """Store a default style for each table, in the table ``layer_styles`` of QGIS.

    Parameters
    ----------
    path : Path of the GeoPackage
    styles : mapping of table name to QML
    timestamp : str, date of the styles
    """
    spatial = {table.name for table in list_tables() if table.geometry}
    rows = {
        "f_table_catalog": "",
        "f_table_schema": "",  # QGIS ignores a style if this is NULL
        "f_table_name": list(styles),
        "f_geometry_column": [GEOMETRY if name in spatial else "" for name in styles],
        "styleName": list(styles),
        "styleQML": list(styles.values()),
        "styleSLD": "",
        "useAsDefault": True,
        "description": [table.abstract for table in list_tables() if table.name in styles],
        "owner": "",
        "ui": "",
        "update_time": pd.Timestamp(timestamp),
    }
    pyogrio.write_dataframe(pd.DataFrame(rows), path, layer="layer_styles", driver="GPKG", FID="id")


def add_project(database: sqlite3.Connection, name: str, archive: bytes) -> None:
    """Store a QGIS project in the GeoPackage of its layers.

    Parameters
    ----------
    database : Connection, from :func:`open_geopackage`
    name : str, title in QGIS
    archive : bytes of a ``.qgz``
    """
    database.execute(
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
    )
    database.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, "{}", archive.hex()))
