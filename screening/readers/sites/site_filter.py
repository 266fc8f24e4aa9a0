"""Which rows a screening is about: ``where = {status = ["mining"]}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import format_known
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import did_you_mean

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_MAX_LISTED = 6
_EMPTY = "(none)"


def filter_rows(
    frame: pd.DataFrame, where: Mapping[str, Sequence[str]], *, also: Mapping[str, str]
) -> tuple[NDArray[np.bool_], list[str], list[str]]:
    """Tell which rows have one of the wanted values in every column asked for.

    Parameters
    ----------
    frame : DataFrame, (n,)
    where : mapping of column to values; compared as text, case and outer blanks aside,
        ``""`` being a cell that is empty
    also : mapping of other names to columns of the frame, such as the file's own

    Returns
    -------
    chosen : ndarray of bool, (n,)
    problems, notes : list of str, without the path
    """
    chosen = np.ones(len(frame), dtype=bool)
    problems: list[str] = []
    notes: list[str] = []
    for name, values in where.items():
        column = _column(name, frame, also)
        if column is None:
            names = [str(each) for each in frame.columns if each != "geometry"]
            problems.append(
                f"where.{name}: expected a column of the sites, got {name!r}; "
                f"{did_you_mean(name, names)}known: {format_known(names, most=40)}; choose by "
                "one of these"
            )
            continue
        texts = [each or _EMPTY for each in as_text(frame[column])]
        keep, absent = _matches(texts, name, values)
        (notes if keep.any() else problems).extend(absent)
        left_out = Counter(texts[row] for row in np.flatnonzero(chosen & ~keep))
        notes += _filter_note(left_out, len(frame), name)
        chosen &= keep
    if where and not problems and not chosen.any():
        problems.append("where: expected rows that fit all columns, got none; ask for less")
    return chosen, problems, notes


def _column(name: str, frame: pd.DataFrame, also: Mapping[str, str]) -> str | None:
    folded = {str(each).casefold(): str(each) for each in (*also, *frame.columns)}
    found = folded.get(name.casefold())
    return also.get(found, found) if found is not None and found != "geometry" else None


def _matches(
    texts: Sequence[str], name: str, values: Sequence[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    there = {text.casefold(): text for text in texts}
    wanted = {str(value).strip().casefold() or _EMPTY: str(value) for value in values}
    keep = np.array([text.casefold() in wanted for text in texts], dtype=bool)
    absent = [repr(value) for key, value in wanted.items() if key not in there]
    return keep, [
        f"where.{name}: expected values that rows have, got {each}; "
        f"{did_you_mean(each, there.values())}known: {format_known(there.values())}; choose "
        "among these"
        for each in (absent if wanted else ["an empty list"])
    ]


def _filter_note(left_out: Counter[str], total: int, name: str) -> list[str]:
    if not left_out:
        return []
    most = [f"{count} {text}" for text, count in left_out.most_common(_MAX_LISTED)]
    if len(left_out) > _MAX_LISTED:
        rest = sum(left_out.values()) - sum(count for _, count in left_out.most_common(_MAX_LISTED))
        most.append(f"{rest} other")
    return [f"left out {sum(left_out.values())} of {total} rows by {name}: {', '.join(most)}"]
