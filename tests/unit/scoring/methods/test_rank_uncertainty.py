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
    spread_between,
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
    scale = scatter * random.random((n, m)) * (random.random((n, m)) < 0.6)
    return ValueDistribution(
        random.random((n, m)), scale, 0.2 * scale, site_keys(f"{seed}-{i}" for i in range(n))
    )


def sampled_ranks(values: ValueDistribution, weights: np.ndarray, seed: int = 0) -> Robustness:
    n = len(values.mean)
    all_sites = np.ones(n, dtype=bool)
    rank = ranks(wsm(np.clip(values.mean, 0, 1), weights), all_sites)
    return rank_uncertainty(
        values, rank, all_sites, weights, settings=MonteCarloSettings(2_000, seed=seed)
    )


def test_a_coarser_position_has_a_wider_interval() -> None:
    """The same site at ±0.5, ±10 and ±25 km among others that are known well."""
    criteria = [Criterion("fiber_distance_km", 1, worst=50, best=0), Criterion("it_mw", 1, 0, 100)]
    facts = [[20.0, 50.0], *([x, 50.0] for x in range(0, 41, 2))]
    widths = []
    for precision in (0.5, 10.0, 25.0):
        margin = np.zeros((len(facts), 2))
        margin[0, 0] = precision
        values = value_distribution(
            facts, criteria, margin, margin, site_keys(map(str, range(len(facts))))
        )
        found = sampled_ranks(values, np.array([0.5, 0.5]))
        widths.append(found.high[0] - found.low[0])
    assert widths[0] <= 1
    assert widths[0] + 6 < widths[1] < widths[2]
    assert widths[2] >= 15


def test_an_unknown_fact_is_uniform() -> None:
    mean = np.column_stack([np.linspace(0, 1, 11), np.full(11, 0.5)])
    mean = np.vstack([mean, [np.nan, 0.5]])
    none = np.zeros(mean.shape)
    values = ValueDistribution(mean, none, none, site_keys(map(str, range(12))))
    rank = np.append(ranks(mean[:11, 0], np.ones(11, bool)), np.nan)
    settings = MonteCarloSettings(concentration=1e6)
    found = rank_uncertainty(
        values, rank, np.ones(12, bool), np.array([0.9, 0.1]), settings=settings
    )
    # a tenth of the draws falls above 0.9, between the first two; a tenth below 0.1
    assert (found.low[11], found.high[11]) == (2, 11)
    assert np.isnan(found.first_fraction[11])  # it does not compete, and moves nobody
    np.testing.assert_array_equal(found.low[:11], rank[:11])
    np.testing.assert_array_equal(found.high[:11], rank[:11])


def test_one_deviate_gives_the_probability_of_the_normal_distribution() -> None:
    """Two sites, one 0.1 ± 0.1 better: it is first with Φ(1) = 0.841."""
    values = ValueDistribution(
        np.array([[0.5], [0.4]]), np.array([[0.1], [0.0]]), np.zeros((2, 1)), site_keys("ab")
    )
    rank = np.array([1.0, 2.0])
    found = rank_uncertainty(
        values, rank, np.ones(2, bool), np.array([1.0]), settings=MonteCarloSettings(20_000)
    )
    assert found.first_fraction == pytest.approx([0.8413, 0.1587], abs=0.012)
    assert found.confidence[0] == pytest.approx(0.8413, abs=0.06)
    assert found.acceptability is not None
    np.testing.assert_allclose(found.acceptability.sum(axis=0), 1)
    np.testing.assert_allclose(found.acceptability.sum(axis=1), 1)


def test_deviates_are_normal_and_independent() -> None:
    values = world(3, 7, 0)
    values = replace(
        values, mean=np.full((3, 7), 0.5), scale=np.full((3, 7), 0.05), skew=0 * values.skew
    )
    sampled = (sample_values(values, draw_keys(1, 40_000)) - 0.5) / 0.05
    flat = sampled.reshape(len(sampled), -1)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=0.025)
    np.testing.assert_allclose(flat.std(axis=0), 1, atol=0.02)
    off = np.corrcoef(flat.T) - np.eye(21)
    assert np.abs(off).max() < 0.025
    assert DEVIATES.var() == pytest.approx(0.9995, abs=5e-4)


def test_an_asymmetric_range_is_taken_as_its_central_90_percent() -> None:
    criteria = [Criterion("conversion_musd", 1, worst=0, best=100)]
    low, high = (50 - 42) / 1.6449, (83 - 50) / 1.6449
    values = value_distribution([[50.0]], criteria, [[low]], [[high]], site_keys("a"))
    sampled = 100 * sample_values(values, draw_keys(0, 40_000))[:, 0, 0]
    np.testing.assert_allclose(np.quantile(sampled, (0.05, 0.5, 0.95)), [42, 50, 83], atol=0.5)


