"""What a lease is worth, against cash flows that are summed month by month."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.mine_sites import KNOWN, converted, mines
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.conversion import economics
from screening.conversion.assumptions import ECONOMICS, Estimate, Requirements, fixed
from screening.conversion.economics import Project

BASE = {name: each.base for name, each in ECONOMICS.items()}


def project(capex: float, months: float, it_mw: float, mined_mw: float) -> Project:
    return Project(*(np.array([x]) for x in (capex, months, it_mw, mined_mw)))


def by_month(capex: float, months: float, it_mw: float, mined: float, terms: dict) -> float:  # type: ignore[type-arg]
    """Sum cash flows over days of a 360-day year; nothing of this is the module's."""
    i = terms["discount_fraction"]
    g, years = terms["rent_escalator_fraction"], int(terms["lease_years"])
    worth = lambda t: (1 + i) ** -t  # noqa: E731
    total, start = 0.0, months / 12
    mean = sum((1 + g) ** k for k in range(years)) / years
    first = it_mw * terms["lease_musd_per_it_mw_year"] * terms["noi_margin_fraction"] / mean
    for day in range(360 * years):
        t = (day + 0.5) / 360
        ramp = 0.5 if t < terms["ramp_months"] / 12 else 1.0  # half the rent on the way up
        total += first * (1 + g) ** int(t) * ramp * worth(start + t) / 360
    for day in range(max(round(30 * months), 1)):
        total -= capex / round(30 * months) * worth((day + 0.5) / 360)
    total += terms["residual_fraction"] * capex * worth(start + years)
    yearly = 38 * 365 * 50 / 1e6 * 0.95 - 40 * 8760 * 0.95 / 1e6 + 0.04 - 0.12
    begin = start * (1 - terms["idle_fraction"])
    for day in range(360 * (years + 5)):
        t = (day + 0.5) / 360
        if begin < t < start + years:
            total -= mined * yearly * worth(t) / 360
    return total


@pytest.mark.parametrize("changed", [
    {}, {"rent_escalator_fraction": 0.0}, {"discount_fraction": 0.07}, {"lease_years": 10.0},
    {"idle_fraction": 1.0}, {"ramp_months": 0.0}, {"residual_fraction": 0.0},
])  # fmt: skip
def test_npv_is_the_sum_of_the_cash_flows(changed: dict[str, float]) -> None:
    terms = {**BASE, **changed}
    ours = float(economics.npv(project(700, 20, 80, 100), terms)[0])
    expected = by_month(700, 20, 80, 100, terms)
    # mid-year and mid-build discounting against days: under half a percent of the capital
    assert ours == pytest.approx(expected, abs=3.5)


@given(
    st.floats(100, 2000), st.floats(6, 60), st.floats(10, 200), st.floats(0.01, 300),
    st.floats(0.04, 0.15),
)  # fmt: skip
@settings(deadline=None, max_examples=40)
def test_the_npv_is_zero_at_the_break_even(
    capex: float, months: float, it_mw: float, mined: float, discount: float
) -> None:
    terms = {**BASE, "discount_fraction": discount}
    case = project(capex, months, it_mw, mined)
    lease = float(economics.break_even_lease(case, terms)[0])
    at_lease = {**terms, "lease_musd_per_it_mw_year": lease}
    assert float(economics.npv(case, at_lease)[0]) == pytest.approx(0, abs=1e-6 * capex)
    hashprice = float(economics.break_even_hashprice(case, terms)[0])
    if np.isfinite(hashprice):
        at_price = {**terms, "hashprice_usd_per_ph_day": hashprice}
        assert float(economics.npv(case, at_price)[0]) == pytest.approx(0, abs=1e-6 * capex)


def test_a_mine_that_loses_on_power_is_switched_off() -> None:
    terms = {**BASE, "power_usd_per_mwh": 500.0}
    assert float(economics.mining_margin(terms)) == pytest.approx(0.04)
    assert float(economics.mining_margin_after_renewal(terms)) == 0


def test_a_conversion_that_adds_no_margin_has_no_payback() -> None:
    assert np.isnan(economics.payback_years(project(700, 20, 10, 100), BASE)[0])


def test_there_is_no_payback_after_the_end_of_the_lease() -> None:
    case = project(700, 24, 80, 0)  # 2 years, then 700 and 0.25 × 122.4 at 122.4 a year
    assert economics.payback_years(case, BASE)[0] == pytest.approx(2 + 730.6 / 122.4)
    for lease_years, repaid in ((6.0, True), (5.9, False)):
        years = economics.payback_years(case, {**BASE, "lease_years": lease_years})[0]
        assert np.isfinite(years) == repaid


