"""Published decision tables, with the figures their sources print."""

from __future__ import annotations

import numpy as np
import pytest

from screening.scoring import wpm, wsm


def test_weighted_product_of_the_wikipedia_example() -> None:
    """Weighted product model, Wikipedia; also in the tests of scikit-criteria."""
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
    """Triantaphyllou & Sánchez 1997, Decision Sciences 28(1): preferences P."""
    matrix = [
        [0.3088, 0.2897, 0.3867, 0.1922],
        [0.2163, 0.3458, 0.1755, 0.6288],
        [0.4509, 0.2473, 0.1194, 0.0575],
        [0.0240, 0.1172, 0.3184, 0.1215],
    ]
    got = wsm(matrix, [0.3277, 0.3058, 0.2876, 0.0790])
    np.testing.assert_allclose(got, [0.3162, 0.2768, 0.2623, 0.1449], atol=5e-5)
