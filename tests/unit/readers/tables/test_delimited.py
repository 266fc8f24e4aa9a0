"""Delimited text: one rule for sites, layers and tables of states."""

from __future__ import annotations

import pytest

from screening.errors import LayerError, SitesError
from screening.model import LayerSpec
from screening.readers import read_layer, read_sites

ROWS = [["name", "longitude", "latitude", "voltage_kv"], ["Peñasco", "-97.06", "30.57", "345"]]
STATES = [["state", "score"], ["Texas", "2.5"]]


def joined(rows, delimiter=","):
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


@pytest.fixture(params=["sites", "layer", "states"])
def read(request, tmp_path, texas):
    """Read a table's text as sites, a layer or states; give the first row's value and notes."""

    def of(encode, delimiter=",", *, prefix="", suffix=".csv"):
        rows = STATES if request.param == "states" else ROWS
        text = prefix + joined(rows, delimiter)
        path = tmp_path / f"t{suffix}"
        path.write_bytes(encode(text))
        if request.param == "sites":
            sites = read_sites(path)
            row = sites.frame.iloc[0]
            assert row["name"] == "Peñasco"
            assert row["longitude"] == -97.06
            return row["interconnect_kv"] == 345.0, sites.notes
        kind = "substations" if request.param == "layer" else "water_stress"
        columns = {} if request.param == "layer" else {"water_stress_score": "score"}
        layer = read_layer(LayerSpec("mine", kind, path, columns=columns), texas)
        row = layer.frame.iloc[0]
        if request.param == "states":
            return row["water_stress_score"] == 2.5, layer.info.notes
        assert row["name"] == "Peñasco"
        assert row.geometry.x == -97.06
        return row["voltage_kv"] == 345.0, layer.info.notes

    return of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("hint", ["sep={}\r\n", "SEP={}\n", '"sep={}"\r\n', "sep={},,,\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_line_that_hints_at_the_delimiter(read, delimiter, hint, encoding):
    right, _ = read(lambda text: text.encode(encoding), delimiter, prefix=hint.format(delimiter))
    assert right


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", None),
        ("utf-16-be", None),
        ("utf-32", None),
        ("latin-1", "read as Windows-1252"),
        ("cp1252", "read as Windows-1252"),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt"])
def test_encodings(read, encoding, note, suffix):
    text = "state;name\n" if suffix == ".never" else ""
    right, notes = read(lambda each: (text + each).encode(encoding), suffix=suffix)
    assert right
    told = [each for each in notes if "Windows-1252" in each]
    non_ascii = bool(told) == (note is not None)
    assert non_ascii or notes  # a table of states is ASCII alone


def test_rows_below_a_hint_count_as_a_spreadsheet_shows_them(read_errors):
    (message,) = read_errors("sep=;\nname;lon;lat;mw\nA;-97,0;31,0;700 MW\n")
    assert "row 2 (A): expected grid_mw" in message


def test_a_decimal_comma_is_one_in_a_layer_as_in_sites(tmp_path, texas):
    path = tmp_path / "t.csv"
    path.write_bytes("name;lon;lat;kv;mva\nMünchen;-97,06;30,57;345;62,5\n".encode("cp1252"))
    (row,) = read_layer(LayerSpec("mine", "substations", path), texas).frame.itertuples()
    assert (row.name, row.geometry.x, row.geometry.y) == ("München", -97.06, 30.57)
    assert (row.voltage_kv, row.capacity_mva) == (345.0, 62.5)
    assert read_sites(path).frame["longitude"].iloc[0] == -97.06


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name,lon,lat\nA,1,1\nB,-97", "expected 3 cells in the last row as in the others, got 2"),
        (b'name,lon,lat\nA,1,1\n"B,-97.2,3', "expected closed quotes, got an error in row 3"),
        (b"name,lon,lat\nA,1,\x001\n", "got binary data; save it as CSV UTF-8"),
        (
            b"name,lon,lat\nA,1,1,2\n",
            "expected 3 cells per row as in the header, got more in row 2",
        ),
        (b"\xff\xfen\x00a\x00m", "expected text in UTF-16, as its first bytes say"),
        (b"name,lon,lat\nA\x81,1,1\n", "got a byte that is neither (0x81 in line 2)"),
        (b"PK\x03\x04", "expected text, got a zip or Excel file"),
        (b"\n\n \n", "expected a header and rows, got blank rows only"),
        (b"name,lon,lon\nA,1,1\n", "expected each column once, got lon twice"),
    ],
)
def test_faults_are_the_same_for_sites_and_layers(tmp_path, texas, content, expected):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(SitesError) as of_sites:
        read_sites(path)
    with pytest.raises(LayerError) as of_layer:
        read_layer(LayerSpec("mine", "points_of_presence", path), texas)
    (site_problem,), (layer_problem,) = of_sites.value.problems, of_layer.value.problems
    assert expected in site_problem
    assert site_problem.startswith(f"{path}: ")
    assert layer_problem == f"layer mine ({path}): {site_problem.removeprefix(f'{path}: ')}"


def test_a_title_above_the_header(tmp_path, texas):
    path = tmp_path / "t.csv"
    path.write_text("Our stations,,,\n\nname,lon,lat,kv\nA,-97,31,345\n", encoding="utf-8")
    note = "took row 3 as the header; left out 1 rows above it, which begin 'Our stations'"
    sites = read_sites(path)
    assert sites.frame["interconnect_kv"].tolist() == [345.0]
    assert note in sites.notes
    layer = read_layer(LayerSpec("mine", "substations", path), texas)
    assert layer.frame["voltage_kv"].tolist() == [345.0]
    assert note in layer.info.notes
