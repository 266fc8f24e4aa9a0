"""The uncertainty of a site's rank in words: interval, first-rank share, tipping weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from screening.catalog.fields import get_field
from screening.frame_rows import iterate_rows

if TYPE_CHECKING:
    from screening.model import ScreeningResult


def format_rank_interval(row: pd.Series) -> str:
    """Format a site's rank interval.

    Parameters
    ----------
    row : Series, one site's facts

    Returns
    -------
    str, empty where there is no interval

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
    """Describe what the rank intervals mean and how they were sampled.

    Parameters
    ----------
    screening : ScreeningResult, with sampled ranks

    Returns
    -------
    str
    """
    share = _interval_percent(screening)
    return f"{share}: interval of the ranks in {share} of {sampling_description(screening)}"


def _interval_percent(screening: ScreeningResult) -> str:
    sampling = screening.metadata.robustness
    assert sampling is not None
    return f"{100 * sampling.interval_fraction:.0f} %"


def sampling_description(screening: ScreeningResult) -> str:
    """Describe the number of draws and their distributions.

    Parameters
    ----------
    screening : ScreeningResult, with sampled ranks

    Returns
    -------
    str
    """
    sampling = screening.metadata.robustness
    assert sampling is not None
    return (
        f"{sampling.draws:,} draws ({sampling.distribution}; facts sampled within their "
        "uncertainty; missing values uniform on 0–1)"
    )


def method_agreement_description(screening: ScreeningResult) -> str:
    """Describe how far the other methods agree on the ranks, and where their leader differs.

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
    own_leader = table[table["method"] == screening.method]["leader"].iloc[0]
    others = [
        f"{item.title}{' (relative)' if item.relative == 'yes' else ''} {item.agreement:.2f}"
        + (f" → {item.leader} ranks first" if item.leader != own_leader else "")
        for item in iterate_rows(table[table["method"] != screening.method])
    ]
    return (
        f"agreement of the other methods (Kendall's τ, the {table['compared_count'].iloc[0]} "
        f"sites with complete data): {'; '.join(others)}"
    )


def rank_uncertainty_lines(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """Describe the uncertainty of a site's rank, and the weights that would rank it first.

    Parameters
    ----------
    screening : ScreeningResult
    row : Series, the site's facts; its name is the ``site_id``

    Returns
    -------
    list of str; empty where ranks were not sampled
    """
    interval = format_rank_interval(row)
    if not interval:
        return []
    scope = " against the ranked sites (not scored itself)" if pd.isna(row["rank"]) else ""
    lines = [
        f"  {_interval_percent(screening)} rank interval {interval}{scope}   "
        f"[{sampling_description(screening)}]"
    ]
    if not pd.isna(row["first_fraction"]):
        lines.append(f"  ranked first in {100 * row['first_fraction']:.1f} % of the draws")
    return [
        *lines,
        *_dominance_lines(row),
        *_central_weight_lines(screening, str(row.name)),
        *_tipping_weight_lines(screening, row),
    ]


def _dominance_lines(row: pd.Series) -> list[str]:
    count = row.get("dominated_by_count")
    if count is None or pd.isna(count):
        return []
    if count:
        return [f"  Pareto-dominated by {int(count)} {'site' if count == 1 else 'sites'}"]
    return [
        "  on the Pareto front: no site is at least as good on every criterion and better on one"
    ]


def _central_weight_lines(screening: ScreeningResult, site_id: str) -> list[str]:
    table = screening.robustness.get("central_weights")
    if table is None or not (table["site_id"] == site_id).any():
        return []
    own = table[table["site_id"] == site_id].merge(
        screening.criteria[["factor", "weight_fraction"]], on="factor", suffixes=("", "_stated")
    )
    weights = ", ".join(
        f"{get_field(item.factor).alias} {item.weight_fraction:.2f} "
        f"({item.weight_fraction_stated:.2f})"
        for item in iterate_rows(own)
    )
    confidence = 100 * own["confidence_fraction"].iloc[0]
    return [
        f"  central weights, the mean of those that rank it first (stated): {weights}",
        f"  confidence factor {confidence:.0f} % (share of samples ranked first at the central "
        "weights)",
    ]


def _tipping_weight_lines(screening: ScreeningResult, row: pd.Series) -> list[str]:
    table = screening.robustness.get("tipping")
    if table is None or not len(table):
        return []
    leads = not pd.isna(row["rank"]) and bool(row["rank"] == 1)
    lines = []
    for item in iterate_rows(table):
        changes = (
            ("lowered to", item.tip_below_fraction, item.leader_below),
            ("raised to", item.tip_above_fraction, item.leader_above),
        )
        lines += [
            f"    {get_field(item.factor).alias}: weight {item.weight_fraction:.3f} {change} "
            f"{tip:.3f} → {leader} ranks first"
            for change, tip, leader in changes
            if leader and not pd.isna(tip) and (leads or leader == row.name)
        ]
    if leads and not lines:
        return ["  tipping weights: no change of a single weight makes another site rank first"]
    heading = "  tipping weights (one weight changed, the others in proportion):"
    return [heading, *lines] if lines else []
