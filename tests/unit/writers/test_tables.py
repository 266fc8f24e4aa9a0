"""sites.csv and sites.parquet hold what the screening holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import geoparquet_validator
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from fixtures.minimal import HOSTILE, tiny_screening

from screening.catalog.fields import FIELDS
from screening.model import ScreeningResult
from screening.reporting.column_order import ordered_columns
from screening.writers.table_columns import export_frame
from screening.writers.tables import escape_formula, write_csv, write_geoparquet


def _with(**columns: object) -> ScreeningResult:
    screening = tiny_screening()
    return replace(screening, sites=screening.sites.assign(**columns))


def _csv(screening: ScreeningResult, folder: Path) -> pd.DataFrame:
    write_csv(screening, folder / "sites.csv")
    return pd.read_csv(folder / "sites.csv", index_col="site_id")


def test_csv_reads_back_with_the_same_numbers(tmp_path: Path) -> None:
    third = _with(third=np.array([1, 2, 3, 4, np.nan]) / 3)
    write_csv(third, tmp_path / "sites.csv")
    read = pd.read_csv(tmp_path / "sites.csv", index_col="site_id", dtype=str)
    assert list(read.index) == list(third.sites.index)
    numbers = third.sites.select_dtypes("number").astype(float)
    assert len(numbers.columns) > 25
    for name in numbers:  # Python's own float is exact
        np.testing.assert_array_equal([float(cell) for cell in read[name]], numbers[name])


def test_csv_leaves_missing_values_empty(tmp_path: Path) -> None:
    write_csv(tiny_screening(), tmp_path / "sites.csv")
    text = (tmp_path / "sites.csv").read_text(encoding="utf-8")
    assert "nan" not in text.lower()
    assert "None" not in text
    assert "<NA>" not in text


def test_csv_holds_hostile_text_as_it_is(tmp_path: Path) -> None:
    assert _csv(tiny_screening(), tmp_path).loc["hostile", "name"] == HOSTILE


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\nx", "＝1"])
def test_csv_keeps_spreadsheets_from_running_text(text: str, tmp_path: Path) -> None:
    read = _csv(_with(note=[text, "plain", "a=b", "", None]), tmp_path)
    assert read["note"].iloc[0] == "'" + text
    assert list(read["note"].iloc[1:3]) == ["plain", "a=b"]


def test_csv_keeps_a_carriage_return_from_beginning_a_row(tmp_path: Path) -> None:
    read = _csv(_with(note="one\r=1+1"), tmp_path)
    assert set(read["note"]) == {"one\n=1+1"}
    assert len(read) == 5


def test_csv_neutralises_headings_too(tmp_path: Path) -> None:
    assert "'=cmd" in _csv(_with(**{"=cmd": 1.0}), tmp_path).columns


def test_csv_leaves_negative_numbers_alone(tmp_path: Path) -> None:
    assert list(_csv(_with(change=-1.5), tmp_path)["change"]) == [-1.5] * 5


def test_csv_gives_positions_but_no_geometry(tmp_path: Path) -> None:
    columns = _csv(tiny_screening(), tmp_path).columns
    assert "geometry" not in columns
    assert {"longitude", "latitude"} <= set(columns)


def test_neutralised_text_is_not_neutralised_twice() -> None:
    assert escape_formula(escape_formula("=1")) == "'=1"


def test_columns_are_ordered_by_field_then_values_then_carried() -> None:
    columns = ordered_columns(_with(constraint_power="pass").sites.iloc[:, ::-1])
    known = [name for name in columns if name in FIELDS]
    assert known == [name for name in FIELDS if name in known]
    assert columns[len(known) :] == [
        "value_fiber_distance_km",
        "value_it_mw",
        "constraint_power",
        "utility",
    ]


def test_tidied_leaves_the_screening_as_it_was() -> None:
    screening = _with(mixed=[1, "a", None, [2], {}])
    before = screening.sites.copy(deep=True)
    assert list(export_frame(screening.sites)["mixed"]) == ["1", "a", None, "[2]", "{}"]
    pd.testing.assert_frame_equal(screening.sites, before)


def test_geoparquet_reads_back(tmp_path: Path) -> None:
    screening = tiny_screening()
    write_geoparquet(screening, tmp_path / "sites.parquet")
    read = gpd.read_parquet(tmp_path / "sites.parquet").set_index("site_id")
    assert read.crs == screening.sites.crs
    assert read.geometry.geom_equals(screening.sites.geometry).all()
    assert list(read["rank"].dropna()) == [1, 2, 3]
    numbers = screening.sites.select_dtypes("float").columns
    pd.testing.assert_frame_equal(
        pd.DataFrame(read[numbers]), pd.DataFrame(screening.sites[numbers])
    )
    assert read.loc["hostile", "name"] == HOSTILE


def test_geoparquet_metadata_follow_the_specification(tmp_path: Path) -> None:
    write_geoparquet(tiny_screening(), tmp_path / "sites.parquet")
    schema = pq.read_schema(tmp_path / "sites.parquet")
    said = json.loads(schema.metadata[b"geo"])
    column = said["columns"][said["primary_column"]]
    assert said["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["Point"]
    assert column["crs"]["id"]["code"] in (4326, "CRS84")
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert [field.name for field in schema.field("bbox").type] == ["xmin", "ymin", "xmax", "ymax"]


def test_geoparquet_gives_way_to_a_carried_bbox(tmp_path: Path) -> None:
    write_geoparquet(_with(bbox="mine"), tmp_path / "sites.parquet")
    assert set(gpd.read_parquet(tmp_path / "sites.parquet")["bbox"]) == {"mine"}


@pytest.mark.parametrize(
    ("columns", "classes"),
    [({}, ("core", "covering", "distribution")), ({"bbox": "mine"}, ("core",))],
    ids=["boxes", "a bbox of its own"],
)
def test_geoparquet_conforms_to_the_specification(
    columns: dict[str, object], classes: tuple[str, ...], tmp_path: Path
) -> None:
    write_geoparquet(_with(**columns), tmp_path / "sites.parquet")
    report = geoparquet_validator.check(str(tmp_path / "sites.parquet"))
    tested = {outcome["id"]: outcome["status"] for outcome in report["outcomes"]}
    for name in classes:
        assert geoparquet_validator.failed(report, name) == []
    assert tested["/conf/core/geo-metadata"] == "pass"
    assert sum(status == "pass" for status in tested.values()) >= 5
