"""What moved between two runs, and why."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from fixtures.minimal import tiny_screening

from screening.cli.compare_command import describe_difference
from screening.model import ScreeningResult
from screening.workflows.run_diff import compare, score_contributions


def changed(run: ScreeningResult, **cells: tuple[str, object]) -> ScreeningResult:
    sites = run.sites.copy()
    for column, (site, value) in cells.items():
        sites.loc[site, column] = value
    return replace(run, sites=sites)


def test_a_run_compared_with_itself_has_no_changes() -> None:
    table = compare(tiny_screening(), tiny_screening())
    assert (table["why"] == "").all()
    assert (table["factor"] == "").all()


def test_points_sum_to_the_score_of_a_weighted_sum() -> None:
    parts = score_contributions(tiny_screening())
    assert parts.loc["a"].tolist() == pytest.approx([75.0, 25 * 0.8255])
    assert parts.loc["dark"].tolist() == pytest.approx([0, 40.0])  # its weight lies on one value


def test_the_factor_that_moved_a_site_is_named_with_its_fact() -> None:
    a = tiny_screening()
    b = changed(
        a, value_fiber_distance_km=("a", 0.2), fiber_distance_km=("a", 40.0), score=("a", 80.0)
    )
    row = compare(a, b).set_index("site_id").loc["a"]
    assert row["factor"] == "fiber_distance_km"
    assert row["factor_change"] == pytest.approx(25 * (0.2 - 0.8255))
    assert row["why"] == "Fiber distance 8.7 ± 3.5 km → 40.0 ± 3.5 km (-15.6 points)"


def test_a_site_overtaken_by_others_is_described() -> None:
    a = tiny_screening()
    row = compare(a, changed(a, rank=("b", 3))).set_index("site_id").loc["b"]
    assert row["why"] == "only other sites changed"


def test_exclusion_arrival_and_lost_scores_are_described() -> None:
    a = tiny_screening()
    b = changed(a, excluded_by=("b", "power: too little"), score=("hostile", float("nan")))
    b = replace(b, sites=b.sites.drop(index="a"))
    why = compare(a, b).set_index("site_id")["why"]
    assert why["b"] == "now excluded: power: too little"
    assert why["hostile"] == "no longer has a score"
    assert why["a"] == "only in the first run"
    back = compare(b, a).set_index("site_id")["why"]
    assert back["b"].startswith("no longer excluded")
    assert back["a"] == "only in the second run"


def test_other_weights_and_other_anchors_are_distinguished() -> None:
    a = tiny_screening()
    weights = a.criteria.assign(weight_fraction=[0.5, 0.5])
    why = compare(a, replace(a, criteria=weights)).set_index("site_id")["why"]
    assert "weight 0.750 → 0.500" in why["a"]
    anchors = a.criteria.assign(best=[600.0, 0.0])
    b = changed(replace(a, criteria=anchors), value_it_mw=("a", 0.7))
    assert "on 10→300, now 10→600" in compare(a, b).set_index("site_id")["why"]["a"]
    only = a.criteria.iloc[:1].assign(weight_fraction=1.0)
    moved = compare(a, replace(a, criteria=only)).set_index("site_id")
    assert isinstance(moved["why"]["a"], str)
    assert pd.notna(moved["factor_change"]["a"])


def test_only_a_ranked_site_leads() -> None:
    a = tiny_screening()
    nobody = a.sites.assign(rank=pd.array([None] * len(a.sites), dtype="Int64"), score=float("nan"))
    b = replace(a, sites=nobody)
    said = describe_difference(a, b, compare(a, b))
    assert said.endswith("0 of 0 sites ranked in both changed rank; leader: Alpha → none")
    nameless = replace(a, sites=a.sites.assign(name=None))
    assert describe_difference(a, nameless, compare(a, nameless)).endswith("leader: Alpha → a")


def test_constraints_of_both_runs_with_another_outcome_are_listed() -> None:
    a = tiny_screening()
    a = replace(a, sites=a.sites.assign(constraint_power="pass", constraint_reach="pass"))
    b = changed(a, constraint_power=("a", "caution"), constraint_reach=("b", "unknown"))
    b = replace(b, sites=b.sites.assign(constraint_new="fail"))
    found = compare(a, b).set_index("site_id")["outcome_changes"]
    assert found["a"] == "power: pass → caution"
    assert found["b"] == "reach: pass → unknown"
    assert found["dark"] == ""
    assert compare(b, a).set_index("site_id").loc["a", "outcome_changes"] == "power: caution → pass"
