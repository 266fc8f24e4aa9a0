"""How sure a site's rank is, in words: interval, share of firsts, tipping weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from screening.catalog.fields import get_field

if TYPE_CHECKING:
    from screening.model import ScreeningResult


def format_rank_interval(row: pd.Series) -> str:
    """Write a site's rank interval; empty where there is none.

    Parameters
    ----------
    row : Series, one site's facts

    Returns
    -------
    str

    Examples
    --------
    >>> format_rank_interval(pd.Series({"rank_low": 1, "rank_high": 4}))
    '1–4'
    """
    low, high = row.get("rank_low"), row.get("rank_high")
    if low is None or pd.isna(low) or pd.isna(high):
        return ""
    return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"


def interval_description(screening: ScreeningResult) -> str:
    """Say what the rank intervals rest on.

    Parameters
    ----------
    screening : ScreeningResult, with ranks drawn

    Returns
    -------
    str
    """
    assert screening.metadata.robustness is not None
    share = screening.metadata.robustness.interval_fraction
    return f"{100 * share:.0f} %: ranks in that share of {sampling_description(screening)}"


def sampling_description(screening: ScreeningResult) -> str:
    """Say how often was drawn, and from what.

    Parameters
    ----------
    screening : ScreeningResult, with ranks drawn

    Returns
    -------
    str
    """
    sampling = screening.metadata.robustness
    assert sampling is not None
    return (
        f"{sampling.draws:,} draws ({sampling.distribution}; facts within their precision; "
        "unknown values anything)"
    )


def method_agreement_description(screening: ScreeningResult) -> str:
    """Say how far the other methods rank as this one does, and where their leader differs.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    str; empty where methods were not compared
    """
    table = screening.robustness.get("agreement")
    if table is None or table.empty:
        return ""
    own = table[table["method"] == screening.method]["leader"].iloc[0]
    others = [
        f"{item.title}{' (relative)' if item.relative == 'yes' else ''} {item.agreement:.2f}"
        + (f" → {item.leader} leads" if item.leader != own else "")
        for item in table[table["method"] != screening.method].itertuples()
    ]
    return (
        f"agreement of other methods (Kendall's τ, {table['compared_count'].iloc[0]} sites of "
        f"which all is known): {'; '.join(others)}"
    )


def rank_uncertainty_lines(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """Say how far a site's rank can be trusted, and what would make it lead.

    Parameters
    ----------
    screening : ScreeningResult
    row : Series, the site's facts, named by its id

    Returns
    -------
    list of str; empty where ranks were not drawn
    """
    if not format_rank_interval(row):
        return []
    where = "would stand" if pd.isna(row["rank"]) else "stands"
    lines = [
        f"  {where} at {format_rank_interval(row)} among the ranked   "
        f"[{interval_description(screening)}]"
    ]
    if not pd.isna(row["first_fraction"]):
        lines.append(f"  first in {100 * row['first_fraction']:.1f} % of the draws")
    dominated = row.get("dominated_by_count")
    if dominated is not None and not pd.isna(dominated):
        lines.append(
            f"  dominated by {int(dominated)} sites, whatever the weights"
            if dominated
            else "  on the Pareto front: no site is at least as good on all and better on one"
        )
    return [*lines, *_central(screening, str(row.name)), *_tips(screening, row)]


def _central(screening: ScreeningResult, site_id: str) -> list[str]:
    table = screening.robustness.get("central_weights")
    if table is None or not (table["site_id"] == site_id).any():
        return []
    own = table[table["site_id"] == site_id].merge(
        screening.criteria[["factor", "weight_fraction"]], on="factor", suffixes=("", "_stated")
    )
    told = ", ".join(
        f"{get_field(item.factor).alias} {item.weight_fraction:.2f} "
        f"({item.weight_fraction_stated:.2f})"
        for item in own.itertuples()
    )
    confidence = 100 * own["confidence_fraction"].iloc[0]
    return [
        f"  the mean weights that make it first (stated): {told}",
        f"  with these it is first in {confidence:.0f} % of what its facts may be",
    ]


def _tips(screening: ScreeningResult, row: pd.Series) -> list[str]:
    table = screening.robustness.get("tipping")
    if table is None or not len(table):
        return []
    leads = row["rank"] == 1
    lines = []
    for item in table.itertuples():
        ends = (
            ("down to", item.tip_below_fraction, item.leader_below),
            ("up to", item.tip_above_fraction, item.leader_above),
        )
        lines += [
            f"  {get_field(item.factor).alias}: weight {item.weight_fraction:.3f} {way} {tip:.3f}"
            f" → {leader} leads"
            for way, tip, leader in ends
            if leader and not pd.isna(tip) and (leads or leader == row.name)
        ]
    if leads and not lines:
        return ["  no single weight, moved alone, makes another site lead"]
    head = "  one weight moved, the others kept in proportion:"
    return [head, *(f"  {line}" for line in lines)] if lines else []
