"""Voltages as HIFLD, OpenStreetMap and others write them → bounds in kV, NaN where not known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.readers.cell_messages import quote_texts
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import normalize_name
from screening.readers.layers.voltage_numbers import VOLTS_ABOVE
from screening.readers.layers.voltage_text import UNKNOWN, bare_number, read_voltage

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Voltages:
    """The highest voltage of each feature, between two bounds.

    Attributes
    ----------
    low : ndarray of float, (n,) [kV]; NaN where no lower bound is known
    high : ndarray of float, (n,) [kV]; equal to ``low`` where the voltage is exact, NaN where
        no upper bound is known
    notes : tuple of str
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """One column: bounds, 0 and infinity where unknown, and its texts that cannot be read."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    unread: NDArray[np.object_]
    in_volts: bool


def voltage_bounds(columns: Sequence[pd.Series], *, openstreetmap: bool = False) -> Voltages:
    """Read the voltage of each feature: the first exact one, else what all columns leave open.

    Parameters
    ----------
    columns : sequence of Series, (n,), the most exact first
        Numbers in kV or V, lists such as ``"345000;138000"`` (the highest counts), classes
        and other ranges. In a column of lowest voltages, such as ``MIN_VOLT``, a number is
        a lower bound.
    openstreetmap : bool
        A column ``voltage`` is in V, as OpenStreetMap has it. In other columns numbers
        over 2000 are, and all of a column where they are the larger part; a unit in the
        cell takes precedence.

    Returns
    -------
    Voltages

    Examples
    --------
    >>> exact = pd.Series([345.0, -999999.0, 0.0])
    >>> classes = pd.Series(["345", "220-287", "NOT AVAILABLE"])
    >>> found = voltage_bounds([exact, classes])
    >>> found.low.tolist(), found.high.tolist()
    ([345.0, 230.0, nan], [345.0, 287.0, nan])
    """
    count = len(columns[0])
    low, high = np.zeros(count), np.full(count, np.inf)
    unread = np.full(count, None, dtype=object)
    notes = []
    for column in columns:
        read = _read_column(column, volts=_is_in_volts(column, openstreetmap=openstreetmap))
        better = _is_better(low, high, read)
        used = better & ((read.low > 0) | np.isfinite(read.high))
        exact = better & (read.low == read.high)
        low[better] = np.where(exact, read.low, np.maximum(low, read.low))[better]
        high[better] = np.where(exact, read.high, np.minimum(high, read.high))[better]
        unread = np.where(pd.isna(unread), read.unread, unread)
        if read.in_volts and used.any():
            notes.append(f"read the numbers of {column.name!r} as volts")
    low[low == 0], high[np.isinf(high)] = np.nan, np.nan
    return Voltages(low, high, (*notes, *_notes(low, high, unread)))


def voltage_kv(
    columns: Sequence[pd.Series], *, openstreetmap: bool = False
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read the voltage of each feature, of a range the lowest; see :func:`voltage_bounds`.

    Parameters
    ----------
    columns : sequence of Series, (n,), the most exact first
    openstreetmap : bool

    Returns
    -------
    kv : ndarray of float, (n,) [kV]; NaN where no column knows
    notes : tuple of str
    """
    found = voltage_bounds(columns, openstreetmap=openstreetmap)
    return found.low, found.notes


def _is_better(
    low: NDArray[np.float64], high: NDArray[np.float64], read: _Read
) -> NDArray[np.bool_]:
    """Find features of which a further column says more than the columns before."""
    is_range = low < high
    narrows = (np.maximum(low, read.low) < np.minimum(high, read.high)) & (read.low != read.high)
    better: NDArray[np.bool_] = is_range & ((read.low == read.high) | narrows)
    return better


def _is_in_volts(column: pd.Series, *, openstreetmap: bool) -> bool:
    name = str(column.name)
    return (openstreetmap and name == "voltage") or bool(re.search(r"(?i)[\[(_ ]v[\])]?$", name))


def _read_column(column: pd.Series, *, volts: bool) -> _Read:
    """Read one column."""
    if pd.api.types.is_bool_dtype(column):
        column = column.astype(object)
    texts = as_text(column)
    codes, distinct = pd.factorize(texts)  # -1 where missing
    written = list(distinct)
    if pd.api.types.is_numeric_dtype(column):  # whose points are decimal points
        written = [f"{float(text):.6f}" for text in distinct]
    numbers = _bare_numbers(written)[codes[codes >= 0]]
    numbers = numbers[~np.isnan(numbers)]
    volts = volts or (len(numbers) > 0 and bool(np.median(numbers) > VOLTS_ABOVE))
    found = [*(read_voltage(text, volts=volts) for text in written), UNKNOWN]
    low, high = (np.array([(each or UNKNOWN)[end] for each in found])[codes] for end in (0, 1))
    if normalize_name(str(column.name)).startswith("min"):
        high = np.where(low == high, np.inf, high)
    unread = texts.copy()
    unread[np.array([each is not None for each in found])[codes]] = None
    in_volts = len(numbers) > 0 and (volts or bool((numbers > VOLTS_ABOVE).any()))
    return _Read(low, high, unread, in_volts)


def _bare_numbers(texts: Sequence[str]) -> NDArray[np.float64]:
    """Give the largest number without unit of each text, NaN of those that are unknown."""
    return np.array(
        [np.nan if read_voltage(text) == UNKNOWN else bare_number(text) for text in texts],
        dtype=float,
    )


def _notes(
    low: NDArray[np.float64], high: NDArray[np.float64], unread: NDArray[np.object_]
) -> list[str]:
    """Count what is unknown, what is only a range, and what could not be read."""
    count = len(low)
    unknown = np.isnan(low) & np.isnan(high)
    ranges = ~unknown & ~(low == high)
    lost = unknown & np.array([text is not None for text in unread], dtype=bool)
    notes = []
    if unknown.any():
        notes.append(f"{unknown.sum()} of {count} features state no voltage")
    if lost.any():
        notes.append(
            f"read no voltage from {quote_texts(unread[lost])} in {lost.sum()} of {count} "
            "features, which count as unknown; write it as 345 kV, 345;138 or 100-161"
        )
    if ranges.any():
        notes.append(f"{ranges.sum()} of {count} features state a range of voltages, not one")
    return notes
