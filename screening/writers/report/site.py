"""A site's page in the report: map, values, power, facts, build list, how far to trust it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from screening.catalog.fields import VALUE_PREFIX, get_field
from screening.frame_rows import get_row, iterate_rows
from screening.reporting.portfolio import COST, Portfolio, waterfall
from screening.reporting.value_formatting import (
    Fact,
    FactGroup,
    fact_groups,
    format_number,
    format_value,
)
from screening.writers.report import charts, maps
from screening.writers.report.ranking_table import (
    format_column_range,
    format_range,
    score_colour,
    site_name,
    truncate,
)
from screening.writers.report.report_strings import WORDS

if TYPE_CHECKING:
    from screening.model import ScreeningResult
    from screening.writers.report.map_data import MapData

MAP_MM = (87.0, 44.0)
MAX_NAME = 160
FACTS_ABREAST = 3
LOOSE_LINES = 28
"""Lines of facts and packages beyond which a page is set smaller, to stay one page."""

COARSE_KM = 2.0
"""Positions coarser than this are warned of [km]; constraints do not fail on them either."""

_ELSEWHERE = (
    *("name", "operator", "status", "site_id", "rank", "score", "rank_low", "rank_high"),
    *("excluded_by", "unverified", "verdict", "coverage_fraction", "coord_precision_km"),
    *("longitude", "latitude"),
)
"""Columns that the page shows in places of their own."""

MAX_FACTS = 12
"""Facts of a group on the page, the first of ``screening.catalog.fields``; tables hold all."""

MAX_TEXT = 64

_LESSER = re.compile(
    r"_p\d\d|_p\d\d_|_per_gross_|^partial_|_drivers$|^break_even_|_why$|^to_verify$"
    r"|^months|^conversion_musd(_low|_high)?$|^conversion_gross|^fixed_rank$|_ratio$"
)
"""Columns that stand in the tables and on the map, and would fill the page."""


def site_page(
    screening: ScreeningResult,
    scene: MapData,
    total: Portfolio,
    sources: dict[str, int],
    site_id: str,
) -> dict[str, Any]:
    """Gather a ranked site's page.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData, of it
    total : Portfolio, of it
    sources : dict of a fact's source to its number in the report; new ones are added
    site_id : str

    Returns
    -------
    dict, what the template shows
    """
    row = get_row(screening.sites, site_id)
    colour, ink = score_colour(float(row["score"]))
    lesser = [str(name) for name in row.index if _LESSER.search(str(name))]
    groups = fact_groups(row, [*_ELSEWHERE, *lesser])
    work = _work(screening, site_id)
    known = [min(sum(fact.known for fact in group.facts), MAX_FACTS) for group in groups]
    more = sum(fact.known for group in groups for fact in group.facts) - sum(known)
    steps, count = waterfall(screening.sites.loc[[site_id]])
    return {
        "id": site_id,
        "name": truncate(site_name(row, site_id), MAX_NAME),
        "rank": int(row["rank"]),
        "of": WORDS["of_ranked"].format(rank=int(row["rank"]), total=total.ranked_count),
        "between": _between(row),
        "score": format_number(row["score"], 1),
        "money": _money(total, site_id),
        "colour": colour,
        "ink": ink,
        "about": [truncate(row[key]) for key in ("operator", "status") if not pd.isna(row[key])],
        "position": _position(row),
        "verdict": "" if pd.isna(row.get("verdict")) else str(row["verdict"]),
        "map": Markup(maps.site_map(screening, scene, site_id, *MAP_MM)),
        "values": _values(screening, row),
        "waterfall": charts.waterfall_bars(steps) if count else [],
        "groups": [_select_facts(group, sources) for group in groups],
        "more": WORDS["more_facts"].format(count=more) if more else "",
        "unknown": [fact.label for group in groups for fact in group.facts if _lacks(fact)],
        "work": work,
        "dense": sum(known) / FACTS_ABREAST + len(work["rows"]) > LOOSE_LINES,
        "trust": _trust(screening, row),
    }


def _lacks(fact: Fact) -> bool:
    """Tell a figure that is not known; an empty text may as well mean that there is nothing."""
    return not fact.known and get_field(fact.column).unit != ""


def _between(row: pd.Series) -> str:
    if pd.isna(row.get("rank_low")) or pd.isna(row.get("rank_high")):
        return ""
    return WORDS["ranks_between"].format(low=int(row["rank_low"]), high=int(row["rank_high"]))


def _money(total: Portfolio, site_id: str) -> list[str]:
    """Say what the site costs and when it earns, and what those ranges are."""
    cost, months = (
        format_column_range(each, site_id) for each in (total.site_costs, total.site_months)
    )
    told = [WORDS["site_cost"].format(range=cost)] if cost else []
    told += [WORDS["site_months"].format(range=months)] if months else []
    return [*told, WORDS[f"basis_{total.cost_basis}"]] if told else []


def _position(row: pd.Series) -> str:
    place = f"{row['longitude']:.4f}, {row['latitude']:.4f}"
    off = row["coord_precision_km"]
    return place if pd.isna(off) else f"{place} ± {off:g} km"


def _values(screening: ScreeningResult, row: pd.Series) -> list[dict[str, Any]]:
    """Give a bar a criterion, with the points that it earns of the score."""
    rows = []
    for item in iterate_rows(screening.criteria):
        value = row[VALUE_PREFIX + str(item.factor)]
        known = not pd.isna(value)
        rows.append(
            {
                "name": get_field(str(item.factor)).alias,
                "fact": format_value(row, str(item.factor)),
                "known": known,
                "width": 100 * value if known else 0.0,
                "value": format_number(value, 2),
                "share": f"{format_number(100 * float(item.weight_fraction))} %",
            }
        )
    return rows


def _select_facts(group: FactGroup, sources: dict[str, int]) -> dict[str, Any]:
    facts = [
        (
            fact.label,
            truncate(fact.text, MAX_TEXT),
            sources.setdefault(fact.source, len(sources) + 1) if fact.source else None,
        )
        for fact in [fact for fact in group.facts if fact.known][:MAX_FACTS]
    ]
    return {"title": group.title, "facts": facts}


def _work(screening: ScreeningResult, site_id: str) -> dict[str, Any]:
    """Give the site's build list, and what it costs together."""
    work = screening.build_list[screening.build_list["site_id"] == site_id]
    months = work["months"].notna().any()
    rows = [
        {
            "package": truncate(item.package),
            "gap": "" if pd.isna(item.gap) else f"{format_number(item.gap, 1)} {item.unit}",
            "cost": format_range(item.musd_low, item.musd, item.musd_high),
            "months": format_range(item.months_low, item.months, item.months_high),
            "source": truncate(item.source, 90),
        }
        for item in iterate_rows(work)
    ]
    sums = [float(work[name].sum()) for name in COST]
    together = format_range(sums[0], sums[1], sums[2]) if work["musd"].notna().any() else ""
    return {"rows": rows, "together": together, "months": bool(months)}


def _trust(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """Say what the page's figures should not be taken for."""
    told = []
    off = row["coord_precision_km"]
    if pd.isna(off):
        told.append(WORDS["no_precision"])
    elif off > COARSE_KM:
        told.append(WORDS["coarse"].format(km=f"{off:g}"))
    if row["unverified"]:
        told.append(WORDS["unverified"].format(what=truncate(row["unverified"], 300)))
    if row["coverage_fraction"] < 1 - 1e-9:
        lacking = [
            get_field(name).alias
            for name in screening.criteria["factor"]
            if pd.isna(row[VALUE_PREFIX + name])
        ]
        share = f"{format_number(100 * (1 - row['coverage_fraction']))} %"
        told.append(WORDS["uncovered"].format(share=share, what=", ".join(lacking)))
    if row.get("connectivity_basis") == "corridors":
        told.append(WORDS["corridors"])
    if row.get("climate_basis") == "normals":
        told.append(WORDS["normals"])
    return told
