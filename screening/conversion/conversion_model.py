"""The story of a conversion: measure, draw, value, judge."""

from __future__ import annotations

from dataclasses import dataclass
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
    PERCENTS,
    SimulationResult,
    is_value_undetermined,
    mining_load_displaced_mw,
    simulate,
    site_terms,
)
from screening.conversion.sizing import FactTable, block_size, full_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from screening.conversion.assumptions import Assumptions

BASE = 1
"""Where base stands among low, base, high."""
EVERYWHERE = slice(None)
STATUSES = ("clears", "once built", "verify", "cannot")


@dataclass(frozen=True)
class Conversion:
    """What the conversion of every site takes and brings.

    Attributes
    ----------
    columns : DataFrame, indexed like the facts; the group *conversion* of
        ``screening.catalog.fields``
    build_list : DataFrame, a row a work package
    portfolio : dict, of the ranked sites together
    """

    columns: pd.DataFrame
    build_list: pd.DataFrame
    portfolio: dict[str, Any]


def convert(
    facts: pd.DataFrame, profile: str, assumed: Assumptions, *, seed: int, rescore: Rescore
) -> Conversion:
    """Say of every site what must be built, what it costs, and what it earns.

    Parameters
    ----------
    facts : DataFrame, indexed by ``site_id``, with ``rank score excluded_by`` and any of
        the contract's columns; what is missing or NaN is unknown
    profile : str, whose requirements are asked
    assumed : Assumptions
    seed : int, of the Monte Carlo
    rescore : Rescore, ranks sites again with changed facts

    Returns
    -------
    Conversion
        A site's cost, months and value do not depend on the other sites; its ranks do.
    """
    asked = assumed.of(profile)
    told = FactTable(facts)
    full = ConversionCase(told, full_size(told, asked, assumed), asked, assumed)
    block = ConversionCase(told, block_size(full.size, asked), asked, assumed)
    whole, part = measure_packages(full), measure_packages(block)
    base, draws = sample_bounds(assumed), sample_assumptions(assumed, seed)
    stated = site_terms(told, assumed.economics)
    dark = is_value_undetermined(told, whole)
    ranked = facts["rank"].notna().to_numpy()
    mined = np.where(dark, np.nan, mining_load_displaced_mw(told, whole))
    block_mined = np.where(dark, np.nan, mining_load_displaced_mw(told, part))
    all_in = simulate(whole, draws, stated, mined, ranked & ~dark)
    some = simulate(part, draws, stated, block_mined, ranked & ~dark, ("musd", "npv_musd"))
    rows = build_list(facts.index, whole, base, asked, assumed)
    columns = {
        **_sizes_and_costs(whole, base, all_in, assumed),
        **_months(whole, base, all_in),
        **_value(mined, whole, base, all_in, assumed, stated),
        **_partial(part, some, all_in),
        "cost_drivers": sensitivity.largest_swings(
            sensitivity.cost_sensitivity(whole, base, assumed), told.count
        ),
    }
    workload, why = site_limits.suitable_workloads(told, assumed.requirements)
    columns |= {"workload": workload, "workload_why": why}
    frame = pd.DataFrame(columns, index=facts.index)
    frame = pd.concat([frame, recommendations(full, whole, rows, profile, rescore)], axis=1)
    frame["fixed_rank"] = frame["fixed_rank"].astype("Int64")
    return Conversion(frame, rows, _portfolio(frame, whole, all_in, (ranked, dark), assumed))


def _total(costs: NDArray[np.float64], base: Samples) -> NDArray[np.float64]:
    """Sum packages, owner's cost and contingency: (3, n_sites) [MUSD]."""
    grown = (1 + base.owner) * (1 + base.contingency)
    return np.asarray(costs.sum(axis=2) * grown[:, None])


def _sizes_and_costs(
    whole: BillOfQuantities, base: Samples, all_in: SimulationResult, assumed: Assumptions
) -> dict[str, NDArray[np.float64]]:
    total = _total(whole.at_bounds(assumed), base)
    it_mw, gross = whole.size.it_mw.base, whole.size.gross_mw
    columns = {
        "conversion_it_mw": it_mw,
        "conversion_gross_mw": gross,
        "conversion_musd_low": total[0],
        "conversion_musd": total[BASE],
        "conversion_musd_high": total[2],
        "conversion_musd_per_it_mw": total[BASE] / it_mw,
        "conversion_musd_per_gross_mw": total[BASE] / gross,
    }
    drawn = all_in.percentiles
    for place, percent in enumerate(PERCENTS):
        columns[f"conversion_p{percent}_musd"] = drawn["musd"][place]
        columns[f"conversion_p{percent}_musd_per_it_mw"] = drawn["musd_per_it_mw"][place]
        columns[f"conversion_p{percent}_musd_per_gross_mw"] = drawn["musd"][place] / gross
    return columns


