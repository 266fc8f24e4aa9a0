"""What a GeoPackage says of its own tables: column names and meanings, styles, the project."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from screening.writers.geopackage.layer_frames import GEOMETRY
from screening.writers.geopackage.table_definitions import get_column, list_tables

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
    """Open a GeoPackage for what GDAL does not write; kept if nothing goes wrong.

    Parameters
    ----------
    path : Path of the GeoPackage

    Yields
    ------
    sqlite3.Connection
    """
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")  # a landing waits for the disk itself
        with database:
            yield database


def describe(database: sqlite3.Connection, held: Mapping[str, pd.DataFrame]) -> None:
    """Give every column a name to show, a title and a description.

    Parameters
    ----------
    database : Connection, from :func:`open_geopackage`
    held : mapping of table name to the frame it holds
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
        [row for table, frame in held.items() for row in _described(table, frame)],
    )


def _described(table: str, frame: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    shown = aliases(table, frame)
    return [
        (table, name, alias, alias, get_column(table, name).description)
        for name, alias in shown.items()
    ]


def aliases(table: str, frame: pd.DataFrame) -> dict[str, str]:
    """Say what people see instead of each column's name.

    Parameters
    ----------
    table : str
    frame : DataFrame or GeoDataFrame that the table holds

    Returns
    -------
    dict of column to alias with its unit, no two alike
    """
    geometry = getattr(frame, "_geometry_column_name", None)
    columns = [name for name in frame.columns if name != geometry]
    shown: dict[str, str] = {}
    for column in columns:
        label = alias = get_column(table, column).label
        number = 1
        while alias in shown.values():
            number += 1
            alias = f"{label} ({number})"
        shown[column] = alias
    return shown


def add_styles(path: Path, styles: Mapping[str, str], moment: str) -> None:
    """Store a default style for each table, where QGIS looks for it.

    Parameters
    ----------
    path : Path of the GeoPackage
    styles : mapping of table name to QML
    moment : str, date of the styles
    """
    spatial = {table.name for table in list_tables() if table.geometry}
    rows = {
        "f_table_catalog": "",
        "f_table_schema": "",  # QGIS passes over a style where this is NULL
        "f_table_name": list(styles),
        "f_geometry_column": [GEOMETRY if name in spatial else "" for name in styles],
        "styleName": list(styles),
        "styleQML": list(styles.values()),
        "styleSLD": "",
        "useAsDefault": True,
        "description": [table.abstract for table in list_tables() if table.name in styles],
        "owner": "",
        "ui": "",
        "update_time": pd.Timestamp(moment),
    }
    pyogrio.write_dataframe(pd.DataFrame(rows), path, layer="layer_styles", driver="GPKG", FID="id")


def add_project(database: sqlite3.Connection, name: str, archive: bytes) -> None:
    """Store a QGIS project in the file that its layers are in.

    Parameters
    ----------
    database : Connection, from :func:`open_geopackage`
    name : str, what QGIS lists it as
    archive : bytes of a ``.qgz``
    """
    database.execute(
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
    )
    database.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, "{}", archive.hex()))
