"""What ``screening run`` prints of its result: the ranked table and the portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.catalog.fields import STATED_FACTS
from screening.cli.console import ColumnFit, echo, print_table
from screening.frame_rows import get_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from screening.model import PortfolioTotals, ScreeningResult

_FACT_HEADINGS = {
    "it_mw": "IT MW",
    "line_345kv_distance_km": "345 kV km",
    "fiber_distance_km": "fiber km",
    "rtt_ms": "RTT ms",
}
"""Facts of the ranked table, with their headings."""
MAX_PRINTED_SITES = 100
"""Rows of the ranked table; a longer one scrolls its own heading off the screen."""

_NOT_COSTED = {
    "rebuilt": ("further site already converted", "further sites already converted"),
    "unsized": ("further site without grid_mw", "further sites without grid_mw"),
    "ranked_lower": ("lower-ranked site not costed", "lower-ranked sites not costed"),
}
"""Ranked sites that the portfolio leaves out, in singular and plural."""
_MARKS = {
    "unverified": ("?", "constraint undetermined (insufficient data or accuracy)"),
    "cautions": (
        "!",
        "caution (within a constraint's limits, not certainly within its comfort values)",
    ),
}
"""Marks of sites where a column has text, and what they mean."""
_STATUSES = {
    "clears": "meet them today",
    "once built": "once built",
    "verify": "need verification",
    "cannot": "cannot",
}
"""Outcomes of the comparison with a tenant's requirements, as counted in the portfolio."""


def print_ranking(result: ScreeningResult) -> None:
    """Print the ranked sites, then those not scored, then those excluded.

    Parameters
    ----------
    result : ScreeningResult
    """
    from screening.reporting.explain_score import method_description

    counts = result.metadata.counts
    assert counts is not None
    echo(
        f"{result.region['name'].iloc[0]}, profile {result.profile}, {method_description(result)}: "
        f"{counts.ranked} ranked, {counts.unscored} without a score, "
        f"{counts.excluded} excluded"
        + (f", {counts.cautioned} with a caution" if counts.cautioned else "")
    )
    facts = [name for name in _FACT_HEADINGS if name in result.sites]
    columns: dict[str, ColumnFit] = {"rank": "full", "90 %": "full", "site": "truncate"}
    columns |= {"score": "full", "data": "full", "operator": "truncate", "status": "full"}
    columns |= {_FACT_HEADINGS[name]: "full" for name in facts}
    columns |= {"site id": "truncate"}
    printed = result.sites.index[:MAX_PRINTED_SITES]
    print_table(columns, [_row(get_row(result.sites, site), facts) for site in printed])
    _print_footnotes(result)


def _row(row: pd.Series, facts: Sequence[str]) -> tuple[str, ...]:
    import pandas as pd

    from screening.catalog.stated_facts import states
    from screening.reporting.uncertainty_text import format_rank_interval
    from screening.reporting.value_formatting import (
        TERMINAL,
        format_value,
        strip_control_characters,
    )

    site_id = str(row.name)
    state = "excluded" if row["excluded_by"] else "no score"
    operator, status = (
        "" if pd.isna(row[name]) else strip_control_characters(row[name])
        for name in ("operator", "status")
    )
    return (
        state if pd.isna(row["rank"]) else str(row["rank"]),
        format_rank_interval(row),
        site_id if pd.isna(row["name"]) else strip_control_characters(row["name"]),
        "" if pd.isna(row["score"]) else f"{row['score']:.1f}",
        f"{100 * row['coverage_fraction']:.0f} %"
        + "".join(f" {mark}" for name, (mark, _) in _MARKS.items() if row[name]),
        operator,
        status,
        *(
            format_value(row, name, unit=False, style=TERMINAL) + "*" * states(row, name)
            for name in facts
        ),
        site_id,
    )


def _print_footnotes(result: ScreeningResult) -> None:
    from screening.reporting.uncertainty_text import (
        interval_description,
        method_agreement_description,
    )

    sites = result.sites
    if len(sites) > MAX_PRINTED_SITES:
        echo(
            f" showing {MAX_PRINTED_SITES} of {len(sites):,} sites; the full table is in sites.csv"
        )
    sampling = result.metadata.robustness
    if sampling is not None and sampling.draws:
        echo(f" {interval_description(result)}")
        agreement = method_agreement_description(result)
        if agreement:
            echo(f" {agreement}")
    if STATED_FACTS in sites and (sites[STATED_FACTS] != "").any():
        echo(" *  as the sites table states")
    for name, (mark, meaning) in _MARKS.items():
        if sites[name].any():
            echo(f" {mark}  {meaning}: see `screening explain SITE`")


def print_portfolio(portfolio: PortfolioTotals | None, profile: str) -> None:
    """Print the totals of converting the ranked sites, in two lines.

    Parameters
    ----------
    portfolio : PortfolioTotals or None
    profile : str
    """
    if portfolio is None:
        return
    if not portfolio.sites:
        _print_no_portfolio(portfolio, profile)
        return
    cost, value = (
        [getattr(portfolio, f"p{percent}_{name}") / 1000 for percent in (10, 50, 90)]
        for name in ("musd", "npv_musd")
    )
    omissions = "; ".join(
        f"{count:,} {plural if count != 1 else singular}"
        for key, (singular, plural) in _NOT_COSTED.items()
        if (count := getattr(portfolio, key))
    )
    scope = "best-ranked" if portfolio.ranked_lower else "ranked"
    sites = f"site{'s' * (portfolio.sites != 1)}"
    echo(
        f"Converting the {portfolio.sites:,} {scope} {sites}"
        f"{f' ({omissions})' if omissions else ''}: "
        f"{portfolio.gross_mw:,.0f} MW gross, {portfolio.it_mw:,.0f} MW IT; "
        f"P50 cost {_format_percentiles(cost)}, NPV {_format_percentiles(value)} "
        f"billion USD ({portfolio.usd_year}; without GPUs, before tax)"
    )
    _print_statuses(portfolio, profile)


def _print_no_portfolio(portfolio: PortfolioTotals, profile: str) -> None:
    """Say that nothing can be summed, where sites are ranked but the value of none is known."""
    count = portfolio.unsized
    if not count:
        return
    sites = f"{count:,} ranked site{'s' * (count != 1)}"
    echo(
        f"Converting the {sites}: cost and NPV unknown, as no site's value is known without its "
        "grid_mw"
    )
    _print_statuses(portfolio, profile)


def _print_statuses(portfolio: PortfolioTotals, profile: str) -> None:
    statuses = ", ".join(f"{portfolio.statuses[key]:,} {text}" for key, text in _STATUSES.items())
    echo(f"Requirements of {profile}: {statuses}")


def _format_percentiles(percentiles: Sequence[float]) -> str:
    """Format a median with its P10 and P90.

    >>> _format_percentiles([26.81, 31.8, 37.49])
    '31.8 (P10 26.8 to P90 37.5)'
    """
    p10, p50, p90 = (f"{value:.1f}" for value in percentiles)
    return f"{p50} (P10 {p10} to P90 {p90})"
