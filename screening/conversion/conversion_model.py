"""The steps of a conversion: measure, simulate, value, recommend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from screening.conversion import economics, sensitivity, site_limits
from screening.conversion.bill_of_quantities import BillOfQuantities, measure_packages
from screening.conversion.build_list import build_list
from screening.conversion.economics import Project
from screening.conversion.gap_analysis import ConversionCase
from screening.conversion.recommendation import Rescore, recommendations
from screening.conversion.sampling import Samples, sample_assumptions, sample_bounds
from screening.conversion.schedule import critical_paths, months_to_rent
from screening.conversion.simulation import (
    MEASURES,
    PERCENTS,
    SimulationResult,
    is_value_undetermined,
    mining_load_displaced_mw,
    simulate,
    site_terms,
)
from screening.conversion.sizing import FactTable, block_size, full_size

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions

BASE = 1
"""Position of base among low, base and high, and of P50 among the percentiles."""
ALL_SITES = slice(None)
STATUSES = ("clears", "once built", "verify", "cannot")


@dataclass(frozen=True)
class Conversion:
    """Scope, cost, schedule and value of converting every site.

    Attributes
    ----------
    columns : DataFrame, indexed like the facts; the group *conversion* of
        ``screening.catalog.fields``
    build_list : DataFrame, a row a work package
    portfolio : dict, sums over the ranked sites
    """

    columns: pd.DataFrame
    build_list: pd.DataFrame
    portfolio: dict[str, Any]


@dataclass(frozen=True)
class _Scope:
    """A conversion of the full site, or of the initial lease block.

    Attributes
    ----------
    bill : BillOfQuantities
    displaced_mw : (n_sites,) [MW gross], mining load that stops; NaN where undetermined
    result : SimulationResult
    """

    bill: BillOfQuantities
    displaced_mw: NDArray[np.float64]
    result: SimulationResult


def convert(
    facts: pd.DataFrame, profile: str, assumptions: Assumptions, *, seed: int, rescore: Rescore
) -> Conversion:
    """Estimate scope, cost, schedule and value of converting each site.

    Parameters
    ----------
    facts : DataFrame, indexed by ``site_id``, with ``rank score excluded_by`` and any of the
        columns of ``docs/sites.md``; a missing column, like a NaN, is unknown
    profile : str, whose requirements apply
    assumptions : Assumptions
    seed : int, of the Monte Carlo simulation
    rescore : Rescore, ranks sites again with changed facts

    Returns
    -------
    Conversion
        A site's cost, months and value do not depend on the other sites; its ranks do.
    """
    requirements, table = assumptions.profile_requirements(profile), FactTable(facts)
    size = full_size(table, requirements, assumptions)
    case = ConversionCase(table, size, requirements, assumptions)
    block_case = replace(case, size=block_size(size, requirements))
    bounds, samples = sample_bounds(assumptions), sample_assumptions(assumptions, seed)
    stated = site_terms(table, assumptions.economics)
    bill = measure_packages(case)
    undetermined = is_value_undetermined(table, bill)
    ranked = facts["rank"].notna().to_numpy()
    summed = ranked & ~undetermined & ~np.isnan(size.grid_mw)
    simulated = partial(_simulate, table, samples, stated, undetermined, summed)
    full = simulated(bill, MEASURES)
    block = simulated(measure_packages(block_case), ("musd", "npv_musd"))
    rows = build_list(facts.index, bill, bounds, requirements, assumptions)
    workload, reasons = site_limits.suitable_workloads(table, assumptions.requirements)
    columns = {
        "conversion_basis": _size_basis(table, full, requirements.it_mw),
        **_sizes_and_costs(full, bounds, assumptions),
        **_months(full, bounds),
        **_value(full, bounds, assumptions, stated),
        **_partial(block, full),
        "cost_drivers": sensitivity.largest_swings(
            sensitivity.cost_sensitivity(bill, bounds, assumptions), table.count
        ),
        "workload": workload,
        "workload_why": reasons,
    }
    frame = pd.DataFrame(columns, index=facts.index)
    frame = pd.concat([frame, recommendations(case, bill, rows, profile, rescore)], axis=1)
    frame["fixed_rank"] = frame["fixed_rank"].astype("Int64")
    portfolio = _portfolio(frame, full, ranked, undetermined, assumptions)
    return Conversion(frame, rows, portfolio)


def _simulate(
    table: FactTable,
    samples: Samples,
    stated: Mapping[str, NDArray[np.float64]],
    undetermined: NDArray[np.bool_],
    in_portfolio: NDArray[np.bool_],
    bill: BillOfQuantities,
    measures: Collection[str],
) -> _Scope:
    displaced_mw = np.where(undetermined, np.nan, mining_load_displaced_mw(table, bill))
    result = simulate(bill, samples, stated, displaced_mw, in_portfolio, measures)
    return _Scope(bill, displaced_mw, result)


def _size_basis(table: FactTable, full: _Scope, block_mw: float) -> NDArray[np.object_]:
    """Say what the size of each conversion rests on."""
    by_chain = ~np.isnan(table.number("it_mw"))
    known = np.where(by_chain, "power of the site", "grid power, by the share of announced deals")
    assumed = f"assumed {block_mw:g} MW IT, as grid_mw is unknown"
    return np.where(full.bill.size.known, known, assumed).astype(object)


def _total(costs: NDArray[np.float64], bounds: Samples) -> NDArray[np.float64]:
    """Sum packages, owner's cost and contingency: (3, n_sites) [MUSD]."""
    markup = (1 + bounds.owner) * (1 + bounds.contingency)
    return np.asarray(costs.sum(axis=2) * markup[:, None])


