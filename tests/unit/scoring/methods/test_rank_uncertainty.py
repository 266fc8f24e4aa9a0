"""Rank intervals: what they hold, what they follow, and the compiled path beside the pure one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from screening.errors import InputError
from screening.model import Criterion, MonteCarloSettings
from screening.numba_dispatch import CHOICE
from screening.scoring import (
    Robustness,
    rank_uncertainty,
    ranks,
    scores,
    site_keys,
    smaa,
    value_distribution,
    wsm,
)
from screening.scoring.methods.perturbation import (
    DEVIATES,
    ValueDistribution,
    draw_keys,
    sample_values,
)
from screening.scoring.methods.rank_counts import EXACT_RANKS, count_ranks, rank_edges
from screening.scoring.methods.smaa import draw_weights


def world(n: int, m: int, seed: int, scatter: float = 0.1) -> ValueDistribution:
    random = np.random.default_rng(seed)
    slope = scatter * random.random((n, m)) * (random.random((n, m)) < 0.6)
    return ValueDistribution(
        random.random((n, m)), slope, 0.2 * slope, site_keys(f"{seed}-{i}" for i in range(n))
    )


def asked(spread: ValueDistribution, weights: np.ndarray, seed: int = 0) -> Robustness:
    n = len(spread.mean)
    everyone = np.ones(n, dtype=bool)
    rank = ranks(wsm(np.clip(spread.mean, 0, 1), weights), everyone)
    return rank_uncertainty(
        spread, rank, everyone, weights, settings=MonteCarloSettings(2_000, seed=seed)
    )


def test_a_coarser_position_has_a_wider_interval() -> None:
    """The same site at ±0.5, ±10 and ±25 km among others that are known well."""
    criteria = [Criterion("fiber_distance_km", 1, worst=50, best=0), Criterion("it_mw", 1, 0, 100)]
    facts = [[20.0, 50.0], *([x, 50.0] for x in range(0, 41, 2))]
    widths = []
    for precision in (0.5, 10.0, 25.0):
        margin = np.zeros((len(facts), 2))
        margin[0, 0] = precision
        spread = value_distribution(
            facts, criteria, margin, margin, site_keys(map(str, range(len(facts))))
        )
        found = asked(spread, np.array([0.5, 0.5]))
        widths.append(found.high[0] - found.low[0])
    assert widths[0] <= 1
    assert widths[0] + 6 < widths[1] < widths[2]
    assert widths[2] >= 15


def test_an_unknown_fact_may_be_anything() -> None:
    centre = np.column_stack([np.linspace(0, 1, 11), np.full(11, 0.5)])
    centre = np.vstack([centre, [np.nan, 0.5]])
    none = np.zeros(centre.shape)
    spread = ValueDistribution(centre, none, none, site_keys(map(str, range(12))))
    rank = np.append(ranks(centre[:11, 0], np.ones(11, bool)), np.nan)
    draws = MonteCarloSettings(concentration=1e6)
    found = rank_uncertainty(spread, rank, np.ones(12, bool), np.array([0.9, 0.1]), settings=draws)
    # a tenth of the draws falls above 0.9, between the first two; a tenth below 0.1
    assert (found.low[11], found.high[11]) == (2, 11)
    assert np.isnan(found.first_fraction[11])  # it does not compete, and moves nobody
    np.testing.assert_array_equal(found.low[:11], rank[:11])
    np.testing.assert_array_equal(found.high[:11], rank[:11])


def test_a_lone_deviate_gives_the_share_that_the_normal_law_says() -> None:
    """Two sites, one 0.1 ± 0.1 better: it is first with Φ(1) = 0.841."""
    spread = ValueDistribution(
        np.array([[0.5], [0.4]]), np.array([[0.1], [0.0]]), np.zeros((2, 1)), site_keys("ab")
    )
    rank = np.array([1.0, 2.0])
    found = rank_uncertainty(
        spread, rank, np.ones(2, bool), np.array([1.0]), settings=MonteCarloSettings(20_000)
    )
    assert found.first_fraction == pytest.approx([0.8413, 0.1587], abs=0.012)
    assert found.confidence[0] == pytest.approx(0.8413, abs=0.06)
    assert found.acceptability is not None
    np.testing.assert_allclose(found.acceptability.sum(axis=0), 1)
    np.testing.assert_allclose(found.acceptability.sum(axis=1), 1)


def test_deviates_are_normal_and_independent() -> None:
    spread = world(3, 7, 0)
    spread = replace(
        spread, mean=np.full((3, 7), 0.5), scale=np.full((3, 7), 0.05), skew=0 * spread.skew
    )
    drawn = (sample_values(spread, draw_keys(1, 40_000)) - 0.5) / 0.05
    flat = drawn.reshape(len(drawn), -1)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=0.025)
    np.testing.assert_allclose(flat.std(axis=0), 1, atol=0.02)
    off = np.corrcoef(flat.T) - np.eye(21)
    assert np.abs(off).max() < 0.025
    assert DEVIATES.var() == pytest.approx(0.9995, abs=5e-4)


def test_a_lopsided_range_is_read_as_its_middle_90_percent() -> None:
    criteria = [Criterion("conversion_musd", 1, worst=0, best=100)]
    low, high = (50 - 42) / 1.6449, (83 - 50) / 1.6449
    spread = value_distribution([[50.0]], criteria, [[low]], [[high]], site_keys("a"))
    drawn = 100 * sample_values(spread, draw_keys(0, 40_000))[:, 0, 0]
    np.testing.assert_allclose(np.quantile(drawn, (0.05, 0.5, 0.95)), [42, 50, 83], atol=0.5)


@pytest.mark.parametrize("method", ["wsm", "wpm"])
@pytest.mark.parametrize(("sites", "field"), [(40, 40), (60, 45)])
def test_compiled_and_pure_count_the_same(
    method: str, sites: int, field: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread = world(sites, 6, 3)
    spread.mean[5, 2] = np.nan
    weights = draw_weights(400, 6, np.ones(6), 30, seed=1)
    counted = {}
    for choice in ("on", "off"):
        monkeypatch.setenv(CHOICE, choice)
        counted[choice] = count_ranks(spread, field, weights, method=method, seed=2)
    np.testing.assert_array_equal(counted["on"].counts, counted["off"].counts)
    np.testing.assert_array_equal(counted["on"].first, counted["off"].first)
    np.testing.assert_allclose(counted["on"].first_weights, counted["off"].first_weights)


def test_many_sites_are_counted_in_bins_that_hold_their_rank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Above EXACT_RANKS: the best exactly, the others to 1.5 % (and the bucket)."""
    n = 5 * EXACT_RANKS
    spread = world(n, 4, 5, scatter=0.0)
    weights = draw_weights(20, 4, None, seed=0)
    monkeypatch.setenv(CHOICE, "on")
    coarse = count_ranks(spread, n, weights)
    everyone = np.ones(n, bool)
    for w in weights[:1]:
        alone = count_ranks(spread, n, w[None, :])
        rank = ranks(wsm(spread.mean, w), everyone)
        bins = alone.counts.argmax(axis=1)
        low, high = alone.edges[bins], alone.edges[bins + 1] - 1
        best = rank <= 100
        np.testing.assert_array_equal(low[best], rank[best])
        np.testing.assert_array_equal(high[best], rank[best])
        assert (np.abs(np.clip(rank, low, high) - rank) <= np.maximum(6, 0.01 * rank)).all()
    assert coarse.counts.sum() == 20 * n
    assert coarse.first.sum() == 20


