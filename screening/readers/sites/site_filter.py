"""Filter rows by the values of columns: ``where = {status = ["mining"]}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from screening.errors import did_you_mean, format_known
from screening.readers.cell_parsing import as_text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

NOT_SELECTED = "not selected by where"
"""The reason for which a row is left out."""
_MAX_LISTED = 6
_EMPTY = "(none)"
"""Stands for an empty cell in comparisons and messages."""


def filter_rows(
    frame: pd.DataFrame, where: Mapping[str, Sequence[str]], *, aliases: Mapping[str, str]
) -> tuple[NDArray[np.bool_], list[str], list[str]]:
    """Select the rows that have one of the given values in every column of the filter.

    Parameters
    ----------
    frame : DataFrame, (n,)
    where : mapping of column to values; compared as text, ignoring case and outer blanks;
        ``""`` matches an empty cell
    aliases : mapping of other names to columns of the frame, such as those of the file

    Returns
    -------
    selected : ndarray of bool, (n,)
    problems, notes : list of str, without the path
    """
    selected = np.ones(len(frame), dtype=bool)
    problems: list[str] = []
    notes: list[str] = []
    for name, values in where.items():
        keep, texts, messages = match_rows(frame, name, values, aliases=aliases)
        # a value that no row has is fatal only if nothing is left
        (notes if keep.any() else problems).extend(messages)
        if not texts:
            continue
        dropped = Counter(texts[row] for row in np.flatnonzero(selected & ~keep).tolist())
        if dropped:
            count = sum(dropped.values())
            notes.append(f"left out {count} of {len(frame)} rows by {name}: {count_texts(dropped)}")
        selected &= keep
    if where and not problems and not selected.any():
        problems.append("where: expected rows that match all columns, got none; relax the filter")
    return selected, problems, notes


def match_rows(
    frame: pd.DataFrame,
    name: str,
    values: Sequence[str],
    *,
    aliases: Mapping[str, str],
    noun: str = "the sites",
    known: Sequence[str] = (),
) -> tuple[NDArray[np.bool_], Sequence[str], list[str]]:
    """Find the rows whose column has one of some values.

    Parameters
    ----------
    frame : DataFrame, (n,)
    name : str, a column of the frame or of ``aliases``; case is ignored
    values, aliases : as in :func:`filter_rows`
    noun : str, whose columns they are
    known : sequence of str, columns to name in a message, those of the frame by default

    Returns
    -------
    keep : ndarray of bool, (n,)
    texts : sequence of str, (n,), of the column; empty if there is no such column
    messages : list of str, values that no row has, or that there is no such column
    """
    column = _find_column(name, frame, aliases)
    if column is None:
        names = known or [str(label) for label in frame.columns if label != "geometry"]
        return (
            np.zeros(len(frame), dtype=bool),
            [],
            [
                f"where.{name}: expected a column of {noun}, got {name!r}; "
                f"{did_you_mean(name, names)}known: {format_known(names, max_count=40)}; filter "
                "by one of these"
            ],
        )
    texts = [text or _EMPTY for text in as_text(frame[column])]
    keep, unmatched = _match_values(texts, name, values)
    return keep, texts, unmatched


def _find_column(name: str, frame: pd.DataFrame, aliases: Mapping[str, str]) -> str | None:
    folded = {str(label).casefold(): str(label) for label in (*aliases, *frame.columns)}
    found = folded.get(name.casefold())
    return aliases.get(found, found) if found is not None and found != "geometry" else None


def _match_values(
    texts: Sequence[str], name: str, values: Sequence[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    present = {text.casefold(): text for text in texts}
    wanted = {str(value).strip().casefold() or _EMPTY: str(value) for value in values}
    keep = np.array([text.casefold() in wanted for text in texts], dtype=bool)
    absent = [repr(value) for key, value in wanted.items() if key not in present]
    return keep, [
        f"where.{name}: expected values that rows have, got {value}; "
        f"{did_you_mean(value, present.values())}known: {format_known(present.values())}; "
        "choose among these"
        for value in (absent if wanted else ["an empty list"])
    ]


def count_texts(dropped: Counter[str]) -> str:
    """List the values of rows that were left out, the most frequent first.

    Parameters
    ----------
    dropped : Counter of text

    Returns
    -------
    str, such as ``3 proposed, 1 retired``
    """
    parts = [f"{count} {text}" for text, count in dropped.most_common(_MAX_LISTED)]
    if len(dropped) > _MAX_LISTED:
        listed = sum(count for _, count in dropped.most_common(_MAX_LISTED))
        parts.append(f"{sum(dropped.values()) - listed} other")
    return ", ".join(parts)
