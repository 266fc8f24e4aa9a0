"""Parse the cells of a table as text, numbers or missing values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.number_text import PLAIN, Separators, is_stated, read_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BOOLS = {"true": True, "false": False}
_INTEGER = re.compile(r"[+-]?\d+")
_MAX_EXACT = 2**53
"""Up to here a float represents every integer exactly (IEEE 754 binary64)."""
_MAX_DIGITS = 15
"""A number with more significant digits is a code; spreadsheets keep no more."""


def as_text(cells: pd.Series) -> NDArray[np.object_]:
    """Convert cells to text without surrounding blanks, ``None`` where empty.

    Parameters
    ----------
    cells : Series, of anything

    Returns
    -------
    ndarray of object, (n,)

    Examples
    --------
    >>> as_text(pd.Series([" a ", 7.0, None, ""], dtype=object)).tolist()
    ['a', '7', None, None]
    """
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [  # most cells are str: a shortcut for large tables
        (cell.strip() or None) if type(cell) is str else _text(cell) for cell in cells.tolist()
    ]
    return texts


def _text(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, np.ndarray | list | tuple):
        return "; ".join(str(part) for part in cell) or None
    if isinstance(cell, Mapping):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if isinstance(cell, float):
        if np.isnan(cell):
            return None
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time() and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat()
    return str(cell)


def as_numbers(
    cells: pd.Series, separators: Separators = PLAIN
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Convert cells to numbers, and flag cells that are neither a number nor missing.

    Parameters
    ----------
    cells : Series, of anything
    separators : Separators, of the column, from
        :func:`screening.readers.number_text.decide_separators`

    Returns
    -------
    values : ndarray of float, (n,); NaN where missing or bad
    bad : ndarray of bool, (n,); text, booleans and infinite numbers

    Examples
    --------
    >>> values, bad = as_numbers(pd.Series(["12.5", "n/a", "12 MW"], dtype=object))
    >>> values.tolist(), bad.tolist()
    ([12.5, nan, nan], [False, False, True])
    >>> as_numbers(pd.Series(["1,200"], dtype=object), Separators(".", ","))[0].tolist()
    [1200.0]
    """
    if pd.api.types.is_bool_dtype(cells):
        return np.full(len(cells), np.nan), np.ones(len(cells), dtype=bool)
    if pd.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=float, na_value=np.nan)
        infinite = np.isinf(values)
        return np.where(infinite, np.nan, values), infinite
    meaning: dict[str, float] = {}
    values = np.full(len(cells), np.nan)
    bad = np.zeros(len(cells), dtype=bool)
    for index, (cell, text) in enumerate(zip(cells.tolist(), as_text(cells), strict=True)):
        if text is None:
            continue
        if _is_number(cell):
            values[index] = float(cell)
        else:
            if text not in meaning:
                meaning[text] = read_number(text, separators)
            values[index] = meaning[text]
        bad[index] = not np.isfinite(values[index]) and is_stated(text)
    return np.where(np.isfinite(values), values, np.nan), bad


def _is_number(cell: Any) -> bool:
    """Tell whether a cell is stored as a number, so that no separators have to be read."""
    return type(cell) is not str and isinstance(cell, Real) and not isinstance(cell, bool)


def infer_column(cells: pd.Series, separators: Separators = PLAIN) -> pd.Series:
    """Infer one type for a carried column: bool, int, float or text.

    Parameters
    ----------
    cells : Series, of anything
    separators : Separators, as in :func:`as_numbers`

    Returns
    -------
    Series; numeric or boolean only if every cell that is not empty is, and every text among
        them is written as the number would be, so that ``"007"``, ``"1.10"`` and ``"12E3"``
        stay text; NaN if all cells are empty

    Examples
    --------
    >>> infer_column(pd.Series(["1", None, "2.5"], dtype=object)).tolist()
    [1.0, nan, 2.5]
    >>> infer_column(pd.Series(["1.10", "12"], dtype=object)).tolist()
    ['1.10', '12']
    """
    if pd.api.types.is_numeric_dtype(cells):  # including bool
        is_half = cells.dtype == np.float16  # which no geo format can store
        return cells.astype(np.float32) if is_half else cells
    texts = pd.Series(as_text(cells), dtype=object)
    present = texts[texts.notna()]
    if present.empty:
        return pd.Series(np.full(len(texts), np.nan))
    if set(present.str.casefold()) <= _BOOLS.keys():
        bools = texts.str.casefold().map(_BOOLS)
        return bools.astype("boolean" if len(present) < len(texts) else bool)
    written = dict.fromkeys(
        text
        for cell, text in zip(cells.tolist(), texts, strict=True)
        if text is not None and not _is_number(cell)
    )
    if not all(_stays_as_written(text, separators) for text in written):
        return texts
    numbers = as_numbers(cells, separators)[0]
    is_integer = len(present) == len(texts) and all(map(_INTEGER.fullmatch, present))
    if is_integer and (np.abs(numbers) < _MAX_EXACT).all():
        return pd.Series(numbers.astype("int64"))
    return pd.Series(numbers)


def _stays_as_written(text: str, separators: Separators) -> bool:
    """Tell whether a text is the usual way to write its number.

    >>> [_stays_as_written(text, PLAIN) for text in ("12", "-0.5", "1e5", "+1", "1.10", "012")]
    [True, True, False, False, False, False]
    """
    number = read_number(text, separators)
    if np.isnan(number) or sum(map(str.isdigit, text)) > _MAX_DIGITS:
        return False
    plain = text.replace(",", ".") if separators.decimal == "," else text
    return plain in (repr(number), str(int(number)))
