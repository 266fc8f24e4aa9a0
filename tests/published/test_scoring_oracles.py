"""The same answers as libraries that others wrote: pymcdm, scikit-learn, scipy."""

from __future__ import annotations

import numpy as np
import pytest

from screening.scoring import (
    critic_weights,
    entropy_weights,
    kendall_tau_b,
    promethee_2,
    rank_order_centroid,
    topsis,
    vikor,
    wpm,
    wsm,
)
from screening.scoring.methods.rank_agreement import PAIRWISE_SITES
from screening.workflows.backtest.logistic_regression import logistic, standardize
from screening.workflows.backtest.metrics import auc

pymcdm = pytest.importorskip("pymcdm")
random = np.random.default_rng(4)
MATRIX = random.uniform(0.05, 1, size=(14, 6))
WEIGHTS = random.dirichlet(np.ones(6))
UP = np.ones(6)


def test_methods_agree_with_pymcdm() -> None:
    from pymcdm import methods, normalizations

    found = methods.TOPSIS(normalizations.vector_normalization)(MATRIX, WEIGHTS, UP)
    np.testing.assert_allclose(topsis(MATRIX, WEIGHTS), found)
    np.testing.assert_allclose(vikor(MATRIX, WEIGHTS), methods.VIKOR()(MATRIX, WEIGHTS, UP))
    found = methods.PROMETHEE_II("usual")(MATRIX, WEIGHTS, UP)
    np.testing.assert_allclose(promethee_2(MATRIX, WEIGHTS), found, atol=1e-12)


@pytest.mark.parametrize(
    ("ours", "theirs", "q", "p"),
    [
        ("u-shape", "ushape", 0.2, 0.0),
        ("v-shape", "vshape", 0.0, 0.4),
        ("level", "level", 0.1, 0.4),
        ("linear", "vshape_2", 0.1, 0.4),
    ],
)
def test_preferences_agree_with_pymcdm(ours: str, theirs: str, q: float, p: float) -> None:
    from pymcdm import methods

    kind = methods.PROMETHEE_II(theirs, p=np.full(6, p), q=np.full(6, q))
    down = UP * [1, -1, 1, -1, 1, 1]
    found = promethee_2(MATRIX, WEIGHTS, [(ours, q, p)] * 6, down.astype(int).tolist())
    np.testing.assert_allclose(found, kind(MATRIX, WEIGHTS, down), atol=1e-12)


def test_weights_agree_with_pymcdm() -> None:
    from pymcdm import weights

    np.testing.assert_allclose(entropy_weights(MATRIX), weights.entropy_weights(MATRIX))
    scaled = (MATRIX - MATRIX.min(axis=0)) / np.ptp(MATRIX, axis=0)
    np.testing.assert_allclose(critic_weights(scaled), weights.critic_weights(MATRIX), rtol=1e-6)


def test_absolute_methods_agree_with_numpy_by_hand() -> None:
    np.testing.assert_allclose(wsm(MATRIX, WEIGHTS), MATRIX @ WEIGHTS)
    np.testing.assert_allclose(wpm(MATRIX, WEIGHTS), np.exp(np.log(MATRIX) @ WEIGHTS))
    expected = [sum(1 / i for i in range(k, 5)) / 4 for k in range(1, 5)]
    np.testing.assert_allclose(rank_order_centroid(4), expected)


def test_the_fit_agrees_with_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    y = MATRIX[:, 0] + 0.3 * random.normal(size=14) > 0.5
    x = standardize(MATRIX)
    beta, intercept = logistic(x, y, ridge=1.0)
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(x, y)
    np.testing.assert_allclose(beta, theirs.coef_[0], atol=1e-5)
    assert intercept == pytest.approx(theirs.intercept_[0], abs=1e-5)
    figure = np.round(MATRIX[:, 1], 1)  # with ties
    assert auc(figure, y) == pytest.approx(roc_auc_score(y, figure))


def test_agreement_is_kendalls_tau_b() -> None:
    from scipy.stats import kendalltau

    a, b = random.integers(1, 8, size=20), random.integers(1, 8, size=20)
    assert kendall_tau_b(a, b) == pytest.approx(kendalltau(a, b).statistic)


def test_agreement_of_many_sites_is_the_same_statistic() -> None:
    """Two halves of PAIRWISE_SITES and a bit: each in reverse, the first before the second."""
    half = PAIRWISE_SITES // 2 + 1
    a = np.arange(2 * half)
    b = np.concatenate([a[:half][::-1], a[half:][::-1]])
    pairs, discordant = half * (2 * half - 1), half * (half - 1)
    assert kendall_tau_b(a, b) == pytest.approx(1 - 2 * discordant / pairs)
    assert np.isnan(kendall_tau_b(a, np.ones(2 * half)))
