"""Column names, ids, carried columns, and the filter of rows."""

from __future__ import annotations

import numpy as np
import pytest

from screening.catalog.fields import FIELDS
from screening.errors import SitesError
from screening.readers import read_sites, site_warnings
from screening.readers.sites.column_mapping import map_columns


@pytest.fixture
def read(tmp_path):
    def of(text, **options):
        path = tmp_path / "sites.csv"
        path.write_text(text, encoding="utf-8")
        return read_sites(path, **options)

    return of


@pytest.mark.parametrize(
    "header",
    [
        *("lon,lat", "lng,lat", "long,lat", "x,y", "Longitude,Latitude", "LONGITUDE,LATITUDE"),
        *("Longitude (deg),Latitude (deg)", "lon_dd,lat_dd", "GPS Lon,GPS Lat", "X_COORD,Y_COORD"),
        *("decimalLongitude,decimalLatitude", "Longitude [°],LAT", "point_x,point_y"),
    ],
)
def test_positions_under_their_usual_names(read, header):
    frame = read(f"name,{header}\nA,-97.5,31.25\n").frame
    assert frame.loc["a", ["longitude", "latitude"]].tolist() == [-97.5, 31.25]


def test_the_likelier_pair_wins(read):
    frame = read("name,x,y,longitude,latitude\nA,500000,3400000,-97.5,31.25\n").frame
    assert frame.loc["a", "longitude"] == -97.5
    assert frame.loc["a", "x"] == 500000


def test_a_second_pair_that_differs_is_told(read):
    text = "name,lat,lon,latitude,longitude\nA,31,-97,31,-97\nB,32,-98,33,-98\n"
    sites = read(text)
    note = (
        "took positions from 'longitude' and 'latitude'; columns 'lon' and 'lat' differ from it "
        "in 1 of 2 rows"
    )
    assert note in sites.notes
    assert note not in read(text.replace("B,32", "B,33")).notes


@pytest.mark.parametrize(
    ("column", "ours"),
    [
        ("MW", "grid_mw"),
        ("Capacity (MW)", "grid_mw"),
        ("kV", "interconnect_kv"),
        ("precision_km", "coord_precision_km"),
        ("Land [ha]", "land_ha"),
        ("Building m²", "building_m2"),
    ],
)
def test_aliases_are_recognised_and_reported(read, column, ours):
    sites = read(f"name,lon,lat,{column}\nA,-97,31,12.5\n")
    assert sites.frame.loc["a", ours] == 12.5
    message = f"read column {column!r} as {ours}"
    assert (message in sites.notes) == (column not in ("Land [ha]", "Building m²"))


def test_configured_columns_take_precedence(read):
    text = "name,lon,lat,grid_mw,Load\nA,-97,31,1,2\n"
    frame = read(text, columns={"grid_mw": "Load"}).frame
    assert frame.loc["a", "grid_mw"] == 2
    assert frame.loc["a", "grid_mw_input"] == 1


def test_mapping_errors_suggest_similar_names(csv_text, read_errors):
    messages = read_errors(
        csv_text, columns={"grid_mv": "x", "grid_mw": "Grid_MW", "planned_mw": "nothing"}
    )
    assert len(messages) == 3
    assert messages[0].startswith(
        "sites.csv: columns: expected the name of a site column, got 'grid_mv'; did you"
    )
    assert (
        "columns.grid_mw: expected a column of the file, got 'Grid_MW'; did you mean 'grid_mw'"
        in (messages[1])
    )
    assert "known: coord_precision_km, grid_mw, latitude" in messages[2]


def test_columns_that_are_always_present(read):
    frame = read("lon,lat\n-97,31\n").frame
    assert frame.columns.tolist() == [
        *("name", "operator", "status", "longitude", "latitude", "coord_precision_km", "grid_mw"),
        "geometry",
    ]
    assert frame.index.tolist() == ["row-2"]
    assert frame.iloc[0][["name", "operator", "status"]].tolist() == [None] * 3
    assert frame[["coord_precision_km", "grid_mw"]].isna().all(axis=None)
    assert frame["grid_mw"].dtype == float


