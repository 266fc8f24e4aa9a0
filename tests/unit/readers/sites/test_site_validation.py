"""Every error is reported with its row, and all errors together."""

from __future__ import annotations

import numpy as np
import pytest

from screening.readers import read_sites

HEAD = "name,lon,lat,mw\n"


def rows(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "A,30.5,-97.1,1",
            "expected latitude within -90..90, got longitude 30.5, latitude -97.1, "
            "which look swapped; exchange them",
        ),
        (
            "A,621000,3381000,1",
            "expected degrees, got longitude 621000, latitude 3.381e+06, which "
            "look projected; declare the CRS in a geo format, or give longitude and latitude",
        ),
        (
            "A,0,0,1",
            "expected a position, got (0, 0), which stands for a missing one; give the true one",
        ),
        ("A,,31,1", "expected a position, got none; give longitude and latitude, or drop the row"),
        (
            "A,262.9,31,1",
            "expected longitude within -180..180, got longitude 262.9, latitude 31; "
            "write -97.1 if it counts eastwards from 0 to 360",
        ),
        (
            "A,-97.1,131,1",
            "expected latitude within -90..90, got longitude -97.1, latitude 131; correct it",
        ),
        (
            "A,97°W,31,1",
            "expected longitude to be a number, got '97°W'; write it without unit and "
            "separators, such as -97.0617",
        ),
        (
            'A,-97,31,"12,5 MW"',
            "expected grid_mw to be a number, got '12,5 MW'; write it without "
            "unit and separators, such as 12.5, or leave it empty if unknown",
        ),
        (
            "A,-97,31,inf",
            "expected grid_mw to be a number, got 'inf'; write it without unit and "
            "separators, such as 12.5, or leave it empty if unknown",
        ),
        (
            "A,-97,31,-5",
            "expected grid_mw of 0 or more, got -5; correct it, or leave it empty if unknown",
        ),
        (
            "First,-97.06,30.56,1",
            "expected each site once, got the same name and position as row 2; "
            "drop one, or give them different names",
        ),
    ],
)
def test_errors_of_a_row(read_errors, line, message):
    text = rows("First,-97.06,30.56,700", "", line)
    name = line.partition(",")[0]
    assert read_errors(text) == [f"sites.csv: row 4 ({name}): {message}"]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (
            "uptime_fraction",
            "1.01",
            "expected uptime_fraction of at most 1, got 1.01; write a",
        ),
        ("power_usd_per_mwh", "35 USD", "expected power_usd_per_mwh to be a number, got '35 USD'"),
        ("lease_musd_per_it_mw_year", "-1", "expected lease_musd_per_it_mw_year of 0 or more, got"),
        ("fleet_j_per_th", "0", "expected fleet_j_per_th of more than 0, got 0; correct it"),
    ],
)
def test_numbers_outside_the_range_of_their_column(read_errors, column, cell, expected):
    text = f"name,lon,lat,{column}\nA,-97,31,\nB,-98,31,{cell}\n"
    (message,) = read_errors(text)
    assert message.startswith(f"sites.csv: row 3 (B): {expected}")


def test_all_errors_are_reported_in_the_order_of_the_rows(read_errors):
    text = "site_id,name,lon,lat,mw,precision_km\na,A,0,0,x,-1\na,B,-97,31,,\nc,C,30,-97,-2,\n"
    messages = read_errors(text, columns={"planned_mw": "no"}, where={"status": ["x"]})
    starts = [each.split(": expected")[0].removeprefix("sites.csv: ") for each in messages]
    assert starts == [
        "columns.planned_mw",
        *("row 2 (A)", "row 2 (A)", "row 2 (A)", "row 3 (B)", "row 4 (C)", "row 4 (C)"),
        "where.status",
    ]
    assert "got 'a', the same as in row 2; rename one" in messages[4]


def test_many_rows_with_one_error_are_summarized(read_errors):
    messages = read_errors(rows(*(f"S{i},0,0,1" for i in range(13))))
    assert len(messages) == 11
    assert messages[-1] == (
        "sites.csv: 3 more rows have the same error as row 2: 12, 13, 14; give the true one"
    )


