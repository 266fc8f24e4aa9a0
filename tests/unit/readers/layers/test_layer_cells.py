"""What a layer's cells say, in every format that has text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from screening.catalog.carrier_names import name_key, split_names, unify_names
from screening.model import LayerSpec
from screening.readers import read_layer

TEXT_FORMATS = ["l.geojson", "l.gpkg", "l.shp", "l.zip", "l.parquet", "l.fgb"]
TABLES = [("l.csv", ","), ("l.tsv", "\t")]


def points(n: int) -> list[Point]:
    return [Point(-97 - i / 10, 31) for i in range(n)]


def lines(n: int) -> list[LineString]:
    return [LineString([(-97, 31 + i / 10), (-98, 31)]) for i in range(n)]


@pytest.fixture
def table(tmp_path, texas):
    """Write columns as delimited text and read them back as a layer."""

    def read(kind, data, name, delimiter):
        frame = pd.DataFrame(data)
        frame = frame.assign(lon=[f"{-97.5 - i / 10:.3f}" for i in range(len(frame))], lat="31.25")
        frame.to_csv(tmp_path / name, sep=delimiter, index=False)
        return read_layer(LayerSpec("mine", kind, tmp_path / name), texas)

    return read


# --- voltages -----------------------------------------------------------------------------

VOLTAGES = ["345 kV", "138/69", "100-161", "735 AND ABOVE", "UNDER 100", "high", "0", "138,345"]
LOW = [345, 138, 100, 765, np.nan, np.nan, np.nan, 345]
HIGH = [345, 138, 161, np.nan, 100, np.nan, np.nan, 345]


def has_bounds(layer) -> None:
    frame = layer.frame.sort_values("id")  # FlatGeobuf has an order of its own
    np.testing.assert_allclose(frame["voltage_kv"], LOW)
    np.testing.assert_allclose(frame["voltage_max_kv"], HIGH)
    assert (
        "read no voltage from 'high' in 1 of 8 features, which count as unknown; write it as "
        "345 kV, 345;138 or 100-161"
    ) in layer.info.notes
    assert "2 of 8 features state no voltage" in layer.info.notes
    assert "3 of 8 features state a range of voltages, not one" in layer.info.notes


@pytest.mark.parametrize("name", TEXT_FORMATS)
@pytest.mark.parametrize("kind", ["substations", "transmission_lines"])
def test_voltages_as_text(layer, name, kind):
    shapes = points(8) if kind == "substations" else lines(8)
    has_bounds(layer(kind, {"id": list("abcdefgh"), "kv": VOLTAGES}, shapes, name=name))


@pytest.mark.parametrize(("name", "delimiter"), TABLES)
def test_voltages_of_a_table(table, name, delimiter):
    has_bounds(table("substations", {"kv": VOLTAGES}, name, delimiter))


def test_an_exact_voltage_wins_and_a_class_narrows_a_lower_bound(layer):
    data = {
        "MAX_VOLT": [345.0, -999999, -999999, -999999],
        "MIN_VOLT": [138.0, 69, 69, -999999],
        "VOLT_CLASS": ["100-161", "100-161", "NOT AVAILABLE", "NOT AVAILABLE"],
    }
    frame = layer("substations", data, points(4)).frame
    np.testing.assert_allclose(frame["voltage_kv"], [345, 100, 69, np.nan])
    np.testing.assert_allclose(frame["voltage_max_kv"], [345, 161, np.nan, np.nan])


def test_a_unit_in_the_cell_wins_over_openstreetmap_and_a_bare_number_does_not(layer):
    data = {"power": ["line"] * 5, "voltage": ["345 kV", "345000", "138000;69000", "345", "400"]}
    found = layer("transmission_lines", data, lines(5), name="l.geojson")
    np.testing.assert_allclose(found.frame["voltage_kv"], [345, 345, 138, np.nan, 0.4])
    assert any(note.startswith("read no voltage from '345' in 1 of 5") for note in found.info.notes)


@pytest.mark.parametrize(("column", "kv"), [("Voltage (V)", 0.4), ("volts_v", 0.4), ("U", 400)])
def test_a_column_may_name_its_unit(layer, column, kv):
    found = layer("substations", {column: [400.0]}, points(1), columns={"voltage_kv": column})
    assert found.frame["voltage_kv"].tolist() == [kv]


def test_a_layer_of_an_earlier_run_keeps_its_bounds(layer):
    data = {"voltage_kv": [100.0, 765, 345, np.nan], "voltage_max_kv": [161.0, np.nan, 345, 100]}
    frame = layer("substations", data, points(4)).frame
    np.testing.assert_allclose(frame["voltage_kv"], data["voltage_kv"])
    np.testing.assert_allclose(frame["voltage_max_kv"], data["voltage_max_kv"])


# --- numbers ------------------------------------------------------------------------------

NUMBERS = {
    "kv": [345.0] * 4,
    "mva": ["2 x 250", "600.5", "1,200", "n/a"],
    "headroom": ["120 MW", "-5", "-9999", "1 200"],
}


def has_numbers(layer) -> None:
    np.testing.assert_allclose(layer.frame["capacity_mva"], [np.nan, 600.5, 1200, np.nan])
    np.testing.assert_allclose(layer.frame["headroom_mw"], [np.nan, np.nan, np.nan, 1200])
    told = [note for note in layer.info.notes if note.startswith("read no ")]
    assert told == [
        "read no capacity_mva from '2 x 250' in 1 of 4 features, which count as unknown; write it "
        "without unit and separators, such as 12.5",
        "read no headroom_mw from '120 MW', '-5' in 2 of 4 features, which count as unknown; "
        "write it without unit and separators, such as 12.5",
    ]


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_numbers_as_text(layer, name):
    has_numbers(layer("substations", NUMBERS, points(4), name=name))


@pytest.mark.parametrize(("name", "delimiter"), TABLES)
def test_numbers_of_a_table(table, name, delimiter):
    has_numbers(table("substations", NUMBERS, name, delimiter))


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_counts_have_no_decimals(layer, name):
    data = {"kind": ["ixp"] * 3, "net_count": ["1,100", "30", "2.5"]}
    found = layer("points_of_presence", data, points(3), name=name)
    np.testing.assert_allclose(found.frame["networks_count"], [1100, 30, np.nan])
    assert any(
        note.startswith("read no networks_count from '2.5' in 1 of 3") for note in found.info.notes
    )


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_a_number_that_nothing_decides_is_told(layer, name):
    found = layer("substations", {"kv": [345.0], "mva": ["1,200"]}, points(1), name=name)
    assert np.isnan(found.frame["capacity_mva"]).all()
    assert any(note.startswith("read no capacity_mva from '1,200'") for note in found.info.notes)


def test_positions_that_are_no_numbers_are_told(tmp_path, texas):
    path = tmp_path / "l.csv"
    path.write_text(
        "name,lon,lat,kind\nA,-97.06,30.57,ixp\nB,97°03'36\"W,30.57,ixp\n"
        'C,"-97,06","30,57",ixp\nD,-97.06,,ixp\n'
    )
    found = read_layer(LayerSpec("mine", "points_of_presence", path), texas)
    assert found.frame["name"].tolist() == ["A", "C"]
    assert found.frame.geometry.iloc[1].coords[0] == (-97.06, 30.57)
    assert any(
        note.startswith("read no longitude from '97°03\\'36\"W' in 1 of 4 features")
        for note in found.info.notes
    )
    assert "left out 2 of 4 features without geometry" in found.info.notes


def test_water_stress_that_is_no_number_is_told(tmp_path, texas):
    path = tmp_path / "w.csv"
    path.write_text("state,water_stress_score\nTX,high\nTexas,2.5\n")
    found = read_layer(LayerSpec("mine", "water_stress", path), texas)
    np.testing.assert_allclose(found.frame["water_stress_score"], [np.nan, 2.5])
    assert any(
        note.startswith("read no water_stress_score from 'high' in 1 of 2")
        for note in found.info.notes
    )


# --- ids and carriers ---------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_ids_stay_as_written(layer, name):
    ids = ["12E3", "1.10", "007", "12345678901234567890", "1_000", "+1512"]
    assert layer("substations", {"id": ids, "kv": 345.0}, points(6), name=name).frame[
        "id"
    ].tolist() == (ids)


@pytest.mark.parametrize(("name", "delimiter"), TABLES)
def test_ids_of_a_table_stay_as_written(table, name, delimiter):
    ids = ["12E3", "1.10", "007"]
    assert table("substations", {"id": ids, "kv": 345}, name, delimiter).frame["id"].tolist() == ids


@pytest.mark.parametrize("name", [name for name in TEXT_FORMATS if name != "l.fgb"])
def test_carriers_are_divided_and_each_counts_once(layer, name):
    providers = ["Zayo, Lumen, AT&T", "zayo group", "Zayo", "AT & T / Zayo Group, LLC", "N/A"]
    found = layer("fiber_routes", {"provider": providers}, lines(5), name=name)
    assert found.frame["provider"].tolist() == [
        "Zayo; Lumen; AT&T",
        "Zayo",
        "Zayo",
        "AT&T; Zayo",
        "",
    ]
    notes = "\n".join(found.info.notes)
    assert "divided the list of providers 'Zayo, Lumen, AT&T', 'AT & T / Zayo Group, LLC' in 2" in (
        notes
    )
    assert "took spellings of providers for one: zayo group is Zayo" in notes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Zayo;AT&T | zayo", ["Zayo", "AT&T", "zayo"]),
        (
            "Zayo Group, L.L.C., Lumen Technologies, Inc.",
            ["Zayo Group, L.L.C.", "Lumen Technologies, Inc."],
        ),
        ("Cogent/Zayo", ["Cogent", "Zayo"]),
        ("Zayo, Lumen, and AT&T", ["Zayo", "Lumen", "AT&T"]),
        ("AT&T and Zayo & Level 3", ["AT&T", "Zayo", "Level 3"]),
        ("Level 3 and Cogent", ["Level 3", "Cogent"]),
        ("Zayo\nLumen", ["Zayo", "Lumen"]),
        ("Zayo (formerly AboveNet, Inc.), Lumen", ["Zayo (formerly AboveNet, Inc.)", "Lumen"]),
        ("Florida Power & Light", ["Florida Power & Light"]),
        ("Cable & Wireless", ["Cable & Wireless"]),
        ("Söhne & Co", ["Söhne & Co"]),
        ("Zayo; n/a; unknown", ["Zayo"]),
        ("City of Austin, TX", ["City of Austin, TX"]),
        ("24/7 Networks", ["24/7 Networks"]),
        ("Foo LLC d/b/a Bar", ["Foo LLC dba Bar"]),
        ("", []),
        (None, []),
    ],
)
def test_lists_of_carriers(text, names):
    assert split_names(text) == tuple(names)


@pytest.mark.parametrize(
    "spellings",
    [
        ["Zayo", "zayo group", "ZAYO GROUP, LLC", "Zayo Group L.L.C.", "Zayo (TX)"],
        ["AT&T", "AT & T", "at&t inc.", "A.T.&T."],
        ["Crown Castle", "Crown Castle, Inc", "crown  castle"],
        ["Söhne & Co", "Söhne"],
    ],
)
def test_spellings_of_one_carrier(spellings):
    assert len({name_key(name) for name in spellings}) == 1


def test_descriptive_words_are_left_out_only_where_the_bare_name_is_there():
    names = ["Lumen", "Lumen Technologies", "United Communications", "United Fiber"]
    chosen = unify_names([names])
    assert chosen["Lumen Technologies"] == chosen["Lumen"] == "Lumen"
    assert chosen["United Communications"] != chosen["United Fiber"]
