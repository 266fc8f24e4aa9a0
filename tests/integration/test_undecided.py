"""A substation of unknown voltage next door: not excluded, not priced as 40 km, and told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner

from screening import api
from screening.cli.app import cli
from screening.model import ScreeningResult

CONFIG = """
[screening]
name = "unknown-voltage"
profile = "training"
[sites]
path = "site.csv"
[layers.lines]
kind = "transmission_lines"
path = "lines.geojson"
[layers.subs]
kind = "substations"
path = "subs.geojson"
[profile.training]
method = "wsm"
missing = "unknown"
parameters = { substation_kv = 138, metros = [] }
[profile.training.criteria]
line_345kv_distance_km = { weight = 1, worst = 50, best = 0 }
MORE
[profile.training.constraints]
substation_in_reach = { factor = "substation_distance_km", maximum = 32, reason = "a tie line" }
"""
SITE = (
    "site_id,name,longitude,latitude,grid_mw,coord_precision_km\n"
    "x,X,-77.0,43.0,100,0.5\n"
    "y,Y,-77.01,43.355,100,0.5\n"
)
LINES = [(43.36, "345"), (42.5, "345")]
SUBSTATIONS = [
    ("NEXT DOOR", -999999, -77.0, 43.007),
    ("FAR", 345, -77.0, 43.36),
    ("c", 345, -77.5, 42.5),
]


def collection(features: list[dict[str, object]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(properties: dict[str, object], kind: str, at: list[object]) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": at}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "site.csv").write_text(SITE)
    lines = [
        feature({"VOLT_CLASS": kv}, "LineString", [[-77.6, lat], [-76.4, lat]]) for lat, kv in LINES
    ]
    points = [
        feature({"NAME": name, "MAX_VOLT": kv}, "Point", [lon, lat])
        for name, kv, lon, lat in SUBSTATIONS
    ]
    (tmp_path / "lines.geojson").write_text(collection(lines))
    (tmp_path / "subs.geojson").write_text(collection(points))
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.replace("MORE", ""))
    return path


@pytest.fixture
def result(config: Path) -> ScreeningResult:
    return api.run(config)


def test_the_site_is_neither_excluded_nor_passed(result: ScreeningResult) -> None:
    site = result.sites.loc["x"]
    assert site["excluded_by"] == ""
    assert site["constraint_substation_in_reach"] == "unknown"
    assert site["unverified"] == (
        "substation_in_reach: Substation distance between 0.8 and 40.0 ± 0.5 km (a substation of "
        "unknown voltage at 0.8 km; subs states no covers and ends within 1 km of the site), at "
        "most 32 km"
    )
    assert np.isnan(site["substation_distance_km"])
    assert site["substation_distance_min_km"] == pytest.approx(0.778, abs=0.001)
    assert site["substation_distance_max_km"] == pytest.approx(39.995, abs=0.001)


def test_the_cost_is_a_range_over_both_distances(result: ScreeningResult) -> None:
    site = result.sites.loc["x"]
    assert np.isnan(site["upgrade_musd"])
    assert site["upgrade_musd_low"] == pytest.approx(1.7)  # what sites beside a line have paid
    miles = (39.995 + 0.5) * 1.3 / 1.609344
    far = 4.0 * miles + 25.0 + 100 / 0.95 * 0.040  # the certain one, of 345 kV
    assert site["upgrade_musd_high"] == pytest.approx(far, rel=1e-3)


def test_every_output_shows_the_range(config: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(cli, ["run", str(config), "--out", str(tmp_path / "run")])
    assert run.exit_code == 0, run.output
    assert "Substation distance: known only between two bounds at 1 of 2 sites: x" in run.output
    told = CliRunner().invoke(cli, ["explain", "x", "--run", str(tmp_path / "run")]).output
    assert "Substation distance          0.8–40.0 ± 0.5 km (a substation of unknown" in told
    assert "Grid connection cost         1.7–" in told
    sheet = openpyxl.load_workbook(tmp_path / "run" / "sites.xlsx")["Ranking"]
    place = {cell.value: cell.column for cell in sheet[2]}
    cells = {
        sheet.cell(row, place["Name"]).value: sheet.cell(row, place["Substation distance [km]"])
        for row in (3, 4)
    }
    assert cells["X"].value == "0.8–40.0 ± 0.5 km"
    assert isinstance(cells["Y"].value, float)
    page = (tmp_path / "run" / "map.html").read_text()
    assert '"lower":"substation_distance_min_km"' in page
    assert "a substation of unknown voltage at 0.8 km" in page
    table = (tmp_path / "run" / "sites.csv").read_text().splitlines()
    rows = {row["site_id"]: row for row in csv.DictReader(table)}
    assert rows["x"]["substation_distance_km"] == ""
    assert float(rows["x"]["substation_distance_min_km"]) == pytest.approx(0.778, abs=0.001)
    assert rows["y"]["substation_distance_km"] == rows["y"]["substation_distance_min_km"]


@pytest.mark.parametrize(
    ("worst", "value"),
    [
        (50, None),  # 0.8 and 40 km differ
        (0.5, 0.0),  # both are beyond the worst
    ],
)
def test_a_criterion_is_known_where_both_bounds_have_one_value(
    config: Path, worst: float, value: float | None
) -> None:
    more = f"substation_distance_km = {{ weight = 1, worst = {worst}, best = 0 }}"
    # a precision of 0.5 km is too coarse to score within 0.5 km: an exact position
    (config.parent / "site.csv").write_text(SITE.replace(",0.5\n", ",0\n"))
    config.write_text(CONFIG.replace("MORE", more))
    site = api.run(config).sites.loc["x"]
    assert np.isnan(site["substation_distance_km"])
    if value is None:
        assert np.isnan(site["value_substation_distance_km"])
        assert np.isnan(site["score"])
    else:
        assert site["value_substation_distance_km"] == value
        assert not np.isnan(site["score"])


def test_a_scenario_that_sets_the_fact_decides_it(config: Path) -> None:
    config.write_text(
        CONFIG.replace("MORE", "")
        + "[scenario.known.set]\nsubstation_distance_km = 5\n"
        + "[scenario.farther.add]\nsubstation_distance_km = 100\n"
    )
    known = api.run(config, scenario="known").sites.loc["x"]
    ends = ["substation_distance_km", "substation_distance_min_km", "substation_distance_max_km"]
    assert known[ends].tolist() == [5, 5, 5]
    assert not isinstance(known["substation_distance_why"], str)
    assert known["constraint_substation_in_reach"] == "pass"
    farther = api.run(config, scenario="farther").sites.loc["x"]
    assert farther["substation_distance_min_km"] == pytest.approx(100.778, abs=0.001)
    assert farther["constraint_substation_in_reach"] == "fail"


def test_it_power_that_is_a_share_of_grid_power_is_said_to_be(config: Path) -> None:
    warnings = api.run(config).metadata.warnings
    (told,) = (text for text in warnings if "assumed IT power" in text)
    assert told.startswith("conversion: assumed IT power of 0.6")
    assert "of grid power at 2 of 2 sites, as their it_mw is unknown" in told
