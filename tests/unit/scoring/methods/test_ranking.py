"""Scores, coverage and ranks, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from screening.errors import InputError
from screening.model import Criterion
from screening.scoring import (
    METHODS,
    coverage,
    normalised_weights,
    ranks,
    scores,
    value_matrix,
    wpm,
    wsm,
)


def test_the_house_example_by_hand() -> None:
    criteria = [Criterion("fiber_distance_km", 1, worst=50, best=0)]
    assert value_matrix([[8.725]], criteria)[0, 0] == pytest.approx(0.8255)


def test_values_clip_and_keep_nan() -> None:
    criteria = [Criterion("it_mw", 1, worst=20, best=300)]
    assert value_matrix([[0.0], [20], [160], [999], [np.nan]], criteria)[:, 0].tolist()[:4] == [
        0,
        0,
        0.5,
        1,
    ]
    assert np.isnan(value_matrix([[np.nan]], criteria)).all()


def test_a_fact_known_too_coarsely_has_no_value() -> None:
    criteria = [Criterion("fiber_distance_km", 1, worst=50, best=0)]
    got = value_matrix([[10], [10], [10]], criteria, [[25.0], [25.1], [np.nan]])
    np.testing.assert_array_equal(got[:, 0], [0.8, np.nan, 0.8])


def test_a_score_ignores_its_neighbours() -> None:
    alone = scores([[0.2, 0.9]], [3, 1])
    crowd = scores([[0.2, 0.9], [0.0, 0.0], [1.0, 1.0]], [3, 1])
    assert alone[0] == crowd[0] == pytest.approx(37.5)


@pytest.mark.parametrize("method", ["wsm", "wpm"])
def test_renormalising_equals_scoring_without_the_criterion(method: str) -> None:
    with_gap = scores([[0.4, np.nan, 0.8]], [2, 5, 1], method=method, missing="renormalise")
    without = scores([[0.4, 0.8]], [2, 1], method=method)
    assert with_gap == pytest.approx(without)


def test_nothing_known_scores_nothing() -> None:
    for missing in ("unknown", "renormalise"):
        for method in METHODS:
            got = scores([[np.nan, np.nan]], [1, 1], method=method, missing=missing)  # type: ignore[arg-type]
            assert np.isnan(got).all()
    assert coverage([[np.nan, np.nan]], [1, 1]).tolist() == [0.0]


def test_where_all_is_known_nothing_lacks() -> None:
    weights = normalised_weights([28, 8, 6, 22, 4, 6, 4])  # a little less than 1 in sum
    complete = np.full((27, 7), 0.5)
    assert (coverage(complete, weights) == 1.0).all()
    incomplete = np.where(np.arange(7) == 0, np.nan, complete)
    assert coverage(incomplete, weights) == pytest.approx(50 / 78)
    assert (coverage(incomplete, [0, *weights[1:]]) == 1.0).all()  # nothing that counts


def test_weights_need_not_sum_to_one() -> None:
    assert scores([[0.5, 1.0]], [28, 14]) == pytest.approx(scores([[0.5, 1.0]], [2, 1]))
    assert normalised_weights([28, 14]).sum() == pytest.approx(1)


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [np.nan, 1], [np.inf, 1]])
def test_impossible_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(InputError, match="weights"):
        normalised_weights(weights)


def test_methods_refuse_what_they_cannot_mean() -> None:
    with pytest.raises(InputError, match="negative"):
        wpm([[-0.1]], [1])
    with pytest.raises(InputError, match="matrix"):
        wsm([1, 2], [1, 2])
    with pytest.raises(InputError, match="one of promethee_2, topsis, vikor, wpm, wsm"):
        scores([[1.0]], [1], method="best")


def test_excluded_and_unscored_have_no_rank_and_ties_share() -> None:
    got = ranks([70, 70, 90, np.nan, 10], [True, True, False, True, True])
    np.testing.assert_array_equal(got, [1, 1, np.nan, np.nan, 3])


def test_a_score_does_not_depend_on_how_memory_is_laid_out() -> None:
    rng = np.random.default_rng(0)
    matrix, weights = rng.random((500, 12)), rng.random(12)
    rows = scores(np.ascontiguousarray(matrix), weights)
    np.testing.assert_array_equal(scores(np.asfortranarray(matrix), weights), rows)
