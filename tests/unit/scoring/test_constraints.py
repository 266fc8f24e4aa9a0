"""Three outcomes, and what a coarse position can and cannot decide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from screening.model import Constraint
from screening.scoring import apply_constraints

REACH = Constraint("reach", "substation_distance_km", maximum=32, reason="too far")
POWER = Constraint("power", "grid_mw", minimum=20)


def facts(distance: float, precision: float, coord: float, mw: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "substation_distance_km": [distance],
            "substation_precision_km": [precision],
            "coord_precision_km": [coord],
            "grid_mw": [mw],
        },
        index=["a"],
    )


@pytest.mark.parametrize(
    ("distance", "precision", "coord", "expected"),
    [
        (10, 1.2, 0.5, "pass"),
        (40, 1.2, 0.5, "fail"),
        (31.5, 1.2, 0.5, "unknown"),  # passes or fails within its precision
        (32.5, 1.2, 0.5, "unknown"),
        (100, 25.7, 25, "unknown"),  # a county centroid can never fail a site
        (5, 25.7, 25, "pass"),  # ... but where every position passes, it passes
        (np.nan, np.nan, 0.5, "unknown"),
        (40, np.nan, np.nan, "fail"),  # no precision stated: taken as exact
        (32, 0.0, 0.0, "pass"),  # limits are inclusive
    ],
)
def test_outcome_of_a_distance(
    distance: float, precision: float, coord: float, expected: str
) -> None:
    verdicts = apply_constraints(facts(distance, precision, coord), [REACH])
    assert verdicts.outcomes.tolist() == [[expected]]
    assert bool(verdicts.excluded_by[0]) == (expected == "fail")
    assert bool(verdicts.unverified[0]) == (expected == "unknown")


def test_a_coarse_position_does_not_soften_a_fact_of_the_table() -> None:
    verdicts = apply_constraints(facts(5, 25.7, 25, mw=10), [POWER])
    assert verdicts.outcomes.tolist() == [["fail"]]


def test_reasons_state_fact_limit_and_reason() -> None:
    verdicts = apply_constraints(facts(40, 1.2, 0.5), [REACH, POWER])
    assert verdicts.excluded_by == [
        "reach: Substation distance 40.0 ± 1.2 km, at most 32 km (too far)"
    ]
    assert verdicts.unverified == [""]


def test_an_unknown_fact_is_reported_as_unknown() -> None:
    verdicts = apply_constraints(facts(5, 1, 0.5, mw=np.nan), [POWER])
    assert verdicts.unverified == ["power: Grid power unknown, at least 20 MW"]


@pytest.mark.parametrize(
    ("low", "high", "precision", "coord", "expected"),
    [
        (0.8, 40.0, 0.5, 0.5, "unknown"),
        (0.8, 30.0, 0.5, 0.5, "pass"),  # all between the bounds is within the limit
        (0.8, 31.8, 0.5, 0.5, "unknown"),  # ... but not with the precision
        (33.0, 60.0, 0.5, 0.5, "fail"),
        (32.3, 60.0, 0.5, 0.5, "unknown"),
        (33.0, np.nan, 0.5, 0.5, "fail"),  # at least 33 km
        (0.8, np.nan, 0.5, 0.5, "unknown"),
        (100.0, 120.0, 25.0, 25.0, "unknown"),  # a coarse position can never fail a site
        (np.nan, np.nan, np.nan, 0.5, "unknown"),
    ],
)
def test_outcome_of_a_distance_between_bounds(
    low: float, high: float, precision: float, coord: float, expected: str
) -> None:
    bounds = {"substation_distance_min_km": low, "substation_distance_max_km": high}
    verdicts = apply_constraints(facts(np.nan, precision, coord).assign(**bounds), [REACH])
    assert verdicts.outcomes.tolist() == [[expected]]
    assert bool(verdicts.excluded_by[0]) == (expected == "fail")
    assert bool(verdicts.unverified[0]) == (expected == "unknown")


def test_a_known_fact_goes_before_bounds_of_it() -> None:
    stale = {"substation_distance_min_km": 50.0, "substation_distance_max_km": 60.0}
    verdicts = apply_constraints(facts(5, 0.5, 0.5).assign(**stale), [REACH])
    assert verdicts.outcomes.tolist() == [["pass"]]


def test_bounds_are_told_with_their_reason() -> None:
    told = {
        "substation_distance_min_km": 0.8,
        "substation_distance_max_km": 40.0,
        "substation_distance_why": "a substation of unknown voltage at 0.8 km",
    }
    verdicts = apply_constraints(facts(np.nan, 0.5, 0.5).assign(**told), [REACH])
    assert verdicts.unverified == [
        "reach: Substation distance between 0.8 and 40.0 ± 0.5 km (a substation of unknown voltage "
        "at 0.8 km), at most 32 km"
    ]
    far = told | {"substation_distance_min_km": 50.0, "substation_distance_max_km": np.nan}
    verdicts = apply_constraints(facts(np.nan, 0.5, 0.5).assign(**far), [REACH])
    assert verdicts.excluded_by == [
        "reach: Substation distance at least 50.0 ± 0.5 km (a substation of unknown voltage at "
        "0.8 km), at most 32 km (too far)"
    ]