def _sizes_and_costs(
    full: _Scope, bounds: Samples, assumptions: Assumptions
) -> dict[str, NDArray[np.float64]]:
    total = _total(full.bill.at_bounds(assumptions), bounds)
    it_mw, gross = full.bill.size.it_mw.base, full.bill.size.gross_mw
    columns = {
        "conversion_it_mw": it_mw,
        "conversion_gross_mw": gross,
        "conversion_musd_low": total[0],
        "conversion_musd": total[BASE],
        "conversion_musd_high": total[2],
        "conversion_musd_per_it_mw": total[BASE] / it_mw,
        "conversion_musd_per_gross_mw": total[BASE] / gross,
    }
    percentiles = full.result.percentiles
    for row, percent in enumerate(PERCENTS):
        columns[f"conversion_p{percent}_musd"] = percentiles["musd"][row]
        columns[f"conversion_p{percent}_musd_per_it_mw"] = percentiles["musd_per_it_mw"][row]
        columns[f"conversion_p{percent}_musd_per_gross_mw"] = percentiles["musd"][row] / gross
    return columns


def _months(full: _Scope, bounds: Samples) -> dict[str, Any]:
    months = months_to_rent(full.bill, bounds, ALL_SITES).T
    percentiles = zip(PERCENTS, full.result.percentiles["months"], strict=True)
    return {
        "months_low": months[0],
        "months": months[BASE],
        "months_high": months[2],
        **{f"months_p{percent}": values for percent, values in percentiles},
        "critical_path": critical_paths(full.bill, bounds, BASE),
    }


def _base_terms(
    count: int, assumptions: Assumptions, stated: Mapping[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Economic terms at base, (n_sites,); those that a site states take precedence."""
    terms = {name: np.full(count, term.base) for name, term in assumptions.economics.items()}
    return terms | {n: np.where(np.isnan(own), terms[n], own) for n, own in stated.items()}


def _value(
    full: _Scope,
    bounds: Samples,
    assumptions: Assumptions,
    stated: Mapping[str, NDArray[np.float64]],
) -> dict[str, Any]:
    displaced_mw, percentiles = full.displaced_mw, full.result.percentiles
    terms = _base_terms(len(displaced_mw), assumptions, stated)
    total = _total(full.bill.at_bounds(assumptions), bounds)[BASE]
    months = months_to_rent(full.bill, bounds, ALL_SITES)[:, BASE]
    project = Project(total, months, full.bill.size.it_mw.base, displaced_mw)
    ai_margin = project.it_mw * economics.ai_margin(terms)
    ai_margin = np.where(np.isnan(displaced_mw), np.nan, ai_margin)
    mining_margin = displaced_mw * economics.mining_margin(terms)
    ranges = {"capex": percentiles["musd"], "months": percentiles["months"]}
    swings = sensitivity.npv_sensitivity(project, terms, assumptions, ranges, stated)
    low, median, high = percentiles["npv_musd"]
    return {
        "ai_margin_musd_per_year": ai_margin,
        "mining_margin_musd_per_year": mining_margin,
        "incremental_yield_fraction": _ratio(ai_margin - mining_margin, total),
        "margin_ratio": _ratio(ai_margin, mining_margin),
        "capital_ratio": total / full.bill.size.gross_mw / terms["mine_capital_musd_per_mw"],
        "payback_years": economics.payback_years(project, terms),
        "npv_p10_musd": low,
        "npv_musd": median,
        "npv_p90_musd": high,
        "break_even_lease_musd_per_it_mw_year": economics.break_even_lease(project, terms),
        "break_even_hashprice_usd_per_ph_day": economics.break_even_hashprice(project, terms),
        "npv_drivers": sensitivity.largest_swings(swings, len(displaced_mw)),
    }


def _ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; NaN where the denominator is not above 0."""
    result = np.full(len(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def _partial(block: _Scope, full: _Scope) -> dict[str, Any]:
    """Compare the initial lease block with the full site and with continued mining."""
    block_npv = block.result.percentiles["npv_musd"][BASE]
    full_npv = full.result.percentiles["npv_musd"][BASE]
    plans = np.where(
        block_npv > full_npv, "the tenant's block, the rest mines on", "the whole site"
    )
    plans = np.where(np.maximum(block_npv, full_npv) > 0, plans, "mine on")
    return {
        "partial_it_mw": block.bill.size.it_mw.base,
        "partial_p50_musd": block.result.percentiles["musd"][BASE],
        "partial_npv_musd": block_npv,
        "best_plan": np.where(np.isnan(block_npv + full_npv), "", plans),
    }


def _portfolio(
    frame: pd.DataFrame,
    full: _Scope,
    ranked: NDArray[np.bool_],
    undetermined: NDArray[np.bool_],
    assumptions: Assumptions,
) -> dict[str, Any]:
    """Sum the ranked sites of known power that are not converted yet.

    The percentiles are those of the sums; without such a site they are unknown.
    """
    unsized = ranked & ~undetermined & np.isnan(full.bill.size.grid_mw)
    summed = ranked & ~undetermined & ~unsized
    statuses = frame["profile_status"][ranked].value_counts()
    sums = {"musd": full.result.portfolio_musd, "npv_musd": full.result.portfolio_npv_musd}
    return {
        "sites": int(summed.sum()),
        "rebuilt": int((ranked & undetermined).sum()),
        "unsized": int(unsized.sum()),
        "gross_mw": float(full.bill.size.gross_mw[summed].sum()),
        "it_mw": float(full.bill.size.it_mw.base[summed].sum()),
        "usd_year": assumptions.usd_year,
        "statuses": {name: int(statuses.get(name, 0)) for name in STATUSES},
        **{
            f"p{percent}_{name}": float(value) if summed.any() else float("nan")
            for name, values in sums.items()
            for percent, value in zip(PERCENTS, np.percentile(values, PERCENTS), strict=True)
        },
    }
