"""Numbers and codes of sites, in every format that has text cells."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import Point

from screening.errors import SitesError
from screening.readers import read_sites

GEO = ["s.geojson", "s.gpkg", "s.shp", "s.zip", "s.parquet", "s.fgb"]
TABLES = [("s.csv", ","), ("s.tsv", "\t"), ("s.txt", ";")]
CODES = {
    "asset": ["12E3", "45E1", "7E0"],
    "feeder": ["1.10", "1.1", "2.0"],
    "phone": ["+15125550100", "+12145550100", "+1"],
    "parcel": ["0012", "0034", "7"],
    "serial": ["12345678901234567890", "1", "2"],
    "plain": ["1", "2", "3"],
    "share": ["0.5", "0.25", "1.75"],
}


def write_table(data, path, delimiter=","):
    frame = pd.DataFrame(data)
    frame = frame.assign(
        longitude=[f"{-97.5 - i:.3f}" for i in range(len(frame))], latitude="31.25"
    )
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (list(frame.columns), *frame.values.tolist()):
            book.active.append(row)
        book.save(path)
    else:
        frame.to_csv(path, sep=delimiter, index=False)
    return path


def has_codes(sites) -> None:
    for name in ("asset", "feeder", "phone", "parcel", "serial"):
        assert sites.frame[name].tolist() == CODES[name], name
    assert sites.frame["plain"].dtype == "int64"
    assert sites.frame["share"].tolist() == [0.5, 0.25, 1.75]


@pytest.mark.parametrize("name", GEO)
def test_codes_stay_as_written_in_geo_formats(write, name):
    points = [Point(-97 - i, 31) for i in range(3)]
    has_codes(read_sites(write(gpd.GeoDataFrame(CODES, geometry=points, crs=4326), name)))


@pytest.mark.parametrize(("name", "delimiter"), [*TABLES, ("s.xlsx", "")])
def test_codes_stay_as_written_in_tables(tmp_path, name, delimiter):
    has_codes(read_sites(write_table(CODES, tmp_path / name, delimiter)))


def test_ids_stay_as_written(tmp_path):
    data = {"site_id": ["1E5", "1.10", "007"], "name": ["A", "B", "C"]}
    sites = read_sites(write_table(data, tmp_path / "s.csv"))
    assert sites.frame.index.tolist() == data["site_id"]


def test_numbers_of_a_workbook_stay_numbers_beside_text(tmp_path):
    path = tmp_path / "s.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["name", "lon", "lat", "mw", "load"],
        ["A", "-97,06", "30,57", 97.062, 1.5],
        ["B", -98.25, 31.5, "12,5", "2.5"],
    ):
        book.active.append(row)
    book.save(path)
    with pytest.raises(SitesError, match="expected grid_mw to be a number, got '12,5'"):
        read_sites(path)
    book.active["D3"] = 12.5
    book.save(path)
    frame = read_sites(path).frame
    assert frame["longitude"].tolist() == [-97.06, -98.25]
    assert frame["grid_mw"].tolist() == [97.062, 12.5]
    assert frame["load"].tolist() == [1.5, 2.5]


MEGAWATTS = ["1,200", "1 200", "1\u202f200.5", "1'200", "850", "1.2e3", "n/a"]
READ = [1200, 1200, 1200.5, 1200, 850, 1200, np.nan]


@pytest.mark.parametrize(("name", "delimiter"), [*TABLES, ("s.xlsx", "")])
def test_thousands_beside_decimal_points(tmp_path, name, delimiter):
    data = {"name": list("ABCDEFG"), "mw": MEGAWATTS}
    frame = read_sites(write_table(data, tmp_path / name, delimiter)).frame
    np.testing.assert_array_equal(frame["grid_mw"], READ)


@pytest.mark.parametrize("name", GEO)
def test_thousands_beside_decimal_points_of_the_column(write, name):
    points = [Point(-97 - i, 31) for i in range(7)]
    data = {"name": list("ABCDEFG"), "mw": MEGAWATTS}
    frame = read_sites(write(gpd.GeoDataFrame(data, geometry=points, crs=4326), name)).frame
    np.testing.assert_array_equal(frame["grid_mw"], READ)


@pytest.mark.parametrize("name", GEO)
def test_a_number_that_nothing_decides_is_a_fault(write, name):
    frame = gpd.GeoDataFrame({"mw": ["1,200"]}, geometry=[Point(-97, 31)], crs=4326)
    with pytest.raises(SitesError, match="expected grid_mw to be a number, got '1,200'"):
        read_sites(write(frame, name))


def test_a_us_semicolon_file_is_never_read_a_thousand_times_too_small(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("name;longitude;latitude;mw\nA;-97.06;30.57;1,200\nB;-96.80;32.20;850\n")
    assert read_sites(path).frame["grid_mw"].tolist() == [1200, 850]
