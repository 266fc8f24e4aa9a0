"""Voltages in kV, whichever way they are written."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from screening.readers.layers.voltage_parsing import voltage_bounds, voltage_kv


@pytest.mark.parametrize(
    ("text", "kv"),
    [
        ("345", 345),
        ("345000", 345),
        ("345000;138000", 345),
        ("138000; 345000", 345),
        ("345,000", 345),
        ("345 kV", 345),
        ("138/69 kV", 138),
        ("34.5", 34.5),
        ("100-161", 100),
        ("220-287", 230),
        ("735 AND ABOVE", 765),
        ("735 and above", 765),
        ("69–137 kV", 69),
        ("345+ kV", 345),
        ("UNDER 100", np.nan),
        ("DC", np.nan),
        ("NOT AVAILABLE", np.nan),
        ("Unknown", np.nan),
        ("-999999", np.nan),
        ("-999999.0", np.nan),
        ("0", np.nan),
        ("", np.nan),
        (None, np.nan),
        ("high", np.nan),
    ],
)
def test_texts(text, kv):
    values, _ = voltage_kv([pd.Series([text], dtype=object)])
    np.testing.assert_allclose(values, [kv])


def test_a_column_is_in_volts_where_most_of_it_is():
    values, notes = voltage_kv([pd.Series([345000, 138000, 400], name="u")])
    np.testing.assert_allclose(values, [345, 138, 0.4])
    assert notes == ("read the numbers of 'u' as volts",)


def test_a_lone_value_in_volts_does_not_turn_the_column():
    values, notes = voltage_kv([pd.Series([345, 138, 69, 34500], name="u")])
    np.testing.assert_allclose(values, [345, 138, 69, 34.5])
    assert notes == ("read the numbers of 'u' as volts",)


def test_later_columns_answer_only_where_earlier_ones_do_not():
    columns = [
        pd.Series([345.0, -999999, 0, np.inf]),
        pd.Series(["100-161", "500", "NOT AVAILABLE", "DC"]),
    ]
    values, notes = voltage_kv(columns)
    np.testing.assert_allclose(values, [345, 500, np.nan, np.nan])
    assert notes == ("2 of 4 features state no voltage",)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.345 MV", 345, 345),
        ("345 000 V", 345, 345),
        ("345.000 V", 345, 345),
        ("220,000V", 220, 220),
        ("34,500", 34.5, 34.5),
        ("20000/400", 20, 20),
        ("20000;400", 20, 20),
        ("11000/433 V", 11, 11),
        ("20/0,4", 20, 20),
        ("10/0,4 kV", 10, 10),
        ("3AC 50Hz 380kV", 380, 380),
        ("3~ 60 Hz 138 kV", 138, 138),
        ("400KV D/C", 400, 400),
        ("220 kV S/C line", 220, 220),
        ("110-/20-kV", 110, 110),
        ("220 кВ", 220, 220),
        ("12470Y/7200", 12.47, 12.47),
        ("132/11 kV, 2 x 63 MVA", 132, 132),
        ("345,000.00", 345, 345),
        ("345.000,00 V", 345, 345),
        ("['345000', '138000']", 345, 345),
        ("[345000,138000]", 345, 345),
        ("kV 345", 345, 345),
        ("12,47 kV", 12.47, 12.47),
        ("345 kV / 34500", 345, 345),
        ("69 kV 138 kV", 138, 138),
        ("345+/138", 345, np.nan),
        ("345; unknown", 345, np.nan),
        ("345;0", 345, 345),
        ("138-345", 138, 345),
        ("345-138", 345, 345),
        ("500kV-230kV-115kV", 500, 500),
        ("SUB 100", np.nan, 100),
        ("69 kV and below", np.nan, 69),
        ("max 345 kV", np.nan, 345),
        ("345 volts", 0.345, 0.345),
        ("20/0.4 kV", 20, 20),
        ("345,138,69", 345, 345),
        ("138x69 kV", 138, 138),
    ],
)
def test_bounds_of_texts(text, low, high):
    found = voltage_bounds([pd.Series([text], name="u", dtype=object)])
    np.testing.assert_allclose([found.low[0], found.high[0]], [low, high])
    assert not any(note.startswith("read no voltage") for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        *("high", "33 MV", "345 kVA", "345000 kV", "1,234", "12,500", "0.345", "1501"),
        *("345 kV double circuit", "345 (operated at 138)", "~345", "-345", "345k", "1e5", "True"),
        *("230000,400", "12²", "2 345 kV", "100-", ";", "١٣٨"),
    ],
)
def test_texts_that_are_told(text):
    found = voltage_bounds([pd.Series([text], name="u", dtype=object)])
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert found.notes[-1] == (
        f"read no voltage from {text!r} in 1 of 1 features, which count as unknown; write it as "
        "345 kV, 345;138 or 100-161"
    )


@pytest.mark.parametrize("text", ["345000/400", "11000/600", "400;20000"])
def test_a_greater_number_than_the_volts_beside_is_no_kilovolts(text):
    kilovolts = pd.Series(["345", "138", "69", text], name="kv", dtype=object)
    assert voltage_bounds([kilovolts]).low[3] == max(map(int, re.split("[/;]", text))) / 1000


@pytest.mark.parametrize("text", ["±500 kV", "+/- 500 kV", "+/-320", "600 VDC"])
def test_a_direct_current_is_no_voltage(text):
    found = voltage_bounds([pd.Series([text], name="kv", dtype=object)])
    assert np.isnan([found.low[0], found.high[0]]).all()


@pytest.mark.parametrize("text", ["345", "345/138", "UNDER 100", "12", "138,345", "0.4"])
def test_numbers_among_volts_that_are_no_low_voltage_are_told(text):
    column = pd.Series([text, "345000"], name="voltage", dtype=object)
    found = voltage_bounds([column], openstreetmap=True)
    np.testing.assert_array_equal(found.low, [np.nan, 345])
    assert found.notes[-1].startswith(f"read no voltage from {text!r} in 1 of 2 features")


def test_three_examples_are_quoted():
    found = voltage_bounds([pd.Series(["a", "b", "a", "c", "d", "345"], name="u", dtype=object)])
    assert "read no voltage from 'a', 'b', 'c' in 5 of 6 features" in found.notes[1]


def test_a_range_narrows_and_a_contradicting_one_does_not():
    columns = [
        pd.Series(["100-161", "100-161", "UNDER 100"], name="a"),
        pd.Series(["138-230", "220-287", "69+"], name="b"),
    ]
    found = voltage_bounds(columns)
    np.testing.assert_array_equal(found.low, [138, 100, 69])
    np.testing.assert_array_equal(found.high, [161, 161, 100])
