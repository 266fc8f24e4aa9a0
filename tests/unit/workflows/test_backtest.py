"""Measures of a back-test, by hand; and one over the starter layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.world import write_world

from screening.config import loader as configuration
from screening.errors import InputError, SitesError
from screening.pipeline import compute_facts
from screening.workflows.backtest.logistic_regression import leave_one_group_out, logistic
from screening.workflows.backtest.metrics import (
    auc,
    auc_difference,
    auc_interval,
    cumulative_gains,
    permutation_p,
    precision_at,
)
from screening.workflows.backtest.outcomes import conversion_outcomes
from screening.workflows.backtest.score_backtest import backtest

random = np.random.default_rng(0)


def test_chance_alone_is_a_half_within_its_interval() -> None:
    predictor, outcome = random.random(400), random.random(400) < 0.3
    groups = [str(i // 4) for i in range(400)]
    low, high = auc_interval(predictor, outcome, groups)
    assert low < 0.5 < high
    assert high - low == pytest.approx(0.12, abs=0.04)  # Hanley–McNeil: ± 1.96 × 0.031
    assert permutation_p(predictor, outcome) > 0.05
    assert permutation_p(outcome + 0.1 * predictor, outcome) == pytest.approx(1 / 10_001)


def test_permutation_p_is_exact_in_a_small_case() -> None:
    """Of the 10 ways to choose 2 of 5, one has the two highest: p = 0.1."""
    assert permutation_p([5, 4, 3, 2, 1], [1, 1, 0, 0, 0]) == pytest.approx(0.1, abs=0.01)


def test_sites_of_an_operator_are_resampled_together() -> None:
    predictor, outcome = np.arange(20.0), np.arange(20) >= 12
    narrow = np.diff(auc_interval(predictor + 9 * random.random(20), outcome, list(range(20))))
    one = auc_interval(predictor, outcome, ["a"] * 20)
    assert one == (1.0, 1.0)  # one operator: nothing to draw from
    assert narrow >= 0
    tied = np.round(random.random(20), 1)
    expected = auc(tied, outcome)  # by scipy; the resamples count pairs themselves
    assert auc_interval(tied, outcome, ["a"] * 20) == pytest.approx((expected, expected))


def test_a_figure_gains_nothing_on_itself() -> None:
    predictor, outcome = random.random(30), random.random(30) < 0.5
    assert auc_difference(predictor, predictor, outcome, list(range(30))) == (0, 0, 0)
    assert np.isnan(auc([1, 2], [True, True]))


def test_gains_run_from_nothing_to_all() -> None:
    sites, result = cumulative_gains([3, 2, 2, 1], [True, True, False, False])
    assert sites.tolist() == [0, 0.25, 0.75, 1]
    assert result.tolist() == [0, 0.5, 1, 1]
    assert precision_at([1, 1, 1, 1], [True, False, False, False], 2) == 0.25
    assert np.isnan(precision_at([1], [True], 2))


def test_a_site_is_predicted_without_its_operator() -> None:
    """The operator whose sites contradict the rest is predicted by the rest."""
    x = np.concatenate([np.linspace(-2, 2, 12), [2.0, 2.0]])
    y = np.concatenate([np.linspace(-2, 2, 12) > 0, [False, False]])
    groups = [*range(12), "odd", "odd"]
    predicted = leave_one_group_out(x[:, None], y, groups)
    assert (predicted[-2:] > 0).all()
    assert np.isnan(leave_one_group_out(x[:3, None], [True, False, False], ["a", "b", "b"])[0])


def test_a_fit_needs_both_outcomes() -> None:
    with pytest.raises(InputError, match="both outcomes"):
        logistic([[1.0], [2.0]], [True, True])


def test_the_back_test_of_the_starter_layers(repository: Path) -> None:
    """Twenty sites of Texas with a known outcome; nothing is claimed beyond megawatts."""
    config = configuration.load(repository / "config.toml")
    result = backtest(config, compute_facts(config))
    rows = result.measured.set_index(["cohort", "figure"])
    all_sites = rows.loc["every site of the table", "MW alone"]
    # 23 converted or converting; 69 mining without an announcement, two of them without MW
    assert (all_sites["sites_count"], all_sites["converted_count"]) == (92, 23)
    score = rows.xs("score", level="figure").iloc[0]
    assert score["converted_count"] == 8
    assert score["sites_count"] >= 18
    assert 0.5 < score["auc"] < 1
    assert score["auc_low"] < score["auc"] < score["auc_high"]
    notes = " ".join(result.notes)
    for words in ("megawatts alone", "not yet announced", "financing", "as of today"):
        assert words in notes
    assert set(result.weights.columns) == {"factor", "stated", "fitted", "coefficient"}
    assert result.curves["score"][1][-1] == 1


def test_rules_move_only_sites_with_an_announcement_and_no_works(repository: Path) -> None:
    table = pd.read_csv(repository / "layers" / "north_america" / "mining_sites.csv")
    counts = {
        rule: conversion_outcomes(table, rule).value_counts().to_dict()
        for rule in ("exclude", "mining", "converted")
    }
    assert counts["exclude"] == {True: 23, False: 69}
    assert counts["mining"] == {True: 23, False: 79}
    assert counts["converted"] == {True: 33, False: 69}
    with pytest.raises(InputError, match="rule"):
        conversion_outcomes(table, "guess")


def test_outcomes_do_not_depend_on_the_case_of_a_status() -> None:
    table = pd.DataFrame({"status": ["Converted ", "MINING", None], "ai_announced": "no"})
    assert conversion_outcomes(table).tolist() == [True, False, None]


def test_sites_without_outcomes_are_refused(tmp_path: Path) -> None:
    config = configuration.load(write_world(tmp_path))
    facts = compute_facts(config)
    with pytest.raises(SitesError, match="ai_announced"):
        backtest(config, facts)
