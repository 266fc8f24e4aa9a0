"""The derivation of one site's rank: facts, values, score, rank, build list, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from screening.catalog.declared_measures import declare_config
from screening.errors import InputError, format_known
from screening.frame_rows import get_row
from screening.reporting.explain_score import (
    constraint_lines,
    format_missing_criteria,
    method_description,
    value_lines,
)
from screening.reporting.explain_sections import (
    build_list_lines,
    fact_lines,
    labelled_lines,
    power_chain_lines,
    source_lines,
)
from screening.reporting.uncertainty_text import format_rank_interval, rank_uncertainty_lines
from screening.reporting.value_formatting import format_group, strip_control_characters

if TYPE_CHECKING:
    from screening.model import ScreeningResult

FACT_GROUPS = ("identity", "power", "connectivity", "cooling", "water", "custom", "carried")
"""Groups of ``screening.catalog.fields`` listed before the score."""

VERDICT_COLUMNS = ("verdict", "profile_status", "workload", "workload_why")
COST_COLUMNS = (
    *("conversion_it_mw", "conversion_gross_mw", "conversion_basis"),
    *("conversion_p50_musd", "conversion_p50_musd_per_it_mw", "conversion_p50_musd_per_gross_mw"),
    *("cost_drivers", "months_p50", "critical_path"),
)
ECONOMICS_COLUMNS = (
    *("ai_margin_musd_per_year", "mining_margin_musd_per_year", "incremental_yield_fraction"),
    *("margin_ratio", "capital_ratio", "payback_years", "npv_musd", "npv_drivers"),
    *("break_even_lease_musd_per_it_mw_year", "break_even_hashprice_usd_per_ph_day"),
    *("partial_it_mw", "partial_p50_musd", "partial_npv_musd", "best_plan"),
)
"""Columns of the sections after the score."""


def explain(screening: ScreeningResult, site: str) -> str:
    """Explain the rank of one site.

    Parameters
    ----------
    screening : ScreeningResult
    site : str, a ``site_id``, or a name that only one site has

    Returns
    -------
    str, plain text of several sections; sections without content are left out

    Raises
    ------
    InputError
        Where no site, or more than one, has this id or name.
    """
    declare_config(screening.metadata.config)
    site_id = _find_site(screening, site)
    row = get_row(screening.sites, site_id)
    sections = [
        [_title(row, site_id), _summary(screening, row)],
        *([format_group(group), *fact_lines(row, group)] for group in FACT_GROUPS),
        ["Power chain", *power_chain_lines(row)],
        ["Values and score", *value_lines(screening, row)],
        ["Rank uncertainty", *rank_uncertainty_lines(screening, row)],
        ["Constraints", *constraint_lines(screening, row)],
        ["Verdict", *labelled_lines(row, VERDICT_COLUMNS)],
        ["Build list", *build_list_lines(screening, site_id)],
        ["Cost and schedule", *labelled_lines(row, COST_COLUMNS)],
        ["Economics", *labelled_lines(row, ECONOMICS_COLUMNS)],
        ["Sources", *source_lines(screening)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if len(lines) > 1)


def _find_site(screening: ScreeningResult, site: str) -> str:
    sites = screening.sites
    if site in sites.index:
        return site
    matches = sites.index[sites["name"].astype(str).str.casefold() == site.casefold()]
    if len(matches) == 1:
        return str(matches[0])
    if len(matches) > 1:
        raise InputError(
            f"site {site!r}: expected one site, got {len(matches)} of this name; "
            f"known: {format_known(matches)}; use a site id"
        )
    ids = [str(name) for name in sites.index]
    similar = [name for name in ids if site.casefold() in name.casefold()]
    raise InputError(
        f"site {site!r}: expected a site of the run {screening.name}, got none; "
        f"known: {format_known(similar or ids)}"
    )


def _title(row: pd.Series, site_id: str) -> str:
    if pd.isna(row["name"]):
        return site_id
    return f"{strip_control_characters(row['name'])} ({site_id})"


def _summary(screening: ScreeningResult, row: pd.Series) -> str:
    basis = f"profile {screening.profile}, {method_description(screening)}"
    if row["excluded_by"]:
        return f"excluded ({basis}): {row['excluded_by']}"
    if pd.isna(row["rank"]):
        return f"not scored ({basis}): missing {format_missing_criteria(screening, row)}"
    ranked = int(screening.sites["rank"].notna().sum())
    coverage = f"data for {100 * row['coverage_fraction']:.0f} % of the weight"
    interval = format_rank_interval(row)
    between = f" (90 %: {interval})" if interval else ""
    return (
        f"rank {row['rank']} of {ranked}{between}, score {row['score']:.1f} ({basis}; {coverage})"
    )
