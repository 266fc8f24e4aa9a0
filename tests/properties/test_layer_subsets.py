"""Whichever kinds of layers a config has: what ``check`` accepts runs, and is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
from fixtures.weather_files import epw, made_up_year
from fixtures.world import CRS, write_raster, write_world
from shapely import box

from screening import api, pipeline, writers
from screening.catalog.kinds import KINDS
from screening.config import loader as configuration
from screening.config.settings import Config
from screening.errors import ScreeningError
from screening.model import Criterion, Layer, RasterLayer, VectorLayer
from screening.workflows.load_inputs import InputCache, Inputs, load_inputs

MORE = """
[layers.years]
kind = "climate_hourly"
path = "middle.epw"
covers = "Squareland"
[layers.stress]
kind = "water_stress"
path = "stress.gpkg"
covers = "Squareland"
[layers.deltas]
kind = "climate_deltas"
path = "deltas.tif"
covers = "Squareland"
[climate]
year = 2050
delta_dry_bulb_c = 1.5
[parameters]
metros = ["Metro"]
[conversion]
draws = 100
max_sites = 1
[robustness]
draws = 100
[profile.training.requirements]
rtt_ms_maximum = 50
carriers_count = 2
limits = { grid_mw = 1000 }
[scenario.built]
set = { fiber_distance_km = 0 }
"""
NEEDS = {
    "substation_distance_km": [{"substations"}],
    "line_345kv_distance_km": [{"transmission_lines"}],
    "upgrade_musd": [{"substations", "transmission_lines"}],
    "class_capacity_mw": [{"substations"}],
    "fiber_distance_km": [{"fiber_routes"}],
    "rtt_ms": [{"points_of_presence"}],
    "rtt_to_metro_ms": [{"points_of_presence"}],
    "hub_route_km": [{"fiber_routes"}, {"points_of_presence"}],
    "it_mw": [{"climate_normals", "climate_hourly"}],
    "climate_station_km": [{"climate_hourly"}],
    "pue_mean_future": [{"climate_normals", "climate_hourly"}],
    "water_stress_score": [{"water_stress"}],
    "evaporative_stress_score": [{"climate_normals", "climate_hourly"}],
    "grid_mw": [],
}
"""Columns to the kinds of layers that they need: one of each set."""
SUBSETS = [
    frozenset(kinds)
    for count in range(1, len(KINDS) + 1)
    for kinds in itertools.combinations(KINDS, count)
]
SAMPLE = [*({kind} for kind in KINDS), *({*KINDS} - {kind} for kind in KINDS)]


class SubsetReader(InputCache):
    """Inputs read once, with the layers of the kinds that a config has."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self.inputs = inputs

    def __call__(self, config: Config) -> Inputs:
        kinds = {spec.kind for spec in config.layers}
        layers = {kind: group for kind, group in self.inputs.layers.items() if kind in kinds}
        return replace(self.inputs, layers=layers, problems=[], notes=[])


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("world")
    path = write_world(folder)
    (folder / "middle.epw").write_text(epw(*made_up_year()))
    stress = gpd.GeoDataFrame({"bws_score": [2.5]}, geometry=[box(-102, 30, -98, 34)], crs=CRS)
    stress.to_file(folder / "stress.gpkg")
    write_raster(folder / "deltas.tif", {"delta_dry_bulb_c": 1.5, "delta_dew_point_c": 1.0})
    hubs = gpd.read_file(folder / "hubs.gpkg")
    hubs.loc[1, ["name", "kind"]] = "Metro", "metro"
    hubs.to_file(folder / "hubs.gpkg")
    sites = (folder / "sites.csv").read_text().splitlines()
    rows = [sites[0] + ",elevation_m", *(row + ",545" for row in sites[1:])]
    (folder / "sites.csv").write_text("\n".join(rows))
    path.write_text(path.read_text() + MORE)
    return configuration.load(path)


@pytest.fixture(scope="module")
def cache(config: Config) -> pipeline.RunCache:
    return pipeline.RunCache(SubsetReader(load_inputs(config)))


def with_kinds(config: Config, kinds: frozenset[str] | set[str], columns: list[str]) -> Config:
    """The config with the layers of some kinds, and a criterion on each of some columns."""
    criteria = tuple(Criterion(name, 1.0, 0.0, 100.0) for name in columns)
    metros = ("Metro",) if "points_of_presence" in kinds else ()
    parameters = replace(config.profile.parameters, metros=metros)
    profile = replace(
        config.profile, criteria=criteria, parameters=parameters, missing="renormalise"
    )
    layers = tuple(spec for spec in config.layers if spec.kind in kinds)
    return replace(config, layers=layers, profile=profile)


