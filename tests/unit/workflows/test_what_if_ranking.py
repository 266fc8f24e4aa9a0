"""A changed site is ranked among the others as they are, by any method."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.workflows.what_if_ranking import rank_with_changes


def absolute(table: pd.DataFrame) -> pd.DataFrame:
    """Score by the fact; below 0 is excluded, unknown has no score."""
    return _ranked(table, table["fact"])


def relative(table: pd.DataFrame) -> pd.DataFrame:
    """Score by the distance from the median, which other sites move."""
    return _ranked(table, (table["fact"] - table["fact"].median()).abs())


def _ranked(table: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    out = table["fact"] < 0
    rank = score.where(~out).rank(ascending=False, method="min")
    reason = np.where(out, "below 0", "")
    return table.assign(rank=rank.astype("Int64"), score=score, excluded_by=reason)[::-1]


FACTS = st.lists(st.sampled_from([-1.0, 0.0, 1.0, 2.0, 3.0, np.nan]), min_size=1, max_size=6)


@given(FACTS, FACTS)
@settings(deadline=None, max_examples=40)
@pytest.mark.parametrize("judge", [absolute, relative])
def test_each_rank_is_that_of_a_table_with_one_change(
    judge: object, before: list[float], after: list[float]
) -> None:
    count = min(len(before), len(after))
    facts = pd.DataFrame({"fact": before[:count]}, index=[f"s{i}" for i in range(count)])
    ranked = judge(facts)  # type: ignore[operator]
    facts = facts.loc[ranked.index]
    new = facts.assign(fact=after[:count])
    changed = np.array([i % 2 == 0 for i in range(count)])
    told = rank_with_changes(
        ranked,
        ranked.assign(fact=new["fact"]),
        changed,
        judge,  # type: ignore[arg-type]
        relative=judge is relative,
    )
    assert list(told.index) == list(ranked.index[changed])
    for name in told.index:
        table = facts.copy()
        table.loc[name, "fact"] = new.loc[name, "fact"]
        expected = judge(table).loc[name]  # type: ignore[operator]
        assert told.loc[name, "excluded_by"] == expected["excluded_by"]
        same = told.loc[name, "rank"] is pd.NA and expected["rank"] is pd.NA
        assert same or told.loc[name, "rank"] == expected["rank"]
