"""The verdict in one sentence, and the workload a site suits."""

from __future__ import annotations

import pandas as pd
import pytest
from fixtures.mine_sites import KNOWN, converted, mines, packages
from numpy.typing import NDArray

from screening.conversion import convert
from screening.conversion.assumptions import Assumptions, Requirements
from screening.conversion.site_limits import site_limits
from screening.conversion.sizing import FactTable

FIT = KNOWN | {
    "firm_mw": 100.0,
    "fiber_entrances_count": 1.0,
    "carriers_count": 2.0,
    "second_lateral_km": 38.0,
}


def recommendation(facts: pd.DataFrame, **after: object) -> pd.Series:
    """Return the recommendation for site a where rescoring gives ``after``."""

    def again(changed_facts: pd.DataFrame, changed: NDArray) -> pd.DataFrame:  # type: ignore[type-arg]
        table = changed_facts.loc[changed, ["rank", "score", "excluded_by"]]
        return table.assign(**after)

    assumptions = Assumptions(requirements={"training": Requirements()}, draws=200)
    return convert(facts, "training", assumptions, seed=0, rescore=again).columns.loc["a"]


def test_the_sentence_of_the_example() -> None:
    facts = mines(FIT).assign(rank=pd.array([17], dtype="Int64"))
    site = recommendation(facts, rank=6.0)
    assert site["verdict"] == (
        "Not ready for training: 1 of 2 diverse fiber routes. A 38 km second lateral, "
        "$1.2–3.4M and 6–17 months, lifts it from rank 17 to 6."
    )
    assert site["binding_gap"] == "1 of 2 diverse fiber routes"
    assert site["cheapest_fix"] == "A 38 km second lateral, $1.2–3.4M and 6–17 months"
    assert site["fixed_rank"] == 6
    assert site["profile_status"] == "once built"


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"rank": 1.0, "score": 95.0}, "leaves it at rank 1 (score 90.0 → 95.0)"),
        ({"rank": 2.0}, "lowers it from rank 1 to 2"),
        ({"rank": float("nan")}, "leaves it without a score"),
        ({"rank": float("nan"), "excluded_by": "power"}, "leaves it excluded"),
    ],
)
def test_the_verdict_states_the_effect_of_rescoring(after: dict[str, object], words: str) -> None:
    assert words in recommendation(mines(FIT), **after)["verdict"]


def test_an_unscored_or_excluded_site_can_gain_a_rank() -> None:
    facts = mines(FIT).assign(rank=pd.array([pd.NA], dtype="Int64"))
    assert "takes it from no score to rank 4" in recommendation(facts, rank=4.0)["verdict"]
    facts = facts.assign(excluded_by="routes")
    inside = recommendation(facts, rank=4.0, excluded_by="")
    assert "takes it from excluded to rank 4" in inside["verdict"]


def test_a_built_route_is_known_exactly() -> None:
    """At an accuracy of 25 km a site's fiber distance has no value; a built lateral has one."""
    coarse = {"fiber_distance_km": 60.0, "fiber_precision_km": 30.0, "fiber_lateral_km": 78.0}
    facts = mines(FIT | coarse | {"fiber_lateral_precision_km": 48.0, "fiber_entrances_count": 0.0})
    seen = []

    def again(changed_facts: pd.DataFrame, changed: NDArray) -> pd.DataFrame:  # type: ignore[type-arg]
        seen.append(changed_facts.loc[changed])
        return changed_facts.loc[changed, ["rank", "score", "excluded_by"]]

    assumptions = Assumptions(requirements={"training": Requirements()}, draws=200)
    convert(facts, "training", assumptions, seed=0, rescore=again)
    built = next(each for each in seen if (each["fiber_distance_km"] == 0).any())
    assert (built[[*coarse, "fiber_lateral_precision_km"]] == 0).all(axis=None)


def test_the_longest_of_equally_effective_upgrades_binds() -> None:
    both = KNOWN | {"carriers_count": 2.0}  # 40 MW not firm, 10 km to the fiber, one route
    rows = packages(converted(mines(both)))["months"]
    fixes = ["grid firming", "first fiber lateral", "second fiber lateral"]
    assert rows[fixes].idxmax() == "grid firming"
    assert recommendation(mines(both))["binding_gap"] == "60 of 100 MW firm"