def computable(kinds: frozenset[str] | set[str]) -> Iterator[str]:
    for column, needs in NEEDS.items():
        if all(choice & kinds for choice in needs):
            yield column


def test_what_needs_a_kind_that_lacks_is_refused_once_for_every_subset(
    config: Config, cache: pipeline.RunCache
) -> None:
    for kinds in SUBSETS:
        some = with_kinds(config, kinds, list(NEEDS))
        problems = load_inputs(some, cache.inputs).problems
        lacking = {
            " or ".join(kind for kind in sorted(choice))
            for needs in NEEDS.values()
            for choice in needs
            if not choice & kinds
        }
        of_kinds = [text for text in problems if "expected a layer of kind" in text]
        got = {
            " or ".join(sorted(text.split("of kind ")[1].split(", got")[0].split(" or ")))
            for text in of_kinds
        }
        assert got == lacking, sorted(kinds)
        assert len(of_kinds) == len(lacking)
        rest = [text for text in problems if text not in of_kinds]
        assert all("'rtt_to_metro_ms'" in text for text in rest)
        if problems:
            with pytest.raises(ScreeningError) as refused:
                pipeline.run(some, cache=cache)
            assert list(refused.value.problems) == problems


@pytest.mark.parametrize("count", range(1, len(KINDS) + 1))
def test_what_is_accepted_runs_for_every_subset(
    count: int, config: Config, cache: pipeline.RunCache
) -> None:
    for kinds in (kinds for kinds in SUBSETS if len(kinds) == count):
        some = with_kinds(config, kinds, list(computable(kinds)))
        assert load_inputs(some, cache.inputs).problems == [], sorted(kinds)
        result = pipeline.run(some, cache=cache)
        assert result.sites.loc["alpha", "rank"] >= 1
        assert result.sites["score"].notna().any()
        assert set(computable(kinds)) <= set(result.sites)
        others = {each.profile for each in result.profile_results[1:]}
        assert others | {*result.unavailable_profiles} == {"inference"}
        if "points_of_presence" not in kinds:
            assert "no layer of kind points_of_presence" in result.unavailable_profiles["inference"]


@pytest.mark.parametrize("kinds", SAMPLE, ids=lambda kinds: "+".join(sorted(kinds)))
def test_what_is_accepted_is_written_by_every_writer(
    kinds: set[str], config: Config, cache: pipeline.RunCache, tmp_path: Path
) -> None:
    some = with_kinds(config, kinds, list(computable(kinds)))
    result = api.Screening(**vars(pipeline.run(some, cache=cache)))
    folder = result.write(tmp_path / "run")
    expected = {each.file for each in writers.WRITERS.values() if not each.opt_in}
    assert {path.name for path in folder.iterdir()} == expected | {"run.json"}
    assert "Alpha" in result.explain("alpha")


def emptied(layer: Layer) -> Layer:
    """A layer of which nothing is near: no features, no cells, no stations."""
    if isinstance(layer, VectorLayer):
        return replace(layer, frame=layer.frame.iloc[:0])
    if isinstance(layer, RasterLayer):
        return replace(layer, grid=replace(layer.grid, values=layer.grid.values[:, :0, :0]))
    arrays = {
        name: getattr(layer.stations, name)[:0]
        for name in (
            *("names", "longitude", "latitude", "elevation_m"),
            *("dry_bulb_c", "dew_point_c", "pressure_pa"),
        )
    }
    return replace(layer, stations=replace(layer.stations, **arrays))


@pytest.mark.parametrize("empty", [*({kind} for kind in KINDS), {*KINDS}], ids=sorted)
def test_empty_layers_are_run_and_written(
    empty: set[str], config: Config, cache: pipeline.RunCache, tmp_path: Path
) -> None:
    some = with_kinds(config, {*KINDS}, list(computable({*KINDS})))
    metros = () if "points_of_presence" in empty else ("Metro",)
    parameters = replace(some.profile.parameters, metros=metros)
    criteria = tuple(c for c in some.profile.criteria if metros or "metro" not in c.factor)
    some = replace(some, profile=replace(some.profile, parameters=parameters, criteria=criteria))
    assert isinstance(cache.inputs, SubsetReader)
    layers = {
        kind: [emptied(layer) for layer in group] if kind in empty else group
        for kind, group in cache.inputs.inputs.layers.items()
    }
    reader = SubsetReader(replace(cache.inputs.inputs, layers=layers))
    result = pipeline.run(some, cache=pipeline.RunCache(reader))
    assert result.sites.loc["alpha", "rank"] >= 1
    api.Screening(**vars(result)).write(tmp_path / "run")
