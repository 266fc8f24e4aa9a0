"""Refuse text in columns that a file declares as numeric, of which GDAL would make other numbers.

Of ``1,200`` GDAL reads 1, of ``~80`` 0, and of 80.5 in a column of integers 80.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from screening.readers.cell_messages import quote_texts
from screening.readers.file_checks import UnreadableError

_SQL_NUMBERS = ("INT", "REAL", "DOUBLE", "FLOAT", "MEDIUM", "NUMERIC", "DECIMAL")
"""Beginnings of the numeric types of a GeoPackage's columns, some of which end in INT."""
_ESRI_INTEGERS = frozenset(
    f"esriFieldType{name}" for name in ("SmallInteger", "Integer", "BigInteger")
)
_ESRI_NUMBERS = _ESRI_INTEGERS | {"esriFieldTypeSingle", "esriFieldTypeDouble"}
MAX_QUOTED = 3
"""Cells of a column that are quoted."""


def refuse_cells(cells: Mapping[str, Iterable[str]]) -> None:
    """Refuse a file whose numeric columns have cells that are no such number.

    Parameters
    ----------
    cells : mapping of column to its cells that cannot be read; empty for none

    Raises
    ------
    UnreadableError
    """
    if cells:
        listed = "; ".join(
            f"{quote_texts(texts, max_count=MAX_QUOTED)} in {name}" for name, texts in cells.items()
        )
        raise UnreadableError(
            f"expected numbers of the type that the file declares, got {listed}; correct them, or "
            "store the column as text"
        )


def check_esri_cells(fields: Any, odd: Mapping[str, Sequence[Any]]) -> None:
    """Check the attributes of ESRI JSON against the types of its fields.

    Parameters
    ----------
    fields : list of mapping with ``name`` and ``type``, or anything else
    odd : mapping of name to attributes that are no whole number

    Raises
    ------
    UnreadableError
    """
    types = {
        field.get("name"): field.get("type")
        for field in (fields if isinstance(fields, list) else ())
        if isinstance(field, dict)
    }
    bad = {
        name: [
            str(cell)
            for cell in cells
            if not isinstance(cell, float) or types[name] in _ESRI_INTEGERS
        ]
        for name, cells in odd.items()
        if types.get(name) in _ESRI_NUMBERS
    }
    refuse_cells({name: texts for name, texts in bad.items() if texts})


def check_geopackage_cells(path: Path, layer: str, columns: Collection[str]) -> None:
    """Check that the numeric columns of a GeoPackage's layer hold numbers: SQLite stores any text.

    Parameters
    ----------
    path : Path
    layer : str
    columns : collection of str, those that are read

    Raises
    ------
    UnreadableError
    """
    table = _quoted(layer)
    bad: dict[str, list[str]] = {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        try:
            types = {
                str(row[1]): str(row[2]).upper()
                for row in database.execute(f"PRAGMA table_info({table})")
            }
            for name in columns:
                if types.get(name, "").startswith(_SQL_NUMBERS) or "INT" in types.get(name, ""):
                    cell = _quoted(name)
                    query = f"SELECT {cell} FROM {table} WHERE typeof({cell}) IN ('text', 'blob')"
                    rows = database.execute(f"{query} LIMIT {MAX_QUOTED}").fetchall()
                    if rows:
                        bad[name] = [str(row[0]) for row in rows]
        except sqlite3.Error as error:
            raise UnreadableError(
                f"expected a GeoPackage, got an error ({error}); export it again"
            ) from error
    refuse_cells(bad)


def _quoted(name: str) -> str:
    """Quote a name of SQL."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
