"""The assumptions as tables of text, for the terminal and for the docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.conversion.assumptions import Assumptions
    from screening.conversion.assumptions.requirements import Requirements

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
RANGE = ("name", "low", "base", "high", "unit", "source")


def assumption_tables(assumed: Assumptions, profile: str) -> Iterator[Table]:
    """Write every number that a conversion rests on.

    Parameters
    ----------
    assumed : Assumptions
    profile : str, whose requirements are shown

    Yields
    ------
    (title, headings, rows), all text
    """
    asked = assumed.of(profile)
    yield f"[profile.{profile}.requirements]", ("name", "asked", "source"), list(_lines(asked))
    for title, ranges in (
        (f"[conversion.costs], {assumed.usd_year} USD", assumed.costs),
        ("[conversion.numbers]", assumed.numbers),
        ("[conversion.months]", assumed.months),
        ("[economics]", assumed.economics),
    ):
        rows = [
            (name, *(f"{end:.4g}" for end in each.bounds), each.unit, each.cited)
            for name, each in ranges.items()
        ]
        yield title, RANGE, rows


def _lines(asked: Requirements) -> Iterator[tuple[str, str, str]]:
    for each in fields(asked):
        value = getattr(asked, each.name)
        if each.name == "limits":
            for column, limit in value.items():
                yield f"limits.{column}", f"{limit:g}", asked.source("limits")
        elif each.name != "sources":
            text = f"{value:.4g}" if isinstance(value, float) else str(value)
            yield each.name, text, asked.source(each.name)