def test_ids_are_built_from_names_and_unique(read):
    text = (
        "name,lon,lat\nOdessa,-102,31\nÖdessa!,-102.1,31\n,-97,31\nOdessa 2,-99,31\n比特,-98,30\n"
    )
    assert read(text).frame.index.tolist() == ["odessa", "odessa-2", "row-4", "odessa-2-2", "比特"]


def test_ids_of_long_names_are_truncated_at_a_hyphen_and_unique(read):
    long = "A very long name of a campus that somebody wrote as a sentence"
    lines = (f"{long},-102,31", f"{long} or two,-103,31", f"{'x' * 80},-104,31")
    ids = read("name,lon,lat\n" + "".join(f"{line}\n" for line in lines)).frame.index.tolist()
    cut = "a-very-long-name-of-a-campus-that-somebody-wrote-as-a"
    assert ids == [cut, f"{cut}-2", "x" * 60]


def test_generated_ids_differ_from_those_of_the_file(read):
    text = "site_id,name,lon,lat\n,Alpha,-97,31\nalpha,Beta,-98,31\n7.0,C,-99,31\n"
    assert read(text).frame.index.tolist() == ["alpha-2", "alpha", "7.0"]


@pytest.mark.parametrize(
    "name",
    ["score", "rank", "geometry", "npv_musd", "value_x", "constraint_power", "fid"],
)
def test_input_columns_do_not_take_output_names(name):
    named = map_columns(["lon", "lat", name], {})
    assert named.carried == {f"{name}_input": name}
    assert named.notes == (
        f"renamed carried columns, as the output has columns of the same names: {name}_input",
    )


def test_no_output_column_name_is_taken():
    outputs = sorted(set(FIELDS) - {"longitude", "latitude"})
    carried = map_columns(["lon", "lat", *outputs, "score_input"], {}).carried
    assert not set(carried) & set(FIELDS)
    assert len({name.casefold() for name in carried}) == len(carried)


def test_the_exact_name_takes_precedence_over_another_case():
    assert map_columns(["Name", "name"], {}).ours == {"name": "name"}


def test_names_that_differ_only_in_case_stay_distinct():
    named = map_columns(["County", "COUNTY"], {})
    assert named.carried == {"County": "County", "COUNTY_2": "COUNTY"}
    assert named.notes == (
        "renamed carried columns, as they differ from others only in case: COUNTY_2",
    )


def test_carried_columns_keep_their_type(read):
    text = (
        "name,lon,lat,zip,count,share,flag,none\nA,-97,31,07001,3,0.5,yes,\nB,-98,31,78701,4,,no,\n"
    )
    frame = read(text).frame
    assert frame["zip"].tolist() == ["07001", "78701"]
    assert frame["count"].dtype == "int64"
    np.testing.assert_allclose(frame["share"], [0.5, np.nan])
    assert frame["flag"].tolist() == ["yes", "no"]
    assert frame["none"].isna().all()
    assert frame["none"].dtype == float


def test_carried_boolean_columns(read):
    text = "name,lon,lat,leased,sold,mixed\nA,-97,31,TRUE,true,true\nB,-98,31,false,,perhaps\n"
    frame = read(text).frame
    assert frame["leased"].dtype == bool
    assert frame["leased"].tolist() == [True, False]
    assert frame["sold"].dtype == "boolean"
    assert frame["sold"].isna().tolist() == [False, True]
    assert frame["mixed"].tolist() == ["true", "perhaps"]


def test_the_first_column_is_free_of_the_byte_order_mark(tmp_path):
    path = tmp_path / "bom.csv"
    path.write_bytes("utility,lon,lat\nOncor,-97,31\n".encode("utf-8-sig"))
    assert read_sites(path).frame["utility"].tolist() == ["Oncor"]


