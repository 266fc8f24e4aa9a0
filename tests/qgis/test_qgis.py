"""screening.gpkg in QGIS itself: every layer valid, styled, named; the project opens and draws."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tiny import HOSTILE, tiny_screening

from screening.fields import field_of
from screening.writers import geopackage
from screening.writers.geopackage.words import TABLES
from screening.writers.palette import ASH, SCORE

pytestmark = pytest.mark.qgis

QGIS_PYTHON = "/usr/bin/python3"
"""The system's own, which is what distributions build PyQGIS for."""

SCRIPT = Path(__file__).with_name("open_in_qgis.py")
SPATIAL = {table.name for table in TABLES if table.geometry}


def _environment(home: Path) -> dict[str, str]:
    """Keep QGIS from a screen, and from the profile of whoever runs the tests."""
    own = {"HOME": str(home), "QGIS_CUSTOM_CONFIG_PATH": str(home), "XDG_RUNTIME_DIR": str(home)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | own | {"QT_QPA_PLATFORM": "offscreen"}


def _require_qgis(home: Path) -> None:
    try:
        subprocess.run(
            [QGIS_PYTHON, "-c", "import qgis.core"],
            env=_environment(home),
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        if os.environ.get("SCREENING_REQUIRE_QGIS"):
            pytest.fail(f"{QGIS_PYTHON} has no PyQGIS, and SCREENING_REQUIRE_QGIS is set")
        pytest.skip(f"{QGIS_PYTHON} has no PyQGIS; install python3-qgis and qgis-providers")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What QGIS sees in a file that was moved after it was written."""
    home = tmp_path_factory.mktemp("qgis")
    home.chmod(0o700)
    _require_qgis(home)
    geopackage.write(tiny_screening(), home / "screening.gpkg")
    moved = home / "moved elsewhere"
    moved.mkdir()
    path = shutil.move(home / "screening.gpkg", moved)
    ended = subprocess.run(
        [QGIS_PYTHON, str(SCRIPT), str(path), str(home / "map.png")],
        env=_environment(home),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def test_qgis_has_nothing_to_complain_of(seen: dict[str, Any]) -> None:
    assert seen["messages"] == []


def test_every_layer_is_valid_and_where_it_says(seen: dict[str, Any]) -> None:
    layers = seen["layers"]
    assert set(layers) == {table.name for table in TABLES}
    for table in TABLES:
        layer = layers[table.name]
        assert layer["valid"]
        assert layer["title"] == table.title
        assert layer["crs"] == ("EPSG:4326" if table.geometry else "")


def test_every_layer_takes_its_default_style(seen: dict[str, Any]) -> None:
    styled = {name for name, each in seen["layers"].items() if each["renderer"] == "RuleRenderer"}
    assert styled == SPATIAL
    labelled = {name for name, each in seen["layers"].items() if each["labels"] == "rule-based"}
    assert labelled == SPATIAL - {"region"}
    assert seen["layers"]["sites"]["rules"][:3] == ["Score", "80–100", "60–80"]
    assert seen["layers"]["fiber_routes"]["rules"] == ["Route", "Corridor"]


def test_every_expression_of_the_styles_can_be_evaluated(seen: dict[str, Any]) -> None:
    assert {name: each["faults"] for name, each in seen["layers"].items() if each["faults"]} == {}


def test_columns_are_shown_by_their_aliases(seen: dict[str, Any]) -> None:
    shown = seen["layers"]["sites"]["aliases"]
    del shown["fid"]
    assert shown == {name: field_of(name).label for name in shown}
    assert len(shown) == len(tiny_screening().sites.columns)
    assert seen["layers"]["build_list"]["aliases"]["musd_low"] == "Cost, low [MUSD]"


def test_hostile_names_arrive_as_they_are(seen: dict[str, Any]) -> None:
    assert HOSTILE in seen["layers"]["sites"]["names"]


def test_the_project_opens_with_every_layer(seen: dict[str, Any]) -> None:
    project = seen["project"]
    assert project["names"] == ["tiny"]
    assert project["read"]
    assert project["error"] == ""
    assert project["layers"] == {table.title: True for table in TABLES}
    assert all("/moved elsewhere/screening.gpkg|" in source for source in project["sources"])
    assert project["crs"] == "EPSG:3857"
    assert project["ellipsoid"] == "EPSG:7030"
    assert set(project["renderers"].values()) == {"RuleRenderer"}


def test_the_project_is_in_groups_with_the_sites_on_top(seen: dict[str, Any]) -> None:
    project = seen["project"]
    assert project["groups"] == ["Ranking", "Connectivity", "Power", "Base map", "Tables"]
    assert project["order"][0] == "Sites"
    assert project["order"][-2:] == ["Region", "Boundaries"]


def test_the_map_is_drawn(seen: dict[str, Any]) -> None:
    picture = seen["project"]["picture"]
    assert picture["drawn_fraction"] > 0.5  # Texas and its neighbours, not the sea
    assert picture["colours"] > 100
    # one site in each of three classes, and one without a score
    assert {SCORE[4], SCORE[3], SCORE[2], ASH} <= set(picture["common"])
    assert not {SCORE[0], SCORE[1]} & set(picture["common"])
