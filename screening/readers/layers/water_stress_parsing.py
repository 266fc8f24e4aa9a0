"""Water stress as WRI Aqueduct states it: a score, or withdrawals over available water."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.water_stress_scale import ARID_SCORE, stress_score
from screening.errors import LayerError, format_known
from screening.readers.cell_messages import unread_notes
from screening.readers.cell_parsing import as_numbers, as_text
from screening.readers.number_text import PLAIN

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from screening.catalog.layer_kind import Column
    from screening.readers.layers.feature_table import FeatureTable

WITHDRAWALS = "withdrawal_fraction"
CATEGORY = "stress_category"
_NO_DATA = 9999.0


def parse_water_stress(
    features: FeatureTable, column: Column
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Read scores of water stress.

    Parameters
    ----------
    features : FeatureTable
    column : Column, with the column of withdrawals among its ``inputs``

    Returns
    -------
    scores : ndarray, (n,), within the column's bounds, −1 where arid, NaN where unknown; from
        the withdrawals where only these are stated
    notes : tuple of str

    Raises
    ------
    LayerError
        Where there is no number at all, or one outside the scale.
    """
    scores = np.full(len(features.geometry), np.nan)
    unread = np.full(len(scores), None, dtype=object)
    for name, to_score in ((column.name, np.asarray), (WITHDRAWALS, stress_score)):
        for cells in features.columns.get(name, ()):
            cells_or_shares = cells if name == column.name else _fractions(cells)
            separators = features.separators.get(str(cells.name), PLAIN)
            numbers, bad = as_numbers(cells_or_shares, separators)
            unread[bad] = as_text(cells)[bad]
            is_arid = numbers == ARID_SCORE
            # -9999 is Aqueduct's no data; of withdrawals 9999 is, or an arid area
            numbers = np.where((numbers >= 0.0) & (numbers < _NO_DATA), numbers, np.nan)
            numbers = np.where(is_arid, ARID_SCORE, to_score(numbers))
            scores = np.where(np.isnan(scores), numbers, scores)
    if features.columns.get(WITHDRAWALS):  # of an arid area they are 9999
        for cells in features.columns.get(CATEGORY, ()):
            is_arid = as_numbers(cells)[0] == ARID_SCORE
            scores = np.where(np.isnan(scores) & is_arid, ARID_SCORE, scores)
    _check_scores(scores, column)
    unread[~np.isnan(scores)] = None
    notes = unread_notes(column.name, unread)
    unknown = int(np.isnan(scores).sum())
    if unknown:
        notes = (f"{unknown} of {len(scores)} areas state no water stress", *notes)
    return scores, notes


def _fractions(cells: pd.Series) -> pd.Series:
    """Give shares that are written in percent as fractions."""
    percent = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")
    return cells.map(
        lambda cell: (
            float(found[1]) / 100.0
            if isinstance(cell, str) and (found := percent.fullmatch(cell))
            else cell
        )
    )


def _check_scores(scores: NDArray[np.float64], column: Column) -> None:
    if np.isnan(scores).all():
        raise LayerError(
            "expected water stress, got no number of it; known columns: "
            f"{format_known(column.aliases)}, {format_known(column.inputs[WITHDRAWALS])}; "
            f'write columns = {{{column.name} = "…"}}'
        )
    low, high = column.minimum, column.maximum
    wrong = (scores != ARID_SCORE) & ((scores < low) | (scores > high))
    if wrong.any():
        raise LayerError(
            f"{column.name}: expected {low:g} to {high:g}, or -1 where arid, got "
            f"{scores[wrong][0]:g}; map the column of scores, not of shares or classes"
        )
