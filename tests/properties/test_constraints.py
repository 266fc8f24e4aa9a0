"""Outcomes of constraints: what is decided holds for whatever the fact may prove to be."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from screening.model import Constraint
from screening.scoring import apply_constraints

NAN = math.nan
km = st.integers(0, 40).map(float)
"""Whole numbers, so that facts meet limits exactly and margins add up without rounding."""


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    """Limits and comfort values in every admissible combination, at least one of them."""
    low, comfort_low, comfort_high, high = sorted(draw(st.tuples(km, km, km, km)))
    ends = {
        "minimum": low,
        "comfortable_minimum": comfort_low if comfort_low > low else None,
        "comfortable_maximum": comfort_high if comfort_high < high else None,
        "maximum": high,
    }
    given_ends = draw(st.sets(st.sampled_from(sorted(ends)), min_size=1))
    kept = {end: value for end, value in ends.items() if end in given_ends}
    return Constraint("reach", "substation_distance_km", **kept)


def site(low: float, high: float, *, margin: float, coord: float) -> pd.DataFrame:
    known = low == high
    return pd.DataFrame(
        {
            "substation_distance_km": [low if known else NAN],
            "substation_distance_min_km": [low],
            "substation_distance_max_km": [high if high < math.inf else NAN],
            "substation_precision_km": [margin],
            "coord_precision_km": [coord],
        }
    )


def exact_outcome(constraint: Constraint, fact: float) -> str:
    """Decide a fact that is known exactly, end by end."""
    c = constraint
    if (c.minimum is not None and fact < c.minimum) or (c.maximum is not None and fact > c.maximum):
        return "fail"
    if (c.comfortable_minimum is not None and fact < c.comfortable_minimum) or (
        c.comfortable_maximum is not None and fact > c.comfortable_maximum
    ):
        return "caution"
    return "pass"


def completions(low: float, high: float, margin: float) -> list[float]:
    """List what the fact may prove to be: every half between its ends, to beyond every limit."""
    end = min(high + margin, 100.0)
    return [low - margin + step / 2 for step in range(int(2 * (end - low + margin)) + 1)]


@given(
    constraint=constraints(),
    low=km,
    width=st.one_of(km, st.just(0.0), st.just(math.inf)),
    margin=st.integers(0, 5).map(float),
    coord=st.sampled_from([0.5, 25.0, NAN]),
)
def test_an_outcome_holds_for_every_completion(
    constraint: Constraint, low: float, width: float, margin: float, coord: float
) -> None:
    facts = site(low, low + width, margin=margin, coord=coord)
    results = apply_constraints(facts, [constraint])
    outcome = str(results.outcomes[0, 0])
    possible = {exact_outcome(constraint, x) for x in completions(low, low + width, margin)}
    if possible == {"fail"}:
        assert outcome == ("unknown" if coord > 2 else "fail")
    elif "fail" in possible:
        assert outcome == "unknown"
    else:
        assert outcome == ("caution" if "caution" in possible else "pass")
    decided = possible == {"caution"} and not coord > 2
    assert results.cautions[0].endswith("for comfort" if decided else "undecided") == (
        outcome == "caution"
    )


@given(constraint=constraints(), coord=st.sampled_from([0.5, 25.0, NAN]))
def test_nothing_is_decided_of_a_fact_that_is_unknown(constraint: Constraint, coord: float) -> None:
    results = apply_constraints(site(NAN, NAN, margin=NAN, coord=coord), [constraint])
    assert results.outcomes.tolist() == [["unknown"]]
    assert (results.excluded_by, results.cautions) == ([""], [""])


@given(constraint=constraints(), low=km, width=km, margin=st.integers(0, 5).map(float))
def test_comfort_values_exclude_and_release_nobody(
    constraint: Constraint, low: float, width: float, margin: float
) -> None:
    """Without its comfort values a constraint fails, and is undecided, at the same sites."""
    limits = Constraint("reach", "substation_distance_km", constraint.minimum, constraint.maximum)
    facts = site(low, low + width, margin=margin, coord=0.5)
    ours, bare = (apply_constraints(facts, [c]) for c in (constraint, limits))
    assert ours.excluded_by == bare.excluded_by
    assert bool(ours.unverified[0]) == bool(bare.unverified[0])
