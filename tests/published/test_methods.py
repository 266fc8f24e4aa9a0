"""Published decision tables, with the figures their sources print."""

from __future__ import annotations

import numpy as np
import pytest

from screening.errors import InputError
from screening.scoring import (
    ahp_weights,
    inconsistent_judgements,
    smaa,
    tipping_weights,
    topsis,
    validate_ahp_weights,
    vikor,
    vikor_compromise,
    vikor_terms,
    wpm,
    wsm,
)

TZENG_HUANG = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
TRIANTAPHYLLOU = [
    [0.3088, 0.2897, 0.3867, 0.1922],
    [0.2163, 0.3458, 0.1755, 0.6288],
    [0.4509, 0.2473, 0.1194, 0.0575],
    [0.0240, 0.1172, 0.3184, 0.1215],
]
TRIANTAPHYLLOU_WEIGHTS = [0.3277, 0.3058, 0.2876, 0.0790]
DRINKS = [
    [1, 9, 5, 2, 1, 1, 1 / 2],
    [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [1, 9, 4, 2, 1, 2, 1 / 2],
    [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
    [2, 9, 9, 3, 2, 3, 1],
]
HOUSE = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]


def test_topsis_of_tzeng_and_huang() -> None:
    """A: Tzeng & Huang 2011; also in the tests of scikit-criteria."""
    got = topsis(TZENG_HUANG, [0.3, 0.4, 0.3])
    np.testing.assert_allclose(got, [0.503720, 0.658085, 0.748249, 0.333997], atol=1e-6)
    assert np.argsort(-got).tolist() == [2, 1, 0, 3]


def test_vikor_of_tzeng_and_huang() -> None:
    """A, v = 0.5: S, R, Q and the compromise set {A3, A2}."""
    weights = [0.3, 0.4, 0.3]
    s, r = vikor_terms(TZENG_HUANG, weights)
    np.testing.assert_allclose(s, [0.60, 0.30, 0.15, 0.65])
    np.testing.assert_allclose(r, [0.30, 0.20, 0.15, 0.40])
    np.testing.assert_allclose(vikor(TZENG_HUANG, weights), [0.75, 0.25, 0, 1], atol=1e-12)
    assert vikor_compromise(TZENG_HUANG, weights) == [2, 1]


def test_ahp_of_saatys_drinks() -> None:
    """B: Saaty 2008, via the tests of AHPy."""
    weights, ratio = ahp_weights(DRINKS)
    expected = [0.177457, 0.019149, 0.041831, 0.116417, 0.189572, 0.128781, 0.326793]
    np.testing.assert_allclose(weights, expected, atol=5e-7)
    assert ratio == pytest.approx(0.029438 / 1.32, abs=1e-6)
    assert round(ratio, 3) == 0.022


def test_ahp_refuses_saatys_house_and_names_the_worst_judgements() -> None:
    """D: Saaty 1990; the eigenvector, not the geometric mean (which flips size and nbhd)."""
    weights, ratio = ahp_weights(HOUSE)
    expected = [0.173017, 0.053976, 0.188110, 0.017508, 0.031044, 0.036322, 0.166834, 0.333189]
    np.testing.assert_allclose(weights, expected, atol=5e-7)
    assert ratio == pytest.approx(0.169087, abs=1e-6)
    assert weights[2] > weights[0]
    names = ["size", "transport", "nbhd", "age", "yard", "modern", "condition", "financing"]
    with pytest.raises(
        InputError, match=r"0\.169; most inconsistent: nbhd over condition: stated 6"
    ):
        validate_ahp_weights(HOUSE, names)
    row, column, stated, implied = inconsistent_judgements(HOUSE)[0]
    assert (row, column, stated) == (2, 6, 6)
    assert implied == pytest.approx(0.188110 / 0.166834, abs=1e-4)


def test_weighted_product_of_the_wikipedia_example() -> None:
    """F: weighted product model, Wikipedia; also in the tests of scikit-criteria."""
    matrix = np.array([[25, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]], dtype=float)
    weights = [0.20, 0.15, 0.40, 0.25]
    p = wpm(matrix, weights)
    assert p[0] / p[1] == pytest.approx(1.007393, abs=1e-6)
    assert p[0] / p[2] == pytest.approx(1.067054, abs=1e-6)
    assert p[1] / p[2] == pytest.approx(1.059224, abs=1e-6)
    shares = np.log10(wpm(matrix / matrix.sum(axis=0), weights))
    np.testing.assert_allclose(shares, [-0.501286, -0.504485, -0.529472], atol=1e-6)
    assert wsm(matrix, weights).tolist() == pytest.approx([21.5, 22.0, 22.0])


def test_weighted_sum_of_triantaphyllou_and_sanchez() -> None:
    """I: Triantaphyllou & Sánchez 1997, Decision Sciences 28(1): preferences P."""
    got = wsm(TRIANTAPHYLLOU, TRIANTAPHYLLOU_WEIGHTS)
    np.testing.assert_allclose(got, [0.3162, 0.2768, 0.2623, 0.1449], atol=5e-5)


def test_tipping_weights_of_triantaphyllou_and_sanchez() -> None:
    """I and 5.4: the leader's nearest tips, with the weights renormalised."""
    found = tipping_weights(TRIANTAPHYLLOU, TRIANTAPHYLLOU_WEIGHTS)
    assert found.leader == 0
    np.testing.assert_allclose(found.above[[0, 1, 3]], [0.5126, 0.5922, 0.1552], atol=5e-5)
    assert found.leader_above.tolist() == [2, 1, -1, 1]
    assert np.isnan(found.above[2])
    assert found.below[2] == pytest.approx(0.1242, abs=5e-5)
    assert found.leader_below.tolist() == [-1, -1, 1, -1]
    change = 100 * (found.above / found.weights - 1)
    np.testing.assert_allclose(change[[0, 1, 3]], [56.4, 93.7, 96.5], atol=0.05)
    assert 100 * (found.below[2] / found.weights[2] - 1) == pytest.approx(-56.8, abs=0.05)


FEASIBLE = [
    # pair, criterion, δ as printed: a tie of the pair at the weight W_k − δ, not renormalised
    (0, 1, 1, -0.7024), (0, 1, 2, 0.1866), (0, 1, 3, -0.0903), (0, 2, 0, -0.3794),
    (0, 2, 2, 0.2017), (1, 2, 0, -0.0618), (1, 2, 1, 0.1473), (1, 2, 2, 0.2586),
    (1, 2, 3, 0.0254), (1, 3, 2, -0.9230), (2, 3, 0, 0.2750), (2, 3, 2, -0.5899),
    (2, 3, 3, -1.8342),
]  # fmt: skip


@pytest.mark.parametrize(("i", "j", "k", "delta"), FEASIBLE)
def test_pairwise_changes_of_triantaphyllou_and_sanchez(
    i: int, j: int, k: int, delta: float
) -> None:
    """I: each δ is our tie of that pair alone: t* = (W_k − δ) / (ΣW − δ)."""
    found = tipping_weights([TRIANTAPHYLLOU[i], TRIANTAPHYLLOU[j]], TRIANTAPHYLLOU_WEIGHTS)
    ties = [t for t in (found.below[k], found.above[k]) if not np.isnan(t)]
    stated = TRIANTAPHYLLOU_WEIGHTS[k]
    expected = (stated - delta) / (sum(TRIANTAPHYLLOU_WEIGHTS) - delta)
    assert ties == pytest.approx([expected], abs=2e-4)


N = 200_000
ERROR = 5 * 0.5 / np.sqrt(N)
"""Five standard errors of a share of one half."""


def test_smaa_of_two_alternatives() -> None:
    """5.2, 1: d = (2, −1, −1): b¹ = 4/9, central weight (5/9, 2/9, 2/9)."""
    found = smaa([[2, 0, 0], [0, 1, 1]], n=N)
    np.testing.assert_allclose(found.rank_acceptability[0, 0], 4 / 9, atol=ERROR)
    np.testing.assert_allclose(found.central_weights[0], [5 / 9, 2 / 9, 2 / 9], atol=ERROR)
    assert found.confidence.tolist() == [1, 1]


def test_smaa_of_unit_vectors() -> None:
    """5.2, 2: every b is 1/3, central weight of A1 (11/18, 7/36, 7/36)."""
    found = smaa(np.eye(3), n=N)
    np.testing.assert_allclose(found.rank_acceptability, np.full((3, 3), 1 / 3), atol=ERROR)
    np.testing.assert_allclose(found.central_weights[0], [11 / 18, 7 / 36, 7 / 36], atol=ERROR)


def test_smaa_of_two_criteria() -> None:
    """5.2, 3: b¹ = .4 and .6; central (.8, .2), (.3, .7)."""
    found = smaa([[1, 0], [0.5, 0.75]], n=N)
    np.testing.assert_allclose(found.rank_acceptability[:, 0], [0.4, 0.6], atol=ERROR)
    np.testing.assert_allclose(found.central_weights, [[0.8, 0.2], [0.3, 0.7]], atol=ERROR)


def test_smaa_of_triantaphyllou_uniform_and_around_the_stated_weights() -> None:
    """5.2, 5: A1 leads as stated, A2 in 61 % of the weight space."""
    found = smaa(TRIANTAPHYLLOU, n=N)
    shares = [
        [0.295, 0.647, 0.059, 0.000],
        [0.606, 0.215, 0.176, 0.003],
        [0.099, 0.104, 0.536, 0.261],
        [0, 0.035, 0.229, 0.736],
    ]
    np.testing.assert_allclose(found.rank_acceptability, shares, atol=ERROR + 0.0005)
    central = [[0.234, 0.215, 0.455, 0.096], [0.196, 0.278, 0.175, 0.351],
               [0.631, 0.183, 0.101, 0.085], [np.nan] * 4]  # fmt: skip
    np.testing.assert_allclose(found.central_weights, central, atol=ERROR + 0.0005)
    assert "uniform" in found.distribution
    near = smaa(TRIANTAPHYLLOU, n=N, weights=TRIANTAPHYLLOU_WEIGHTS, concentration=50)
    np.testing.assert_allclose(
        near.rank_acceptability[:, 0], [0.931, 0.061, 0.008, 0], atol=ERROR + 0.0005
    )
    assert "Dirichlet around the stated ones, concentration 50" in near.distribution
