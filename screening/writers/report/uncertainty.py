"""The report's part on how sure the ranking is: at which weights it tips, how methods agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog.fields import field_of
from screening.reporting.uncertainty_text import draws_told
from screening.writers.report.ranking_table import name_of, short
from screening.writers.value_formatting import number

if TYPE_CHECKING:
    from screening.model import Screening


def sure_part(screening: Screening) -> dict[str, Any]:
    """Gather the part.

    Parameters
    ----------
    screening : Screening

    Returns
    -------
    dict, ``told`` (what the intervals rest on), ``tips`` and ``agreement`` (a dict a row);
    empty where ranks were not drawn
    """
    tables = screening.robustness
    tipping, agreement = tables.get("tipping"), tables.get("agreement")
    return {
        "told": draws_told(screening) if "robustness" in screening.record else "",
        "tips": [] if tipping is None else [_tip(screening, i) for i in tipping.itertuples()],
        "agreement": []
        if agreement is None
        else [_agreement(screening, item) for item in agreement.itertuples()],
    }


def _tip(screening: Screening, item: Any) -> dict[str, str]:
    return {
        "name": field_of(item.factor).alias,
        "now": _share(item.weight_fraction),
        "below": _end(screening, item.tip_below_fraction, item.leader_below),
        "above": _end(screening, item.tip_above_fraction, item.leader_above),
    }


def _end(screening: Screening, share: float, leader: object) -> str:
    return "" if pd.isna(share) else f"{_share(share)}: {_name(screening, leader)}"


def _share(fraction: float) -> str:
    return f"{number(100 * fraction, 1)} %"


def _name(screening: Screening, site_id: object) -> str:
    if site_id not in screening.sites.index:
        return str(site_id)
    return short(name_of(screening.sites.loc[site_id], str(site_id)), 40)


def _agreement(screening: Screening, item: Any) -> dict[str, str]:
    return {
        "title": str(item.title),
        "relative": str(item.relative),
        "leader": _name(screening, item.leader),
        "agreement": number(item.agreement, 2),
        "compared": number(item.compared_count),
    }
