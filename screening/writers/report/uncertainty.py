"""The report's part on how sure the ranking is: at which weights it tips, how methods agree."""

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
    """Gather the part.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    dict, ``told`` (what the intervals rest on), ``tips`` and ``agreement`` (a dict a row);
    empty where ranks were not drawn
    """
    tables = screening.robustness
    tipping, agreement = tables.get("tipping"), tables.get("agreement")
    return {
        "told": interval_description(screening) if screening.metadata.robustness else "",
        "tips": [] if tipping is None else [_tip(screening, i) for i in tipping.itertuples()],
        "agreement": []
        if agreement is None
        else [_agreement(screening, item) for item in agreement.itertuples()],
    }


def _tip(screening: ScreeningResult, item: Any) -> dict[str, str]:
    return {
        "name": get_field(item.factor).alias,
        "now": _share(item.weight_fraction),
        "below": _end(screening, item.tip_below_fraction, item.leader_below),
        "above": _end(screening, item.tip_above_fraction, item.leader_above),
    }


def _end(screening: ScreeningResult, share: float, leader: object) -> str:
    return "" if pd.isna(share) else f"{_share(share)}: {_name(screening, leader)}"


def _share(fraction: float) -> str:
    return f"{format_number(100 * fraction, 1)} %"


def _name(screening: ScreeningResult, site_id: object) -> str:
    if site_id not in screening.sites.index:
        return str(site_id)
    return truncate(site_name(get_row(screening.sites, site_id), str(site_id)), 40)


def _agreement(screening: ScreeningResult, item: Any) -> dict[str, str]:
    return {
        "title": str(item.title),
        "relative": str(item.relative),
        "leader": _name(screening, item.leader),
        "agreement": format_number(item.agreement, 2),
        "compared": format_number(item.compared_count),
    }
