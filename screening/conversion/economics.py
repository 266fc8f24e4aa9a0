"""What the gap earns: rent less operating cost, against the mining margin given up.

Every function takes arrays that broadcast: sites down, draws across.
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
"""The numbers of ``screening.conversion.assumptions.ECONOMICS``, as arrays that broadcast."""


@dataclass(frozen=True)
class Project:
    """A conversion as its economics see it; arrays that broadcast.

    Attributes
    ----------
    capex : [MUSD], spent evenly until first rent
    months : from the lease to the first rent
    it_mw : [MW], leased
    mined_mw : [MW gross], that stop mining
    """

    capex: NDArray[np.float64]
    months: NDArray[np.float64]
    it_mw: NDArray[np.float64]
    mined_mw: NDArray[np.float64]


def ai_margin(terms: Terms) -> Any:
    """Rent less operating cost, mean of the term [MUSD/MW IT-yr].

    Examples
    --------
    >>> ai_margin({"lease_musd_per_it_mw_year": 1.8, "noi_margin_fraction": 0.85})
    1.53
    """
    return terms["lease_musd_per_it_mw_year"] * terms["noi_margin_fraction"]


def mining_revenue(terms: Terms) -> Any:
    """Revenue of a megawatt of machines before power [MUSD/MW-yr].

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
    """Revenue less power, with demand-response income [MUSD/MW gross-yr].

    Never below the demand-response income: a mine that loses on power is switched off.
    """
    power = terms["power_usd_per_mwh"] * HOURS_PER_YEAR * terms["uptime_fraction"] / MILLION
    earned = np.maximum(mining_revenue(terms) - power, 0.0)
    return earned + terms["demand_response_musd_per_mw_year"]


def mining_margin_after_renewal(terms: Terms) -> Any:
    """Mining margin less what keeps the fleet alive, for the long run [MUSD/MW gross-yr]."""
    return np.maximum(mining_margin(terms) - terms["fleet_renewal_musd_per_mw_year"], 0.0)


def npv(project: Project, terms: Terms) -> Any:
    """Net present value of converting against mining on, at the lease's signing [MUSD].

    Capital is spent evenly until the first rent; rent ramps up, escalates yearly and is
    received through each year; the mine is off from ``idle_fraction`` of the months before
    the rent on, and its margin less the renewal of its fleet is given up until the lease
    ends. Before tax.

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
    left = terms["residual_fraction"] * np.exp(-discount * terms["lease_years"])
    return (
        project.it_mw * rent_value(terms) * first
        - project.capex * (np.sqrt(first) - left * first)
        - project.mined_mw
        * mining_margin_after_renewal(terms)
        * mining_years(project.months, terms)
    )


def rent_value(terms: Terms) -> Any:
    """Value of the rents of one megawatt at the day of the first [MUSD/MW IT].

    The first year's rent is the mean of the term over the mean of its escalators; years
    are discounted at their middle; during the ramp half the rent is received.
    """
    years, growth = terms["lease_years"], terms["rent_escalator_fraction"]
    interest = terms["discount_fraction"]
    year_one = ai_margin(terms) / mean_escalation(growth, years)
    ratio = (1 + growth) / (1 + interest)
    worth = (1 + interest) ** -0.5 * _geometric(ratio, years)
    ramp = terms["ramp_months"] / MONTHS_PER_YEAR
    return year_one * (worth - ramp / 2 * (1 + interest) ** (-ramp / 2))


def mean_escalation(growth: Any, years: Any) -> Any:
    """Mean of the yearly rents over the first year's.

    Examples
    --------
    >>> round(1 / float(mean_escalation(0.03, 15)), 2)
    0.81
    """
    return _geometric(1 + np.asarray(growth, dtype=float), years) / years


def mining_years(months: Any, terms: Terms) -> Any:
    """Discounted years without the mine [yr]: idle months, then the lease."""
    rate = np.log1p(terms["discount_fraction"]) - np.log1p(terms["mining_escalator_fraction"])
    rate = np.where(np.abs(rate) < 1e-9, 1e-9, rate)
    monthly = -rate / MONTHS_PER_YEAR
    begin = np.exp(monthly * (1 - terms["idle_fraction"]) * months)
    end = np.exp(monthly * months) * np.exp(-rate * terms["lease_years"])
    return (begin - end) * (1 / rate)


def break_even_lease(project: Project, terms: Terms) -> Any:
    """Lease rate at which the NPV is 0 [MUSD/MW IT-yr, mean of the term]."""
    signed = project.months / MONTHS_PER_YEAR
    per_rate = project.it_mw * rent_value({**terms, "lease_musd_per_it_mw_year": 1.0})
    per_rate = per_rate * np.exp(-np.log1p(terms["discount_fraction"]) * signed)
    return terms["lease_musd_per_it_mw_year"] - npv(project, terms) / per_rate


def break_even_hashprice(project: Project, terms: Terms) -> Any:
    """Hashprice from which mining on is worth more [USD/PH/day].

    NaN where nothing mines, and where converting loses at any hashprice: even against a mine
    that is off, or off but for its demand response.
    """
    off = {**terms, "hashprice_usd_per_ph_day": 0.0, "demand_response_musd_per_mw_year": 0.0}
    worth = npv(project, off)
    years = project.mined_mw * mining_years(project.months, terms)
    power = terms["power_usd_per_mwh"] * HOURS_PER_YEAR * terms["uptime_fraction"] / MILLION
    besides = terms["fleet_renewal_musd_per_mw_year"] - terms["demand_response_musd_per_mw_year"]
    one = mining_revenue({**terms, "hashprice_usd_per_ph_day": 1.0})
    with np.errstate(divide="ignore", invalid="ignore"):
        earns = worth / years + besides  # what mining must earn over its power
        found = (worth > 0) & (years > 0) & (earns > 0)
        return np.where(found, (earns + power) / one, np.nan)


def payback_years(project: Project, terms: Terms) -> Any:
    """Years from the lease until the added margin has repaid capital and idle months.

    Not discounted; at the mean rent of the term. NaN where converting adds nothing, or too
    little to repay them before the lease ends.
    """
    rent = project.months / MONTHS_PER_YEAR
    lost = project.mined_mw * mining_margin(terms)
    added = project.it_mw * ai_margin(terms) - lost
    ramp = terms["ramp_months"] / MONTHS_PER_YEAR / 2 * project.it_mw * ai_margin(terms)
    idle = lost * rent * terms["idle_fraction"]
    with np.errstate(divide="ignore", invalid="ignore"):
        years = (project.capex + idle + ramp) / added
        return np.where((added > 0) & (years <= terms["lease_years"]), rent + years, np.nan)


def _geometric(ratio: Any, years: Any) -> Any:
    """Sum ``ratio**k`` for k = 0 … years − 1."""
    ratio = np.where(np.abs(ratio - 1) < 1e-9, 1 + 1e-9, ratio)
    return (ratio**years - 1) / (ratio - 1)
