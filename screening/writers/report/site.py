"""A site's page in the report: map, values, power, facts, build list, limits of the data."""

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
    site_cost,
    site_name,
    truncate,
)
from screening.writers.report.report_strings import STRINGS

if TYPE_CHECKING:
    from screening.model import ScreeningResult
    from screening.writers.report.map_data import MapData

MAP_MM = (87.0, 44.0)
MAX_NAME = 160
FACT_COLUMNS = 3
DENSE_LINES = 28
"""Lines of facts and packages beyond which a smaller font keeps the site on one page."""

COARSE_KM = 2.0
"""Positional accuracy beyond which the page warns [km]; such a site fails no constraint."""

_OTHER_SECTIONS = (
    *("name", "operator", "status", "site_id", "rank", "score", "rank_low", "rank_high"),
    *(
        "excluded_by",
        "unverified",
        "cautions",
        "verdict",
        "coverage_fraction",
        "coord_precision_km",
    ),
    *("longitude", "latitude"),
)
"""Columns that other sections of the page show."""

MAX_FACTS = 12
"""Facts per group, in the order of ``screening.catalog.fields``; other outputs have all."""

MAX_TEXT = 64

_OMITTED = re.compile(
    r"_p\d\d|_p\d\d_|_per_gross_|^partial_|_drivers$|^break_even_|_why$|^to_verify$"
    r"|^months|^conversion_musd(_low|_high)?$|^conversion_gross|^fixed_rank$|_ratio$"
)
"""Columns that the page omits for space; the tables and the map have them."""


def site_page(
    screening: ScreeningResult,
    scene: MapData,
    total: Portfolio,
    sources: dict[str, int],
    site_id: str,
) -> dict[str, Any]:
    """Gather the variables of a ranked site's page.

    Parameters
    ----------
    screening : ScreeningResult
    scene : MapData of the same screening
    total : Portfolio of the same screening
    sources : dict of a fact's source to its footnote number; new sources are added
    site_id : str

    Returns
    -------
    dict of template variables
    """
    row = get_row(screening.sites, site_id)
    colour, ink = score_colour(float(row["score"]))
    omitted = [str(name) for name in row.index if _OMITTED.search(str(name))]
    groups = fact_groups(row, [*_OTHER_SECTIONS, *omitted])
    build_list = _build_list(screening, site_id)
    known_counts = [sum(fact.known for fact in group.facts) for group in groups]
    fact_count = sum(min(count, MAX_FACTS) for count in known_counts)
    more = sum(known_counts) - fact_count
    steps, site_count = waterfall(screening.sites.loc[[site_id]])
    return {
        "id": site_id,
        "name": truncate(site_name(row, site_id), MAX_NAME),
        "rank": int(row["rank"]),
        "rank_label": STRINGS["of_ranked"].format(rank=int(row["rank"]), total=total.ranked_count),
        "interval": _rank_interval(row),
        "score": format_number(row["score"], 1),
        "cost": _cost_and_months(total, row, site_id),
        "colour": colour,
        "ink": ink,
        "about": [truncate(row[key]) for key in ("operator", "status") if not pd.isna(row[key])],
        "position": _position(row),
        "verdict": "" if pd.isna(row.get("verdict")) else str(row["verdict"]),
        "map": Markup(maps.site_map(screening, scene, site_id, *MAP_MM)),
        "values": _values(screening, row),
        "waterfall": charts.waterfall_bars(steps) if site_count else [],
        "groups": [_select_facts(group, sources) for group in groups],
        "more": STRINGS["more_facts"].format(count=more) if more else "",
        "unknown": [
            fact.label for group in groups for fact in group.facts if _is_unknown_figure(fact)
        ],
        "build_list": build_list,
        "dense": fact_count / FACT_COLUMNS + len(build_list["rows"]) > DENSE_LINES,
        "caveats": _caveats(screening, row),
    }


def _is_unknown_figure(fact: Fact) -> bool:
    """Test for an unknown figure; an empty text can also mean *none*."""
    return not fact.known and get_field(fact.column).unit != ""


def _rank_interval(row: pd.Series) -> str:
    if pd.isna(row.get("rank_low")) or pd.isna(row.get("rank_high")):
        return ""
    return STRINGS["ranks_between"].format(low=int(row["rank_low"]), high=int(row["rank_high"]))


def _cost_and_months(total: Portfolio, row: pd.Series, site_id: str) -> list[str]:
    """Format the site's cost and months to first rent, and what the ranges mean."""
    cost = site_cost(total.site_costs, row, site_id)
    months = format_column_range(total.site_months, site_id)
    texts = [STRINGS["site_cost"].format(range=cost)] if cost else []
    texts += [STRINGS["site_months"].format(range=months)] if months else []
    return [*texts, STRINGS[f"basis_{total.cost_basis}"]] if texts else []


def _position(row: pd.Series) -> str:
    position = f"{row['longitude']:.4f}, {row['latitude']:.4f}"
    accuracy_km = row["coord_precision_km"]
    return position if pd.isna(accuracy_km) else f"{position} ± {accuracy_km:g} km"


def _values(screening: ScreeningResult, row: pd.Series) -> list[dict[str, Any]]:
    """Build one bar per criterion: the value, and the criterion's share of the weight."""
    rows = []
    for item in iterate_rows(screening.criteria):
        value = row[VALUE_PREFIX + str(item.factor)]
        is_known = not pd.isna(value)
        rows.append(
            {
                "name": get_field(str(item.factor)).alias,
                "fact": format_value(row, str(item.factor)),
                "known": is_known,
                "width": 100 * value if is_known else 0.0,
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


def _build_list(screening: ScreeningResult, site_id: str) -> dict[str, Any]:
    """Build the rows of the site's build list, and its total cost."""
    work = screening.build_list[screening.build_list["site_id"] == site_id]
    has_months = work["months"].notna().any()
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
    total = format_range(sums[0], sums[1], sums[2]) if work["musd"].notna().any() else ""
    return {"rows": rows, "total": total, "months": bool(has_months)}


def _caveats(screening: ScreeningResult, row: pd.Series) -> list[str]:
    """List the limits of the site's data."""
    caveats = []
    accuracy_km = row["coord_precision_km"]
    if pd.isna(accuracy_km):
        caveats.append(STRINGS["no_accuracy"])
    elif accuracy_km > COARSE_KM:
        caveats.append(STRINGS["coarse"].format(km=f"{accuracy_km:g}"))
    if row["unverified"]:
        caveats.append(STRINGS["unverified"].format(names=truncate(row["unverified"], 300)))
    if row["cautions"]:
        caveats.append(STRINGS["cautions"].format(names=truncate(row["cautions"], 300)))
    if row["coverage_fraction"] < 1 - 1e-9:
        unknown = [
            get_field(name).alias
            for name in screening.criteria["factor"]
            if pd.isna(row[VALUE_PREFIX + name])
        ]
        share = f"{format_number(100 * (1 - row['coverage_fraction']))} %"
        caveats.append(STRINGS["uncovered"].format(share=share, names=", ".join(unknown)))
    if row.get("connectivity_basis") == "corridors":
        caveats.append(STRINGS["corridors"])
    if row.get("climate_basis") == "normals":
        caveats.append(STRINGS["normals"])
    return caveats
