"""Files of one's own, each measured from nine lines of config: judged, written, explained."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from fixtures.custom_layers import FLOOD, LAND, PARCELS, SEISMIC, write_custom_world
from fixtures.world import write_world
from openpyxl import load_workbook
from pyproj import Geod
from shapely import GeometryCollection, LineString, Point, Polygon

import screening
from screening.api import check
from screening.catalog.declared_measures import declare_measures, declared_measures
from screening.catalog.fields import get_field
from screening.cli.app import cli
from screening.config import loader
from screening.errors import ScreeningError
from screening.readers.runs import read_run
from screening.reporting.explain import explain
from screening.workflows.run_diff import compare
from screening.workflows.site_screening import screen

FACTS = ("in_flood_zone", "peak_ground_acceleration_g", "industrial_land_acres")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("custom")


@pytest.fixture(scope="module")
def result(folder: Path) -> screening.Screening:
    run = screening.run(write_custom_world(folder))
    run.write(folder / "out")
    return run


def test_each_is_nine_lines_of_config() -> None:
    for text in (FLOOD, SEISMIC, LAND):
        assert len(text.strip().splitlines()) <= 10  # the heading and nine lines


def test_facts_are_those_of_the_files(result: screening.Screening, folder: Path) -> None:
    sites = result.sites
    assert sites["in_flood_zone"].to_dict() == {
        "alpha": 0.0, "beta": 1.0, "gamma": 0.0, "small": 0.0, "dark": 0.0,
    }  # fmt: skip
    with rasterio.open(folder / "pga.tif") as file:
        for name, row in sites.iterrows():
            (value,) = next(file.sample([(row.longitude, row.latitude)]))
            assert row["peak_ground_acceleration_g"] == pytest.approx(float(value)), name
    parcels = pd.read_csv(folder / "parcels.csv").query("use == 'industrial'")
    for name, row in sites.iterrows():
        there = parcels[["lon", "lat"]].to_numpy().T
        here = np.broadcast_to(np.array([[row.longitude], [row.latitude]]), there.shape)
        km = Geod(ellps="WGS84").inv(*here, *there)[2] / 1000
        expected = parcels["acres"][km <= 5.0].sum()
        assert row["industrial_land_acres"] == pytest.approx(expected), name


def test_criteria_and_constraints_judge_by_them(result: screening.Screening) -> None:
    sites = result.sites
    assert sites.loc["alpha", "value_industrial_land_acres"] == 1.0
    assert sites.loc["dark", "value_industrial_land_acres"] == 0.0
    failed = "flood: Flood zone 1, at most 0 (no flood zones)"
    assert sites.loc["beta", "excluded_by"].startswith(failed)
    assert sites.loc["alpha", "constraint_quakes"] == "pass"
    assert sites.loc["alpha", "rank"] == 1


def test_what_was_read_is_told(result: screening.Screening) -> None:
    told = "\n".join(result.metadata.warnings)
    assert "flood: left out 1 of 3 features by ZONE: 1 X" in told
    assert "parcels: left out 1 of 4 features by use: 1 farm" in told
    assert "declares the unit '%g' and is taken as g" in told


def test_every_output_has_the_facts_with_title_unit_and_source(
    result: screening.Screening, folder: Path
) -> None:
    out = folder / "out"
    columns = pd.read_csv(out / "sites.csv").columns
    frame = pyogrio.read_dataframe(out / "screening.gpkg", layer="sites")
    for name in FACTS:
        assert name in columns
        assert name in frame
        assert name in gpd.read_parquet(out / "sites.parquet")
    page = (out / "report.html").read_text(encoding="utf-8")
    card = (out / "map.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(out / "sites.kmz") as archive:
        balloons = archive.read("doc.kml").decode()
    book = load_workbook(out / "sites.xlsx")
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    for text in ("Flood zone", "Peak ground acceleration", "Industrial land acres"):
        assert all(text in output for output in (page, card, balloons)), text
        assert any(text in cell for cell in cells), text
    assert "county survey; layer flood (flood_zones.gpkg)" in page
    assert "county survey; layer flood (flood_zones.gpkg)" in cells
    assert get_field("peak_ground_acceleration_g").label == "Peak ground acceleration [g]"


def test_every_output_draws_the_layers(result: screening.Screening, folder: Path) -> None:
    out = folder / "out"
    package = out / "screening.gpkg"
    zones = pyogrio.read_dataframe(package, layer="custom_in_flood_zone")
    assert zones["name"].tolist() == ["River", "Creek"]
    land = pyogrio.read_dataframe(package, layer="custom_industrial_land_acres")
    assert set(land.geom_type) == {"Point"}
    assert land["value"].tolist() == [40.0, 60.0, 7.0]
    styles = pyogrio.read_dataframe(package, layer="layer_styles")
    assert {"custom_in_flood_zone", "custom_industrial_land_acres"} <= set(styles["f_table_name"])
    with zipfile.ZipFile(out / "screening.qgz") as archive:
        project = archive.read("screening.qgs").decode()
    with zipfile.ZipFile(out / "sites.kmz") as archive:
        document = archive.read("doc.kml").decode()
    page = (out / "report.html").read_text(encoding="utf-8")
    for title in ("Flood zone", "Industrial land acres", "Peak ground acceleration [g]"):
        assert f'name="{title}"' in project
        assert f"<name>{title}</name>" in document
        assert f"<b>{title}</b>" in page


def test_explain_says_what_where_from(result: screening.Screening) -> None:
    text = explain(result, "beta")
    assert "Layers of your own" in text
    assert "Flood zone" in text
    assert "[county survey; layer flood (flood_zones.gpkg)]" in text
    assert re.search(r"Peak ground acceleration +0\.38 ± 0\.01 g   \[layer seismic", text)
    assert "In flood zone" not in text


def test_a_run_that_is_read_back_is_described_alike(
    result: screening.Screening, folder: Path
) -> None:
    declare_measures(())
    again = read_run(folder / "out")
    assert set(again.layers) >= {"custom_in_flood_zone", "custom_industrial_land_acres"}
    assert (
        explain(again, "beta").split("Layers of your own")[1].split("\n\n")[0]
        == (explain(result, "beta").split("Layers of your own")[1].split("\n\n")[0])
    )
    record = json.loads((folder / "out" / "run.json").read_text())
    assert record["config"]["layers"]["parcels"]["geometry"] == "point"


def test_screening_as_a_function_knows_them_by_its_arguments(folder: Path) -> None:
    config = loader.load(folder / "config.toml")
    inputs = screening.api.load_inputs(config)
    _, sites, layers, _ = inputs.complete()
    declare_measures(())
    facts = screen(sites, layers, config.profile)
    assert facts.loc["beta", "constraint_flood"] == "fail"


def world(folder: Path, text: str, rows: str = "") -> Path:
    config = write_custom_world(folder)
    config.write_text(config.read_text() + text)
    if rows:
        (folder / "sites.csv").write_text(rows)
    return config


ROWS = """site_id,name,status,longitude,latitude,coord_precision_km,grid_mw,{column}
alpha,Alpha,mining,-100.0,32.0,0.5,300,{alpha}
beta,Beta,mining,-99.0,31.0,0.5,100,{beta}
"""


def test_a_site_that_states_the_fact_wins(tmp_path: Path) -> None:
    rows = ROWS.format(column="in_flood_zone", alpha="1", beta="")
    result = screening.run(world(tmp_path, "", rows))
    sites = result.sites
    assert sites.loc[["alpha", "beta"], "in_flood_zone"].tolist() == [1.0, 1.0]
    assert sites.loc["alpha", ["in_flood_zone_min", "in_flood_zone_max"]].tolist() == [1.0, 1.0]
    assert sites.loc["alpha", "stated_facts"] == "in_flood_zone"
    assert "as stated" in sites.loc["alpha", "excluded_by"]
    assert "(stated)" in explain(result, "alpha") or "the sites table" in explain(result, "alpha")


def test_a_stated_fact_is_exact_where_the_measure_has_a_precision(tmp_path: Path) -> None:
    rows = ROWS.format(column="industrial_land_acres", alpha="70", beta="")
    sites = screening.run(world(tmp_path, "", rows)).sites
    assert sites.loc["alpha", "industrial_land_acres"] == 70.0
    assert sites.loc["alpha", "industrial_land_acres_precision"] == 0.0
    rows = ROWS.format(column="industrial_land_acres", alpha="-70", beta="")
    with pytest.raises(ScreeningError, match="expected industrial_land_acres of 0 or more"):
        screening.run(world(tmp_path, "", rows))


@pytest.mark.parametrize("title", ["Sites", "Substations", "Region", "Land use"])
def test_a_title_may_be_that_of_another_table(tmp_path: Path, title: str) -> None:
    config = write_custom_world(tmp_path)
    config.write_text(config.read_text().replace('title = "Flood zone"', f'title = "{title}"'))
    screening.run(config).write(tmp_path / "out", only=["geopackage"])
    tables = pyogrio.list_layers(tmp_path / "out" / "screening.gpkg")[:, 0]
    assert "custom_in_flood_zone" in tables


@pytest.mark.parametrize("title", ["Peak ground ACCELERATION", "Substation distance"])
def test_a_title_that_another_column_has_is_refused(tmp_path: Path, title: str) -> None:
    config = write_custom_world(tmp_path)
    config.write_text(config.read_text().replace('title = "Flood zone"', f'title = "{title}"'))
    with pytest.raises(ScreeningError, match="title: expected one that no other column has"):
        screening.run(config)


def test_a_stated_text_is_an_error_and_a_column_beside_the_fact_is_renamed(tmp_path: Path) -> None:
    rows = ROWS.format(column="in_flood_zone", alpha="yes", beta="no")
    with pytest.raises(ScreeningError, match="in_flood_zone"):
        screening.run(world(tmp_path, "", rows))
    rows = ROWS.format(column="in_flood_zone_max", alpha="9", beta="9")
    sites = screening.run(world(tmp_path, "", rows)).sites
    assert sites["in_flood_zone_max"].tolist() == [0.0, 1.0]
    assert sites["in_flood_zone_max_input"].tolist() == [9, 9]


def test_a_scenario_changes_the_fact_and_the_layer(tmp_path: Path) -> None:
    text = """
