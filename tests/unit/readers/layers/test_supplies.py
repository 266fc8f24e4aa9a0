"""What is no supply at its voltage is left out: DC, traction, taps."""

from __future__ import annotations

import pytest
from shapely.geometry import LineString, Point

from screening.readers.layers.excluded_features import read_frequencies

POWER_KINDS = ("substations", "transmission_lines")
FORMATS = ("l.gpkg", "l.geojson", "l.parquet", "l.shp")


def features(kind: str, n: int) -> list[object]:
    if kind == "transmission_lines":
        return [LineString([(-97 - i / 10, 31), (-97.5 - i / 10, 31.5)]) for i in range(n)]
    return [Point(-97 - i / 10, 31) for i in range(n)]


@pytest.fixture
def kept(layer):
    """Read one feature a value of a column; give which are kept, and the layer."""

    def read(kind, column, values, name="l.gpkg", **more):
        n = len(values)
        data = {"id": [str(i) for i in range(n)], "kv": [345.0] * n, column: values}
        data |= {key: [value] * n for key, value in more.pop("beside", {}).items()}
        found = layer(kind, data, features(kind, n), name=name, **more)
        return [int(each) for each in found.frame["id"]], found.info

    return read


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", POWER_KINDS)
def test_dc_by_hifld_type(kept, kind, name):
    types = ["AC; OVERHEAD", "DC; OVERHEAD", "OVERHEAD", "NOT AVAILABLE", "dc; underground", None]
    rows, info = kept(kind, "TYPE", types, name)
    assert rows == [0, 2, 3, 5]
    assert info.left_out == {"that are DC": 2}
    assert "left out 2 of 6 features that are DC" in info.notes
    rows, info = kept(kind, "TYPE", types, f"again{name}", include=["dc"])
    assert (len(rows), info.left_out) == (6, {})


@pytest.mark.parametrize("kind", POWER_KINDS)
def test_dc_by_class_and_by_the_text_of_a_voltage(kept, kind):
    assert kept(kind, "VOLT_CLASS", ["345", "DC", "100-161"])[0] == [0, 2]
    texts = [
        "345",
        "500 kV DC",
        "HVDC",
        "500kVDC",
        "Washington DCA",
        "±500kV",
        "+/- 320",
        "345 ±5%",
    ]
    assert kept(kind, "voltage_class", texts, "v.gpkg")[0] == [0, 4, 7]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", POWER_KINDS)
def test_frequencies(kept, kind, name):
    texts = ["60", "0", "16.7", "50;60", None, "25", "16.67 Hz", "16.7;50", "0;60", "monthly", "DC"]
    rows, info = kept(kind, "frequency", texts, name)
    assert rows == [0, 3, 4, 7, 8, 9]
    assert info.left_out == {"that are DC": 2, "of railway traction": 3}
    assert any(note.startswith("kept 1 features that are DC by a cell") for note in info.notes)
    assert any(note.startswith("kept 1 features of railway") for note in info.notes)


def test_numeric_frequencies(kept):
    assert kept("transmission_lines", "frequency", [60.0, 0.0, 16.7, None])[0] == [0, 3]


def test_traction_by_use(kept):
    assert kept("transmission_lines", "usage", ["transmission", "traction", None])[0] == [0, 2]
    values = ["traction", "transmission", "traction;distribution", "converter", "transition"]
    rows, info = kept("substations", "substation", values, "s.gpkg")
    assert rows == [1, 2]
    assert len(info.left_out) == 3


def test_what_states_both_stays_and_is_told(kept):
    rows, info = kept("transmission_lines", "TYPE", ["AC/DC", "AC"])
    assert rows == [0, 1]
    said = "kept 1 features that are DC by a cell that states another supply too"
    assert said in info.notes


@pytest.mark.parametrize(
    ("column", "values", "kept_rows"),
    [
        ("TYPE", ["SUBSTATION", "TAP", "RISER", "DEAD END", "NOT AVAILABLE", "merge"], [0, 4]),
        ("TYPE", ["Switching Station", "SWITCH", "Tap Substation", "t-tap", "joint"], [0, 1, 2]),
        ("NAME", ["TAP123456", "RISER 12", "DEADEND77", "JOINT1", "UNKNOWN123", "A"], [4, 5]),
        ("NAME", ["Tappan", "ALPINE TAP", "Riser Road", "Tap 302443 (Collin)"], [0, 1, 2, 3]),
        ("line_management", ["branch", "split", None], [2]),
    ],
)
def test_taps_are_no_substations(kept, column, values, kept_rows):
    rows, info = kept("substations", column, values)
    assert rows == kept_rows
    dropped = len(values) - len(kept_rows)
    expected = {"that are taps, risers, joints or merges": dropped} if dropped else {}
    assert info.left_out == expected
    rows, _ = kept("substations", column, values, "again.gpkg", include=["taps"])
    assert len(rows) == len(values)


def test_a_line_may_be_named_as_a_tap(kept):
    assert kept("transmission_lines", "NAME", ["TAP123456", "B"])[0] == [0, 1]


def test_frequencies_are_read_from_any_list() -> None:
    assert read_frequencies("50,60") == {50.0, 60.0}
    assert read_frequencies("16,7") == {16.7}
    assert read_frequencies("16 2/3 Hz") == {16.67}
    assert read_frequencies("50 / 16.7") == {50.0, 16.7}
    assert read_frequencies(None) == set()
