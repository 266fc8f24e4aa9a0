"""The report's tables of sites: ranked, unscored and excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from screening.catalog import palette
from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.frame_rows import get_row
from screening.reporting.portfolio import Portfolio
from screening.reporting.value_formatting import format_number, format_value
from screening.writers.report.report_strings import STRINGS

if TYPE_CHECKING:
    from screening.model import ScreeningResult

MAX_ROWS = 200
"""Sites in a table of the report; the other outputs contain all."""

MAX_CHARACTERS = 60


def truncate(text: object, max_characters: int = MAX_CHARACTERS) -> str:
    """Shorten a text to fit into its cell.

    Examples
    --------
    >>> truncate("Rockdale"), truncate("x" * 500, 5)
    ('Rockdale', 'xxxx…')
    """
    line = " ".join(str(text).split())
    return line if len(line) <= max_characters else line[: max_characters - 1] + "…"


def site_name(row: pd.Series, site_id: str) -> str:
    """Return a site's name, or its id if it has none."""
    return site_id if pd.isna(row["name"]) else str(row["name"])


def score_colour(score: float) -> tuple[str, str]:
    """Return the colour of a score's class, and the colour of text on it.

    Examples
    --------
    >>> score_colour(81.0), score_colour(5.0)[0] == palette.SCORE[0]
    (('#fde725', '#22262b'), True)
    """
    index = palette.score_class(score)
    return palette.SCORE[index], palette.PAPER if index < 3 else palette.INK


def ranking_rows(screening: ScreeningResult, total: Portfolio) -> dict[str, Any]:
    """Build the rows of the ranked sites, the best first.

    Parameters
    ----------
    screening : ScreeningResult
    total : Portfolio of the same screening

    Returns
    -------
    dict
        ``rows`` (one dict per site), ``more`` (number of omitted sites), and four flags for
        the columns that have data: ``interval``, ``it``, ``cost`` and ``months``.
    """
    sites = screening.sites[screening.sites["rank"].notna()]
    costs = total.site_costs
    columns = {
        "interval": _has_data(sites, "rank_low"),
        "it": _has_data(sites, "it_mw"),
        "cost": bool(costs.index.isin(sites.index).any()),
        "months": bool(total.site_months.index.isin(sites.index).any()),
    }
    count = max(len(sites), 1)
    rows = [
        _ranking_row(str(site_id), row)
        | {
            "it": format_number(row["it_mw"]) if columns["it"] else "",
            "cost": site_cost(costs, row, str(site_id)),
            "months": format_column_range(total.site_months, str(site_id)),
        }
        | _interval(row, count, columns["interval"])
        for site_id, row in sites.head(MAX_ROWS).iterrows()
    ]
    return {"rows": rows, "more": max(len(sites) - MAX_ROWS, 0), **columns}


def _ranking_row(site_id: str, row: pd.Series) -> dict[str, Any]:
    """Build the cells that every run has."""
    colour, ink = score_colour(float(row["score"]))
    return {
        "rank": int(row["rank"]),
        "name": truncate(site_name(row, site_id)),
        "id": truncate(site_id, 48),
        "operator": "" if pd.isna(row["operator"]) else truncate(row["operator"], 28),
        "status": "" if pd.isna(row["status"]) else truncate(row["status"], 14),
        "score": format_number(row["score"], 1),
        "width": float(row["score"]),
        "colour": colour,
        "ink": ink,
        "data": f"{format_number(100 * row['coverage_fraction'])} %",
        "is_unverified": bool(row["unverified"]),
        "is_cautioned": bool(row["cautions"]),
        "grid": format_number(row["grid_mw"]),
    }


def _has_data(sites: pd.DataFrame, column: str) -> bool:
    return column in sites.columns and bool(sites[column].notna().any())


def _interval(row: pd.Series, count: int, has_interval: bool) -> dict[str, Any]:
    if not has_interval or pd.isna(row["rank_low"]) or pd.isna(row["rank_high"]):
        return {"interval": "", "from": 0.0, "to": 0.0}
    low, high = int(row["rank_low"]), int(row["rank_high"])
    span = max(count, high)
    text = f"{low}–{high}" if low != high else str(low)
    return {"interval": text, "from": 100 * (low - 1) / span, "to": 100 * (high - low + 1) / span}


def site_cost(costs: pd.DataFrame, row: pd.Series, site_id: str) -> str:
    """Format a site's cost, and say where its size is assumed."""
    text = format_column_range(costs, site_id)
    is_assumed = str(row.get("conversion_basis", "")).startswith("assumed")
    return f"{text} {STRINGS['assumed_size']}" if text and is_assumed else text


def format_column_range(frame: pd.DataFrame, site_id: str) -> str:
    """Format a site's low, likely and high values as ``likely (low–high)``."""
    if site_id not in frame.index:
        return ""
    low, likely, high = (float(value) for value in get_row(frame, site_id))
    return format_range(low, likely, high)


def format_range(low: float, likely: float | None, high: float) -> str:
    r"""Format a range with about three significant figures.

    Examples
    --------
    >>> format_range(0.245, 0.44, 0.66), format_range(4563.7, 5414.2, 6384.0)
    ('0.44 (0.24–0.66)', '5\u202f414 (4\u202f564–6\u202f384)')
    >>> format_range(9.0, 14.0, 22.0)
    '14 (9–22)'
    """
    if pd.isna(likely):
        return ""
    is_whole = all(float(value).is_integer() for value in (low, likely, high) if not pd.isna(value))
    digits = 0 if is_whole or high >= 100 else 1 if high >= 10 else 2
    ends = f"{format_number(low, digits)}–{format_number(high, digits)}"
    return f"{format_number(likely, digits)} ({ends})"


def unscored_rows(screening: ScreeningResult) -> list[dict[str, str]]:
    """Build the rows of the sites without a score, with their unknown factors."""
    sites = screening.sites
    unscored = sites[sites["rank"].isna() & (sites["excluded_by"].fillna("") == "")]
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
        for site_id, row in unscored.head(MAX_ROWS).iterrows()
    ]


def excluded_rows(screening: ScreeningResult) -> list[dict[str, str]]:
    """Build the rows of the excluded sites, with the reason."""
    sites = screening.sites
    excluded = sites[sites["excluded_by"].fillna("") != ""]
    return [
        {
            "name": truncate(site_name(row, str(site_id))),
            "id": truncate(site_id, 48),
            "why": truncate(row["excluded_by"], 400),
            "grid": format_value(row, "grid_mw"),
        }
        for site_id, row in excluded.head(MAX_ROWS).iterrows()
    ]
