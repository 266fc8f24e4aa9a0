"""Two mines taken from facts to NPV with pencil and paper, and the page's headline.

Unit costs, months and terms are those of the facts page (docs/science/conversion.md).
"""

from __future__ import annotations

import pytest
from fixtures.mine_sites import KNOWN, converted, mines, packages

from screening.conversion import economics
from screening.conversion.assumptions import COSTS, ECONOMICS, Requirements

BASE = {name: each.base for name, each in ECONOMICS.items()}


def test_a_mine_with_complete_data() -> None:
    """100 MW gross, 80 MW IT, 60 MW firm, 10,000 m² of sheds, one route 10 km off."""
    conversion = converted(mines(KNOWN))
    rows = packages(conversion)
    by_hand = {
        "grid firming": 40 * 0.0345,  # all of the 100 MW firm: 40 MW lack
        "grid expansion": 0.0,  # 50 MW IT at 0.8 take 62.5 MW
        "transformers": 0.0,  # 100 / 0.95 and one spare of 100 MVA: 205 of 300
        "generators": 80.0,
        "UPS": 48.0,
        "switchgear and busway": 96.0,
        "land": 0.0,  # 20 of 100 ha
        "demolition": 9_000 * 200 / 1e6,  # nine tenths of the sheds
        # 80 × 5,000 sq ft = 37,161.2 m², of which 1,000 stand, at 2.0 MUSD / 464.5152 m²
        "shell": 36_161.216 * 2.0 / 464.5152,
        "floor": 1_000 * 400 / 1e6,
        "cooling plant": 128.0,
        "CDUs": 32.0,
        "first fiber lateral": 10 * 3280.84 * 18 / 1e6,
        "second fiber lateral": 20 * 3280.84 * 18 / 1e6,
        "carriers": 0.25,
    }
    direct = 545.2961
    by_hand |= {"owner's cost": 0.08 * direct, "contingency": 0.20 * 1.08 * direct}
    assert rows["musd"].to_dict() == pytest.approx(by_hand, rel=1e-6)

    site = conversion.columns.loc["a"]
    assert site["conversion_musd"] == pytest.approx(706.704, abs=0.01)
    assert site["conversion_musd_per_it_mw"] == pytest.approx(706.704 / 80, abs=1e-3)
    assert site["conversion_musd_per_gross_mw"] == pytest.approx(706.704 / 100, abs=1e-3)
    # generators: 88 weeks = 20.24 months, then 4 of commissioning
    assert site["months"] == pytest.approx(24.24, abs=0.01)
    assert site["critical_path"] == "generators → commissioning"

    assert site["ai_margin_musd_per_year"] == pytest.approx(80 * 1.80 * 0.85)
    # 50 PH/s a MW × 38 USD × 365 = 0.6935; × 0.95; less 40 × 8,760 × 0.95; plus 0.04
    assert site["mining_margin_musd_per_year"] == pytest.approx(36.5945, abs=1e-3)
    assert site["incremental_yield_fraction"] == pytest.approx(85.8055 / 706.704, abs=1e-4)
    assert site["margin_ratio"] == pytest.approx(122.4 / 36.5945, abs=1e-3)
    assert site["capital_ratio"] == pytest.approx(706.704 / 100 / 0.325, abs=1e-3)
    # 2.02 years, then 706.7 of capital, 55.4 of idle mine and 30.6 of ramp at 85.8 a year
    assert site["payback_years"] == pytest.approx(11.26, abs=0.01)


def test_without_generators_the_shell_is_on_the_critical_path() -> None:
    requirements = Requirements(backup_generation=False)
    conversion = converted(mines(KNOWN), requirements)
    site = conversion.columns.loc["a"]
    # 3 of design, 2 of demolition, 9 of shell, 4 of commissioning
    assert site["months"] == pytest.approx(18.0)
    path = "design and permits → demolition → shell → commissioning"
    assert site["critical_path"] == path
    assert site["conversion_musd"] == pytest.approx(706.704 - 80 * 1.08 * 1.2, abs=0.01)


