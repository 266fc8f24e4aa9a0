"""Columns of a table as JSON: rounded for display, unknown values as null."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.catalog.fields import Field

CARRIED_DIGITS = 4
"""Decimals of a carried-through column, whose unit is unknown."""

RECORD_DIGITS = 4
"""Decimals in the page's small tables."""

Cell = float | int | str | None


def json_column(column: pd.Series, digits: int) -> list[Cell]:
    """Convert a column to JSON cells, with numbers rounded as Python's formatting rounds them.

    Parameters
    ----------
    column : Series, (n,)
    digits : int, decimals of numbers

    Returns
    -------
    list of n cells; ``None`` for unknown values and empty texts

    Examples
    --------
    >>> json_column(pd.Series([1.26, float("nan")]), 1), json_column(pd.Series(["a", ""]), 1)
    ([1.3, None], ['a', None])
    >>> json_column(pd.Series([True, False]), 0)
    ['yes', 'no']
    """
    if pd.api.types.is_bool_dtype(column.dtype):
        return [None if pd.isna(v) else ("yes" if v else "no") for v in column]
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype=float, na_value=np.nan).tolist()
        return [_round(v, digits) for v in numbers]
    return [_text(v) for v in column]


def dictionary_encode(values: list[Cell]) -> list[Cell] | dict[str, list[Any]]:
    """Encode repeated cells by a dictionary, if that is shorter.

    Parameters
    ----------
    values : list of n cells

    Returns
    -------
    the unchanged list, or ``{"of": distinct cells, "at": n positions in "of"}``

    Examples
    --------
    >>> dictionary_encode(["a", "a", "b", "a"])
    {'of': ['a', 'b'], 'at': [0, 0, 1, 0]}
    >>> dictionary_encode(["a", "b"])
    ['a', 'b']
    """
    if not any(isinstance(value, str) for value in values):
        return values
    distinct = list(dict.fromkeys(values))
    if 2 * len(distinct) > len(values):
        return values
    position = {value: index for index, value in enumerate(distinct)}
    return {"of": distinct, "at": [position[value] for value in values]}


def records(frame: pd.DataFrame, omit: Iterable[str] = ()) -> list[dict[str, Cell]]:
    """Convert a small table to rows.

    Parameters
    ----------
    frame : DataFrame
    omit : iterable of str, columns to omit

    Returns
    -------
    list of dict of column to cell
    """
    names = [name for name in frame.columns if name not in set(omit)]
    columns = [json_column(frame[name], RECORD_DIGITS) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def display_digits(field: Field) -> int:
    """Return the number of decimals of a field."""
    return CARRIED_DIGITS if field.group == "carried" else field.digits


def _round(value: float, digits: int) -> float | int | None:
    if not math.isfinite(value):
        return None
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def _text(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    is_scalar = bool(np.isscalar(value))
    if value is None or (is_scalar and pd.isna(value)) or value is pd.NaT:
        return None
    if isinstance(value, int | float | np.number):
        return _round(float(value), CARRIED_DIGITS)
    return str(value).strip() or None
