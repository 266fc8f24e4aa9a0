"""One function formats a fact for documents and for the terminal."""

from __future__ import annotations

import pandas as pd
import pytest

from screening.reporting.value_formatting import (
    DOCUMENT,
    TERMINAL,
    NumberStyle,
    fact_groups,
    format_value,
)

NAN = float("nan")
BETWEEN = {
    "substation_distance_km": NAN,
    "substation_distance_min_km": 0.8,
    "substation_distance_max_km": 40.0,
    "substation_precision_km": 0.5,
    "substation_distance_why": "a substation of unknown voltage at 0.8 km",
}


@pytest.mark.parametrize(
    ("cells", "document", "terminal"),
    [
        ({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5}, "8.7 ± 3.5 km", "8.7 ± 3.5 km"),
        ({"fiber_distance_km": 8.725, "fiber_precision_km": NAN}, "8.7 km", "8.7 km"),
        (BETWEEN, "0.8–40.0 ± 0.5 km", "0.8–40.0 ± 0.5 km"),
        (BETWEEN | {"substation_distance_km": 5.0}, "5.0 ± 0.5 km", "5.0 ± 0.5 km"),
        (BETWEEN | {"substation_distance_max_km": NAN}, *["at least 0.8 ± 0.5 km"] * 2),
        (BETWEEN | {"substation_distance_min_km": NAN}, "unknown", "unknown"),
        ({"free_cooling_hours": 5597.3}, "5\u202f597 h/yr", "5597 h/yr"),
        ({"coverage_fraction": 0.821}, "82 %", "0.82"),
        ({"grid_mw": NAN}, "unknown", "unknown"),
        ({"name": ""}, "unknown", "unknown"),
        ({"name": "A\x1b[31m\nB"}, "A\x1b[31m\nB", "A[31m B"),
        ({"my_column": 1234567.0}, "1.23457e+06", "1.23457e+06"),
        ({"npv_musd": -0.04}, "0.0 MUSD", "0.0 MUSD"),
        ({"opened": pd.Timestamp("2025-11-03")}, "2025-11-03 00:00:00", "2025-11-03 00:00:00"),
    ],
)
def test_a_fact_in_both_styles(cells: dict[str, object], document: str, terminal: str) -> None:
    row, column = pd.Series(cells, dtype=object), next(iter(cells))
    assert format_value(row, column, style=DOCUMENT) == document
    assert format_value(row, column, style=TERMINAL) == terminal


@pytest.mark.parametrize("style", [DOCUMENT, TERMINAL])
def test_the_unit_is_optional(style: NumberStyle) -> None:
    row = pd.Series({"fiber_distance_km": 8.725, "fiber_precision_km": 3.5})
    assert format_value(row, "fiber_distance_km", unit=False, style=style) == "8.7 ± 3.5"


def test_bounds_and_their_reason_stand_with_the_fact() -> None:
    (group,) = fact_groups(pd.Series(BETWEEN, dtype=object))
    assert [(fact.column, fact.text, fact.known) for fact in group.facts] == [
        (
            "substation_distance_km",
            "0.8–40.0 ± 0.5 km (a substation of unknown voltage at 0.8 km)",
            True,
        )
    ]
