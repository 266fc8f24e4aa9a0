"""Selection of a site's cooling design: admissible for racks and water, then by peak PUE."""

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
"""In place of a design's name: select one for each site."""
MAX_AIR_RACK_KW = 40.0
"""Densest rack that air alone cools [kW]; STL Partners (2026): near 40 kW."""
PUE_TOLERANCE = 0.01
"""Peak PUEs this close count as equal [-]: the error of the climate tiers is as large."""
WATER_TOLERANCE_L_PER_KWH = 0.1
"""Mean water uses this close count as equal [L/kWh] (judgement)."""
PUE_DECIMALS = 3
"""Mean PUEs that agree to this many decimals count as equal."""


@dataclass(frozen=True)
class CoolingLimits:
    """What the tenant's racks and the profile allow.

    Parameters
    ----------
    rack_kw : float [kW], density
    rack_water_class : str, warmest facility water that the racks accept: ``W32 W40 W45``, or
        ``none`` for air-cooled racks
    immersion_allowed, evaporative_allowed : bool
    """

    rack_kw: float = 132.0
    rack_water_class: str = "W40"
    immersion_allowed: bool = False
    evaporative_allowed: bool = False


def uses_evaporation(design: str) -> bool:
    """Check whether a design evaporates water.

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
    """List the designs that racks and limits allow.

    Parameters
    ----------
    limits : CoolingLimits

    Returns
    -------
    tuple of str, in the order of ``DESIGNS``; empty where none is, as for dense racks
        without liquid cooling

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
    """Select each site's design.

    Lexicographic with tolerances: the lowest peak PUE, as it leaves most of the grid's
    megawatts to the racks; among those within 0.01 of it the lowest water use; among those
    within 0.1 L/kWh of that the lowest mean PUE, and among equal ones the warmest water.

    Parameters
    ----------
    performance : mapping of design to AnnualPerformance
    dry_only : ndarray of bool, (n_sites,), where evaporation is not allowed

    Returns
    -------
    ndarray of int, (n_sites,), position in ``performance``; −1 where no design is allowed
        or the climate is unknown
    """
    designs = list(performance)
    peak, water, mean = (
        np.stack([getattr(performance[d], name) for d in designs], axis=1)
        for name in ("pue_peak", "wue_mean_l_per_kwh", "pue_mean")
    )
    evaporates = np.array([uses_evaporation(design) for design in designs])
    excluded = np.isnan(peak) | (evaporates[None, :] & dry_only[:, None])
    peak = np.where(excluded, np.inf, peak)
    min_peak = peak.min(axis=1, keepdims=True)
    tied = np.isfinite(peak) & (peak <= min_peak + PUE_TOLERANCE)
    water = np.where(tied, water, np.inf)
    tied &= water <= water.min(axis=1, keepdims=True) + WATER_TOLERANCE_L_PER_KWH
    rounded = np.where(tied, np.round(mean, PUE_DECIMALS), np.inf)
    # The last of equal ones: designs are in the order of rising water temperature.
    selected = len(designs) - 1 - rounded[:, ::-1].argmin(axis=1)
    return np.where(np.isfinite(min_peak[:, 0]), selected, -1)


def selection_reasons(
    designs: Sequence[str], peaks: Floats, selected: int, limits: CoolingLimits, *, dry_only: bool
) -> str:
    """Explain in a sentence why a design was selected.

    Parameters
    ----------
    designs : sequence of str
    peaks : ndarray, (n_designs,), their peak PUE
    selected : int, position of the design
    limits : CoolingLimits
    dry_only : bool, whether the site excludes evaporation

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
    allowed = [
        i
        for i, design in enumerate(designs)
        if np.isfinite(peaks[i]) and not (dry_only and uses_evaporation(design))
    ]
    racks = "air-cooled" if limits.rack_water_class == "none" else limits.rack_water_class
    if not limits.evaporative_allowed:
        water = "without evaporation"
    else:
        water = "without evaporation (water stress)" if dry_only else "with or without evaporation"
    alternatives = sorted((float(peaks[i]), designs[i]) for i in allowed if i != selected)
    is_lowest = not alternatives or peaks[selected] <= alternatives[0][0]
    reason = "least peak PUE"
    if not is_lowest:
        reason = f"least water within {PUE_TOLERANCE:g} of the least peak PUE"
    text = f"{reason} of {len(allowed)} designs for {racks} racks of {limits.rack_kw:g} kW {water}"
    return "; ".join([text, *(f"{design} {peak:.3f}" for peak, design in alternatives[:2])])
