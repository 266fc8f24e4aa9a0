"""Sampling: the stated distributions, seeded, and independent of the other sites."""

from __future__ import annotations

import networkx
import numpy as np
import pandas as pd
import pytest
import scipy.stats
from fixtures.mine_sites import KNOWN, converted, mines

from screening.conversion import PACKAGES
from screening.conversion.assumptions import COSTS, NUMBERS, Assumptions, Requirements, fixed
from screening.conversion.bill_of_quantities import measure_packages
from screening.conversion.gap_analysis import ConversionCase
from screening.conversion.sampling import sample_assumptions, sample_bounds, triangular
from screening.conversion.schedule import durations, months_to_rent
from screening.conversion.sizing import FactTable, full_size

DARK = {"grid_mw": 120.0, "status": "mining", "fiber_lateral_km": 33.0}
PLACES = {package.name: place for place, package in enumerate(PACKAGES)}


def test_triangular_is_scipys() -> None:
    u = np.linspace(0.001, 0.999, 999)
    low, base, high = 0.8, 1.2, 2.0
    other = scipy.stats.triang((base - low) / (high - low), low, high - low)
    np.testing.assert_allclose(triangular(u, low, base, high), other.ppf(u), rtol=1e-12)


@pytest.mark.parametrize("name", ["ups", "fiber", "land"])
def test_a_cost_is_sampled_from_its_range(name: str) -> None:
    each = COSTS[name]
    samples = sample_assumptions(Assumptions(), 1).unit[[p.cost for p in PACKAGES].index(name)]
    width = each.high - each.low
    other = scipy.stats.triang((each.base - each.low) / width, each.low, width)
    assert scipy.stats.kstest(samples, other.cdf).pvalue > 0.001


def test_costs_of_one_driver_move_together() -> None:
    samples = sample_assumptions(Assumptions(), 0).unit
    places = {name: PLACES[name] for name in ("generators", "UPS", "shell", "carriers")}
    matrix = scipy.stats.spearmanr(samples[list(places.values())], axis=1).statistic
    assert matrix[0, 1] == pytest.approx(0.58, abs=0.03)  # market and driver: 0.6 of a normal's
    assert matrix[0, 2] == pytest.approx(0.29, abs=0.03)  # market alone
    lone = {"market_correlation": fixed(0, "-", ""), "driver_correlation": fixed(0, "-", "")}
    apart = sample_assumptions(Assumptions(numbers={**NUMBERS, **lone}), 0).unit
    assert abs(scipy.stats.spearmanr(apart[3], apart[4]).statistic) < 0.03


def test_both_laterals_share_their_price() -> None:
    samples = sample_assumptions(Assumptions(), 0).unit
    first, second = PLACES["first fiber lateral"], PLACES["second fiber lateral"]
    np.testing.assert_array_equal(samples[first], samples[second])


def test_a_seed_reproduces_and_another_differs() -> None:
    facts = mines(KNOWN, DARK)
    one, again, other = (converted(facts, seed=seed).columns for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, again)
    assert (one["conversion_p50_musd"] != other["conversion_p50_musd"]).all()
    assert other["conversion_p50_musd"].to_numpy() == pytest.approx(
        one["conversion_p50_musd"].to_numpy(), rel=0.02
    )
    pd.testing.assert_series_equal(one["conversion_musd"], other["conversion_musd"])


def test_a_site_does_not_depend_on_the_others() -> None:
    rows = [KNOWN, DARK, {"grid_mw": 30.0}, {"status": "converted", "grid_mw": 300.0}]
    together = converted(mines(*rows))
    alone = converted(mines(rows[1]))
    kept = together.columns.drop(columns=["verdict", "fixed_rank"])  # those speak of ranks
    mine, same = kept.loc[["b"]], alone.columns[kept.columns].rename(index={"a": "b"})
    pd.testing.assert_frame_equal(mine, same, rtol=1e-9)


