"""The site card: its sections, their order and their columns.

A section without columns in the run is hidden. A column of a section is not repeated among
the facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from screening.catalog.fields import WATERFALL_STEPS
from screening.catalog.labels import GROUPS


@dataclass(frozen=True)
class Section:
    """A section of the card.

    Attributes
    ----------
    kind : str, selects the renderer in ``card.js``
    title : str, key of ``map_strings.STRINGS``; ``""`` for none
    columns : tuple of str, in order
    ranges : mapping of column to the columns of its low and high end
    losses : mapping of a step's column to the columns of the losses before it
    """

    kind: str
    title: str = ""
    columns: tuple[str, ...] = ()
    ranges: dict[str, tuple[str, str]] = field(default_factory=dict)
    losses: dict[str, tuple[str, ...]] = field(default_factory=dict)


HEAD = (
    *("name", "operator", "status", "longitude", "latitude", "coord_precision_km"),
    *("rank", "score", "coverage_fraction", "excluded_by", "unverified", "cautions"),
)
"""Columns of the card's head and warnings."""

SECTIONS = (
    Section("warnings"),
    Section(
        "verdict", "verdict", ("verdict", "profile_status", "workload", "workload_why", "best_plan")
    ),
    Section("criteria", "criteria"),
    Section(
        "interval", "interval", ("rank_low", "rank_high", "first_fraction", "dominated_by_count")
    ),
    Section(
        "waterfall",
        "waterfall",
        tuple(step for step, _ in WATERFALL_STEPS),
        losses={step: lost for step, lost in WATERFALL_STEPS if lost},
    ),
    Section(
        "ranges",
        "conversion",
        (
            *(
                "conversion_basis",
                "conversion_it_mw",
                "conversion_p50_musd",
                "conversion_p50_musd_per_it_mw",
            ),
            *("conversion_p50_musd_per_gross_mw", "months_p50", "critical_path", "cost_drivers"),
            *("ai_margin_musd_per_year", "mining_margin_musd_per_year"),
            *("incremental_yield_fraction", "payback_years", "npv_musd", "npv_drivers"),
            *("break_even_lease_musd_per_it_mw_year", "break_even_hashprice_usd_per_ph_day"),
            "partial_npv_musd",
        ),
        {
            "conversion_p50_musd": ("conversion_p10_musd", "conversion_p90_musd"),
            "conversion_p50_musd_per_it_mw": (
                *("conversion_p10_musd_per_it_mw", "conversion_p90_musd_per_it_mw"),
            ),
            "conversion_p50_musd_per_gross_mw": (
                *("conversion_p10_musd_per_gross_mw", "conversion_p90_musd_per_gross_mw"),
            ),
            "months_p50": ("months_p10", "months_p90"),
            "npv_musd": ("npv_p10_musd", "npv_p90_musd"),
        },
    ),
    Section("build", "build_list"),
    Section("paths", "paths", ("fiber_summary",)),
    Section("ties", "connections"),
    Section("facts"),
)

FOR_TABLES = ("conversion",)
"""Groups of columns that the card shows only within a section."""

HIDDEN_PREFIXES = ("value_", "constraint_")


def card_columns() -> set[str]:
    """Return the columns of the head and of all sections."""
    columns = {*HEAD}
    for section in SECTIONS:
        columns |= {*section.columns}
        columns |= {name for names in (section.ranges | section.losses).values() for name in names}
    return columns


def card() -> dict[str, Any]:
    """Describe the card for the page, as JSON values.

    Returns
    -------
    dict, keys ``head``, ``for_tables`` and ``sections``
    """
    return {
        "head": list(HEAD),
        "for_tables": [GROUPS[name] for name in FOR_TABLES],
        "sections": [
            {
                "kind": section.kind,
                "title": section.title,
                "columns": list(section.columns),
                "ranges": {name: list(ends) for name, ends in section.ranges.items()},
                "losses": {name: list(losses) for name, losses in section.losses.items()},
            }
            for section in SECTIONS
        ],
    }