[scenario.drained.set]
in_flood_zone = 0
[scenario.wider.layers.parcels]
radius_km = 200
"""
    config = world(tmp_path, text)
    assert not check(loader.load(config))[0]
    drained = screening.run(config, scenario="drained").sites
    assert drained["in_flood_zone"].tolist() == [0.0] * len(drained)
    assert (drained["in_flood_zone_max"] == 0.0).all()
    wider = screening.run(config, scenario="wider").sites
    assert wider.loc["beta", "industrial_land_acres"] == 107.0


def test_a_scenario_that_breaks_a_layer_is_noted_for_that_alone(tmp_path: Path) -> None:
    config = world(tmp_path, '[scenario.odd.layers.flood]\nmeasure = "foo"\n')
    problems, notes = check(loader.load(config))
    assert problems == []
    (note,) = (note for note in notes if note.startswith("scenario"))
    assert note.startswith(
        "scenario odd cannot be run: layers.flood.measure: expected a measure, got 'foo'"
    )


def test_a_coarse_position_leaves_the_fact_undecided_and_ranks_by_its_bounds(
    tmp_path: Path,
) -> None:
    text = """
[profile.training.criteria.in_flood_zone]
weight = 1
worst = 1
best = 0
"""
    rows = ROWS.format(column="utility", alpha="", beta="").replace(",0.5,100", ",40,100")
    result = screening.run(world(tmp_path, text, rows))
    beta = result.sites.loc["beta"]
    assert np.isnan(beta["in_flood_zone"])
    assert (beta["in_flood_zone_min"], beta["in_flood_zone_max"]) == (0.0, 1.0)
    assert beta["in_flood_zone_why"] == "the border is 1.0 km off, the position known to ± 40.0 km"
    assert beta["constraint_flood"] == "unknown"
    assert beta["excluded_by"] == ""
    assert "flood: Flood zone between 0 and 1" in beta["unverified"]
    assert beta["peak_ground_acceleration_g_precision"] > 0.05
    assert any("known only between two bounds" in note for note in result.metadata.warnings)


def test_beyond_what_the_layer_covers_all_is_unknown(tmp_path: Path) -> None:
    config = world(tmp_path, "")
    west = FLOOD.replace('covers = "Squareland"', 'covers = "-102,30,-99.5,34"')
    config.write_text(config.read_text().replace(FLOOD, west))
    result = screening.run(config)
    beta = result.sites.loc["beta"]
    assert beta[["in_flood_zone", "in_flood_zone_min", "in_flood_zone_max"]].isna().all()
    assert any(
        note.startswith("constraint flood (in_flood_zone): no layer of kind custom_in_flood_zone")
        for note in result.metadata.warnings
    )


def test_a_layer_of_a_criterion_covers_the_region_by_itself(tmp_path: Path) -> None:
    config = write_world(tmp_path)
    write_custom_world(tmp_path)
    head, _ = config.read_text().split("[layers.grid]")
    text = f"{head}{FLOOD}[profile.training.criteria]\n"
    config.write_text(text + "in_flood_zone = { weight = 1, worst = 1, best = 0 }\n")
    sites = screening.run(config).sites
    assert sites["score"].notna().all()
    assert sites.loc["beta", "score"] == 0.0
    far = text.replace('covers = "Squareland"', 'covers = "-99.05,30.95,-99.02,30.98"')
    config.write_text(far + "in_flood_zone = { weight = 1, worst = 1, best = 0 }\n")
    with pytest.raises(ScreeningError, match="expected layers that cover it"):
        screening.run(config)


OTHER = '[layers.own]\nkind = "custom"\ncovers = "Squareland"\n'
POINTS, LINES = 'path = "points.gpkg"\n', 'path = "strings.gpkg"\n'
WRONG: tuple[tuple[str, str, list[str]], ...] = (
    ("nothing", POINTS, ["own.measure: expected a measure, got nothing", "own.name: "]),
    ("measure", POINTS + 'measure = "near"\nname = "a_km"\nunit = "km"\n',
     ["own.measure: expected a measure, got 'near'; known: count_within, inside"]),
    ("length of points", POINTS + 'measure = "length_within"\nradius_km = 3\nname = "a_km"\n',
     ["layer own (", "expected lines, got point"]),
    ("inside points", POINTS + 'measure = "inside"\nname = "a"\n',
     ["expected polygons, got point"]),
    ("share of lines", LINES + 'measure = "share_within"\nradius_km = 3\nname = "a_fraction"\n',
     ["expected polygons, got linestring"]),
    ("no such column", POINTS + 'measure = "sum_within"\ncolumn = "b"\nradius_km = 3\n'
     'name = "a_ha"\nunit = "ha"\n', ["column: expected a column of the file, got 'b'; known: a"]),
    ("text column", POINTS + 'measure = "sum_within"\ncolumn = "word"\nradius_km = 3\n'
     'name = "a_ha"\nunit = "ha"\n', ["column: expected numbers of 0 or more, got none in 'word'"]),
    ("lacking", POINTS + 'measure = "sum_within"\nname = "a_ha"\nunit = "ha"\n',
     ["own.column: expected the column of the file", "own.radius_km: expected the radius"]),
    ("needless", POINTS + 'measure = "nearest_km"\nname = "a_km"\nradius_km = 2\ncolumn = "a"\n',
     ["own.column: expected none", "own.radius_km: expected none"]),
    ("radius", POINTS + 'measure = "count_within"\nname = "a_count"\nradius_km = 0\n',
     ["own.radius_km: expected greater than 0"]),
    ("unit", POINTS + 'measure = "nearest_km"\nname = "a_km"\nunit = "mi"\n',
     ["own.unit: expected 'km' with measure 'nearest_km', got 'mi'"]),
    ("ending", POINTS + 'measure = "nearest_km"\nname = "school"\n',
     ["own.name: expected it to end with '_km', got 'school'; rename it to school_km"]),
    ("ours", POINTS + 'measure = "nearest_km"\nname = "fiber_distance_km"\n',
     ["own.name: expected one of your own, got 'fiber_distance_km', a column of this program"]),
    ("our detail", POINTS + 'measure = "nearest_km"\nname = "fiber_km"\n',
     ["own.name: expected one of your own, got 'fiber_km', whose column 'fiber_precision_km'"]),
    ("metro", POINTS + 'measure = "nearest_km"\nname = "rtt_to_a_ms"\n',
     ["own.name: expected one of your own, got 'rtt_to_a_ms'"]),
    ("taken", POINTS + 'measure = "sum_within"\ncolumn = "a"\nradius_km = 3\nunit = "-"\n'
     'name = "in_flood_zone_max"\n',
     ["own.name: expected a name that no other layer has, got 'in_flood_zone_max'"]),
    ("twice", 'path = "flood_zones.gpkg"\nmeasure = "inside"\nname = "in_flood_zone"\n',
     ["own.name: expected a name that no other layer has, got 'in_flood_zone'"]),
    ("raster inside", 'path = "pga.tif"\nmeasure = "inside"\nname = "a"\n',
     ["own.measure: expected one that a raster (pga.tif) has, got 'inside'"]),
    ("mean of points", POINTS + 'measure = "mean_within"\nradius_km = 2\nname = "a"\nunit = "g"\n',
     ["own.measure: expected one that features (points.gpkg) have, got 'mean_within'"]),
    ("band", 'path = "pga.tif"\nmeasure = "value_at"\ncolumn = "PGV"\nname = "a"\nunit = "g"\n',
     ["column: expected a band of the file, got 'PGV'; known: 1 PGA"]),
    ("bands", 'path = "climate.tif"\nmeasure = "value_at"\nname = "a_c"\nunit = "°C"\n',
     ["lacks a_c", 'write column = "1" with the number or description of the band']),
    ("filter", 'path = "pga.tif"\nmeasure = "value_at"\nname = "a"\nunit = "g"\n'
     'where = { a = ["1"] }\n', ["own.where: expected it of features, got a raster"]),
    ("life cycle", POINTS + 'measure = "nearest_km"\nname = "a_km"\ninclude = ["retired"]\n',
     ["own: include: expected none"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_what_does_not_fit_is_told_and_nothing_else(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    config = write_custom_world(tmp_path)
    points = gpd.GeoDataFrame({"a": [1], "word": ["x"]}, geometry=[Point(-100, 32)], crs=4326)
    points.to_file(tmp_path / "points.gpkg")
    points.set_geometry([LineString([(-100, 32), (-99, 32)])], crs=4326).to_file(
        tmp_path / "strings.gpkg"
    )
    config.write_text(config.read_text() + OTHER + text)
    problems, _ = check(loader.load(config, partial=True))
    assert len(problems) == max(1, sum(part.startswith("own.") for part in expected)), problems
    for part in expected:
        assert any(part in problem for problem in problems), (part, problems)


def test_what_needs_a_faulty_layer_is_not_blamed_too(tmp_path: Path) -> None:
    config = world(tmp_path, "")
    config.write_text(config.read_text().replace('measure = "inside"', 'measure = "within"'))
    problems, _ = check(loader.load(config, partial=True))
    assert len(problems) == 1
    assert "layers.flood.measure: expected a measure, got 'within'" in problems[0]
    config.write_text(config.read_text().replace("radius_km = 5", 'radius_km = "five"'))
    problems, _ = check(loader.load(config, partial=True))
    assert len(problems) == 2
    assert any("layers.parcels.radius_km" in problem for problem in problems)


def test_keys_of_custom_layers_are_refused_for_others(tmp_path: Path) -> None:
    config = world(tmp_path, "")
    config.write_text(config.read_text().replace("[layers.lines]", "[layers.lines]\nradius_km = 4"))
    (problem,), _ = check(loader.load(config, partial=True))
    assert "layers.lines.radius_km: expected it of a layer of kind custom" in problem


def test_the_command_lists_the_columns_of_a_config(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*arguments: str) -> str:
        cli.main([*arguments], prog_name="screening", standalone_mode=False)
        return capsys.readouterr().out

    listed = json.loads(command("fields", "--json", "--config", str(folder / "config.toml")))
    fields = {field["name"]: field for field in listed}
    assert fields["in_flood_zone"]["alias"] == "Flood zone"
    assert fields["industrial_land_acres"]["unit"] == "acre"
    assert fields["industrial_land_acres"]["precision"] == "industrial_land_acres_precision"
    plain = command("fields")
    assert "in_flood_zone" not in plain


MEASURES = """
[layers.near]
kind = "custom"
path = "parcels.csv"
covers = "Squareland"
measure = "nearest_km"
name = "parcel_distance_km"
[layers.many]
kind = "custom"
path = "parcels.csv"
covers = "Squareland"
measure = "count_within"
radius_km = 5
name = "parcels_count"
[layers.long]
kind = "custom"
path = "lines.gpkg"
covers = "Squareland"
measure = "length_within"
radius_km = 50
name = "line_length_km"
[layers.share]
kind = "custom"
path = "flood_zones.gpkg"
covers = "Squareland"
measure = "share_within"
radius_km = 10
name = "flooded_fraction"
[layers.zone]
kind = "custom"
path = "stress.geojson"
covers = "Squareland"
measure = "value_at"
column = "score"
name = "stress_score"
unit = "-"
[layers.mean]
kind = "custom"
path = "pga.tif"
covers = "Squareland"
measure = "mean_within"
column = "1"
radius_km = 30
name = "mean_acceleration_g"
unit = "g"
digits = 3
"""


def test_every_other_measure_is_known_where_it_is_covered(tmp_path: Path) -> None:
    config = world(tmp_path, MEASURES)
    states = gpd.read_file(tmp_path / "states.geojson")
    states.assign(score=[2.5, 4.0]).to_file(tmp_path / "stress.geojson")
    result = screening.run(config)
    result.write(tmp_path / "out")
    alpha = result.sites.loc["alpha"]
    nearest_km = Geod(ellps="WGS84").inv(-100, 32, -100.01, 32)[2] / 1000
    assert alpha["parcel_distance_km"] == pytest.approx(nearest_km)
    assert alpha["parcel_distance_precision_km"] == 0.5
    assert alpha["parcels_count"] == 2
    assert 95 < alpha["line_length_km"] < 100.1  # along the parallel, nearly through the site
    assert alpha["stress_score"] == 2.5
    assert 0.2 < alpha["mean_acceleration_g"] < 0.3
    assert 0 <= alpha["flooded_fraction"] <= 1
    drawn = pyogrio.read_dataframe(
        tmp_path / "out" / "screening.gpkg", layer="custom_line_length_km"
    )
    assert set(drawn.geom_type) == {"MultiLineString"}
    assert get_field("mean_acceleration_g").digits == 3


@pytest.mark.parametrize("name", ["name", "status", "grid_mw", "longitude", "site_id"])
def test_a_name_of_the_program_is_told_whatever_the_sites_hold(tmp_path: Path, name: str) -> None:
    config = write_custom_world(tmp_path)
    config.write_text(config.read_text().replace('name = "in_flood_zone"', f'name = "{name}"'))
    with pytest.raises(ScreeningError, match=f"got '{name}', a column of this program"):
        screening.run(config)


def test_runs_that_measure_one_name_in_two_units_are_compared_each_in_its_own(
    tmp_path: Path,
) -> None:
    config = write_custom_world(tmp_path)
    text = config.read_text()
    screening.run(config).write(tmp_path / "acres")
    config.write_text(text.replace('unit = "acre"', 'unit = "hectare"'))
    (tmp_path / "parcels.csv").write_text(PARCELS.replace("40,ind", "20,ind"))
    screening.run(config).write(tmp_path / "hectares")
    acres, hectares = (read_run(tmp_path / name) for name in ("acres", "hectares"))
    why = compare(acres, hectares).set_index("site_id")["why"]
    found = re.search("Industrial land acres [^→]* acre → [^→]* hectare", why["alpha"])
    assert found, why["alpha"]
    assert not [each for each in declared_measures() if each.unit == "acre"]


def test_areas_of_geometry_collections_are_areas(tmp_path: Path) -> None:
    config = write_custom_world(tmp_path)
    zones = gpd.read_file(tmp_path / "flood_zones.gpkg")
    zones.geometry = [GeometryCollection([each, Point(-100, 31)]) for each in zones.geometry]
    zones.to_file(tmp_path / "flood_zones.gpkg")
    result = screening.run(config)
    assert result.sites.loc["beta", "in_flood_zone"] == 1.0
    assert any("took the areas alone of 3" in note for note in result.metadata.warnings)


def test_features_of_one_place_that_any_column_tells_apart_are_several(tmp_path: Path) -> None:
    config = write_custom_world(tmp_path)
    rows = "unit,lon,lat,acres,use\n" + "".join(
        f"{unit},-100.01,32.0,40,industrial\n" for unit in ("east", "east", "west")
    )
    (tmp_path / "parcels.csv").write_text(rows)
    result = screening.run(config)
    assert result.sites.loc["alpha", "industrial_land_acres"] == 80.0
    assert any("left out 1 of 3 features that repeat" in note for note in result.metadata.warnings)


def test_invalid_areas_are_repaired_and_told(tmp_path: Path) -> None:
    config = world(tmp_path, "")
    bow = Polygon([(-100.2, 31.9), (-99.8, 32.1), (-99.8, 31.9), (-100.2, 32.1)])
    frame = gpd.GeoDataFrame({"ZONE": ["A", "AE"]}, geometry=[bow, bow], crs=4326)
    frame.to_file(tmp_path / "flood_zones.gpkg")
    result = screening.run(config)
    assert any("flood: repaired 2" in note for note in result.metadata.warnings)
    assert result.sites.loc["beta", "in_flood_zone"] == 0.0


def test_the_schema_describes_the_keys() -> None:
    table = loader.json_schema()["$defs"]["LayerTable"]["properties"]
    assert "custom" in table["kind"]["enum"]
    for key in ("measure", "name", "unit", "title", "column", "radius_km", "digits"):
        assert table[key]["description"].startswith("Of kind custom: "), key


def test_a_title_is_one_line_and_its_marks_are_text(tmp_path: Path) -> None:
    config = world(tmp_path, "")
    odd = config.read_text().replace('title = "Flood zone"', "title = '<i>Zone</i> & \"co\"'")
    config.write_text(odd)
    screening.run(config).write(tmp_path / "out")
    for file in ("report.html", "map.html"):
        assert "<i>Zone" not in (tmp_path / "out" / file).read_text(encoding="utf-8")
    config.write_text(odd.replace("<i>Zone", "Zone\t"))
    with pytest.raises(ScreeningError, match=r"layers\.flood\.title: expected a plain name"):
        screening.run(config)
