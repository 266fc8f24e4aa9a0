"""Totals of a screening are the sums of its rows, and say over how many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fixtures.full import plain_screening

from screening.reporting.portfolio import site_costs, summarize_portfolio, waterfall


def test_counts_and_sums_by_hand() -> None:
    total = summarize_portfolio(plain_screening())
    assert (total.sites_count, total.ranked_count) == (5, 3)
    assert (total.unscored_count, total.excluded_count) == (1, 1)
    assert total.waterfall["mw"].tolist() == pytest.approx([700 + 650 + 207, 588.2 + 555.6 + 172.5])
    assert total.waterfall_count == 3
    assert total.cost == pytest.approx((0.42, 0.75, 1.13))
    assert total.cost_count == 2
    assert total.costs.values.tolist() == [["first fiber lateral", 2, *total.cost]]


def test_what_excluded_sites_must_build_is_not_counted() -> None:
    full = plain_screening()
    more = pd.concat([full.build_list, full.build_list.assign(site_id="out", musd=1e6)])
    assert summarize_portfolio(replace(full, build_list=more)).cost[1] == pytest.approx(0.75)


def test_conversion_columns_take_precedence_over_the_build_list() -> None:
    full = plain_screening()
    sites = full.sites.assign(
        conversion_musd_low=[1.0, 2, 3, 4, np.nan],
        conversion_musd=[10.0, 20, 30, 40, np.nan],
        conversion_musd_high=[100.0, 200, 300, 400, np.nan],
    )
    whole = replace(full, sites=sites)
    costs, basis = site_costs(whole)
    assert basis == "ends"
    assert costs.loc["b"].tolist() == [2, 20, 200]
    assert "dark" not in costs.index
    assert summarize_portfolio(whole).cost == (6.0, 60.0, 600.0)  # of the three that are ranked
    drawn = sites.assign(**{f"conversion_p{p}_musd": float(p) for p in (10, 50, 90)})
    total = summarize_portfolio(replace(full, sites=drawn))
    assert (total.cost_basis, total.cost) == ("percentiles", (30.0, 150.0, 270.0))


def test_a_step_that_one_site_lacks_leaves_that_site_out_of_all_steps() -> None:
    sites = pd.DataFrame(
        {"grid_mw": [100.0, 50.0], "firm_mw": [90.0, np.nan], "it_mw": [70.0, 40.0]}
    )
    steps, count = waterfall(sites)
    assert count == 1
    assert dict(steps.to_numpy()) == {"grid_mw": 100.0, "firm_mw": 90.0, "it_mw": 70.0}


def test_drivers_are_shares_of_weight_times_the_spread_of_values() -> None:
    total = summarize_portfolio(plain_screening())
    by_factor = total.drivers.set_index("factor")
    it_mw = by_factor.loc["it_mw"]
    values = [1.0, 0.95, 0.4]
    low, high = np.quantile(values, [0.1, 0.9])
    assert it_mw["points"] == pytest.approx(75 * (high - low))
    assert it_mw["value"] == 0.95
    assert list(total.drivers["points"]) == sorted(total.drivers["points"], reverse=True)


def test_nothing_ranked_is_no_cost_not_zero_cost() -> None:
    full = plain_screening()
    bare = summarize_portfolio(replace(full, sites=full.sites.loc[["dark"]]))
    assert bare.ranked_count == bare.waterfall_count == bare.cost_count == 0
    assert np.isnan(bare.cost).all()
    assert bare.costs.empty


def test_sites_already_converted_are_not_summed() -> None:
    full = plain_screening()
    sites = full.sites.assign(npv_musd=[1.0, np.nan, 3.0, np.nan, np.nan])
    total = summarize_portfolio(replace(full, sites=sites))
    assert total.cost == pytest.approx((0.37, 0.67, 1.0))
    assert total.cost_count == 1
    assert total.costs["sites_count"].tolist() == [1]