def test_columns_without_a_name(read):
    frame = read("name,lon,lat,,\nA,-97,31,note,\n").frame
    assert frame.loc["a", "column_4"] == "note"
    assert "column_5" not in frame


def test_warnings_about_positions_and_their_accuracy(read):
    text = "name,lon,lat,precision_km\nDorothy 1,-101,34,1\nDorothy 2,-101,34,\nC,-99,31,1\n"
    assert site_warnings(read(text).frame) == [
        "2 sites share a position with another, such as dorothy-1, dorothy-2",
        "1 of 3 sites state no coord_precision_km (positional accuracy); the uncertainty of "
        "their distances is unknown",
    ]


def test_a_column_that_may_contain_the_megawatts_is_named(read):
    head = "name,lon,lat,precision_km,Nameplate MW,power_usd_per_mwh,planned_mw"
    (message,) = site_warnings(read(f"{head}\nA,-97,31,1,300,38,400\n").frame)
    assert message == (
        "no site states grid_mw, but Nameplate MW may contain it; map it under [sites]: "
        'columns = { grid_mw = "Nameplate MW" }'
    )
    assert site_warnings(read(f"{head},mw\nA,-97,31,1,300,38,400,5\n").frame) == []
    assert site_warnings(read("name,lon,lat,precision_km\nA,-97,31,1\n").frame) == []


def test_where_keeps_rows_and_reports_what_it_left_out(csv_text, read):
    sites = read(csv_text, where={"Status": [" Mining "], "utility": ["oncor"]})
    assert sites.frame.index.tolist() == ["a", "c"]
    assert sites.notes == ("left out 1 of 3 rows by Status: 1 converting",)
    sites = read(csv_text, where={"status": ["mining"], "operator": ["Riot", "IREN"]})
    assert sites.notes == (
        "left out 1 of 3 rows by status: 1 converting",
        "left out 1 of 3 rows by operator: 1 Söhne & Co",
    )


def test_where_matches_file_names_numbers_ids_and_blanks(read):
    text = "Id,Load,lon,lat\n1,700,-97,31\n2,,-98,31\n"
    columns = {"grid_mw": "Load"}
    assert read(text, columns=columns, where={"Load": ["700"]}).frame.index.tolist() == ["1"]
    assert read(text, columns=columns, where={"grid_mw": [""]}).frame.index.tolist() == ["2"]
    assert read(text, where={"site_id": ["2"]}).frame.index.tolist() == ["2"]


def test_where_that_matches_nothing_is_reported(csv_text, read_errors):
    messages = read_errors(csv_text, where={"status": ["minig"], "stat": ["x"], "name": []})
    assert messages == [
        "sites.csv: where.status: expected values that rows have, got 'minig'; did you mean "
        "'mining'; known: converting, mining; choose among these",
        "sites.csv: where.stat: expected a column of the sites, got 'stat'; did you mean 'status'; "
        "known: coord_precision_km, grid_mw, latitude, longitude, name, operator, site_id, status, "
        "utility; filter by one of these",
        "sites.csv: where.name: expected values that rows have, got an empty list; known: "
        "Childress, Rockdale, Söhne; choose among these",
    ]
    assert read_errors(csv_text, where={"status": ["converting"], "utility": ["Oncor"]}) == [
        "sites.csv: where: expected rows that match all columns, got none; relax the filter"
    ]


def test_where_with_a_value_that_no_row_has_is_reported(csv_text, read):
    sites = read(csv_text, where={"status": ["minig", "converting"]})
    assert sites.frame.index.tolist() == ["b"]
    assert sites.notes == (
        "where.status: expected values that rows have, got 'minig'; did you mean 'mining'; known: "
        "converting, mining; choose among these",
        "left out 2 of 3 rows by status: 2 mining",
    )


def test_rows_that_are_left_out_are_validated_too(csv_text, read):
    with pytest.raises(SitesError, match=r"row 3 \(Childress\): expected grid_mw of 0 or more"):
        read(csv_text.replace("650", "-650"), where={"status": ["mining"]})
