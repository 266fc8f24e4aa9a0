"""What must hold whatever the numbers are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from screening.model import Criterion
from screening.scoring import METHODS, ranks, scores, value_matrix

unit = st.floats(0, 1)
method = st.sampled_from(sorted(METHODS))
absolute = st.sampled_from(sorted(name for name in METHODS if not METHODS[name].relative))


@st.composite
def decisions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    return (
        draw(arrays(float, (n, m), elements=unit)),
        draw(arrays(float, m, elements=st.floats(0.01, 100))),
    )


@given(decisions(), method)
def test_scores_stay_within_bounds(table: tuple[np.ndarray, np.ndarray], name: str) -> None:
    got = scores(*table, method=name)
    assert ((got >= 0) & (got <= 100)).all()


@given(decisions(), absolute, st.data())
def test_improving_a_value_never_hurts(
    table: tuple[np.ndarray, np.ndarray], name: str, data: st.DataObject
) -> None:
    matrix, weights = table
    i = data.draw(st.integers(0, matrix.shape[0] - 1))
    j = data.draw(st.integers(0, matrix.shape[1] - 1))
    better = matrix.copy()
    better[i, j] = data.draw(st.floats(matrix[i, j], 1))
    before, after = scores(matrix, weights, method=name), scores(better, weights, method=name)
    assert after[i] >= before[i] - 1e-9
    np.testing.assert_array_equal(np.delete(after, i), np.delete(before, i))


@given(decisions(), absolute, st.randoms(use_true_random=False))
def test_permuting_sites_permutes_results(
    table: tuple[np.ndarray, np.ndarray], name: str, random: object
) -> None:
    matrix, weights = table
    order = list(range(len(matrix)))
    random.shuffle(order)  # type: ignore[attr-defined]
    got = scores(matrix, weights, method=name)
    np.testing.assert_array_equal(scores(matrix[order], weights, method=name), got[order])
    eligible = np.ones(len(matrix), dtype=bool)
    np.testing.assert_array_equal(ranks(got[order], eligible), ranks(got, eligible)[order])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_values_stay_within_bounds(fact: float, worst: float, best: float) -> None:
    if abs(worst - best) < 1e-6:
        return
    got = value_matrix([[fact]], [Criterion("it_mw", 1, worst, best)])[0, 0]
    assert 0 <= got <= 1
