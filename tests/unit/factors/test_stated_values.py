"""What a site states takes the place of every derived fact, and the rest follows from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from fixtures.world import write_world

from screening import pipeline
from screening.catalog.fields import COMPUTED, NEED_GRID_MW, get_field
from screening.catalog.stated_facts import ASSETS, FACTS, fact_precision, is_stated
from screening.config.loader import load
from screening.config.settings import Config
from screening.conversion.assumptions.interconnection_costs import PAID
from screening.factors import FACTORS
from screening.model import ColumnOverride, Constraint, Layers, Sites
from screening.scoring import apply_constraints
from screening.workflows.load_inputs import load_inputs
from screening.workflows.mapped_layers import connections_layer
from screening.workflows.site_screening import DerivedFacts, derive_facts, screen


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return load(write_world(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def inputs(config: Config) -> tuple[Sites, Layers]:
    _, sites, layers, _ = load_inputs(config).complete()
    return sites, layers


def with_cells(sites: Sites, **columns: object) -> Sites:
    """State facts of the first site; the others state nothing."""
    frame = sites.frame
    for name, value in columns.items():
        own = pd.Series([value, *[None] * (len(frame) - 1)], index=frame.index)
        frame = frame.assign(**{name: own if isinstance(value, str) else own.astype(float)})
    return replace(sites, frame=gpd.GeoDataFrame(frame))


@pytest.fixture(scope="module")
def derive(config: Config, inputs: tuple[Sites, Layers]):
    sites, layers = inputs

    def facts(*changes: ColumnOverride, **columns: object) -> DerivedFacts:
        changed = with_cells(sites, **columns)
        return derive_facts(changed, layers, config.profile.parameters, changes)

    return facts


@pytest.fixture(scope="module")
def derived(derive) -> pd.DataFrame:
    return derive().table


FIRST, REST = "alpha", ["beta", "gamma", "small", "dark"]


@pytest.mark.parametrize("fact", FACTS)
def test_a_stated_cell_wins_and_an_empty_one_is_derived(derive, derived, fact):
    value = {"h/yr": 5000.0, "-": 1.5}.get(COMPUTED[fact].unit, 12.5)
    table = derive(**{fact: value}).table
    assert table.loc[FIRST, fact] == value
    assert table["stated_facts"].tolist() == [fact, "", "", "", ""]
    same = [name for name in derived.columns if name in table.columns]
    pd.testing.assert_frame_equal(table.loc[REST, same], derived.loc[REST, same])


@pytest.mark.parametrize("fact", [fact for fact in FACTS if COMPUTED[fact].precision])
def test_a_stated_fact_is_exact_unless_its_uncertainty_is_stated(derive, fact):
    field = get_field(fact)
    assert fact_precision(derive(**{fact: 5.0}).table, field)[0] == 0.0
    table = derive(**{fact: 5.0, field.precision: 0.7}).table
    assert fact_precision(table, field)[0] == 0.7


def test_facts_that_share_an_uncertainty_keep_their_own(derive, derived):
    table = derive(line_345kv_distance_km=0.2).table
    ehv, line = get_field("line_345kv_distance_km"), get_field("line_distance_km")
    assert fact_precision(table, ehv)[0] == 0.0
    assert fact_precision(table, line)[0] == derived.loc[FIRST, "line_precision_km"] > 0


@pytest.mark.parametrize("distance", ASSETS)
def test_the_derived_asset_is_not_the_one_whose_distance_is_stated(derive, derived, distance):
    kind = distance.removesuffix("_distance_km")
    facts = derive(**{distance: 3.0})
    for name in ASSETS[distance]:
        assert derived[name].notna()[FIRST]
        assert pd.isna(facts.table.loc[FIRST, name])
    lines = connections_layer(facts.results)
    assert set(lines.loc[lines["kind"] == kind, "site_id"]) == {"beta", "gamma", "small", "dark"}
    own = {name: 345.0 if COMPUTED[name].unit else "Own" for name in ASSETS[distance]}
    table = derive(**{distance: 3.0, **own}).table
    assert table.loc[FIRST, list(own)].tolist() == list(own.values())


def test_the_connection_has_the_voltage_of_a_stated_substation(derive, derived):
    table = derive(substation_distance_km=0.3, interconnect_kv=138.0).table
    assert table.loc[FIRST, "substation_kv"] == 138.0
    assert table.loc[FIRST, "class_capacity_mw"] < derived.loc[FIRST, "class_capacity_mw"]
    alone = derive(interconnect_kv=138.0).table
    assert alone.loc[FIRST, "substation_kv"] == derived.loc[FIRST, "substation_kv"] == 345.0


def test_later_facts_follow_from_stated_ones(derive, derived):
    by_pue = derive(pue_peak=1.5).table
    assert by_pue.loc[FIRST, "it_mw"] == pytest.approx(by_pue.loc[FIRST, "facility_mw"] / 1.5)
    by_it = derive(it_mw=200.0).table.loc[FIRST]
    assert by_it["it_per_grid_fraction"] == pytest.approx(2 / 3)
    assert by_it["it_mw_n20"] == pytest.approx(200 * by_it["pue_peak"] / by_it["pue_n20"])
    assert by_it["lost_cooling_mw"] == pytest.approx(by_it["facility_mw"] - 200)
    by_firm = derive(firm_mw=100.0).table.loc[FIRST]
    assert by_firm["it_mw"] == pytest.approx(derived.loc[FIRST, "it_mw"] * 100 / 285)
    assert by_firm["lost_curtailable_mw"] == 200


def test_a_chain_that_does_not_descend_has_no_loss(derive):
    row = derive(it_mw=400.0).table.loc[FIRST]  # more than the grid power
    assert np.isnan(row["lost_cooling_mw"])
    row = derive(facility_mw=250.0).table.loc[FIRST]
    assert np.isnan(row["lost_reserve_mw"])
    assert row["it_mw"] == pytest.approx(250 / row["pue_peak"])


def test_the_lateral_and_its_uncertainty_follow_the_distance_to_fiber(derive):
    row = derive(fiber_distance_km=2.0).table.loc[FIRST]
    assert row["fiber_lateral_km"] == pytest.approx(2.6)
    assert row["fiber_lateral_precision_km"] == pytest.approx(0.3)  # of the route factor alone
    row = derive(fiber_distance_km=0.0).table.loc[FIRST]
    assert (row["fiber_lateral_km"], row["fiber_lateral_precision_km"]) == (0, 0)


def test_the_round_trip_follows_the_stated_hub(derive):
    row = derive(hub_distance_km=100.0).table.loc[FIRST]
    assert row["rtt_ms"] == pytest.approx(0.5 + 2 * 4.9e-3 * 130)
    assert row["rtt_floor_ms"] == pytest.approx(0.98)
    assert (row["rtt_basis"], pd.isna(row["hub_name"])) == ("stated", True)
    assert row["fiber_summary"].startswith("1.8 ms to the nearest major hub, as the sites table")
    row = derive(hub_route_km=200.0).table.loc[FIRST]
    assert row["rtt_ms"] == pytest.approx(0.5 + 2 * 4.9e-3 * 200)
    assert row["rtt_precision_ms"] == 0
    row = derive(rtt_ms=7.0).table.loc[FIRST]
    assert row["fiber_summary"].startswith("7.0 ms to Big, as the sites table states")


def test_the_class_of_water_stress_follows_its_score(derive):
    assert derive(water_stress_score=4.5).table.loc[FIRST, "water_stress_class"] == "Extremely High"


def test_the_connection_is_priced_at_the_stated_distance(derive, derived):
    near = derive(substation_distance_km=0.2, substation_kv=345.0).table.loc[FIRST]
    far = derive(
        substation_distance_km=60.0, substation_kv=345.0, line_345kv_distance_km=60.0
    ).table.loc[FIRST]
    assert near["upgrade_musd"] < far["upgrade_musd"]
    assert near["upgrade_kv"] == 345.0


def test_the_connection_is_priced_at_the_stated_line_and_its_uncertainty(derive):
    large = {"planned_mw": 500.0}  # asks for 345 kV
    own = {"line_distance_km": 0.2, "line_kv": 345.0}
    near = derive(**large, **own).table.loc[FIRST]
    assert near["upgrade_musd_high"] == pytest.approx(500 * PAID.high)
    rough = derive(**large, **own, line_precision_km=3.0).table.loc[FIRST]
    assert rough["upgrade_musd_high"] > near["upgrade_musd_high"]
    alone = derive(**large, line_distance_km=0.2).table.loc[FIRST]  # of the voltage asked, or more
    assert alone["upgrade_musd"] == derive(**large).table.loc[FIRST, "upgrade_musd"]


def test_a_coarse_position_leaves_a_stated_fact_decided(derive):
    constraint = Constraint("reach", "substation_distance_km", maximum=32)
    for km, outcome in ((0.5, "pass"), (40.0, "fail")):
        table = derive(substation_distance_km=km).table.assign(coord_precision_km=25.0)
        results = apply_constraints(table, [constraint])
        assert results.outcomes[0, 0] == outcome
        assert "as stated" in results.excluded_by[0] or outcome == "pass"
        assert set(results.outcomes[1:, 0]) == {"unknown"}


def test_a_campus_with_fiber_at_its_fence_gets_its_points(
    config: Config, inputs: tuple[Sites, Layers]
) -> None:
    sites, layers = inputs
    coarse = replace(sites, frame=sites.frame.assign(coord_precision_km=60.0))
    before = screen(coarse, layers, config.profile)
    assert np.isnan(before.loc[FIRST, "value_fiber_distance_km"])
    after = screen(with_cells(coarse, fiber_distance_km=0.0), layers, config.profile)
    assert after.loc[FIRST, "value_fiber_distance_km"] == 1.0
    assert after.loc[FIRST, "score"] > 0


def test_scenarios_change_what_is_stated_once(derive):
    scaled = derive(ColumnOverride("fiber_distance_km", "scale", 2.0), fiber_distance_km=3.0).table
    assert scaled.loc[FIRST, "fiber_distance_km"] == 6.0
    assert scaled["stated_facts"].tolist() == [""] * 5
    headroom = derive(ColumnOverride("headroom_mw", "scale", 2.0), headroom_mw=30.0).table
    assert headroom.loc[FIRST, "headroom_mw"] == 60.0


def test_a_stated_line_is_the_nearest_of_every_voltage_it_has(derive, derived):
    names = [f"line_{kv}kv_distance_km" for kv in (230, 345, 500)]
    got = derive(line_distance_km=0.2, line_kv=345.0).table.loc[FIRST]
    assert got[names[:2]].tolist() == [0.2, 0.2]
    assert got["line_345kv_distance_max_km"] == 0.2
    assert got[names[2:]].astype(float).equals(derived.loc[FIRST, names[2:]].astype(float))
    nearer = derive(line_distance_km=0.2, line_kv=345.0, line_345kv_distance_km=0.1).table
    assert nearer.loc[FIRST, "line_345kv_distance_km"] == 0.1
    for alone in ({"line_distance_km": 0.2}, {"line_kv": 345.0}):
        same = derive(**alone).table.loc[FIRST, names].astype(float)
        assert same.equals(derived.loc[FIRST, names].astype(float))


@pytest.mark.parametrize(("how", "factor"), [("set", 0.0), ("scale", 3.0)])
def test_a_scenario_moves_the_low_and_high_cost_with_the_cost(derive, derived, how, factor):
    names = ["upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"]
    changed = derive(ColumnOverride("upgrade_musd", how, 3.0)).table.loc[FIRST, names]
    want = factor * derived.loc[FIRST, names] if factor else [3.0] * 3
    assert changed.tolist() == pytest.approx(list(want))


def test_facts_are_stated_without_any_layer(config: Config, inputs: tuple[Sites, Layers]) -> None:
    sites = with_cells(inputs[0], **dict.fromkeys(FACTS, 1.5))
    table = derive_facts(sites, {}, config.profile.parameters).table
    assert table.loc[FIRST, list(FACTS)].tolist() == [1.5] * len(FACTS)
    assert table.loc[REST, "fiber_distance_km"].isna().all()


def test_what_needs_the_grid_power_is_unknown_without_it(
    config: Config, inputs: tuple[Sites, Layers]
) -> None:
    """``NEED_GRID_MW`` is what the factors make of it."""
    sites, layers = inputs
    known = [
        derive_facts(
            replace(sites, frame=sites.frame.assign(grid_mw=grid_mw)),
            layers,
            config.profile.parameters,
        )
        .table.notna()
        .any()
        for grid_mw in (100.0, np.nan)
    ]
    assert set(known[0].index[known[0] & ~known[1]]) == {
        name for name in NEED_GRID_MW if known[0][name]
    }


def test_a_run_shows_what_is_stated(config: Config, tmp_path: Path) -> None:
    from screening.reporting.explain import explain
    from screening.reporting.value_formatting import format_value

    text = config.sites_path.read_text()
    lines = text.splitlines()
    stated = [
        lines[0] + ",rtt_ms",
        *(f"{line},4" for line in lines[1:2]),
        *(f"{x}," for x in lines[2:]),
    ]
    path = tmp_path / "sites.csv"
    path.write_text("\n".join(stated) + "\n")
    result = pipeline.run(replace(config, sites_path=path))
    page = explain(result, FIRST)
    assert "4.0 ms (stated)   [the sites table]" in page
    assert "(stated)" not in explain(result, "beta")
    assert format_value(result.sites.loc[FIRST], "rtt_ms", unit=False) == "4.0"
    assert is_stated(result.sites, "rtt_ms").sum() == 1
    assert any("rtt_ms at 1" in note for note in result.metadata.warnings)


def test_the_facts_of_the_registry_are_those_of_the_catalog() -> None:
    columns = {name for factor in FACTORS.values() for name in factor.columns}
    assert columns == set(COMPUTED)
