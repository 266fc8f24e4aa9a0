"""What ``explain`` writes about ranked, unscored and excluded sites."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from fixtures.full import plain_screening
from fixtures.minimal import tiny_screening

from screening.errors import InputError
from screening.model import RankSampling, ScreeningResult
from screening.reporting.explain import explain
from screening.reporting.explain_score import constraint_lines
from screening.reporting.uncertainty_text import rank_uncertainty_lines


def with_tipping_weights(run: ScreeningResult) -> ScreeningResult:
    """The run with an interval at every site and a weight at which site b leads."""
    sites = run.sites.assign(rank_low=1, rank_high=3, first_fraction=0.5, dominated_by_count=0)
    tipping = pd.DataFrame(
        {
            "factor": ["it_mw"],
            "weight_fraction": [0.75],
            "tip_below_fraction": [0.4],
            "tip_above_fraction": [float("nan")],
            "leader_below": ["b"],
            "leader_above": [""],
        }
    )
    sampling = RankSampling(1000, "weights uniform", 0.9)
    metadata = replace(run.metadata, robustness=sampling)
    return replace(run, sites=sites, robustness={"tipping": tipping}, metadata=metadata)


def with_outcomes(run: ScreeningResult) -> ScreeningResult:
    outcomes = {f"constraint_{name}": "pass" for name in run.constraints["name"]}
    return replace(run, sites=run.sites.assign(**outcomes))


def lines(run: ScreeningResult, site: str) -> str:
    return "\n".join(rank_uncertainty_lines(run, run.sites.loc[site]))


def test_tipping_weights_are_listed_for_the_leader_and_for_the_site_they_favour() -> None:
    run = with_tipping_weights(tiny_screening())
    tip = "IT power: weight 0.750 lowered to 0.400 → b ranks first"
    assert tip in lines(run, "a")
    assert tip in lines(run, "b")
    assert "90 % rank interval 1–3   [1,000 draws (weights uniform; facts" in lines(run, "a")
    assert "ranked first in 50.0 % of the draws" in lines(run, "a")


def test_a_site_without_a_rank_is_explained() -> None:
    run = with_tipping_weights(tiny_screening())
    text = lines(run, "dark")
    assert "90 % rank interval 1–3 against the ranked sites (not scored itself)" in text
    assert "tipping" not in text


def test_domination_is_counted() -> None:
    run = with_tipping_weights(tiny_screening())
    for count, words in ((1, "by 1 site"), (3, "by 3 sites"), (0, "on the Pareto front")):
        some = replace(run, sites=run.sites.assign(dominated_by_count=count))
        assert any(line.endswith(words) or words in line for line in lines(some, "b").splitlines())


def test_sections_of_a_site() -> None:
    text = explain(with_outcomes(tiny_screening()), "a")
    for words in ("Site\n", "Values and score\n", "Constraints\n", "Build list\n", "Sources\n"):
        assert f"\n\n{words}" in text
    assert "× weight 0.750" in text


def test_missing_facts_and_the_reason_for_no_score_are_named() -> None:
    text = explain(with_outcomes(plain_screening()), "dark")
    assert "not scored (profile" in text
    assert "missing IT power" in text
    assert "unknown (weight 0.750)" in text


def test_a_name_that_two_sites_have_is_rejected() -> None:
    run = tiny_screening()
    twins = replace(run, sites=run.sites.assign(name="Twin"))
    with pytest.raises(InputError, match=r"expected one site, got 5 of this name.*use a site id"):
        explain(twins, "twin")


def test_a_constraint_is_explained_with_its_limit_and_its_comfort_value() -> None:
    run = with_outcomes(tiny_screening())
    sites = run.sites.assign(constraint_power="caution")
    power, reach = constraint_lines(run, sites.loc["b"])
    assert power == (
        "  caution  power: Grid power 650 MW; limit: at least 20 MW; comfort: at least 700 MW "
        "(below 20 MW no tenant asks)"
    )
    assert "limit: at most 32 km (too far" in reach
    comfort_only = replace(run, constraints=run.constraints.assign(minimum=float("nan")))
    line, _ = constraint_lines(comfort_only, sites.loc["b"])
    assert "650 MW; comfort: at least 700 MW (" in line
