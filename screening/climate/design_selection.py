"""Which cooling design a site gets: what racks and limits allow, then the best peak PUE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from screening.climate.designs import AIR_DESIGNS, DESIGNS, FACILITY_WATER_C

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screening.climate.cooling_metrics import AnnualPerformance

    Floats = NDArray[np.float64]

BEST = "best"
"""In place of a design's name: choose."""
MAX_AIR_RACK_KW = 40.0
"""Densest rack that air alone cools [kW]; STL Partners (2026): near 40 kW."""
ALIKE_PUE = 0.01
"""Peak PUEs this close count as alike [-]: the climate tiers themselves are off by as much."""
ALIKE_WATER_L_PER_KWH = 0.1
"""Mean water uses this close count as alike [L/kWh] (judgement)."""


@dataclass(frozen=True)
class CoolingLimits:
    """What the tenant's racks and the site allow.

    Parameters
    ----------
    rack_kw : float [kW], density
    rack_water_class : str, warmest facility water that the racks take: ``W32 W40 W45``, or
        ``none`` for racks that are cooled by air
    immersion_allowed, evaporative_allowed : bool
    """

    rack_kw: float = 132.0
    rack_water_class: str = "W40"
    immersion_allowed: bool = False
    evaporative_allowed: bool = False


def uses_evaporation(design: str) -> bool:
    """Tell whether a design uses water.

    Parameters
    ----------
    design : str

    Returns
    -------
    bool

    Examples
    --------
    >>> [uses_evaporation(design) for design in ("ACC", "DAE", "DTC-W40-dry", "IMM-W45-tower")]
    [False, True, False, True]
    """
    return not (design == "ACC" or design.endswith("-dry"))


def admissible_designs(limits: CoolingLimits) -> tuple[str, ...]:
    """Name the designs that racks and limits allow.

    Parameters
    ----------
    limits : CoolingLimits

    Returns
    -------
    tuple of str, in the order of ``DESIGNS``; empty where nothing does, as dense racks
    without liquid

    Examples
    --------
    >>> admissible_designs(CoolingLimits())
    ('DTC-W32-dry', 'DTC-W40-dry')
    >>> limits = CoolingLimits(rack_kw=15, rack_water_class="none", evaporative_allowed=True)
    >>> admissible_designs(limits)
    ('DAE', 'IEC', 'WSE', 'ACC', 'ADC')
    """
    return tuple(
        design
        for design in DESIGNS
        if _fits_racks(design, limits)
        and (limits.evaporative_allowed or not uses_evaporation(design))
    )


def _fits_racks(design: str, limits: CoolingLimits) -> bool:
    if design in AIR_DESIGNS:
        return limits.rack_kw <= MAX_AIR_RACK_KW
    kind, water, _ = design.split("-")
    if kind == "IMM" and not limits.immersion_allowed:
        return False
    warmest = FACILITY_WATER_C.get(limits.rack_water_class, -np.inf)
    return FACILITY_WATER_C[water] <= warmest


def select_designs(
    performance: Mapping[str, AnnualPerformance], dry_only: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Choose each site's design.

    The one with the least peak PUE, as it leaves most of the grid's megawatts to the
    racks; of those within 0.01 of it the one that uses least water; of those within
    0.1 L/kWh of that the one with the least mean PUE, and of equal ones the warmest water.

    Parameters
    ----------
    performance : mapping of design to AnnualPerformance
    dry_only : ndarray of bool, (n_sites,), where nothing may evaporate

    Returns
    -------
    ndarray of int, (n_sites,), position in ``performance``; -1 where no design is
    allowed or the climate is not known
    """
    designs = list(performance)
    peak, water, mean = (
        np.stack([getattr(performance[d], name) for d in designs], axis=1)
        for name in ("pue_peak", "wue_mean_l_per_kwh", "pue_mean")
    )
    wet = np.array([uses_evaporation(design) for design in designs])
    barred = np.isnan(peak) | (wet[None, :] & dry_only[:, None])
    peak = np.where(barred, np.inf, peak)
    least = peak.min(axis=1, keepdims=True)
    alike = np.isfinite(peak) & (peak <= least + ALIKE_PUE)
    water = np.where(alike, water, np.inf)
    alike &= water <= water.min(axis=1, keepdims=True) + ALIKE_WATER_L_PER_KWH
    worth = np.where(alike, np.round(mean, 3), np.inf)
    chosen = len(designs) - 1 - worth[:, ::-1].argmin(axis=1)  # the last of equal ones
    return np.where(np.isfinite(least[:, 0]), chosen, -1)


def selection_reasons(
    designs: Sequence[str], peaks: Floats, chosen: int, limits: CoolingLimits, *, dry_only: bool
) -> str:
    """Say in a sentence why a design was chosen.

    Parameters
    ----------
    designs : sequence of str
    peaks : ndarray, (n_designs,), their peak PUE
    chosen : int, position of the design
    limits : CoolingLimits
    dry_only : bool, whether nothing may evaporate at the site

    Returns
    -------
    str

    Examples
    --------
    >>> designs, peaks = ["DTC-W32-dry", "DTC-W40-dry"], np.array([1.278, 1.192])
    >>> selection_reasons(designs, peaks, 1, CoolingLimits(),
    ...     dry_only=False)
    'least peak PUE of 2 designs for W40 racks of 132 kW without evaporation; DTC-W32-dry 1.278'
    """
    open_to = [
        i
        for i, design in enumerate(designs)
        if np.isfinite(peaks[i]) and not (dry_only and uses_evaporation(design))
    ]
    racks = "air-cooled" if limits.rack_water_class == "none" else limits.rack_water_class
    if not limits.evaporative_allowed:
        water = "without evaporation"
    else:
        water = "without evaporation (water stress)" if dry_only else "with or without evaporation"
    others = sorted((float(peaks[i]), designs[i]) for i in open_to if i != chosen)
    least = not others or peaks[chosen] <= others[0][0]
    why = "least peak PUE" if least else f"least water within {ALIKE_PUE:g} of the least peak PUE"
    text = f"{why} of {len(open_to)} designs for {racks} racks of {limits.rack_kw:g} kW {water}"
    return "; ".join([text, *(f"{design} {peak:.3f}" for peak, design in others[:2])])
