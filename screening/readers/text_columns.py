"""Text of binary formats that is not in the encoding that the format prescribes."""

from __future__ import annotations

import codecs

import pandas as pd

from screening.errors import format_known


def repair_text(frame: pd.DataFrame, notes: list[str]) -> None:
    """Decode again, in place, the columns whose bytes are no UTF-8.

    pyarrow keeps such bytes as they are, and raises only when a cell is used.

    Parameters
    ----------
    frame : DataFrame
    notes : list of str, to which a note on the columns is added
    """
    import pyarrow as pa

    repaired = []
    for name in frame.columns:
        if not isinstance(frame[name].dtype, pd.StringDtype):
            continue
        array = pa.array(frame[name])
        try:
            array.validate(full=True)
        except pa.ArrowInvalid:
            cells = array.cast(pa.large_binary()).to_pylist()
            texts = [None if cell is None else _decode_cell(cell) for cell in cells]
            frame[name] = pd.Series(texts, index=frame.index, dtype=object)
            repaired.append(str(name))
    if repaired:
        notes.append(
            f"read the text of {format_known(repaired)} as Windows-1252 where it is not UTF-8; "
            "check accented characters"
        )


def _decode_cell(cell: bytes) -> str:
    """Decode a cell; a character that the width of a column cuts off at the end is dropped."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(cell)
    except UnicodeDecodeError:
        return cell.decode("cp1252", errors="replace")
