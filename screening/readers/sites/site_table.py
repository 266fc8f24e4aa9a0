"""A table of sites as it stands in a file, before anything in it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.file_checks import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Record = tuple[int, Sequence[Any]]
"""A row's number as a spreadsheet shows it, and its cells."""

_MAX_SHOWN_CHARACTERS = 10


@dataclass(frozen=True)
class SiteTable:
    """Rows and columns of a file.

    Attributes
    ----------
    path : Path
    cells : DataFrame, (n rows, columns of the file), indexed 0..n-1
        ``None`` or NaN where a cell is empty; no geometry among them.
    numbers : ndarray of int, (n,)
        What a person would call each row: a spreadsheet's row, the header being row 1,
        or the number of a feature, counted from 1.
    word : str, ``"row"`` or ``"feature"``
    points : ndarray of shapely points in longitude, latitude or ``None``, (n,)
        ``None`` for a table without geometry.
    decimal_comma : bool, ``12,5`` means 12.5
    notes : tuple of str
    sheet : str, which of several; empty where there is one
    """

    path: Path
    cells: pd.DataFrame
    numbers: NDArray[np.int64]
    word: str = "row"
    points: NDArray[np.object_] | None = None
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def title(self) -> str:
        """The file, and which of its sheets, for a message."""
        return f"{self.path}, sheet {self.sheet!r}" if self.sheet else str(self.path)

    def where(self, index: int) -> str:
        """Name a row for a message.

        Parameters
        ----------
        index : int

        Returns
        -------
        str, such as ``sites.csv: row 5``
        """
        return f"{self.title}: {self.word} {self.numbers[index]}"


def to_table(
    path: Path,
    records: Sequence[Record],
    *,
    decimal_comma: bool = False,
    notes: Sequence[str] = (),
) -> SiteTable:
    """Make a table of records whose first is the header.

    Parameters
    ----------
    path : Path
    records : sequence of (number, cells), without blank rows
    decimal_comma : bool
    notes : sequence of str

    Returns
    -------
    SiteTable
        A column without a name that has cells is called ``column_3`` after its place.

    Raises
    ------
    UnreadableError
        For a name that occurs twice, or rows longer than the header.
    """
    if not records:
        raise UnreadableError("expected a header and rows, got blank rows only; export it again")
    header, body = records[0][1], records[1:]
    labels = ["" if cell is None else str(cell).strip() for cell in header]
    _check_width(len(labels), body)
    kept = [
        place
        for place, label in enumerate(labels)
        if label or any(len(row) > place and not _blank(row[place]) for _, row in body)
    ]
    names = [labels[place] or f"column_{place + 1}" for place in kept]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableError(
            f"expected each column once, got {', '.join(twice)} twice; rename one"
        )
    rows = [[row[place] if place < len(row) else None for place in kept] for _, row in body]
    cells = pd.DataFrame(rows, columns=names, dtype=object)
    numbers = np.array([number for number, _ in body], dtype=np.int64)
    return SiteTable(path, cells, numbers, decimal_comma=decimal_comma, notes=tuple(notes))


def drop_blank_rows(rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Leave blank rows out, and number the others as they stand, from 1.

    Parameters
    ----------
    rows : iterable of sequence of cells

    Returns
    -------
    list of (number, cells)

    Examples
    --------
    >>> drop_blank_rows([["a"], [""], ["b"]])
    [(1, ['a']), (3, ['b'])]
    """
    return [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if not all(_blank(cell) for cell in row)
    ]


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _check_width(width: int, body: Sequence[Record]) -> None:
    long = [str(number) for number, row in body if not all(_blank(cell) for cell in row[width:])]
    if long:
        more = (
            f" and {len(long) - _MAX_SHOWN_CHARACTERS} more"
            if len(long) > _MAX_SHOWN_CHARACTERS
            else ""
        )
        raise UnreadableError(
            f"expected {width} cells a row as in the header, got more in row "
            f"{', '.join(long[:_MAX_SHOWN_CHARACTERS])}{more}; put values that hold the "
            "delimiter in quotes"
        )
