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
from screening.readers.column_matching import coordinate_columns
from screening.readers.number_text import DEGREES, Separators, decide_separators
from screening.readers.sites.column_mapping import (
    FACT_TEXTS,
    IDENTITY_COLUMNS,
    NUMBERS,
    POSITION,
    TEXTS,
    ColumnMapping,
)
from screening.readers.sites.site_validation import (
    MAX_DEGREES,
    RowError,
    coordinate_errors,
    numeric_errors,
    power_chain_errors,
)
from screening.readers.sites.swapped_coordinates import likely_unsigned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.tables.file_table import FileTable

_MAX_DIFFERENCE_DEGREES = 0.001
"""Coordinate columns that differ more from the geometry are reported [°]; about 100 m."""
_MAX_LISTED = 3


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
    if not confirmed:
        notes += _unsigned_note(table, position, misplaced)
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
        frame = _keep_stated(frame, table.cells[mapping.stated])
    errors += power_chain_errors(frame)
    return ParsedSites(frame, misplaced, errors, notes)


def _keep_stated(frame: pd.DataFrame, cells: pd.Series) -> pd.DataFrame:
    """Empty the facts of a run's result that its table of sites did not state."""
    stated = [stated_names(text) for text in as_text(cells)]
    facts = [name for name in frame if name in COMPUTED or is_named_by_config(str(name))]
    own = {name: np.array([name in names for names in stated]) for name in facts}
    return frame.assign(**{str(name): frame[name].where(mask) for name, mask in own.items()})


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
    others: Mapping[str, str]
    if table.points is None or confirmed:
        longitude, bad_longitude = _numbers(table, mapping, "longitude", separators, errors)
        latitude, bad_latitude = _numbers(table, mapping, "latitude", separators, errors)
        skip = bad_longitude | bad_latitude
        others = {} if confirmed else coordinate_columns(list(mapping.carried.values()))
        source = " and ".join(repr(mapping.ours[name]) for name in POSITION if name in mapping.ours)
    else:
        longitude, latitude = shapely.get_x(table.points), shapely.get_y(table.points)
        skip = np.zeros(len(longitude), dtype=bool)
        others, source = mapping.ours, "the geometry"
    notes += _contradiction_notes(table, others, longitude, latitude, source)
    if has_position(table, mapping):
        errors += coordinate_errors(longitude, latitude, skip=skip, confirmed=confirmed)
    return {"longitude": longitude, "latitude": latitude}


def _unsigned_note(
    table: FileTable,
    position: Mapping[str, NDArray[np.float64]],
    misplaced: NDArray[np.bool_],
) -> list[str]:
    """Report positions that lie near the other sites with a minus before the longitude."""
    rows = likely_unsigned(position["longitude"], position["latitude"], usable=~misplaced)
    if not rows.any():
        return []
    listed = [table.row_label(index) for index in np.flatnonzero(rows)[:_MAX_LISTED].tolist()]
    more = f" and {rows.sum() - _MAX_LISTED} more" if rows.sum() > _MAX_LISTED else ""
    return [
        f"{rows.sum()} of {len(rows)} positions lie far from all others, and near them with a "
        f"minus before the longitude: {', '.join(listed)}{more}; check them"
    ]


def _contradiction_notes(
    table: FileTable,
    columns: Mapping[str, str],
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    source: str,
) -> list[str]:
    """Report coordinate columns that contradict where the positions are taken from."""
    if not all(name in columns for name in POSITION):
        return []
    column_lon, column_lat = (
        as_numbers(table.cells[columns[name]], DEGREES)[0] for name in POSITION
    )
    projected = (np.abs(column_lon) > MAX_DEGREES) | (np.abs(column_lat) > MAX_DEGREES)
    differs = (np.abs(column_lon - longitude) > _MAX_DIFFERENCE_DEGREES) | (
        np.abs(column_lat - latitude) > _MAX_DIFFERENCE_DEGREES
    )
    differs &= ~projected  # the same positions in another CRS
    if not differs.any():
        return []
    both = " and ".join(repr(columns[name]) for name in POSITION)
    return [
        f"took positions from {source}; columns {both} differ from it in {differs.sum()} of "
        f"{len(differs)} {table.unit}s"
    ]
