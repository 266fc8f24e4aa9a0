"""Rows of a site table that are left out before its faults are reported, each told.

A row that repeats a site adds nothing, and a fault of a row outside the region of the run cannot
change its result. A row without a usable position could lie in the region: its fault stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from screening.errors import format_known
from screening.readers.sites.repeated_sites import duplicate_errors
from screening.readers.sites.site_validation import RowError, format_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from screening.readers.sites.column_mapping import ColumnMapping
    from screening.readers.sites.site_parsing import ParsedSites
    from screening.readers.tables import FileTable

REPEATED = "repeats the site of another row"
FAULTY = "has a fault, and lies outside the region"
_MAX_LISTED = 3


@dataclass(frozen=True)
class RowSelection:
    """The rows that remain, and why the others do not.

    Attributes
    ----------
    kept : ndarray of bool, (n,)
    errors : list of RowError, of the rows that remain
    left_out : dict of reason to number of rows
    notes : list of str
    """

    kept: NDArray[np.bool_]
    errors: list[RowError]
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def select_rows(
    table: FileTable, mapping: ColumnMapping, parsed: ParsedSites, region: BaseGeometry | None
) -> RowSelection:
    """Leave out repeated rows, and faulty rows outside a region.

    Parameters
    ----------
    table : FileTable
    mapping : ColumnMapping, of the table's columns
    parsed : ParsedSites
    region : shapely geometry in longitude, latitude, or None for no region

    Returns
    -------
    RowSelection
    """
    first = _first_rows(table, mapping, parsed)
    repeated = first != np.arange(len(first))
    outside = _is_outside(parsed, region) & ~repeated
    inside = ~(repeated | outside)
    frame, errors = (
        parsed.frame,
        [*parsed.errors, *duplicate_errors(parsed.frame, table, ~repeated)],
    )
    ids = frame["site_id"]
    faulty = outside & (_any(errors, len(first)) | ids.isin(ids[inside].dropna()).to_numpy())
    remaining = [*parsed.errors, *duplicate_errors(frame, table, inside)]
    left_out = {REPEATED: int(repeated.sum()), FAULTY: int(faulty.sum())}
    notes = [
        *_repeated_note(table, mapping, first),
        *_faulty_note(table, frame, errors, faulty),
    ]
    return RowSelection(
        ~(repeated | faulty),
        [replace(error, rows=error.rows & inside) for error in remaining],
        {reason: count for reason, count in left_out.items() if count},
        notes,
    )


def keep_rows(table: FileTable, kept: NDArray[np.bool_]) -> FileTable:
    """Keep some rows of a table, each with its number.

    Parameters
    ----------
    table : FileTable, (n,)
    kept : ndarray of bool, (n,)

    Returns
    -------
    FileTable
    """
    return replace(
        table,
        cells=table.cells[kept].reset_index(drop=True),
        numbers=table.numbers[kept],
        points=None if table.points is None else table.points[kept],
    )


def _any(errors: Sequence[RowError], count: int) -> NDArray[np.bool_]:
    found = np.zeros(count, dtype=bool)
    for error in errors:
        found |= error.rows
    return found


def _first_rows(table: FileTable, mapping: ColumnMapping, parsed: ParsedSites) -> NDArray[np.intp]:
    """Find for each row the first that states the same site.

    Rows are the same where every cell is, or where every site column of a named site is; those
    that differ in carried columns only, such as the county, are one site.
    """
    frame = parsed.frame
    own = [name for name in frame.columns if name not in mapping.carried]
    named = frame["site_id"].notna() | frame["name"].notna()
    sound = ~_any(parsed.errors, len(frame))
    position = ["longitude", "latitude"]
    # rows that share a position are few, and only they are compared cell by cell
    shared = frame.duplicated(position, keep=False).to_numpy() & ~parsed.misplaced
    by_site = _first_equal(frame[own], shared & named.to_numpy() & sound)
    by_cells = _first_equal(pd.concat([table.cells, frame[position]], axis=1), shared)
    return np.minimum(by_site, by_cells)


def _first_equal(cells: pd.DataFrame, rows: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Find for each of some rows the first of them with the same cells, written as text."""
    first = np.arange(len(cells))
    if rows.any():
        texts = cells[rows].astype(str).set_axis(range(cells.shape[1]), axis=1)
        groups = texts.groupby(list(texts.columns), sort=False, dropna=False).ngroup().to_numpy()
        first[rows] = pd.Series(first[rows]).groupby(groups).transform("min")
    return first


def _is_outside(parsed: ParsedSites, region: BaseGeometry | None) -> NDArray[np.bool_]:
    if region is None:
        return np.zeros(len(parsed.frame), dtype=bool)
    shapely.prepare(region)
    points = shapely.points(parsed.frame["longitude"], parsed.frame["latitude"])
    return np.asarray(~shapely.covers(region, points) & ~parsed.misplaced)


def _repeated_note(table: FileTable, mapping: ColumnMapping, first: NDArray[np.intp]) -> list[str]:
    rows = np.flatnonzero(first != np.arange(len(first))).tolist()
    if not rows:
        return []
    listed = [f"{table.row_label(row)} that of {table.row_label(first[row])}" for row in rows]
    more = f" and {len(rows) - _MAX_LISTED} more" if len(rows) > _MAX_LISTED else ""
    cells, firsts = (table.cells.iloc[some].astype(str).fillna("") for some in (rows, first[rows]))
    differing = [
        column
        for column in mapping.carried.values()
        if (cells[column].to_numpy() != firsts[column].to_numpy()).any()
    ]
    but = f"; they differ in {format_known(differing)} only" if differing else ""
    return [
        f"left out {len(rows)} of {len(first)} {table.unit}s that repeat a site: "
        f"{', '.join(listed[:_MAX_LISTED])}{more}{but}"
    ]


def _faulty_note(
    table: FileTable,
    frame: pd.DataFrame,
    errors: Sequence[RowError],
    faulty: NDArray[np.bool_],
) -> list[str]:
    if not faulty.any():
        return []
    names = frame["name"].to_numpy(dtype=object)
    own = [replace(error, rows=error.rows & faulty) for error in errors]
    messages = format_errors(own, table, names)
    example = f", such as {messages[0].removeprefix(f'{table.title}: ')}" if messages else ""
    return [
        f"left out {faulty.sum()} of {len(frame)} {table.unit}s with a fault, as they lie outside "
        f"the region{example}"
    ]
