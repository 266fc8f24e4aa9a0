"""Ranks with one site changed and the others as they are: what a fix buys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.frame_rows import get_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULT_COLUMNS = ["rank", "score", "excluded_by"]

Evaluate = Callable[[pd.DataFrame], pd.DataFrame]
"""Facts of any number of sites → those with ``rank score excluded_by``, in any order."""


def rank_with_changes(
    ranked: pd.DataFrame,
    facts: pd.DataFrame,
    changed: NDArray[np.bool_],
    judge: Evaluate,
    *,
    relative: bool = False,
) -> pd.DataFrame:
    """Rank each changed site among the others as they are.

    Parameters
    ----------
    ranked : DataFrame, indexed by ``site_id``, with ``rank score excluded_by`` as they are
    facts : DataFrame, of some of these sites, changed where said
    changed : ndarray of bool, a row of ``facts``
    judge : Evaluate
    relative : bool, a site's score hangs on the others (TOPSIS, PROMETHEE, VIKOR): then
        each change is judged in a table of its own; else all at once

    Returns
    -------
    DataFrame, ``rank score excluded_by`` of the changed sites; no rank where excluded or
        without a score
    """
    names = facts.index[changed]
    if relative:
        rows = [_by_itself(ranked, facts, name, judge) for name in names]
        return pd.DataFrame(rows, index=names, columns=RESULT_COLUMNS)
    after = (
        judge(facts.loc[names]).loc[names, RESULT_COLUMNS]
        if len(names)
        else ranked.loc[names, RESULT_COLUMNS]
    )
    others = ranked["score"].where(ranked["rank"].notna())
    above = [
        int((others > mine).sum()) - int(others[name] > mine)
        for name, mine in zip(names, after["score"], strict=True)
    ]
    rank = pd.Series(above, index=names, dtype="Int64") + 1
    return after.assign(rank=rank.where(after["rank"].notna()))


def _by_itself(ranked: pd.DataFrame, facts: pd.DataFrame, name: str, judge: Evaluate) -> pd.Series:
    table = ranked.copy()
    table.loc[name] = facts.loc[name]
    return get_row(judge(table)[RESULT_COLUMNS], name)
