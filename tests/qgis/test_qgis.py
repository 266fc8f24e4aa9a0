"""screening.gpkg in QGIS itself: every layer valid, styled, named; the project opens and draws."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixtures.full import HOSTILE_NAMES
from fixtures.minimal import HOSTILE, tiny_screening
from PIL import Image

from screening.catalog.fields import get_field
from screening.catalog.kinds import KINDS
from screening.catalog.labels import RELATIONS
from screening.catalog.palette import ASH, SCORE
from screening.writers import geopackage
from screening.writers.geopackage.table_definitions import list_tables

pytestmark = pytest.mark.qgis

QGIS_PYTHON = "/usr/bin/python3"
"""The system's own, which is what distributions build PyQGIS for."""

SCRIPT = Path(__file__).with_name("open_in_qgis.py")
KEPT = Path(__file__).with_name("map.png")
"""How the tiny screening is drawn. ``SCREENING_KEEP_PICTURES=1`` draws it anew."""

SAME_FRACTION = 0.97
"""Least share of the picture that must look the same: fonts and the edges of strokes
differ between machines and versions of QGIS, fills and places do not."""

RASTERS = {band.name: band.label for band in KINDS["climate_normals"].columns if band.pictured}
SPATIAL = {table.name for table in list_tables() if table.geometry}


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
    return _opened(home, path, "--layout", str(home / "layout.png")) | {"home": home}


