"""The sites together: how many, how much power is left, what it costs, what drives the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from screening.catalog.fields import VALUE_PREFIX
from screening.frame_rows import iterate_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screening.model import ScreeningResult

STEPS = ("grid_mw", "firm_mw", "facility_mw", "it_mw")
"""From the meter to the computers: gross, then less and less of it."""

COST = ("musd_low", "musd", "musd_high")
CONVERSIONS = {
    "percentiles": ("conversion_p10_musd", "conversion_p50_musd", "conversion_p90_musd"),
    "ends": ("conversion_musd_low", "conversion_musd", "conversion_musd_high"),
}
"""The whole conversion of a site, where the run has it: of draws, or of all ends at once."""

VALUED = "npv_musd"
"""Unknown where a site is rebuilt already and nobody says with what: it is not counted."""

TIME = ("months_low", "months", "months_high")
TIMES = {"percentiles": ("months_p10", "months_p50", "months_p90"), "ends": TIME}
"""Months to the first rent of a site, where the run has them."""

LOW_SHARE, HIGH_SHARE = 0.1, 0.9
"""Between these shares of the sites a criterion is said to spread [-]."""


@dataclass(frozen=True)
class Portfolio:
    """Totals of a screening.

    Attributes
    ----------
    sites_count, ranked_count, unscored_count, excluded_count : int
    waterfall : DataFrame, ``step mw``; sums over ``waterfall_count`` ranked sites for
        which every step is known [MW]
    waterfall_count : int
    costs : DataFrame, ``package sites_count musd_low musd musd_high``; sums over the ranked
        sites that are counted, dearest first [MUSD]
    site_costs : DataFrame, indexed by ``site_id``, ``musd_low musd musd_high`` [MUSD] of
        every site whose cost is known
    cost_basis : str, what the three are: ``percentiles`` (P10, P50, P90) or ``ends`` (every
        package at its low end, its base, its high end)
    site_months : DataFrame, indexed by ``site_id``, ``months_low months months_high``
        [months] of every site for which they are known
    months_basis : str, likewise
    cost : tuple of three floats [MUSD], their sums over the sites counted; NaN where none is
        known
    cost_count : int, sites counted whose cost is known
    drivers : DataFrame, ``factor weight_fraction value_low value value_high points
        unknown_count``; a row a criterion, over ranked sites. ``points`` is how far the
        criterion alone pulls scores apart: 100 × share of weight × (``value_high`` −
        ``value_low``), the 10 % and 90 % quantiles of its values
    """

    sites_count: int
    ranked_count: int
    unscored_count: int
    excluded_count: int
    waterfall: pd.DataFrame
    waterfall_count: int
    costs: pd.DataFrame
    site_costs: pd.DataFrame
    cost_basis: str
    site_months: pd.DataFrame
    months_basis: str
    cost: tuple[float, float, float]
    cost_count: int
    drivers: pd.DataFrame


def summarize_portfolio(screening: ScreeningResult) -> Portfolio:
    """Add a screening up.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    Portfolio
    """
    sites = screening.sites
    ranked = sites[sites["rank"].notna()]
    excluded = sites["excluded_by"].fillna("") != ""
    steps, count = waterfall(ranked)
    counted = ranked[ranked[VALUED].notna()] if VALUED in ranked else ranked
    work = screening.build_list[screening.build_list["site_id"].isin(counted.index)]
    each, basis = site_costs(screening)
    months, months_basis = _first_known(sites, TIMES, TIME)
    priced = each[each.index.isin(counted.index)]
    low, likely, high = (float(priced[name].sum()) if len(priced) else np.nan for name in COST)
    return Portfolio(
        sites_count=len(sites),
        ranked_count=len(ranked),
        unscored_count=int((sites["rank"].isna() & ~excluded).sum()),
        excluded_count=int(excluded.sum()),
        waterfall=steps,
        waterfall_count=count,
        costs=_costs(work),
        site_costs=each,
        cost_basis=basis,
        site_months=months,
        months_basis=months_basis,
        cost=(low, likely, high),
        cost_count=len(priced),
        drivers=_drivers(screening.criteria, ranked),
    )


def waterfall(sites: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Add up the steps from grid power to IT power.

    Parameters
    ----------
    sites : DataFrame, with some columns of ``STEPS`` [MW]

    Returns
    -------
    (steps, count) : DataFrame ``step mw``, and over how many sites, all steps known

    Examples
    --------
    >>> sites = pd.DataFrame({"grid_mw": [100.0, 50.0], "it_mw": [80.0, float("nan")]})
    >>> steps, count = waterfall(sites)
    >>> steps.values.tolist(), count
    ([['grid_mw', 100.0], ['it_mw', 80.0]], 1)
    """
    steps = [name for name in STEPS if name in sites.columns and sites[name].notna().any()]
    if not steps:
        return pd.DataFrame(columns=["step", "mw"]), 0
    whole = sites[steps].dropna()
    sums = whole.sum()
    return pd.DataFrame({"step": steps, "mw": [float(sums[name]) for name in steps]}), len(whole)


def site_costs(screening: ScreeningResult) -> tuple[pd.DataFrame, str]:
    """Give what each site costs to convert, as far as the run says.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    (costs, basis) : DataFrame, indexed by ``site_id``, ``musd_low musd musd_high`` [MUSD]; and
        what they are, as in :class:`Portfolio`. The sums of the site's build list, where
        the run has no columns ``conversion_…``.
    """
    whole, basis = _first_known(screening.sites, CONVERSIONS, COST)
    if len(whole):
        return whole, basis
    work = screening.build_list[screening.build_list["musd"].notna()]
    return work.groupby("site_id", sort=False)[list(COST)].sum(), "ends"


def _first_known(
    sites: pd.DataFrame, choices: Mapping[str, tuple[str, str, str]], names: tuple[str, str, str]
) -> tuple[pd.DataFrame, str]:
    """Give the first three columns that the sites have, under three names, and what they are."""
    for basis, columns in choices.items():
        if set(columns) <= set(sites.columns):
            found = pd.DataFrame(sites[list(columns)]).astype(float)
            return found.set_axis(list(names), axis=1).dropna(subset=[names[1]]), basis
    return pd.DataFrame(columns=list(names), dtype=float), basis


def _costs(work: pd.DataFrame) -> pd.DataFrame:
    priced = work[work["musd"].notna()]
    groups = priced.groupby("package", sort=True)
    costs = groups[list(COST)].sum()
    costs.insert(0, "sites_count", groups["site_id"].nunique())
    return costs.reset_index().sort_values("musd", ascending=False, kind="stable")


def _drivers(criteria: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for item in iterate_rows(criteria):
        column = ranked[VALUE_PREFIX + str(item.factor)]
        low, middle, high = (
            float(column.quantile(share)) for share in (LOW_SHARE, 0.5, HIGH_SHARE)
        )
        points = 100.0 * float(item.weight_fraction) * (high - low)
        unknown = int(column.isna().sum())
        rows.append((item.factor, item.weight_fraction, low, middle, high, points, unknown))
    names = ["factor", "weight_fraction", "value_low", "value", "value_high", "points"]
    frame = pd.DataFrame(rows, columns=[*names, "unknown_count"])
    return frame.sort_values("points", ascending=False, kind="stable", ignore_index=True)
