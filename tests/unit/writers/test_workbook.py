"""sites.xlsx: nothing in it runs, and its formulas rank as Python does, whatever the weights."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from fixtures.full import HOSTILE_NAMES
from fixtures.minimal import tiny_screening

from screening import scoring
from screening.catalog.fields import get_field
from screening.model import CRS, ProfileSettings, RunMetadata, ScreeningResult
from screening.writers import workbook
from screening.writers.workbook import ranking_sheet

FACTORS = ("it_mw", "fiber_distance_km", "rtt_ms", "pue_mean")


def _opened(screening: ScreeningResult, folder: Path, **how: Any) -> openpyxl.Workbook:
    workbook.write(screening, folder / "sites.xlsx")
    return openpyxl.load_workbook(folder / "sites.xlsx", **how)


def _rows(sheet: Any) -> list[dict[str, Any]]:
    heading, *rows = sheet.iter_rows(min_row=2, values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_sheets_are_frozen_filtered_and_named(tmp_path: Path) -> None:
    book = _opened(tiny_screening(), tmp_path)
    assert book.sheetnames == [
        *("Ranking", "Build list", "Criteria", "Constraints", "Sources", "Columns", "About"),
    ]
    assert book["Ranking"].freeze_panes == "E3"
    for name in book.sheetnames[:-1]:
        assert book[name].freeze_panes
        assert book[name].auto_filter.ref


def test_facts_stand_as_numbers_with_their_units(tmp_path: Path) -> None:
    screening = tiny_screening()
    sheet = _opened(screening, tmp_path)["Ranking"]
    place = {cell.value: cell.column for cell in sheet[2]}
    cell = sheet.cell(3, place["Fiber distance [km]"])
    assert (cell.value, cell.number_format) == (8.725, '#,##0.0" km"')
    assert sheet.cell(3, place["Grid power [MW]"]).number_format == '#,##0" MW"'
    assert sheet.cell(7, place["Grid power [MW]"]).value is None  # unknown is empty, not 0
    described = {row[0]: row for row in _opened(screening, tmp_path)["Columns"].values}
    for name in screening.sites.columns.drop("geometry"):
        assert described[name][3] == get_field(name).description


def test_results_are_there_before_anything_recalculates(tmp_path: Path) -> None:
    screening = tiny_screening()
    rows = _rows(_opened(screening, tmp_path, data_only=True)["Ranking"])
    for row, (_, site) in zip(rows, screening.sites.iterrows(), strict=True):
        for heading, column in (
            ("Rank", "rank"),
            ("Score", "score"),
            ("Data", "coverage_fraction"),
        ):
            expected = None if pd.isna(site[column]) else site[column]
            assert row[heading] == expected


def test_only_the_formulas_that_are_meant_run(tmp_path: Path) -> None:
    full = tiny_screening()
    sites = full.sites.assign(
        name=HOSTILE_NAMES, operator=["=1+1", "+1", "-1", "@A", "\t=1"], utility="\r=1"
    ).rename(columns={"utility": "=cmd|' /C calc'!A0"})
    build_list = full.build_list.assign(package="=1+1", note="＝2", source="@SUM(A1)")
    hostile = replace(full, sites=sites, build_list=build_list, name="=1+1")
    book = _opened(hostile, tmp_path)
    formulas = {"Ranking": {"Rank", "Places gained", "Score", "Data", "Score if ranked"}}
    for sheet in book:
        heading_row = 2 if sheet.title in ("Ranking", "Build list") else 1
        headings = [cell.value for cell in sheet[heading_row]]
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    total = sheet.title == "Build list" and cell.row == 1
                    weights = sheet.title == "Criteria" and cell.column in (3, 4)
                    live = headings[cell.column - 1] in formulas.get(sheet.title, ())
                    assert total or weights or live, (sheet.title, cell.coordinate)
                elif isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    names = [row["Name"] for row in _rows(book["Ranking"])]
    assert names[0] == HOSTILE_NAMES[0]
    assert names[3] == "'" + HOSTILE_NAMES[3]


def test_a_method_that_compares_sites_is_written_as_numbers_and_says_so(tmp_path: Path) -> None:
    sheet = _opened(replace(tiny_screening(), method="topsis"), tmp_path)["Ranking"]
    assert "TOPSIS compares the sites with each other" in sheet["A1"].value
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [row["Rank"] for row in _rows(sheet)] == [1, 2, 3, None, None]


def test_many_sites_are_written_as_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking_sheet, "MAX_LIVE_SITES", 4)
    sheet = _opened(tiny_screening(), tmp_path)["Ranking"]
    assert "more than 4 sites" in sheet["A1"].value
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


# ---- recalculated by LibreOffice


@dataclass(frozen=True)
class Case:
    """A run, weights that an analyst types over its own, and a least coverage."""

    method: str
    missing: str
    least: float
    typed: tuple[float, ...]
    typed_least: float


CASES = {
    "as it was": Case("wsm", "renormalise", 0.8, (3.0, 1.0, 2.0, 0.5), 0.8),
    "other weights": Case("wsm", "renormalise", 0.5, (0.2, 7.0, 0.0, 1.0), 0.3),
    "unknown gives no score": Case("wsm", "unknown", 0.0, (1.0, 1.0, 1.0, 1.0), 0.0),
    "weighted product": Case("wpm", "renormalise", 0.6, (1.0, 4.0, 0.0, 2.0), 0.6),
    "product, all known": Case("wpm", "unknown", 0.0, (5.0, 1.0, 1.0, 0.1), 0.0),
}
GIVEN = np.array([3.0, 1.0, 2.0, 0.5])


def _generated(case: Case, count: int = 120) -> ScreeningResult:
    """Sites with gaps, hopeless and perfect values, ties and exclusions."""
    rng = np.random.default_rng(7)
    matrix = rng.random((count, len(FACTORS)))
    matrix[rng.random(matrix.shape) < 0.15] = np.nan
    matrix[rng.random(matrix.shape) < 0.08] = 0.0
    matrix[rng.random(matrix.shape) < 0.08] = 1.0
    matrix[40:60] = matrix[:20]  # equal sites share a rank
    excluded = np.where(rng.random(count) < 0.1, "power: too small", "")
    scores = scoring.scores(
        matrix,
        GIVEN,
        method=case.method,
        missing=case.missing,
        least_coverage=case.least,  # type: ignore[arg-type]
    )
    frame = pd.DataFrame(
        {
            "name": [f"Site {i}" for i in range(count)],
            "operator": "Op",
            "status": "mining",
            "longitude": -100.0,
            "latitude": 31.0,
            "grid_mw": 100.0,
            "rank": pd.array(scoring.ranks(scores, excluded == ""), dtype="Int64"),
            "score": scores,
            "coverage_fraction": scoring.coverage(matrix, GIVEN),
            "excluded_by": excluded,
            "unverified": "",
            **{f"value_{name}": matrix[:, i] for i, name in enumerate(FACTORS)},
        },
        index=pd.Index([f"s{i}" for i in range(count)], name="site_id"),
    )
    settings = ProfileSettings(missing=case.missing, min_coverage_fraction=case.least)
    return replace(
        tiny_screening(),
        method=case.method,
        sites=gpd.GeoDataFrame(
            frame, geometry=gpd.points_from_xy(frame["longitude"], frame["latitude"]), crs=CRS
        ),
        criteria=pd.DataFrame(
            {
                "factor": FACTORS,
                "weight": GIVEN,
                "weight_fraction": GIVEN / GIVEN.sum(),
                "worst": 0.0,
                "best": 1.0,
                "unit": "-",
                "why": "",
            }
        ),
        metadata=RunMetadata(settings=settings),
    )


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], openpyxl.Workbook]:
    """Every case with its weights typed in, after LibreOffice has computed it."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("SCREENING_REQUIRE_LIBREOFFICE"):
            pytest.fail("no soffice on the PATH, and SCREENING_REQUIRE_LIBREOFFICE is set")
        pytest.skip("no soffice on the PATH; install libreoffice-calc")
    folder = tmp_path_factory.mktemp("recalculated")
    typed = []
    for number, case in enumerate(CASES.values()):
        workbook.write(_generated(case), folder / "written.xlsx")
        book = openpyxl.load_workbook(folder / "written.xlsx")  # leaves the results out
        sheet = book["Ranking"]
        place = {cell.value: cell.column for cell in sheet[2]}
        sheet.cell(1, place["Data"]).value = case.typed_least
        for factor, weight in zip(FACTORS, case.typed, strict=True):
            sheet.cell(1, place[get_field(f"value_{factor}").label]).value = weight
        typed.append(folder / f"{number}.xlsx")
        book.save(typed[-1])
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, typed)], check=True, capture_output=True, timeout=120)
    numbers = {name: number for number, name in enumerate(CASES)}
    return lambda name: openpyxl.load_workbook(
        folder / "out" / f"{numbers[name]}.xlsx", data_only=True
    )


