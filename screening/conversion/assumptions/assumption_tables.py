"""The assumptions as tables of text, for the terminal and the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.conversion.assumptions import Assumptions
    from screening.conversion.assumptions.requirements import Requirements

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
RANGE = ("name", "low", "base", "high", "unit", "source")


def assumption_tables(assumptions: Assumptions, profile: str) -> Iterator[Table]:
    """List every number that a conversion assumes.

    Parameters
    ----------
    assumptions : Assumptions
    profile : str, whose requirements are listed

    Yields
    ------
    (title, headings, rows), all str
    """
    requirements = assumptions.profile_requirements(profile)
    title = f"[profile.{profile}.requirements]"
    yield title, ("name", "asked", "source"), list(_requirement_rows(requirements))
    for title, ranges in (
        (f"[conversion.costs], {assumptions.usd_year} USD", assumptions.costs),
        ("[conversion.numbers]", assumptions.numbers),
        ("[conversion.months]", assumptions.months),
        ("[economics]", assumptions.economics),
    ):
        rows = [
            (name, *(f"{bound:.4g}" for bound in estimate.bounds), estimate.unit, estimate.cited)
            for name, estimate in ranges.items()
        ]
        yield title, RANGE, rows


def _requirement_rows(requirements: Requirements) -> Iterator[tuple[str, str, str]]:
    for field in fields(requirements):
        value = getattr(requirements, field.name)
        if field.name == "limits":
            for column, limit in value.items():
                yield f"limits.{column}", f"{limit:g}", requirements.source("limits")
        elif field.name != "sources":
            text = f"{value:.4g}" if isinstance(value, float) else str(value)
            yield field.name, text, requirements.source(field.name)
