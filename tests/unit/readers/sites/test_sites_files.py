"""Files of sites that cannot be read at all, and errors of features."""

from __future__ import annotations

import json
import sqlite3
import zipfile

import pyproj
import pytest
from shapely.geometry import Point

from screening.errors import SitesError
from screening.readers import read_sites

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("s.csv", b"", "expected a file with rows, got an empty file; export it again"),
        ("s.csv", b"\n \n", "expected a header and rows, got blank rows only; export it again"),
        ("s.csv", b"name,lon,lat\n", "expected rows of sites, got none; add some"),
        (
            "s.csv",
            "name,lon,lat\n".encode("utf-16")[:-1],
            "expected text in UTF-16, as its first bytes say, got others at byte 26; save",
        ),
        ("s.csv", b"name,lon,lat\nA\x81,1,1\n", "a byte that is neither (0x81 in line 2); save"),
        ("s.csv", b"a,\x00b\n", "got binary data; save it as CSV UTF-8"),
        ("s.csv", b"PK\x03\x04", "expected text, got a zip or Excel file; name it .zip or .xlsx"),
        ("s.csv", b'name,lon,lat\n"A,1,1\n', "expected closed quotes, got an error in row 2"),
        (
            "s.csv",
            b"name,lon,lat\nA,1,1,2\n",
            "expected 3 cells per row as in the header, got more in row 2;",
        ),
        ("s.csv", b"name,lon,lat,lon\n", "expected each column once, got lon twice; rename one"),
        (
            "s.csv",
            b"name,utm_e,utm_n\nA,1,2\n",
            "expected a position (geometry, or columns longitude "
            "and latitude), got neither; known: name, utm_e, utm_n; name them: columns = {long",
        ),
        (
            "s.xlsx",
            b"no",
            "expected an Excel workbook, got text; name it .csv",
        ),
        ("s.xls", b"no", "expected a supported format, got .xls; known: .csv, .fgb"),
        ("sites", b"no", "expected a supported format, got no extension; known"),
        ("s.gpkg", b"no", "expected a GeoPackage, as the name ends in .gpkg, got text; export"),
        ("s.geojson", b"{", "expected whole JSON, got an error ("),
        ("s.parquet", b"no", "expected a Parquet file, as the name ends in .parquet, got text"),
        ("s.zip", b"no", "expected a zip, got an error (File is not a zip file); download"),
        ("s.kml", b"<kml>", "expected whole XML, got an error ("),
        ("s.geojson", b'{"type": "FeatureCollection", "features": []}', "expected rows of sites"),
    ],
)
def test_files_that_cannot_be_read(read_errors, name, content, expected):
    (message,) = read_errors(content, name)
    assert message.startswith(f"{name}: ")
    assert expected in message


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        ("xl/workbook.xml", b"<workbook"),
        ("[Content_Types].xml", b""),
        ("xl/worksheets/sheet1.xml", SHEET % b'<row r="1"><c r="A1" t="s"><v>999</v></c></row>'),
        ("xl/worksheets/sheet1.xml", SHEET % b'<row r="first"/>'),
    ],
)
def test_a_damaged_workbook_is_reported(three, write, read_errors, tmp_path, part, text):
    whole = write(three, "whole.xlsx")
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name in made.namelist():
            archive.writestr(name, text if name == part else made.read(name))
    (message,) = read_errors((tmp_path / "b.xlsx").read_bytes(), "s.xlsx")
    assert message.startswith("s.xlsx: expected an Excel workbook, got an error (")


def test_missing_files_are_reported_with_similar_names(csv_text, tmp_path):
    (tmp_path / "sites_2026.csv").write_text(csv_text, encoding="utf-8")
    with pytest.raises(
        SitesError, match=r"none of that name; nearest names in .*: sites_2026.csv;"
    ):
        read_sites(tmp_path / "sites_2025.csv")
    with pytest.raises(
        SitesError, match=r"the folder .*gone does not exist either; check the path"
    ):
        read_sites(tmp_path / "gone" / "sites.csv")
    with pytest.raises(SitesError, match="expected a supported format"):
        read_sites(tmp_path)


@pytest.mark.parametrize("name", ["s.gpkg", "s.shp", "s.parquet"])
def test_geometry_without_crs_is_rejected(three, write, name):
    path = write(three.set_crs(None, allow_override=True), name)
    with pytest.raises(SitesError, match="expected geometry in a declared CRS, got none; declare"):
        read_sites(path)


@pytest.mark.parametrize("srs", [0, -1])
def test_the_undefined_crs_of_geopackage_is_rejected(three, write, srs):
    path = write(three, "s.gpkg")
    with sqlite3.connect(path) as database:
        database.execute(f"update gpkg_contents set srs_id = {srs}")
        database.execute(f"update gpkg_geometry_columns set srs_id = {srs}")
    database.close()
    with pytest.raises(SitesError, match="expected geometry in a declared CRS, got none; declare"):
        read_sites(path)


def test_a_local_engineering_crs_is_rejected(three, write):
    grid = pyproj.CRS('LOCAL_CS["Plant grid",UNIT["metre",1]]')
    path = write(three.set_crs(grid, allow_override=True), "s.gpkg")
    with pytest.raises(SitesError, match="expected geometry in a declared CRS, got none; declare"):
        read_sites(path)


def test_positions_that_their_crs_cannot_transform(three, write):
    far = three.to_crs("EPSG:32614")
    far.loc[1, "geometry"] = Point(1e12, 1e12)
    with pytest.raises(
        SitesError, match=r"feature 2 \(Childress\): expected a position that its C"
    ):
        read_sites(write(far, "s.gpkg"))


def test_errors_of_features_are_counted_from_one(tmp_path):
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (
            ("A", {"type": "Point", "coordinates": [-97.1, 30.5]}),
            ("B", None),
            ("C", {"type": "Point", "coordinates": [30.5, -97.1]}),
        )
    ]
    path = tmp_path / "s.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(SitesError) as caught:
        read_sites(path)
    assert [each.split(": expected")[0].rpartition(": ")[2] for each in caught.value.problems] == [
        "feature 2 (B)",
        "feature 3 (C)",
    ]


def test_metres_declared_as_degrees_look_projected(three, write):
    wrong = three.to_crs("EPSG:3857").set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(SitesError, match="look projected"):
        read_sites(write(wrong, "s.gpkg"))


def test_degrees_declared_as_metres_are_reported_as_zero(three, write):
    wrong = three.set_crs("EPSG:3857", allow_override=True)
    with pytest.raises(SitesError, match=r"got \(0, 0\)"):
        read_sites(write(wrong, "s.gpkg"))
