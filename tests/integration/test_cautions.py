"""A caution in every output of a run, which is otherwise the run without it."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner, Result
from fixtures.world import write_world

from screening.cli.app import cli

LIMITS = """
power = { factor = "grid_mw", minimum = 20, COMFORT reason = "too small" }
reach = { factor = "substation_distance_km", maximum = 150 }
"""
COMFORT = "comfortable_minimum = 200,"
CAUTION = "power: Grid power 100 MW, at least 200 MW for comfort"


def screening(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs in one folder: ``with`` comfort values, and ``without``."""
    folder = tmp_path_factory.mktemp("cautions")
    config = write_world(folder)
    text = config.read_text()
    power = 'power = { factor = "grid_mw", minimum = 20, reason = "too small" }'
    assert power in text
    for name, comfort in (("with", COMFORT), ("without", "")):
        limits = LIMITS.replace("COMFORT", comfort)
        config.with_name(f"{name}.toml").write_text(text.replace(power, limits))
        said = screening("run", config.with_name(f"{name}.toml"), "--out", folder / name)
        (folder / f"{name}.txt").write_text(said.output)
    return folder


def read_csv(run: Path) -> pd.DataFrame:
    return pd.read_csv(run / "sites.csv", keep_default_na=False).set_index("site_id")


def test_the_tables_tell_the_caution(world: Path) -> None:
    sites = read_csv(world / "with")
    assert sites["constraint_power"].to_dict() == {
        **{"alpha": "pass", "beta": "caution", "gamma": "caution"},
        **{"small": "fail", "dark": "unknown"},
    }
    assert sites.loc["beta", "cautions"] == CAUTION
    assert sites.loc["alpha", "cautions"] == sites.loc["small", "cautions"] == ""
    parquet = gpd.read_parquet(world / "with" / "sites.parquet").set_index("site_id")
    package = pyogrio.read_dataframe(world / "with" / "screening.gpkg", layer="sites")
    for table in (parquet, package.set_index("site_id")):
        assert table.loc["beta", "cautions"] == CAUTION
        assert table.loc["beta", "constraint_power"] == "caution"


def test_nothing_but_the_caution_changes(world: Path) -> None:
    with_it, without = read_csv(world / "with"), read_csv(world / "without")
    assert list(with_it) == list(without)
    assert (without["cautions"] == "").all()
    told = ["cautions", "constraint_power", "unverified"]
    pd.testing.assert_frame_equal(with_it.drop(columns=told), without.drop(columns=told))
    assert (with_it["unverified"] != "").equals(without["unverified"] != "")


def test_the_terminal_marks_and_explains_it(world: Path) -> None:
    said = (world / "with.txt").read_text()
    assert re.search(r"1 excluded, 2 with a caution", said)
    assert re.search(r"Beta .*100 % ! ", said)
    assert "\n !  caution (within" in said
    assert " with a caution" not in (world / "without.txt").read_text()
    assert "\n !  " not in (world / "without.txt").read_text()
    explained = screening("explain", "beta", "--run", world / "with").output
    assert (
        "  caution  power: Grid power 100 MW; limit: at least 20 MW; comfort: at least 200 MW "
        "(too small)" in explained
    )


def test_the_record_and_the_geopackage_count_it(world: Path) -> None:
    record = json.loads((world / "with" / "run.json").read_text())
    assert record["counts"]["cautioned"] == 2
    assert record["config"]["profile"]["training"]["constraints"]["power"] == {
        **{"factor": "grid_mw", "minimum": 20, "comfortable_minimum": 200},
        "reason": "too small",
    }
    package = world / "with" / "screening.gpkg"
    constraints = pyogrio.read_dataframe(package, layer="constraints").set_index("name")
    power = constraints.loc["power"]
    assert (power["minimum"], power["comfortable_minimum"]) == (20, 200)
    counts = power[["pass_count", "caution_count", "fail_count", "unknown_count"]]
    assert counts.tolist() == [1, 2, 1, 1]
    assert pd.isna(constraints.loc["reach", "comfortable_maximum"])
    styles = pyogrio.read_dataframe(package, layer="layer_styles").set_index("f_table_name")
    qml = unescape(styles.loc["sites", "styleQML"])
    assert 'value="caution"' in qml.split('name="constraint_power"', 1)[1]
    assert 'name="Cautions"' in qml


def test_the_reports_the_workbook_and_the_map_tell_it(world: Path) -> None:
    run = world / "with"
    report = unescape((run / "report.html").read_text())
    assert f"Caution: {CAUTION}." in report
    assert "at least 20 MW; comfort: at least 200 MW" in report
    assert "1 · 2 · 1 · 1" in report
    book = openpyxl.load_workbook(run / "sites.xlsx")
    assert CAUTION in {cell.value for row in book["Ranking"] for cell in row}
    headings, power, _ = book["Constraints"].iter_rows(values_only=True)
    row = dict(zip(headings, power, strict=True))
    assert (row["Comfortable minimum"], row["Comfortable maximum"]) == (200, None)
    assert (row["Pass"], row["Caution"], row["Fail"], row["Unknown"]) == (1, 2, 1, 1)
    with zipfile.ZipFile(run / "sites.kmz") as archive:
        balloon = unescape(unescape(archive.read("doc.kml").decode()))
    assert f"<b>Cautions</b>: {CAUTION}" in balloon
    page = (run / "map.html").read_text()
    assert CAUTION in page
    assert '"comfortable_minimum":200' in page
    assert '"caution_count":2' in page


def test_a_comparison_tells_what_became_a_caution(world: Path) -> None:
    table = world / "compared.csv"
    said = screening("compare", world / "without", world / "with", "--csv", table).output
    assert "power: pass → caution" in said
    changes = pd.read_csv(table).set_index("site_id")["outcome_changes"].dropna()
    assert changes.to_dict() == dict.fromkeys(["beta", "gamma"], "power: pass → caution")


def test_fields_and_schema_describe_it() -> None:
    fields = {each["name"]: each for each in json.loads(screening("fields", "--json").output)}
    assert "comfort" in fields["cautions"]["description"]
    assert "pass, caution, fail or unknown" in fields["constraint_<name>"]["description"]
    schema = json.loads(screening("schema").output)
    limits = schema["$defs"]["ConstraintTable"]["properties"]
    assert "cautioned" in limits["comfortable_minimum"]["description"]


def test_a_comfort_value_outside_its_limit_is_refused_and_earlier_outputs_stay(
    world: Path,
) -> None:
    before = (world / "with" / "run.json").read_bytes()
    text = (world / "with.toml").read_text()
    wrong = world / "wrong.toml"
    wrong.write_text(text.replace(COMFORT, "comfortable_minimum = 10,"))
    result = CliRunner().invoke(cli, ["run", str(wrong), "--out", str(world / "with")])
    assert result.exit_code != 0
    assert "minimum < comfortable_minimum, got 20 > 10" in f"{result.output}{result.exception}"
    assert (world / "with" / "run.json").read_bytes() == before
