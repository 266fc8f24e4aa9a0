"""Voltages as text: cells built from their answer, and cells of any text, read slowly beside."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening.readers.layers.voltage_parsing import voltage_bounds
from screening.readers.layers.voltage_text import UNKNOWN, read_voltage

thorough = settings(max_examples=400, deadline=None)

NOMINAL = (12.47, 13.8, 34.5, 46, 66, 69, 88, 110, 115, 132, 138, 161, 220, 230, 287, 345, 500, 765)

# --- cells that are built from their answer -----------------------------------------------

UNITS = {"kv": ("kV", " kV", "kv", " KV", "kV AC"), "v": (" V", "V", " volts"), "mv": (" MV",)}
SEPARATORS = ("/", " / ", ";", "; ", ", ", " & ", "&", ":", "|", " and ", "+", " + ", "\n", "\\")


def written(kv: float, unit: str, style: int) -> str:
    """Write a voltage in a unit, or in none."""
    if unit == "v":
        volts = f"{kv * 1000:.0f}"
        grouped = f"{kv * 1000:,.0f}"
        forms = (volts, grouped, grouped.replace(",", " "), grouped.replace(",", "."), volts + ".0")
        return forms[style % len(forms)]
    if unit == "mv":
        return f"{kv / 1000:.6f}".rstrip("0")
    forms = (f"{kv:g}", f"{kv:.2f}", f"{kv:g}".replace(".", ","), f"{kv:.1f}")
    return forms[style % (3 if kv % 1 else 4)]


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, float]:
    """Draw a list of voltages and the highest of them."""
    separator = draw(st.sampled_from(SEPARATORS))
    kvs = draw(st.lists(st.sampled_from(NOMINAL), min_size=1, max_size=4))
    unit = draw(st.sampled_from(["kv", "v", "mv", "", "bare volts", "last"]))
    style = draw(st.integers(0, 20))
    parts = []
    for index, kv in enumerate(kvs):
        if unit in UNITS:
            suffix = UNITS[unit][style % len(UNITS[unit])]
        else:
            suffix = " kV" if unit == "last" and index == len(kvs) - 1 else ""
        text = written(kv, {"bare volts": "v", "last": "kv", "": "kv"}.get(unit, unit), style)
        if unit == "bare volts":
            text = f"{kv * 1000:.0f}"
        times = draw(st.sampled_from(["", "", "", "2x", "2 x ", "3×"]))
        parts.append(times + text + suffix)
    return separator.join(parts), max(kvs)


@thorough
@given(lists())
@example(("138,345", 345))
@example(("138, 345", 345))
@example(("2x345 kV", 345))
@example(("69 & 345", 345))
@example(("60000:345000", 345))
@example(("345 kV x2", 345))
@example(("345.000 V", 345))
@example(("345 000 V", 345))
@example(("0.345 MV", 345))
@example(("345,000", 345))
@example(("345,138,69", 345))
@example(("345-138", 345))
@example(("34,5 kV", 34.5))
def test_a_list_is_its_highest_voltage(cell: tuple[str, float]) -> None:
    text, highest = cell
    found = read_voltage(text)
    assert found is not None, text
    assert found.low == found.high == pytest.approx(highest), text


LOW_ENDS = {(220, 287): 230, (735, math.inf): 765}
classes = st.one_of(
    st.tuples(st.sampled_from(NOMINAL), st.sampled_from(NOMINAL))
    .filter(lambda ends: ends[0] < ends[1])
    .flatmap(
        lambda ends: st.sampled_from(["{}-{}", "{}–{} kV", "{} to {} kV", "between {} and {}"]).map(
            lambda form: (form.format(*ends), ends[0], ends[1])
        )
    ),
    st.sampled_from(NOMINAL).flatmap(
        lambda kv: st.sampled_from(
            ["{}+", "{} AND ABOVE", "{} kV and above", "≥{}", ">= {} kV", "over {}", "{}+ kV"]
        ).map(lambda form: (form.format(kv), kv, math.inf))
    ),
    st.sampled_from(NOMINAL).flatmap(
        lambda kv: st.sampled_from(
            ["UNDER {}", "SUB {}", "<{}", "up to {} kV", "{} kV or less", "below {}", "≤ {}"]
        ).map(lambda form: (form.format(kv), 0.0, kv))
    ),
)


@thorough
@given(classes)
@example(("100-161", 100, 161))
@example(("220-287", 220, 287))
@example(("735 AND ABOVE", 735, math.inf))
@example(("SUB 100", 0, 100))
@example(("138–229 kV", 138, 229))
def test_a_class_is_its_bounds(cell: tuple[str, float, float]) -> None:
    text, low, high = cell
    assert read_voltage(text) == (LOW_ENDS.get((low, high), low), high), text


# --- any cell: each number that it may state, by trying every way to join its digits -----


def possible_kv(text: str) -> set[float]:
    """List every voltage that some run of digits and marks in a text could mean [kV]."""
    runs, run = [], ""
    for letter in text + "\0":
        if letter in "0123456789.,' ":
            run += letter
        else:
            runs.append(run)
            run = ""
    numbers = set()
    for piece in runs:
        for start in range(len(piece)):
            for end in range(start + 1, len(piece) + 1):
                part = piece[start:end]
                if any(mark in (piece[start - 1 : start], piece[end : end + 1]) for mark in DIGITS):
                    continue
                for decimal in ".,\0":
                    joined = "".join(
                        "." if letter == decimal else letter
                        for letter in part
                        if letter in DIGITS or letter == decimal
                    )
                    if joined.count(".") <= 1 and joined not in ("", "."):
                        numbers.add(float(joined))
    scaled = {n * factor for n in numbers for factor in (1, 0.001, 1000)}
    return {round(kv, 9) for kv in (*scaled, *(230.0, 765.0))}


DIGITS = tuple("0123456789")
soup = st.lists(
    st.sampled_from(
        [
            *(
                "345",
                "138",
                "69",
                "34.5",
                "345000",
                "138,345",
                "345,000",
                "1,200",
                "2",
                "0",
                "12,5",
            ),
            *(
                "kV",
                "V",
                "MV",
                "x",
                "-",
                "–",
                "to",
                "/",
                ";",
                ",",
                "+",
                "&",
                "and",
                "above",
                "under",
            ),
            *(" ", " ", " ", "<", "≥", "DC", "(2)", "circuit", "line", "n/a", "unknown", "\n", ":"),
        ]
    ),
    max_size=7,
).map("".join)


@thorough
@given(
    st.one_of(soup, st.text(max_size=12), st.text(alphabet="0123456789²½٣１,. xkV-", max_size=9)),
    st.booleans(),
)
@example("345+/138", False)
@example("12²", False)
@example("१२ kV", False)
@example("345;unknown", False)
@example("345,138", True)
@example("99999999999999999999999", False)
def test_no_cell_gives_a_voltage_that_it_does_not_state(text: str, volts: bool) -> None:
    found = read_voltage(text, volts=volts)
    if found is None:
        return
    assert 0 <= found.low <= found.high
    possible = possible_kv(text.replace("１", "1"))  # a full-width one
    for bound in (found.low, found.high):
        if bound not in (0, math.inf):
            assert bound <= 1500
            assert round(bound, 9) in possible, (text, found)


columns = st.lists(
    st.one_of(soup, st.sampled_from(["345", "345000", "100-161", "NOT AVAILABLE", "-999999"])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(columns, st.booleans())
@example(["345 kV", "345000", "138000"], True)
@example(["high"], False)
def test_each_feature_is_read_unknown_or_told(texts: list[str], openstreetmap: bool) -> None:
    found = voltage_bounds(
        [pd.Series(texts, name="voltage", dtype=object)], openstreetmap=openstreetmap
    )
    with np.errstate(invalid="ignore"):
        assert not (found.high < found.low).any()
    unknown = np.isnan(found.low) & np.isnan(found.high)
    meant = sum(not text.strip() or read_voltage(text) == UNKNOWN for text in texts)
    told = [note for note in found.notes if note.startswith("read no voltage from")]
    assert len(told) == (unknown.sum() > meant)
    if told:
        assert f"in {unknown.sum() - meant} of {len(texts)} features" in told[0]
    said = f"{unknown.sum()} of {len(texts)} features state no voltage"
    assert (said in found.notes) == unknown.any()


@pytest.mark.parametrize("dtype", ["object", "string", "string[pyarrow]", "category"])
def test_the_type_of_a_text_column_does_not_matter(dtype: str) -> None:
    texts = ["345 kV", "138/69", "100-161", None, "SUB 100", "high"]
    found = voltage_bounds([pd.Series(texts, name="u").astype(dtype)])
    np.testing.assert_array_equal(found.low, [345, 138, 100, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found.high, [345, 138, 161, np.nan, 100, np.nan])


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float64[pyarrow]", "float32", "object"])
def test_the_type_of_a_numeric_column_does_not_matter(dtype: str) -> None:
    found = voltage_bounds([pd.Series([345, 138.5, -999999, 0, None], name="u").astype(dtype)])
    np.testing.assert_array_equal(found.low, [345, 138.5, np.nan, np.nan, np.nan])
    assert found.notes == ("3 of 5 features state no voltage",)
