"""Packages between the site and the world: grid, fiber, water, land.

Each function measures one package at every site: ``Case -> Gap``, arrays ``(n_sites,)`` in
the package's unit (``PACKAGES``), never an error, unknown where nothing says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screening.conversion import grid_expansion_cost
from screening.conversion.gap_analysis import ConversionCase, Gap, measure_gap
from screening.conversion.sizing import (
    FactTable,
    Interval,
    fill_unknown,
    shortfall,
    unknown_interval,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOURS_PER_DAY = 24.0
DRY = ("-dry", "ACC")
"""Ends of the names of cooling designs that evaporate nothing."""


def firm_capacity_package(case: ConversionCase) -> Gap:
    """Grid power that must no longer be curtailable."""
    on_site = np.fmin(case.size.gross_mw, case.size.grid_mw)
    share = case.requirements.firm_fraction
    needs = Interval.of(on_site).times(share, share, share)
    has = firm_mw(case.facts)
    return measure_gap(needs, has, why="firm_mw is not known", line="firm_fraction")


def firm_mw(facts: FactTable) -> NDArray[np.float64]:
    """Give the firm power that is known [MW].

    The power waterfall assumes a share where a site states none: that is not known.
    """
    told = facts.number("firm_mw")
    if "lost_curtailable_mw" not in facts.frame:
        return told
    return np.where(np.isnan(facts.number("firm_fraction")), np.nan, told)


def grid_expansion_package(case: ConversionCase) -> Gap:
    """Grid power beyond what the site has."""
    has = case.size.grid_mw
    needs = Interval.of(case.size.gross_mw)
    lacking = measure_gap(needs, has, why="grid_mw is not known", line="it_mw")
    cost = _expansion_musd(case, lacking.gap)
    half = Interval(np.zeros_like(cost.low), cost.base / 2, cost.high)
    bought = half.where(lacking.unknown, cost)
    return Gap(has, needs, lacking.gap, bought, lacking.unknown, lacking.why, lacking.requirement)


def _expansion_musd(case: ConversionCase, gap: Interval) -> Interval:
    """Take the factor's cost; a connection for more than is needed is a bound from above."""
    facts = case.facts
    told = Interval(
        *(facts.number(name) for name in ("upgrade_musd_low", "upgrade_musd", "upgrade_musd_high"))
    )
    derived = grid_expansion_cost.expansion_musd(
        gap.high,
        case.size.gross_mw,
        facts.number("substation_distance_km"),
        facts.number("substation_precision_km"),
        case.assumptions.number("tie_line_km_most"),
    )
    asked, gross = facts.number("asked_mw"), case.size.gross_mw  # what the upgrade is sized for
    given = ~np.isnan(told.low + told.base + told.high) & (gap.high > 0) & ~(asked < gross)
    least = Interval(*(np.fmin(*pair) for pair in zip(told.bounds, derived.bounds, strict=True)))
    return least.where(given & (asked > gross), told.where(given, derived))


def transformers(case: ConversionCase) -> Gap:
    """Measure main transformers with their spare; those of an added connection come with it."""
    assumed, size = case.assumptions, case.size
    factor = assumed.number("power_factor")
    carried = size.gross_mw / factor
    spare = np.full_like(carried, assumed.number("transformer_unit_mva"))
    extra = {"N": 0.0 * carried, "N+1": spare, "2N": np.maximum(carried, spare)}
    needs = Interval.of(carried + extra[case.requirements.power_redundancy])
    on_site = np.where(np.isnan(size.grid_mw), 0.0, np.fmin(size.grid_mw, size.gross_mw))
    added = np.where(np.isnan(size.grid_mw), 0.0, size.gross_mw - on_site) / factor
    has = case.facts.number("transformers_mva") + added
    at_least = on_site / factor + added
    guess = Interval(at_least, at_least, needs.high)
    dark = np.isnan(size.grid_mw)
    return measure_gap(
        needs,
        has,
        guess=unknown_interval(needs).where(dark, guess),
        why="transformers_mva is not known",
        line="power_redundancy",
    )


