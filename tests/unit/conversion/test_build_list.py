"""The build list adds up, costs nothing where a need is met, and says what it does not know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fixtures.mine_sites import KNOWN, converted, mines, packages

from screening.catalog.fields import FIELDS
from screening.conversion import PACKAGES
from screening.conversion.assumptions import COSTS, Estimate, Requirements
from screening.conversion.assumptions.interconnection_costs import (
    CLASSES,
    interconnection_cost_musd,
)
from screening.conversion.grid_expansion_cost import expansion_musd

DARK = {"grid_mw": 120.0, "it_mw": 100.0, "status": "mining"}
TOTALS = ("conversion_musd_low", "conversion_musd", "conversion_musd_high")
ENDS = ("musd_low", "musd", "musd_high")


def various() -> pd.DataFrame:
    return mines(
        KNOWN,
        DARK,
        {"grid_mw": 50.0},
        {"status": "converting", "grid_mw": 600.0, "it_mw": 500.0},
        {"status": "converted", "grid_mw": 300.0, "it_mw": 250.0},
        {"status": "mining"},
    )


def test_totals_are_the_sums_of_their_rows() -> None:
    conversion = converted(various())
    sums = conversion.build_list.groupby("site_id", sort=False)[list(ENDS)].sum()
    for end, total in zip(ENDS, TOTALS, strict=True):
        np.testing.assert_allclose(sums[end], conversion.columns[total], rtol=1e-12)


def test_low_is_below_base_is_below_high() -> None:
    conversion = converted(various())
    rows, sites = conversion.build_list, conversion.columns
    for low, base, high in (ENDS, ("months_low", "months", "months_high")):
        assert (rows[low] >= 0).all()
        assert (rows[low] <= rows[base] + 1e-9).all()
        assert (rows[base] <= rows[high] + 1e-9).all()
    for low, base, high in (TOTALS, ("months_low", "months", "months_high")):
        assert (sites[low] <= sites[base]).all()
        assert (sites[base] <= sites[high]).all()
    for name in ("musd", "musd_per_it_mw", "musd_per_gross_mw"):
        p10, p50, p90 = (sites[f"conversion_p{p}_{name}"] for p in (10, 50, 90))
        assert ((p10 < p50) & (p50 < p90)).all()
    within = sites[TOTALS[0]].le(sites["conversion_p10_musd"])
    assert (within & sites["conversion_p90_musd"].le(sites[TOTALS[2]])).all()


def test_a_requirement_already_met_costs_nothing() -> None:
    met = {
        "firm_mw": 100.0,
        "transformers_mva": 400.0,
        "generators_mw": 90.0,
        "ups_mw": 80.0,
        "distribution_mw": 80.0,
        "cooling_mw": 80.0,
        "cdu_mw": 100.0,
        "building_m2": 0.0,
        "floor_kpa": 15.0,
        "land_ha": 21.0,
        "fiber_entrances_count": 2.0,
        "carriers_count": 3.0,
    }
    rows = packages(converted(mines(KNOWN | met)))
    lacking = rows[rows["musd_high"] > 0].index
    assert list(lacking) == ["shell", "owner's cost", "contingency"]
    assert (rows.drop(index=lacking)[[*ENDS, "gap"]] == 0).all(axis=None)
    assert (rows["note"] == "").all()


def test_a_ready_site_costs_nothing_at_all() -> None:
    requirements = Requirements(floor_m2_per_mw=0.0, power_redundancy="N")
    ready = {"generators_mw": 90.0, "ups_mw": 80.0, "distribution_mw": 80.0, "cooling_mw": 80.0}
    ready |= {"cdu_mw": 80.0, "building_m2": 0.0, "fiber_entrances_count": 2.0, "firm_mw": 100.0}
    ready |= {"carriers_count": 2.0, "land_ha": 30.0}
    site = converted(mines(KNOWN | ready), requirements).columns.loc["a"]
    assert site["conversion_musd_high"] == 0
    assert site["conversion_p90_musd"] == 0
    assert site["profile_status"] == "clears"


def test_backup_generation_can_be_switched_off() -> None:
    on = converted(mines(KNOWN), Requirements(backup_generation=True))
    off = converted(mines(KNOWN), Requirements(backup_generation=False))
    assert packages(on).loc["generators", "musd"] == 80.0
    assert "generators" not in packages(off).index
    saved = on.columns["conversion_musd"] - off.columns["conversion_musd"]
    assert saved.loc["a"] == pytest.approx(80 * 1.08 * 1.20)


@pytest.mark.parametrize(
    ("column", "package"),
    [
        ("firm_mw", "grid firming"),
        ("transformers_mva", "transformers"),
        ("distribution_mw", "switchgear and busway"),
        ("cooling_mw", "cooling plant"),
        ("building_m2", "shell"),
        ("land_ha", "land"),
        ("disjoint_routes_count", "second fiber lateral"),
        ("second_lateral_km", "second fiber lateral"),
        ("carriers_count", "carriers"),
        ("fiber_lateral_km", "first fiber lateral"),
        ("cooling_design", "trim chillers"),
        ("grid_mw", "grid expansion"),
    ],
)
def test_an_unknown_is_a_range_marked_verify(column: str, package: str) -> None:
    known = packages(converted(mines(KNOWN)))
    unknown = packages(converted(mines({k: v for k, v in KNOWN.items() if k != column})))
    row = unknown.loc[package]
    assert row["note"].startswith("verify: ")
    assert np.isnan(row["has"])
    assert row["musd_high"] > row["musd_low"]
    assert row["musd"] > 0
    before = known.loc[package, list(ENDS)] if package in known.index else pd.Series(0.0, ENDS)
    wider = row["musd_high"] - row["musd_low"] > before["musd_high"] - before["musd_low"]
    assert wider or package == "switchgear and busway"  # a mine's is known to be of little use


@pytest.mark.parametrize("column", ["land_ha", "transformers_mva", "grid_mw"])
def test_an_unknown_widens_the_sampled_range(column: str) -> None:
    unknown = {name: value for name, value in KNOWN.items() if name != column}
    known, unknown_result = (converted(mines(each)).columns.loc["a"] for each in (KNOWN, unknown))
    per = "_per_it_mw" if column == "grid_mw" else ""  # the tenant's block is built then
    widths = [
        r[f"conversion_p90_musd{per}"] - r[f"conversion_p10_musd{per}"]
        for r in (known, unknown_result)
    ]
    assert widths[1] > widths[0]


def test_a_nan_is_treated_as_a_missing_column() -> None:
    column = "land_ha"
    absent = converted(mines({k: v for k, v in KNOWN.items() if k != column}))
    empty = converted(mines(KNOWN | {column: np.nan}))
    pd.testing.assert_frame_equal(absent.columns, empty.columns)
    pd.testing.assert_frame_equal(absent.build_list, empty.build_list)


def test_a_site_without_data_has_ranges_and_no_value() -> None:
    site = converted(mines({"status": "mining"})).columns.loc["a"]
    assert 0 < site["conversion_musd_low"] < site["conversion_musd_high"]
    assert "grid power" in site["to_verify"]
    values = ("npv_musd", "mining_margin_musd_per_year", "ai_margin_musd_per_year", "payback_years")
    assert site[list(values)].isna().all()


def test_an_uncertain_distance_is_not_a_known_gap() -> None:
    near = KNOWN | {"fiber_precision_km": 15.0}
    row = packages(converted(mines(near))).loc["first fiber lateral"]
    assert row["note"].startswith("verify")
    assert row["musd_low"] == 0
    # 10 + 15 × 1.3 route-km at 27 USD a foot
    assert row["musd_high"] == pytest.approx(29.5 * 3280.84 * 27 / 1e6)


@pytest.mark.parametrize(
    "statuses", [("mining", "converting", "converted"), ("Mining", " CONVERTING", "Converted ")]
)
def test_the_plant_of_a_converted_site_is_unknown(statuses: tuple[str, ...]) -> None:
    facts = mines(*({"status": s, "grid_mw": 100.0, "it_mw": 80.0} for s in statuses))
    conversion = converted(facts)
    low = conversion.columns["conversion_musd_low"]
    assert low["a"] > 300
    assert low["b"] < 1
    assert low["c"] < 1
    cost = conversion.columns["conversion_p50_musd"]
    assert cost["b"] == pytest.approx(cost["a"], rel=0.001)  # nothing that may stand is counted on
    assert np.isnan(conversion.columns.loc["c", "npv_musd"])
    assert packages(conversion, "b").loc["UPS", "note"] == "verify: ups_mw is not known"
    assert conversion.portfolio["sites"] == 2
    assert conversion.portfolio["rebuilt"] == 1


def test_money_columns_state_currency_and_year() -> None:
    rows = converted(mines(KNOWN)).build_list
    assert (rows["usd"] == "USD 2025").all()
    assert (converted(mines(KNOWN), usd_year=2026).build_list["usd"] == "USD 2026").all()
    for name, field in FIELDS.items():
        if field.group == "conversion" and "MUSD" in field.unit:
            assert "USD" in field.description, name
            dated = "2025" in field.description or "nominal" in field.description.lower()
            assert dated, name


def test_every_row_names_its_sources() -> None:
    rows = converted(various()).build_list
    assert rows["source"].str.contains(r"\[.+\]").all()
    assert (
        rows["source"].str.contains("asked: .+").sum()
        == (~rows["package"].isin(["owner's cost", "contingency"])).sum()
    )
    unproven = rows.loc[rows["package"] == "generators", "source"]
    assert unproven.str.contains("not verified").all()


def test_packages_name_their_predecessors() -> None:
    before: list[str] = ["design"]
    for package in PACKAGES:
        assert set(package.predecessors) <= set(before)
        assert package.cost in COSTS
        before.append(package.name)


def test_the_grid_factors_upgrade_takes_precedence_over_the_estimate() -> None:
    stated = {"upgrade_musd_low": 3.0, "upgrade_musd": 5.0, "upgrade_musd_high": 9.0}
    facts = mines({"grid_mw": 50.0, "substation_distance_km": 10.0} | stated)
    row = packages(converted(facts)).loc["grid expansion"]
    assert list(row[list(ENDS)]) == [3.0, 5.0, 9.0]


def test_an_upgrade_sized_for_less_is_not_used() -> None:
    stated = {"upgrade_musd_low": 3.0, "upgrade_musd": 5.0, "upgrade_musd_high": 9.0}
    facts = mines({"grid_mw": 50.0, "substation_distance_km": 10.0, "asked_mw": 60.0} | stated)
    row = packages(converted(facts)).loc["grid expansion"]
    assert row["musd"] == pytest.approx(25.273, abs=1e-3)  # 72 MW are needed: our estimate


def test_an_upgrade_sized_for_more_is_an_upper_bound() -> None:
    """The gap is 22 MW; the site plans 225 MW, which need another voltage class."""
    near = {"grid_mw": 50.0, "substation_distance_km": 10.0, "asked_mw": 225.0}
    dear = {"upgrade_musd_low": 40.0, "upgrade_musd": 60.0, "upgrade_musd_high": 90.0}
    row = packages(converted(mines(near | dear))).loc["grid expansion"]
    assert row["musd"] == pytest.approx(25.273, abs=1e-3)
    cheap = {"upgrade_musd_low": 3.0, "upgrade_musd": 5.0, "upgrade_musd_high": 9.0}
    row = packages(converted(mines(near | cheap))).loc["grid expansion"]
    assert list(row[list(ENDS)]) == [3.0, 5.0, 9.0]


def test_the_build_list_and_the_grid_factor_price_a_connection_alike() -> None:
    mw, km, off_km = (np.array([each]) for each in (120.0, 6.0, 2.0))
    ours = expansion_musd(mw, mw, (km, km), off_km, 32.0)
    np.testing.assert_allclose(
        np.array(ours.bounds), interconnection_cost_musd(CLASSES[0], mw, km, off_km)
    )


def test_a_lateral_has_its_own_uncertainty() -> None:
    stated = {"fiber_lateral_km": 16.0, "fiber_precision_km": 5.5}
    row = packages(converted(mines(stated))).loc["first fiber lateral"]
    foot = np.array(COSTS["fiber"].bounds)
    np.testing.assert_allclose(row[list(ENDS)].astype(float), [8.85, 16.0, 23.15] * foot)
    known = stated | {"fiber_lateral_precision_km": 9.0}  # the route factor may be off, too
    row = packages(converted(mines(known))).loc["first fiber lateral"]
    np.testing.assert_allclose(row[list(ENDS)].astype(float), [7.0, 16.0, 25.0] * foot)
    doubtful = known | {"fiber_lateral_km": 8.0}
    row = packages(converted(mines(doubtful))).loc["first fiber lateral"]
    assert row["note"].startswith("verify: ")


def test_an_assumed_firm_share_is_unknown() -> None:
    derived = KNOWN | {"lost_curtailable_mw": 40.0}
    row = packages(converted(mines(derived))).loc["grid firming"]
    assert row["note"] == "verify: firm_mw is not known"
    stated = packages(converted(mines(derived | {"firm_fraction": 0.6}))).loc["grid firming"]
    assert stated["gap"] == 40.0


def test_power_that_is_made_firm_reaches_the_racks() -> None:
    """60 of 100 MW are firm, which supply 42 MW of IT; the required 95 supply 66.5."""
    short = {"firm_fraction": 0.6, "lost_curtailable_mw": 40.0, "it_mw": 42.0}
    requirements = Requirements(it_mw=50.0, firm_fraction=0.95)
    conversion = converted(mines(KNOWN | short), requirements)
    rows = packages(conversion)
    assert rows.loc["grid firming", "gap"] == pytest.approx(35.0)
    assert conversion.columns.loc["a", "conversion_it_mw"] == pytest.approx(66.5)
    assert conversion.columns.loc["a", "conversion_gross_mw"] == 100.0
    assert rows.loc["grid expansion", "gap"] == 0.0  # 50 MW of IT take 75 MW that are firm
    # without the waterfall, it_mw has no firm share in it
    known = {key: value for key, value in short.items() if key != "lost_curtailable_mw"}
    plain = converted(mines(KNOWN | known | {"it_mw": 80.0}), requirements)
    assert plain.columns.loc["a", "conversion_it_mw"] == 80.0


def test_a_users_cost_replaces_the_default() -> None:
    quote = COSTS["ups"].set_to(0.5, 0.5, 0.5, "quote of May")
    conversion = converted(mines(KNOWN), costs={**COSTS, "ups": quote})
    row = packages(conversion).loc["UPS"]
    assert list(row[list(ENDS)]) == [40.0, 40.0, 40.0]
    assert "quote of May [set in the config]" in row["source"]


def test_colder_water_requires_more_chillers() -> None:
    requirements = replace(Requirements(), facility_water_c=32.0)
    assert packages(converted(mines(KNOWN), requirements)).loc["trim chillers", "musd"] == 40.0
    air = replace(requirements, rack_kw=30.0)
    rows = packages(converted(mines(KNOWN | {"cooling_design": "ACC"}), air))
    assert "trim chillers" not in rows.index
    assert "CDUs" not in rows.index


def test_a_liquid_design_requires_cdus_at_any_rack_power() -> None:
    """Its PUE, and so the IT power, is that of cold plates: 85 % of the heat."""
    airy = replace(Requirements(), rack_kw=40.0, facility_water_c=32.0)
    rows = packages(converted(mines(KNOWN), airy))  # DTC-W40-dry
    assert rows.loc["CDUs", "musd"] == 32.0
    assert rows.loc["trim chillers", "musd"] == 40.0
    unsaid = packages(
        converted(mines({k: v for k, v in KNOWN.items() if "cooling" not in k}), airy)
    )
    assert "CDUs" not in unsaid.index


def test_ranges_keep_their_unit_and_driver() -> None:
    each = Estimate(1, 2, 3, "MUSD/MW IT", "a deal", "M", "electrical").set_to(4, 5, 6)
    assert (each.unit, each.driver, each.bounds) == ("MUSD/MW IT", "electrical", (4, 5, 6))


def test_a_connection_over_an_undecided_distance_costs_from_the_one_to_the_other() -> None:
    mw, near, far, off_km = (np.array([each]) for each in (120.0, 6.0, 20.0, 0.5))
    ours = expansion_musd(mw, mw, (near, far), off_km, 32.0)
    low = interconnection_cost_musd(CLASSES[0], mw, near, off_km)[0]
    high = interconnection_cost_musd(CLASSES[0], mw, far, off_km)[2]
    assert ours.low == pytest.approx(low)
    assert ours.base == pytest.approx((low + high) / 2)
    assert ours.high == pytest.approx(high)
    unbounded = expansion_musd(mw, mw, (near, np.array([np.inf])), off_km, 32.0)
    at_most = interconnection_cost_musd(CLASSES[0], mw, np.array([32.0]), off_km)[2]
    assert unbounded.high == pytest.approx(at_most)


def test_a_cost_known_by_its_ends_is_sampled_between_them() -> None:
    ends = {"upgrade_musd_low": 10.0, "upgrade_musd": np.nan, "upgrade_musd_high": 90.0}
    facts = mines({"grid_mw": 50.0} | ends)
    row = packages(converted(facts)).loc["grid expansion"]
    assert row[list(ENDS)].tolist() == pytest.approx([10.0, 50.0, 90.0])


def test_a_lateral_over_an_undecided_distance_is_as_long_as_either() -> None:
    ends = {"fiber_lateral_km": np.nan, "fiber_lateral_min_km": 4.0, "fiber_lateral_max_km": 12.0}
    row = packages(converted(mines(ends))).loc["first fiber lateral"]
    foot = np.array(COSTS["fiber"].bounds)
    np.testing.assert_allclose(row[list(ENDS)].astype(float), [4.0, 8.0, 12.0] * foot)