def _column(rows: list[dict[str, Any]], heading: str) -> np.ndarray[Any, Any]:
    cells = [row[heading] for row in rows]
    return np.array([np.nan if cell in (None, "") else cell for cell in cells], dtype=float)


@pytest.mark.parametrize("name", CASES)
def test_libreoffice_ranks_as_python_does(
    name: str, recalculated: Callable[[str], openpyxl.Workbook]
) -> None:
    case = CASES[name]
    screening = _generated(case)
    book = recalculated(name)
    rows = _rows(book["Ranking"])
    matrix = screening.sites[[f"value_{factor}" for factor in FACTORS]].to_numpy()
    scores = scoring.scores(
        matrix,
        case.typed,
        method=case.method,
        missing=case.missing,  # type: ignore[arg-type]
        least_coverage=case.typed_least,
    )
    ranks = scoring.ranks(scores, screening.sites["excluded_by"].to_numpy() == "")
    assert 40 < np.isfinite(ranks).sum() < len(ranks)
    np.testing.assert_allclose(_column(rows, "Score"), scores, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(_column(rows, "Data"), scoring.coverage(matrix, case.typed))
    np.testing.assert_array_equal(_column(rows, "Rank"), ranks)
    before = screening.sites["rank"].astype(float).to_numpy()
    np.testing.assert_array_equal(_column(rows, "Places gained"), before - ranks)
    shares = [row[3] for row in book["Criteria"].iter_rows(min_row=2, values_only=True)]
    np.testing.assert_allclose(shares[:4], np.array(case.typed) / sum(case.typed))


def test_the_build_list_adds_up_what_is_shown(
    recalculated: Callable[[str], openpyxl.Workbook],
) -> None:
    sheet = recalculated("as it was")["Build list"]
    place = {cell.value: cell.column for cell in sheet[2]}
    total = sheet.cell(1, place["Cost [MUSD]"]).value
    assert total == pytest.approx(tiny_screening().build_list["musd"].sum())