def _months(whole: BillOfQuantities, base: Samples, all_in: SimulationResult) -> dict[str, Any]:
    months = months_to_rent(whole, base, EVERYWHERE).T
    percentiles = zip(PERCENTS, all_in.percentiles["months"], strict=True)
    return {
        "months_low": months[0],
        "months": months[BASE],
        "months_high": months[2],
        **{f"months_p{percent}": values for percent, values in percentiles},
        "critical_path": critical_paths(whole, base, BASE),
    }


def _value(
    mined: NDArray[np.float64],
    whole: BillOfQuantities,
    base: Samples,
    all_in: SimulationResult,
    assumed: Assumptions,
    stated: Mapping[str, NDArray[np.float64]],
) -> dict[str, Any]:
    terms = {name: np.full(len(mined), each.base) for name, each in assumed.economics.items()}
    terms |= {n: np.where(np.isnan(own), terms[n], own) for n, own in stated.items()}
    total = _total(whole.at_bounds(assumed), base)[BASE]
    months = months_to_rent(whole, base, EVERYWHERE)[:, BASE]
    project = Project(total, months, whole.size.it_mw.base, mined)
    earned = np.where(np.isnan(mined), np.nan, project.it_mw * economics.ai_margin(terms))
    lost = mined * economics.mining_margin(terms)
    ranges = {"capex": all_in.percentiles["musd"], "months": all_in.percentiles["months"]}
    swings = sensitivity.npv_sensitivity(project, terms, assumed, ranges, stated)
    low, middle, high = all_in.percentiles["npv_musd"]
    return {
        "ai_margin_musd_per_year": earned,
        "mining_margin_musd_per_year": lost,
        "incremental_yield_fraction": np.divide(
            earned - lost, total, out=np.full(len(total), np.nan), where=total > 0
        ),
        "margin_ratio": np.divide(earned, lost, out=np.full(len(total), np.nan), where=lost > 0),
        "capital_ratio": total / whole.size.gross_mw / terms["mine_capital_musd_per_mw"],
        "payback_years": economics.payback_years(project, terms),
        "npv_p10_musd": low,
        "npv_musd": middle,
        "npv_p90_musd": high,
        "break_even_lease_musd_per_it_mw_year": economics.break_even_lease(project, terms),
        "break_even_hashprice_usd_per_ph_day": economics.break_even_hashprice(project, terms),
        "npv_drivers": sensitivity.largest_swings(swings, len(mined)),
    }


def _partial(
    part: BillOfQuantities, some: SimulationResult, all_in: SimulationResult
) -> dict[str, Any]:
    here, whole = some.percentiles["npv_musd"][BASE], all_in.percentiles["npv_musd"][BASE]
    plans = np.where(here > whole, "the tenant's block, the rest mines on", "the whole site")
    plans = np.where(np.maximum(here, whole) > 0, plans, "mine on")
    return {
        "partial_it_mw": part.size.it_mw.base,
        "partial_p50_musd": some.percentiles["musd"][BASE],
        "partial_npv_musd": here,
        "best_plan": np.where(np.isnan(here + whole), "", plans),
    }


def _portfolio(
    frame: pd.DataFrame,
    whole: BillOfQuantities,
    all_in: SimulationResult,
    chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    assumed: Assumptions,
) -> dict[str, Any]:
    """Sum the ranked sites but those rebuilt already; the percentiles are of the sum."""
    ranked, dark = chosen
    summed = ranked & ~dark
    counted = frame["profile_status"][ranked].value_counts()
    drawn = {"musd": all_in.portfolio_musd, "npv_musd": all_in.portfolio_npv_musd}
    return {
        "sites": int(summed.sum()),
        "rebuilt": int((ranked & dark).sum()),
        "gross_mw": float(whole.size.gross_mw[summed].sum()),
        "it_mw": float(whole.size.it_mw.base[summed].sum()),
        "usd_year": assumed.usd_year,
        "statuses": {name: int(counted.get(name, 0)) for name in STATUSES},
        **{
            f"p{percent}_{name}": float(value)
            for name, values in drawn.items()
            for percent, value in zip(PERCENTS, np.percentile(values, PERCENTS), strict=True)
        },
    }
