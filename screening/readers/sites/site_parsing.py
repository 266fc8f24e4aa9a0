"""Parse the cells of a site table into typed columns, and collect the errors of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.catalog.fields import COMPUTED, is_named_by_config
from screening.catalog.stated_facts import stated_names
from screening.readers.cell_parsing import as_numbers, as_text, infer_column
from screening.readers.number_text import Separators, decide_separators
from screening.readers.sites.column_mapping import (
    FACT_TEXTS,
    IDENTITY_COLUMNS,
    NUMBERS,
    POSITION,
    TEXTS,
    ColumnMapping,
)
from screening.readers.sites.site_validation import (
    RowError,
    coordinate_errors,
    numeric_errors,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.tables.file_table import FileTable

_MAX_DIFFERENCE_DEGREES = 0.001
"""Coordinate columns that differ more from the geometry are reported [°]; about 100 m."""


@dataclass(frozen=True)
class ParsedSites:
    """Sites before their errors are reported.

    Attributes
    ----------
    frame : DataFrame, (n,), indexed 0..n-1
        ``site_id`` (``None`` where the file has none), then the columns of the result
        in order, without the geometry.
    misplaced : ndarray of bool, (n,), rows without a usable position
    errors : list of RowError, but for repeated ids and sites
    notes : list of str
    """

    frame: pd.DataFrame
    misplaced: NDArray[np.bool_]
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def has_position(table: FileTable, mapping: ColumnMapping) -> bool:
    """Return whether a table has a geometry or both coordinate columns.

    Parameters
    ----------
    table : FileTable
    mapping : ColumnMapping

    Returns
    -------
    bool
    """
    return table.points is not None or all(name in mapping.ours for name in POSITION)


def parse_sites(table: FileTable, mapping: ColumnMapping, *, confirmed: bool) -> ParsedSites:
    """Parse every cell and collect all errors.

    Parameters
    ----------
    table : FileTable
    mapping : ColumnMapping, of the table's columns
    confirmed : bool
        The config names both coordinate columns: they take precedence over the geometry,
        and possible positions are not suspected to be swapped.

    Returns
    -------
    ParsedSites
    """
    errors: list[RowError] = []
    notes: list[str] = []
    own_names = [name for name in FACT_TEXTS if name in mapping.ours]
    texts = {name: _texts(table, mapping, name) for name in ("site_id", *TEXTS, *own_names)}
    separators = _separators(table, mapping)
    position = _positions(table, mapping, separators, errors, notes, confirmed=confirmed)
    misplaced = np.isnan(position["longitude"]) | np.isnan(position["latitude"])
    for error in errors:
        misplaced = misplaced | error.rows
    numbers = {
        name: _numbers(table, mapping, name, separators, errors)[0]
        for name in _number_names(mapping)
        if name in IDENTITY_COLUMNS or name in mapping.ours
    }
    carried = {
        name: infer_column(table.cells[column], separators[column])
        for name, column in mapping.carried.items()
    }
    identity = {name: texts.pop(name) for name in ("site_id", *TEXTS)}
    frame = pd.DataFrame({**identity, **position, **numbers, **texts, **carried})
    if mapping.stated:
        _keep_stated(frame, table.cells[mapping.stated])
    return ParsedSites(frame, misplaced, errors, notes)


def _keep_stated(frame: pd.DataFrame, cells: pd.Series) -> None:
    """Empty the facts of a run's result that its table of sites did not state."""
    stated = [stated_names(text) for text in as_text(cells)]
    for name in (name for name in frame if name in COMPUTED or is_named_by_config(str(name))):
        frame[name] = frame[name].where(np.array([name in names for names in stated]))


def _number_names(mapping: ColumnMapping) -> list[str]:
    return [*NUMBERS, *(name for name in mapping.ours if is_named_by_config(name))]


def _separators(table: FileTable, mapping: ColumnMapping) -> dict[str, Separators]:
    """Decide what commas and points mean, by column of the file."""
    names = (*POSITION, *_number_names(mapping))
    ours = [mapping.ours[name] for name in names if name in mapping.ours]
    return decide_separators(
        {column: table.cells[column] for column in (*ours, *mapping.carried.values())},
        degrees=[mapping.ours[name] for name in POSITION if name in mapping.ours],
        decimal_comma=table.decimal_comma,
    )


def _texts(table: FileTable, mapping: ColumnMapping, name: str) -> pd.Series:
    column = mapping.ours.get(name)
    if column is None:
        return pd.Series([None] * len(table.cells), dtype=object)
    return pd.Series(as_text(table.cells[column]), dtype=object)


def _numbers(
    table: FileTable,
    mapping: ColumnMapping,
    name: str,
    separators: Mapping[str, Separators],
    errors: list[RowError],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Parse a column, and flag bad cells."""
    column = mapping.ours.get(name)
    if column is None:
        n = len(table.cells)
        return np.full(n, np.nan), np.zeros(n, dtype=bool)
    cells = table.cells[column]
    values, bad = as_numbers(cells, separators[column])
    errors += numeric_errors(name, cells, values, bad)
    return values, bad


def _positions(
    table: FileTable,
    mapping: ColumnMapping,
    separators: Mapping[str, Separators],
    errors: list[RowError],
    notes: list[str],
    *,
    confirmed: bool,
) -> dict[str, NDArray[np.float64]]:
    """Take positions from the geometry, or from coordinate columns that the config names."""
    if table.points is None or confirmed:
        longitude, bad_longitude = _numbers(table, mapping, "longitude", separators, errors)
        latitude, bad_latitude = _numbers(table, mapping, "latitude", separators, errors)
        skip = bad_longitude | bad_latitude
    else:
        longitude, latitude = shapely.get_x(table.points), shapely.get_y(table.points)
        skip = np.zeros(len(longitude), dtype=bool)
        notes += _contradiction_notes(table, mapping, separators, longitude, latitude)
    if has_position(table, mapping):
        errors += coordinate_errors(longitude, latitude, skip=skip, confirmed=confirmed)
    return {"longitude": longitude, "latitude": latitude}


def _contradiction_notes(
    table: FileTable,
    mapping: ColumnMapping,
    separators: Mapping[str, Separators],
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> list[str]:
    """Report coordinate columns that contradict the geometry of the file."""
    if not all(name in mapping.ours for name in POSITION):
        return []
    columns = [mapping.ours[name] for name in POSITION]
    column_lon, column_lat = (
        as_numbers(table.cells[name], separators[name])[0] for name in columns
    )
    differs = (np.abs(column_lon - longitude) > _MAX_DIFFERENCE_DEGREES) | (
        np.abs(column_lat - latitude) > _MAX_DIFFERENCE_DEGREES
    )
    if not differs.any():
        return []
    both = " and ".join(map(repr, columns))
    return [
        f"took positions from the geometry; columns {both} differ from it in "
        f"{differs.sum()} of {len(differs)} features"
    ]
