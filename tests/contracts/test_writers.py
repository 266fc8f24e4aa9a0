"""What every writer promises, held over the whole registry."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.full import HOSTILE_NAMES
from fixtures.minimal import tiny_screening
from shapely import LineString, MultiPolygon, Point, box

from screening.errors import ConfigError
from screening.model import CRS, ScreeningResult
from screening.writers import WRITERS, Writer, check_folder, select_writers, write_outputs
from screening.writers.report.pdf import BROWSERS


def _odd_columns(full: ScreeningResult) -> ScreeningResult:
    sites = full.sites.assign(
        Name="differs in case alone",
        mixed=[1, "a", None, 2.5, [3]],
        flag=[True, False, True, False, True],
        day=pd.to_datetime(["2024-01-02"] * 4 + [None]),
        endless=[np.inf, -np.inf, 0.0, 1.0, np.nan],
        nothing=None,
        **{'"; DROP TABLE sites; --': "x", "=1+1": "y", "</script>": "z"},
    )
    return replace(full, sites=sites)


def _nothing_around(full: ScreeningResult) -> ScreeningResult:
    return replace(
        full,
        layers={},
        rasters={},
        connections=full.connections.iloc[:0],
        boundaries=full.boundaries.iloc[:0],
        build_list=full.build_list.iloc[:0],
        constraints=full.constraints.iloc[:0],
    )


def _one_site(full: ScreeningResult) -> ScreeningResult:
    return replace(full, sites=full.sites.loc[["dark"]])


def _empty_layers(full: ScreeningResult) -> ScreeningResult:
    """Layers of which nothing is left near the region, and a raster that holds no data there."""
    layers = {kind: frame.iloc[:0] for kind, frame in full.layers.items()}
    normals = full.rasters["climate_normals"]
    unknown = replace(normals.grid, values=np.full_like(normals.grid.values, np.nan))
    return replace(
        full,
        layers=layers,
        rasters={"climate_normals": replace(normals, grid=unknown)},
        connections=full.connections.iloc[:0],
    )


def _empty_window(full: ScreeningResult) -> ScreeningResult:
    """A raster of which no cell lies near the region: a window without rows and columns."""
    normals = full.rasters["climate_normals"]
    window = replace(normals.grid, values=normals.grid.values[:, :0, :0])
    return replace(full, rasters={"climate_normals": replace(normals, grid=window)})


def _one_row_window(full: ScreeningResult) -> ScreeningResult:
    normals = full.rasters["climate_normals"]
    window = replace(normals.grid, values=normals.grid.values[:, :1, :1])
    return replace(full, rasters={"climate_normals": replace(normals, grid=window)})


def _no_scores(full: ScreeningResult) -> ScreeningResult:
    """No site has a score, so none has a rank."""
    none = pd.array([None] * len(full.sites), dtype="Int64")
    unscored = {"rank": none, "rank_low": none, "rank_high": none, "dominated_by_count": none}
    sites = full.sites.assign(**unscored, score=np.nan, first_fraction=np.nan, excluded_by="")
    results = tuple(
        replace(result, sites=result.sites.assign(rank=none, score=np.nan, excluded_by=""))
        for result in full.profile_results
    )
    tables = {name: table.iloc[:0] for name, table in full.robustness.items()}
    return replace(full, sites=sites, profile_results=results, robustness=tables)


def _nothing_known(full: ScreeningResult) -> ScreeningResult:
    """No fact of any site is known, and nothing is near."""
    empty = _no_scores(_empty_layers(full))
    known = {"name", "operator", "status", "longitude", "latitude", "geometry"}
    facts = {
        name: np.nan
        for name in empty.sites
        if name not in known and pd.api.types.is_float_dtype(empty.sites[name])
    }
    return replace(empty, sites=empty.sites.assign(**facts), build_list=full.build_list.iloc[:0])


def _without_sites(full: ScreeningResult) -> ScreeningResult:
    """A region without sites."""
    none = _no_scores(full)
    return replace(
        none,
        sites=none.sites.iloc[:0],
        connections=full.connections.iloc[:0],
        build_list=full.build_list.iloc[:0],
        profile_results=tuple(
            replace(result, sites=result.sites.iloc[:0]) for result in none.profile_results
        ),
    )


def _antimeridian(full: ScreeningResult) -> ScreeningResult:
    """One site on the antimeridian, in a region of two boxes on either side of it."""
    site = full.sites.loc[["a"]].assign(longitude=180.0, latitude=52.0)
    site = site.set_geometry([Point(180.0, 52.0)], crs=CRS)
    region = MultiPolygon([box(178.0, 50.0, 180.0, 54.0), box(-180.0, 50.0, -178.0, 54.0)])
    line = LineString([(180.0, 52.0), (180.0, 52.1)])
    connections = full.connections[full.connections["site_id"] == "a"]
    return replace(
        _empty_layers(full),
        sites=site,
        region=full.region.set_geometry([region], crs=CRS),
        connections=connections.set_geometry([line] * len(connections), crs=CRS),
        build_list=full.build_list[full.build_list["site_id"] == "a"],
        profile_results=tuple(
            replace(result, sites=result.sites.loc[["a"]]) for result in full.profile_results
        ),
    )


def _hostile(full: ScreeningResult) -> ScreeningResult:
    """Names and other texts that are code somewhere, in every table that shows one."""
    names = HOSTILE_NAMES
    sites = full.sites.assign(
        name=names, operator=names[::-1], status=names, utility=names, unverified=names
    )
    sites.index = pd.Index(names, name="site_id")
    renamed = dict(zip(full.sites.index, names, strict=True))
    lines = full.layers["transmission_lines"].assign(name=names[:2], owner=names[2:4])
    return replace(
        full,
        name="hostile",
        sites=sites,
        connections=full.connections.assign(
            site_id=full.connections["site_id"].map(renamed), name=names[1]
        ),
        layers={**full.layers, "transmission_lines": lines},
        build_list=full.build_list.assign(
            site_id=full.build_list["site_id"].map(renamed), package=names[1], source=names[2]
        ),
        criteria=full.criteria.assign(why=names[:2]),
        provenance=full.provenance.assign(name=names[:2], source=names[2:4], licence=names[1]),
        metadata=replace(full.metadata, warnings=tuple(names)),
    )


WORLDS: dict[str, Callable[[ScreeningResult], ScreeningResult]] = {
    "tiny": lambda full: full,
    "odd columns": _odd_columns,
    "nothing around": _nothing_around,
    "one site without a score": _one_site,
    "empty layers": _empty_layers,
    "empty raster window": _empty_window,
    "raster window of a cell": _one_row_window,
    "no scores": _no_scores,
    "nothing known": _nothing_known,
    "no sites": _without_sites,
    "antimeridian": _antimeridian,
    "hostile": _hostile,
}

BROWSER = any(map(shutil.which, BROWSERS)) or bool(os.environ.get("SCREENING_REQUIRE_BROWSER"))
needs_browser = pytest.mark.skipif(not BROWSER, reason="no Chromium to print with")
EACH = [
    pytest.param(each, id=name, marks=needs_browser if name == "pdf" else ())
    for name, each in WRITERS.items()
]
every_writer = pytest.mark.parametrize("writer", EACH)
every_world = pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))


@every_writer
@every_world
def test_two_writes_of_one_screening_are_one_file(
    writer: Writer, world: Callable[[ScreeningResult], ScreeningResult], tmp_path: Path
) -> None:
    if writer.name == "pdf" and world is not WORLDS["tiny"]:
        return  # what it prints is report.html, written here from every world
    written = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        writer.write(world(tiny_screening()), folder / writer.file)
        assert [path.name for path in folder.iterdir()] == [writer.file]
        written.append((folder / writer.file).read_bytes())
    assert written[0]
    assert written[0] == written[1]


@every_writer
def test_a_writer_leaves_the_screening_as_it_was(writer: Writer, tmp_path: Path) -> None:
    given, same = tiny_screening(), tiny_screening()
    writer.write(given, tmp_path / writer.file)
    for name in ("sites", "connections", "region", "boundaries", "criteria", "build_list"):
        pd.testing.assert_frame_equal(getattr(given, name), getattr(same, name))
    for name, frame in same.layers.items():
        pd.testing.assert_frame_equal(given.layers[name], frame)
    assert given.metadata == same.metadata


@pytest.mark.parametrize("writer", [each for each in EACH if each.id != "qgis"])
def test_a_writer_names_every_site(writer: Writer, tmp_path: Path) -> None:
    """A QGIS project holds none: it shows those of the GeoPackage."""
    writer.write(tiny_screening(), tmp_path / writer.file)
    text = _said(tmp_path / writer.file)
    for site_id in tiny_screening().sites.index:
        assert site_id.encode() in text


def _said(path: Path) -> bytes:
    """Everything a file says, unpacked where it is packed."""
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(path).pages).encode()
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_files_are_the_contracts_and_no_two_alike() -> None:
    assert {name: writer.file for name, writer in WRITERS.items()} == {
        "map": "map.html",
        "report": "report.html",
        "pdf": "report.pdf",
        "geopackage": "screening.gpkg",
        "qgis": "screening.qgz",
        "csv": "sites.csv",
        "geoparquet": "sites.parquet",
        "xlsx": "sites.xlsx",
        "kmz": "sites.kmz",
    }
    assert all(name == writer.name for name, writer in WRITERS.items())


def test_a_whole_run_lands_with_every_file_and_again_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "texas"
    check_folder(folder)
    assert write_outputs(tiny_screening(), folder) == folder
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    files = [writer.file for writer in WRITERS.values() if not writer.opt_in]
    assert set(first) == {*files, "run.json"}
    listed = json.loads(first["run.json"])["files"]
    assert [file["name"] for file in listed] == files
    check_folder(folder, WRITERS)
    write_outputs(tiny_screening(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_writers_are_chosen_by_name() -> None:
    usual = tuple(name for name, writer in WRITERS.items() if not writer.opt_in)
    assert select_writers() == usual
    assert "pdf" not in usual
    assert select_writers(only=["geoparquet", "csv"]) == ("csv", "geoparquet")
    assert select_writers(skip=["map", "kmz"]) == tuple(n for n in usual if n not in ("map", "kmz"))
    assert select_writers(also=["pdf"]) == tuple(WRITERS)
    assert select_writers(only=["csv"], also=["pdf"]) == ("pdf", "csv")


def test_a_writer_that_is_not_known_is_told_of() -> None:
    with pytest.raises(ConfigError) as raised:
        select_writers(only=["docx"], skip=["xls"], also=["tex"])
    listed = ", ".join(sorted(WRITERS))
    assert raised.value.problems == tuple(
        f"{option}: expected a writer, got {name!r}; {meant}known: {listed}; check the spelling"
        for option, name, meant in (
            ("--only", "docx", ""),
            ("--skip", "xls", "did you mean 'xlsx'; "),
            ("--also", "tex", ""),
        )
    )


@pytest.mark.parametrize(("only", "skip"), [(["csv"], ["csv"]), ([], list(WRITERS))])
def test_a_selection_without_writers_is_refused(only: list[str], skip: list[str]) -> None:
    with pytest.raises(ConfigError, match="expected a writer to be left, got every one left out"):
        select_writers(only=only, skip=skip)


def test_a_file_that_a_run_can_do_without_is_noted_and_the_rest_lands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no browser there
    folder, noted = tmp_path / "texas", []
    write_outputs(
        tiny_screening(), folder, select_writers(only=["csv", "pdf"]), on_note=noted.append
    )
    assert {path.name for path in folder.iterdir()} == {"sites.csv", "run.json"}
    record = json.loads((folder / "run.json").read_text())
    assert [file["name"] for file in record["files"]] == ["sites.csv"]
    assert len(noted) == 1
    assert noted[0].startswith("report.pdf: expected Chromium on the PATH")
    assert record["warnings"] == ["one note", *noted]


def test_the_registry_is_known_without_what_the_writers_need() -> None:
    heavy = "{'folium', 'geopandas', 'pandas', 'pyogrio', 'numpy', 'shapely'}"
    code = f"import sys; import screening.writers; print({heavy} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert ended.stdout.strip() == "set()"
