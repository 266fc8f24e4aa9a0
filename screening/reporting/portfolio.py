"""Totals over all sites: counts, power chain, cost, and the criteria that drive the score."""

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
"""Power chain, from gross power at the meter to IT power."""

COST = ("musd_low", "musd", "musd_high")
CONVERSIONS = {
    "percentiles": ("conversion_p10_musd", "conversion_p50_musd", "conversion_p90_musd"),
    "ends": ("conversion_musd_low", "conversion_musd", "conversion_musd_high"),
}
"""Cost of converting a site, by preference: percentiles of the simulation, or the sum over the
work packages of all low ends, bases and high ends."""

VALUE_COLUMN = "npv_musd"
"""Missing at sites that are already converted; totals of cost leave these out."""

TIME = ("months_low", "months", "months_high")
TIMES = {"percentiles": ("months_p10", "months_p50", "months_p90"), "ends": TIME}
"""Months to the first rent of a site, by the same preference."""

LOW_SHARE, HIGH_SHARE = 0.1, 0.9
"""Quantiles between which the spread of a criterion's values is measured [-]."""


@dataclass(frozen=True)
class Portfolio:
    """Totals of a screening.

    Attributes
    ----------
    sites_count, ranked_count, unscored_count, excluded_count : int
    waterfall : DataFrame, ``step mw``; sums over ``waterfall_count`` ranked sites for
        which every step is known [MW]
    waterfall_count : int
    costs : DataFrame, ``package sites_count musd_low musd musd_high``; sums over the costed
        ranked sites, most expensive package first [MUSD]
    site_costs : DataFrame, indexed by ``site_id``, ``musd_low musd musd_high`` [MUSD] of
        every site with a cost
    cost_basis : str, meaning of the three: ``percentiles`` (P10, P50, P90) or ``ends``
        (every package at its low end, its base, its high end)
    site_months : DataFrame, indexed by ``site_id``, ``months_low months months_high``
        [months] of every site that has them
    months_basis : str, as ``cost_basis``
    cost : tuple of three floats [MUSD], sums of ``site_costs`` over the costed ranked sites;
        NaN where there are none
    cost_count : int, number of these sites
    drivers : DataFrame, ``factor weight_fraction value_low value value_high points
        unknown_count``; a row a criterion, over ranked sites. ``points`` is the spread
        of scores due to the criterion alone: 100 × share of weight × (``value_high`` −
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
    """Sum a screening over its sites.

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
    counted = ranked[ranked[VALUE_COLUMN].notna()] if VALUE_COLUMN in ranked else ranked
    work = screening.build_list[screening.build_list["site_id"].isin(counted.index)]
    costs, basis = site_costs(screening)
    months, months_basis = _first_available(sites, TIMES, TIME)
    counted_costs = costs[costs.index.isin(counted.index)]
    low, likely, high = (
        float(counted_costs[name].sum()) if len(counted_costs) else np.nan for name in COST
    )
    return Portfolio(
        sites_count=len(sites),
        ranked_count=len(ranked),
        unscored_count=int((sites["rank"].isna() & ~excluded).sum()),
        excluded_count=int(excluded.sum()),
        waterfall=steps,
        waterfall_count=count,
        costs=_costs(work),
        site_costs=costs,
        cost_basis=basis,
        site_months=months,
        months_basis=months_basis,
        cost=(low, likely, high),
        cost_count=len(counted_costs),
        drivers=_drivers(screening.criteria, ranked),
    )


def waterfall(sites: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Sum the steps of the power chain over the sites for which every step is known.

    Parameters
    ----------
    sites : DataFrame, with some columns of ``STEPS`` [MW]

    Returns
    -------
    (steps, count) : DataFrame ``step mw``, and the number of sites summed

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
    complete = sites[steps].dropna()
    sums = complete.sum()
    return pd.DataFrame({"step": steps, "mw": [float(sums[name]) for name in steps]}), len(complete)


def site_costs(screening: ScreeningResult) -> tuple[pd.DataFrame, str]:
    """Read the conversion cost of each site.

    Parameters
    ----------
    screening : ScreeningResult

    Returns
    -------
    (costs, basis) : DataFrame, indexed by ``site_id``, ``musd_low musd musd_high`` [MUSD]; and
        their meaning as in :class:`Portfolio`. Sums of the site's build list where the run
        has no columns ``conversion_…``.
    """
    costs, basis = _first_available(screening.sites, CONVERSIONS, COST)
    if len(costs):
        return costs, basis
    work = screening.build_list[screening.build_list["musd"].notna()]
    return work.groupby("site_id", sort=False)[list(COST)].sum(), "ends"


def _first_available(
    sites: pd.DataFrame, choices: Mapping[str, tuple[str, str, str]], names: tuple[str, str, str]
) -> tuple[pd.DataFrame, str]:
    """Return the first choice of three columns that the sites have, renamed, and its key."""
    for basis, columns in choices.items():
        if set(columns) <= set(sites.columns):
            values = pd.DataFrame(sites[list(columns)]).astype(float)
            return values.set_axis(list(names), axis=1).dropna(subset=[names[1]]), basis
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
