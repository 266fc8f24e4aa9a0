"""Each fault is told with its row, and all of them at once."""

from __future__ import annotations

import numpy as np
import pytest

from screening.readers import read_sites

HEAD = "name,lon,lat,mw\n"


def rows(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "said"),
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
            "expected a position, got (0, 0), where missing ones end up; give the true one",
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
            "unit and separators, such as 12.5, or leave it empty where it is not known",
        ),
        (
            'A,-97,31,"1,200"',
            "expected grid_mw to be a number, got '1,200'; write it without unit "
            "and separators, such as 12.5, or leave it empty where it is not known",
        ),
        (
            "A,-97,31,inf",
            "expected grid_mw to be a number, got 'inf'; write it without unit and "
            "separators, such as 12.5, or leave it empty where it is not known",
        ),
        (
            "A,-97,31,-5",
            "expected grid_mw of 0 or more, got -5; correct it, or leave it empty where "
            "it is not known",
        ),
        (
            "First,-97.06,30.56,1",
            "expected each site once, got the same name and position as row 2; "
            "drop one, or tell them apart by name",
        ),
    ],
)
def test_faults_of_a_row(faults, line, said):
    text = rows("First,-97.06,30.56,700", "", line)
    name = line.partition(",")[0]
    assert faults(text) == [f"sites.csv: row 4 ({name}): {said}"]


@pytest.mark.parametrize(
    ("column", "cell", "said"),
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
def test_a_number_that_its_column_cannot_have(faults, column, cell, said):
    text = f"name,lon,lat,{column}\nA,-97,31,\nB,-98,31,{cell}\n"
    (found,) = faults(text)
    assert found.startswith(f"sites.csv: row 3 (B): {said}")


def test_all_problems_at_once_in_the_order_of_the_rows(faults):
    text = "site_id,name,lon,lat,mw,precision_km\na,A,0,0,x,-1\na,B,-97,31,,\nc,C,30,-97,-2,\n"
    told = faults(text, columns={"planned_mw": "no"}, where={"status": ["x"]})
    starts = [each.split(": expected")[0].removeprefix("sites.csv: ") for each in told]
    assert starts == [
        "columns.planned_mw",
        *("row 2 (A)", "row 2 (A)", "row 2 (A)", "row 3 (B)", "row 4 (C)", "row 4 (C)"),
        "where.status",
    ]
    assert "got 'a', which is that of row 2; rename one" in told[4]


def test_many_rows_of_one_fault_are_summed_up(faults):
    told = faults(rows(*(f"S{i},0,0,1" for i in range(13))))
    assert len(told) == 11
    assert told[-1] == (
        "sites.csv: 3 more rows have the fault of row 2: 12, 13, 14; give the true one"
    )


@pytest.mark.parametrize("cell", ["", "n/a", "NaN", "unknown", "TBD", "-", "#N/A"])
def test_what_is_not_known_is_no_fault(tmp_path, cell):
    path = tmp_path / "sites.csv"
    path.write_text(rows(f"A,-97,31,{cell}"))
    assert np.isnan(read_sites(path).frame["grid_mw"].iloc[0])


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("mw", "1400000", "expected grid_mw of at most 20,000, got 1,400,000; write megawatts"),
        ("kv", "345000", "expected interconnect_kv of at most 1,500, got 345,000; write kilovolts"),
        ("firm_fraction", "95", "expected firm_fraction of at most 1, got 95; write a share of 1"),
        ("uptime_fraction", "97", "expected uptime_fraction of at most 1, got 97; write a share"),
        ("power_usd_per_mwh", "$38", "expected power_usd_per_mwh to be a number, got '$38'"),
        ("hashprice_usd_per_ph_day", "-1", "expected hashprice_usd_per_ph_day of 0 or more"),
    ],
)
def test_numbers_of_another_unit_and_terms_that_are_none_are_told(faults, column, cell, said):
    (told,) = faults(f"name,lon,lat,{column}\nA,-97,31,{cell}\nB,-98,31,\nC,-99,31,0.9\n")
    assert told.startswith(f"sites.csv: row 2 (A): {said}")


