"""The report's text: what the template is filled with, and the filled template."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from screening.catalog import palette
from screening.catalog.fields import field_of
from screening.reporting.portfolio import Portfolio, portfolio
from screening.writers.report import charts, maps
from screening.writers.report.map_data import scene_of
from screening.writers.report.method import method_page
from screening.writers.report.ranking_table import (
    excluded_rows,
    name_of,
    ranking_rows,
    short,
    unscored_rows,
)
from screening.writers.report.report_strings import WORDS
from screening.writers.report.site import site_page
from screening.writers.report.uncertainty import sure_part
from screening.writers.value_formatting import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screening.model import Screening

STATIC = Path(__file__).with_name("static")
SITES_MOST = 10
"""Sites that have a page of their own."""

MAP_MM = (118.0, 108.0)
"""Width and height of the map of the region, at most."""


def render(screening: Screening, *, paper: str = "") -> str:
    """Fill the report's template.

    Parameters
    ----------
    screening : Screening
    paper : str, a CSS page size to insist on, such as ``"letter"``; by default the
        reader's printer decides

    Returns
    -------
    str, HTML; every text of the screening is escaped
    """
    total = portfolio(screening)
    scene = scene_of(screening)
    best = [str(site) for site in screening.sites.index[screening.sites["rank"].notna()]]
    shown = best[:SITES_MOST]
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
        sure=sure_part(screening),
        method=method_page(screening),
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
    environment.filters["number"] = number
    return environment.get_template("report.html")


def _stylesheet() -> str:
    return (STATIC / "report.css").read_text(encoding="utf-8")


def _more(packages: int) -> str:
    """Say that packages are left out."""
    shown = charts.PACKAGES_MOST
    return WORDS["costs_more"].format(shown=shown, total=packages) if packages > shown else ""


def _tiles(total: Portfolio, screening: Screening) -> list[tuple[str, str, str]]:
    """Give the key figures: figure, what it is, what it rests on."""
    ranked = screening.sites[screening.sites["rank"].notna()]
    tiles = [
        (
            number(total.ranked_count),
            WORDS["ranked"],
            WORDS["ranked_basis"].format(total=total.sites_count),
        )
    ]
    for column, label, basis in (("grid_mw", "grid", "grid_basis"), ("it_mw", "it", "it_basis")):
        if column in ranked and ranked[column].notna().any():
            count = int(ranked[column].notna().sum())
            said = WORDS[basis].format(count=count, alias=field_of(column).alias)
            tiles.append((f"{number(ranked[column].sum())} MW", WORDS[label], said))
    drawn = screening.record.get("portfolio") or {}
    if drawn.get("sites"):
        return tiles + _drawn_tiles(drawn)
    if total.cost_count:
        low, likely, high = total.cost
        digits = _digits(high)
        said = WORDS[f"cost_{total.cost_basis}"].format(
            low=number(low, digits), high=number(high, digits), count=total.cost_count
        )
        tiles.append((f"{number(likely, digits)} MUSD", WORDS["cost"], said))
    return tiles


def _drawn_tiles(drawn: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Give cost and value of the sites together, as the run drew them."""
    tiles = []
    lower = (
        WORDS["cost_lower"].format(count=number(drawn["ranked_lower"]))
        if drawn["ranked_lower"]
        else ""
    )
    for end, label in (("musd", "cost"), ("npv_musd", "npv")):
        low, middle, high = (drawn[f"{share}_{end}"] for share in ("p10", "p50", "p90"))
        digits = _digits(max(abs(low), abs(high)))
        said = WORDS[f"{label}_drawn"].format(
            low=number(low, digits),
            high=number(high, digits),
            count=number(drawn["sites"]),
            rebuilt=number(drawn["rebuilt"]),
            lower=lower,
            year=drawn["usd_year"],
        )
        tiles.append((f"{number(middle, digits)} MUSD", WORDS[label], said))
    return tiles


def _digits(musd: float) -> int:
    return 0 if musd >= 100 else 1


def _lead(total: Portfolio, screening: Screening, best: list[str]) -> list[str]:
    told = [WORDS["found"].format(ranked=total.ranked_count, total=total.sites_count)]
    counts = {"found_unscored": total.unscored_count, "found_excluded": total.excluded_count}
    told += [WORDS[key].format(count=count) for key, count in counts.items() if count]
    if best:
        row = screening.sites.loc[best[0]]
        name = short(name_of(row, best[0]))
        told.append(WORDS["leader"].format(name=name, score=number(row["score"], 1)))
        if "first_fraction" in row and not pd.isna(row["first_fraction"]):
            share = f"{number(100 * row['first_fraction'])} %"
            told.append(WORDS["leader_sure"].format(share=share))
    return told


def _drivers(total: Portfolio) -> list[dict[str, Any]]:
    most = max(float(total.drivers["points"].max()), 1e-9)
    return [
        {
            "name": field_of(item.factor).alias,
            "share": f"{number(100 * item.weight_fraction, 1)} %",
            "low": 100 * item.value_low,
            "width": 100 * (item.value_high - item.value_low),
            "spread": f"{number(item.value_low, 2)}–{number(item.value_high, 2)}",
            "points": number(item.points, 1),
            "bar": 100 * item.points / most,
            "unknown": item.unknown_count,
            "known": not pd.isna(item.points),
        }
        for item in total.drivers.itertuples()
    ]
