"""The conversion in a whole run: what a fix buys is what a run with the fix gives."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from fixtures.world import CRS, write_world
from shapely import LineString

import screening
from screening.cli.ranking_output import print_portfolio

SITES = """site_id,name,operator,status,longitude,latitude,coord_precision_km,grid_mw,land_ha
alpha,Alpha,Op 1,mining,-100.0,32.0,0.5,300,200
beta,Beta,Op 1,mining,-99.6,31.0,0.5,220,200
gamma,Gamma,Op 2,mining,-100.3,33.5,0.5,200,200
delta,Delta,Op 2,mining,-100.1,31.5,0.5,120,200
small,Small,Op 2,mining,-100.0,32.5,0.5,5,200
"""
CONFIG = """
[profile.training.requirements]
it_mw = 30
diverse_routes_count = 1
carriers_count = 0
firm_fraction = 0
[conversion]
draws = 500
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    config = write_world(tmp_path)
    (tmp_path / "sites.csv").write_text(SITES)
    config.write_text(config.read_text() + CONFIG)
    return config


def test_a_lateral_buys_what_a_run_with_the_lateral_gives(world: Path) -> None:
    before = screening.run(world)
    site = before.sites.loc["beta"]
    assert site["binding_gap"].startswith("fiber ")
    assert site["fixed_rank"] < site["rank"]
    assert f"lifts it from rank {site['rank']} to {site['fixed_rank']}" in site["verdict"]

    fiber = gpd.read_file(world.parent / "fiber.gpkg")
    lateral = gpd.GeoDataFrame(
        {"name": ["Lateral"], "provider": ["A"], "kind": ["long-haul"]},
        geometry=[LineString([(-100, 31), (-99.6, 31)])],
        crs=CRS,
    )
    (world.parent / "fiber.gpkg").unlink()
    gpd.GeoDataFrame(pd.concat([fiber, lateral], ignore_index=True), crs=CRS).to_file(
        world.parent / "fiber.gpkg"
    )
    after = screening.run(world)
    assert after.sites.loc["beta", "rank"] == site["fixed_rank"]
    others = ["alpha", "gamma"]
    pd.testing.assert_series_equal(after.sites["score"][others], before.sites["score"][others])


def test_grid_power_buys_what_a_run_with_the_power_gives(world: Path) -> None:
    before = screening.run(world)
    site = before.sites.loc["small"]
    assert site["excluded_by"]
    assert site["binding_gap"] == "4 of 30 MW IT"
    assert f"takes it from excluded to rank {site['fixed_rank']}" in site["verdict"]

    text = SITES.replace("0.5,5,200", f"0.5,{float(site['conversion_gross_mw'])!r},200")
    (world.parent / "sites.csv").write_text(text)
    after = screening.run(world)
    assert after.sites.loc["small", "rank"] == site["fixed_rank"]
    assert after.sites.loc["small", "it_mw"] == pytest.approx(30)


@pytest.mark.parametrize("fixed", ["beta", "gamma", "delta"])
def test_every_fixed_rank_is_that_of_a_run_of_its_own(world: Path, fixed: str) -> None:
    """The fix in the facts, the whole run again: same rank, whichever site it is."""
    before = screening.run(world)
    site = before.sites.loc[fixed]
    rows = pd.read_csv(world.parent / "sites.csv").set_index("site_id")
    rows.loc[fixed, "longitude"] = -100.0  # onto the route, at its own latitude
    rows.reset_index().to_csv(world.parent / "sites.csv", index=False)
    after = screening.run(world).sites.loc[fixed]
    assert after["rank"] == site["fixed_rank"]


def test_a_run_tells_its_conversion_everywhere(world: Path) -> None:
    result = screening.run(world)
    sums = result.build_list.groupby("site_id")["musd"].sum().to_dict()
    assert result.sites["conversion_musd"].to_dict() == pytest.approx(sums)
    folder = result.write(world.parent / "out")
    told = result.explain("beta")
    for words in ("Verdict", "Build list", "millions of USD 2025", "Economics", "lifts it from"):
        assert words in told
    table = pd.read_csv(folder / "sites.csv")
    assert {"verdict", "conversion_p50_musd", "npv_musd", "workload"} <= set(table.columns)
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "first fiber lateral" in page
    assert result.metadata.portfolio.sites == 4


def test_a_site_of_no_megawatts_is_converted_without_a_murmur(world: Path) -> None:
    sites = world.parent / "sites.csv"
    sites.write_text(sites.read_text() + "planned,Planned,Op 3,mining,-100.2,31.6,0.5,0,200\n")
    assert screening.run(world).sites.loc["planned", "it_mw"] == 0  # warnings are errors here


def test_the_best_are_worked_out_and_the_rest_is_told(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = screening.run(world)
    world.write_text(world.read_text().replace("draws = 500", "draws = 500\nmost_sites = 2"))
    result = screening.run(world)
    known = result.sites["conversion_musd"].notna()
    assert list(known) == [True, True, False, False, False]
    best = list(result.sites.index[:2])
    columns = ["conversion_p50_musd", "verdict", "fixed_rank"]
    pd.testing.assert_frame_equal(result.sites.loc[best, columns], whole.sites.loc[best, columns])
    assert set(result.build_list["site_id"]) == set(best)
    notes = " ".join(result.metadata.warnings)
    assert "conversion: worked out for the first 2 of 5 sites; set max_sites" in notes
    assert whole.metadata.portfolio.ranked_lower == 0
    assert result.metadata.portfolio.ranked_lower == 2  # of 4 ranked
    print_portfolio(result.metadata.portfolio, "training")
    told = capsys.readouterr().out
    assert told.startswith("Converting the 2 best-ranked sites (2 lower-ranked sites not costed): ")
    result.write(world.parent / "out")


def test_the_seed_of_the_config_reproduces(world: Path) -> None:
    one, again, other = (screening.run(world, seed=seed).sites for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(one, again)
    assert (one["conversion_p50_musd"] != other["conversion_p50_musd"]).all()