def test_the_price_of_power_may_be_negative(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name,lon,lat,power_usd_per_mwh\nA,-97,31,-5\n")
    assert read_sites(path).frame["power_usd_per_mwh"].tolist() == [-5]


def test_elevation_may_be_below_the_sea(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name,lon,lat,elevation_m\nA,-116,33.3,-69\n")
    assert read_sites(path).frame["elevation_m"].tolist() == [-69]


def test_points_among_decimal_commas_are_told(faults):
    told = faults("name;lon;lat;mw\nA;-97,5;31,5;1,5\nB;-98,5;32,5;1.200\n")
    assert told == [
        "sites.csv: row 3 (B): expected grid_mw to be a number, got '1.200'; write 1200 or 1,200, "
        "as the file has decimal commas and it could be either, or leave it empty where it is not "
        "known"
    ]


def test_other_points_among_decimal_commas_are_told(faults):
    told = faults("name;lon;lat;mw\nA;-97,5;31,5;1,5\nB;-98,5;32,5;12.5\n")
    assert told == [
        "sites.csv: row 3 (B): expected grid_mw to be a number, got '12.5'; write 12,5 with a "
        "comma, as other rows do, or leave it empty where it is not known"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "name;lon;lat;mw\nA;-97,5;31,5;1.200\n",
        "name;lon;lat;mw;share\nA;-97;31;1.200;0,5\n",
        "name;lon;lat;mw;land_ha\nA;-97;31;1.200;0,5\n",
    ],
)
def test_a_point_that_may_divide_thousands_is_told_where_any_column_has_commas(faults, text):
    (told,) = faults(text)
    assert "row 2 (A): expected grid_mw to be a number, got '1.200'; write 1200 or 1,200" in told


def test_points_that_can_only_be_decimal_are_read_beside_commas(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "name;lon;lat;mw;precision_km;tags;worth\n"
        "A;-97.062;31.125;12,5;0.500;1,2;1.200\nB;-98.062;31;7;;x;1.300\n"
    )
    frame = read_sites(path).frame
    assert frame.loc["a", ["longitude", "latitude", "grid_mw"]].tolist() == [-97.062, 31.125, 12.5]
    assert frame.loc["a", "coord_precision_km"] == 0.5
    assert frame["worth"].tolist() == ["1.200", "1.300"]


def test_commas_in_text_cast_no_doubt_on_points(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("name;lon;lat;mw;tags\nA;-97;31;1.200;1,2\nB;-98;31;7;x\n")
    assert read_sites(path).frame["grid_mw"].tolist() == [1.2, 7]


# --- duplicates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    ["Odessa,Riot", "ODESSA,riot", "Odessa,"],
)
def test_same_name_and_position_is_a_duplicate(faults, second):
    text = f"name,operator,lon,lat\nOdessa,Riot,-102,31\n{second},-102,31\n"
    assert "row 3" in faults(text)[0]


@pytest.mark.parametrize(
    "second",
    ["Odessa,Other,-102,31", "Odessa 2,Riot,-102,31", "Odessa,Riot,-102.1,31"],
)
def test_others_at_the_place_or_of_the_name_are_fine(tmp_path, second):
    path = tmp_path / "sites.csv"
    path.write_text(f"name,operator,lon,lat\nOdessa,Riot,-102,31\n{second}\n")
    assert len(read_sites(path).frame) == 2


def test_a_row_given_twice_is_one_fault(faults):
    told = faults("site_id,name,lon,lat\na,A,-97,31\na,A,-97,31\n")
    assert told == [
        "sites.csv: row 3 (A): expected a site_id of its own, got 'a', which is that of row 2; "
        "rename one, or drop the row"
    ]


def test_nameless_rows_at_one_place_need_ids(tmp_path, faults):
    assert "row 3: expected each site once" in faults("lon,lat\n-102,31\n-102,31\n")[0]
    path = tmp_path / "ids.csv"
    path.write_text("id,lon,lat\nA1,-102,31\nA2,-102,31\n")
    assert read_sites(path).frame.index.tolist() == ["A1", "A2"]


# --- swapped ----------------------------------------------------------------------------

EUROPE = ["Oslo,10.7,59.9,1", "Luleå,22.1,65.6,1", "Bodø,14.4,67.3,1", "Boden,21.7,65.8,1"]


def test_a_swapped_row_is_evident_from_its_neighbours(faults):
    assert faults(rows(*EUROPE, "Umeå,63.8,20.3,1")) == [
        "sites.csv: row 6 (Umeå): expected a place near the other sites, got longitude 63.8, "
        "latitude 20.3, which look swapped; exchange them, or say that they are right: "
        'columns = {longitude = "…", latitude = "…"}'
    ]


def test_a_whole_file_swapped_is_told_row_by_row(faults):
    america = [
        "Denton,33.2,-97.2,1",
        "Marble,35.2,-83.9,1",
        "Dalton,34.7,-85.0,1",
        "C,44.9,-74.9,1",
    ]
    told = faults(rows(*america))
    assert len(told) == 4
    assert all("look swapped" in each for each in told)


@pytest.mark.parametrize(
    "far",
    [
        "Paraguay,-55.6,-25.3,1",  # far, and as far when exchanged
        "Bhutan,89.5,27.4,1",
        "Ethiopia,39.0,9.0,1",
        "Georgia,44.8,41.7,1",  # near enough as it is
    ],
)
def test_far_sites_are_not_taken_for_swapped(tmp_path, far):
    path = tmp_path / "sites.csv"
    path.write_text(rows(*EUROPE, far), encoding="utf-8")
    assert len(read_sites(path).frame) == 5


def test_sites_all_over_the_world_prove_nothing(tmp_path):
    path = tmp_path / "sites.csv"
    others = ["Texas,-97,31,1", "Alberta,-113,53,1", "Irkutsk,104,52,1", "X,63.8,20.3,1"]
    path.write_text(rows(*EUROPE[1:], *others), encoding="utf-8")
    assert len(read_sites(path).frame) == 7


def test_a_site_beside_one_of_the_others_is_not_taken_for_swapped(tmp_path):
    path = tmp_path / "sites.csv"
    gulf = ["A,54,24,1", "B,55,25,1", "C,53,24,1", "D,51.5,25.3,1", "E,54.5,24.4,1"]
    path.write_text(rows(*gulf, "Orenburg,60,50,1", "Kirov,52,58,1"))
    assert len(read_sites(path).frame) == 7


def test_named_columns_overrule_the_evidence(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(rows(*EUROPE, "Mumbai,63.8,20.3,1"), encoding="utf-8")
    sure = {"longitude": "lon", "latitude": "lat"}
    assert len(read_sites(path, columns=sure).frame) == 5
