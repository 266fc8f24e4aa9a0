"""Parse the cells of a table as text, numbers or missing values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_KNOWN = frozenset(
    ("", "na", "n/a", "#n/a", "n.a.", "nan", "null", "none", "-", "–", "—", "?", "unknown", "tbd")
)
"""Texts that mean an unknown number, in lower case."""

_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
_THOUSANDS = re.compile(r"[+\-\u2212]?[1-9]\d{0,2}(\.\d{3})+")
"""Ambiguous, such as 1.200: 1200 with a thousands separator, or 1.2 with three decimals."""

_LEADING_ZERO = re.compile(r"[+-]?0\d")
_BOOLS = {"true": True, "false": False}
_INTEGER = re.compile(r"[+-]?\d+")
_MAX_EXACT = 2**53
"""Up to here a float represents every integer exactly (IEEE 754 binary64)."""


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


def has_decimal_comma(cells: pd.Series) -> bool:
    """Return whether any cell is a number with a decimal comma.

    Parameters
    ----------
    cells : Series, of anything

    Returns
    -------
    bool

    Examples
    --------
    >>> has_decimal_comma(pd.Series(["12", "12,5"])), has_decimal_comma(pd.Series(["1, 2"]))
    (True, False)
    """
    return any(text is not None and _DECIMAL_COMMA.fullmatch(text) for text in as_text(cells))


def as_numbers(
    cells: pd.Series, *, decimal_comma: bool = False, doubt_points: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Convert cells to numbers, and flag cells that are neither a number nor missing.

    Parameters
    ----------
    cells : Series, of anything
    decimal_comma : bool
        Read ``"12,5"`` as 12.5; in a column with such a cell, decimal points are bad.
    doubt_points : bool
        Flag ``"1.200"`` as bad, since it may mean 1200: other columns have decimal commas.

    Returns
    -------
    values : ndarray of float, (n,); NaN where missing or bad
    bad : ndarray of bool, (n,); text, booleans and infinite numbers

    Examples
    --------
    >>> values, bad = as_numbers(pd.Series(["12.5", "n/a", "12 MW"], dtype=object))
    >>> values.tolist(), bad.tolist()
    ([12.5, nan, nan], [False, False, True])
    >>> as_numbers(pd.Series(["12,5"], dtype=object), decimal_comma=True)[0].tolist()
    [12.5]
    """
    if pd.api.types.is_bool_dtype(cells):
        return np.full(len(cells), np.nan), np.ones(len(cells), dtype=bool)
    if pd.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=float, na_value=np.nan)
        infinite = np.isinf(values)
        return np.where(infinite, np.nan, values), infinite
    texts = as_text(cells)
    values, bad, has_commas = _parse_texts(texts, decimal_comma=decimal_comma)
    if has_commas:  # then a point may separate thousands: 1.200 is ambiguous
        bad |= [text is not None and "." in text for text in texts]
    if doubt_points:
        bad |= [text is not None and bool(_THOUSANDS.fullmatch(text)) for text in texts]
    return np.where(bad, np.nan, values), bad


def _parse_texts(
    texts: NDArray[np.object_], *, decimal_comma: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_], bool]:
    """Parse texts: all at once by pandas, then one by one those that it does not accept."""
    numeric = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce")
    values = numeric.to_numpy(float, copy=True)
    bad = np.zeros(len(texts), dtype=bool)
    has_commas = False
    for index in np.flatnonzero(~np.isfinite(values)):
        text = texts[index]
        values[index] = np.nan
        if text is None or text.casefold() in NOT_KNOWN:
            continue
        text = text.replace("\u2212", "-")  # U+2212, the minus sign of typesetting
        if _DECIMAL_COMMA.fullmatch(text) and decimal_comma:
            has_commas, text = True, text.replace(",", ".")
        values[index] = _parse_float(text)
        bad[index] = np.isnan(values[index])
    return values, bad, has_commas


def _parse_float(text: str) -> float:
    """Parse a finite number; NaN for other text, also for ``1_000``, which float() accepts."""
    try:
        number = float(text)
    except ValueError:
        return np.nan
    return number if np.isfinite(number) and "_" not in text else np.nan


def infer_column(
    cells: pd.Series, *, decimal_comma: bool = False, doubt_points: bool = False
) -> pd.Series:
    """Infer one type for a carried column: bool, int, float or text.

    Parameters
    ----------
    cells : Series, of anything
    decimal_comma, doubt_points : bool, as in :func:`as_numbers`

    Returns
    -------
    Series; numeric or boolean only if every cell that is not empty is, so that ``"007"``
    stays text; NaN if all cells are empty

    Examples
    --------
    >>> infer_column(pd.Series(["1", None, "2.5"], dtype=object)).tolist()
    [1.0, nan, 2.5]
    >>> infer_column(pd.Series(["007", "12"], dtype=object)).tolist()
    ['007', '12']
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
    parse = partial(as_numbers, decimal_comma=decimal_comma, doubt_points=doubt_points)
    if parse(present.iloc[:1])[1].any():  # spares most text columns a full pass
        return texts
    numbers, bad = parse(present)
    if bad.any() or np.isnan(numbers).any() or any(map(_LEADING_ZERO.match, present)):
        return texts
    is_integer = len(present) == len(texts) and all(map(_INTEGER.fullmatch, present))
    if is_integer and (np.abs(numbers) < _MAX_EXACT).all():
        return pd.Series(numbers.astype("int64"))
    values = np.full(len(texts), np.nan)
    values[present.index] = numbers
    return pd.Series(values)
