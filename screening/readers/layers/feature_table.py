"""Features of one file under our columns, before they are parsed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.number_text import PLAIN, Separators, without_decimals

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN_TEXTS = frozenset({"not available", "not applicable", "unknown", "n/a", "none", "null"})
"""Texts that stand for a missing value, in lower case."""

NO_DATA = (-1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0, -999999.0)
"""Numbers that stand for a missing value."""


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
    separators : mapping of the file's columns to what commas and points mean in them
    left_out : mapping of reason to number of features of the file that are not among these
    """

    columns: Mapping[str, Sequence[pd.Series]]
    geometry: NDArray[np.object_]
    row: NDArray[np.int64]
    openstreetmap: bool
    notes: tuple[str, ...]
    separators: Mapping[str, Separators] = field(default_factory=dict)
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

    def number(self, name: str, *, whole: bool = False) -> NDArray[np.float64]:
        """Give a column as numbers of 0 or more, NaN where it is missing or not a number.

        Parameters
        ----------
        name : str
        whole : bool, the column counts, so that ``1,100`` has no decimals

        Returns
        -------
        ndarray of float, (n,)
        """
        return self.read_number(name, whole=whole)[0]

    def read_number(
        self, name: str, *, whole: bool = False
    ) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
        """Give a column as numbers, and the texts that are none.

        Parameters
        ----------
        name : str
        whole : bool, as in :meth:`number`

        Returns
        -------
        values : ndarray of float, (n,)
        unread : ndarray of str or ``None``, (n,), where no column has a number but one has a
            text that neither is a number nor means an unknown one
        """
        values = np.full(len(self.geometry), np.nan)
        unread = np.full(len(values), None, dtype=object)
        for column in self.columns.get(name, ()):
            separators = self.separators.get(str(column.name), PLAIN)
            numbers, bad = as_numbers(column, without_decimals(separators) if whole else separators)
            texts = as_text(column)
            bad |= (numbers < 0) & ~np.isin(numbers, NO_DATA)
            bad &= [str(text).casefold() not in UNKNOWN_TEXTS for text in texts]
            if whole:
                bad |= np.isfinite(numbers) & (numbers % 1 != 0)
            values = np.where(np.isnan(values) & (numbers >= 0) & ~bad, numbers, values)
            unread = np.where(bad & pd.isna(unread), texts, unread)
        unread[~np.isnan(values)] = None
        return values, unread

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


_HSTORE_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>(?:"((?:[^"\\]|\\.)*)"|NULL)', re.DOTALL)
"""A tag as PostgreSQL and GDAL write it: ``"voltage"=>"345000"``."""


def as_mapping(cell: Any) -> Mapping[str, Any]:
    r"""Give a nested cell as a mapping, however its file nests.

    Parameters
    ----------
    cell : a mapping, JSON text or hstore text of one, or the pairs of one; or anything else

    Returns
    -------
    mapping, empty for anything else

    Examples
    --------
    >>> as_mapping('{"voltage": "345000"}'), as_mapping([("voltage", "345000")]), as_mapping(7)
    ({'voltage': '345000'}, {'voltage': '345000'}, {})
    >>> as_mapping('"voltage"=>"345000","name"=>"Sandow, \\"A\\""'), as_mapping("{345000}")
    ({'voltage': '345000', 'name': 'Sandow, "A"'}, {})
    """
    if isinstance(cell, str):
        return _parse_text(cell)
    if isinstance(cell, list | np.ndarray) and all(isinstance(each, tuple) for each in cell):
        return dict(cell)
    return cell if isinstance(cell, Mapping) else {}


def _parse_text(text: str) -> Mapping[str, Any]:
    if text.startswith('"'):
        return {
            re.sub(r"\\(.)", r"\1", key): re.sub(r"\\(.)", r"\1", value)
            for key, value in _HSTORE_PAIR.findall(text)
        }
    if not text.startswith("{"):
        return {}
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, Mapping) else {}
