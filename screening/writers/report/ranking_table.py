"""The report's list of sites: those ranked, those without a score, those excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog import palette
from screening.catalog.fields import VALUE_PREFIX, field_of
from screening.reporting.portfolio import Portfolio
from screening.writers.value_formatting import figure, number

if TYPE_CHECKING:
    from screening.model import Screening

ROWS_MOST = 200
"""Ranked sites that the report lists; the tables hold all."""

LONGEST = 60


def short(text: object, longest: int = LONGEST) -> str:
    """Cut a text that would push everything else off the page.

    Examples
    --------
    >>> short("Rockdale"), short("x" * 500, 5)
    ('Rockdale', 'xxxx…')
    """
    said = " ".join(str(text).split())
    return said if len(said) <= longest else said[: longest - 1] + "…"


def name_of(row: pd.Series, site_id: str) -> str:
    """Give a site's name, or its id where it has none."""
    return site_id if pd.isna(row["name"]) else str(row["name"])


def colour_of(score: float) -> tuple[str, str]:
    """Give the colour of a score's class, and that of text on it.

    Examples
    --------
    >>> colour_of(81.0), colour_of(5.0)[0] == palette.SCORE[0]
    (('#fde725', '#22262b'), True)
    """
    step = 100 / len(palette.SCORE)
    place = min(int(score // step), len(palette.SCORE) - 1)
    return palette.SCORE[place], palette.PAPER if place < 3 else palette.INK


def ranking_rows(screening: Screening, total: Portfolio) -> dict[str, Any]:
    """Give the ranked sites, best first.

    Parameters
    ----------
    screening : Screening
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
    for site_id, row in sites.head(ROWS_MOST).iterrows():
        colour, ink = colour_of(float(row["score"]))
        each = {
            "rank": int(row["rank"]),
            "name": short(name_of(row, str(site_id))),
            "id": short(site_id, 48),
            "operator": "" if pd.isna(row["operator"]) else short(row["operator"], 28),
            "status": "" if pd.isna(row["status"]) else short(row["status"], 14),
            "score": number(row["score"], 1),
            "width": float(row["score"]),
            "colour": colour,
            "ink": ink,
            "data": f"{number(100 * row['coverage_fraction'])} %",
            "doubt": bool(row["unverified"]),
            "grid": number(row["grid_mw"]),
            "it": number(row["it_mw"]) if has["it"] else "",
            "cost": range_of(costs, str(site_id)),
            "months": range_of(total.site_months, str(site_id)),
        }
        rows.append(each | _interval(row, count, has["interval"]))
    return {"rows": rows, "more": max(len(sites) - ROWS_MOST, 0), **has}


def _any(sites: pd.DataFrame, column: str) -> bool:
    return column in sites.columns and bool(sites[column].notna().any())


def _interval(row: pd.Series, count: int, has: bool) -> dict[str, Any]:
    if not has or pd.isna(row["rank_low"]) or pd.isna(row["rank_high"]):
        return {"interval": "", "from": 0.0, "to": 0.0}
    low, high = int(row["rank_low"]), int(row["rank_high"])
    span = max(count, high)
    text = f"{low}–{high}" if low != high else str(low)
    return {"interval": text, "from": 100 * (low - 1) / span, "to": 100 * (high - low + 1) / span}


def range_of(frame: pd.DataFrame, site_id: str) -> str:
    """Write a site's row of low, likely and high as ``likely (low–high)``."""
    if site_id not in frame.index:
        return ""
    low, likely, high = (float(frame.loc[site_id, name]) for name in frame.columns)
    return span(low, likely, high)


def span(low: float, likely: float, high: float) -> str:
    r"""Write a range, to three figures or so.

    Examples
    --------
    >>> span(0.245, 0.44, 0.66), span(4563.7, 5414.2, 6384.0), span(9.0, 14.0, 22.0)
    ('0.44 (0.24–0.66)', '5\u202f414 (4\u202f564–6\u202f384)', '14 (9–22)')
    """
    if pd.isna(likely):
        return ""
    whole = all(float(value).is_integer() for value in (low, likely, high) if not pd.isna(value))
    digits = 0 if whole or high >= 100 else 1 if high >= 10 else 2
    ends = f"{number(low, digits)}–{number(high, digits)}"
    return f"{number(likely, digits)} ({ends})"


def unscored_rows(screening: Screening) -> list[dict[str, str]]:
    """Give sites without a score, with what is unknown of each."""
    sites = screening.sites
    bare = sites[sites["rank"].isna() & (sites["excluded_by"].fillna("") == "")]
    factors = [str(name) for name in screening.criteria["factor"]]
    return [
        {
            "name": short(name_of(row, str(site_id))),
            "id": short(site_id, 48),
            "why": ", ".join(
                field_of(name).alias for name in factors if pd.isna(row[VALUE_PREFIX + name])
            ),
            "grid": figure(row, "grid_mw"),
        }
        for site_id, row in bare.head(ROWS_MOST).iterrows()
    ]


def excluded_rows(screening: Screening) -> list[dict[str, str]]:
    """Give excluded sites, with the reason."""
    sites = screening.sites
    gone = sites[sites["excluded_by"].fillna("") != ""]
    return [
        {
            "name": short(name_of(row, str(site_id))),
            "id": short(site_id, 48),
            "why": short(row["excluded_by"], 400),
            "grid": figure(row, "grid_mw"),
        }
        for site_id, row in gone.head(ROWS_MOST).iterrows()
    ]
