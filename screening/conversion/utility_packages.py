"""Utility packages: grid, transformers, fiber, water and land.

Each function measures one package at every site: ``ConversionCase -> Gap``, arrays ``(n_sites,)``
in the package's unit (``PACKAGES``), without errors; a quantity that no source states is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.catalog.stated_facts import is_stated
from screening.conversion import grid_expansion_cost
from screening.conversion.gap_analysis import ConversionCase, Gap, measure_gap
from screening.conversion.sizing import (
    FactTable,
    Interval,
    fill_unknown,
    unknown_interval,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOURS_PER_DAY = 24.0
DRY = ("-dry", "ACC")
"""Suffixes of the names of cooling designs that evaporate no water."""


def firm_capacity_package(case: ConversionCase) -> Gap:
    """Grid power to be made firm, that is not curtailable."""
    on_site = np.fmin(case.size.gross_mw, case.size.grid_mw)
    required = Interval.exact(on_site).scaled(case.requirements.firm_fraction)
    return measure_gap(
        required,
        firm_mw(case.facts),
        reason="firm_mw is not known",
        requirement="firm_fraction",
    )


def firm_mw(facts: FactTable) -> NDArray[np.float64]:
    """Firm power that is known [MW].

    The power chain assumes a firm share where a site states none: for the build list that is
    unknown.
    """
    stated = facts.number("firm_mw")
    if "lost_curtailable_mw" not in facts.frame:  # no power chain: the site states it
        return stated
    assumed = np.isnan(facts.number("firm_fraction")) & ~is_stated(facts.frame, "firm_mw")
    return np.where(assumed, np.nan, stated)


def grid_expansion_package(case: ConversionCase) -> Gap:
    """Grid power beyond the existing connection, purchased in million USD."""
    required = Interval.exact(case.size.gross_mw)
    gap = measure_gap(
        required, case.size.grid_mw, reason="grid_mw is not known", requirement="it_mw"
    )
    cost = _expansion_musd(case, gap.gap)
    if_unknown = Interval(np.zeros_like(cost.low), cost.base / 2, cost.high)
    purchased = if_unknown.where(gap.unknown, cost)
    return Gap(gap.existing, required, gap.gap, purchased, gap.unknown, gap.reason, gap.requirement)


def _expansion_musd(case: ConversionCase, gap: Interval) -> Interval:
    """Cost by the grid factors, else derived here.

    The factors price a connection for ``asked_mw``: one for less than the site requires cannot be
    used, one for more is an upper bound, so that the lower of the two costs applies. Of a cost that
    is known by its low and high end only, halfway between them is the base, so that the samples are
    uniform between them.
    """
    facts = case.facts
    low, stated, high = (
        facts.number(name) for name in ("upgrade_musd_low", "upgrade_musd", "upgrade_musd_high")
    )
    by_factor = Interval(low, np.where(np.isnan(stated), (low + high) / 2, stated), high)
    derived = grid_expansion_cost.expansion_musd(
        gap.high,
        case.size.gross_mw,
        facts.bounds("substation_distance_km"),
        facts.number("substation_precision_km"),
        case.assumptions.number("tie_line_km_most"),
    )
    priced_mw, gross = facts.number("asked_mw"), case.size.gross_mw
    priced = ~np.isnan(by_factor.low + by_factor.base + by_factor.high)
    priced &= (gap.high > 0) & ~(priced_mw < gross)
    pairs = zip(by_factor.bounds, derived.bounds, strict=True)
    lower = Interval(*(np.fmin(*pair) for pair in pairs))
    return lower.where(priced & (priced_mw > gross), by_factor.where(priced, derived))


def transformers(case: ConversionCase) -> Gap:
    """Measure main transformers and the spare; an added connection includes its own."""
    assumptions, size = case.assumptions, case.size
    factor = assumptions.number("power_factor")
    load_mva = size.gross_mw / factor
    spare = np.full_like(load_mva, assumptions.number("transformer_unit_mva"))
    extra = {"N": 0.0 * load_mva, "N+1": spare, "2N": np.maximum(load_mva, spare)}
    required = Interval.exact(load_mva + extra[case.requirements.power_redundancy])
    no_grid_mw = np.isnan(size.grid_mw)
    on_site = np.where(no_grid_mw, 0.0, np.fmin(size.grid_mw, size.gross_mw))
    added = np.where(no_grid_mw, 0.0, size.gross_mw - on_site) / factor
    # at least what carries today's load exists; whether a spare does is unknown
    at_least = on_site / factor + added
    if_unknown = Interval(at_least, at_least, required.high)
    return measure_gap(
        required,
        case.facts.number("transformers_mva") + added,
        if_unknown=unknown_interval(required).where(no_grid_mw, if_unknown),
        reason="transformers_mva is not known",
        requirement="power_redundancy",
    )


def first_lateral(case: ConversionCase) -> Gap:
    """Fiber lateral from the nearest route to the hall, as uncertain as the distance to it."""
    facts = case.facts
    required = _lateral_length(case).scaled(float(case.requirements.diverse_routes_count >= 1))
    entrances = facts.number("fiber_entrances_count")
    converted = facts.is_converting | ~facts.is_mine
    may_exist = np.isnan(entrances) & converted
    gap = Interval(np.where(may_exist, 0.0, required.low), required.base, required.high)
    gap = Interval.exact(np.zeros(facts.count)).where(entrances >= 1, gap)
    unknown = (gap.low <= 0) & (gap.high > 0)
    existing = np.where(entrances >= 1, required.base, np.where(unknown, np.nan, 0.0))
    reason = "the way to the nearest fiber route is not known well"
    return Gap(existing, required, gap, gap, unknown, reason, "diverse_routes_count")


def _lateral_length(case: ConversionCase) -> Interval:
    """Length of the first lateral [route-km]."""
    facts = case.facts
    least, most = facts.bounds("fiber_lateral_km")
    straight = np.nan_to_num(facts.number("fiber_precision_km"))
    margin = facts.number("fiber_lateral_precision_km")  # includes that of the route factor
    margin = np.where(np.isnan(margin), straight * case.assumptions.number("route_factor"), margin)
    maximum = np.full_like(least, case.assumptions.number("lateral_km_most"))
    most = np.where(np.isposinf(most), np.fmax(least, maximum), most)
    length = Interval(np.maximum(least - margin, 0.0), (least + most) / 2, most + margin)
    return length.where(~np.isnan(least), unknown_interval(Interval.exact(maximum)))


def second_lateral(case: ConversionCase) -> Gap:
    """Diverse laterals, as many as routes are missing once the first is built."""
    facts = case.facts
    required_count = float(case.requirements.diverse_routes_count)
    routes = np.fmax(facts.number("disjoint_routes_count"), facts.number("fiber_entrances_count"))
    missing_routes = fill_unknown(
        np.maximum(required_count - np.maximum(routes, 1.0), 0.0),
        unknown_interval(Interval.exact(np.full(facts.count, max(required_count - 1.0, 0.0)))),
    )
    stated = facts.number("second_lateral_km")
    maximum = case.assumptions.number("lateral_km_most")
    first = np.minimum(np.nan_to_num(facts.bounds("fiber_lateral_km")[0]), maximum)
    if_unknown = Interval(first, (first + maximum) / 2, np.full_like(first, maximum))
    gap = missing_routes.times(*fill_unknown(stated, if_unknown).bounds)
    no_data = np.isnan(routes) | (np.isnan(stated) & (missing_routes.high > 0))
    unknown = no_data & (gap.high > 0)
    existing = np.where(unknown, np.nan, 0.0)
    reason = "diverse routes or the way of a second lateral are not known"
    return Gap(existing, gap, gap, gap, unknown, reason, "diverse_routes_count")


def carriers(case: ConversionCase) -> Gap:
    """Carriers to be connected; those that layers name are a lower bound of the existing."""
    facts = case.facts
    count = np.full(facts.count, float(case.requirements.carriers_count))
    stated = facts.number("carriers_count")
    named, _ = facts.bounds("fiber_providers_within_10km_count")
    lower_bound = Interval(named, named, np.fmax(named, count))
    if_unknown = lower_bound.where(~np.isnan(named), unknown_interval(Interval.exact(count)))
    enough = np.isnan(stated) & (named >= count)
    return measure_gap(
        Interval.exact(count),
        np.where(enough, named, stated),
        if_unknown=if_unknown,
        reason="carriers_count is not known; carriers that layers name are a lower bound",
        requirement="carriers_count",
    )


def water(case: ConversionCase) -> Gap:
    """Water supply of a cooling design that evaporates, for its peak day."""
    facts, it_mw = case.facts, case.it_mw
    peak = facts.number("water_peak_m3_per_day")
    site_mw = facts.number("it_mw")
    scale = np.divide(it_mw.base, site_mw, out=np.ones(len(site_mw)), where=site_mw > 0)
    # L/kWh × MW × 24 h is m³/day
    evaporative = it_mw.scaled(HOURS_PER_DAY * case.assumptions.number("water_l_per_kwh"))
    dry = np.isnan(peak) & is_dry_cooled(facts)
    required = fill_unknown(np.where(dry, 0.0, peak * scale), unknown_interval(evaporative))
    return measure_gap(
        required,
        facts.number("water_m3_per_day"),
        reason="water_m3_per_day is not known",
        requirement="water_l_per_kwh_maximum",
    )


def is_dry_cooled(facts: FactTable) -> NDArray[np.bool_]:
    """Whether the cooling design is known to use no water."""
    designs = [str(design) for design in facts.text("cooling_design")]
    return np.array([design.endswith(DRY) for design in designs], dtype=bool)


def land_package(case: ConversionCase) -> Gap:
    """Land beyond that of the site."""
    required = Interval.exact(case.size.gross_mw).scaled(case.requirements.land_ha_per_mw)
    return measure_gap(
        required,
        case.facts.number("land_ha"),
        reason="land_ha is not known",
        requirement="land_ha_per_mw",
    )