def test_a_mine_that_lives_on_demand_response_has_no_break_even() -> None:
    """Its machines are off at any hashprice, and it earns more than the lease adds."""
    idle = {"fleet_renewal_musd_per_mw_year": 0.0, "demand_response_musd_per_mw_year": 0.3}
    terms = BASE | idle | {"lease_musd_per_it_mw_year": 2.1}
    case = project(800, 24, 80, 100)
    off = terms | {"hashprice_usd_per_ph_day": 0.0}
    assert economics.npv(case, {**off, "demand_response_musd_per_mw_year": 0.0})[0] > 0
    assert economics.npv(case, off)[0] < 0
    assert np.isnan(economics.break_even_hashprice(case, terms)[0])


@pytest.mark.parametrize("term", ["lease_musd_per_it_mw_year", "noi_margin_fraction"])
def test_more_rent_is_worth_more(term: str) -> None:
    each = ECONOMICS[term]
    case = project(700, 20, 80, 100)
    low, high = (economics.npv(case, {**BASE, term: end}) for end in (each.low, each.high))
    assert low < high


@pytest.mark.parametrize(
    "term", ["hashprice_usd_per_ph_day", "idle_fraction", "ramp_months", "discount_fraction"]
)
def test_dearer_mining_and_waiting_are_worth_less(term: str) -> None:
    each = ECONOMICS[term]
    case = project(700, 20, 80, 100)
    low, high = (economics.npv(case, {**BASE, term: end}) for end in (each.low, each.high))
    assert low > high


def test_a_sites_own_power_price_takes_precedence() -> None:
    conversion = converted(mines(KNOWN | {"power_usd_per_mwh": 20.0}, KNOWN))
    site = conversion.columns
    dearer = 100 * 20 * 8760 * 0.95 / 1e6
    margin = site["mining_margin_musd_per_year"]
    assert margin["a"] == pytest.approx(margin["b"] + dearer)
    assert site.loc["a", "npv_musd"] < site.loc["b", "npv_musd"]


def test_a_converted_site_displaces_no_mining() -> None:
    plant = {"generators_mw": 80.0, "ups_mw": 80.0, "distribution_mw": 80.0, "cooling_mw": 80.0}
    site = converted(mines(KNOWN | plant | {"status": "converted"})).columns.loc["a"]
    assert site["mining_margin_musd_per_year"] == 0
    assert np.isfinite(site["npv_musd"])
    assert np.isnan(site["break_even_hashprice_usd_per_ph_day"])


def test_the_block_equals_the_full_site_where_it_needs_all_power() -> None:
    site = converted(mines(KNOWN), Requirements(it_mw=80.0)).columns.loc["a"]
    assert site["partial_p50_musd"] == pytest.approx(site["conversion_p50_musd"])
    assert site["partial_npv_musd"] == pytest.approx(site["npv_musd"])


def test_a_block_costs_less_than_the_full_site_and_more_a_megawatt() -> None:
    bare = KNOWN | {"building_m2": 0.0}
    site = converted(mines(bare), Requirements(it_mw=10.0)).columns.loc["a"]
    assert site["partial_it_mw"] == 10
    assert site["partial_p50_musd"] < site["conversion_p50_musd"]
    assert site["partial_p50_musd"] / 10 > site["conversion_p50_musd"] / 80  # laterals are whole


@pytest.mark.parametrize(
    ("lease", "plan"), [(0.5, "mine on"), (4.0, "the whole site")], ids=["poor", "rich"]
)
def test_the_best_plan_follows_the_lease(lease: float, plan: str) -> None:
    rich = {**ECONOMICS, "lease_musd_per_it_mw_year": fixed(lease, "MUSD/MW IT-yr", "")}
    site = converted(mines(KNOWN), economics=rich).columns.loc["a"]
    assert site["best_plan"] == plan


def test_the_widest_driver_comes_first() -> None:
    site = converted(mines(KNOWN)).columns.loc["a"]
    # 35,161 m² at 1.5, 36,161 at 2 and 36,661 at 3 MUSD a 464.5 m², × 1.08 × 1.2
    assert site["cost_drivers"].startswith("shell −55/+105, ")
    assert site["npv_drivers"].startswith("lease rate −")


def test_a_number_without_a_range_does_not_swing() -> None:
    exact = {name: Estimate(e.base, e.base, e.base, e.unit, "") for name, e in ECONOMICS.items()}
    drivers = converted(mines(KNOWN), economics=exact).columns.loc["a", "npv_drivers"]
    assert "lease rate" not in drivers
    assert drivers.startswith("capital +")
