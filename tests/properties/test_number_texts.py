"""Numbers as text agree with a slow, plain reading of each cell, however they are written."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening.readers.cell_parsing import as_numbers, infer_column
from screening.readers.layers.point_columns import read_points
from screening.readers.number_text import DEGREES, decide_separators

thorough = settings(max_examples=400, deadline=None)

BLANKS = "\u00a0\u2009\u202f"
UNKNOWN = ("", "n/a", "NaN", "unknown", "-", "TBD")


# --- the reference: no regular expressions, every way to read a text tried in turn -------


def plain(text: str, mark: str, thousands: str) -> float | None:
    """Read a number whose decimals follow one mark and whose thousands precede another."""
    text = text.strip()
    for blank in BLANKS:
        text = text.replace(blank, " ")
    text = text.replace("\u2212", "-").replace("\u2019", "'").strip()
    if text[:1] == "'":
        text = text[1:]
    sign = -1.0 if text[:1] == "-" else 1.0
    if text[:1] in ("-", "+"):
        text = text[1:]
    mantissa, letter, exponent = text.replace("E", "e").partition("e")
    if letter:
        digits = exponent[1:] if exponent[:1] in ("-", "+") else exponent
        if not 0 < len(digits) <= 3 or not only_digits(digits):
            return None
    whole, point, decimals = mantissa.partition(mark)
    if decimals and not only_digits(decimals):
        return None
    if point and not whole and not decimals:
        return None
    groups = next(
        (whole.split(separator) for separator in (thousands, " ", "'") if separator in whole),
        [whole],
    )
    if len(groups) > 1 and (
        groups[0].startswith("0")
        or not 1 <= len(groups[0]) <= 3
        or any(len(group) != 3 for group in groups[1:])
    ):
        return None
    if whole and not all(only_digits(group) for group in groups):
        return None
    if not whole and not point:
        return None
    value = sign * float(f"{''.join(groups) or '0'}.{decimals or '0'}e{exponent or '0'}")
    return value if math.isfinite(value) else None


def only_digits(text: str) -> bool:
    return bool(text) and all(letter in "0123456789" for letter in text)


def readings(text: str) -> tuple[float | None, float | None]:
    return plain(text, ".", ","), plain(text, ",", ".")


def shown(texts: list[str]) -> set[str]:
    """Find the marks that some text shows, as it is a number in one way alone."""
    found = set()
    for text in texts:
        point, comma = readings(text)
        if point is not None and comma is None:
            found.add(".")
        if comma is not None and point is None:
            found.add(",")
    return found


def expected(text: str, own: set[str], beside: set[str], *, semicolons: bool) -> float | None:
    """Read a text of a column, ``None`` where it has to be told."""
    point, comma = readings(text)
    if point == comma:
        return point
    doubtful = point is not None and comma is not None
    if own == {".", ","}:
        chosen = comma if semicolons else point
        return None if doubtful or has_thousands(text) else chosen
    if own == {","}:
        if semicolons or beside == {","}:
            return comma
        return point if doubtful and "." in text else None
    if own == {"."} or beside == {"."}:
        return point
    if beside == {","}:
        return comma if doubtful and "," in text else None
    if beside:
        return None
    return point if doubtful and "." in text else None


def has_thousands(text: str) -> bool:
    both = "," in text and "." in text
    return both or max(text.count(","), text.count(".")) > 1


# --- texts --------------------------------------------------------------------------------

formatted = st.builds(
    lambda number, style: style(number),
    st.floats(-9_999_999, 9_999_999).map(lambda x: round(x, 3)),
    st.sampled_from(
        [
            lambda x: f"{x:,.1f}",
            lambda x: f"{x:,.0f}",
            lambda x: f"{x:,.3f}",
            lambda x: f"{x:.2f}",
            lambda x: f"{x:.2f}".replace(".", ","),
            lambda x: f"{x:,.1f}".translate({44: ".", 46: ","}),
            lambda x: f"{x:,.0f}".replace(",", "."),
            lambda x: f"{x:,.0f}".replace(",", "\u202f"),
            lambda x: f"{x:,.2f}".replace(",", "'"),
            lambda x: f"{x:.3e}",
            lambda x: f"{x:.1f}".replace("-", "\u2212"),
        ]
    ),
)
odd = st.text(alphabet="0123456789,.' eE+-x", min_size=1, max_size=9)
small = st.sampled_from(
    [
        *("1,200", "1.200", "12.5", "12,5", "1 200", "1'200", "1,234,567.8", "1.234,5", "0,5"),
        *("850", "2 x 250", "120 MW", "1e5", "inf", "1_000", "12,34,567", ".5", "5.", "007"),
        *UNKNOWN,
    ]
)
columns = st.lists(st.one_of(small, formatted, odd), min_size=1, max_size=6)


@thorough
@given(columns, st.lists(st.sampled_from(["1.5", "0,25", "7", "1,200"]), max_size=2), st.booleans())
@example(["1,200", "850"], ["1.5"], False)
@example(["1,200", "850"], [], False)
@example(["1.200", "12,5"], [], True)
@example(["1.200", "12,5", "12.5"], [], True)
@example(["1,100", "30"], ["0,25"], True)
@example(["1\u00a0200,5"], [], True)
def test_a_column_of_a_file(texts: list[str], others: list[str], semicolons: bool) -> None:
    file = {"mw": pd.Series(texts, dtype=object)}
    file |= {f"other {i}": pd.Series([text], dtype=object) for i, text in enumerate(others)}
    separators = decide_separators(file, decimal_comma=semicolons)["mw"]
    values, bad = as_numbers(file["mw"], separators)

    stated = [text for text in texts if text.strip().casefold() not in map(str.casefold, UNKNOWN)]
    own, only_numbers = shown(stated), all(readings(text) != (None, None) for text in stated)
    beside = shown(others) | (own if only_numbers else set())
    if not semicolons:
        beside -= {","}
    for text, value, is_bad in zip(texts, values, bad, strict=True):
        if text not in stated:
            assert math.isnan(value)
            assert not is_bad
            continue
        answer = expected(text, own, beside, semicolons=semicolons)
        assert is_bad == (answer is None), (text, separators)
        if answer is not None:
            assert value == pytest.approx(answer, rel=1e-12), (text, separators)


@thorough
@given(
    st.lists(st.one_of(formatted, odd, st.sampled_from(["31°30'N", "97.5 W", "-97,06", "-97.062"])))
)
@example(["-97,06", "-96.8"])
@example(["-97.062"])
def test_coordinates(texts: list[str]) -> None:
    """Degrees have no thousands: a lone mark, either one, comes before the decimals."""
    points, notes = read_points(
        pd.DataFrame({"x": pd.Series(texts, dtype=object), "y": 31.5}),
        {"longitude": "x", "latitude": "y"},
    )
    unread = 0
    for text, point in zip(texts, points, strict=True):
        lone = text.replace(",", ".") if text.count(",") + text.count(".") == 1 else text
        answer = None if has_thousands(text) else plain(lone, ".", "\0")
        known = text.strip().casefold() in map(str.casefold, UNKNOWN)
        unread += answer is None and not known
        assert (point is None) == (answer is None), text
        if answer is not None:
            assert point.x == pytest.approx(answer, rel=1e-12)
    assert len(notes) == (unread > 0)
    if unread:
        assert f"in {unread} of {len(texts)} features" in notes[0]


codes = st.one_of(
    st.sampled_from(
        [
            *("12E3", "1.10", "007", "+15125550100", "1_000", "1e5", "2024-01-02", "-5", "0.5"),
            *("12345678901234567", "12", "-0", "1,5", "1.0", "", "true"),
        ]
    ),
    st.integers(-(10**18), 10**18).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    odd,
)


@thorough
@given(st.lists(codes, min_size=1, max_size=5))
@example(["1.10", "1.1"])
@example(["12E3", "45E1"])
@example(["12345678901234567890"])
def test_a_carried_column_becomes_numbers_only_if_each_cell_would_be_written_the_same(
    texts: list[str],
) -> None:
    column = infer_column(pd.Series(texts, dtype=object))
    present = [text.strip() for text in texts if text.strip()]
    if pd.api.types.is_bool_dtype(column) or not present:
        return
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.dropna().tolist()
        for text, number in zip(present, numbers, strict=True):
            assert text in (repr(float(number)), str(int(number)))
            assert sum(letter.isdigit() for letter in text) <= 15
    else:
        assert [text for text in column if text is not None] == present


def test_numbers_of_typed_cells_stay_whatever_the_texts_beside_them_say() -> None:
    cells = pd.Series([97.062, 1, "12,5", np.float64(1.5), None, True], dtype=object)
    file = {"x": cells, "y": pd.Series(["0,5"])}
    separators = decide_separators(file, decimal_comma=True)["x"]
    values, bad = as_numbers(cells, separators)
    np.testing.assert_array_equal(values, [97.062, 1, 12.5, 1.5, np.nan, np.nan])
    assert bad.tolist() == [False] * 5 + [True]
    assert as_numbers(pd.Series(["97.062", "97,062"]), DEGREES)[0].tolist() == [97.062, 97.062]
