"""``check`` and ``run`` find every problem of a config and its inputs, each once."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from fixtures.world import write_world
from shapely import box

from screening import api
from screening.config.loader import load
from screening.errors import ScreeningError

EDITS = {
    'boundaries = ["states.geojson"]': 'boundaries = ["states.geojson"]\ncolour = "red"',
    'kind = "fiber_routes"': 'kind = "fibre_routes"',
    'path = "lines.gpkg"': 'path = "lost.gpkg"',
    "it_mw = { weight = 3": "it_mww = { weight = 3",
    "rtt_ms = { weight = 1": "rtt_mss = { weight = 1",
    "fiber_distance_km = { weight = 1": "fiber_distance_km = { weight = -1",
}
MORE = """
water = { factor = "water_stress_score", maximum = 4 }
[profile.training.requirements]
limits = { flood_risk = 40 }
[parameters]
metros = ["Dalas"]
air_class = "recomended"
[robustness]
draws = 1
[economics]
power_usd_per_mwhh = { base = 3 }
[scenario.wet]
about = "once"
description = "twice"
parameters = { rack_kw = -1 }
"""
FAULTS = {
    "schema of a table": "screening.colour: not a known key",
    "kind of a layer": "did you mean 'fiber_routes'",
    "schema of a criterion": "criteria.fiber_distance_km.weight: expected greater than 0, got -1",
    "choice": "parameters.air_class: expected a known name, got 'recomended'; did you mean "
    "'recommended'",
    "bounds": "robustness.draws: expected greater than or equal to 100, got 1",
    "name of a number": "economics.power_usd_per_mwhh: not a known number; did you mean "
    "'power_usd_per_mwh'",
    "former key": "scenario.wet.about: expected one name of a setting, got its former name 'about' "
    "beside 'description'; remove about",
    "sites": "row 2 (Alpha): expected grid_mw to be a number, got 'lots'",
    "scenario": "scenario.wet: parameters.rack_kw: expected greater than 0, got -1",
    "file of a layer": "lost.gpkg): expected a file",
    "metro": "parameters.metros: expected a point of presence of kind metro, got 'Dalas'",
    "kind of layer that lacks": "expected a layer of kind water_stress, got kinds",
    "column of a criterion": "got 'it_mww'; did you mean 'it_mw'",
    "column of a requirement": "limits.flood_risk: expected a column",
}


def spoil(folder: Path) -> Path:
    config = write_world(folder)
    text = config.read_text()
    for old, new in EDITS.items():
        assert old in text
        text = text.replace(old, new)
    before, constraints, after = text.partition("[profile.inference.criteria]")
    config.write_text(before + MORE.lstrip() + constraints + after)
    sites = (folder / "sites.csv").read_text()
    (folder / "sites.csv").write_text(sites.replace(",0.5,300,", ",0.5,lots,"))
    return config


def found(config: Path, **options: str) -> tuple[list[str], list[str]]:
    """The problems and notes of ``check``; those of a run are the same."""
    loaded = load(config, partial=True, **options)  # type: ignore[arg-type]
    problems, notes = api.check(loaded)
    if problems:
        with pytest.raises(ScreeningError) as refused:
            api.run_config(loaded)
        assert list(refused.value.problems) == problems
    return problems, notes


def test_a_fault_in_each_room_is_reported_and_each_once(tmp_path: Path) -> None:
    problems, _ = found(spoil(tmp_path))
    for room, words in FAULTS.items():
        assert sum(words in text for text in problems) == 1, (room, words, problems)
    assert len(problems) == len(FAULTS), problems


def test_with_sites_that_can_be_read_the_other_faults_are_the_same(tmp_path: Path) -> None:
    config = spoil(tmp_path)
    write_sites = (tmp_path / "sites.csv").read_text().replace("lots", "300")
    (tmp_path / "sites.csv").write_text(write_sites)
    problems, _ = found(config)
    assert sum("got 'it_mww'; did you mean 'it_mw'" in text for text in problems) == 1
    assert sum("limits.flood_risk: expected a column" in text for text in problems) == 1
    assert len(problems) == len(FAULTS) - 1


def test_the_file_of_a_layer_is_checked_beside_a_fault_of_another_table(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    (tmp_path / "fiber.gpkg").write_bytes(b"no GeoPackage")
    (tmp_path / "substations.gpkg").unlink()
    config.write_text(config.read_text() + "[climate]\nyaer = 2050\n")
    problems, _ = found(config)
    assert len(problems) == 3, problems
    for words in ("climate.yaer", "fiber.gpkg", "substations.gpkg"):
        assert sum(words in text for text in problems) == 1


def test_a_lost_file_is_reported_beside_a_fault_of_its_own_table(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    for name in ("sites.csv", "fiber.gpkg", "substations.gpkg"):
        (tmp_path / name).unlink()
    text = config.read_text()
    for old, new in (
        ("[sites]\npath", "[sites]\nwher = 3\npath"),
        ('kind = "fiber_routes"', 'kind = "fiber"'),
        ('kind = "substations"', 'kind = "substations"\ncompleteness = 1'),
    ):
        assert old in text
        text = text.replace(old, new)
    config.write_text(text)
    problems, _ = found(config)
    for words in (
        *("sites.wher", "expected a kind of layer, got 'fiber'", "completeness"),
        *("sites.csv: expected a file", "fiber.gpkg): expected a file"),
        "layer grid (" + str(tmp_path / "substations.gpkg") + "): expected a file",
    ):
        assert sum(words in text for text in problems) == 1, (words, problems)
    assert len(problems) == 6, problems


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (('kind = "fiber_routes"', 'kind = "fiber"'), "expected a kind of layer, got 'fiber'"),
        (('path = "fiber.gpkg"', 'pth = "fiber.gpkg"'), "layers.fiber"),
        (('[sites]\npath = "sites.csv"', "[sites]\npath = 3"), "sites.path"),
        (('region = "Squareland"', "region = 5"), "screening.region"),
        (('boundaries = ["states.geojson"]', 'boundaries = "states.geojson"'), "boundaries"),
        (("it_mw = { weight = 3,", "it_mw = { weight = 3, wheight = 2,"), "wheight"),
        (('[screening]\nname = "demo"', "[screening]\nname = 5"), "screening.name"),
        (("[profile.training.", "[profile.trainning."), "did you mean 'trainning'"),
    ],
)
def test_what_follows_from_a_fault_of_the_config_is_not_reported(
    edit: tuple[str, str], words: str, tmp_path: Path
) -> None:
    config = write_world(tmp_path)
    text = config.read_text()
    assert edit[0] in text
    config.write_text(text.replace(*edit))
    problems, _ = found(config)
    assert all(words in text for text in problems), problems
    assert 1 <= len(problems) <= 2  # a key that is not known, and the one that lacks


@pytest.mark.parametrize("lost", [["states.geojson"], ["states.geojson", "more.geojson"]])
def test_boundaries_that_are_missing_are_the_only_problem(lost: list[str], tmp_path: Path) -> None:
    """Names of regions, of what layers cover, and of a table's states follow from them."""
    config = write_world(tmp_path)
    (tmp_path / "stress.csv").write_text("state,water_stress_score\nSQ,2.5\nEM,1\n")
    layer = '[layers.stress]\nkind = "water_stress"\npath = "stress.csv"\n'
    names = ", ".join(f'"{name}"' for name in lost)
    text = config.read_text().replace('["states.geojson"]', f"[{names}]")
    config.write_text(text.replace("[layers.grid]", layer + "[layers.grid]"))
    (tmp_path / "states.geojson").unlink()
    problems, _ = found(config)
    assert len(problems) == len(lost), problems
    for name, problem in zip(lost, problems, strict=True):
        assert name in problem


