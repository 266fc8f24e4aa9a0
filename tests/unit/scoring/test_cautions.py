"""A caution: certainly within the limits, not certainly within the comfort values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from screening import scoring
from screening.catalog.labels import OUTCOMES
from screening.catalog.stated_facts import STATED_FACTS
from screening.model import Constraint, Criterion, FactorParameters, Profile
from screening.scoring import apply_constraints
from screening.scoring.criteria_tables import constraints_table
from screening.scoring.evaluation import evaluate_criteria, score_sites

NAN = np.nan
REACH = Constraint("reach", "substation_distance_km", maximum=32, comfortable_maximum=8)
POWER = Constraint("power", "grid_mw", minimum=20, comfortable_minimum=100, reason="small")
BAND = Constraint("band", "grid_mw", 20, 900, "", comfortable_minimum=100, comfortable_maximum=500)
CROSSED = Constraint("crossed", "grid_mw", minimum=20, comfortable_maximum=500)


def distance(
    low: float, high: float, *, precision: float = 0.0, coord: float = 0.5, stated: str = ""
) -> pd.DataFrame:
    """One site whose distance to a substation lies between two bounds, or is known."""
    return pd.DataFrame(
        {
            "substation_distance_km": [low if low == high else NAN],
            "substation_distance_min_km": [low],
            "substation_distance_max_km": [high],
            "substation_precision_km": [precision],
            "coord_precision_km": [coord],
            STATED_FACTS: [stated],
        },
        index=["a"],
    )


def power(*mw: float) -> pd.DataFrame:
    return pd.DataFrame({"grid_mw": mw, "coord_precision_km": 0.5})


@pytest.mark.parametrize(
    ("low", "high", "precision", "coord", "expected"),
    [
        (5, 5, 0, 0.5, "pass"),
        (8, 8, 0, 0.5, "pass"),  # comfort values are inclusive, as limits are
        (8.001, 8.001, 0, 0.5, "caution"),
        (32, 32, 0, 0.5, "caution"),
        (32.001, 32.001, 0, 0.5, "fail"),
        (20, 20, 5, 0.5, "caution"),
        (7, 7, 2, 0.5, "caution"),  # 5 to 9: it cannot fail, comfort is undecided
        (2, 30, 0, 0.5, "caution"),
        (2, 31, 1, 0.5, "caution"),
        (2, 31, 2, 0.5, "unknown"),  # 33 would fail
        (2, 40, 0, 0.5, "unknown"),  # passes, is a caution, or fails
        (9, 40, 0, 0.5, "unknown"),  # is a caution or fails
        (9, NAN, 0, 0.5, "unknown"),  # at least 9 km
        (33, NAN, 0, 0.5, "fail"),
        (NAN, NAN, 0, 0.5, "unknown"),
        (5, 5, 2, 25, "pass"),
        (20, 20, 5, 25, "caution"),
        (20, 20, 25, 25, "unknown"),
        (100, 100, 25, 25, "unknown"),  # a coarse position fails nothing
    ],
)
def test_outcome_over_the_whole_uncertainty(
    low: float, high: float, precision: float, coord: float, expected: str
) -> None:
    results = apply_constraints(distance(low, high, precision=precision, coord=coord), [REACH])
    assert results.outcomes.tolist() == [[expected]]
    assert bool(results.excluded_by[0]) == (expected == "fail")
    assert bool(results.unverified[0]) == (expected == "unknown")
    assert bool(results.cautions[0]) == (expected == "caution")


@pytest.mark.parametrize(
    ("constraint", "outcomes"),
    [
        (POWER, {10: "fail", 20: "caution", 99: "caution", 100: "pass", 9e9: "pass"}),
        (
            BAND,
            {
                **{10: "fail", 20: "caution", 100: "pass", 500: "pass"},
                **{501: "caution", 900: "caution", 901: "fail"},
            },
        ),
        (CROSSED, {10: "fail", 20: "pass", 500: "pass", 501: "caution"}),
        (replace(POWER, minimum=None), {0: "caution", 99: "caution", 100: "pass"}),
        (replace(POWER, comfortable_minimum=None), {10: "fail", 20: "pass"}),
    ],
    ids=["lower", "both", "crossed", "comfort only", "limit only"],
)
def test_outcome_by_the_ends_that_are_given(
    constraint: Constraint, outcomes: dict[float, str]
) -> None:
    results = apply_constraints(power(*outcomes, NAN), [constraint])
    assert results.outcomes[:, 0].tolist() == [*outcomes.values(), "unknown"]


def test_a_comfort_value_alone_excludes_nobody_and_says_nothing_of_what_is_unknown() -> None:
    advice = replace(REACH, maximum=None)
    unbounded = pd.concat([distance(100, 100), distance(2, NAN), distance(NAN, NAN)])
    results = apply_constraints(unbounded, [advice])
    assert results.outcomes[:, 0].tolist() == ["caution", "caution", "unknown"]
    assert results.excluded_by == ["", "", ""]
    assert results.cautions[1].endswith("at most 8 km for comfort, undecided")
    assert results.unverified[2] == ("reach: Substation distance unknown, at most 8 km for comfort")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (distance(20, 20, precision=5), "20.0 ± 5.0 km, at most 8 km for comfort"),
        (distance(7, 7, precision=2), "7.0 ± 2.0 km, at most 8 km for comfort, undecided"),
        (distance(9, 30), "between 9.0 and 30.0 km, at most 8 km for comfort"),
        (distance(2, 30), "between 2.0 and 30.0 km, at most 8 km for comfort, undecided"),
        (
            distance(20, 20, precision=0, coord=25),
            "20.0 km at a position known to ± 25 km, at most 8 km for comfort, undecided",
        ),
        (
            distance(20, 20, coord=25, stated="substation_distance_km"),
            "20.0 km as stated, at most 8 km for comfort",
        ),
    ],
    ids=["certain", "margin", "certain bounds", "open bounds", "coarse", "stated"],
)
def test_a_caution_states_the_fact_and_whether_comfort_is_decided(
    facts: pd.DataFrame, said: str
) -> None:
    assert apply_constraints(facts, [REACH]).cautions == [f"reach: Substation distance {said}"]


def test_several_cautions_and_other_outcomes_are_told_apart() -> None:
    facts = distance(20, 20).assign(grid_mw=50.0, my_cost=7.0)
    limits = [REACH, POWER, Constraint("cost", "my_cost", maximum=5, comfortable_maximum=3)]
    results = apply_constraints(facts, limits)
    assert results.cautions == [
        "reach: Substation distance 20.0 km, at most 8 km for comfort; "
        "power: Grid power 50 MW, at least 100 MW for comfort"
    ]
    assert results.excluded_by == ["cost: My cost 7.000, at most 5"]
    open_question = apply_constraints(distance(2, 40), [REACH]).unverified
    assert open_question == [
        "reach: Substation distance between 2.0 and 40.0 km, at most 32 km, "
        "at most 8 km for comfort"
    ]


def test_the_table_of_constraints_counts_every_outcome() -> None:
    results = apply_constraints(power(10, 50, 60, 200, NAN), [POWER])
    row = constraints_table(profile(POWER), results.outcomes).iloc[0]
    counts = {outcome: row[f"{outcome}_count"] for outcome in OUTCOMES}
    assert counts == {"pass": 1, "caution": 2, "fail": 1, "unknown": 1}
    assert (row["minimum"], row["comfortable_minimum"]) == (20, 100)
    assert np.isnan(row["comfortable_maximum"])


def profile(*constraints: Constraint, method: str = "wsm") -> Profile:
    return Profile(
        name="training",
        description="",
        method=method,
        missing="unknown",
        min_coverage_fraction=0.0,
        weighting="given",
        order=(),
        pairwise={},
        criteria=(Criterion("grid_mw", 1, worst=0, best=500),),
        constraints=constraints,
        parameters=FactorParameters(),
    )


@pytest.mark.parametrize("method", ["wsm", "topsis"])
def test_a_caution_changes_neither_score_nor_rank(method: str) -> None:
    facts = power(10, 50, 60, 200, 300)
    with_it, without = profile(POWER, method=method), replace(POWER, comfortable_minimum=None)
    ranked = []
    for each in (with_it, replace(with_it, constraints=(without,))):
        evaluation = evaluate_criteria(facts, each)
        score = score_sites(evaluation, each)
        ranked.append((score, scoring.ranks(score, ~evaluation.excluded)))
    np.testing.assert_array_equal(ranked[0], ranked[1])
    assert np.isnan(ranked[0][1]).tolist() == [True, False, False, False, False]
