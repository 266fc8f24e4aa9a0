"""The report's section on rank uncertainty: tipping weights, and agreement of the methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import get_field
from screening.frame_rows import get_row
from screening.reporting.uncertainty_text import interval_description
from screening.reporting.value_formatting import format_number
from screening.writers.report.ranking_table import site_name, truncate

if TYPE_CHECKING:
    from screening.model import ScreeningResult


def uncertainty_section(screening: ScreeningResult) -> dict[str, Any]:
    """Gather the variables of the section.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict
        ``basis`` (how the intervals were sampled), ``tips`` and ``agreement`` (one dict per
        row); all empty if the run did not sample ranks.
    """
    tables = screening.robustness
    tipping, agreement = tables.get("tipping"), tables.get("agreement")
    return {
        "basis": interval_description(screening) if screening.metadata.robustness else "",
        "tips": [] if tipping is None else [_tip(screening, row) for row in tipping.itertuples()],
        "agreement": []
        if agreement is None
        else [_agreement(screening, row) for row in agreement.itertuples()],
    }


def _tip(screening: ScreeningResult, row: Any) -> dict[str, str]:
    return {
        "name": get_field(row.factor).alias,
        "weight": _share(row.weight_fraction),
        "below": _tipping_point(screening, row.tip_below_fraction, row.leader_below),
        "above": _tipping_point(screening, row.tip_above_fraction, row.leader_above),
    }


def _tipping_point(screening: ScreeningResult, share: float, leader: object) -> str:
    return "" if pd.isna(share) else f"{_share(share)}: {_name(screening, leader)}"


def _share(fraction: float) -> str:
    return f"{format_number(100 * fraction, 1)} %"


def _name(screening: ScreeningResult, site_id: object) -> str:
    if site_id not in screening.sites.index:
        return str(site_id)
    return truncate(site_name(get_row(screening.sites, site_id), str(site_id)), 40)


def _agreement(screening: ScreeningResult, row: Any) -> dict[str, str]:
    return {
        "title": str(row.title),
        "relative": str(row.relative),
        "leader": _name(screening, row.leader),
        "agreement": format_number(row.agreement, 2),
        "compared": format_number(row.compared_count),
    }
