"""Cells of a table as people fill them in → text, numbers, or missing."""

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
"""What a cell of numbers says where the number is not known, in lower case."""

_COMMA = re.compile(r"[+-]?\d*,\d+")
_THOUSANDS = re.compile(r"[+\-\u2212]?[1-9]\d{0,2}(\.\d{3})+")
"""1200 with a point between its digits, or 1.2 to three decimals."""

_LEADING_ZERO = re.compile(r"[+-]?0\d")
_BOOLS = {"true": True, "false": False}
_INTEGER = re.compile(r"[+-]?\d+")
_EXACT = 2**53
"""From here on, a float does not hold every whole number."""


def as_text(cells: pd.Series) -> NDArray[np.object_]:
    """Give each cell as text without blanks around it, ``None`` where it is empty.

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
    out = np.empty(len(cells), dtype=object)
    out[:] = [
        (cell.strip() or None) if type(cell) is str else _text(cell) for cell in cells.tolist()
    ]
    return out


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
    """Tell whether any cell is a number with a decimal comma.

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
    return any(text is not None and _COMMA.fullmatch(text) for text in as_text(cells))


def as_numbers(
    cells: pd.Series, *, decimal_comma: bool = False, doubt_points: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give each cell as a number, and tell which cells are neither number nor missing.

    Parameters
    ----------
    cells : Series, of anything
    decimal_comma : bool
        Read ``"12,5"`` as 12.5; a column that does so has no decimal points.
    doubt_points : bool
        Take ``"1.200"`` for bad, as it could mean 1200: other columns have decimal commas.

    Returns
    -------
    values : ndarray of float, (n,); NaN where missing or bad
    bad : ndarray of bool, (n,); text, true and false, and infinite numbers

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
    values = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(
        float, copy=True
    )
    bad = np.zeros(len(texts), dtype=bool)
    commas = False
    for index in np.flatnonzero(~np.isfinite(values)):
        text = texts[index]
        values[index] = np.nan
        if text is None or text.casefold() in NOT_KNOWN:
            continue
        text = text.replace("\u2212", "-")  # the true minus sign
        if _COMMA.fullmatch(text) and decimal_comma:
            commas, text = True, text.replace(",", ".")
        values[index] = _float(text)
        bad[index] = np.isnan(values[index])
    if commas:  # then a point is no decimal point: 1.200 could be either
        bad |= [text is not None and "." in text for text in texts]
    if doubt_points:
        bad |= [text is not None and bool(_THOUSANDS.fullmatch(text)) for text in texts]
    return np.where(bad, np.nan, values), bad


def _float(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return np.nan
    return number if np.isfinite(number) and "_" not in text else np.nan


def infer_column(
    cells: pd.Series, *, decimal_comma: bool = False, doubt_points: bool = False
) -> pd.Series:
    """Give a column that is carried through one type: bool, int, float, or text.

    Parameters
    ----------
    cells : Series, of anything
    decimal_comma, doubt_points : bool, as in :func:`as_numbers`

    Returns
    -------
    Series; numbers, or true and false, only where every cell is one, so ``"007"`` stays
    text; NaN where all are empty

    Examples
    --------
    >>> infer_column(pd.Series(["1", None, "2.5"], dtype=object)).tolist()
    [1.0, nan, 2.5]
    >>> infer_column(pd.Series(["007", "12"], dtype=object)).tolist()
    ['007', '12']
    """
    if pd.api.types.is_numeric_dtype(cells):  # bool among them
        halves = cells.dtype == np.float16  # no geo format writes them
        return cells.astype(np.float32) if halves else cells
    texts = _as_object(as_text(cells))
    given = texts[texts.notna()]
    if given.empty:
        return pd.Series(np.full(len(texts), np.nan))
    if set(given.str.casefold()) <= _BOOLS.keys():
        bools = texts.str.casefold().map(_BOOLS)
        return bools.astype("boolean" if len(given) < len(texts) else bool)
    read = partial(as_numbers, decimal_comma=decimal_comma, doubt_points=doubt_points)
    if read(given.iloc[:1])[1].any():
        return texts
    numbers, bad = read(given)
    if bad.any() or np.isnan(numbers).any() or any(map(_LEADING_ZERO.match, given)):
        return texts
    whole = len(given) == len(texts) and all(map(_INTEGER.fullmatch, given))
    if whole and (np.abs(numbers) < _EXACT).all():
        return pd.Series(numbers.astype("int64"))
    spread = np.full(len(texts), np.nan)
    spread[given.index] = numbers
    return pd.Series(spread)


def _as_object(texts: NDArray[np.object_]) -> pd.Series:
    return pd.Series(texts, dtype=object)
