"""What must hold of every conversion, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from fixtures.mine_sites import KNOWN, as_before, converted, mines
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.conversion import convert
from screening.conversion.assumptions import Assumptions, Requirements

NUMBERS = {
    "grid_mw": st.floats(1, 900),
    "firm_mw": st.floats(0, 900),
    "transformers_mva": st.floats(0, 1200),
    "distribution_mw": st.floats(0, 500),
    "cooling_mw": st.floats(0, 500),
    "generators_mw": st.floats(0, 500),
    "ups_mw": st.floats(0, 500),
    "building_m2": st.floats(0, 1e5),
    "floor_kpa": st.floats(0, 30),
    "land_ha": st.floats(0, 500),
    "fiber_lateral_km": st.floats(0, 120),
    "fiber_precision_km": st.floats(0, 30),
    "disjoint_routes_count": st.integers(0, 4).map(float),
    "second_lateral_km": st.floats(0, 100),
    "carriers_count": st.integers(0, 5).map(float),
    "substation_distance_km": st.floats(0, 40),
}


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Any]:
    """A mine of which any fact may be missing."""
    known = {name: draw(st.one_of(st.just(float("nan")), value)) for name, value in NUMBERS.items()}
    known["it_mw"] = known["grid_mw"] * draw(st.sampled_from([0.6, 0.84, float("nan")]))
    known["status"] = draw(st.sampled_from(["mining", "converting", "converted", None]))
    known["cooling_design"] = draw(st.sampled_from(["DTC-W40-dry", "WSE", None]))
    return known


HARDER: list[dict[str, Any]] = [
    {"it_mw": 120.0},
    {"rack_kw": 200.0},
    {"facility_water_c": 25.0},
    {"diverse_routes_count": 4},
    {"carriers_count": 5},
    {"power_redundancy": "2N"},
    {"cooling_redundancy": "2N"},
    {"backup_generation": True},
    {"firm_fraction": 1.0},
    {"land_ha_per_mw": 0.4},
    {"floor_m2_per_mw": 900.0},
    {"floor_kpa": 20.0},
]
EASY = Requirements(
    it_mw=20.0,
    rack_kw=20.0,
    diverse_routes_count=1,
    carriers_count=1,
    power_redundancy="N",
    cooling_redundancy="N",
    backup_generation=False,
    firm_fraction=0.5,
)
COSTS = (
    *("conversion_musd_low", "conversion_musd", "conversion_musd_high"),
    *("conversion_p10_musd", "conversion_p50_musd", "conversion_p90_musd"),
)


@given(sites(), st.sampled_from(HARDER))
@settings(max_examples=25, deadline=None)
def test_stricter_requirements_never_cost_less(
    site: dict[str, Any], harder: dict[str, Any]
) -> None:
    facts = mines(site)
    easy = converted(facts, EASY, draws=200).columns.loc["a"]
    hard = converted(facts, replace(EASY, **harder), draws=200).columns.loc["a"]
    for name in COSTS:
        assert hard[name] >= easy[name] * (1 - 1e-12) - 1e-9, name
    for name in ("months_low", "months", "months_high", "months_p50"):
        assert hard[name] >= easy[name] - 1e-9, name


@given(sites())
@settings(max_examples=25, deadline=None)
def test_sums_order_and_units_hold(site: dict[str, Any]) -> None:
    conversion = converted(mines(site), draws=200)
    site_columns, rows = conversion.columns.loc["a"], conversion.build_list
    for end, total in (("musd_low", "_low"), ("musd", ""), ("musd_high", "_high")):
        np.testing.assert_allclose(
            rows[end].sum(), site_columns[f"conversion_musd{total}"], rtol=1e-9
        )
    assert (
        site_columns["conversion_musd_low"]
        <= site_columns["conversion_musd"]
        <= site_columns["conversion_musd_high"]
    )
    assert (rows["musd_low"] <= rows["musd"] + 1e-9).all()
    assert (rows["musd"] <= rows["musd_high"] + 1e-9).all()
    assert site_columns["conversion_gross_mw"] >= site_columns["conversion_it_mw"]
    per_it = site_columns["conversion_musd_per_it_mw"]
    assert per_it >= site_columns["conversion_musd_per_gross_mw"]
    assert (rows.loc[rows["gap"] == 0, "musd"] == 0).all()


@given(sites(), st.sampled_from([n for n in NUMBERS if n not in ("grid_mw", "fiber_precision_km")]))
@settings(max_examples=25, deadline=None)
def test_an_unknown_widens_the_range(site: dict[str, Any], column: str) -> None:
    """At a mine that is not converting, an unknown's range contains that of any known value."""
    plausible = {"building_m2": 2e4, "fiber_lateral_km": 60.0, "second_lateral_km": 60.0}
    site = site | {"status": "mining", "grid_mw": 300.0, "it_mw": 250.0, "fiber_precision_km": 0.0}
    site |= {"cooling_design": "DTC-W40-dry"}
    if column == "fiber_lateral_km":
        site["second_lateral_km"] = 10.0
    known = site | {column: min(KNOWN.get(column, 1.0), plausible.get(column, 1e9))}
    dark = site | {column: float("nan")}
    if column in ("generators_mw", "ups_mw", "distribution_mw", "cooling_mw"):
        known[column] = 0.0  # a mine has none of it, or a little: that is known
    one, other = (converted(mines(each), draws=200).columns.loc["a"] for each in (known, dark))
    spans = [r["conversion_musd_high"] - r["conversion_musd_low"] for r in (one, other)]
    narrow = ("distribution_mw", "cooling_mw")
    assert spans[1] >= spans[0] - 1e-9 or column in narrow


@given(st.permutations(range(4)))
@settings(max_examples=4, deadline=None)
def test_the_order_of_the_sites_does_not_matter(order: list[int]) -> None:
    rows = [KNOWN, {"grid_mw": 60.0}, {"status": "converted"}, KNOWN | {"land_ha": 2.0}]
    facts = mines(*rows)
    mixed = facts.iloc[order]
    assumptions = Assumptions(draws=200)
    one, other = (
        convert(each, "x", assumptions, seed=1, rescore=as_before).columns
        for each in (facts, mixed)
    )
    for name in COSTS:
        np.testing.assert_allclose(one[name], other.loc[one.index, name], rtol=1e-9)