def test_a_scenario_that_cannot_be_run_is_noted(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    more = '[scenario.later]\ncopy = { pue_mean = "pue_mean_future" }\n'
    more += "[scenario.dry]\nset = { water_stress_score = 5 }\n"
    more += "[scenario.built]\nset = { fiber_distance_km = 0 }\n"
    more += '[scenario.air]\nparameters = { rack_water_class = "none" }\n'
    config.write_text(config.read_text() + more)
    problems, notes = found(config)
    assert problems == []
    said = [note for note in notes if note.startswith("scenario ")]
    assert said == [
        "scenario later cannot be run: climate.year is not set, for scenario.later.copy.pue_mean",
        "scenario dry cannot be run: no layer of kind water_stress, for scenario.dry.set",
        said[2],
    ]
    assert said[2].startswith(
        "scenario air cannot be run: parameters: expected racks that a cooling design suits"
    )
    for name, words in (("later", "climate.year"), ("dry", "of kind water_stress")):
        problems, _ = found(config, scenario=name)
        assert len(problems) == 1
        assert words in problems[0]
    assert found(config, scenario="built")[0] == []


def test_scenarios_are_not_blamed_for_a_kind_that_is_misspelt(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    config.write_text(
        config.read_text().replace('kind = "fiber_routes"', 'kind = "fibre"')
        + "[scenario.built]\nset = { fiber_distance_km = 0 }\n"
    )
    problems, notes = api.check(load(config, partial=True))
    assert [text for text in problems if "expected a kind of layer" in text]
    assert not [text for text in notes if "scenario" in text]


def test_another_profile_that_cannot_be_computed_is_noted_and_left_out(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    hubs = config.read_text().partition("[layers.hubs]")
    config.write_text(hubs[0] + hubs[2][hubs[2].index("[layers.climate]") :])
    problems, notes = found(config)
    assert problems == []
    reason = "no layer of kind points_of_presence, for criteria.rtt_ms"
    assert f"profile inference cannot be computed: {reason}" in notes
    result = api.run(config)
    assert result.unavailable_profiles == {"inference": reason}
    assert [each.profile for each in result.profile_results] == ["training"]
    problems, _ = found(config, profile="inference")
    assert len(problems) == 1
    assert "expected a layer of kind points_of_presence" in problems[0]
    assert "profile.inference.criteria.rtt_ms" in problems[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"profile": "trainin"}, "got 'trainin'; did you mean 'training'"),
        ({"scenario": "buillt"}, "got 'buillt'; did you mean 'built'"),
        ({"region": "Squarland"}, "Squareland"),
    ],
)
def test_a_name_that_is_misspelt_is_suggested(
    options: dict[str, str], words: str, tmp_path: Path
) -> None:
    config = write_world(tmp_path)
    config.write_text(config.read_text() + "[scenario.built]\nset = { fiber_distance_km = 0 }\n")
    problems, _ = found(config, **options)
    assert len(problems) == 1
    assert words in problems[0]


