"""The raw table of a file: cells and row numbers, before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.readers.file_checks import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Record = tuple[int, Sequence[Any]]
"""A row's number as a spreadsheet shows it, and its cells."""

_MAX_LISTED = 10
_HEADER_ROWS = 30
"""Rows among which the header is searched."""
_HEADER_FRACTION = 0.5
"""Share of the widest row's cells that a header has at least."""
_TITLE_LENGTH = 40
"""Characters of a title that are repeated in a note."""
_NUMBER = re.compile(r"[+\-\u2212]?[.,]?\d")
_WITHOUT_LETTERS = re.compile(r"[\W\d_]*\d[\W\d_]*")
"""A number, date, time or percentage: no name of a column."""


@dataclass(frozen=True)
class FileTable:
    """Rows and columns of a file.

    Attributes
    ----------
    path : Path
    cells : DataFrame, (n rows, columns of the file), indexed 0..n-1
        ``None`` or NaN where a cell is empty; without the geometry.
    numbers : ndarray of int, (n,)
        Number of each row for messages: the row of a spreadsheet, where the header is
        row 1, or the number of a feature, counted from 1.
    unit : str, what is counted: ``"row"`` or ``"feature"``
    points : ndarray of shapely points in longitude, latitude or ``None``, (n,)
        ``None`` for a table without geometry.
    decimal_comma : bool, ``12,5`` means 12.5
    notes : tuple of str, warnings
    sheet : str, the sheet that was read if there are several, else empty
    left_out : mapping of reason to the number of rows of the file that were not read
    """

    path: Path
    cells: pd.DataFrame
    numbers: NDArray[np.int64]
    unit: str = "row"
    points: NDArray[np.object_] | None = None
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()
    sheet: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The file, with its sheet if there are several, for messages."""
        return f"{self.path}, sheet {self.sheet!r}" if self.sheet else str(self.path)

    def row_label(self, index: int) -> str:
        """Label a row for a message.

        Parameters
        ----------
        index : int

        Returns
        -------
        str, such as ``row 5``
        """
        return f"{self.unit} {self.numbers[index]}"


def to_table(
    path: Path,
    records: Sequence[Record],
    *,
    decimal_comma: bool = False,
    notes: Sequence[str] = (),
) -> FileTable:
    """Build a table from records: the header, perhaps below a title, and the rows.

    Parameters
    ----------
    path : Path
    records : sequence of (number, cells), without blank rows
    decimal_comma : bool
    notes : sequence of str

    Returns
    -------
    FileTable
        A column with cells but no name is called ``column_3``, after its position.

    Raises
    ------
    UnreadableError
        For duplicate column names, or rows with more cells than the header.
    """
    if not records:
        raise UnreadableError("expected a header and rows, got blank rows only; export it again")
    above = _find_header(records)
    header, body = records[above][1], records[above + 1 :]
    labels = ["" if cell is None else " ".join(str(cell).split()) for cell in header]
    _check_width(len(labels), body)
    positions = [
        position
        for position, label in enumerate(labels)
        if label or any(len(row) > position and not _is_blank(row[position]) for _, row in body)
    ]
    names = [labels[position] or f"column_{position + 1}" for position in positions]
    duplicates = sorted({name for name in names if names.count(name) > 1})
    if duplicates:
        raise UnreadableError(
            f"expected each column once, got {', '.join(duplicates)} twice; rename one"
        )
    rows = [
        [row[position] if position < len(row) else None for position in positions]
        for _, row in body
    ]
    cells = pd.DataFrame(rows, columns=names, dtype=object)
    numbers = np.array([number for number, _ in body], dtype=np.int64)
    notes = (*_title_notes(records, above), *notes)
    return FileTable(path, cells, numbers, decimal_comma=decimal_comma, notes=notes)


def _find_header(records: Sequence[Record]) -> int:
    """Find the header: the first row that is not much narrower than the table, as a title is.

    It has no numbers, so that no row of data is taken for one; "345 kV distance" is none.
    """
    counts = [sum(not _is_blank(cell) for cell in cells) for _, cells in records[:_HEADER_ROWS]]
    needed = max(2.0, max(counts) * _HEADER_FRACTION)
    if counts[0] >= needed:
        return 0
    return next(
        (
            index
            for index, count in enumerate(counts)
            if count >= needed and all(map(_may_be_label, records[index][1]))
        ),
        0,
    )


def _may_be_label(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not _WITHOUT_LETTERS.fullmatch(cell))


def _title_notes(records: Sequence[Record], above: int) -> tuple[str, ...]:
    if not above:
        return ()
    first = next(str(cell) for cell in records[0][1] if not _is_blank(cell))
    return (
        f"took row {records[above][0]} as the header; left out {above} rows above it, which "
        f"begin {first[:_TITLE_LENGTH]!r}",
    )


def is_number_like(cell: Any) -> bool:
    """Return whether a cell is a number, a date, or text that begins with a number.

    Parameters
    ----------
    cell : Any

    Returns
    -------
    bool

    Examples
    --------
    >>> is_number_like(7), is_number_like("-97,06"), is_number_like("345 kV"), is_number_like("A1")
    (True, True, True, False)
    """
    if isinstance(cell, str):
        return bool(_NUMBER.match(cell.strip()))
    return cell is not None


def drop_blank_rows(rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Drop blank rows; the others keep their number in the file, counted from 1.

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
        if not all(_is_blank(cell) for cell in row)
    ]


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _check_width(width: int, body: Sequence[Record]) -> None:
    long = [str(number) for number, row in body if not all(_is_blank(cell) for cell in row[width:])]
    if long:
        more = f" and {len(long) - _MAX_LISTED} more" if len(long) > _MAX_LISTED else ""
        raise UnreadableError(
            f"expected {width} cells per row as in the header, got more in row "
            f"{', '.join(long[:_MAX_LISTED])}{more}; quote values that contain the delimiter"
        )