@pytest.mark.parametrize("cell", ["", "n/a", "NaN", "unknown", "TBD", "-", "#N/A"])
def test_unknown_numbers_are_no_error(tmp_path, cell):
    path = tmp_path / "sites.csv"
    path.write_text(rows(f"A,-97,31,{cell}"))
    assert np.isnan(read_sites(path).frame["grid_mw"].iloc[0])


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("mw", "1400000", "expected grid_mw of at most 20,000, got 1,400,000; write megawatts"),
        ("kv", "345000", "expected interconnect_kv of at most 1,500, got 345,000; write kilovolts"),
        ("firm_fraction", "95", "expected firm_fraction of at most 1, got 95; write a fraction"),
        (
            "uptime_fraction",
            "97",
            "expected uptime_fraction of at most 1, got 97; write a fraction",
        ),
        ("power_usd_per_mwh", "$38", "expected power_usd_per_mwh to be a number, got '$38'"),
        ("hashprice_usd_per_ph_day", "-1", "expected hashprice_usd_per_ph_day of 0 or more"),
    ],
)
def test_numbers_in_another_unit_are_reported(read_errors, column, cell, expected):
    (message,) = read_errors(f"name,lon,lat,{column}\nA,-97,31,{cell}\nB,-98,31,\nC,-99,31,0.9\n")
    assert message.startswith(f"sites.csv: row 2 (A): {expected}")