def test_a_national_table_does_not_make_a_region_covered(tmp_path: Path) -> None:
    """The criteria do not need it; and where they do, the others are told one by one."""
    config = write_world(tmp_path)
    stress = gpd.GeoDataFrame({"bws_score": [2.5]}, geometry=[box(-125, 25, -66, 49)], crs=4326)
    stress.to_file(tmp_path / "stress.gpkg")
    more = '[layers.stress]\nkind = "water_stress"\npath = "stress.gpkg"\n'
    config.write_text(config.read_text().replace("[layers.grid]", more + "[layers.grid]"))
    with (tmp_path / "sites.csv").open("a") as sites:
        sites.write("far,Far,Op 1,mining,-89.0,31.0,0.5,100,AEP\n")
    problems, _ = found(config, region="Emptia")
    assert len(problems) == 1
    assert "region Emptia: expected layers that cover it, got none of the kinds" in problems[0]
    assert "stress" not in problems[0].partition("known extents")[2].partition("; choose")[0]
    text = config.read_text()
    criterion = "water_stress_score = { weight = 1, worst = 5, best = 0 }\n"
    config.write_text(text.replace("it_mw = {", criterion + "it_mw = {"))
    problems, notes = found(config, region="Emptia")
    assert problems == []
    assert (
        "criterion fiber_distance_km: no layer of kind fiber_routes covers a site in Emptia; "
        "unknown at all 1 sites" in notes
    )
    result = api.run(config, region="Emptia")
    result.write(tmp_path / "out")
    assert result.sites["water_stress_score"].notna().all()
    _, notes = found(config, region="-102,30,-88,34")
    assert (
        "criterion fiber_distance_km: no layer of kind fiber_routes covers 1 of 6 sites, where it "
        "is unknown: far" in notes
    )


def test_a_profile_without_criteria_on_layers_needs_no_coverage(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    with (tmp_path / "sites.csv").open("a") as sites:
        sites.write("far,Far,Op 1,mining,-89.0,31.0,0.5,100,AEP\n")
    own = "[profile.own.criteria]\ngrid_mw = { weight = 1, worst = 0, best = 500 }\n"
    config.write_text(config.read_text() + own)
    assert found(config, profile="own", region="Emptia")[0] == []
    result = api.run(config, profile="own", region="Emptia")
    result.write(tmp_path / "out")  # rasters without cells, layers without features
    assert list(result.sites["rank"]) == [1]
