"""The rank of a site after an upgrade, with all other sites unchanged."""

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
"""A function of facts; returns them with ``rank score excluded_by``, in any order."""


def rank_with_changes(
    ranked: pd.DataFrame,
    facts: pd.DataFrame,
    changed: NDArray[np.bool_],
    evaluate: Evaluate,
    *,
    relative: bool = False,
) -> pd.DataFrame:
    """Rank each changed site among the unchanged others.

    Parameters
    ----------
    ranked : DataFrame, indexed by ``site_id``, with the present ``rank score excluded_by``
    facts : DataFrame, of some of these sites, with the changes
    changed : ndarray of bool, which rows of ``facts`` have changes
    evaluate : Evaluate
    relative : bool, a site's score depends on the others (TOPSIS, PROMETHEE, VIKOR): each
        change is evaluated in a table of its own then, else all at once

    Returns
    -------
    DataFrame, ``rank score excluded_by`` of the changed sites; no rank where excluded or
        without a score
    """
    names = facts.index[changed]
    if relative:
        rows = [_by_itself(ranked, facts, name, evaluate) for name in names]
        return pd.DataFrame(rows, index=names, columns=RESULT_COLUMNS)
    after = (
        evaluate(facts.loc[names]).loc[names, RESULT_COLUMNS]
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


def _by_itself(
    ranked: pd.DataFrame, facts: pd.DataFrame, name: str, evaluate: Evaluate
) -> pd.Series:
    table = ranked.copy()
    table.loc[name] = facts.loc[name]
    return get_row(evaluate(table)[RESULT_COLUMNS], name)
