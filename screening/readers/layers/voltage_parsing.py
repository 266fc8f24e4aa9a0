"""Voltages as HIFLD, OpenStreetMap and others write them → kV, NaN where not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.cell_parsing import as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

VOLTS_ABOVE = 2000.0
"""No line has a nominal voltage of so many kV (the highest in service is 1150 kV AC,
1100 kV DC), so greater numbers are volts."""
V_PER_KV = 1000.0

HIFLD_CLASSES: Mapping[str, float] = {
    "UNDER 100": np.nan,  # no lowest voltage: 34.5, 46 or 69
    "100-161": 100.0,
    "220-287": 230.0,
    "345": 345.0,
    "500": 500.0,
    "735 AND ABOVE": 765.0,
    "DC": np.nan,
}
"""Lowest voltage [kV] of each VOLT_CLASS of HIFLD's transmission lines; 230 and 765 are the
lowest nominal voltages of the United States in their classes."""

_UNKNOWN = ("NOT AVAILABLE", "UNKNOWN", "NONE", "N/A", "NAN")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|—|TO)\s*\d")


def voltage_kv(
    columns: Sequence[pd.Series], *, openstreetmap: bool = False
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read the voltage of each feature from the first column that knows it.

    Parameters
    ----------
    columns : sequence of Series, (n,), the most exact first
        Numbers in kV or V, lists such as ``"345000;138000"`` (the highest counts),
        HIFLD classes and other ranges (their lowest).
    openstreetmap : bool
        A column ``voltage`` is in V, as OpenStreetMap has it. In other columns numbers
        over 2000 are, and all of a column where they are the larger part.

    Returns
    -------
    kv : ndarray of float, (n,) [kV]; NaN where no column knows
    notes : tuple of str

    Examples
    --------
    >>> exact = pd.Series([345.0, -999999.0, 0.0])
    >>> classes = pd.Series(["345", "220-287", "NOT AVAILABLE"])
    >>> voltage_kv([exact, classes])[0].tolist()
    [345.0, 230.0, nan]
    """
    kv = np.full(len(columns[0]), np.nan)
    notes = []
    for column in columns:
        values, scaled = _column_kv(column, volts=openstreetmap and column.name == "voltage")
        filled = np.isnan(kv) & ~np.isnan(values)
        kv[filled] = values[filled]
        if scaled and filled.any():
            notes.append(f"read the numbers of {column.name!r} as volts")
    unknown = int(np.isnan(kv).sum())
    if unknown:
        notes.append(f"{unknown} of {len(kv)} features state no voltage")
    return kv, tuple(notes)


def _column_kv(column: pd.Series, *, volts: bool) -> tuple[NDArray[np.float64], bool]:
    """Read one column; tell whether any of it was in volts."""
    if pd.api.types.is_numeric_dtype(column):
        raw = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        texts = as_text(column)
        meaning = {text: _number(text) for text in set(texts)}
        raw = np.array([meaning[text] for text in texts], dtype=float)
    raw = np.where(np.isfinite(raw) & (raw > 0), raw, np.nan)
    known = raw[~np.isnan(raw)]
    if not len(known):
        return raw, False
    volts = volts or bool(np.median(known) > VOLTS_ABOVE)
    scaled = volts | (raw > VOLTS_ABOVE)
    return np.where(scaled, raw / V_PER_KV, raw), bool(scaled.any())


def _number(text: Any) -> float:
    """Read one cell: a number, a list (the highest), a class or range (the lowest).

    >>> [_number(text) for text in ("345000;138000", "220-287", "345+ kV", "-999999")]
    [345000.0, 230.0, 345.0, nan]
    """
    said = "" if text is None else str(text).upper().strip()
    if said in HIFLD_CLASSES:
        return HIFLD_CLASSES[said]
    if not said or said in _UNKNOWN or said.startswith(("-", "UNDER", "<")):
        return np.nan
    said = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", said)  # 345,000
    of_range = _RANGE.search(said)
    if of_range:
        return float(of_range[1])
    parts = re.split(r"[;/|]", said)
    numbers = [float(found[0]) for part in parts if (found := _NUMBER.search(part))]
    return max(numbers, default=np.nan)
