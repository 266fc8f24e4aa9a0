"""Voltages in kV, whichever way they are written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from screening.readers.layers.voltage_parsing import voltage_kv


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
