"""Columns of a table as JSON can say them: rounded as shown, unknown as null."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.catalog.fields import Field

CARRIED_DIGITS = 4
"""Decimals kept of a number that came with the sites and has no unit known to us."""

RECORD_DIGITS = 4
"""Decimals kept in the page's small tables."""

Cell = float | int | str | None


def json_column(column: pd.Series, digits: int) -> list[Cell]:
    """Give a column's cells, numbers rounded as Python's own formatting rounds them.

    Parameters
    ----------
    column : Series, (n,)
    digits : int, decimals to keep of numbers

    Returns
    -------
    list of n cells; ``None`` for what is not known, empty text included

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
        return [_rounded(v, digits) for v in numbers]
    return [_text(v) for v in column]


def dictionary_encode(values: list[Cell]) -> list[Cell] | dict[str, list[Any]]:
    """Say repeated cells once, if that is shorter.

    Parameters
    ----------
    values : list of n cells

    Returns
    -------
    the list as it is, or ``{"of": distinct cells, "at": n positions in it}``

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
    place = {value: index for index, value in enumerate(distinct)}
    return {"of": distinct, "at": [place[value] for value in values]}


def records(frame: pd.DataFrame, leave: Iterable[str] = ()) -> list[dict[str, Cell]]:
    """Give a small table row by row.

    Parameters
    ----------
    frame : DataFrame
    leave : iterable of str, columns to leave out

    Returns
    -------
    list of dict of column to cell
    """
    kept = [name for name in frame.columns if name not in set(leave)]
    columns = [json_column(frame[name], RECORD_DIGITS) for name in kept]
    return [dict(zip(kept, row, strict=True)) for row in zip(*columns, strict=True)]


def display_digits(field: Field) -> int:
    """Decimals to keep of a field's numbers."""
    return CARRIED_DIGITS if field.group == "carried" else field.digits


def _rounded(value: float, digits: int) -> float | int | None:
    if not math.isfinite(value):
        return None
    shown = round(value, digits)
    return int(shown) if shown == int(shown) else shown


def _text(value: Any) -> Cell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    scalar = bool(np.isscalar(value))
    if value is None or (scalar and pd.isna(value)) or value is pd.NaT:
        return None
    if isinstance(value, int | float | np.number):
        return _rounded(float(value), CARRIED_DIGITS)
    return str(value).strip() or None
