"""Limits and comfort values as a config may state them."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from screening.config.schema import ConstraintTable


@pytest.mark.parametrize(
    "ends",
    [
        {"minimum": 20},
        {"minimum": 20, "comfortable_minimum": 100},
        {"maximum": 20, "comfortable_maximum": 8},
        {"minimum": 20, "comfortable_maximum": 20},
        {"comfortable_minimum": 100},
        {"comfortable_minimum": 5, "comfortable_maximum": 5},
        {"minimum": 1, "comfortable_minimum": 2, "comfortable_maximum": 3, "maximum": 4},
    ],
)
def test_ends_in_order_are_taken_as_they_are(ends: dict[str, float]) -> None:
    read = ConstraintTable(factor="grid_mw", **ends)  # type: ignore[arg-type]
    assert read.model_dump(exclude_none=True) == {"factor": "grid_mw", "reason": "", **ends}


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ({}, "expected minimum, maximum or both, or a comfort value"),
        ({"minimum": 20, "maximum": 10}, "minimum <= maximum, got 20 > 10"),
        ({"minimum": 20, "comfortable_minimum": 10}, "minimum < comfortable_minimum, got 20 > 10"),
        ({"minimum": 20, "comfortable_minimum": 20}, "minimum < comfortable_minimum, got 20 = 20"),
        ({"maximum": 20, "comfortable_maximum": 30}, "comfortable_maximum < maximum, got 30 > 20"),
        ({"maximum": 20, "comfortable_maximum": 20}, "comfortable_maximum < maximum, got 20 = 20"),
        ({"minimum": 20, "comfortable_maximum": 9}, "minimum <= comfortable_maximum, got 20 > 9"),
        ({"maximum": 20, "comfortable_minimum": 30}, "comfortable_minimum <= maximum, got 30 > 20"),
        (
            {"comfortable_minimum": 9, "comfortable_maximum": 8},
            "comfortable_minimum <= comfortable_maximum, got 9 > 8",
        ),
        ({"minimum": 20, "comfortable_minimum": float("nan")}, "finite number"),
        ({"minimum": 20, "comfort_minimum": 30}, "comfort_minimum"),
    ],
)
def test_what_could_never_caution_or_never_pass_is_refused(
    ends: dict[str, float], said: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        ConstraintTable(factor="grid_mw", **ends)  # type: ignore[arg-type]


def test_every_disorder_is_told_at_once() -> None:
    ends = {"minimum": 20, "comfortable_minimum": 10, "maximum": 30, "comfortable_maximum": 40}
    with pytest.raises(ValidationError) as refused:
        ConstraintTable(factor="grid_mw", **ends)  # type: ignore[arg-type]
    said = str(refused.value)
    assert "expected minimum < comfortable_minimum, got 20 > 10" in said
    assert "expected comfortable_maximum < maximum, got 40 > 30" in said
