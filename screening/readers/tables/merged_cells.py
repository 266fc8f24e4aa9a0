"""Merged cells of a sheet: text holds for each of them, a number for all of them together."""

from __future__ import annotations

from collections.abc import Sequence

from screening.errors import format_known
from screening.readers.tables.file_table import Record, is_number_like
from screening.readers.tables.xlsx_package import Merged


def fill_merged(
    records: Sequence[Record], merged: Sequence[Merged]
) -> tuple[list[Record], list[str]]:
    """Repeat the text of merged cells in each of their rows and columns.

    A number may be a total of the rows, so that it stays in the first of them. Cells merged
    over columns of one row alone are left as they are: they are headings and titles.

    Parameters
    ----------
    records : sequence of (number, cells)
    merged : sequence of Merged

    Returns
    -------
    records : list of (number, cells)
    notes : list of str, warnings

    Examples
    --------
    >>> fill_merged([(1, ["IREN", 300]), (2, [None, None])], [Merged(1, 1, 2, 1)])
    ([(1, ['IREN', 300]), (2, ['IREN', None])], ['filled the text of 1 merged cells into 1 rows'])
    """
    rows = {number: list(cells) for number, cells in records}
    filled: set[int] = set()
    texts_count, kept = 0, []
    for area in merged:
        below = [row for row in range(area.top + 1, area.bottom + 1) if row in rows]
        cells = rows.get(area.top, [])
        value = cells[area.left - 1] if area.left <= len(cells) else None
        if value is None or not below:
            continue
        if is_number_like(value):
            kept.append(f"{value} in rows {area.top} to {area.bottom}")
            continue
        texts_count += 1
        for row in below:
            filled.add(row)
            rows[row] += [None] * (area.left - len(rows[row]))
            rows[row][area.left - 1] = value
    notes = []
    if texts_count:
        notes.append(f"filled the text of {texts_count} merged cells into {len(filled)} rows")
    if kept:
        notes.append(
            f"read {len(kept)} numbers in merged cells in their first row only, as they may be "
            f"totals: {format_known(kept)}; write a number in each row"
        )
    return list(rows.items()), notes
