"""Rows that are left out: repeated ones, faulty ones outside the region; each told."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.site_files import FORMATS, write_sites
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box

from screening.errors import SitesError
from screening.readers import read_sites
from screening.readers.regions import Region
from screening.readers.sites.selected_rows import FAULTY, REPEATED
from screening.readers.sites.site_filter import NOT_SELECTED
from screening.workflows.region_sites import OUTSIDE, select_sites_in_region

TEXAS = box(-107, 25, -93, 37)
A = {"name": "A", "longitude": -97.0, "latitude": 31.0, "mw": 5.0, "county": "Bell"}
B = {"name": "B", "longitude": -98.0, "latitude": 31.0, "mw": 6.0, "county": "Coryell"}
FAR = {"name": "Far", "longitude": -80.0, "latitude": 40.0, "mw": 7.0, "county": "Butler"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_repeated_row_is_left_out_and_told(tmp_path, name):
    sites = read_sites(write_sites(tmp_path, name, [A, B, A, A]))
    assert sites.frame["name"].tolist() == ["A", "B"]
    assert sites.left_out == {REPEATED: 2}
    (note,) = [text for text in sites.notes if "repeat a site" in text]
    first, third = ("feature 1", "feature 3") if "feature" in note else ("row 2", "row 4")
    assert note.startswith("left out 2 of 4 ")
    assert f"{third} that of {first}" in note


def test_rows_that_differ_in_carried_columns_only_are_one_site(tmp_path):
    path = write_sites(tmp_path, "sites.csv", [A, {**A, "county": "Falls"}])
    sites = read_sites(path)
    assert sites.frame["county"].tolist() == ["Bell"]
    assert sites.notes[-1] == (
        "left out 1 of 2 rows that repeat a site: row 3 that of row 2; they differ in county only"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mw": 6.0}, "expected each site once, got the same name and position as row 2"),
        ({"mw": None}, "expected each site once"),
        ({"mw": "5 MW"}, "to be a number"),
    ],
)
def test_the_same_site_with_other_cells_is_a_fault(tmp_path, change, message):
    with pytest.raises(SitesError) as error:
        read_sites(write_sites(tmp_path, "sites.csv", [A, {**A, **change}]))
    assert any(message in text for text in error.value.problems)


def test_a_repeated_faulty_row_is_one_fault(tmp_path):
    faulty = {**A, "mw": "5 MW"}
    with pytest.raises(SitesError) as error:
        read_sites(write_sites(tmp_path, "sites.csv", [faulty, faulty]))
    assert len(error.value.problems) == 1


FAULTS = (
    {"mw": -1.0},
    {"mw": 90_000.0},
    {"mw": 7.5},  # the same name and position as FAR
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_outside_the_region_leaves_out_its_row(tmp_path, name, fault):
    path = write_sites(tmp_path, name, [A, FAR, {**FAR, **fault}, B])
    sites = read_sites(path, region=TEXAS)
    assert sites.frame["name"].tolist() == ["A", "Far", "B"]
    assert sites.left_out == {FAULTY: 1}
    (note,) = [text for text in sites.notes if "with a fault" in text]
    assert note.startswith("left out 1 of 4 ")
    assert "outside the region, such as " in note
    with pytest.raises(SitesError):
        read_sites(path)  # without a region every row counts


def test_faults_in_the_region_are_still_reported(tmp_path):
    path = write_sites(tmp_path, "sites.csv", [A, {**FAR, "mw": -1.0}, {**B, "mw": -2.0}])
    with pytest.raises(SitesError) as error:
        read_sites(path, region=TEXAS)
    (message,) = error.value.problems
    assert "row 4 (B): expected grid_mw of 0 or more, got -2" in message


@pytest.mark.parametrize(
    "position",
    [(None, None), (0.0, 0.0), (40.0, -97.0), (-97.0, 131.0), (500000.0, 3400000.0)],
    ids=str,
)
def test_a_row_without_a_usable_position_might_lie_inside(tmp_path, position):
    lost = {**FAR, "longitude": position[0], "latitude": position[1]}
    with pytest.raises(SitesError, match=r"row 3 \(Far\)"):
        read_sites(write_sites(tmp_path, "sites.csv", [A, lost]), region=TEXAS)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_id_repeated_outside_the_region_is_no_fault_of_the_site_inside(tmp_path, order):
    rows = [{"site_id": "x", **A}, {"site_id": "x", **FAR}]
    path = write_sites(tmp_path, "sites.csv", [rows[i] for i in order])
    sites = read_sites(path, region=TEXAS)
    assert sites.frame["name"].tolist() == ["A"]
    assert sites.left_out == {FAULTY: 1}


rows_of_files = st.lists(
    st.sampled_from([A, B, FAR, {**A, "county": "Falls"}, {**FAR, "mw": -1.0}, {**FAR, "mw": 9.0}]),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("name", FORMATS)
@given(rows=rows_of_files, where=st.sampled_from([None, {"county": ["Bell", "Butler"]}]))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_row_is_a_site_or_told(tmp_path_factory, name, rows, where):
    path = write_sites(tmp_path_factory.mktemp("rows"), name, rows)
    try:
        sites = read_sites(path, region=TEXAS, where=where)
        sites = select_sites_in_region(sites, Region("Texas", TEXAS))
    except SitesError:
        return
    assert len(sites.frame) + sum(sites.left_out.values()) == len(rows)
    assert set(sites.left_out) <= {REPEATED, FAULTY, NOT_SELECTED, OUTSIDE}
    assert all(sites.left_out.values())
    names = np.array([row["name"] for row in rows])
    assert set(sites.frame["name"]) <= set(names)
    told = " ".join(sites.notes)
    for reason, words in ((REPEATED, "repeat a site"), (FAULTY, "a fault"), (NOT_SELECTED, "by c")):
        assert (words in told) == (reason in sites.left_out)
