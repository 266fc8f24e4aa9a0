"""The report's list of sites: those ranked, those without a score, those excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog import palette
from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.frame_rows import get_row
from screening.reporting.portfolio import Portfolio
from screening.reporting.value_formatting import format_number, format_value

if TYPE_CHECKING:
    from screening.model import ScreeningResult

MAX_ROWS = 200
"""Ranked sites that the report lists; the tables hold all."""

LONGEST = 60


def truncate(text: object, longest: int = LONGEST) -> str:
    """Cut a text that would push everything else off the page.

    Examples
    --------
    >>> truncate("Rockdale"), truncate("x" * 500, 5)
    ('Rockdale', 'xxxx…')
    """
    said = " ".join(str(text).split())
    return said if len(said) <= longest else said[: longest - 1] + "…"


def site_name(row: pd.Series, site_id: str) -> str:
    """Give a site's name, or its id where it has none."""
    return site_id if pd.isna(row["name"]) else str(row["name"])


def score_colour(score: float) -> tuple[str, str]:
    """Give the colour of a score's class, and that of text on it.

    Examples
    --------
    >>> score_colour(81.0), score_colour(5.0)[0] == palette.SCORE[0]
    (('#fde725', '#22262b'), True)
    """
    place = palette.score_class(score)
    return palette.SCORE[place], palette.PAPER if place < 3 else palette.INK


def ranking_rows(screening: ScreeningResult, total: Portfolio) -> dict[str, Any]:
    """Give the ranked sites, best first.

    Parameters
    ----------
    screening : ScreeningResult
    total : Portfolio, of it

    Returns
    -------
    dict, ``rows`` (a dict a site), ``more`` (how many are left out), and which columns
    there are to show: ``interval it cost months``
    """
    sites = screening.sites[screening.sites["rank"].notna()]
    costs = total.site_costs
    has = {
        "interval": _any(sites, "rank_low"),
        "it": _any(sites, "it_mw"),
        "cost": bool(costs.index.isin(sites.index).any()),
        "months": bool(total.site_months.index.isin(sites.index).any()),
    }
    count = max(len(sites), 1)
    rows = []
    for site_id, row in sites.head(MAX_ROWS).iterrows():
        colour, ink = score_colour(float(row["score"]))
        each = {
            "rank": int(row["rank"]),
            "name": truncate(site_name(row, str(site_id))),
            "id": truncate(site_id, 48),
            "operator": "" if pd.isna(row["operator"]) else truncate(row["operator"], 28),
            "status": "" if pd.isna(row["status"]) else truncate(row["status"], 14),
            "score": format_number(row["score"], 1),
            "width": float(row["score"]),
            "colour": colour,
            "ink": ink,
            "data": f"{format_number(100 * row['coverage_fraction'])} %",
            "doubt": bool(row["unverified"]),
            "grid": format_number(row["grid_mw"]),
            "it": format_number(row["it_mw"]) if has["it"] else "",
            "cost": format_column_range(costs, str(site_id)),
            "months": format_column_range(total.site_months, str(site_id)),
        }
        rows.append(each | _interval(row, count, has["interval"]))
    return {"rows": rows, "more": max(len(sites) - MAX_ROWS, 0), **has}


def _any(sites: pd.DataFrame, column: str) -> bool:
    return column in sites.columns and bool(sites[column].notna().any())


def _interval(row: pd.Series, count: int, has: bool) -> dict[str, Any]:
    if not has or pd.isna(row["rank_low"]) or pd.isna(row["rank_high"]):
        return {"interval": "", "from": 0.0, "to": 0.0}
    low, high = int(row["rank_low"]), int(row["rank_high"])
    span = max(count, high)
    text = f"{low}–{high}" if low != high else str(low)
    return {"interval": text, "from": 100 * (low - 1) / span, "to": 100 * (high - low + 1) / span}


def format_column_range(frame: pd.DataFrame, site_id: str) -> str:
    """Write a site's row of low, likely and high as ``likely (low–high)``."""
    if site_id not in frame.index:
        return ""
    low, likely, high = (float(value) for value in get_row(frame, site_id))
    return format_range(low, likely, high)


def format_range(low: float, likely: float | None, high: float) -> str:
    r"""Write a range, to three figures or so.

    Examples
    --------
    >>> format_range(0.245, 0.44, 0.66), format_range(4563.7, 5414.2, 6384.0)
    ('0.44 (0.24–0.66)', '5\u202f414 (4\u202f564–6\u202f384)')
    >>> format_range(9.0, 14.0, 22.0)
    '14 (9–22)'
    """
    if pd.isna(likely):
        return ""
    whole = all(float(value).is_integer() for value in (low, likely, high) if not pd.isna(value))
    digits = 0 if whole or high >= 100 else 1 if high >= 10 else 2
    ends = f"{format_number(low, digits)}–{format_number(high, digits)}"
    return f"{format_number(likely, digits)} ({ends})"


def unscored_rows(screening: ScreeningResult) -> list[dict[str, str]]:
    """Give sites without a score, with what is unknown of each."""
    sites = screening.sites
    bare = sites[sites["rank"].isna() & (sites["excluded_by"].fillna("") == "")]
    factors = [str(name) for name in screening.criteria["factor"]]
    return [
        {
            "name": truncate(site_name(row, str(site_id))),
            "id": truncate(site_id, 48),
            "why": ", ".join(
                get_field(name).alias for name in factors if pd.isna(row[VALUE_PREFIX + name])
            ),
            "grid": format_value(row, "grid_mw"),
        }
        for site_id, row in bare.head(MAX_ROWS).iterrows()
    ]


def excluded_rows(screening: ScreeningResult) -> list[dict[str, str]]:
    """Give excluded sites, with the reason."""
    sites = screening.sites
    gone = sites[sites["excluded_by"].fillna("") != ""]
    return [
        {
            "name": truncate(site_name(row, str(site_id))),
            "id": truncate(site_id, 48),
            "why": truncate(row["excluded_by"], 400),
            "grid": format_value(row, "grid_mw"),
        }
        for site_id, row in gone.head(MAX_ROWS).iterrows()
    ]
