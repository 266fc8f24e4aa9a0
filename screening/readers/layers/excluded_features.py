"""Features that are no supply of their kind: direct current, traction, taps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.exclusions import FREQUENCY
from screening.readers.cell_parsing import as_text
from screening.readers.column_matching import find_columns, shortened_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Exclusion, LayerKind

_HERTZ = re.compile(r"\d+(?:\.\d+)?")
_COMMON_COMMA = re.compile(r"(?<=16),(?=[67]+\b)")
"""The comma of 16,7 Hz is of decimals, that of 50,60 Hz divides."""


def exclusion_columns(kind: LayerKind) -> set[str]:
    """Give the names of every column that the exclusions of a kind read.

    Parameters
    ----------
    kind : LayerKind

    Returns
    -------
    set of str
    """
    names = {name for each in kind.exclusions for aliases, _ in each.patterns for name in aliases}
    return names | ({FREQUENCY} if kind.exclusions else set())


def find_excluded(
    table: pd.DataFrame, exclusion: Exclusion
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Find the features that an exclusion means.

    Parameters
    ----------
    table : DataFrame, (n,), columns of the file
    exclusion : Exclusion

    Returns
    -------
    excluded : ndarray of bool, (n,)
    doubtful : ndarray of bool, (n,), features that state both this and another: they stay
    """
    excluded = np.zeros(len(table), dtype=bool)
    doubtful = np.zeros(len(table), dtype=bool)
    searched = [
        (field, re.compile(pattern, re.IGNORECASE))
        for aliases, pattern in exclusion.patterns
        for find in (find_columns, shortened_columns)
        for field in find(aliases, list(table.columns))
    ]
    for field, pattern in searched:
        if pd.api.types.is_numeric_dtype(table[field]):
            continue
        texts = as_text(table[field])
        found = _match(texts, pattern)
        other = _match(texts, re.compile(exclusion.unless or r"(?!)", re.IGNORECASE))
        excluded |= found & ~other
        doubtful |= found & other
    for field in find_columns([FREQUENCY], list(table.columns)):
        every, some = _match_frequencies(as_text(table[field]), exclusion)
        excluded |= every
        doubtful |= some & ~every
    return excluded, doubtful & ~excluded


def _match(texts: NDArray[np.object_], pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    matches = {text: bool(text and pattern.search(text)) for text in set(texts)}
    return np.array([matches[text] for text in texts], dtype=bool)


def _match_frequencies(
    texts: NDArray[np.object_], exclusion: Exclusion
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell where all frequencies that a text states are of the exclusion, and where some are."""
    stated = {text: read_frequencies(text) for text in set(texts)}
    ours = set(exclusion.frequencies_hz)
    every = [bool(stated[text]) and stated[text] <= ours for text in texts]
    some = [bool(stated[text] & ours) for text in texts]
    return np.array(every, dtype=bool), np.array(some, dtype=bool)


def read_frequencies(text: str | None) -> set[float]:
    """Read a list of frequencies.

    Parameters
    ----------
    text : str or None

    Returns
    -------
    set of float [Hz], empty for a text of other words than Hz

    Examples
    --------
    >>> sorted(read_frequencies("50;16,7 Hz")), read_frequencies("monthly"), read_frequencies("0")
    ([16.7, 50.0], set(), {0.0})
    """
    said = _COMMON_COMMA.sub(".", (text or "").casefold().replace("16 2/3", "16.67"))
    if re.sub(r"[\d.,;/|&\s-]|hz", "", said):
        return set()
    return {float(number) for number in _HERTZ.findall(said)}
