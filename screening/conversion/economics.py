"""Value of a conversion: rent less operating cost, against the mining margin forgone.

Every function takes arrays that broadcast: sites in rows, draws in columns. Discounting is
continuous, ``exp(−ln(1 + i) t)``, which equals (1 + i)^−t and allows fractions of a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS_PER_YEAR = 12.0
DAYS_PER_YEAR = 365.0
HOURS_PER_YEAR = 8760.0
W_PER_MW = 1e6
TH_PER_PH = 1000.0
MILLION = 1e6

Terms = Mapping[str, Any]
"""Economic terms by the names of ``screening.conversion.assumptions.ECONOMICS``; arrays that
broadcast."""


@dataclass(frozen=True)
class Project:
    """Cost, schedule and size of a conversion; arrays that broadcast.

    Attributes
    ----------
    capex : [MUSD], spent evenly until first rent
    months : from the lease to the first rent
    it_mw : [MW], leased
    displaced_mw : [MW gross], mining load that stops
    """

    capex: NDArray[np.float64]
    months: NDArray[np.float64]
    it_mw: NDArray[np.float64]
    displaced_mw: NDArray[np.float64]


def ai_margin(terms: Terms) -> Any:
    """Rent less operating cost, mean of the term [MUSD/MW IT-yr].

    Examples
    --------
    >>> ai_margin({"lease_musd_per_it_mw_year": 1.8, "noi_margin_fraction": 0.85})
    1.53
    """
    return terms["lease_musd_per_it_mw_year"] * terms["noi_margin_fraction"]


def mining_revenue(terms: Terms) -> Any:
    """Revenue of a megawatt of machines before power cost [MUSD/MW-yr].

    ``hashprice × 365 × 1000 / (J/TH)`` times uptime: a megawatt runs ``1000 / (J/TH)`` PH/s.

    Examples
    --------
    >>> terms = {"hashprice_usd_per_ph_day": 38, "fleet_j_per_th": 20, "uptime_fraction": 1}
    >>> round(mining_revenue(terms), 4)
    0.6935
    """
    ph_per_mw = W_PER_MW / terms["fleet_j_per_th"] / TH_PER_PH
    yearly = terms["hashprice_usd_per_ph_day"] * DAYS_PER_YEAR * ph_per_mw / MILLION
    return yearly * terms["uptime_fraction"]


def mining_margin(terms: Terms) -> Any:
    """Mining revenue less power cost, plus demand-response income [MUSD/MW gross-yr].

    At least the demand-response income: a mine that loses money on power is switched off.
    """
    power = terms["power_usd_per_mwh"] * HOURS_PER_YEAR * terms["uptime_fraction"] / MILLION
    earned = np.maximum(mining_revenue(terms) - power, 0.0)
    return earned + terms["demand_response_musd_per_mw_year"]


def mining_margin_after_renewal(terms: Terms) -> Any:
    """Mining margin less the renewal of the fleet, at least 0 [MUSD/MW gross-yr].

    Machines live 4–6 years: over a lease, a margin without renewal would be overstated.
    """
    return np.maximum(mining_margin(terms) - terms["fleet_renewal_musd_per_mw_year"], 0.0)


def npv(project: Project, terms: Terms) -> Any:
    """Net present value of converting less that of continued mining, at lease signing [MUSD].

    ``NPV = P V d − K (√d − r d e^(−i T)) − M m Y``, with P the IT power, V the value of the rents
    at the first (:func:`rent_value`), d the discount factor of the first rent, K the capital, r the
    residual fraction after the T years of the lease, M the displaced load, m the mining margin
    after renewal and Y the discounted years without the mine (:func:`mining_years`).

    Capital is spent evenly until the first rent, so it is discounted at the middle of that time
    (√d). The mine is off for the last ``idle_fraction`` of the months before the rent. Before tax
    and unlevered.

    Parameters
    ----------
    project : Project
    terms : Terms

    Returns
    -------
    array, of the shape that the inputs broadcast to
    """
    discount = np.log1p(terms["discount_fraction"])
    first = np.exp(-discount / MONTHS_PER_YEAR * project.months)
    residual = terms["residual_fraction"] * np.exp(-discount * terms["lease_years"])
    return (
        project.it_mw * rent_value(terms) * first
        - project.capex * (np.sqrt(first) - residual * first)
        - project.displaced_mw
        * mining_margin_after_renewal(terms)
        * mining_years(project.months, terms)
    )


def rent_value(terms: Terms) -> Any:
    """Value of all rents of one megawatt, on the day of the first [MUSD/MW IT].

    Announced leases state the mean rent of the term: the first year's is that mean over the mean
    escalation. Rents are received throughout a year, so each year is discounted at its middle;
    half the rent is received during the ramp.
    """
    years, growth = terms["lease_years"], terms["rent_escalator_fraction"]
    interest = terms["discount_fraction"]
    year_one = ai_margin(terms) / mean_escalation(growth, years)
    ratio = (1 + growth) / (1 + interest)
    annuity = (1 + interest) ** -0.5 * _geometric(ratio, years)
    ramp = terms["ramp_months"] / MONTHS_PER_YEAR
    return year_one * (annuity - ramp / 2 * (1 + interest) ** (-ramp / 2))


def mean_escalation(growth: Any, years: Any) -> Any:
    """Mean of the yearly rents of a term over the first year's.

    Examples
    --------
    >>> round(1 / float(mean_escalation(0.03, 15)), 2)
    0.81
    """
    return _geometric(1 + np.asarray(growth, dtype=float), years) / years


def mining_years(months: Any, terms: Terms) -> Any:
    """Discounted years without the mine [yr]: idle months before the rent, then the lease.

    ``∫ e^(−ρ t) dt`` with ρ = ln(1 + i) − ln(1 + g), g the yearly drift of the mining margin.
    """
    rate = np.log1p(terms["discount_fraction"]) - np.log1p(terms["mining_escalator_fraction"])
    rate = np.where(np.abs(rate) < 1e-9, 1e-9, rate)  # i = g: the limit of 0 / 0
    monthly = -rate / MONTHS_PER_YEAR
    begin = np.exp(monthly * (1 - terms["idle_fraction"]) * months)
    end = np.exp(monthly * months) * np.exp(-rate * terms["lease_years"])
    return (begin - end) * (1 / rate)


def break_even_lease(project: Project, terms: Terms) -> Any:
    """Lease rate at which the NPV is 0 [MUSD/MW IT-yr, mean of the term].

    The NPV is linear in the lease rate: one step along its slope is exact.
    """
    years = project.months / MONTHS_PER_YEAR
    per_rate = project.it_mw * rent_value({**terms, "lease_musd_per_it_mw_year": 1.0})
    per_rate = per_rate * np.exp(-np.log1p(terms["discount_fraction"]) * years)
    return terms["lease_musd_per_it_mw_year"] - npv(project, terms) / per_rate


def break_even_hashprice(project: Project, terms: Terms) -> Any:
    """Hashprice above which continued mining is worth more [USD/PH/day].

    NaN where nothing mines, and where converting loses at any hashprice: even against a mine
    that is switched off, or that earns from demand response only.
    """
    off = {**terms, "hashprice_usd_per_ph_day": 0.0, "demand_response_musd_per_mw_year": 0.0}
    npv_if_off = npv(project, off)
    years = project.displaced_mw * mining_years(project.months, terms)
    power = terms["power_usd_per_mwh"] * HOURS_PER_YEAR * terms["uptime_fraction"] / MILLION
    fixed_cost = terms["fleet_renewal_musd_per_mw_year"] - terms["demand_response_musd_per_mw_year"]
    per_usd = mining_revenue({**terms, "hashprice_usd_per_ph_day": 1.0})
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = npv_if_off / years + fixed_cost  # of mining over its power, at break-even
        exists = (npv_if_off > 0) & (years > 0) & (margin > 0)
        return np.where(exists, (margin + power) / per_usd, np.nan)


def payback_years(project: Project, terms: Terms) -> Any:
    """Years from lease signing until the added margin has repaid capital, ramp and idle months.

    Not discounted; at the mean rent of the term. NaN where converting adds no margin, or too
    little to repay them before the lease ends.
    """
    before_rent = project.months / MONTHS_PER_YEAR
    lost = project.displaced_mw * mining_margin(terms)
    added = project.it_mw * ai_margin(terms) - lost
    ramp = terms["ramp_months"] / MONTHS_PER_YEAR / 2 * project.it_mw * ai_margin(terms)
    idle = lost * before_rent * terms["idle_fraction"]
    with np.errstate(divide="ignore", invalid="ignore"):
        years = (project.capex + idle + ramp) / added
        return np.where((added > 0) & (years <= terms["lease_years"]), before_rent + years, np.nan)


def _geometric(ratio: Any, years: Any) -> Any:
    """Sum ``ratio**k`` for k = 0 … years − 1; ``years`` need not be whole."""
    ratio = np.where(np.abs(ratio - 1) < 1e-9, 1 + 1e-9, ratio)
    return (ratio**years - 1) / (ratio - 1)
