"""Ten thousand draws: the distributions asked for, seeded, and of each site by itself."""

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
def test_a_cost_is_drawn_from_its_range(name: str) -> None:
    each = COSTS[name]
    drawn = sample_assumptions(Assumptions(), 1).unit[[p.cost for p in PACKAGES].index(name)]
    width = each.high - each.low
    other = scipy.stats.triang((each.base - each.low) / width, each.low, width)
    assert scipy.stats.kstest(drawn, other.cdf).pvalue > 0.001


def test_costs_of_one_driver_move_together() -> None:
    drawn = sample_assumptions(Assumptions(), 0).unit
    places = {name: PLACES[name] for name in ("generators", "UPS", "shell", "carriers")}
    matrix = scipy.stats.spearmanr(drawn[list(places.values())], axis=1).statistic
    assert matrix[0, 1] == pytest.approx(0.58, abs=0.03)  # market and driver: 0.6 of a normal's
    assert matrix[0, 2] == pytest.approx(0.29, abs=0.03)  # market alone
    lone = {"market_correlation": fixed(0, "-", ""), "driver_correlation": fixed(0, "-", "")}
    apart = sample_assumptions(Assumptions(numbers={**NUMBERS, **lone}), 0).unit
    assert abs(scipy.stats.spearmanr(apart[3], apart[4]).statistic) < 0.03


def test_both_laterals_share_their_price() -> None:
    drawn = sample_assumptions(Assumptions(), 0).unit
    first, second = PLACES["first fiber lateral"], PLACES["second fiber lateral"]
    np.testing.assert_array_equal(drawn[first], drawn[second])


def test_a_seed_reproduces_and_another_differs() -> None:
    facts = mines(KNOWN, DARK)
    one, again, other = (converted(facts, seed=seed).columns for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one, again)
    assert (one["conversion_p50_musd"] != other["conversion_p50_musd"]).all()
    assert other["conversion_p50_musd"].to_numpy() == pytest.approx(
        one["conversion_p50_musd"].to_numpy(), rel=0.02
    )
    pd.testing.assert_series_equal(one["conversion_musd"], other["conversion_musd"])


def test_a_site_does_not_hang_on_the_others() -> None:
    rows = [KNOWN, DARK, {"grid_mw": 30.0}, {"status": "converted", "grid_mw": 300.0}]
    together = converted(mines(*rows))
    alone = converted(mines(rows[1]))
    kept = together.columns.drop(columns=["verdict", "fixed_rank"])  # those speak of ranks
    mine, same = kept.loc[["b"]], alone.columns[kept.columns].rename(index={"a": "b"})
    pd.testing.assert_frame_equal(mine, same, rtol=1e-9)


def test_percentiles_are_those_of_a_plain_loop() -> None:
    """The matrix product against a loop over packages and draws of one site."""
    assumed = Assumptions(draws=500)
    told = FactTable(mines(KNOWN | {"land_ha": np.nan, "disjoint_routes_count": np.nan}))
    items = measure_packages(
        ConversionCase(told, full_size(told, Requirements(), assumed), Requirements(), assumed)
    )
    drawn = sample_assumptions(assumed, 3)
    expected = []
    for d in range(500):
        total = 0.0
        for p, package in enumerate(PACKAGES):
            low, base, high = items.low[0, p], items.base[0, p], items.high[0, p]
            at = np.interp(drawn.position[p, d], [0, 0.5, 1], [low, base, high])
            if package.indivisible and low == 0:
                at = high * drawn.needed[p, d]
            total += at * drawn.unit[p, d]
        expected.append(total)
    np.testing.assert_allclose(items.direct_costs(drawn, slice(None))[0], expected, rtol=1e-12)


def test_months_are_the_longest_path_of_the_graph() -> None:
    """Against networkx, draw by draw."""
    assumed = Assumptions(draws=50)
    told = FactTable(mines(KNOWN, DARK, {"grid_mw": 20.0, "fiber_lateral_km": 200.0}))
    items = measure_packages(
        ConversionCase(told, full_size(told, Requirements(), assumed), Requirements(), assumed)
    )
    drawn = sample_assumptions(assumed, 5)
    ours = months_to_rent(items, drawn, slice(None))
    taken = durations(items, drawn)
    for site in range(3):
        for d in range(50):
            graph = networkx.DiGraph()
            graph.add_edge("begin", "design", months=drawn.months["design"][d])
            graph.add_edge("design", "rent", months=drawn.months["commissioning"][d])
            for p, package in enumerate(PACKAGES):
                for before in package.predecessors or ("begin",):
                    graph.add_edge(before, package.name, months=taken[site, p, d])
                if package.blocks_rent:
                    graph.add_edge(package.name, "rent", months=drawn.months["commissioning"][d])
            gating = graph.subgraph({*networkx.ancestors(graph, "rent"), "rent"})
            longest = networkx.dag_longest_path_length(gating, weight="months")
            assert ours[site, d] == pytest.approx(longest)


def test_the_ends_bracket_every_draw() -> None:
    assumed = Assumptions(draws=1000)
    told = FactTable(mines(KNOWN, DARK))
    items = measure_packages(
        ConversionCase(told, full_size(told, Requirements(), assumed), Requirements(), assumed)
    )
    bounds = months_to_rent(items, sample_bounds(assumed), slice(None))
    months = months_to_rent(items, sample_assumptions(assumed, 0), slice(None))
    assert (months >= bounds[:, [0]] - 1e-9).all()
    assert (months <= bounds[:, [2]] + 1e-9).all()


def test_orders_before_the_lease_shorten_the_wait() -> None:
    from screening.conversion.assumptions import MONTHS

    early = {**MONTHS, "ordered_ahead": fixed(6, "months", "")}
    now = converted(mines(KNOWN)).columns.loc["a", "months"]
    assert converted(mines(KNOWN), months=early).columns.loc["a", "months"] == pytest.approx(
        now - 6
    )


def test_the_portfolio_is_narrower_than_the_sum_of_its_ends() -> None:
    rows = [KNOWN, DARK, KNOWN | {"grid_mw": 300.0, "it_mw": 250.0}]
    conversion = converted(mines(*rows))
    total = conversion.portfolio
    drawn = conversion.columns
    assert total["sites"] == 3
    assert total["p10_musd"] >= drawn["conversion_p10_musd"].sum() * 0.999
    assert total["p90_musd"] <= drawn["conversion_p90_musd"].sum() * 1.001
    assert total["it_mw"] == pytest.approx(drawn["conversion_it_mw"].sum())
