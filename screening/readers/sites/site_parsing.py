"""A table as it stands in a file → our columns, with the faults met on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.readers.cell_parsing import as_numbers, as_text, has_decimal_comma, infer_column
from screening.readers.sites.column_mapping import (
    IDENTITY_COLUMNS,
    NUMBERS,
    POSITION,
    TEXTS,
    ColumnMapping,
)
from screening.readers.sites.site_validation import (
    RowError,
    coordinate_errors,
    duplicate_errors,
    numeric_errors,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.readers.sites.site_table import SiteTable

_DIFFERS_DEGREES = 0.001
"""From here on, columns say another place than the geometry [°]; about 100 m."""


@dataclass(frozen=True)
class ParsedSites:
    """Sites before they are known to be sound.

    Attributes
    ----------
    frame : DataFrame, (n,), indexed 0..n-1
        ``site_id`` (``None`` where the file has none), the columns of the result but
        the geometry, in their order.
    faults : list of RowError
    notes : list of str
    """

    frame: pd.DataFrame
    faults: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def has_position(table: SiteTable, named: ColumnMapping) -> bool:
    """Tell whether a table says where its sites are at all.

    Parameters
    ----------
    table : SiteTable
    named : ColumnMapping

    Returns
    -------
    bool
    """
    return table.points is not None or all(name in named.ours for name in POSITION)


def parse_sites(table: SiteTable, named: ColumnMapping, *, sure: bool) -> ParsedSites:
    """Read every cell, and note every fault.

    Parameters
    ----------
    table : SiteTable
    named : ColumnMapping, its columns
    sure : bool, the user named the columns of the position: they go before geometry

    Returns
    -------
    ParsedSites
    """
    faults: list[RowError] = []
    notes: list[str] = []
    texts = {name: _texts(table, named, name) for name in ("site_id", *TEXTS)}
    place = _position(table, named, faults, notes, sure=sure)
    doubt = table.decimal_comma and _has_commas(table, named)
    numbers = {
        name: _numbers(table, named, name, faults, doubt_points=doubt)[0]
        for name in NUMBERS
        if name in IDENTITY_COLUMNS or name in named.ours
    }
    carried = {
        name: infer_column(table.cells[file], decimal_comma=table.decimal_comma, doubt_points=doubt)
        for name, file in named.carried.items()
    }
    frame = pd.DataFrame({**texts, **place, **numbers, **carried})
    faults += duplicate_errors(frame, table)
    return ParsedSites(frame, faults, notes)


def _has_commas(table: SiteTable, named: ColumnMapping) -> bool:
    """Tell whether any column of numbers has decimal commas, ours or carried."""
    ours = (named.ours[name] for name in (*POSITION, *NUMBERS) if name in named.ours)
    return any(has_decimal_comma(table.cells[column]) for column in ours) or any(
        has_decimal_comma(table.cells[column])
        and not as_numbers(table.cells[column], decimal_comma=True)[1].any()
        for column in named.carried.values()
    )


def _texts(table: SiteTable, named: ColumnMapping, name: str) -> pd.Series:
    column = named.ours.get(name)
    if column is None:
        return pd.Series([None] * len(table.cells), dtype=object)
    return pd.Series(as_text(table.cells[column]), dtype=object)


def _numbers(
    table: SiteTable,
    named: ColumnMapping,
    name: str,
    faults: list[RowError],
    *,
    doubt_points: bool = False,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read a column; a point in degrees is never in doubt, as none count thousands."""
    column = named.ours.get(name)
    if column is None:
        n = len(table.cells)
        return np.full(n, np.nan), np.zeros(n, dtype=bool)
    cells = table.cells[column]
    values, bad = as_numbers(cells, decimal_comma=table.decimal_comma, doubt_points=doubt_points)
    faults += numeric_errors(name, cells, values, bad)
    return values, bad


def _position(
    table: SiteTable, named: ColumnMapping, faults: list[RowError], notes: list[str], *, sure: bool
) -> dict[str, NDArray[np.float64]]:
    """Take positions from the geometry, or from columns where the user named them."""
    if table.points is None or sure:
        longitude, no_longitude = _numbers(table, named, "longitude", faults)
        latitude, no_latitude = _numbers(table, named, "latitude", faults)
        skip = no_longitude | no_latitude
    else:
        longitude, latitude = shapely.get_x(table.points), shapely.get_y(table.points)
        skip = np.zeros(len(longitude), dtype=bool)
        notes += _differing(table, named, longitude, latitude)
    if has_position(table, named):
        faults += coordinate_errors(longitude, latitude, skip=skip, sure=sure)
    return {"longitude": longitude, "latitude": latitude}


def _differing(
    table: SiteTable,
    named: ColumnMapping,
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> list[str]:
    """Say where columns of the file contradict its geometry."""
    if not all(name in named.ours for name in POSITION):
        return []
    said = [as_numbers(table.cells[named.ours[name]])[0] for name in POSITION]
    differs = (np.abs(said[0] - longitude) > _DIFFERS_DEGREES) | (
        np.abs(said[1] - latitude) > _DIFFERS_DEGREES
    )
    if not differs.any():
        return []
    both = " and ".join(repr(named.ours[name]) for name in POSITION)
    return [
        f"took positions from the geometry; columns {both} say another place in "
        f"{differs.sum()} of {len(differs)} features"
    ]
