"""Packages of the hall itself: what a mine's sheds lack of a data center.

Each function measures one package at every site: ``Case -> Need``, arrays ``(n_sites,)`` in
the package's unit (``PACKAGES``), never an error, unknown where nothing says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from screening.conversion.gap_analysis import Case, Need, begun, need, share_of
from screening.conversion.sizing import Span, nothing_to_all, shortfall

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WATER = re.compile(r"-W(\d+)")
LIQUID = ("DTC", "IMM")
"""Cooling designs whose loop reaches the chips."""


def generators(case: Case) -> Need:
    """Backup generation; none where the tenant asks for none."""
    on = float(case.asked.backup_generation)
    return _plant(case, case.it_mw.times(on, on, on), "generators_mw", "backup_generation")


def ups(case: Case) -> Need:
    """UPS and batteries."""
    needs = case.redundant(case.asked.power_redundancy)
    return _plant(case, needs, "ups_mw", "power_redundancy")


def distribution(case: Case) -> Need:
    """Switchgear, busway and PDUs; a mine's are reusable in part."""
    needs = case.redundant(case.asked.power_redundancy)
    kept = share_of(needs, *case.assumed.numbers["reusable_fraction"].ends)
    return _plant(case, needs, "distribution_mw", "power_redundancy", kept)


def cooling_plant(case: Case) -> Need:
    """Dry coolers or towers, facility water; at best a mine's are reusable in part."""
    needs = case.redundant(case.asked.cooling_redundancy)
    most = case.assumed.numbers["reusable_fraction"].high
    return _plant(case, needs, "cooling_mw", "cooling_redundancy", share_of(needs, 0, 0, most))


def cdus(case: Case) -> Need:
    """Coolant distribution units, where liquid reaches the racks."""
    return _plant(case, case.it_mw.times(*[_liquid(case)] * 3), "cdu_mw", "rack_kw")


def trim_chillers(case: Case) -> Need:
    """Chillers, where the chosen design's water is warmer than the racks take."""
    water = _water_c(case)
    liquid = _liquid(case)
    colder = (water > case.asked.facility_water_c) * liquid
    needs = case.it_mw.times(colder, colder, colder)
    dark = np.isnan(water)
    doubt = nothing_to_all(case.it_mw.times(liquid, liquid, liquid))
    gap = doubt.where(dark, needs)
    unknown = dark & (gap.high > 0)
    has = np.where(dark, np.nan, 0.0)
    return Need(has, gap, gap, gap, unknown, "cooling_design is not known", "facility_water_c")


def shell(case: Case) -> Need:
    """Halls; of a mine's sheds only a part is kept."""
    needs = case.it_mw.times(*[case.asked.floor_m2_per_mw] * 3)
    kept = kept_m2(case)
    gap = shortfall(needs, kept)
    dark = np.isnan(case.facts.number("building_m2"))
    has = np.where(dark, np.nan, kept.base)
    measured = Need(has, needs, gap, gap, dark, "building_m2 is not known", "floor_m2_per_mw")
    return begun(case, "building_m2", measured)


def floor(case: Case) -> Need:
    """Strengthened slabs under what is kept."""
    kept = kept_m2(case)
    carries = case.facts.number("floor_kpa")
    zero = np.zeros(case.facts.count)
    weak = kept.where(carries < case.asked.floor_kpa, Span.of(zero))
    dark = np.isnan(carries)
    gap = nothing_to_all(kept).where(dark, weak)
    has = np.where(dark, np.nan, np.where(carries < case.asked.floor_kpa, 0.0, kept.base))
    unknown = dark & (gap.high > 0)
    return Need(has, kept, gap, gap, unknown, "floor_kpa is not known", "floor_kpa")


def demolition(case: Case) -> Need:
    """Sheds that make way, in proportion to what is converted."""
    facts, size = case.facts, case.size
    part = np.minimum(size.gross_mw / np.fmax(size.grid_mw, 1e-9), 1.0)
    part = np.where(np.isnan(size.grid_mw), 1.0, part) * facts.is_mine
    told = facts.number("building_m2")
    kept = case.assumed.numbers["reusable_fraction"]
    sheds = _sheds_m2(case)
    area = Span.of(told).where(~np.isnan(told), sheds)
    going = area.times((1 - kept.high) * part, (1 - kept.base) * part, (1 - kept.low) * part)
    dark = np.isnan(told) & (going.high > 0)
    has = np.where(np.isnan(told), np.nan, 0.0)
    return Need(has, going, going, going, dark, "building_m2 is not known", "floor_m2_per_mw")


def kept_m2(case: Case) -> Span:
    """Floor of the site that the hall can use [m²].

    Parameters
    ----------
    case : Case, with ``building_m2`` where known

    Returns
    -------
    Span; of a mine the reusable share, of other sites all; where the area is not known,
        that share of a usual mine's
    """
    told = case.facts.number("building_m2")
    needs = case.it_mw.times(*[case.asked.floor_m2_per_mw] * 3)
    share = case.assumed.numbers["reusable_fraction"]
    mine = case.facts.is_mine
    known = Span.of(told).times(*share.ends).where(mine, Span.of(told))
    guess = _sheds_m2(case).times(*share.ends)
    guess = guess.where(mine, nothing_to_all(needs))
    kept = known.where(~np.isnan(told), guess)
    return Span(*(np.minimum(end, needs.high) for end in kept.ends))


def _sheds_m2(case: Case) -> Span:
    """Span the floor of a usual mine of that power [m²]."""
    power = np.where(np.isnan(case.size.grid_mw), case.size.gross_mw, case.size.grid_mw)
    return Span.of(power).times(*case.assumed.numbers["mine_floor_m2_per_mw"].ends)


def _plant(case: Case, needs: Span, column: str, line: str, kept: Span | None = None) -> Need:
    """Plant that a mine has none of, or of which it has a part worth keeping."""
    told = case.facts.number(column)
    mine = case.facts.is_mine
    why = f"{column} is not known"
    if kept is None:  # a mine has no UPS, no generators, no liquid: that is known
        has = np.where(np.isnan(told) & mine, 0.0, told)
        return begun(case, column, need(needs, has, why=why, line=line))
    guess = kept.where(mine, nothing_to_all(needs))
    return begun(case, column, need(needs, told, guess=guess, why=why, line=line))


def _liquid(case: Case) -> NDArray[np.float64]:
    """Give 1 where the racks are too dense for air, or the cooling design is a liquid one."""
    dense = case.asked.rack_kw > case.assumed.number("air_rack_kw")
    designs = [str(design).startswith(LIQUID) for design in case.facts.text("cooling_design")]
    return np.array([float(dense or liquid) for liquid in designs])


def _water_c(case: Case) -> NDArray[np.float64]:
    """Facility water of the cooling design [°C]; NaN where it is not known."""
    found = []
    for design in case.facts.text("cooling_design"):
        warm = _WATER.search(str(design))
        cold = bool(design) and not str(design).startswith(LIQUID)
        found.append(float(warm.group(1)) if warm else 0.0 if cold else np.nan)
    return np.array(found, dtype=float)
