"""Facts under their own name are read as stated, in every format; results of a run are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fixtures.site_files import FORMATS, write_sites

from screening.catalog.stated_facts import COMPANIONS, FACTS, mark_stated
from screening.errors import SitesError
from screening.readers import read_sites, site_warnings
from screening.readers.sites.column_mapping import FACT_TEXTS, map_columns
from screening.readers.sites.power_columns import is_power_name

SITE = {"name": "A", "longitude": -97.0, "latitude": 31.0}
OTHER = {"name": "B", "longitude": -98.0, "latitude": 31.0}


def read_text(folder: Path, text: str):
    path = folder / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return read_sites(path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_fact_is_read_from_every_format(tmp_path, name):
    # names of at most ten characters, so that a shapefile keeps them
    rows = [{**SITE, "rtt_ms": 4.5, "it_mw": 80.0}, {**OTHER, "rtt_ms": None, "it_mw": 60.0}]
    frame = read_sites(write_sites(tmp_path, name, rows)).frame
    np.testing.assert_array_equal(frame["rtt_ms"], [4.5, np.nan])
    np.testing.assert_array_equal(frame["it_mw"], [80.0, 60.0])
    assert mark_stated(frame)["stated_facts"].tolist() == ["it_mw; rtt_ms", "it_mw"]


def test_a_shapefile_truncates_the_names_of_facts(tmp_path):
    rows = [{**SITE, "fiber_dist": 0.5, "substation": 3.0}]
    frame = read_sites(write_sites(tmp_path, "sites.shp", rows)).frame
    assert frame["fiber_distance_km"].tolist() == [0.5]
    assert frame["substation"].tolist() == [3.0]  # of three facts, this could be any
    assert map_columns(["lon", "lat", "fiber_dist", "a longer name"], {}).ours.keys() == {
        *("longitude", "latitude")
    }


@pytest.mark.parametrize("fact", [*FACTS, "rtt_to_dallas_ms"])
def test_every_fact_may_be_stated(fact):
    spelled = fact.replace("_km", " (km)").replace("_", " ").title()
    column = fact if fact.startswith("rtt_to") else spelled
    mapping = map_columns(["name", "lon", "lat", column], {})
    assert mapping.ours[fact] == column
    assert mapping.carried == {}


def test_companions_are_read_beside_their_fact_only(tmp_path):
    text = (
        "name,lon,lat,fiber_distance_km,fiber_precision_km,fiber_provider\n"
        "A,-97,31,0.5,0.1,Zayo\nB,-98,31,,0.1,Zayo\n"
    )
    frame = read_text(tmp_path, text).frame
    assert mark_stated(frame)["stated_facts"].tolist() == [
        "fiber_distance_km; fiber_provider; fiber_precision_km",
        "",
    ]
    assert (
        "fiber_precision_km is not used at 1 of 2 sites, as they do not state fiber_distance_km"
        in site_warnings(frame)
    )
    assert set(FACT_TEXTS) == {"substation_name", "fiber_provider", "hub_name"}
    assert not set(FACTS) & set(COMPANIONS)


def test_stated_facts_are_told(tmp_path):
    frame = read_text(tmp_path, "name,lon,lat,rtt_ms,mw\nA,-97,31,4,5\nB,-98,31,,5\n").frame
    assert "stated facts take the place of derived ones, of 2 sites: rtt_ms at 1" in (
        site_warnings(frame)
    )


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("fiber_distance_km", "-1", "of 0 or more, got -1"),
        ("fiber_distance_km", "30000", "of at most 20,100, got 30,000; write kilometres"),
        ("fiber_distance_km", "near", "to be a number, got 'near'"),
        ("pue_mean", "0.9", "of at least 1, got 0.9; a PUE is the facility's power over that"),
        ("pue_mean", "-1", "of 0 or more, got -1"),
        ("substation_kv", "138000", "of at most 1,500, got 138,000; write kilovolts"),
        ("it_mw", "80000", "of at most 20,000, got 80,000; write megawatts"),
        ("water_stress_score", "7", "of at most 5, got 7; write Aqueduct's score"),
        ("water_stress_score", "-2", "of at least -1, got -2; write Aqueduct's score"),
        ("dry_bulb_04_c", "101", "of at most 80, got 101; write °C"),
    ],
)
def test_stated_facts_are_checked_as_other_numbers(tmp_path, column, cell, expected):
    with pytest.raises(SitesError) as error:
        read_text(tmp_path, f"name,lon,lat,{column}\nA,-97,31,1\nB,-98,31,{cell}\n")
    (message,) = [text for text in error.value.problems if "row 3 (B)" in text]
    assert expected in message


@pytest.mark.parametrize(
    ("column", "cell"),
    [("dry_bulb_n20_c", "-3"), ("water_stress_score", "-1"), ("class_capacity_fraction", "3.5")],
)
def test_facts_that_may_be_negative_or_above_1(tmp_path, column, cell):
    frame = read_text(tmp_path, f"name,lon,lat,{column}\nA,-97,31,{cell}\n").frame
    assert frame[column].tolist() == [float(cell)]


@pytest.mark.parametrize(
    "column", ["fiber_distance_mi", "Fiber distance (miles)", "Fiber Distance"]
)
def test_a_column_that_looks_like_a_fact_is_carried_and_told(column):
    mapping = map_columns(["lon", "lat", column], {})
    assert mapping.carried == {column: column}
    assert mapping.notes == (
        f"column {column!r} looks like fiber_distance_km, but is carried only: write the fact in "
        "that unit under that name",
    )


RESULT = "site_id,lon,lat,rank,score,coverage_fraction,excluded_by,rtt_ms,rtt_to_dallas_ms"


def test_the_result_of_a_run_states_nothing_of_itself(tmp_path):
    frame = read_text(tmp_path, f"{RESULT}\na,-97,31,1,50,1,,4,3\n").frame
    assert {"rtt_ms_input", "rtt_to_dallas_ms_input"} <= set(frame)
    assert "stated_facts" not in mark_stated(frame)


def test_the_result_of_a_run_states_what_its_own_table_stated(tmp_path):
    text = f"{RESULT},stated_facts\na,-97,31,1,50,1,,4,3,rtt_ms\nb,-98,31,2,40,1,,5,2,\n"
    frame = read_text(tmp_path, text).frame
    assert mark_stated(frame)["stated_facts"].tolist() == ["rtt_ms", ""]
    np.testing.assert_array_equal(frame["rtt_ms"], [4, np.nan])


# --- the grid power under its usual names --------------------------------------------------


@pytest.mark.parametrize(
    "column",
    [
        *("mw_operational", "capacity_mw", "Power (MW)", "Capacity [MW]", "Load MW", "total_mw"),
        *("Total Capacity (MW)", "Current power (MW)", "capacity_MW", "MW", "megawatts"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "geojson"])
def test_the_power_of_a_site_under_its_usual_names(tmp_path, column, suffix):
    rows = [{**SITE, column: 120.0, "it_load_mw": 90.0}]
    sites = read_sites(write_sites(tmp_path, f"sites.{suffix}", rows))
    assert sites.frame["grid_mw"].tolist() == [120.0]
    assert f"read column {column!r} as grid_mw" in sites.notes


@pytest.mark.parametrize(
    "column",
    [
        *("it_load_mw", "IT Capacity (MW)", "Nameplate MW", "Natural Gas (MW)", "Capacity (MVA)"),
        *("planned_capacity_mw", "power_usd_per_mwh", "capacity_kw", "power"),
    ],
)
def test_other_quantities_are_not_the_power_of_a_site(column):
    assert not is_power_name(column)


def test_of_two_candidates_none_is_read(tmp_path):
    sites = read_text(tmp_path, "name,lon,lat,capacity_mw,mw_operational\nA,-97,31,5,6\n")
    assert sites.frame["grid_mw"].isna().all()
    assert sites.frame["capacity_mw"].tolist() == [5]
    assert sites.notes == (
        "columns 'capacity_mw' and 'mw_operational' could each be the grid power, so neither was "
        'read as grid_mw; choose one under [sites]: columns = { grid_mw = "capacity_mw" }',
    )
    assert not [text for text in site_warnings(sites.frame) if "grid_mw" in text]


def test_the_own_name_beats_its_aliases(tmp_path):
    sites = read_text(tmp_path, "name,lon,lat,capacity_mw,mw,grid_mw\nA,-97,31,5,6,7\n")
    assert sites.frame["grid_mw"].tolist() == [7]


@pytest.mark.parametrize(
    ("column", "ours"),
    [
        *(("Elevation", "elevation_m"), ("Generators", "generators_mw")),
        *(("Lease (MUSD)", "lease_musd_per_it_mw_year"), ("Power (USD)", "power_usd_per_mwh")),
        *(("transforme", "transformers_count"), ("water_m3_p", "water_m3_per_day")),
    ],
)
@pytest.mark.parametrize("others", [[], ["County of record"]])
def test_no_word_is_taken_for_the_cut_name_of_a_site_column(column, ours, others):
    mapping = map_columns(["name", "lon", "lat", column, *others], {})
    assert ours not in mapping.ours
    assert column in mapping.carried


@pytest.mark.parametrize("name", ["elevation_m", "coord_precision_km", "interconnect_kv"])
def test_a_name_that_shows_its_cut_is_read(name):
    assert map_columns(["lon", "lat", name[:10].upper()], {}).ours[name] == name[:10].upper()


def test_a_cut_name_with_several_meanings_is_told():
    notes = map_columns(["lon", "lat", "transforme"], {}).notes
    assert notes == (
        "column 'transforme' may be transformers_count or transformers_mva, cut to 10 "
        "characters, but is carried only; say so under [sites]: columns = "
        '{ transformers_count = "transforme" }',
    )


def test_a_result_in_a_shapefile_states_nothing_that_it_did_not_list():
    file = ["rank", "score", "coverage_f", "excluded_b", "stated_fac", "rtt_ms"]
    mapping = map_columns(["lon", "lat", *file], {})
    assert mapping.stated == "stated_fac"
    assert "rtt_ms" not in map_columns(["lon", "lat", *file[:4], "rtt_ms"], {}).ours


def test_the_workbook_of_a_run_states_nothing_that_it_did_not_list():
    labels = ["Rank", "Score", "Data", "Excluded by", "Stated facts", "Fiber distance [km]"]
    assert map_columns(["lon", "lat", *labels], {}).stated == "Stated facts"
    mapping = map_columns(["lon", "lat", *labels[:4], labels[5]], {})
    assert "fiber_distance_km" not in mapping.ours


def test_the_result_of_a_run_is_read_without_a_warning_of_a_library(tmp_path, recwarn):
    result = "rank,score,coverage_fraction,excluded_by,stated_facts"
    facts = ",".join(FACTS)
    read_text(tmp_path, f"name,lon,lat,{result},{facts}\nA,-97,31,1,50,1,,{',1' * len(FACTS)}\n")
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_power_above_an_earlier_one_of_the_chain_is_an_error(tmp_path, name):
    rows = [
        {**SITE, "grid_mw": 100.0, "firm_mw": 95.0, "it_mw": 95.0},
        {**OTHER, "grid_mw": 100.0, "firm_mw": None, "it_mw": 120.0},
    ]
    with pytest.raises(SitesError) as caught:
        read_sites(write_sites(tmp_path, name, rows))
    assert len(caught.value.problems) == 1
    assert "expected it_mw of at most grid_mw (100), got 120; correct " in caught.value.problems[0]


@pytest.mark.parametrize("column", ["rtt_to_Dallas_ms", "RTT to Dallas (ms)", "rtt-to-dallas-ms"])
def test_a_round_trip_to_a_metro_is_stated_however_it_is_spelled(tmp_path, column):
    frame = read_text(tmp_path, f"name,lon,lat,{column}\nA,-97,31,4\n").frame
    assert frame["rtt_to_dallas_ms"].tolist() == [4.0]
    assert mark_stated(frame)["stated_facts"].tolist() == ["rtt_to_dallas_ms"]