def test_a_limit_that_no_package_lifts_comes_first() -> None:
    site = recommendation(mines(FIT | {"rtt_ms": 130.0}))
    assert site["verdict"] == (
        "Not ready for training: round trip 130.0 ms of at most 100 ms, which no work package "
        "mends."
    )
    assert site["profile_status"] == "cannot"
    assert site["cheapest_fix"] == "none: no work package mends it"
    assert pd.isna(site["fixed_rank"])


def test_an_unknown_is_to_verify_and_not_a_gap() -> None:
    unknown = {"disjoint_routes_count": None, "fiber_entrances_count": None}
    site = recommendation(mines(FIT | unknown | {"rtt_ms": None}))
    assert site["profile_status"] == "verify"
    assert site["binding_gap"] == "fiber 10.0 route-km off"
    assert site["verdict"].endswith(" Verify: round trip, a second fiber route.")
    near = recommendation(mines(FIT | {"disjoint_routes_count": None, "fiber_lateral_km": 0.0}))
    assert near["binding_gap"] == "1 of 2 diverse fiber routes"
    assert recommendation(mines(FIT | unknown | {"fiber_lateral_km": 0.0}))["verdict"] == (
        "Nothing known but the hall itself stands between the site and training. "
        "Verify: a second fiber route."
    )


def test_a_site_without_gaps_lacks_only_the_hall() -> None:
    site = recommendation(mines(FIT | {"fiber_entrances_count": 2.0}))
    assert site["verdict"] == "Only the hall itself stands between the site and training."
    assert site["profile_status"] == "clears"


def test_small_costs_are_not_rounded_to_zero() -> None:
    site = recommendation(mines(KNOWN | {"firm_mw": 100.0, "fiber_lateral_km": 0.4}))
    assert "$0.01–0.04M" in site["verdict"] or "second lateral" in site["verdict"]


@pytest.mark.parametrize(
    ("facts", "workload"),
    [
        ({}, "either"),
        ({"rtt_ms": 60.0}, "training"),
        ({"it_mw": 20.0, "grid_mw": 25.0}, "inference"),
        ({"it_mw": 20.0, "grid_mw": 25.0, "rtt_ms": 60.0}, "neither"),
    ],
)
def test_the_workload_is_one_that_no_limit_excludes(facts: dict[str, float], workload: str) -> None:
    profiles = {
        "training": Requirements(it_mw=50),
        "inference": Requirements(it_mw=10, rtt_ms_maximum=20),
    }
    conversion = converted(mines(KNOWN | facts), requirements=profiles | {"tenant": Requirements()})
    site = conversion.columns.loc["a"]
    assert site["workload"] == workload
    if workload == "training":
        assert site["workload_why"] == (
            "training: no limit; inference: round trip 60.0 ms of at most 20 ms"
        )


def test_a_hazard_is_a_limit_of_the_profile() -> None:
    facts = mines(KNOWN | {"flood_risk": 70.0})
    site = converted(facts, Requirements(limits={"flood_risk": 40.0})).columns.loc["a"]
    assert site["profile_status"] == "cannot"
    assert "Flood risk 70" in site["verdict"]


def test_a_dry_design_is_known_to_use_no_water() -> None:
    dry = converted(mines(KNOWN)).columns.loc["a"]
    wet = converted(mines(KNOWN | {"cooling_design": "DTC-W32-tower"})).columns.loc["a"]
    assert "water" not in dry["to_verify"]
    assert "water" in wet["to_verify"]


@pytest.mark.parametrize(
    ("low", "high", "fails", "verify"),
    [
        (1.0, 6.0, False, False),  # all between the bounds is within 20 ms
        (1.0, 31.0, False, True),
        (25.0, 31.0, True, False),
        (25.0, float("nan"), True, False),  # at least 25 ms
        (1.0, float("nan"), False, True),
    ],
)
def test_a_limit_on_a_fact_between_two_bounds(
    low: float, high: float, fails: bool, verify: bool
) -> None:
    bounds = {"rtt_ms": float("nan"), "rtt_min_ms": low, "rtt_max_ms": high}
    (limit,) = (
        each
        for each in site_limits(FactTable(mines(FIT | bounds)), Requirements(rtt_ms_maximum=20.0))
        if each.column == "rtt_ms"
    )
    assert (limit.fails.tolist(), limit.unknown.tolist()) == ([fails], [verify])
    if fails:
        text = limit.text(FactTable(mines(FIT | bounds)), 0)
        assert text == "round trip at least 25.0 ms of at most 20 ms"
