"""The report's HTML: the template, and the variables that fill it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from screening.catalog import palette
from screening.catalog.fields import get_field
from screening.catalog.output_kinds import CONNECTIONS
from screening.frame_rows import get_row, iterate_rows
from screening.reporting.portfolio import Portfolio, summarize_portfolio
from screening.reporting.value_formatting import format_number
from screening.writers.report import charts, maps
from screening.writers.report.layer_maps import layer_panels
from screening.writers.report.map_data import map_data
from screening.writers.report.method import method_page
from screening.writers.report.ranking_table import (
    excluded_rows,
    ranking_rows,
    site_name,
    truncate,
    unscored_rows,
)
from screening.writers.report.report_strings import STRINGS
from screening.writers.report.site import site_page
from screening.writers.report.uncertainty import uncertainty_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.model import PortfolioTotals, ScreeningResult

STATIC = Path(__file__).with_name("static")
MAX_SITES = 10
"""Ranked sites with a page each."""

MAP_MM = (118.0, 108.0)
"""Maximum width and height of the map of the region [mm]."""


def render(screening: ScreeningResult, *, paper: str = "") -> str:
    """Render the report.

    Parameters
    ----------
    screening : ScreeningResult
    paper : str, a CSS page size such as ``"letter"``; ``""`` leaves the choice to the
        reader's printer

    Returns
    -------
    str, HTML, with every text of the screening escaped
    """
    total = summarize_portfolio(screening)
    scene = map_data(screening)
    best = [str(site) for site in screening.sites.index[screening.sites["rank"].notna()]]
    sources: dict[str, int] = {}
    pages = [site_page(screening, scene, total, sources, site) for site in best[:MAX_SITES]]
    text: str = _template().render(
        strings=STRINGS,
        style=Markup(_stylesheet()),
        paper=paper,
        palette=palette,
        screening=screening,
        region=", ".join(map(str, screening.region["name"])),
        total=total,
        tiles=_tiles(total, screening),
        lead=_lead(total, screening, best),
        map=Markup(maps.region_map(screening, scene, *MAP_MM)),
        waterfall=charts.waterfall_bars(total.waterfall),
        costs=charts.cost_bars(total.costs),
        omitted_costs=_omitted_costs(len(total.costs)),
        ranking=ranking_rows(screening, total),
        unscored=unscored_rows(screening),
        excluded=excluded_rows(screening),
        drivers=_drivers(total),
        uncertainty=uncertainty_section(screening),
        method=method_page(screening),
        layers=layer_panels(screening, scene),
        link_classes=CONNECTIONS.style.classes,
        sites=pages,
        sources=list(sources),
    )
    return text


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(STATIC),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = format_number
    return environment.get_template("report.html")


def _stylesheet() -> str:
    return (STATIC / "report.css").read_text(encoding="utf-8")


def _omitted_costs(package_count: int) -> str:
    """Write the note on work packages beyond those in the chart."""
    if package_count <= charts.MAX_PACKAGES:
        return ""
    return STRINGS["omitted_costs"].format(shown=charts.MAX_PACKAGES, total=package_count)


def _tiles(total: Portfolio, screening: ScreeningResult) -> list[tuple[str, str, str]]:
    """Build the key figures: figure, label and basis."""
    ranked = screening.sites[screening.sites["rank"].notna()]
    tiles = [
        (
            format_number(total.ranked_count),
            STRINGS["ranked"],
            STRINGS["ranked_basis"].format(total=total.sites_count),
        )
    ]
    for column, label, basis in (("grid_mw", "grid", "grid_basis"), ("it_mw", "it", "it_basis")):
        if column in ranked and ranked[column].notna().any():
            count = int(ranked[column].notna().sum())
            note = STRINGS[basis].format(count=count, alias=get_field(column).alias)
            tiles.append((f"{format_number(ranked[column].sum())} MW", STRINGS[label], note))
    sampled = screening.metadata.portfolio
    if sampled is not None and sampled.sites:
        return tiles + _sampled_tiles(sampled)
    if total.cost_count:
        low, likely, high = total.cost
        digits = _digits(high)
        note = STRINGS[f"cost_{total.cost_basis}"].format(
            low=format_number(low, digits), high=format_number(high, digits), count=total.cost_count
        )
        tiles.append((f"{format_number(likely, digits)} MUSD", STRINGS["cost"], note))
    return tiles


def _sampled_tiles(sampled: PortfolioTotals) -> list[tuple[str, str, str]]:
    """Build the total cost and NPV of the sites, from the run's Monte Carlo samples."""
    tiles = []
    counts = {"cost_lower": sampled.ranked_lower, "cost_unsized": sampled.unsized}
    omitted = "".join(
        STRINGS[key].format(count=format_number(count)) for key, count in counts.items() if count
    )
    percentiles = {
        "cost": (sampled.p10_musd, sampled.p50_musd, sampled.p90_musd),
        "npv": (sampled.p10_npv_musd, sampled.p50_npv_musd, sampled.p90_npv_musd),
    }
    for label, (low, median, high) in percentiles.items():
        digits = _digits(max(abs(low), abs(high)))
        note = STRINGS[f"{label}_sampled"].format(
            low=format_number(low, digits),
            high=format_number(high, digits),
            count=format_number(sampled.sites),
            rebuilt=format_number(sampled.rebuilt),
            lower=omitted,
            year=sampled.usd_year,
        )
        tiles.append((f"{format_number(median, digits)} MUSD", STRINGS[label], note))
    return tiles


def _digits(musd: float) -> int:
    return 0 if musd >= 100 else 1


def _lead(total: Portfolio, screening: ScreeningResult, best: list[str]) -> list[str]:
    """Write the summary: counts of sites, and the leader."""
    sentences = [STRINGS["ranked_sites"].format(ranked=total.ranked_count, total=total.sites_count)]
    counts = {"unscored_sites": total.unscored_count, "excluded_sites": total.excluded_count}
    if left_out := screening.metadata.left_out_criteria:
        sentences.append(STRINGS["power_left_out"].format(names=_aliases(left_out)))
    sentences += [STRINGS[key].format(count=count) for key, count in counts.items() if count]
    sums = screening.metadata.portfolio
    if sums is not None and sums.unsized and not sums.sites:
        sentences.append(STRINGS["no_value"])
    if best:
        row = get_row(screening.sites, best[0])
        name = truncate(site_name(row, best[0]))
        sentences.append(STRINGS["leader"].format(name=name, score=format_number(row["score"], 1)))
        if "first_fraction" in row and not pd.isna(row["first_fraction"]):
            share = f"{format_number(100 * row['first_fraction'])} %"
            sentences.append(STRINGS["leader_share"].format(share=share))
    return sentences


def _aliases(columns: Sequence[str]) -> str:
    return ", ".join(get_field(column).alias for column in columns)


def _drivers(total: Portfolio) -> list[dict[str, Any]]:
    largest = max(float(total.drivers["points"].max()), 1e-9)
    return [
        {
            "name": get_field(item.factor).alias,
            "share": f"{format_number(100 * item.weight_fraction, 1)} %",
            "low": 100 * item.value_low,
            "width": 100 * (item.value_high - item.value_low),
            "spread": f"{format_number(item.value_low, 2)}–{format_number(item.value_high, 2)}",
            "points": format_number(item.points, 1),
            "bar": 100 * item.points / largest,
            "unknown": item.unknown_count,
            "known": not pd.isna(item.points),
        }
        for item in iterate_rows(total.drivers)
    ]
