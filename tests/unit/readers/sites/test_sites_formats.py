"""The same three sites in every format."""

from __future__ import annotations

import hashlib
import io
import shutil
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import LineString, Polygon

from screening.errors import SitesError
from screening.readers import read_sites

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>"""
PLACEMARK = """<Placemark><name>{}</name><ExtendedData>
<Data name="site_id"><value>{}</value></Data><Data name="grid_mw"><value>{}</value></Data>
<Data name="utility"><value>{}</value></Data></ExtendedData>
<Point><coordinates>{},{},120</coordinates></Point></Placemark>"""


def same_three(frame: gpd.GeoDataFrame) -> None:
    assert frame.crs == "EPSG:4326"
    assert frame.index.tolist() == ["a", "b", "c"]
    assert frame.index.name == "site_id"
    assert frame["name"].tolist() == ["Rockdale", "Childress", "Söhne"]
    np.testing.assert_allclose(frame["longitude"], [-97.0617, -100.2045, -102.33], atol=1e-7)
    np.testing.assert_allclose(frame["latitude"], [30.5673, 34.4323, 31.84], atol=1e-7)
    np.testing.assert_allclose(frame.geometry.x, frame["longitude"])
    np.testing.assert_allclose(frame["grid_mw"], [700, 650, np.nan])
    assert frame["utility"].tolist() == ["Oncor", "AEP", "Oncor"]
    assert not frame.geometry.has_z.any()


@pytest.mark.parametrize(
    "name",
    ["s.geojson", "s.gpkg", "s.shp", "s.zip", "s.parquet", "s.geoparquet", "s.fgb", "s.xlsx"],
)
def test_formats(three, write, name):
    sites = read_sites(write(three, name))
    same_three(sites.frame)
    assert sites.frame["operator"].tolist() == ["Riot", "IREN", "Söhne & Co"]
    np.testing.assert_allclose(sites.frame["coord_precision_km"], [0.5, 0.5, 10])


@pytest.mark.parametrize("name", ["s.gpkg", "s.shp", "s.parquet"])
def test_any_declared_crs(three, write, name):
    sites = read_sites(write(three.to_crs("EPSG:32614"), name))
    same_three(sites.frame)
    assert any("UTM zone 14N" in note for note in sites.notes)


@pytest.mark.parametrize("suffix", [".kml", ".kmz"])
def test_kml_with_its_folders(tmp_path, suffix):
    rows = [
        ("Rockdale", "a", "700", "Oncor", -97.0617, 30.5673),
        ("Childress", "b", "650", "AEP", -100.2045, 34.4323),
        ("Söhne", "c", "", "Oncor", -102.33, 31.84),
    ]
    marks = [PLACEMARK.format(*row) for row in rows]
    folders = (
        f"<Folder><name>One</name>{marks[0]}{marks[1]}</Folder>"
        f"<Folder><name>Two</name>{marks[2]}</Folder>"
    )
    path = tmp_path / f"sites{suffix}"
    if suffix == ".kml":
        path.write_text(KML.format(folders), encoding="utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML.format(folders))
    sites = read_sites(path)
    same_three(sites.frame)
    assert "altitudeMode" not in sites.frame


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("plain.csv", str.encode),
        ("bom.csv", lambda text: text.encode("utf-8-sig")),
        ("crlf.csv", lambda text: text.replace("\n", "\r\n").encode()),
        ("cp1252.csv", lambda text: text.encode("cp1252")),
        ("tab.tsv", lambda text: text.replace(",", "\t").encode()),
        ("semicolon.csv", lambda text: text.replace(",", ";").encode()),
        ("comma.csv", lambda text: text.replace(",", ";").replace(".", ",").encode()),
        ("minus.csv", lambda text: text.replace("-", "\u2212").encode()),
    ],
)
def test_csv_as_spreadsheets_save_it(csv_text, tmp_path, name, saved):
    path = tmp_path / name
    path.write_bytes(saved(csv_text))
    sites = read_sites(path)
    same_three(sites.frame)
    np.testing.assert_allclose(sites.frame["coord_precision_km"], [0.5, 0.5, 10])
    assert any("Windows-1252" in note for note in sites.notes) == (name == "cp1252.csv")


def test_path_and_digest_are_kept(csv_text, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(csv_text, encoding="utf-8")
    sites = read_sites(path)
    assert sites.path == str(path)
    assert sites.sha256 == hashlib.sha256(csv_text.encode()).hexdigest()


def test_digest_of_a_shapefile_includes_its_parts_in_any_case(three, write, tmp_path):
    path = write(three, "lower.shp")
    for part in tmp_path.glob("lower.*"):
        shutil.copy(part, tmp_path / part.name.upper())
    assert read_sites(tmp_path / "LOWER.SHP").sha256 == read_sites(path).sha256
    (tmp_path / "lower.cpg").write_text("ISO-8859-1")
    assert read_sites(tmp_path / "LOWER.SHP").sha256 != read_sites(path).sha256


def test_parquet_without_geometry(csv_text, tmp_path):
    path = tmp_path / "table.parquet"
    pd.read_csv(io.StringIO(csv_text)).to_parquet(path)
    same_three(read_sites(path).frame)


def test_parquet_with_categories(csv_text, tmp_path):
    path = tmp_path / "table.parquet"
    table = pd.read_csv(io.StringIO(csv_text)).assign(count=[1, 2, 2], country="US")
    table.astype(dict.fromkeys(["grid_mw", "utility", "count", "country"], "category")).to_parquet(
        path
    )
    frame = read_sites(path).frame
    same_three(frame)
    assert frame["count"].tolist() == [1, 2, 2]
    assert frame["country"].tolist() == ["US"] * 3


def test_parquet_with_the_id_as_index(three, tmp_path):
    path = tmp_path / "indexed.parquet"
    three.set_index("site_id").to_parquet(path)
    same_three(read_sites(path).frame)


def test_geopackage_of_a_run_gives_its_sites(three, tmp_path):
    path = tmp_path / "screening.gpkg"
    three.assign(score=1.0, RANK=2).to_file(path, layer="sites")
    three.to_file(path, layer="substations")
    sites = read_sites(path)
    same_three(sites.frame)
    assert {"score_input", "RANK_input"} <= set(sites.frame.columns)
    assert "score" not in sites.frame


def test_geopackage_of_several_layers_is_rejected(three, tmp_path):
    path = tmp_path / "many.gpkg"
    three.to_file(path, layer="one")
    three.to_file(path, layer="two")
    with pytest.raises(SitesError, match="expected one layer, or one named 'sites', got 2; known"):
        read_sites(path)


def test_polygons_and_lines_become_points_inside(three, write):
    horseshoe = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    square = Polygon([(10, 0), (12, 0), (12, 2), (10, 2)])
    line = LineString([(20, 0), (24, 0)])
    sites = read_sites(write(three.set_geometry([horseshoe, square, line]), "areas.geojson"))
    points = sites.frame.geometry
    assert horseshoe.contains(points.iloc[0])
    assert points.iloc[1].coords[0] == (11, 1)
    assert points.iloc[2].coords[0] == (22, 0)
    assert "took a point inside 3 of 3 geometries that are not points" in sites.notes


def test_geometry_takes_precedence_over_columns_that_contradict_it(three, write):
    path = write(three.assign(lon=three.geometry.x, lat=0.0), "both.geojson")
    sites = read_sites(path)
    same_three(sites.frame)
    assert any("'lon' and 'lat' differ from it in 3 of 3" in note for note in sites.notes)
    named = read_sites(path, columns={"longitude": "lon", "latitude": "lat"})
    assert (named.frame["latitude"] == 0).all()


def test_geojson_without_geometry_uses_its_columns(three, write):
    located = three.assign(longitude=three.geometry.x, latitude=three.geometry.y)
    same_three(read_sites(write(located.set_geometry([None] * 3, crs=4326), "s.geojson")).frame)


def test_nested_values_are_carried_as_text(tmp_path):
    path = tmp_path / "nested.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"name": "A", "tags": {"a": 1}, "list": ["x", "y"], "big": true}, '
        '"geometry": {"type": "Point", "coordinates": [10, 50]}}]}'
    )
    row = read_sites(path).frame.iloc[0]
    assert row["tags"] == '{"a": 1}'
    assert row["list"] == "x; y"
    assert bool(row["big"]) is True


def test_xlsx_of_excel(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("Sites")
    sheet.append(["Site", "Longitude (deg)", "Latitude (deg)", "Capacity (MW)", "Since", None])
    sheet.append([None] * 6)
    sheet.append(["Rockdale", -97.0617, 30.5673, 700, pd.Timestamp("2020-02-03"), None])
    book.create_sheet("Notes").append(["unread"])
    book.save(tmp_path / "sites.xlsx")
    sites = read_sites(tmp_path / "sites.xlsx")
    row = sites.frame.loc["rockdale"]
    assert (row["grid_mw"], row["longitude"], row["Since"]) == (700, -97.0617, "2020-02-03")
    assert "read sheet 'Sites', not Notes; to read another, name it 'sites'" in sites.notes
    assert "read column 'Capacity (MW)' as grid_mw" in sites.notes


def test_xlsx_with_a_cover_reads_the_sheet_named_sites_and_reports_it(tmp_path):
    path = tmp_path / "sites.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active.append(["Prepared by the desk"])
    mines = book.create_sheet("Mines")
    for row in (["name", "lon", "lat", "mw"], ["A", -97, 31, "700 MW"]):
        mines.append(row)
    book.save(path)
    with pytest.raises(SitesError, match=r"xlsx, sheet 'Cover': expected rows of sites, got none"):
        read_sites(path)
    book["Cover"].append(["November", "draft"])
    book.save(path)
    with pytest.raises(SitesError, match=r"xlsx, sheet 'Cover': expected rows of sites"):
        read_sites(path)
    mines.title = "SITES"
    book.save(path)
    with pytest.raises(SitesError, match=r"xlsx, sheet 'SITES': row 2 \(A\): expected grid_mw"):
        read_sites(path)


def test_xlsx_rows_are_those_that_excel_shows(tmp_path):
    book = openpyxl.Workbook()
    for row in (["name", "lon", "lat", "mw"], [None] * 4, ["A", -97, 31, "700 MW"]):
        book.active.append(row)
    book.save(tmp_path / "sites.xlsx")
    with pytest.raises(SitesError, match=r"row 3 \(A\): expected grid_mw to be a number, got '700"):
        read_sites(tmp_path / "sites.xlsx")


def _with_formula(folder: Path, kind: str) -> Path:
    """A sheet whose D2 is a formula with an empty value of a kind."""
    book = openpyxl.Workbook()
    for row in (["name", "lon", "lat", "note"], ["A", -97, 31, "=A2"], ["B", -98, 31, "b"]):
        book.active.append(row)
    book.save(folder / "made.xlsx")
    path = folder / "sites.xlsx"
    with zipfile.ZipFile(folder / "made.xlsx") as made, zipfile.ZipFile(path, "w") as archive:
        for name in made.namelist():
            text = made.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<c r="D2"><f>' in text
                text = text.replace(b'<c r="D2"><f>', f'<c r="D2" t="{kind}"><f>'.encode())
            archive.writestr(name, text)
    return path


def test_xlsx_formulas_without_stored_values_are_reported(tmp_path):
    message = (
        r"got a formula without a stored value in row 2 \(D2\); open and save it in Excel or "
        "LibreOffice"
    )
    with pytest.raises(SitesError, match=message):
        read_sites(_with_formula(tmp_path, "n"))


def test_xlsx_formulas_that_give_no_text_are_empty(tmp_path):
    assert read_sites(_with_formula(tmp_path, "str")).frame["note"].tolist() == [None, "b"]


def test_xlsx_with_formatted_empty_cells_is_read_quickly(tmp_path):
    book = openpyxl.Workbook()
    for row in (["name", "lon", "lat"], ["A", -97, 31]):
        book.active.append(row)
    book.active["CV200000"].number_format = "0.00"
    book.save(tmp_path / "sites.xlsx")
    start = time.process_time()
    assert read_sites(tmp_path / "sites.xlsx").frame.index.tolist() == ["a"]
    assert time.process_time() - start < 5


def test_relative_paths_are_kept_as_given(csv_text, tmp_path, monkeypatch):
    (tmp_path / "sites.csv").write_text(csv_text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_sites(Path("sites.csv")).path == "sites.csv"


def test_half_precision_is_widened_for_the_output_formats(
    tmp_path: Path, three: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "sites.parquet"
    three.assign(load=np.array([0.5, 1.5, 2.5], dtype=np.float16)).to_parquet(path)
    got = read_sites(path).frame
    assert got["load"].dtype == np.float32
    assert got["load"].tolist() == [0.5, 1.5, 2.5]


@pytest.mark.parametrize("is_geo", [True, False])
def test_the_named_index_of_a_parquet_file_is_a_column(tmp_path, three, is_geo):
    table = three if is_geo else three.drop(columns="geometry").assign(x=-97.0, y=[30, 31, 32])
    table.set_index("site_id").to_parquet(tmp_path / "s.parquet")
    assert read_sites(tmp_path / "s.parquet").frame.index.tolist() == ["a", "b", "c"]


def test_the_folders_of_a_kml_are_told(tmp_path):
    def folder(name, *marks):
        points = (
            f"<Placemark><name>{mark}</name><Point><coordinates>{lon},31</coordinates></Point>"
            "</Placemark>"
            for mark, lon in marks
        )
        return f"<Folder><name>{name}</name>{''.join(points)}</Folder>"

    body = folder("Mines", ("A", -97), ("B", -98)) + folder("Substations", ("C", -99))
    path = tmp_path / "t.kml"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    )
    assert any(
        note.startswith("read 2 folders of the KML together: Mines (2), Substations (1); save ")
        for note in read_sites(path).notes
    )