def first_lateral(case: ConversionCase) -> Gap:
    """Fiber from the nearest route to the hall; as uncertain as the distance to it."""
    facts = case.facts
    wanted = float(case.requirements.diverse_routes_count >= 1)
    told = facts.number("fiber_lateral_km")
    straight = np.nan_to_num(facts.number("fiber_precision_km"))
    margin = facts.number("fiber_lateral_precision_km")  # with that of the route factor in it
    margin = np.where(np.isnan(margin), straight * case.assumptions.number("route_factor"), margin)
    most = np.full_like(told, case.assumptions.number("lateral_km_most"))
    length = Interval(np.maximum(told - margin, 0.0), told, told + margin)
    needs = length.where(~np.isnan(told), unknown_interval(Interval.of(most)))
    needs = needs.times(wanted, wanted, wanted)
    entrances = facts.number("fiber_entrances_count")
    zero = np.zeros_like(told)
    rebuilt = facts.under_way | ~facts.is_mine
    perhaps = np.isnan(entrances) & rebuilt  # it may have its fiber by now
    gap = Interval(np.where(perhaps, 0.0, needs.low), needs.base, needs.high)
    gap = Interval.of(zero).where(entrances >= 1, gap)
    unknown = (gap.low <= 0) & (gap.high > 0)
    has = np.where(entrances >= 1, needs.base, np.where(unknown, np.nan, 0.0))
    why = "the way to the nearest fiber route is not known well"
    return Gap(has, needs, gap, gap, unknown, why, "diverse_routes_count")


def second_lateral(case: ConversionCase) -> Gap:
    """Laterals on other ways, as many as routes are lacking once the first is built."""
    facts = case.facts
    asked = float(case.requirements.diverse_routes_count)
    beyond = max(asked - 1.0, 0.0)
    routes = np.fmax(facts.number("disjoint_routes_count"), facts.number("fiber_entrances_count"))
    lacking = fill_unknown(
        np.maximum(asked - np.maximum(routes, 1.0), 0.0),
        unknown_interval(Interval.of(np.full(facts.count, beyond))),
    )
    told = facts.number("second_lateral_km")
    most = case.assumptions.number("lateral_km_most")
    first = np.minimum(np.nan_to_num(facts.number("fiber_lateral_km")), most)
    length = fill_unknown(told, Interval(first, (first + most) / 2, np.full_like(first, most)))
    gap = lacking.times(*length.bounds)
    dark = np.isnan(routes) | (np.isnan(told) & (lacking.high > 0))
    unknown = dark & (gap.high > 0)
    has = np.where(unknown, np.nan, 0.0)
    why = "diverse routes or the way of a second lateral are not known"
    return Gap(has, gap, gap, gap, unknown, why, "diverse_routes_count")


def carriers(case: ConversionCase) -> Gap:
    """Carriers still to be brought in; those that layers name are a lower bound."""
    facts = case.facts
    count = np.full(facts.count, float(case.requirements.carriers_count))
    told = facts.number("carriers_count")
    named = facts.number("fiber_providers_within_10km_count")
    bound = Interval(named, named, np.fmax(named, count))
    guess = bound.where(~np.isnan(named), unknown_interval(Interval.of(count)))
    enough = np.isnan(told) & (named >= count)
    return measure_gap(
        Interval.of(count),
        np.where(enough, named, told),
        guess=guess,
        why="carriers_count is not known; carriers that layers name are a lower bound",
        line="carriers_count",
    )


def water(case: ConversionCase) -> Gap:
    """Supply for a cooling design that evaporates."""
    facts = case.facts
    it_mw = case.it_mw
    told = facts.number("water_peak_m3_per_day")
    site = facts.number("it_mw")
    scale = np.divide(it_mw.base, site, out=np.ones(len(site)), where=site > 0)
    wet = HOURS_PER_DAY * case.assumptions.number("water_l_per_kwh")
    dry = is_dry_cooled(facts)
    guess = unknown_interval(it_mw.times(wet, wet, wet))
    needs = fill_unknown(np.where(np.isnan(told) & dry, 0.0, told * scale), guess)
    has = facts.number("water_m3_per_day")
    taken = fill_unknown(has, unknown_interval(needs))
    gap = shortfall(needs, taken)
    unknown = np.isnan(has) & (gap.high > 0)
    why = "water_m3_per_day is not known"
    return Gap(has, needs, gap, gap, unknown, why, "water_l_per_kwh_maximum")


def is_dry_cooled(facts: FactTable) -> NDArray[np.bool_]:
    """Tell where the cooling design is known to use no water."""
    designs = [str(design) for design in facts.text("cooling_design")]
    return np.array([design.endswith(DRY) for design in designs], dtype=bool)


def land_package(case: ConversionCase) -> Gap:
    """Land around what the site has."""
    area = case.requirements.land_ha_per_mw
    needs = Interval.of(case.size.gross_mw).times(area, area, area)
    return measure_gap(
        needs, case.facts.number("land_ha"), why="land_ha is not known", line="land_ha_per_mw"
    )
