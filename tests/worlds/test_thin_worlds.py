"""Runs of worlds with next to nothing in them: every output is written all the same."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from fixtures.world import CRS, write_world
from shapely import Point, box

from screening import api, writers
from screening.config.loader import load

FILES = {each.file for each in writers.WRITERS.values() if not each.opt_in} | {"run.json"}


def written(config: Path, folder: Path, **options: str) -> api.Screening:
    """Run, and write every output that needs no browser."""
    result = api.run(config, **options)
    result.write(folder)
    assert {path.name for path in folder.iterdir()} == FILES
    for site in result.sites.index:
        assert result.explain(str(site))
    return result


def with_sites(config: Path, *rows: str) -> None:
    header = (config.parent / "sites.csv").read_text().splitlines()[0]
    (config.parent / "sites.csv").write_text("\n".join([header, *rows]))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_world(tmp_path)


@pytest.mark.parametrize("region", ["Squareland", "-100.2,31.9,-99.9,32.1"])
def test_a_single_site(config: Path, region: str) -> None:
    with_sites(config, "alpha,Alpha,Op 1,mining,-100.0,32.0,0.5,300,Oncor")
    result = written(config, config.parent / "out", region=region)
    assert list(result.sites["rank"]) == [1]


def test_sites_of_which_nothing_is_known(config: Path) -> None:
    with_sites(config, "a,A,,mining,-100.0,32.0,,,", "b,B,,mining,-99.0,31.0,,,")
    result = written(config, config.parent / "out", profile="training")
    assert result.sites["it_mw"].isna().all()


@pytest.mark.parametrize("region", ["179,50,-179,54", None])
def test_sites_on_the_antimeridian(config: Path, region: str | None) -> None:
    with_sites(
        config,
        "west,West,Op,mining,179.95,52.0,0.5,300,U",
        "on,On,Op,mining,180.0,52.1,0.5,200,U",
        "east,East,Op,mining,-179.95,52.2,0.5,100,U",
    )
    gpd.GeoDataFrame(
        {"name": ["Near", "Far"], "voltage_kv": [345.0, 345.0]},
        geometry=[Point(-179.99, 52.0), Point(179.9, 53.0)],
        crs=CRS,
    ).to_file(config.parent / "substations.gpkg")
    text = config.read_text()
    lines = [line for line in text.splitlines() if not line.startswith("region")]
    profile = (
        "[profile.near.criteria]\nsubstation_distance_km = { weight = 1, worst = 50, best = 0 }"
    )
    text = "\n".join([*lines, profile])
    config.write_text(text.replace('covers = "Squareland"', 'covers = "179,50,-179,54"', 1))
    options = {} if region is None else {"region": region}
    result = written(config, config.parent / "out", profile="near", **options)
    assert result.sites["substation_distance_km"].max() < 25
    assert sorted(result.sites["rank"]) == [1, 2, 3]


def test_layers_of_which_nothing_is_near_the_region(config: Path) -> None:
    """Features and cells of every layer but one lie a world away."""
    stress = gpd.GeoDataFrame({"bws_score": [2.5]}, geometry=[box(10, 40, 20, 50)], crs=CRS)
    stress.to_file(config.parent / "stress.gpkg")
    more = '[layers.stress]\nkind = "water_stress"\npath = "stress.gpkg"\n'
    profile = "[profile.wet.criteria]\nwater_stress_score = { weight = 1, worst = 5, best = 0 }\n"
    text = config.read_text().replace("[layers.grid]", more + "[layers.grid]") + profile
    config.write_text(text)
    with_sites(config, "a,A,Op,mining,15.0,45.0,0.5,300,U", "b,B,Op,mining,16.0,46.0,0.5,90,U")
    result = written(config, config.parent / "out", profile="wet", region="12,42,18,48")
    assert result.sites["water_stress_score"].eq(2.5).all()
    assert not any(len(frame) for kind, frame in result.layers.items() if kind != "water_stress")


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_a_layer_file_without_features_is_refused(config: Path, suffix: str) -> None:
    empty = gpd.GeoDataFrame({"name": [], "voltage_kv": []}, geometry=[], crs=CRS)
    empty.to_file(config.parent / f"lines.{suffix}")
    config.write_text(config.read_text().replace("lines.gpkg", f"lines.{suffix}"))
    problems, _ = api.check(load(config))
    assert problems == [
        f"layer lines ({config.parent / 'lines'}.{suffix}): expected features, got none; export it "
        "again"
    ]
