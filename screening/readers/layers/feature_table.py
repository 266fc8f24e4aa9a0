"""Features of one file under our columns, before they are parsed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.cell_parsing import as_numbers, as_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN_TEXTS = frozenset({"not available", "not applicable", "unknown", "n/a", "none", "null"})
"""Texts that stand for a missing value, in lower case."""


@dataclass(frozen=True)
class FeatureTable:
    """Features of the right geometry type.

    Attributes
    ----------
    columns : mapping of our column to the file's that may fill it, the most exact first
    geometry : ndarray of shapely geometries in longitude, latitude, (n,); ``None`` where it
        is far from the region and was not read
    row : ndarray of int, (n,), the feature's place in the file, from 0
    openstreetmap : bool, tags as in OpenStreetMap
    notes : tuple of str
    left_out : mapping of reason to number of features of the file that are not among these
    """

    columns: Mapping[str, Sequence[pd.Series]]
    geometry: NDArray[np.object_]
    row: NDArray[np.int64]
    openstreetmap: bool
    notes: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def text(self, name: str) -> NDArray[np.object_]:
        """Give a column as text, ``None`` where it is missing or states that it is unknown."""
        values = np.full(len(self.geometry), None, dtype=object)
        for index, column in enumerate(self.columns.get(name, ())):
            texts = as_text(column)
            unknown = {text for text in set(texts) if text and text.casefold() in UNKNOWN_TEXTS}
            if unknown:
                texts[[text in unknown for text in texts]] = None
            values = np.where(pd.isna(values), texts, values) if index else texts
        return values

    def number(self, name: str) -> NDArray[np.float64]:
        """Give a column as numbers of 0 or more, NaN where it is missing or not a number."""
        values = np.full(len(self.geometry), np.nan)
        for column in self.columns.get(name, ()):
            numbers, _ = as_numbers(column)
            values = np.where(np.isnan(values) & (numbers >= 0), numbers, values)
        return values

    def ids(self) -> NDArray[np.object_]:
        """Give unique ids: the file's, the second of two equal ones ``7-2``, else the row."""
        ids = self.text("id")
        distinct = set(ids)
        if len(distinct) == len(ids) and None not in distinct:
            return ids
        uses: dict[str, int] = {}
        for index, stated in enumerate(ids):
            name = str(self.row[index] + 1) if stated is None else stated
            uses[name] = uses.get(name, 0) + 1
            while uses[name] > 1 and f"{name}-{uses[name]}" in uses:
                uses[name] += 1
            if uses[name] > 1:
                name = f"{name}-{uses[name]}"
                uses[name] = 1
            ids[index] = name
        return ids


def as_mapping(cell: Any) -> Mapping[str, Any]:
    """Give a nested cell as a mapping, however its file nests.

    Parameters
    ----------
    cell : a mapping, JSON text of one, or the pairs of one; or anything else

    Returns
    -------
    mapping, empty for anything else

    Examples
    --------
    >>> as_mapping('{"voltage": "345000"}'), as_mapping([("voltage", "345000")]), as_mapping(7)
    ({'voltage': '345000'}, {'voltage': '345000'}, {})
    """
    if isinstance(cell, str) and cell.startswith("{"):
        cell = json.loads(cell)
    if isinstance(cell, list | np.ndarray) and all(isinstance(each, tuple) for each in cell):
        return dict(cell)
    return cell if isinstance(cell, Mapping) else {}