def test_percentiles_are_those_of_a_plain_loop() -> None:
    """The matrix product against a loop over packages and draws of one site."""
    assumptions = Assumptions(draws=500)
    table = FactTable(mines(KNOWN | {"land_ha": np.nan, "disjoint_routes_count": np.nan}))
    bill = measure_packages(
        ConversionCase(
            table, full_size(table, Requirements(), assumptions), Requirements(), assumptions
        )
    )
    samples = sample_assumptions(assumptions, 3)
    expected = []
    for d in range(500):
        total = 0.0
        for p, package in enumerate(PACKAGES):
            low, base, high = bill.low[0, p], bill.base[0, p], bill.high[0, p]
            at = np.interp(samples.position[p, d], [0, 0.5, 1], [low, base, high])
            if package.indivisible and low == 0:
                at = high * samples.needed[p, d]
            total += at * samples.unit[p, d]
        expected.append(total)
    np.testing.assert_allclose(bill.direct_costs(samples, slice(None))[0], expected, rtol=1e-12)


def test_months_are_the_longest_path_of_the_graph() -> None:
    """Against networkx, draw by draw."""
    assumptions = Assumptions(draws=50)
    table = FactTable(mines(KNOWN, DARK, {"grid_mw": 20.0, "fiber_lateral_km": 200.0}))
    bill = measure_packages(
        ConversionCase(
            table, full_size(table, Requirements(), assumptions), Requirements(), assumptions
        )
    )
    samples = sample_assumptions(assumptions, 5)
    ours = months_to_rent(bill, samples, slice(None))
    months = durations(bill, samples)
    for site in range(3):
        for d in range(50):
            graph = networkx.DiGraph()
            graph.add_edge("begin", "design", months=samples.months["design"][d])
            graph.add_edge("design", "rent", months=samples.months["commissioning"][d])
            for p, package in enumerate(PACKAGES):
                for before in package.predecessors or ("begin",):
                    graph.add_edge(before, package.name, months=months[site, p, d])
                if package.blocks_rent:
                    graph.add_edge(package.name, "rent", months=samples.months["commissioning"][d])
            gating = graph.subgraph({*networkx.ancestors(graph, "rent"), "rent"})
            longest = networkx.dag_longest_path_length(gating, weight="months")
            assert ours[site, d] == pytest.approx(longest)


def test_low_and_high_bracket_every_draw() -> None:
    assumptions = Assumptions(draws=1000)
    table = FactTable(mines(KNOWN, DARK))
    bill = measure_packages(
        ConversionCase(
            table, full_size(table, Requirements(), assumptions), Requirements(), assumptions
        )
    )
    bounds = months_to_rent(bill, sample_bounds(assumptions), slice(None))
    months = months_to_rent(bill, sample_assumptions(assumptions, 0), slice(None))
    assert (months >= bounds[:, [0]] - 1e-9).all()
    assert (months <= bounds[:, [2]] + 1e-9).all()


def test_orders_before_the_lease_shorten_the_wait() -> None:
    from screening.conversion.assumptions import MONTHS

    early = {**MONTHS, "ordered_ahead": fixed(6, "months", "")}
    now = converted(mines(KNOWN)).columns.loc["a", "months"]
    assert converted(mines(KNOWN), months=early).columns.loc["a", "months"] == pytest.approx(
        now - 6
    )


def test_the_portfolio_is_narrower_than_the_sum_of_its_percentiles() -> None:
    rows = [KNOWN, DARK, KNOWN | {"grid_mw": 300.0, "it_mw": 250.0}]
    conversion = converted(mines(*rows))
    total = conversion.portfolio
    samples = conversion.columns
    assert total["sites"] == 3
    assert total["p10_musd"] >= samples["conversion_p10_musd"].sum() * 0.999
    assert total["p90_musd"] <= samples["conversion_p90_musd"].sum() * 1.001
    assert total["it_mw"] == pytest.approx(samples["conversion_it_mw"].sum())