def test_a_small_mine_with_little_data() -> None:
    """50 MW gross, nothing else but a substation 10 km off; the tenant takes 50 MW IT."""
    conversion = converted(mines({"grid_mw": 50.0, "substation_distance_km": 10.0}))
    rows, site = packages(conversion), conversion.columns.loc["a"]
    assert site["conversion_it_mw"] == 50.0  # 50 × 0.69 = 34.5 MW do not do
    assert site["conversion_gross_mw"] == pytest.approx(72.4638, abs=1e-4)
    # 22.46 MW more: 10 × 1.3 / 1.609 = 8.08 miles of 138 kV at 1.313 and a substation of
    # 6.6705 MUSD, both of 2019 × 1.425, and transformers for 22.46 / 0.95 MVA at 27.5 kUSD
    expansion = rows.loc["grid expansion"]
    assert expansion["gap"] == pytest.approx(22.4638, abs=1e-4)
    assert expansion["musd"] == pytest.approx(25.273, abs=1e-3)
    assert expansion["months"] == 48
    assert site["months"] == pytest.approx(52.0)
    assert site["critical_path"] == "grid expansion → commissioning"
    unknown = ["grid firming", "transformers", "land", "shell", "second fiber lateral", "carriers"]
    assert rows.loc[unknown, "note"].str.startswith("verify: ").all()
    assert rows.loc[unknown, "has"].isna().all()
    assert (rows.loc[unknown, "musd"] > 0).all()


def test_the_value_of_a_lease_year_by_year() -> None:
    """The NPV against a table of years that is summed in a loop."""
    project = economics.Project(*(_array(x) for x in (700.0, 24.0, 80.0, 100.0)))
    terms = {**BASE, "ramp_months": 0.0, "residual_fraction": 0.0}
    rent = 0.0
    first = 1.80 * 15 / sum(1.03**k for k in range(15))
    for year in range(15):
        rent += 80 * first * 0.85 * 1.03**year / 1.10 ** (2 + year + 0.5)
    margin = 38 * 365 * 50 / 1e6 * 0.95 - 40 * 8760 * 0.95 / 1e6 + 0.04 - 0.12
    days = 100 * margin / 365.25
    begun, ended = 0.5 * 365.25, 17 * 365.25  # off after a quarter of two years
    mined = sum(
        days * 1.10 ** (-(day + 0.5) / 365.25) for day in range(6209) if begun < day + 0.5 < ended
    )
    expected = rent - 700 / 1.10**1.0 - mined
    assert float(economics.npv(project, terms)) == pytest.approx(expected, abs=0.2)


def test_the_headline_of_the_facts_page() -> None:
    """AI earns about 3 times the margin a grid MW for about 20 times the capital: 10 %."""
    share, capital = 0.70, 10.0
    ai = share * float(economics.ai_margin(BASE))
    mining = float(economics.mining_margin(BASE))
    assert ai == pytest.approx(1.07, abs=0.005)
    assert mining == pytest.approx(0.36, abs=0.01)
    assert ai / mining == pytest.approx(3.0, abs=0.15)
    sunk = ECONOMICS["mine_capital_musd_per_mw"].base
    assert share * capital / sunk == pytest.approx(21.5, abs=0.1)
    assert (ai - mining) / (share * capital) == pytest.approx(0.10, abs=0.005)


@pytest.mark.parametrize(
    ("hashprice", "efficiency", "musd"),
    [(30, 15, 0.730), (38, 20, 0.694), (45, 25, 0.657), (55, 30, 0.669), (55, 17.5, 1.147)],
)
def test_mining_revenue_is_that_of_the_table(
    hashprice: float, efficiency: float, musd: float
) -> None:
    terms = {
        "hashprice_usd_per_ph_day": hashprice,
        "fleet_j_per_th": efficiency,
        "uptime_fraction": 1.0,
    }
    assert economics.mining_revenue(terms) == pytest.approx(musd, abs=5e-4)


def test_component_costs_stay_below_the_all_in_figure() -> None:
    """The facts page: 7.0 / 10.0 / 15.5 MUSD a MW IT all in, and components sum to less."""
    per_mw = ("generators", "ups", "distribution", "cooling_plant", "cdus")
    shell = 464.5152
    for end, all_in in (("low", 7.0), ("base", 10.0), ("high", 15.5)):
        total = sum(getattr(COSTS[name], end) for name in per_mw)
        total += shell * getattr(COSTS["shell"], end)
        assert total < all_in


def _array(value: float) -> object:
    import numpy as np

    return np.asarray(value)
