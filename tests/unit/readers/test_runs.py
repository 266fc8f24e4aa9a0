"""A run's folder gives back the screening that wrote it, or says what is wrong with it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from fixtures.minimal import tiny_screening

from screening.catalog.kinds import mapped_kinds
from screening.errors import OutputError
from screening.model import (
    CRS,
    InputFile,
    PortfolioTotals,
    ProfileSettings,
    RankSampling,
    RunMetadata,
    SiteCounts,
)
from screening.readers.runs import read_run
from screening.writers import geopackage
from screening.writers.run_json import write_record


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run; do not write here."""
    folder = tmp_path_factory.mktemp("run")
    screening = tiny_screening()
    geopackage.write(screening, folder / "screening.gpkg")
    write_record(screening, folder, [])
    return folder


@pytest.fixture
def run(written: Path, tmp_path: Path) -> Path:
    """A copy of the run, to be damaged."""
    return Path(shutil.copytree(written, tmp_path / "run"))


def test_a_run_reads_back(written: Path) -> None:
    read, wrote = read_run(written), tiny_screening()
    assert (read.name, read.profile, read.method) == (wrote.name, wrote.profile, wrote.method)
    assert read.sites.index.tolist() == wrote.sites.index.tolist()
    assert read.sites["rank"].tolist() == wrote.sites["rank"].tolist()
    assert read.sites["excluded_by"].tolist() == wrote.sites["excluded_by"].tolist()
    numbers = wrote.sites.select_dtypes("float").columns
    pd.testing.assert_frame_equal(
        pd.DataFrame(read.sites[numbers]), pd.DataFrame(wrote.sites[numbers])
    )
    assert read.sites.geometry.geom_equals(wrote.sites.geometry).all()


def test_metadata_read_back_are_those_written(written: Path, tmp_path: Path) -> None:
    parameters = {"substation_kv": 138.0, "rack_kw": 50.0}
    config = {
        "parameters": {"substation_kv": 230.0, "rack_kw": 50.0},
        "profile": {
            "training": {
                "description": "Clusters.",
                "missing": "renormalise",
                "min_coverage_fraction": 0.5,
                "parameters": {"substation_kv": 138.0},
            }
        },
    }
    numbers = dict.fromkeys(
        f"p{percent}_{name}" for percent in (10, 50, 90) for name in ("musd", "npv_musd")
    )
    metadata = RunMetadata(
        inputs=(InputFile("sites", "sites", "sites.csv", "0" * 64, 5, 0.5),),
        seed=7,
        scenario="hot",
        config=config,
        settings=ProfileSettings("Clusters.", "renormalise", 0.5, parameters),
        weighting="entropy",
        relative=("entropy weights",),
        robustness=RankSampling(300, "uniform", 0.9),
        counts=SiteCounts(5, 3, 1, 1),
        portfolio=PortfolioTotals(
            2, 1, 200.0, 150.0, 2025, {"clears": 2}, **dict.fromkeys(numbers, 1.5)
        ),
        warnings=("one",),
        seconds={"reading": 0.5},
        versions={"screening": "1"},
    )
    folder = Path(shutil.copytree(written, tmp_path / "run"))
    write_record(replace(tiny_screening(), metadata=metadata), folder, [])
    assert read_run(folder).metadata == metadata


def test_every_table_of_a_run_reads_back(written: Path) -> None:
    read, wrote = read_run(written), tiny_screening()
    assert set(read.layers) == {kind.name for kind in mapped_kinds()}
    for field in fields(wrote):
        frame, earlier = getattr(read, field.name), getattr(wrote, field.name)
        if isinstance(earlier, pd.DataFrame):
            assert len(frame) == len(earlier), field.name
            assert set(earlier.columns) <= set(frame.columns), field.name
        if isinstance(earlier, gpd.GeoDataFrame):
            assert frame.crs == CRS
    assert read.provenance["licence"].tolist() == ["", "public domain"]


@pytest.mark.parametrize("lost", ["run.json", "screening.gpkg"])
def test_a_folder_without_its_files_is_no_run(run: Path, lost: str) -> None:
    (run / lost).unlink()
    with pytest.raises(OutputError, match=r"a run's folder with run\.json and screening"):
        read_run(run)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"{}", b'{"name": "\xff"}'])
def test_a_record_that_no_run_wrote_is_told(run: Path, content: bytes) -> None:
    (run / "run.json").write_bytes(content)
    with pytest.raises(OutputError, match=r"got one that cannot be read \(.*run it again"):
        read_run(run)


@pytest.mark.parametrize("key", ["config", "portfolio"])
@pytest.mark.parametrize("value", [None, 3, "x"])
def test_a_record_with_a_value_of_another_type_is_told(run: Path, key: str, value: object) -> None:
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (run / "run.json").write_text(json.dumps(record | {key: value}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"got one that cannot be read \(.*run it again"):
        read_run(run)


@pytest.mark.parametrize("table", ["sites", "criteria", "region"])
def test_a_geopackage_without_a_table_is_told(run: Path, table: str) -> None:
    with closing(sqlite3.connect(run / "screening.gpkg")) as database, database:
        database.execute("DELETE FROM gpkg_contents WHERE table_name = ?", [table])
        database.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", [table])
        database.execute("PRAGMA writable_schema = 1")
        database.execute("DELETE FROM sqlite_master WHERE tbl_name = ?", [table])
    with pytest.raises(OutputError, match="got one that cannot be read"):
        read_run(run)


def test_a_geopackage_without_a_column_is_told(run: Path) -> None:
    sites = gpd.read_file(run / "screening.gpkg", layer="sites").drop(columns="unverified")
    sites.to_file(run / "screening.gpkg", layer="sites")
    with pytest.raises(OutputError, match="got one that cannot be read"):
        read_run(run)


def test_what_is_no_geopackage_is_told(run: Path) -> None:
    (run / "screening.gpkg").write_bytes(b"not a database")
    with pytest.raises(OutputError, match="got one that cannot be read"):
        read_run(run)


def test_a_package_that_is_another_format_is_not_opened(tmp_path):
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    text = '<OGRVRTDataSource><OGRVRTLayer name="sites"/></OGRVRTDataSource>'
    (tmp_path / "screening.gpkg").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match="expected a GeoPackage, as the name ends in"):
        read_run(tmp_path)


def test_a_run_in_a_folder_named_like_a_url_is_that_run(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows an exclamation mark is the path to pyogrio."""
    shutil.copytree(written, tmp_path / "runs!other")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "screening.gpkg").write_bytes(b"SQLite format 3\x00")
    monkeypatch.chdir(tmp_path)
    assert len(read_run(tmp_path / "runs!other").sites) == len(tiny_screening().sites)


def test_a_run_from_before_cautions_reads_as_one_without_any(run: Path) -> None:
    package = run / "screening.gpkg"
    sites = gpd.read_file(package, layer="sites").drop(columns="cautions")
    sites.to_file(package, layer="sites")
    added = ["comfortable_minimum", "comfortable_maximum", "caution_count"]
    constraints = gpd.read_file(package, layer="constraints").drop(columns=added)
    pyogrio.write_dataframe(constraints, package, layer="constraints")
    read = read_run(run)
    assert read.sites["cautions"].tolist() == [""] * 5
    assert read.constraints["caution_count"].tolist() == [0, 0]
    assert read.constraints[["comfortable_minimum", "comfortable_maximum"]].isna().all(axis=None)
