"""Packages of the hall itself: what a mine's sheds lack of a data center.

Each function measures one package at every site: ``Case -> Gap``, arrays ``(n_sites,)`` in
the package's unit (``PACKAGES``), never an error, unknown where nothing says.
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
"""Cooling designs whose loop reaches the chips."""


def generators(case: ConversionCase) -> Gap:
    """Backup generation; none where the tenant asks for none."""
    on = float(case.requirements.backup_generation)
    return _plant(case, case.it_mw.times(on, on, on), "generators_mw", "backup_generation")


def ups(case: ConversionCase) -> Gap:
    """UPS and batteries."""
    needs = case.redundant(case.requirements.power_redundancy)
    return _plant(case, needs, "ups_mw", "power_redundancy")


def distribution(case: ConversionCase) -> Gap:
    """Switchgear, busway and PDUs; a mine's are reusable in part."""
    needs = case.redundant(case.requirements.power_redundancy)
    kept = share_range(needs, *case.assumptions.numbers["reusable_fraction"].bounds)
    return _plant(case, needs, "distribution_mw", "power_redundancy", kept)


def cooling_plant(case: ConversionCase) -> Gap:
    """Dry coolers or towers, facility water; at best a mine's are reusable in part."""
    needs = case.redundant(case.requirements.cooling_redundancy)
    most = case.assumptions.numbers["reusable_fraction"].high
    return _plant(case, needs, "cooling_mw", "cooling_redundancy", share_range(needs, 0, 0, most))


def coolant_distribution_units(case: ConversionCase) -> Gap:
    """Coolant distribution units, where liquid reaches the racks."""
    return _plant(case, case.it_mw.times(*[_liquid(case)] * 3), "cdu_mw", "rack_kw")


def trim_chillers(case: ConversionCase) -> Gap:
    """Chillers, where the chosen design's water is warmer than the racks take."""
    water = _water_c(case)
    liquid = _liquid(case)
    colder = (water > case.requirements.facility_water_c) * liquid
    needs = case.it_mw.times(colder, colder, colder)
    dark = np.isnan(water)
    doubt = unknown_interval(case.it_mw.times(liquid, liquid, liquid))
    gap = doubt.where(dark, needs)
    unknown = dark & (gap.high > 0)
    has = np.where(dark, np.nan, 0.0)
    return Gap(has, gap, gap, gap, unknown, "cooling_design is not known", "facility_water_c")


def shell(case: ConversionCase) -> Gap:
    """Halls; of a mine's sheds only a part is kept."""
    needs = case.it_mw.times(*[case.requirements.floor_m2_per_mw] * 3)
    kept = reusable_floor_m2(case)
    gap = shortfall(needs, kept)
    dark = np.isnan(case.facts.number("building_m2"))
    has = np.where(dark, np.nan, kept.base)
    measured = Gap(has, needs, gap, gap, dark, "building_m2 is not known", "floor_m2_per_mw")
    return already_built(case, "building_m2", measured)


def floor(case: ConversionCase) -> Gap:
    """Strengthened slabs under what is kept."""
    kept = reusable_floor_m2(case)
    carries = case.facts.number("floor_kpa")
    zero = np.zeros(case.facts.count)
    weak = kept.where(carries < case.requirements.floor_kpa, Interval.of(zero))
    dark = np.isnan(carries)
    gap = unknown_interval(kept).where(dark, weak)
    has = np.where(dark, np.nan, np.where(carries < case.requirements.floor_kpa, 0.0, kept.base))
    unknown = dark & (gap.high > 0)
    return Gap(has, kept, gap, gap, unknown, "floor_kpa is not known", "floor_kpa")


def demolition(case: ConversionCase) -> Gap:
    """Sheds that make way, in proportion to what is converted."""
    facts, size = case.facts, case.size
    part = np.minimum(size.gross_mw / np.fmax(size.grid_mw, 1e-9), 1.0)
    part = np.where(np.isnan(size.grid_mw), 1.0, part) * facts.is_mine
    told = facts.number("building_m2")
    kept = case.assumptions.numbers["reusable_fraction"]
    sheds = _sheds_m2(case)
    area = Interval.of(told).where(~np.isnan(told), sheds)
    going = area.times((1 - kept.high) * part, (1 - kept.base) * part, (1 - kept.low) * part)
    dark = np.isnan(told) & (going.high > 0)
    has = np.where(np.isnan(told), np.nan, 0.0)
    return Gap(has, going, going, going, dark, "building_m2 is not known", "floor_m2_per_mw")


def reusable_floor_m2(case: ConversionCase) -> Interval:
    """Floor of the site that the hall can use [m²].

    Parameters
    ----------
    case : ConversionCase, with ``building_m2`` where known

    Returns
    -------
    Interval; of a mine the reusable share, of other sites all; where the area is not known,
        that share of a usual mine's
    """
    told = case.facts.number("building_m2")
    needs = case.it_mw.times(*[case.requirements.floor_m2_per_mw] * 3)
    share = case.assumptions.numbers["reusable_fraction"]
    mine = case.facts.is_mine
    known = Interval.of(told).times(*share.bounds).where(mine, Interval.of(told))
    guess = _sheds_m2(case).times(*share.bounds)
    guess = guess.where(mine, unknown_interval(needs))
    kept = known.where(~np.isnan(told), guess)
    return Interval(*(np.minimum(end, needs.high) for end in kept.bounds))


def _sheds_m2(case: ConversionCase) -> Interval:
    """Span the floor of a usual mine of that power [m²]."""
    power = np.where(np.isnan(case.size.grid_mw), case.size.gross_mw, case.size.grid_mw)
    return Interval.of(power).times(*case.assumptions.numbers["mine_floor_m2_per_mw"].bounds)


def _plant(
    case: ConversionCase, needs: Interval, column: str, line: str, kept: Interval | None = None
) -> Gap:
    """Plant that a mine has none of, or of which it has a part worth keeping."""
    told = case.facts.number(column)
    mine = case.facts.is_mine
    why = f"{column} is not known"
    if kept is None:  # a mine has no UPS, no generators, no liquid: that is known
        has = np.where(np.isnan(told) & mine, 0.0, told)
        return already_built(case, column, measure_gap(needs, has, why=why, line=line))
    guess = kept.where(mine, unknown_interval(needs))
    return already_built(case, column, measure_gap(needs, told, guess=guess, why=why, line=line))


def _liquid(case: ConversionCase) -> NDArray[np.float64]:
    """Give 1 where the racks are too dense for air, or the cooling design is a liquid one."""
    dense = case.requirements.rack_kw > case.assumptions.number("air_rack_kw")
    designs = [str(design).startswith(LIQUID) for design in case.facts.text("cooling_design")]
    return np.array([float(dense or liquid) for liquid in designs])


def _water_c(case: ConversionCase) -> NDArray[np.float64]:
    """Facility water of the cooling design [°C]; NaN where it is not known."""
    found = []
    for design in case.facts.text("cooling_design"):
        warm = _WATER.search(str(design))
        cold = bool(design) and not str(design).startswith(LIQUID)
        found.append(float(warm.group(1)) if warm else 0.0 if cold else np.nan)
    return np.array(found, dtype=float)
