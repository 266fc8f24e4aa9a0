"""Data hall packages: power, cooling and building, beyond what a mine's sheds offer.

Each function measures one package at every site: ``ConversionCase -> Gap``, arrays ``(n_sites,)``
in the package's unit (``PACKAGES``), without errors; a quantity that no source states is unknown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.gap_analysis import (
    ConversionCase,
    Gap,
    already_built,
    measure_gap,
    share_range,
)
from screening.conversion.sizing import Interval, shortfall, unknown_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WATER = re.compile(r"-W(\d+)")
LIQUID = ("DTC", "IMM")
"""Prefixes of the names of cooling designs whose liquid reaches the chips."""


def generators(case: ConversionCase) -> Gap:
    """Backup generation, where the tenant requires it."""
    required = case.it_mw.scaled(float(case.requirements.backup_generation))
    return _plant(case, required, "generators_mw", "backup_generation")


def ups(case: ConversionCase) -> Gap:
    """UPS and batteries."""
    required = case.redundant(case.requirements.power_redundancy)
    return _plant(case, required, "ups_mw", "power_redundancy")


def distribution(case: ConversionCase) -> Gap:
    """Switchgear, busway and PDUs; a mine's are reusable in part."""
    required = case.redundant(case.requirements.power_redundancy)
    reusable = share_range(required, *case.assumptions.numbers["reusable_fraction"].bounds)
    return _plant(case, required, "distribution_mw", "power_redundancy", reusable)


def cooling_plant(case: ConversionCase) -> Gap:
    """Dry coolers or towers and facility water; at best, a mine's are reusable in part."""
    required = case.redundant(case.requirements.cooling_redundancy)
    at_best = case.assumptions.numbers["reusable_fraction"].high
    reusable = share_range(required, 0, 0, at_best)
    return _plant(case, required, "cooling_mw", "cooling_redundancy", reusable)


def coolant_distribution_units(case: ConversionCase) -> Gap:
    """Coolant distribution units, where liquid reaches the racks."""
    return _plant(case, case.it_mw.scaled(_is_liquid(case)), "cdu_mw", "rack_kw")


def trim_chillers(case: ConversionCase) -> Gap:
    """Chillers, where the cooling design's water is warmer than the racks accept."""
    water = _water_c(case)
    liquid = _is_liquid(case)
    required = case.it_mw.scaled((water > case.requirements.facility_water_c) * liquid)
    no_design = np.isnan(water)
    gap = unknown_interval(case.it_mw.scaled(liquid)).where(no_design, required)
    unknown = no_design & (gap.high > 0)
    existing = np.where(no_design, np.nan, 0.0)
    reason = "cooling_design is not known"
    return Gap(existing, gap, gap, gap, unknown, reason, "facility_water_c")


def shell(case: ConversionCase) -> Gap:
    """Halls; only a part of a mine's sheds is reusable."""
    required = case.it_mw.scaled(case.requirements.floor_m2_per_mw)
    reusable = reusable_floor_m2(case)
    gap = shortfall(required, reusable)
    unknown = np.isnan(case.facts.number("building_m2"))
    existing = np.where(unknown, np.nan, reusable.base)
    reason = "building_m2 is not known"
    at_mine = Gap(existing, required, gap, gap, unknown, reason, "floor_m2_per_mw")
    return already_built(case, "building_m2", at_mine)


def floor(case: ConversionCase) -> Gap:
    """Strengthened slabs of the reusable floor."""
    reusable = reusable_floor_m2(case)
    capacity = case.facts.number("floor_kpa")
    weak = capacity < case.requirements.floor_kpa
    none = Interval.exact(np.zeros(case.facts.count))
    no_capacity = np.isnan(capacity)
    gap = unknown_interval(reusable).where(no_capacity, reusable.where(weak, none))
    existing = np.where(no_capacity, np.nan, np.where(weak, 0.0, reusable.base))
    unknown = no_capacity & (gap.high > 0)
    return Gap(existing, reusable, gap, gap, unknown, "floor_kpa is not known", "floor_kpa")


