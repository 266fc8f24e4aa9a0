"""From facts to a ranking with intervals: relative methods, weightings, precision columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from screening.errors import InputError
from screening.model import Constraint, Criterion, FactorParameters, MonteCarloSettings, Profile
from screening.scoring.ranked_sites import (
    criterion_weights,
    evaluate,
    evaluate_criteria,
    pairwise_table,
    value_distribution,
)
from screening.scoring.weighting_comparison import compare_weightings

CRITERIA = (
    Criterion("it_mw", 3, worst=0, best=100),
    Criterion("fiber_distance_km", 1, worst=50, best=0),
)
PROFILE = Profile(
    "training", "", "wsm", "renormalise", 0.0, "given", (), {}, CRITERIA,
    (Constraint("power", "grid_mw", minimum=20),), FactorParameters(),
)  # fmt: skip
DRAWS = MonteCarloSettings(count=500)


def facts(**columns: list[float]) -> pd.DataFrame:
    table = {
        "coord_precision_km": [0.5, 0.5, 25.0, 0.5],
        "grid_mw": [100.0, 80.0, 60.0, 5.0],
        "it_mw": [90.0, 70.0, 50.0, 99.0],
        "fiber_distance_km": [5.0, 1.0, 10.0, 0.0],
        "fiber_precision_km": [1.0, 1.0, 30.0, 1.0],
    } | columns
    return pd.DataFrame(table, index=pd.Index(["a", "b", "coarse", "small"], name="site_id"))


def test_a_coarse_site_keeps_its_rank_and_gets_a_wide_interval() -> None:
    found = evaluate(facts(), PROFILE, DRAWS)
    sites = found.sites
    assert sites.index.tolist() == ["a", "b", "coarse", "small"]
    assert sites["rank"].tolist()[:3] == [1, 2, 3]
    assert sites.loc["coarse", "rank_high"] == 3
    assert pd.isna(sites.loc["small", "rank"])
    assert pd.isna(sites.loc["small", "rank_low"])
    assert found.metadata["relative"] == []
    assert "around the stated" in found.metadata["robustness"]["distribution"]
    assert set(found.tables) == {"acceptability", "central_weights", "tipping", "agreement"}


def test_uncertainty_comes_from_precision_columns_and_from_ranges() -> None:
    table = facts(my_cost=[10.0, 20, 30, 40], my_cost_low=[5.0, 20, 30, 40])
    table["my_cost_high"] = [26.0, 20, 30, 40]
    criteria = (*CRITERIA, Criterion("my_cost", 1, worst=100, best=0))
    values = value_distribution(table, criteria)
    assert values.scale[0].tolist() == pytest.approx(
        [0, -1 / 50, -((16 + 5) / 2 / 1.6449) / 100], rel=1e-6
    )
    assert values.skew[0, 2] == pytest.approx(-((16 - 5) / 2 / 1.6449) / 100)
    assert values.uncertain.tolist() == [False, True, True]


@pytest.mark.parametrize("method", ["topsis", "vikor", "promethee_2"])
def test_relative_methods_are_marked_and_leave_out_excluded_sites(method: str) -> None:
    profile = replace(PROFILE, method=method, missing="unknown")
    found = evaluate(facts(fiber_precision_km=[1.0] * 4), profile, DRAWS)
    assert found.metadata["relative"][0].startswith("method ")
    assert pd.isna(found.sites.loc["small", "score"])
    assert found.sites.loc["a", "rank"] == 1
    assert len(found.tables["tipping"]) == 0
    without = facts(fiber_precision_km=[1.0] * 4).drop(index="small")
    pd.testing.assert_series_equal(
        evaluate(without, profile, DRAWS).sites["score"], found.sites["score"].iloc[:3]
    )


def test_weights_of_each_weighting() -> None:
    matrix = evaluate_criteria(facts(), PROFILE).matrix[:2]
    assert criterion_weights(PROFILE, "given", matrix).tolist() == [0.75, 0.25]
    assert criterion_weights(PROFILE, "ranked", matrix).tolist() == [0.75, 0.25]
    other = replace(PROFILE, order=("fiber_distance_km", "it_mw"))
    assert criterion_weights(other, "ranked", matrix).tolist() == [0.25, 0.75]
    assert criterion_weights(PROFILE, "equal", matrix).tolist() == [0.5, 0.5]
    profile = replace(PROFILE, pairwise={"fiber_distance_km": {"it_mw": 4.0}})
    assert pairwise_table(profile).tolist() == [[1, 0.25], [4, 1]]
    assert criterion_weights(profile, "ahp", matrix) == pytest.approx([0.2, 0.8])
    assert criterion_weights(PROFILE, "entropy", matrix).sum() == pytest.approx(1)
    with pytest.raises(InputError, match="entropy: expected two sites"):
        criterion_weights(PROFILE, "entropy", matrix[:1])


def test_every_weighting_reports_its_leader_or_a_reason() -> None:
    weightings = {weighting.name: weighting for weighting in compare_weightings(facts(), PROFILE)}
    assert list(weightings) == ["given", "ranked", "ahp", "equal", "entropy", "critic"]
    assert weightings["ahp"].refused
    assert weightings["given"].leader == "a"
    assert weightings["given"].agreement == 1
    assert "2 sites" in weightings["critic"].note


def test_uniform_weights_are_named_and_too_many_sites_are_not_sampled() -> None:
    uniform = evaluate(facts(), PROFILE, replace(DRAWS, weights="uniform"))
    assert "uniform" in uniform.metadata["robustness"]["distribution"]
    none = evaluate(facts(), PROFILE, replace(DRAWS, max_sites=3))
    assert none.sites["rank_low"].isna().all()
    assert none.metadata["robustness"]["draws"] == 0
    assert none.tables == {}


def test_without_a_ranked_site_nothing_is_sampled() -> None:
    none = evaluate(facts(grid_mw=[1.0] * 4), PROFILE, DRAWS)
    assert none.sites["rank"].isna().all()
    assert none.sites["rank_low"].isna().all()


def test_the_weighted_product_tips_where_its_own_order_does() -> None:
    profile = replace(PROFILE, method="wpm")
    table = facts(fiber_precision_km=[1.0] * 4)
    found = evaluate(table, profile, DRAWS)
    tip = found.tables["tipping"].set_index("factor").loc["fiber_distance_km"]
    values = np.array([[0.9, 0.9], [0.7, 0.98]])
    t = tip["tip_above_fraction"]
    scores = values[:, 0] ** (1 - t) * values[:, 1] ** t
    assert scores[0] == pytest.approx(scores[1])
    assert tip["leader_above"] == "b"
