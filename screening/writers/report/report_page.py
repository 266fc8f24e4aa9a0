"""The report's text: what the template is filled with, and the filled template."""

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
from screening.writers.report.report_strings import WORDS
from screening.writers.report.site import site_page
from screening.writers.report.uncertainty import uncertainty_section

if TYPE_CHECKING:
    from screening.model import PortfolioTotals, ScreeningResult

STATIC = Path(__file__).with_name("static")
MAX_SITES = 10
"""Sites that have a page of their own."""

MAP_MM = (118.0, 108.0)
"""Width and height of the map of the region, at most."""


def render(screening: ScreeningResult, *, paper: str = "") -> str:
    """Fill the report's template.

    Parameters
    ----------
    screening : ScreeningResult
    paper : str, a CSS page size to insist on, such as ``"letter"``; by default the
        reader's printer decides

    Returns
    -------
    str, HTML; every text of the screening is escaped
    """
    total = summarize_portfolio(screening)
    scene = map_data(screening)
    best = [str(site) for site in screening.sites.index[screening.sites["rank"].notna()]]
    shown = best[:MAX_SITES]
    sources: dict[str, int] = {}
    pages = [site_page(screening, scene, total, sources, site) for site in shown]
    text: str = _template().render(
        words=WORDS,
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
        costs_more=_more(len(total.costs)),
        ranking=ranking_rows(screening, total),
        unscored=unscored_rows(screening),
        excluded=excluded_rows(screening),
        drivers=_drivers(total),
        sure=uncertainty_section(screening),
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


def _more(packages: int) -> str:
    """Say that packages are left out."""
    shown = charts.MAX_PACKAGES
    return WORDS["costs_more"].format(shown=shown, total=packages) if packages > shown else ""


def _tiles(total: Portfolio, screening: ScreeningResult) -> list[tuple[str, str, str]]:
    """Give the key figures: figure, what it is, what it rests on."""
    ranked = screening.sites[screening.sites["rank"].notna()]
    tiles = [
        (
            format_number(total.ranked_count),
            WORDS["ranked"],
            WORDS["ranked_basis"].format(total=total.sites_count),
        )
    ]
    for column, label, basis in (("grid_mw", "grid", "grid_basis"), ("it_mw", "it", "it_basis")):
        if column in ranked and ranked[column].notna().any():
            count = int(ranked[column].notna().sum())
            said = WORDS[basis].format(count=count, alias=get_field(column).alias)
            tiles.append((f"{format_number(ranked[column].sum())} MW", WORDS[label], said))
    drawn = screening.metadata.portfolio
    if drawn is not None and drawn.sites:
        return tiles + _map_tiles(drawn)
    if total.cost_count:
        low, likely, high = total.cost
        digits = _digits(high)
        said = WORDS[f"cost_{total.cost_basis}"].format(
            low=format_number(low, digits), high=format_number(high, digits), count=total.cost_count
        )
        tiles.append((f"{format_number(likely, digits)} MUSD", WORDS["cost"], said))
    return tiles


def _map_tiles(drawn: PortfolioTotals) -> list[tuple[str, str, str]]:
    """Give cost and value of the sites together, as the run drew them."""
    tiles = []
    lower = (
        WORDS["cost_lower"].format(count=format_number(drawn.ranked_lower))
        if drawn.ranked_lower
        else ""
    )
    percentiles = {
        "cost": (drawn.p10_musd, drawn.p50_musd, drawn.p90_musd),
        "npv": (drawn.p10_npv_musd, drawn.p50_npv_musd, drawn.p90_npv_musd),
    }
    for label, (low, middle, high) in percentiles.items():
        digits = _digits(max(abs(low), abs(high)))
        said = WORDS[f"{label}_drawn"].format(
            low=format_number(low, digits),
            high=format_number(high, digits),
            count=format_number(drawn.sites),
            rebuilt=format_number(drawn.rebuilt),
            lower=lower,
            year=drawn.usd_year,
        )
        tiles.append((f"{format_number(middle, digits)} MUSD", WORDS[label], said))
    return tiles


def _digits(musd: float) -> int:
    return 0 if musd >= 100 else 1


def _lead(total: Portfolio, screening: ScreeningResult, best: list[str]) -> list[str]:
    told = [WORDS["found"].format(ranked=total.ranked_count, total=total.sites_count)]
    counts = {"found_unscored": total.unscored_count, "found_excluded": total.excluded_count}
    told += [WORDS[key].format(count=count) for key, count in counts.items() if count]
    if best:
        row = get_row(screening.sites, best[0])
        name = truncate(site_name(row, best[0]))
        told.append(WORDS["leader"].format(name=name, score=format_number(row["score"], 1)))
        if "first_fraction" in row and not pd.isna(row["first_fraction"]):
            share = f"{format_number(100 * row['first_fraction'])} %"
            told.append(WORDS["leader_sure"].format(share=share))
    return told


def _drivers(total: Portfolio) -> list[dict[str, Any]]:
    most = max(float(total.drivers["points"].max()), 1e-9)
    return [
        {
            "name": get_field(item.factor).alias,
            "share": f"{format_number(100 * item.weight_fraction, 1)} %",
            "low": 100 * item.value_low,
            "width": 100 * (item.value_high - item.value_low),
            "spread": f"{format_number(item.value_low, 2)}–{format_number(item.value_high, 2)}",
            "points": format_number(item.points, 1),
            "bar": 100 * item.points / most,
            "unknown": item.unknown_count,
            "known": not pd.isna(item.points),
        }
        for item in iterate_rows(total.drivers)
    ]
