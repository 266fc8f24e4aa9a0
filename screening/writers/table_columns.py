"""Columns as files take them: in one order, with cells that every format can hold."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from screening.catalog.fields import FIELDS, OUTCOME_PREFIX, VALUE_PREFIX
from screening.writers.write_cache import memoize

_LARGEST = 2**63 - 1
"""The largest whole number that a GeoPackage holds."""

_PLACES = {name: place for place, name in enumerate(FIELDS)}


def ordered_columns(frame: pd.DataFrame) -> list[str]:
    """Put a table's columns in the order that every writer gives them.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame of sites; ``site_id`` may be a column

    Returns
    -------
    list of str
        Those of ``screening.catalog.fields`` in its order, then ``value_*``, then
        ``constraint_*``, then what the input carried; the geometry is left out.

    Examples
    --------
    >>> frame = pd.DataFrame(columns=["utility", "value_it_mw", "score", "name"])
    >>> ordered_columns(frame)
    ['name', 'score', 'value_it_mw', 'utility']
    """
    geometry = getattr(frame, "_geometry_column_name", None)
    return sort_columns(name for name in frame.columns if name != geometry)


def sort_columns(columns: Iterable[str]) -> list[str]:
    """Put names of columns in that order.

    Parameters
    ----------
    columns : iterable of str

    Returns
    -------
    list of str
    """
    return sorted(columns, key=_place)


def _place(column: str) -> tuple[int, int]:
    if column in FIELDS:
        return 0, _PLACES[column]
    for place, prefix in enumerate((VALUE_PREFIX, OUTCOME_PREFIX), start=1):
        if str(column).startswith(prefix):
            return place, 0
    return 3, 0


@memoize
def export_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Make a table of sites that every format can hold: ``site_id`` a column, order fixed.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame, indexed by ``site_id``

    Returns
    -------
    the same kind of frame, not to be changed, its text cells as :func:`stringify` makes them

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
    """Say as text what is neither number, boolean, date nor geometry; ``None`` where missing.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame

    Returns
    -------
    the same kind of frame, a copy
    """
    frame = frame.copy()
    texts = {name: _as_text(column) for name, column in frame.items() if is_text(column)}
    for name, cells in texts.items():
        frame[name] = cells
    return frame


def is_text(column: pd.Series) -> bool:
    """Say whether a column holds text, or anything that only text can say."""
    kinds = pd.api.types
    if kinds.is_unsigned_integer_dtype(column):
        return bool((column > _LARGEST).any())
    return not (
        kinds.is_numeric_dtype(column)
        or kinds.is_datetime64_any_dtype(column)
        or str(column.dtype) == "geometry"
    )


def _as_text(column: pd.Series) -> pd.Series:
    both = zip(column.tolist(), column.isna().tolist(), strict=True)
    cells = [None if gone else str(cell) for cell, gone in both]
    return pd.Series(cells, index=column.index, dtype=object)


def distinct_names(columns: Iterable[str], reserved: Iterable[str] = ()) -> dict[str, str]:
    """Rename columns that a database, blind to case, would take for one another.

    Parameters
    ----------
    columns : iterable of str
    reserved : iterable of str, names that are taken already

    Returns
    -------
    dict of column to its name; earlier columns keep theirs

    Examples
    --------
    >>> distinct_names(["name", "Name", "fid"], reserved=["fid"])
    {'name': 'name', 'Name': 'Name_2', 'fid': 'fid_2'}
    """
    taken = {name.casefold() for name in reserved}
    names: dict[str, str] = {}
    for column in columns:
        name, number = column, 1
        while name.casefold() in taken:
            number += 1
            name = f"{column}_{number}"
        taken.add(name.casefold())
        names[column] = name
    return names