@pytest.mark.parametrize("method", ["wsm", "wpm"])
@pytest.mark.parametrize(("sites", "ranked_count"), [(40, 40), (60, 45)])
def test_compiled_and_pure_count_the_same(
    method: str, sites: int, ranked_count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = world(sites, 6, 3)
    values.mean[5, 2] = np.nan
    weights = draw_weights(400, 6, np.ones(6), 30, seed=1)
    counts = {}
    for choice in ("on", "off"):
        monkeypatch.setenv(CHOICE, choice)
        counts[choice] = count_ranks(values, ranked_count, weights, method=method, seed=2)
    np.testing.assert_array_equal(counts["on"].counts, counts["off"].counts)
    np.testing.assert_array_equal(counts["on"].first, counts["off"].first)
    np.testing.assert_allclose(counts["on"].first_weights, counts["off"].first_weights)


def test_many_sites_are_counted_in_bins_that_contain_their_rank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Above EXACT_RANKS: the best exactly, the others to 1.5 % (and the bucket)."""
    n = 5 * EXACT_RANKS
    values = world(n, 4, 5, scatter=0.0)
    weights = draw_weights(20, 4, None, seed=0)
    monkeypatch.setenv(CHOICE, "on")
    coarse = count_ranks(values, n, weights)
    all_sites = np.ones(n, bool)
    for w in weights[:1]:
        alone = count_ranks(values, n, w[None, :])
        rank = ranks(wsm(values.mean, w), all_sites)
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
        mean = np.full((n, 2), 0.5)
        mean[0] = 0.9
        values = ValueDistribution(mean, 0 * mean, 0 * mean, site_keys(map(str, range(n))))
        for choice in ("on", "off"):
            monkeypatch.setenv(CHOICE, choice)
            counts = count_ranks(values, n, draw_weights(5, 2))
            assert counts.counts[0, 0] == 5
            assert (counts.counts[1:, 1] == 5).all()


def test_bins_cover_every_rank_once() -> None:
    for ranks_ in (1, 2, EXACT_RANKS, EXACT_RANKS + 1, 100_000):
        edges = rank_edges(ranks_)
        assert edges[0] == 1
        assert edges[-1] == ranks_ + 1
        assert (np.diff(edges) >= 1).all()


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    values, weights = world(20, 5, 7), np.full(5, 0.2)
    one, two, other = (sampled_ranks(values, weights, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one.first_fraction, two.first_fraction)
    assert (one.first_fraction != other.first_fraction).any()


def test_relative_methods_get_fewer_draws_where_they_take_long() -> None:
    values, weights = world(60, 4, 1), np.full(4, 0.25)
    all_sites = np.ones(60, bool)
    for method in ("topsis", "vikor", "promethee_2"):
        rank = ranks(scores(np.clip(values.mean, 0, 1), weights, method=method), all_sites)
        found = rank_uncertainty(
            values, rank, all_sites, weights, method=method, settings=MonteCarloSettings(300)
        )
        assert found.draws == 300
        assert ((found.low <= rank) & (rank <= found.high)).all()
        assert found.first_fraction.sum() == pytest.approx(1, abs=0.05)


def test_smaa_names_its_distribution_and_refuses_invalid_input() -> None:
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


def test_a_fact_between_two_bounds_is_uniform_between_their_values() -> None:
    criteria = [Criterion("fiber_distance_km", 1, worst=50, best=0)]
    nan, inf = np.nan, np.inf
    keys = site_keys(map(str, range(6)))
    low, high = (
        np.array([values]).T
        for values in ([10.0, 10.0, 60.0, 40.0, nan, 20.0], [10.0, 20.0, 80.0, inf, nan, 20.0])
    )
    known = np.where((low == high) & (np.arange(6) != 5)[:, None], low, nan)
    spread = value_distribution(known, criteria, np.full(low.shape, nan), known * nan, keys)
    values = spread_between(spread, low, high, criteria)
    drawn = sample_values(values, draw_keys(0, 20_000))[:, :, 0]
    assert (drawn[:, 0] == 0.8).all()
    assert (drawn[:, 1] >= 0.6).all()
    assert (drawn[:, 1] <= 0.8).all()
    np.testing.assert_allclose(np.quantile(drawn[:, 1], [0.25, 0.5]), [0.65, 0.7], atol=0.003)
    assert (drawn[:, 2] == 0.0).all()  # both beyond the worst
    assert (drawn[:, 3] <= 0.2).all()
    np.testing.assert_allclose(drawn[:, 3].mean(), 0.1, atol=0.003)
    np.testing.assert_allclose(drawn[:, 4].mean(), 0.5, atol=0.01)  # nothing known: all of 0..1
    assert (drawn[:, 5] == 0.6).all()  # bounds that are equal are a value


def test_kernels_sample_between_bounds_as_numpy_does(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    values = world(60, 4, 3)
    mean = np.where(random.random(values.mean.shape) < 0.3, np.nan, values.mean)
    scale = np.where(np.isnan(mean), random.random(mean.shape) - 1.0, values.scale)
    skew = np.where(np.isnan(mean), -scale * random.random(mean.shape), values.skew)
    some = ValueDistribution(mean, scale, skew, values.random_keys)
    weights = draw_weights(300, 4, None, None, 0)
    monkeypatch.setenv(CHOICE, "off")
    pure = count_ranks(some, 60, weights)
    monkeypatch.setenv(CHOICE, "on")
    compiled = count_ranks(some, 60, weights)
    np.testing.assert_array_equal(pure.counts, compiled.counts)