@pytest.fixture(scope="module")
def beside(seen: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What QGIS sees through ``screening.qgz``, with hostile names and the climate shown."""
    home = tmp_path_factory.mktemp("beside")
    home.chmod(0o700)
    full = tiny_screening()
    hostile = full.sites.assign(name=HOSTILE_NAMES, status=HOSTILE_NAMES)
    renamed = replace(full, sites=hostile)
    geopackage.write(renamed, home / "screening.gpkg")
    geopackage.write_project(renamed, home / "screening.qgz")
    shown = ["--project", str(home / "screening.qgz"), "--show", next(iter(RASTERS.values()))]
    return _opened(home, home / "screening.gpkg", *shown)


def _opened(home: Path, path: Path, *options: str) -> dict[str, Any]:
    ended = subprocess.run(
        [QGIS_PYTHON, str(SCRIPT), str(path), str(home / "map.png"), *options],
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
    assert set(layers) == {table.name for table in list_tables()}
    for table in list_tables():
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
    assert shown == {name: get_field(name).label for name in shown}
    assert len(shown) == len(tiny_screening().sites.columns)
    assert seen["layers"]["build_list"]["aliases"]["musd_low"] == "Cost, low [MUSD]"


def test_hostile_names_arrive_as_they_are(seen: dict[str, Any]) -> None:
    assert HOSTILE in seen["layers"]["sites"]["names"]


def test_the_project_opens_with_every_layer(seen: dict[str, Any]) -> None:
    project = seen["project"]
    assert project["names"] == ["tiny"]
    assert project["read"]
    assert project["error"] == ""
    titles = [table.title for table in list_tables()] + list(RASTERS.values())
    assert project["layers"] == dict.fromkeys(titles, True)
    assert all("/moved elsewhere/screening.gpkg" in source for source in project["sources"])
    assert project["crs"] == "EPSG:3857"
    assert project["ellipsoid"] == "EPSG:7030"
    styled = {project["renderers"].pop(title) for title in RASTERS.values()}
    assert styled == {"singlebandpseudocolor"}
    assert set(project["renderers"].values()) == {"RuleRenderer"}


def test_the_project_is_in_groups_with_the_sites_on_top(seen: dict[str, Any]) -> None:
    project = seen["project"]
    groups = ["Ranking", "Connectivity", "Power", "Climate", "Water", "Base map", "Tables"]
    assert project["groups"] == groups
    assert project["order"][0] == "Sites"
    assert project["order"][-2:] == ["Region", "Boundaries"]


def test_the_map_is_drawn(seen: dict[str, Any]) -> None:
    picture = seen["project"]["picture"]
    assert picture["drawn_fraction"] > 0.5  # Texas and its neighbours, not the sea
    assert picture["colours"] > 100
    # one site in each of three classes, and one without a score
    assert {SCORE[4], SCORE[3], SCORE[2], ASH} <= set(picture["common"])
    assert not {SCORE[0], SCORE[1]} & set(picture["common"])


def test_the_map_looks_as_it_did(seen: dict[str, Any]) -> None:
    drawn = seen["home"] / "map.png"
    if os.environ.get("SCREENING_KEEP_PICTURES"):
        Image.open(drawn).convert("RGB").quantize(64).save(KEPT, optimize=True)
    now, kept = (np.asarray(Image.open(path).convert("RGB"), float) for path in (drawn, KEPT))
    assert now.shape == kept.shape
    same = (np.abs(now - kept).max(axis=2) <= 40).mean()
    assert same >= SAME_FRACTION, f"only {same:.1%} of the map looks as it did"


def test_rasters_are_read_with_their_gaps(seen: dict[str, Any]) -> None:
    grid = tiny_screening().rasters["climate_normals"].grid
    for band in RASTERS:
        values = grid.values[grid.bands.index(band)]
        read = seen["rasters"][f"climate_{band}"]
        assert read["valid"]
        assert read["crs"] == "EPSG:4326"
        assert (read["low"], read["high"]) == (np.nanmin(values), np.nanmax(values))


def test_sites_list_their_build_list_and_connections(seen: dict[str, Any]) -> None:
    relations = seen["project"]["relations"]
    assert set(relations) == set(RELATIONS.values())
    full = tiny_screening()
    belong = {"build_list": full.build_list, "connections": full.connections}
    for name, frame in (belong | {"fiber_paths": full.layers["fiber_paths"]}).items():
        valid, one, _, rows = relations[RELATIONS[name]]
        assert valid
        assert one == "Sites"
        counts = frame["site_id"].value_counts()
        assert rows == {site: int(counts.get(site, 0)) for site in full.sites.index}


def test_codes_are_shown_in_words(seen: dict[str, Any]) -> None:
    codes = seen["layers"]["sites"]["codes"]
    assert codes["status"]["Converting"] == "converting"
    assert codes["connectivity_basis"]["Corridors between cities"] == "corridors"
    assert seen["layers"]["connections"]["codes"]["kind"]["To the hub"] == "hub"


def test_the_layout_prints_map_and_legend(seen: dict[str, Any]) -> None:
    project = seen["project"]
    assert project["layouts"] == ["Print map"]
    assert project["printed"] == 0
    wanted = {"map", "legend", "scale", "title", "about", "sources"}
    assert wanted <= set(project["items"])
    image = Image.open(seen["home"] / "layout.png").convert("RGB")
    width, height = image.size
    assert 1.40 < width / height < 1.43  # A4 across
    side = np.asarray(image.crop((int(0.75 * width), int(0.1 * height), width, int(0.8 * height))))
    for colour in SCORE:  # every class stands in the legend beside the map
        wanted_rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(side.astype(int) - wanted_rgb).max(axis=2) <= 6).any(), colour


def test_hostile_names_and_codes_are_text_in_qgis_too(beside: dict[str, Any]) -> None:
    assert beside["messages"] == []
    held = beside["layers"]["sites"]
    assert [name.replace("\r\n", "\n") for name in held["names"]] == [
        name.split("\x00")[0].replace("\r\n", "\n") for name in HOSTILE_NAMES
    ]
    assert held["faults"] == []


def test_the_project_beside_the_file_opens_with_the_climate(beside: dict[str, Any]) -> None:
    project = beside["project"]
    assert project["read"]
    assert all(project["layers"].values())
    assert project["picture"]["colours"] > 400, project["picture"]["colours"]