def test_crowds_of_equal_sites_share_the_better_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (200, 2 * EXACT_RANKS):
        centre = np.full((n, 2), 0.5)
        centre[0] = 0.9
        spread = ValueDistribution(centre, 0 * centre, 0 * centre, site_keys(map(str, range(n))))
        for choice in ("on", "off"):
            monkeypatch.setenv(CHOICE, choice)
            counted = count_ranks(spread, n, draw_weights(5, 2))
            assert counted.counts[0, 0] == 5
            assert (counted.counts[1:, 1] == 5).all()


def test_bins_cover_every_rank_once() -> None:
    for ranks_ in (1, 2, EXACT_RANKS, EXACT_RANKS + 1, 100_000):
        edges = rank_edges(ranks_)
        assert edges[0] == 1
        assert edges[-1] == ranks_ + 1
        assert (np.diff(edges) >= 1).all()


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    spread, weights = world(20, 5, 7), np.full(5, 0.2)
    one, two, other = (asked(spread, weights, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one.first_fraction, two.first_fraction)
    assert (one.first_fraction != other.first_fraction).any()


def test_relative_methods_are_drawn_less_often_where_they_take_long() -> None:
    spread, weights = world(60, 4, 1), np.full(4, 0.25)
    everyone = np.ones(60, bool)
    for method in ("topsis", "vikor", "promethee_2"):
        rank = ranks(scores(np.clip(spread.mean, 0, 1), weights, method=method), everyone)
        found = rank_uncertainty(
            spread, rank, everyone, weights, method=method, settings=MonteCarloSettings(300)
        )
        assert found.draws == 300
        assert ((found.low <= rank) & (rank <= found.high)).all()
        assert found.first_fraction.sum() == pytest.approx(1, abs=0.05)


def test_smaa_says_which_weights_it_drew_and_refuses_what_it_cannot_mean() -> None:
    assert smaa(np.eye(2), n=10).distribution == "weights uniform over all that sum to 1"
    assert "around" in smaa(np.eye(2), n=10, weights=[1, 1]).distribution
    for matrix in ([[np.nan, 1.0]], [1.0], np.zeros((0, 2))):
        with pytest.raises(InputError, match="smaa"):
            smaa(matrix)
    for options in ({"n": 0}, {"weights": [1, 1, 1]}, {"concentration": 0}):
        with pytest.raises(InputError):
            smaa(np.eye(2), **options)


def test_a_site_that_is_never_first_has_no_central_weights() -> None:
    found = smaa([[1, 1], [0, 0]], n=50)
    assert np.isnan(found.central_weights[1]).all()
    assert np.isnan(found.confidence[1])
