"""Site tables in a form that every file format accepts: fixed column order, plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from screening.reporting.column_order import ordered_columns
from screening.writers.write_cache import memoize

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_INTEGER = 2**63 - 1
"""Largest integer of a GeoPackage (SQLite) column."""


@memoize
def export_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Prepare a table of sites for export: ``site_id`` a column, columns in output order.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame, indexed by ``site_id``

    Returns
    -------
    the same kind of frame, its text cells as :func:`stringify` returns them; shared between
        writers, so do not modify it

    Examples
    --------
    >>> frame = pd.DataFrame({"x": [1, "a", None]}, index=pd.Index(["i", "j", "k"], name="site_id"))
    >>> export_frame(frame).to_dict("list")
    {'site_id': ['i', 'j', 'k'], 'x': ['1', 'a', None]}
    """
    flat = frame.reset_index(drop=frame.index.name in frame.columns)
    geometry = getattr(flat, "_geometry_column_name", None)
    names = ordered_columns(flat)
    return stringify(flat[[*names, geometry] if geometry else names])


def stringify(frame: pd.DataFrame) -> pd.DataFrame:
    """Convert columns other than numbers, booleans, dates and geometry to text.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame

    Returns
    -------
    the same kind of frame, a copy; ``None`` where a text cell is missing
    """
    frame = frame.copy()
    texts = {name: _to_text(column) for name, column in frame.items() if is_text(column)}
    for name, cells in texts.items():
        frame[name] = cells
    return frame


def is_text(column: pd.Series) -> bool:
    """Whether a column holds text, or values that only text can represent."""
    kinds = pd.api.types
    if kinds.is_unsigned_integer_dtype(column):
        return bool((column > _MAX_INTEGER).any())
    return not (
        kinds.is_numeric_dtype(column)
        or kinds.is_datetime64_any_dtype(column)
        or str(column.dtype) == "geometry"
    )


def _to_text(column: pd.Series) -> pd.Series:
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    cells = [None if missing else str(cell) for cell, missing in pairs]
    return pd.Series(cells, index=column.index, dtype=object)


def distinct_names(columns: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """Rename columns whose names a case-insensitive database would treat as equal.

    Parameters
    ----------
    columns : iterable of str
    reserved : iterable of str, names already in use

    Returns
    -------
    dict of column to unique name; of equal names, the first column keeps its own

    Examples
    --------
    >>> distinct_names(["name", "Name", "fid"], reserved=["fid"])
    {'name': 'name', 'Name': 'Name_2', 'fid': 'fid_2'}
    """
    used = {name.casefold() for name in reserved}
    names: dict[str, str] = {}
    for column in columns:
        name, number = column, 1
        while name.casefold() in used:
            number += 1
            name = f"{column}_{number}"
        used.add(name.casefold())
        names[column] = name
    return names