def test_the_price_of_power_may_be_negative(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name,lon,lat,power_usd_per_mwh\nA,-97,31,-5\n")
    assert read_sites(path).frame["power_usd_per_mwh"].tolist() == [-5]


def test_elevation_may_be_below_the_sea(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name,lon,lat,elevation_m\nA,-116,33.3,-69\n")
    assert read_sites(path).frame["elevation_m"].tolist() == [-69]


def test_a_comma_before_three_digits_is_reported_where_nothing_shows_what_it_is(read_errors):
    for text in (
        'name,lon,lat,mw\nA,-97,31,"1,200"\nB,-98,31,850\n',
        "name;lon;lat;mw\nA;-97;31;1,200\nB;-98;31;850\n",
    ):
        assert read_errors(text) == [
            "sites.csv: row 2 (A): expected grid_mw to be a number, got '1,200'; write it without "
            "unit and separators, such as 12.5, or leave it empty if unknown"
        ]


def test_points_among_decimal_commas_of_the_same_column_divide_thousands(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name;lon;lat;mw\nA;-97,5;31,5;1,5\nB;-98,5;32,5;1.200\n")
    assert read_sites(path).frame["grid_mw"].tolist() == [1.5, 1200]


def test_a_column_with_both_decimal_marks_is_no_evidence_for_a_doubtful_number(read_errors):
    messages = read_errors(
        "name;lon;lat;mw\nA;-97,5;31,5;1,5\nB;-98,5;32,5;1.200\nC;-99,5;32,5;12.5\n"
    )
    assert messages == [
        "sites.csv: row 3 (B): expected grid_mw to be a number, got '1.200'; write 1200 or 1,200, "
        "as 1.200 is ambiguous in a file with decimal commas, or leave it empty if unknown",
        "sites.csv: row 4 (C): expected grid_mw to be a number, got '12.5'; write 12,5 with a "
        "comma, as other rows do, or leave it empty if unknown",
    ]


def test_other_points_among_decimal_commas_are_reported(read_errors):
    messages = read_errors("name;lon;lat;mw\nA;-97,5;31,5;1,5\nB;-98,5;32,5;12.5\n")
    assert messages == [
        "sites.csv: row 3 (B): expected grid_mw to be a number, got '12.5'; write 12,5 with a "
        "comma, as other rows do, or leave it empty if unknown"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "name;lon;lat;mw\nA;-97,5;31,5;1.200\n",
        "name;lon;lat;mw;share\nA;-97;31;1.200;0,5\n",
        "name;lon;lat;mw;land_ha\nA;-97;31;1.200;0,5\n",
    ],
)
def test_a_possible_thousands_separator_is_reported_if_any_column_has_decimal_commas(
    read_errors, text
):
    (message,) = read_errors(text)
    assert "row 2 (A): expected grid_mw to be a number, got '1.200'; write 1200 or 1,200" in message


def test_unambiguous_decimal_points_are_read_among_decimal_commas(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "name;lon;lat;mw;precision_km;tags;worth\n"
        "A;-97.062;31.125;12,5;0.500;1,2;1.200\nB;-98.062;31;7;;x;1.300\n"
    )
    frame = read_sites(path).frame
    assert frame.loc["a", ["longitude", "latitude", "grid_mw"]].tolist() == [-97.062, 31.125, 12.5]
    assert frame.loc["a", "coord_precision_km"] == 0.5
    assert frame["worth"].tolist() == ["1.200", "1.300"]


def test_commas_in_text_do_not_make_points_ambiguous(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name;lon;lat;mw;tags\nA;-97;31;1.200;1,2\nB;-98;31;7;x\n")
    assert read_sites(path).frame["grid_mw"].tolist() == [1.2, 7]


# --- duplicates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    ["ODESSA,riot", "Odessa,"],
)
def test_same_name_and_position_is_a_duplicate(read_errors, second):
    text = f"name,operator,lon,lat\nOdessa,Riot,-102,31\n{second},-102,31\n"
    assert "row 3" in read_errors(text)[0]


@pytest.mark.parametrize(
    "second",
    ["Odessa,Other,-102,31", "Odessa 2,Riot,-102,31", "Odessa,Riot,-102.1,31"],
)
def test_equal_names_or_positions_alone_are_no_duplicates(tmp_path, second):
    path = tmp_path / "sites.csv"
    path.write_text(f"name,operator,lon,lat\nOdessa,Riot,-102,31\n{second}\n")
    assert len(read_sites(path).frame) == 2


def test_a_repeated_id_with_other_cells_is_one_error(read_errors):
    messages = read_errors("site_id,name,lon,lat,mw\na,A,-97,31,5\na,A,-97,31,6\n")
    assert messages == [
        "sites.csv: row 3 (A): expected a unique site_id, got 'a', the same as in row 2; "
        "rename one, or drop the row"
    ]


def test_unnamed_rows_at_one_position_need_ids(tmp_path, read_errors):
    text = "lon,lat,county\n-102,31,Ector\n-102,31,Midland\n"
    assert (
        "row 3: expected each site once, got the same position as row 2, and no name to tell them "
        "apart; give a name" in read_errors(text)[0]
    )
    path = tmp_path / "ids.csv"
    path.write_text("id,lon,lat\nA1,-102,31\nA2,-102,31\n")
    assert read_sites(path).frame.index.tolist() == ["A1", "A2"]


# --- swapped ----------------------------------------------------------------------------

EUROPE = ["Oslo,10.7,59.9,1", "Luleå,22.1,65.6,1", "Bodø,14.4,67.3,1", "Boden,21.7,65.8,1"]


def test_a_swapped_row_is_detected_from_the_other_rows(read_errors):
    assert read_errors(rows(*EUROPE, "Umeå,63.8,20.3,1")) == [
        "sites.csv: row 6 (Umeå): expected a position near the other sites, got longitude 63.8, "
        "latitude 20.3, which look swapped; exchange them, or confirm them: "
        'columns = {longitude = "…", latitude = "…"}'
    ]


def test_a_whole_file_swapped_is_reported_row_by_row(read_errors):
    america = [
        "Denton,33.2,-97.2,1",
        "Marble,35.2,-83.9,1",
        "Dalton,34.7,-85.0,1",
        "C,44.9,-74.9,1",
    ]
    messages = read_errors(rows(*america))
    assert len(messages) == 4
    assert all("look swapped" in each for each in messages)


@pytest.mark.parametrize(
    "far",
    [
        "Paraguay,-55.6,-25.3,1",  # far, and as far when exchanged
        "Bhutan,89.5,27.4,1",
        "Ethiopia,39.0,9.0,1",
        "Georgia,44.8,41.7,1",  # near enough as it is
    ],
)
def test_distant_sites_are_not_taken_for_swapped(tmp_path, far):
    path = tmp_path / "sites.csv"
    path.write_text(rows(*EUROPE, far), encoding="utf-8")
    assert len(read_sites(path).frame) == 5


def test_sites_all_over_the_world_are_no_evidence_of_swapping(tmp_path):
    path = tmp_path / "sites.csv"
    others = ["Texas,-97,31,1", "Alberta,-113,53,1", "Irkutsk,104,52,1", "X,63.8,20.3,1"]
    path.write_text(rows(*EUROPE[1:], *others), encoding="utf-8")
    assert len(read_sites(path).frame) == 7


def test_a_site_near_another_is_not_taken_for_swapped(tmp_path):
    path = tmp_path / "sites.csv"
    gulf = ["A,54,24,1", "B,55,25,1", "C,53,24,1", "D,51.5,25.3,1", "E,54.5,24.4,1"]
    path.write_text(rows(*gulf, "Orenburg,60,50,1", "Kirov,52,58,1"))
    assert len(read_sites(path).frame) == 7


def test_configured_columns_override_the_evidence(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(rows(*EUROPE, "Mumbai,63.8,20.3,1"), encoding="utf-8")
    sure = {"longitude": "lon", "latitude": "lat"}
    assert len(read_sites(path, columns=sure).frame) == 5


def test_a_longitude_that_lost_its_minus_is_told(tmp_path):
    lines = ["A,-97,31", "B,-98,32", "C,-99,33", "D,98.5,32", "E,9,50"]
    path = tmp_path / "sites.csv"
    path.write_text("\n".join(["name,lon,lat", *lines]))
    note = (
        "1 of 5 positions lie far from all others, and near them with a minus before the "
        "longitude: row 5; check them"
    )
    assert note in read_sites(path).notes
    confirmed = read_sites(path, columns={"longitude": "lon", "latitude": "lat"})
    assert note not in confirmed.notes