def demolition(case: ConversionCase) -> Gap:
    """Sheds to be demolished, in proportion to the converted share of the site."""
    facts, size = case.facts, case.size
    share = np.minimum(size.gross_mw / np.fmax(size.grid_mw, 1e-9), 1.0)
    share = np.where(np.isnan(size.grid_mw), 1.0, share) * facts.is_mine
    stated = facts.number("building_m2")
    reusable = case.assumptions.numbers["reusable_fraction"]
    area = Interval.exact(stated).where(~np.isnan(stated), _sheds_m2(case))
    # the more is reusable, the less is demolished: low takes the high share
    removed = area.times(
        (1 - reusable.high) * share, (1 - reusable.base) * share, (1 - reusable.low) * share
    )
    unknown = np.isnan(stated) & (removed.high > 0)
    existing = np.where(np.isnan(stated), np.nan, 0.0)
    reason = "building_m2 is not known"
    return Gap(existing, removed, removed, removed, unknown, reason, "floor_m2_per_mw")


def reusable_floor_m2(case: ConversionCase) -> Interval:
    """Existing floor that the hall can use [m²].

    Parameters
    ----------
    case : ConversionCase, with ``building_m2`` where known

    Returns
    -------
    Interval; the reusable share of a mine's floor, all of other sites'; where the area is
        unknown, that share of a typical mine's
    """
    stated = case.facts.number("building_m2")
    required = case.it_mw.scaled(case.requirements.floor_m2_per_mw)
    share = case.assumptions.numbers["reusable_fraction"]
    mine = case.facts.is_mine
    known = Interval.exact(stated).times(*share.bounds).where(mine, Interval.exact(stated))
    typical = _sheds_m2(case).times(*share.bounds)
    if_unknown = typical.where(mine, unknown_interval(required))
    reusable = known.where(~np.isnan(stated), if_unknown)
    return Interval(*(np.minimum(area, required.high) for area in reusable.bounds))


def _sheds_m2(case: ConversionCase) -> Interval:
    """Floor of a typical mine of the site's power [m²]."""
    power = np.where(np.isnan(case.size.grid_mw), case.size.gross_mw, case.size.grid_mw)
    return Interval.exact(power).times(*case.assumptions.numbers["mine_floor_m2_per_mw"].bounds)


def _plant(
    case: ConversionCase,
    required: Interval,
    column: str,
    requirement: str,
    reusable: Interval | None = None,
) -> Gap:
    """Measure plant of which a mine has none, or a reusable part."""
    stated = case.facts.number(column)
    mine = case.facts.is_mine
    if reusable is None:  # a mine is known to have no UPS, no generators and no liquid cooling
        existing, if_unknown = np.where(np.isnan(stated) & mine, 0.0, stated), None
    else:
        existing, if_unknown = stated, reusable.where(mine, unknown_interval(required))
    at_mine = measure_gap(
        required,
        existing,
        if_unknown=if_unknown,
        reason=f"{column} is not known",
        requirement=requirement,
    )
    return already_built(case, column, at_mine)


def _is_liquid(case: ConversionCase) -> NDArray[np.float64]:
    """1 where the racks are too dense for air, or the cooling design is a liquid one, else 0."""
    dense = case.requirements.rack_kw > case.assumptions.number("air_rack_kw")
    designs = [str(design).startswith(LIQUID) for design in case.facts.text("cooling_design")]
    return np.array([float(dense or liquid) for liquid in designs])


def _water_c(case: ConversionCase) -> NDArray[np.float64]:
    """Facility water of the cooling design [°C]; NaN where unknown, 0 for designs that chill it."""
    temperatures = []
    for design in case.facts.text("cooling_design"):
        w_class = _WATER.search(str(design))
        chilled = bool(design) and not str(design).startswith(LIQUID)
        temperature = 0.0 if chilled else np.nan
        temperatures.append(float(w_class.group(1)) if w_class else temperature)
    return np.array(temperatures, dtype=float)
